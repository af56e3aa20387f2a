"""The soak: hundreds of clients who come, go, talk and misbehave, and what must hold meanwhile."""
