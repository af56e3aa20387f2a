"""Several ways to other rooms, one after the other, and which of them is told as lost."""

import pytest

from app.client.conversation import Conversation
from app.client.questions import ASKED_LIMIT
from app.errors import Refused
from app.protocol.replies import Error
from app.protocol.requests import Join, Rooms, Say, Who
from tests.unit.client.test_conversation import notes, said
from tests.unit.client.test_rooms import ana, moved, of, welcome  # noqa: F401 - a fixture


def test_of_two_ways_the_first_may_be_refused(
    ana: Conversation,  # noqa: F811
) -> None:
    """One goes the second one, and is heard there."""
    ana.join("locked")
    assert ana.outgoing() == [Join(room="locked", history=20, id=1)]
    ana.join("build")
    ana.say(Say(text="there"))
    assert ana.outgoing() == []
    ana.receive(Error(code="bad-room", text="No.", id=1))
    assert ana.outgoing() == [Join(room="build", history=20, id=2)]
    ana.receive(welcome("build"))
    assert of(ana.outgoing()) == ["/there"]


def test_of_two_ways_the_last_may_be_refused(
    ana: Conversation,  # noqa: F811
) -> None:
    """One stays where the first one led."""
    ana.join("build")
    ana.join("locked")
    ana.say(Say(text="so here"))
    assert len(ana.outgoing()) == 1
    ana.receive(welcome("build"))
    assert len(ana.outgoing()) == 1
    ana.receive(Error(code="bad-room", text="No.", id=2))
    assert of(ana.outgoing()) == ["/so here"]


def test_what_is_said_behind_two_ways_is_meant_for_the_last_room(
    ana: Conversation,  # noqa: F811
) -> None:
    """What is said between them is meant for the first one; so it is sent again, too."""
    ana.join("build")
    ana.say(Say(text="one"))
    ana.join("tea")
    ana.say(Say(text="two"))
    ana.ask(Who())
    assert [type(message) for message in ana.outgoing()] == [Join]
    ana.receive(welcome("build"))
    assert [type(message) for message in ana.outgoing()] == [Say, Join]
    assert ana.outgoing() == []
    ana.receive(welcome("tea"))
    assert [type(message) for message in ana.outgoing()] == [Say, Who]
    ana.lost()
    ana.opened()
    ana.receive(welcome("tea"))
    assert of(ana.outgoing()) == ["build/one", "/two"]


@pytest.mark.parametrize("is_refused", [True, False])
def test_a_programs_way_needs_no_id(
    ana: Conversation,  # noqa: F811
    is_refused: bool,
) -> None:
    """What follows waits for its answer, whichever that is."""
    ana.ask(Join(room="build"))
    ana.say(Say(text="x"))
    assert ana.outgoing() == [Join(room="build")]
    assert ana.outgoing() == []
    refused = Error(code="bad-room", text="No.")
    ana.receive(refused if is_refused else welcome("build"))
    assert of(ana.outgoing()) == ["/x"]
    ana.lost()
    ana.opened()
    ana.receive(welcome("tea"))
    assert of(ana.outgoing()) == ["lobby/x" if is_refused else "build/x"]


def test_many_questions_behind_a_way_that_is_refused(
    ana: Conversation,  # noqa: F811
) -> None:
    """However many, they are asked then."""
    ana.join("locked")
    ana.outgoing()
    questions = [Rooms(id=id) for id in range(1000, 1000 + 2 * ASKED_LIMIT)]
    for question in questions:
        ana.ask(question)
    ana.receive(Error(code="bad-room", text="No.", id=1))
    assert ana.outgoing() == questions


def test_another_history_is_told_behind_a_way_that_was_refused(
    ana: Conversation,  # noqa: F811
) -> None:
    """That one wanted to go on there is known of each way that is sent."""
    moved(ana, "build", seq=9)
    moved(ana, "lobby", seq=5)
    ana.join("build")
    ana.join("locked")
    ana.outgoing()
    assert "another history" in notes(ana.receive(welcome("build", seq=2)))


def test_a_way_that_is_still_to_be_sent_is_not_told_as_lost(
    ana: Conversation,  # noqa: F811
) -> None:
    """It is sent on the next connection; only the one that was sent is given up."""
    ana.join("build")
    ana.outgoing()
    ana.join("tea")
    assert notes(ana.lost()) == "You did not come to build: type :join build again."
    ana.opened()
    ana.receive(welcome(seq=5))
    assert ana.outgoing() == [Join(room="tea", history=20, id=2)]


def test_a_way_that_was_never_sent_is_not_told_as_lost(
    ana: Conversation,  # noqa: F811
) -> None:
    """Nothing of it is to be typed again."""
    ana.join("build")
    assert ana.lost() == []
    ana.opened()
    ana.receive(welcome(seq=5))
    assert ana.outgoing() == [Join(room="build", history=20, id=1)]


def test_back_again_before_one_has_come(
    ana: Conversation,  # noqa: F811
) -> None:
    """One is where one is going: so the room that one is still in is another one."""
    ana.join("build")
    assert len(ana.outgoing()) == 1
    with pytest.raises(Refused, match="on the way to build"):
        ana.join("Build")
    ana.join("lobby")
    with pytest.raises(Refused, match="on the way to lobby"):
        ana.join("lobby")
    ana.receive(welcome("build"))
    (back,) = ana.outgoing()
    assert isinstance(back, Join)
    assert back.room == "lobby"


def test_nothing_is_shown_twice_after_going_there_and_back_in_one_breath(
    ana: Conversation,  # noqa: F811
) -> None:
    """One goes on behind what was shown last, and not behind what was when one typed it."""
    ana.join("build")
    ana.outgoing()
    ana.join("lobby")
    assert ana.receive(said(6))
    ana.receive(welcome("build"))
    (back,) = ana.outgoing()
    assert isinstance(back, Join)
    assert back.resume
    assert back.resume.seq == 6
