"""What travels between server and client: messages, lines, dialects. Pure."""
