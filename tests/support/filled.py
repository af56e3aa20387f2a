"""A data folder with a long history in it, as a server has left it."""

import secrets
from pathlib import Path

from app.protocol.entries import Said
from app.server.store import open_store

BATCH_ENTRIES = 1000
BEGAN_MS = 1_700_000_000_000


def fill(folder: Path, texts: list[str], name: str = "scribe") -> None:
    """Store texts in a folder that is new."""
    with open_store(folder, lambda: secrets.token_hex(8)) as store:
        room = store.room("lobby")
        for start in range(0, len(texts), BATCH_ENTRIES):
            room.append(
                [
                    Said(seq=seq, at=BEGAN_MS + seq, from_="0" * 16, name=name, text=text)
                    for seq, text in enumerate(texts[start : start + BATCH_ENTRIES], start + 1)
                ]
            )
