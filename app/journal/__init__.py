"""Where rooms are stored. Knows entries; no sockets and no members."""
