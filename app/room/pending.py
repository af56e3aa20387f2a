"""What was said in this batch, and is not stored yet: by whom, and over which connection. Pure."""

from app.protocol.messages import Said


class Pending:
    """What was said since the last batch was stored."""

    def __init__(self) -> None:
        """Start with nothing said."""
        self._by_id: dict[str, dict[int, Said]] = {}
        self._speakers: dict[int, int] = {}

    def add(self, said: Said, speaker: int) -> None:
        """Connection `speaker` has said this, or has said it again and wants the answer."""
        self._speakers[said.seq] = speaker
        if said.id is not None:
            self._by_id.setdefault(said.from_, {})[said.id] = said

    def find(self, from_: str, id: int) -> Said | None:
        """What a session has said under this id."""
        return self._by_id.get(from_, {}).get(id)

    def last_id(self, from_: str) -> int:
        """The highest id of what a session has said; -1 if it has said nothing."""
        return max(self._by_id.get(from_, ()), default=-1)

    def speaker(self, said: Said) -> int | None:
        """The connection that has to know what becomes of this."""
        return self._speakers.get(said.seq)

    def clear(self) -> None:
        """All of it is stored, or has been refused."""
        self._by_id.clear()
        self._speakers.clear()
