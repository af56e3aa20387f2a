"""Going to other rooms, being removed, and what was not sent, with a server told by the test."""

from datetime import UTC, datetime

import pytest

from tests.terminal.room import StartClient
from tests.terminal.test_history import MODES, Past, past  # noqa: F401 - a fixture

KICKED = "You were removed by the host: shouting."
UP = "\x1b[A"


@MODES
def test_to_another_room_and_back(
    past: Past,  # noqa: F811
    start_client: StartClient,
    options: tuple[str, ...],
) -> None:
    """What was said meanwhile is there, once; what arrives late is told and not shown as said."""
    now = datetime.now(UTC)
    ana = start_client("ana", *options, port=past.port)
    past.welcome()
    ana.wait_for("-- Connected")
    ana.enter("late")
    late = past.next("say")
    ana.enter(":join build")
    join = past.next("join")
    assert (join["room"], join.get("resume")) == ("build", None)
    ana.enter("hello there")
    past.send("welcome", **past.lobby | {"room": "build", "log": "other", "seq": 3, "after": 3})
    ana.wait_for("-- You are in build with bot. (:join lobby goes back)")
    said = past.next("say")
    assert (said["text"], said.get("room")) == ("hello there", None)
    mine = {"at": 1, "from": "a" * 16, "name": "ana"}
    past.send("said", seq=10, text="late", id=late["id"], room="lobby", **mine)
    ana.wait_for("-- Said in lobby: late")
    past.say(4, now)
    ana.wait_heard("number 4")
    ana.enter(":j lobby")
    resume = past.next("join")["resume"]
    assert (resume["log"], resume["seq"]) == ("log", 9)
    past.send("welcome", **past.lobby | {"seq": 11, "after": 9})
    for seq in (10, 11):
        past.say(seq, now)
    ana.wait_heard("number 11")
    assert ana.said("bot") == ["number 4", "number 10", "number 11"]


def test_who_was_removed_comes_back_when_they_want(
    past: Past,  # noqa: F811
    start_client: StartClient,
) -> None:
    """And not before: the client does not try by itself."""
    ana = start_client("ana", port=past.port)
    past.welcome()
    ana.wait_for("-- Connected")
    past.send("error", code="kicked", text=KICKED)
    past.hang_up()
    ana.wait_for(f"!! {KICKED} Type :connect to try again.")
    ana.wait_for(":connect tries again; not connected")
    past.nobody_comes()
    ana.enter(":connect")
    past.welcome()
    ana.wait_for("-- Connected again")
    assert not [line for line in ana.terminal.lines if "connection is gone" in line]


def test_a_refused_message_rings_and_can_be_had_back(
    past: Past,  # noqa: F811
    start_client: StartClient,
) -> None:
    """It is not shown as said."""
    ana = start_client("ana", port=past.port)
    past.welcome()
    ana.wait_for("-- Connected")
    ana.enter("let me talk")
    said = past.next("say")
    past.send("error", code="muted", text="You are muted for 9 minutes.", id=said["id"])
    ana.wait_for("!! not sent: You are muted for 9 minutes – “let me talk” (arrow up brings it")
    assert ana.said() == []
    ana.terminal.type(UP)
    ana.wait_input("let me talk")
    assert ana.rung() == 1


@pytest.mark.parametrize("code", ["banned", "locked"])
def test_a_pipe_that_is_not_let_in_gives_up(
    past: Past,  # noqa: F811
    start_client: StartClient,
    code: str,
) -> None:
    """With status 4, and the reason."""
    ana = start_client("ana", "--send", "hi", port=past.port)
    past.turn_away(code, "You are banned until tomorrow.")
    assert ana.end() == 4
    assert "!! You are banned until tomorrow." in "\n".join(ana.terminal.lines)
