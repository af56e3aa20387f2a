"""What is told around the input line, of what has come so far."""

from app.client.around import Around
from app.client.conversation import Conversation
from app.client.events import Failed, Opened, Retrying
from app.client.notifying import Notifying
from app.client.outbox import Outbox
from app.protocol.entries import Joined, Left
from app.protocol.replies import Error, Limits, RoomInfo, RoomList, ServerMessage, Welcome
from app.protocol.requests import Say
from app.styled import plain_text

LIMITS = Limits(line_bytes=65536, text_chars=4000, text_lines=100)
WELCOME = Welcome(
    v=1,
    name="ana",
    from_="a",
    room="lobby",
    log="l",
    seq=0,
    count=2,
    names=["ana", "bo"],
    limits=LIMITS,
    after=0,
)


class Talk:
    """A conversation and what is around it, at a time that a test sets."""

    def __init__(self) -> None:
        self.now = 0
        self.conversation = Conversation("ana", "s", Outbox())
        self.notifying = Notifying()
        self.around = Around(self.conversation, self.notifying, lambda: self.now)

    def receive(self, message: ServerMessage) -> None:
        self.around.receive(message)
        self.conversation.receive(message)

    @property
    def bottom(self) -> str:
        return plain_text(self.around.bottom(80))

    def completed(self, before: str) -> list[str]:
        return [choice.text for choice in self.around.complete(before)]


def test_the_row_below() -> None:
    """From the first try to the room, and back again."""
    talk = Talk()
    assert talk.bottom == " connecting …"
    talk.around.take(Failed("nobody"))
    assert talk.bottom == " waiting for a server"
    talk.around.take(Opened(False, 1))
    talk.receive(WELCOME)
    assert talk.bottom == " lobby · 2 here · connected"
    assert not talk.around.changes
    talk.conversation.lost()
    talk.conversation.say(Say(text="hello"))
    talk.around.take(Retrying(2.0))
    assert talk.bottom == " lobby · reconnecting in 2 s · 1 unsent"
    assert talk.around.changes
    talk.now = 2000
    assert talk.bottom == " lobby · connecting … · 1 unsent"
    assert not talk.around.changes


def test_what_is_completed() -> None:
    """Those here, the rooms one was told of, and the commands there are."""
    talk = Talk()
    assert talk.completed("@") == []
    talk.receive(WELCOME)
    talk.receive(RoomList(rooms=[RoomInfo(name=name, count=1, names=[]) for name in ("b", "a b")]))
    assert talk.completed("@") == ["@bo "]
    assert talk.completed(":join ") == ["b", "lobby"]
    talk.receive(Left(at=0, count=1, names=["bo"], to="build"))
    assert talk.completed(":join bui") == ["build"]
    talk.receive(Joined(at=0, count=1, names=["bo"]))
    assert talk.completed(":msg ") == ["bo "]
    assert ":quit" in talk.completed(":")
    assert talk.completed(":set b") == ["bell ", "bottom "]
    assert talk.completed(":set bell m") == ["mention"]


def test_what_nobody_saw() -> None:
    """What is unread stands in the title and below."""
    talk = Talk()
    talk.receive(WELCOME)
    assert talk.around.title == "lobby – Realtime Chat"
    talk.notifying.came("mention")
    assert talk.around.title == "(1!) lobby – Realtime Chat"
    assert talk.bottom.endswith("1 unread")


def test_removed() -> None:
    """The way back is told until it is taken."""
    talk = Talk()
    talk.receive(WELCOME)
    talk.receive(Error(code="kicked", text="You were removed."))
    talk.conversation.lost()
    assert talk.bottom.endswith(":connect tries again; not connected")
    talk.around.connects()
    assert talk.bottom.endswith("connecting …")
