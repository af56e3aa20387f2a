"""The tables of the database, and how they came to be so. Knows no files."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE rooms (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            log TEXT NOT NULL,
            pruned INTEGER NOT NULL DEFAULT 0 -- the seq of the last entry that was let go
        ) STRICT
        """,
        """
        CREATE TABLE entries (
            room INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            at INTEGER NOT NULL,
            "from" TEXT NOT NULL,
            id INTEGER,
            name TEXT NOT NULL,
            kind TEXT NOT NULL,
            text TEXT NOT NULL,
            folded TEXT, -- what a search compares, where that is more than ASCII
            PRIMARY KEY (room, seq)
        ) STRICT, WITHOUT ROWID
        """,
        'CREATE UNIQUE INDEX entries_by_id ON entries (room, "from", id) WHERE id IS NOT NULL',
    ),
    (
        # In the place of an index of every entry: what a session has said in one batch.
        """
        CREATE TABLE spans (
            room INTEGER NOT NULL,
            "from" TEXT NOT NULL,
            id INTEGER NOT NULL, -- its highest id in the batch
            id_span INTEGER NOT NULL, -- how far below that the lowest one is
            seq INTEGER NOT NULL, -- of the entry with the highest id
            seq_span INTEGER NOT NULL, -- how far before that the one with the lowest is
            PRIMARY KEY (room, "from", id)
        ) STRICT, WITHOUT ROWID
        """,
        """
        INSERT INTO spans SELECT room, "from", id, 0, seq, 0 FROM entries
        WHERE id IS NOT NULL ORDER BY room, "from", id
        """,
        "DROP INDEX entries_by_id",
        """
        CREATE TRIGGER ids_ascend BEFORE INSERT ON spans WHEN EXISTS (
            SELECT 1 FROM spans WHERE room = NEW.room AND "from" = NEW."from"
            AND id >= NEW.id - NEW.id_span
        )
        BEGIN
            SELECT RAISE(ABORT, 'ids of a session do not ascend');
        END
        """,
        # One entry with an id, and the span it is: both in one statement, for a quiet room.
        "CREATE VIEW single_entries AS SELECT * FROM entries",
        """
        CREATE TRIGGER single_entry INSTEAD OF INSERT ON single_entries
        BEGIN
            INSERT INTO entries (room, seq, at, "from", id, name, kind, text, folded)
                VALUES (NEW.room, NEW.seq, NEW.at, NEW."from", NEW.id, NEW.name, NEW.kind,
                    NEW.text, NEW.folded);
            INSERT INTO spans (room, "from", id, id_span, seq, seq_span)
                VALUES (NEW.room, NEW."from", NEW.id, 0, NEW.seq, 0);
        END
        """,
    ),
)
"""What makes each version of the tables out of the one before; what was released stays as it is."""
