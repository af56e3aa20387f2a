"""Entries to store."""

from app.protocol.messages import Said


def said(seq: int, *, from_: str = "ana", id: int | None = None, text: str = "hello") -> Said:
    """An entry whose time and text follow from its seq."""
    return Said(seq=seq, at=1_000 + seq, from_=from_, name="Ana", text=f"{text} {seq}", id=id)
