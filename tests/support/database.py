"""What is in a server's database, read by nothing of ours."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.support.peers import Fields

FIELDS = ("seq", "at", "from", "id", "name", "kind", "text")


def entry(message: Fields) -> Fields:
    """A `said` with all of its fields, those with their default included."""
    return {"kind": "text", "id": None} | {k: v for k, v in message.items() if k in FIELDS}


def stored(home: Path) -> list[Fields]:
    """All entries in the one database that servers of this home have made, in order."""
    [database] = (home / "data").rglob("*.db")
    columns = ", ".join(f'"{name}"' for name in FIELDS)
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        rows = connection.execute(f"SELECT {columns} FROM entries ORDER BY seq").fetchall()
    return [dict(zip(FIELDS, row, strict=True)) for row in rows]
