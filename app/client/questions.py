"""What was asked of the server: what still has to be sent, and what an answer is about. Pure."""

from collections import OrderedDict, deque

from app.protocol.replies import RoomList
from app.protocol.requests import ClientMessage, Join

ASKED_LIMIT = 100
"""Of so many questions it is known what they were, should the server refuse them."""


class Questions:
    """Questions in the order in which they were asked."""

    def __init__(self) -> None:
        """Nothing was asked."""
        self._unsent: list[tuple[int, ClientMessage]] = []
        self._sent: OrderedDict[int, ClientMessage] = OrderedDict()

    def __len__(self) -> int:
        """How many were not sent yet."""
        return len(self._unsent)

    def add(self, request: ClientMessage, behind: int) -> None:
        """Ask this, `behind` the message with that id."""
        self._unsent.append((behind, request))
        id = getattr(request, "id", None)
        if isinstance(id, int):
            self._sent[id] = request
            while len(self._sent) > ASKED_LIMIT:
                self._sent.popitem(last=False)

    @property
    def last_join(self) -> Join | None:
        """The last `join` that was not sent yet."""
        joins = (request for _, request in reversed(self._unsent) if isinstance(request, Join))
        return next(joins, None)

    def take(self) -> list[tuple[int, ClientMessage]]:
        """What has to be sent now, up to the first `join`, each with the id before it."""
        joins = (at for at, (_, request) in enumerate(self._unsent, 1) if isinstance(request, Join))
        end = next(joins, len(self._unsent))
        taken, self._unsent = self._unsent[:end], self._unsent[end:]
        return taken

    def clear(self) -> None:
        """Nothing of it is asked any more."""
        self._unsent.clear()
        self._sent.clear()

    def refused(self, id: int | None) -> ClientMessage | None:
        """What it was that the server refused; None if that is not known."""
        return self._sent.pop(id, None) if id is not None else None


class Elsewhere:
    """Who is in which other room, for whoever asks who is here.

    It is asked before that, so that its answer comes before; an older server, which has none, is
    not waited for.
    """

    def __init__(self) -> None:
        """Nothing was asked."""
        self._ids: deque[int] = deque(maxlen=ASKED_LIMIT)
        """Under which it was asked and not answered yet."""
        self._rooms: RoomList | None = None

    def ask(self, id: int) -> None:
        """The rooms were asked for under this id."""
        self._ids.append(id)

    def takes(self, answer: RoomList) -> bool:
        """Whether that is the answer; then it is kept for `tell`."""
        if answer.id is None or answer.id not in self._ids:
            return False
        self._ids.remove(answer.id)
        self._rooms = answer
        return True

    def is_refused(self, id: int | None) -> bool:
        """Whether it is this that the server refused: then nothing is missing."""
        return id in self._ids

    def tell(self) -> RoomList | None:
        """The rooms, now that it is told who is here; None if they are not known."""
        rooms, self._rooms = self._rooms, None
        return rooms
