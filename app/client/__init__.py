"""The client: a conversation in a terminal, or in a pipe."""
