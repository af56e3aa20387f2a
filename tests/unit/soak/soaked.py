"""Lines of a server, for the clients of a soak to judge."""

from tests.soak.history import Fields
from tests.soak.ledger import LOBBY, Ledger
from tests.soak.session import Session
from tests.soak.wire import encoded

SECRET = "soak, a secret of its own"
OWN = "00112233aabbccdd"
OTHER = "ffeeddccbbaa9988"


def line(type: str, **fields: object) -> bytes:
    """A line of the server's, without its end; `from_` is `from`."""
    return encoded(type, **{name.rstrip("_"): value for name, value in fields.items()})[:-1]


def said(seq: int, text: str, *, from_: str = OTHER, **fields: object) -> bytes:
    """An entry."""
    return line("said", seq=seq, at=1000 + seq, from_=from_, name="s1", text=text, **fields)


def entry(seq: int, text: str) -> Fields:
    """The same, as it stands in a page."""
    return {"seq": seq, "at": 1000 + seq, "from": OTHER, "name": "s1", "text": text}


def welcome(seq: int = 0, **fields: object) -> bytes:
    """A welcome to the end of the log, unless the fields say something else."""
    usual: Fields = {"name": "s7", "from_": OWN, "log": "log", "count": 1, "after": seq}
    usual["room"] = LOBBY
    return line("welcome", **(usual | {"seq": seq} | fields))


def came_in(ledger: Ledger, seq: int = 0) -> Session:
    """A session that is in the room, in slot 7."""
    session = Session(7, SECRET, ledger)
    session.hello()
    session.hear(b"* realtime-chat/1 - hello")
    session.hear(welcome(seq))
    return session


def texts(ledger: Ledger, count: int, room: str = LOBBY) -> list[str]:
    """What somebody else has told, for a room."""
    return [ledger.compose(1, 5, room=room) for _ in range(count)]
