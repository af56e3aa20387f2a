"""What is done when something is typed."""

import pytest

from app.client.commands import Intent, parse
from app.client.conversation import Conversation
from app.client.doing import Doing
from app.client.items import Item, Note
from app.client.outbox import Outbox
from app.client.reading import Reading
from app.errors import Refused
from app.protocol.messages import (
    History,
    Join,
    Nick,
    Order,
    Rooms,
    Say,
    Search,
    Whisper,
    Whispered,
    Who,
)
from tests.unit.client.test_conversation import welcome


class Typist:
    """Somebody who types lines, in a room."""

    def __init__(self) -> None:
        self.conversation = Conversation("ana", "s" * 16, Outbox())
        self.reading = Reading(self.conversation)
        self.doing = Doing(self.conversation, self.reading, lambda rest: [f"set: {rest}"])
        self.conversation.opened()
        self.reading.take(welcome(), self.conversation.receive(welcome()))

    def types(self, line: str) -> str:
        """What is shown of it at once."""
        intent: Intent | None = parse(line)
        assert intent
        items: list[Item] = self.doing.do(intent)  # type: ignore[arg-type]
        return "\n".join(item.text for item in items if isinstance(item, Note))


@pytest.fixture
def ana() -> Typist:
    """Somebody who types."""
    return Typist()


def test_what_is_typed_is_sent(ana: Typist) -> None:
    """In the order of the lines."""
    for line in ("hi", ":me waves", ":m bo psst", ":nick anna", ":rooms", ":kick bo", ":who bo"):
        assert ana.types(line) == ""
    ana.types(":history 9")
    ana.types(":search x")
    ana.types(":join build")
    assert ana.conversation.outgoing() == [
        Say(text="hi", id=1),
        Say(text="waves", id=2, kind="action"),
        Whisper(to="bo", text="psst", id=3),
        Nick(name="anna", id=4),
        Rooms(id=5),
        Order(text="kick bo", id=6),
        Who(after="bo"),
        History(before=1, limit=9, id=7),
        Search(text="x", id=8),
        Join(room="build", id=9),
    ]


def test_a_reply_is_a_whisper(ana: Typist) -> None:
    """To whoever whispered last; without one it is refused."""
    with pytest.raises(Refused, match="Nobody"):
        ana.types(":r yes")
    whispered = Whispered(at=1, from_="f", name="bo", to="ana", text="coming?")
    ana.reading.take(whispered, ana.conversation.receive(whispered))
    ana.types(":r yes")
    assert ana.conversation.outgoing() == [Whisper(to="bo", text="yes", id=1)]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (":help", ":history"),
        (":help msg", "Example: :msg bo"),
        (":help mgs", "Did you mean :msg?"),
        (":quiet", "Nobody is shown"),
        (":quiet off", "is shown"),
        (":bell", ":bell mention"),
        (":bell off", "never rings"),
        (":time seconds", ":time seconds"),
        (":ignore", "nobody"),
        (":ignore bo", "is not shown any more"),
        (":set bell off", "set: bell off"),
        (":mgs bo psst", "Did you mean :msg?"),
    ],
)
def test_what_is_done_here_is_told(ana: Typist, line: str, told: str) -> None:
    """And needs no server."""
    assert told in ana.types(line)
    assert ana.conversation.outgoing() == []


def test_switches_hold(ana: Typist) -> None:
    """And asking changes nothing."""
    for line in (":bell all", ":bell", ":time off", ":time", ":quiet"):
        ana.types(line)
    reading = ana.reading
    assert (reading.notifying.bell, reading.times, reading.quiet) == ("all", "off", True)
    ana.types(":quiet")
    assert not reading.quiet
