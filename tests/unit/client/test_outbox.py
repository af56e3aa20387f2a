"""What is said and not yet acknowledged."""

import pytest

from app.client.outbox import Outbox, OutboxFull
from app.errors import Refused
from app.protocol.requests import Say, Whisper


def test_messages_get_rising_ids_and_are_sent_once() -> None:
    """What was handed out is not handed out again on the same connection."""
    outbox = Outbox()
    first, second = outbox.say("a"), outbox.say("waves", action=True)
    assert second > first
    assert outbox.unsent() == [
        Say(text="a", id=first),
        Say(text="waves", id=second, kind="action"),
    ]
    assert outbox.unsent() == []
    assert len(outbox) == 2


def test_what_is_not_acknowledged_is_sent_again_in_order() -> None:
    """After a reconnect; what was acknowledged is not."""
    outbox = Outbox()
    ids = [outbox.say(text) for text in "abc"]
    outbox.unsent()
    assert outbox.remove(ids[1]) == Say(text="b", id=ids[1])
    assert outbox.connection_lost() == []
    assert [message.text for message in outbox.unsent()] == ["a", "c"]


def test_a_whisper_under_way_is_given_up() -> None:
    """It may have been delivered, so it is not sent twice; one that was not sent yet stays."""
    outbox = Outbox()
    under_way = outbox.whisper("bo", "psst")
    outbox.unsent()
    waiting = outbox.whisper("bo", "later")
    assert outbox.connection_lost() == [Whisper(to="bo", text="psst", id=under_way)]
    assert outbox.unsent() == [Whisper(to="bo", text="later", id=waiting)]


def test_an_acknowledgement_for_nothing_is_nothing() -> None:
    """Servers may say what they like."""
    outbox = Outbox()
    id = outbox.say("a")
    assert outbox.remove(None) is None
    assert outbox.remove(id + 1) is None
    assert list(outbox) == [Say(text="a", id=id)]


def test_a_full_outbox_takes_nothing_more() -> None:
    """And says so; what is in it stays."""
    outbox = Outbox(limit=2)
    outbox.say("a")
    outbox.whisper("bo", "b")
    with pytest.raises(OutboxFull, match="2 messages"):
        outbox.say("c")
    assert len(outbox) == 2


def test_a_programs_own_ids_are_kept_and_counted_on_from() -> None:
    """A program may number its messages itself."""
    outbox = Outbox()
    assert outbox.say("a", id=41) == 41
    assert outbox.say("b") == 42


def test_an_id_for_a_request_is_no_messages() -> None:
    """Messages go on behind it."""
    outbox = Outbox()
    message = outbox.say("a")
    request = outbox.draw_id()
    assert outbox.remove(request) is None
    assert message < request < outbox.say("b")


@pytest.mark.parametrize("id", [0, 1, 5])
def test_an_id_that_is_not_higher_is_refused(id: int) -> None:
    """It would take the place of another message, or be taken for one that was said."""
    outbox = Outbox()
    outbox.say("a", id=5)
    with pytest.raises(Refused, match="not higher"):
        outbox.say("b", id=id)
    assert [message.text for message in outbox] == ["a"]
