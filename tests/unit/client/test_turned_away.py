"""A server that is there and lets nobody in: what is said of it, and what is not said again."""

import pytest

from app.client.conversation import Conversation
from app.client.items import Note
from app.client.outbox import Outbox
from app.protocol.replies import Error
from tests.unit.client.test_conversation import welcome

FULL = Error(code="try-later", text="The server is full.")


@pytest.fixture
def conversation() -> Conversation:
    conversation = Conversation("ana", "s" * 16, Outbox())
    conversation.opened()
    return conversation


def test_it_is_told_once(conversation: Conversation) -> None:
    """In the server's words; another reason is told as well."""
    [note] = conversation.receive(FULL)
    assert note == Note("The server is full. Trying again.", "error")
    assert conversation.turned_away == FULL.text
    conversation.lost()
    conversation.opened()
    assert conversation.receive(FULL) == []
    assert conversation.receive(Error(code="try-later", text="Another reason."))


def test_behind_a_conversation_it_is_told_again(conversation: Conversation) -> None:
    """Who was in has to know why one is not any more."""
    conversation.receive(FULL)
    conversation.receive(welcome())
    assert conversation.turned_away == ""
    conversation.lost()
    conversation.opened()
    assert conversation.receive(FULL)


def test_nothing_was_refused(conversation: Conversation) -> None:
    """What was said waits, and goes when one is in."""
    conversation.outbox.say("hello")
    conversation.receive(FULL)
    conversation.lost()
    assert (conversation.refused, len(conversation.outbox)) == (0, 1)


def test_an_error_in_a_conversation_is_no_such_thing(conversation: Conversation) -> None:
    """Each is told then."""
    conversation.receive(welcome())
    for _ in range(2):
        assert conversation.receive(FULL) == [Note("The server is full.", "error")]
    assert conversation.turned_away == ""


@pytest.mark.parametrize(
    ("code", "what"),
    [("locked", "with :unlock"), ("banned", "with :unban"), ("kicked", "Then start this again.")],
)
def test_a_script_is_told_what_its_owner_can_do(
    conversation: Conversation, code: str, what: str
) -> None:
    """There is no line to type `:connect` into."""
    conversation.attended = False
    [note] = conversation.receive(Error(code=code, text="Nobody comes in."))
    assert isinstance(note, Note)
    assert note.text.startswith("Nobody comes in. ")
    assert what in note.text
    assert ":connect" not in note.text
