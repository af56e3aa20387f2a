"""Where those find each other who were told nothing: clients, a server, people in its rooms."""

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 6000
DEFAULT_ADDRESS = f"{DEFAULT_HOST}:{DEFAULT_PORT}"
LOBBY = "lobby"
"""The room that everybody comes into, and that is always there."""
