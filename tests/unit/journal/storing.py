"""Entries to store."""

from app.protocol.entries import Said


def said(
    seq: int,
    *,
    from_: str = "ana",
    id: int | None = None,
    text: str = "hello",
    at: int | None = None,
) -> Said:
    """An entry whose text, and whose time if none is given, follow from its seq."""
    at = 1_000 + seq if at is None else at
    return Said(seq=seq, at=at, from_=from_, name="Ana", text=f"{text} {seq}", id=id)
