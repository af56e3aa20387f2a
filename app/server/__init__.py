"""The server: threads and sockets around the pure room."""
