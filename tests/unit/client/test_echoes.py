"""What is shown of one's own where the terminal shows already what is typed."""

import pytest

from app.client.echoes import Echoes
from app.client.items import Item, Note
from app.client.outbox import Outbox
from app.protocol.entries import Said
from app.protocol.replies import Whispered


@pytest.fixture
def outbox() -> Outbox:
    return Outbox()


def said(id: int | None, name: str = "ana") -> Said:
    return Said(seq=1, at=0, from_="f", name=name, text="x", id=id)


def shown(echoes: Echoes, outbox: Outbox, *items: Item, of: int | None = None) -> list[Item]:
    def receive() -> list[Item]:
        outbox.remove(of)
        return list(items)

    return echoes.shown(receive)


def test_what_was_just_typed_is_not_shown_again(outbox: Outbox) -> None:
    """But everything else is, also what others say with the same id."""
    echoes = Echoes(outbox)
    one = outbox.say("x")
    assert shown(echoes, outbox, said(one, "bo")) == [said(one, "bo")]
    note = Note("something is missing")
    assert shown(echoes, outbox, note, said(one), of=one) == [note]
    assert shown(echoes, outbox, said(one)) == [said(one)]


def test_a_whisper_as_well(outbox: Outbox) -> None:
    echoes = Echoes(outbox)
    one = outbox.whisper("bo", "x")
    whispered = Whispered(at=0, from_="f", name="ana", to="bo", text="x", id=one)
    assert shown(echoes, outbox, whispered, of=one) == []


def test_what_waited_is_shown_when_it_is_sent(outbox: Outbox) -> None:
    echoes = Echoes(outbox)
    one = outbox.say("x")
    echoes.waits()
    two = outbox.say("y")
    assert shown(echoes, outbox, said(one), of=one) == [said(one)]
    assert shown(echoes, outbox, said(two), of=two) == []
