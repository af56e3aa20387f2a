"""The tree of errors: what is caught with what, and what programs and people are told."""

import pytest

from app.errors import (
    CannotListen,
    ChatError,
    JournalDamaged,
    JournalError,
    LocalProtocolError,
    ProtocolError,
    Refused,
    RemoteProtocolError,
    UsageError,
)


@pytest.mark.parametrize(
    "error",
    [
        LocalProtocolError("Too long."),
        RemoteProtocolError("bad-json", "That is not JSON."),
        Refused("name-taken", "Taken."),
        JournalError("The disk is full."),
        JournalDamaged("The file is damaged."),
        CannotListen("The port is taken."),
        UsageError("There is no such option."),
    ],
    ids=lambda error: type(error).__name__,
)
def test_every_error_is_a_chat_error_and_shows_its_sentence(error: ChatError) -> None:
    """One `except ChatError` catches all that we raise on purpose; `str` is for people."""
    assert isinstance(error, ChatError)
    assert str(error) == error.args[0]
    assert str(error).endswith(".")


def test_a_protocol_error_says_which_side_is_wrong() -> None:
    """The abstract base cannot be raised; both of its kinds are caught with it."""
    with pytest.raises(TypeError, match="LocalProtocolError or RemoteProtocolError"):
        ProtocolError("somebody did something")
    assert issubclass(LocalProtocolError, ProtocolError)
    assert issubclass(RemoteProtocolError, ProtocolError)


def test_a_damaged_journal_is_one_that_does_not_work() -> None:
    """Whoever only wants to know that nothing was stored need not ask why."""
    assert issubclass(JournalDamaged, JournalError)


def test_what_a_peer_did_wrong_has_a_code_and_the_number_of_its_message() -> None:
    """A program reads `code` and `id`; without a readable number `id` is None."""
    error = RemoteProtocolError("bad-field", "A field is wrong.", 7)
    assert (error.code, error.text, error.id) == ("bad-field", "A field is wrong.", 7)
    assert RemoteProtocolError("bad-json", "That is not JSON.").id is None


def test_a_refusal_has_a_code_and_is_nobodys_mistake() -> None:
    """What the room does not grant is not a broken protocol."""
    refusal = Refused("name-taken", "The name ana is taken.")
    assert (refusal.code, refusal.text) == ("name-taken", "The name ana is taken.")
    assert not isinstance(refusal, ProtocolError)
