"""When a conversation without a terminal is over."""

from app.client.config import Config
from app.client.conversation import Conversation
from app.client.ending import Ending
from app.client.outbox import Outbox
from tests.unit.client.test_conversation import welcome


def ended(*, attended: bool) -> Ending:
    """A conversation whose input was empty."""
    conversation = Conversation("ana", "s" * 16, Outbox())
    conversation.attended = attended
    ending = Ending(conversation, Config(), follow=False, history=0)
    ending.ended = True
    return ending


def test_a_script_with_nothing_to_say_waits_for_a_server() -> None:
    """So that its exit status tells whether there is one; but not for ever."""
    ending = ended(attended=False)
    assert not ending.is_done()
    assert ending.patience(1.0) == 1.0 + Config().give_up_s
    ending.opened(bare=False)
    assert not ending.is_done()
    ending.received(welcome())
    assert ending.is_done()


def test_a_server_of_bare_lines_welcomes_nobody() -> None:
    ending = ended(attended=False)
    ending.opened(bare=True)
    assert ending.is_done()


def test_a_person_leaves_at_once() -> None:
    assert ended(attended=True).is_done()
