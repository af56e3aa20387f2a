"""What follows from orders for those who come in, and for those who talk."""

import pytest

from app.errors import Refused
from app.protocol.entries import Said
from app.room.bans import Ban
from app.room.moderation import KICK_MS, OPS_LIMIT, Moderation
from app.room.pace import SESSIONS_LIMIT
from tests.unit.room.hall import AT, Hall, error, replies, texts


@pytest.fixture
def rules() -> Moderation:
    return Moderation()


def why(act: object, *arguments: object) -> tuple[str, str]:
    """How something is refused."""
    assert callable(act)
    with pytest.raises(Refused) as refusal:
        act(*arguments)
    return refusal.value.code, refusal.value.text


def test_everybody_may_do_everything(rules: Moderation) -> None:
    rules.check_enter("ana", "s1", "", AT)
    rules.check_listen("10.0.0.7", AT)
    for _ in range(3):
        rules.check_say("ana", "s1", AT)
    rules.check_name("bo", "s1", "", AT)


def test_who_is_banned_is_told_until_when_and_why(rules: Moderation) -> None:
    rules.bans.add(Ban(name="ana", session="s1", until=AT + 600_000, reason="shouting"), AT)
    assert why(rules.check_enter, "x", "s1", "", AT) == (
        "banned",
        "You are banned for another 10 minutes: shouting.",
    )


def test_who_only_wants_the_name_is_told_so(rules: Moderation) -> None:
    rules.bans.add(Ban(name="ana", session="s1"), AT)
    text = "The name Ana is banned for ever. Take another."
    assert why(rules.check_enter, "Ana", "s2", "", AT) == ("banned", text)
    assert why(rules.check_name, "Ana", "s2", "", AT) == ("banned", text)


def test_a_banned_address_does_not_even_listen(rules: Moderation) -> None:
    rules.bans.add(Ban(address="10.0.0.7"), AT)
    assert why(rules.check_listen, "10.0.0.7", AT)[0] == "banned"
    rules.check_listen("10.0.0.8", AT)
    rules.check_listen("", AT)


def test_who_was_removed_stays_out_for_a_while(rules: Moderation) -> None:
    rules.kick("s1", AT)
    assert why(rules.check_enter, "ana", "s1", "", AT + 1)[0] == "kicked"
    rules.check_enter("ana", "s2", "", AT + 1)
    rules.check_enter("ana", "s1", "", AT + KICK_MS)


def test_a_lock_lets_those_back_in_who_were_there(rules: Moderation) -> None:
    rules.lock("a private talk", ["s1"])
    rules.check_enter("ana", "s1", "", AT)
    assert why(rules.check_enter, "bo", "s2", "", AT) == (
        "locked",
        "Nobody new comes in right now: a private talk. Come back later.",
    )
    assert why(rules.check_listen, "", AT)[0] == "locked"
    rules.unlock()
    rules.check_enter("bo", "s2", "", AT)


def test_a_ban_comes_before_a_lock(rules: Moderation) -> None:
    """One that was inside may not come back for that if it is banned."""
    rules.lock("", ["s1"])
    rules.kick("s1", AT)
    rules.bans.add(Ban(session="s1"), AT)
    assert why(rules.check_enter, "ana", "s1", "", AT)[0] == "banned"


def test_who_is_muted_may_not_talk_and_not_hide(rules: Moderation) -> None:
    rules.mutes.add(Ban(name="ana", session="s1", until=AT + 60_000, reason="caps"), AT)
    muted = ("muted", "You are muted for another minute: caps.")
    assert why(rules.check_say, "ana", "s1", AT) == muted
    assert why(rules.check_voice, "ana", "s1", AT) == muted
    assert why(rules.check_name, "bo", "s1", "", AT) == muted
    assert why(rules.check_say, "ana", "a new session", AT) == muted
    rules.check_say("ana", "s1", AT + 60_000)


def test_who_asks_for_a_muted_name_is_told_so(rules: Moderation) -> None:
    rules.mutes.add(Ban(name="ana", session="s1", until=AT + 60_000, reason="caps"), AT)
    said = "The name Ana is muted for another minute: caps. Take another."
    assert why(rules.check_name, "Ana", "s2", "", AT) == ("muted", said)
    rules.check_name("bo", "s2", "", AT)


def test_what_was_not_stored_counts_for_nothing_in_slow_mode(rules: Moderation) -> None:
    rules.set_slow(10_000)
    rules.check_say("ana", "s1", AT)
    rules.unsaid("s1")
    rules.unsaid("s2")
    rules.check_say("ana", "s1", AT + 1)
    assert why(rules.check_say, "ana", "s1", AT + 2)[0] == "slow"


def test_slow_mode_counts_what_was_said(rules: Moderation) -> None:
    rules.set_slow(10_000)
    rules.check_say("ana", "s1", AT)
    rules.check_say("bo", "s2", AT + 1)
    assert why(rules.check_say, "ana", "s1", AT + 3_000) == (
        "slow",
        "One message every 10 seconds is allowed; say it again in 7 seconds.",
    )
    rules.check_say("ana", "s1", AT + 10_000)
    rules.set_slow(0)
    rules.check_say("ana", "s1", AT + 10_001)


def test_slow_mode_counts_moves_and_names_apart_from_words(rules: Moderation) -> None:
    """Who has gone to a room may say something there at once."""
    rules.set_slow(10_000)
    rules.check_move("s1", AT)
    rules.moved("s1", AT)
    rules.check_say("ana", "s1", AT)
    text = "One move or new name every 10 seconds is allowed; try again in 7 seconds."
    assert why(rules.check_move, "s1", AT + 3_000) == ("slow", text)
    assert why(rules.check_name, "bo", "s1", "", AT + 3_000) == ("slow", text)
    rules.check_move("s2", AT + 3_000)
    rules.make_op("s1", "ana")
    rules.check_move("s1", AT + 3_000)
    rules.check_move("s2", AT + 10_000)


def test_slow_mode_is_not_for_operators_and_survives_a_clock_set_back(rules: Moderation) -> None:
    rules.set_slow(10_000)
    rules.make_op("s1", "ana")
    rules.check_say("ana", "s1", AT)
    rules.check_say("ana", "s1", AT)
    rules.check_say("bo", "s2", AT)
    rules.check_say("bo", "s2", AT - 1_000_000)


def test_nothing_grows_without_end(rules: Moderation) -> None:
    rules.set_slow(1)
    for number in range(SESSIONS_LIMIT + 10):
        rules.check_say("", f"s{number}", AT)
    rules.check_say("", "s0", AT)  # it was forgotten
    assert [rules.make_op(f"s{number}", "x") for number in range(OPS_LIMIT)] == [True] * OPS_LIMIT
    assert not rules.make_op("one more", "x")
    assert rules.make_op("s0", "x")


@pytest.mark.parametrize("order", ["muted", "slow"])
def test_what_was_said_already_is_acknowledged_all_the_same(order: str) -> None:
    """A client that says it again, after a lost connection, must not take it for refused."""
    hall = Hall()
    hall.enter(1, "ana", session="ana")
    hall.store()
    hall.say(1, "hello", 1)
    hall.store()
    rules = hall.rules
    if order == "muted":
        rules.mutes.add(Ban(name="ana"), hall.at)
    else:
        rules.set_slow(10_000)
        hall.say(1, "second", 2)
        hall.store()
    hall.say(1, "hello", 1)
    hall.say(1, "third", 3)
    batch = hall.store()
    assert (error(batch, 1).code, error(batch, 1).id) == (order, 3)
    assert [reply.seq for reply in replies(batch, 1) if isinstance(reply, Said)] == [1]
    assert texts(batch) == []
