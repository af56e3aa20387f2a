"""How many entries go into one page of them."""

from app.protocol.entries import Said


def up_to(entries: list[Said], limit_chars: int) -> list[Said]:
    """The first of `entries`, up to the one with which their texts reach `limit_chars`."""
    chars = 0
    for count, entry in enumerate(entries, 1):
        chars += len(entry.text)
        if chars >= limit_chars:
            return entries[:count]
    return entries
