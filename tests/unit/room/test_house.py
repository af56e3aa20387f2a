"""Many rooms: coming, going and moving, what is told where, and how many there may be."""

from collections.abc import Sequence

import pytest

from app.errors import Refused
from app.protocol.entries import Joined, Left, Notice, Said
from app.protocol.framing import LINE_LIMIT_BYTES
from app.protocol.json_lines import encode_json
from app.protocol.limits import LISTED_LIMIT_NAMES
from app.protocol.replies import Error, Pong, RoomInfo, RoomList, Whispered
from app.protocol.requests import Nick, Ping, Resume, Rooms, Whisper, Who
from app.room.bans import Ban
from app.room.batch import Batch, Opening, Parting
from app.room.doors import OPENING_BURST, OPENING_RATE
from app.room.listing import ROOM_NAMES_LIMIT, ROOMS_PAGE_LIMIT
from app.room.segments import Segment
from tests.unit.room.hall import Hall, entries, error, merged, replies, texts, welcome

ANA, BO, CY = 1, 2, 3


def hall_of_two() -> Hall:
    """Ana, with a session, and bo in the lobby; cy, with a session, in build."""
    hall = Hall()
    hall.enter(ANA, "ana", session="ana")
    hall.enter(BO, "bo")
    hall.enter(CY, "cy", session="cy", room="build")
    hall.store_all()
    return hall


def of(segments: Sequence[Segment], name: str) -> Batch:
    """What came of it in one room."""
    return merged([batch for room, batch in segments if room.name == name])


def everything(segments: Sequence[Segment]) -> Batch:
    """What came of it in all rooms, in the order in which it is told."""
    return merged([batch for _, batch in segments])


def test_nobody_in_one_room_hears_another() -> None:
    """What is said, who comes and who goes is told where it happens."""
    hall = hall_of_two()
    hall.say(ANA, "here")
    hall.say(CY, "there")
    hall.do(CY, Nick(name="cyril"))
    segments = hall.store_all()
    assert texts(of(segments, "lobby")) == ["here"]
    assert texts(of(segments, "build")) == ["there"]
    assert len(entries(of(segments, "lobby"))) == 1
    assert [said.seq for said in everything(segments).said()] == [1, 1]


def test_who_moves_is_told_of_in_both_rooms_and_welcomed_in_the_new_one() -> None:
    """The old room's talk ends for it before the new room's begins."""
    hall = hall_of_two()
    hall.say(ANA, "goodbye")
    hall.join(ANA, "#Build", id=7)
    hall.say(BO, "gone?")
    hall.say(ANA, "hello")
    segments = hall.store_all()
    lobby, build = of(segments, "lobby"), of(segments, "build")
    said = [event for event in entries(lobby) if isinstance(event, Said)]
    assert entries(lobby) == [
        said[0],
        Left(at=hall.at - 1, count=1, names=["ana"], to="build"),
        said[1],
    ]
    assert lobby.events[1] == Parting(ANA, told=0)
    assert entries(build)[0] == Joined(at=hall.at - 1, count=1, names=["ana"])
    welcomed = welcome(build, ANA)
    assert (welcomed.room, welcomed.name, welcomed.names) == ("build", "ana", ["cy", "ana"])
    assert welcomed.log != welcome(hall_entering(hall), 9).log
    order = [event for event in everything(segments).events if isinstance(event, Parting | Opening)]
    assert [type(event) for event in order] == [Parting, Opening]
    assert texts(build) == ["hello"]


def hall_entering(hall: Hall) -> Batch:
    """Somebody else comes into the lobby."""
    hall.enter(9, "zoe")
    return hall.store()


def test_moving_to_and_fro_in_one_batch_is_told_in_order() -> None:
    """Each welcome comes behind the end of what was read before, and answers in their order."""
    hall = hall_of_two()
    for number, room in enumerate(["build", "lobby", "cats", "build", "lobby"]):
        hall.join(ANA, room)
        hall.do(ANA, Ping(id=number))
    whole = everything(hall.store_all())
    steps: list[str] = []
    told = 0
    for event in [*whole.events, None]:
        until = event.told if isinstance(event, Opening | Parting) else told
        if event is None:
            until = len(whole.replies)
        steps += [f"pong {r.id}" for _, r in whole.replies[told:until] if isinstance(r, Pong)]
        told = until
        if isinstance(event, Opening) and event.welcome and event.id == ANA:
            steps.append(event.welcome.room)
        elif isinstance(event, Parting):
            steps.append("out")
    # fmt: off
    assert steps == [
        "out", "build", "pong 0", "out", "lobby", "pong 1", "out", "cats", "pong 2",
        "out", "build", "pong 3", "out", "lobby", "pong 4",
    ]
    # fmt: on


def test_many_who_move_are_told_as_one() -> None:
    """In both rooms."""
    hall = Hall()
    for id in range(50):
        hall.enter(id, f"n{id}")
    hall.enter(99, "zoe", room="build")
    hall.store_all()
    for id in range(50):
        hall.join(id, "build")
    segments = hall.store_all()
    (left,) = entries(of(segments, "lobby"))
    (joined,) = entries(of(segments, "build"))
    assert isinstance(left, Left)
    assert isinstance(joined, Joined)
    assert (left.count, joined.count) == (50, 50)


def test_joining_the_room_one_is_in_is_refused() -> None:
    """However it is written, and without anything being told to others."""
    hall = hall_of_two()
    for room in ("lobby", "#LOBBY", "l0bby"):
        hall.join(ANA, room, id=3)
        batch = hall.store()
        assert (error(batch, ANA).code, error(batch, ANA).id) == ("already-here", 3)
        assert batch.events == []


def test_a_room_with_no_name_is_refused() -> None:
    """A join stays where it is; a hello comes into the lobby, and is told why after its welcome."""
    hall = hall_of_two()
    hall.join(ANA, "a b", id=3)
    batch = hall.store()
    assert (error(batch, ANA).code, error(batch, ANA).id, batch.events) == ("bad-room", 3, [])
    hall.enter(4, "dan", room="a b")
    batch = hall.store()
    assert welcome(batch, 4).room == "lobby"
    opening = next(event for event in batch.events if isinstance(event, Opening))
    assert opening.told == 0
    assert error(batch, 4).code == "bad-room"


def test_a_look_alike_leads_to_the_room_there_is() -> None:
    """Nobody can wait for others in another build."""
    hall = hall_of_two()
    hall.join(ANA, "bui1d")
    assert welcome(of(hall.store_all(), "build"), ANA).names == ["cy", "ana"]


def test_whispers_reach_everybody_and_after_a_welcome() -> None:
    """Also one who comes in the same batch in another room."""
    hall = hall_of_two()
    hall.enter(4, "dan", room="build")
    hall.do(ANA, Whisper(to="cy", text="psst", id=1))
    hall.do(ANA, Whisper(to="dan", text="psst", id=2))
    segments = hall.store_all()
    whole = everything(segments)
    heard = [(id, r.id) for id, r in whole.replies if isinstance(r, Whispered)]
    assert heard == [(CY, 1), (ANA, 1), (4, 2), (ANA, 2)]
    rooms = [room.name for room, batch in segments if batch.events or batch.replies]
    assert rooms == ["build", "lobby"]  # first dan's welcome


def test_names_are_unique_in_all_rooms() -> None:
    """Also those that only look alike."""
    hall = hall_of_two()
    hall.enter(4, "ana", room="build")
    hall.do(CY, Nick(name="B0"))
    batch = of(hall.store_all(), "build")
    assert hall.house.name_of(4) == "ana-2"
    assert error(batch, CY).code == "name-taken"


def test_a_session_that_comes_back_elsewhere_leaves_where_its_ghost_was() -> None:
    """It keeps its name; where the ghost was in the same room, nobody is told anything."""
    hall = hall_of_two()
    hall.enter(7, "x", session="ana", room="build")
    segments = hall.store_all()
    left = Left(at=hall.at - 1, count=1, names=["ana"], to="build")
    assert entries(of(segments, "lobby")) == [left]
    assert entries(of(segments, "build")) == [Joined(at=hall.at - 1, count=1, names=["ana"])]
    assert [id for id, _ in everything(segments).closing] == [ANA]
    hall.leave(ANA)
    assert hall.house.name_of(7) == "ana"
    hall.enter(8, "x", session="ana", room="build")
    segments = hall.store_all()
    assert entries(everything(segments)) == []
    assert hall.names.owner("ana") == 8


def test_who_is_for_the_room_one_is_in() -> None:
    """Wherever the others are."""
    hall = hall_of_two()
    hall.do(ANA, Who())
    hall.do(CY, Who())
    whole = everything(hall.store_all())
    assert [getattr(reply, "names", None) for _, reply in whole.replies] == [["ana", "bo"], ["cy"]]


def test_everybody_is_told_that_the_server_stops() -> None:
    """In all rooms."""
    hall = hall_of_two()
    notice = Notice(code="stopping", text="Goodbye.")
    hall.house.announce(notice)
    segments = hall.store_all()
    assert entries(of(segments, "lobby")) == entries(of(segments, "build")) == [notice]


# --- exactly once ---------------------------------------------------------------------------


def test_what_was_written_in_another_room_is_said_there() -> None:
    """Its sender alone is told so, with the room; nobody in its own room sees it."""
    hall = hall_of_two()
    hall.say(ANA, "late", 5, room="build")
    segments = hall.store_all()
    (said,) = of(segments, "build").said()
    assert (said.text, said.name, said.room, said.seq) == ("late", "ana", "", 1)
    (answer,) = replies(of(segments, "lobby"), ANA)
    assert isinstance(answer, Said)
    assert (answer.room, answer.id, answer.seq) == ("build", 5, 1)
    assert entries(of(segments, "lobby")) == []


def test_what_is_sent_again_from_another_room_is_said_once() -> None:
    """Whether it is stored already, is in the same batch, or the room left memory meanwhile."""
    hall = hall_of_two()
    hall.say(ANA, "one", 1)
    hall.join(ANA, "cats")
    hall.say(ANA, "two", 2, room="lobby")
    hall.say(ANA, "two", 2, room="lobby")
    hall.say(ANA, "one", 1, room="lobby")
    assert texts(of(hall.store_all(), "lobby")) == ["one", "two"]
    hall.say(ANA, "meow", 3)
    hall.store_all()
    hall.join(ANA, "lobby")
    hall.store_all()
    assert "cats" in hall.shelf.journals
    for number, room in ((1, "lobby"), (2, "#Lobby"), (3, "cats")):
        hall.say(ANA, "again", number, room=room)
    segments = hall.store_all()
    assert everything(segments).said() == []
    assert [(r.text, r.room) for _, r in everything(segments).replies if isinstance(r, Said)] == [
        ("one", ""),
        ("two", ""),
        ("meow", "cats"),
    ]


def test_what_is_not_kept_any_more_is_not_said_again_either() -> None:
    """Also where everybody was out of the room meanwhile."""
    hall = Hall(limit=1)
    hall.enter(ANA, "ana", session="ana", room="build")
    hall.say(ANA, "one", 1)
    hall.say(ANA, "two", 2)
    hall.store_all()
    hall.join(ANA, "lobby")
    hall.store_all()
    hall.say(ANA, "one", 1, room="build")
    batch = hall.store()
    assert (error(batch, ANA).code, error(batch, ANA).id) == ("too-late", 1)


def test_what_cannot_be_said_there_is_refused_with_its_id() -> None:
    """A room that cannot be had, or a text that may not be said: then there is no such room."""
    hall = hall_of_two()
    hall.say(ANA, "hello", 1, room="a b")
    hall.say(ANA, "\u200b", 2, room="cats")
    batch = hall.store()
    assert [(r.code, r.id) for _, r in batch.replies if isinstance(r, Error)] == [
        ("bad-room", 1),
        ("empty-text", 2),
    ]
    assert sorted(hall.shelf.journals) == ["build", "lobby"]


def test_what_could_not_be_stored_is_refused_wherever_its_sender_is() -> None:
    """In all rooms; nobody has seen it, and its numbers are given again."""
    hall = hall_of_two()
    hall.say(ANA, "here", 1)
    hall.say(ANA, "there", 2, room="build")
    hall.say(CY, "me, too", 1)
    hall.join(ANA, "cats")
    segments = hall.fail_all()
    whole = everything(segments)
    assert whole.said() == []
    assert not [reply for _, reply in whole.replies if isinstance(reply, Said)]
    refused = [(id, r.code, r.id) for id, r in whole.replies if isinstance(r, Error)]
    assert sorted(refused) == [(1, "not-stored", 1), (1, "not-stored", 2), (3, "not-stored", 1)]
    assert welcome(of(segments, "cats"), ANA).room == "cats"
    hall.say(ANA, "there", 2, room="build")
    assert [said.seq for said in of(hall.store_all(), "build").said()] == [1]


def test_resuming_in_another_room() -> None:
    """A join goes on after the last entry of that room that was shown."""
    hall = hall_of_two()
    for text in ("one", "two", "three"):
        hall.say(CY, text)
    segments = hall.store_all()
    said = of(segments, "build").said()
    log = hall.shelf.journals["build"].log
    hall.join(ANA, "build", resume=Resume(log=log, seq=1, at=said[0].at))
    batch = of(hall.store_all(), "build")
    assert (welcome(batch, ANA).after, welcome(batch, ANA).seq) == (1, 3)
    hall.join(BO, "build", history=2)
    assert welcome(of(hall.store_all(), "build"), BO).after == 1


# --- how many rooms -------------------------------------------------------------------------


def test_a_room_in_which_nobody_has_spoken_vanishes_with_the_last() -> None:
    """Its history has nothing of it; one with a history stays listed, and comes back with it."""
    hall = hall_of_two()
    hall.join(ANA, "build")
    hall.store_all()
    hall.join(ANA, "cats")
    hall.store_all()
    hall.say(ANA, "meow")
    hall.leave(CY)
    hall.store_all()
    hall.leave(ANA)
    hall.store_all()
    assert sorted(hall.shelf.journals) == ["cats", "lobby"]
    assert listed(hall, BO) == [("cats", 0), ("lobby", 1)]
    hall.join(BO, "cats", history=9)
    assert welcome(of(hall.store_all(), "cats"), BO).seq == 1


def listed(hall: Hall, id: int) -> list[tuple[str, int]]:
    """The rooms that somebody is told of."""
    hall.do(id, Rooms())
    answers = [r for _, r in everything(hall.store_all()).replies if isinstance(r, RoomList)]
    return [(room.name, room.count) for room in answers[0].rooms]


def test_what_is_stored_of_nothing_is_let_go_at_the_start() -> None:
    """Only the lobby is there in any case."""
    hall = hall_of_two()
    hall.say(CY, "hello")
    hall.join(BO, "cats")
    hall.store_all()
    hall.restarted()
    assert sorted(hall.shelf.journals) == ["build", "lobby"]


def test_there_are_only_so_many_rooms() -> None:
    """Those that are stored are counted; the others can still be gone into."""
    hall = Hall(rooms=3)
    hall.enter(ANA, "ana", room="build")
    hall.say(ANA, "hello")
    hall.enter(BO, "bo", room="cats")
    hall.store_all()
    hall.join(ANA, "dogs", id=4)
    batch = everything(hall.store_all())
    assert (error(batch, ANA).code, error(batch, ANA).id) == ("too-many-rooms", 4)
    hall.enter(CY, "cy", room="dogs")
    batch = hall.store()
    assert (welcome(batch, CY).room, error(batch, CY).code) == ("lobby", "too-many-rooms")
    hall.say(CY, "hello", 1, room="dogs")
    assert error(hall.store(), CY).code == "too-many-rooms"
    hall.join(ANA, "cats")
    hall.leave(BO)
    hall.store_all()
    assert listed(hall, ANA) == [("build", 0), ("cats", 1), ("lobby", 1)]
    hall.join(ANA, "lobby")  # nobody has spoken in cats
    hall.store_all()
    hall.join(ANA, "dogs")
    assert welcome(of(hall.store_all(), "dogs"), ANA).room == "dogs"


def test_however_many_connections_come_not_all_rooms_are_begun_at_once() -> None:
    """Half of those there may be; then one now and then, in all."""
    hall = Hall(rooms=40)
    refused = ""
    for id in range(100, 120):
        hall.enter(id, f"n{id}")
        for number in range(int(OPENING_BURST)):
            hall.say(id, "x", number, room=f"r{id}-{number}")
        batch = everything(hall.store_all())
        codes = [reply.code for _, reply in batch.replies if isinstance(reply, Error)]
        refused = refused or (codes[0] if codes else "")
    assert refused == "too-fast"
    rooms = hall.house.rooms()
    assert len(hall.shelf.rooms()) <= 22 + len(rooms)


def test_nobody_begins_rooms_on_and_on() -> None:
    """Some at once, and then one now and then; each connection for itself."""
    hall = hall_of_two()
    count = int(OPENING_BURST)
    for number in range(count):
        hall.join(ANA, f"a{number}x")
    assert not [r for _, r in everything(hall.store_all()).replies if isinstance(r, Error)]
    hall.join(ANA, "another", id=1)
    batch = everything(hall.store_all())
    assert (error(batch, ANA).code, error(batch, ANA).id) == ("too-fast", 1)
    hall.join(BO, "another")
    assert welcome(of(hall.store_all(), "another"), BO)
    hall.join(ANA, "build")
    assert welcome(of(hall.store_all(), "build"), ANA)
    hall.now += 2 / OPENING_RATE
    hall.join(ANA, "cats")
    assert welcome(of(hall.store_all(), "cats"), ANA)


def test_nobody_wakes_rooms_on_and_on() -> None:
    """To go into rooms where nobody is costs something, if much less than to begin them."""
    hall = hall_of_two()
    for room in ("cats", "dogs"):
        hall.join(ANA, room)
        hall.say(ANA, "hello")
        hall.store_all()
    hall.join(ANA, "lobby")
    hall.store_all()
    times = 0
    while True:
        hall.join(BO, ("cats", "dogs")[times % 2])
        batch = everything(hall.store_all())
        if any(isinstance(reply, Error) for _, reply in batch.replies):
            break
        times += 1
    assert error(batch, BO).code == "too-fast"
    assert 2 * OPENING_BURST < times < 100
    hall.join(BO, "build")
    assert welcome(of(hall.store_all(), "build"), BO)


def test_the_list_of_rooms_comes_in_pages() -> None:
    """Each fits into a line, whatever the names are, and together they have every room."""
    hall = Hall()
    longest = "".join(chr(0x0BC6) for _ in range(3))
    for number in range(ROOMS_PAGE_LIMIT + 10):
        for one in range(3):
            id = number * 10 + one
            name = "கககககககககககக"[:10] + longest + f"{id}"
            hall.enter(id, name, room=f"r{number:03}x")
    hall.store_all()
    rooms: list[RoomInfo] = []
    after, more = "", True
    while more:
        hall.do(0, Rooms(after=after, id=9))
        (page,) = [r for _, r in everything(hall.store_all()).replies if isinstance(r, RoomList)]
        assert len(encode_json(page)) <= LINE_LIMIT_BYTES
        assert len(page.rooms) <= ROOMS_PAGE_LIMIT
        assert page.id == 9
        rooms += page.rooms
        after, more = page.rooms[-1].name, page.more
    assert [room.name for room in rooms] == sorted({room.name for room in rooms})
    assert len(rooms) == ROOMS_PAGE_LIMIT + 11  # and the lobby
    assert {room.count for room in rooms} == {0, 3}


def test_a_full_room_is_listed_with_some_names() -> None:
    """Of those who are there longest."""
    hall = Hall()
    for id in range(LISTED_LIMIT_NAMES):
        hall.enter(id, f"n{id}")
    hall.store_all()
    hall.do(0, Rooms())
    (page,) = [r for _, r in hall.store().replies if isinstance(r, RoomList)]
    (lobby,) = page.rooms
    assert lobby.count == LISTED_LIMIT_NAMES
    assert lobby.names == [f"n{id}" for id in range(ROOM_NAMES_LIMIT)]


@pytest.mark.parametrize("plain", [True, False])
def test_who_has_listened_in_the_lobby_hears_it_no_more(plain: bool) -> None:
    """Its hello leads into another room."""
    hall = hall_of_two()
    hall.house.listen(8)
    hall.store_all()
    hall.enter(8, "dan", room="build", plain=plain)
    segments = hall.store_all()
    assert of(segments, "lobby").events == [Parting(8, told=0)]
    assert segments[0][0] is hall.room
    assert welcome(of(segments, "build"), 8).room == "build"


def test_a_banned_name_is_not_given_with_a_number_either() -> None:
    """Where the name that one would like is taken."""
    hall = hall_of_two()
    hall.rules.bans.add(Ban(name="ana-2"), hall.at)
    hall.enter(9, "ana")
    hall.store_all()
    assert hall.house.name_of(9) == "ana-3"


def test_an_operator_is_known_by_the_name_of_today() -> None:
    """So that the host finds who has left since."""
    hall = hall_of_two()
    (session,) = [member.from_ for member, _ in hall.house.people() if member.id == ANA]
    hall.rules.make_op(session, "ana")
    hall.do(ANA, Nick(name="anna"))
    assert hall.rules.ops == {session: "anna"}


def test_slow_mode_holds_for_whispers_names_and_moves() -> None:
    """What was said has one clock, and where one goes, and one's name, another."""
    hall = hall_of_two()
    hall.rules.set_slow(10_000)
    hall.do(ANA, Whisper(to="nobody", text="x", id=1))
    hall.do(ANA, Whisper(to="bo", text="the first", id=2))
    hall.say(ANA, "the second", 3)
    hall.do(ANA, Whisper(to="bo", text="the third", id=4))
    hall.do(ANA, Nick(name="bo", id=5))
    hall.join(ANA, "lobby", id=6)
    hall.join(ANA, "build", id=7)
    hall.join(ANA, "lobby", id=8)
    hall.do(ANA, Nick(name="anna", id=9))
    whole = everything(hall.store_all())
    told = [reply for reply in replies(whole, ANA) if isinstance(reply, Error)]
    assert [(error.id, error.code) for error in told] == [
        (1, "no-such-name"),
        (3, "slow"),
        (4, "slow"),
        (5, "name-taken"),
        (6, "already-here"),
        (8, "slow"),
        (9, "slow"),
    ]
    assert "say it again in 10 seconds" in told[1].text
    assert "try again in 10 seconds" in told[5].text
    assert texts(whole) == []
    hall.at += 10_000
    hall.say(ANA, "now", 10)
    hall.do(ANA, Nick(name="anna", id=11))
    assert texts(everything(hall.store_all())) == ["now"]


@pytest.mark.parametrize("again", [False, True])
def test_however_the_room_that_one_is_in_is_written_that_is_no_move(again: bool) -> None:
    hall = hall_of_two()
    hall.rules.set_slow(10_000)
    hall.join(ANA, "build")
    hall.store_all()
    if again:
        hall.enter(11, "ana", session="ana", room="#BUILD")
        whole = everything(hall.store_all())
        assert welcome(whole, 11).room == "build"
        assert not [reply for reply in replies(whole, 11) if isinstance(reply, Error)]
    else:
        hall.join(ANA, "#BUILD", id=1)
        refusal = error(everything(hall.store_all()), ANA)
        assert (refusal.code, refusal.text) == ("already-here", "You are in build already.")


def test_what_could_not_be_stored_has_not_begun_the_pause_of_slow_mode() -> None:
    hall = hall_of_two()
    hall.rules.set_slow(10_000)
    hall.say(ANA, "lost", 1)
    assert error(hall.fail(), ANA).code == "not-stored"
    hall.say(ANA, "again", 2)
    assert texts(hall.store()) == ["again"]


def test_slow_mode_holds_for_who_comes_again_and_again_elsewhere() -> None:
    """A session that comes back on another connection stays where it was."""
    hall = hall_of_two()
    hall.rules.set_slow(10_000)
    hall.enter(11, "ana", session="ana", room="build")
    hall.store_all()
    hall.enter(12, "ana", session="ana", room="lobby")
    segments = hall.store_all()
    assert welcome(of(segments, "build"), 12).room == "build"
    assert error(of(segments, "build"), 12).code == "slow"
    assert not entries(of(segments, "lobby"))


def test_who_is_muted_begins_no_room_and_goes_to_those_there_are() -> None:
    hall = hall_of_two()
    ana = hall.house.place_of(ANA)
    assert ana
    hall.rules.mutes.add(Ban(name="ana", session=ana[0].from_), hall.at)
    hall.join(ANA, "bo-is-stupid")
    hall.say(ANA, "x", 1, room="bo-is-stupid-too")
    segments = hall.store_all()
    told = [r.code for r in replies(everything(segments), ANA) if isinstance(r, Error)]
    assert told == ["muted", "muted"]
    assert [room.name for room in hall.house.rooms()] == ["lobby", "build"]
    assert not everything(segments).events
    hall.join(ANA, "build")
    assert welcome(everything(hall.store_all()), ANA).room == "build"


@pytest.mark.parametrize("leaves", [True, False])
def test_who_is_muted_is_not_heard_by_coming_back(leaves: bool) -> None:
    """Neither by the name of a room, nor by another name."""
    hall = hall_of_two()
    ana = hall.house.place_of(ANA)
    assert ana
    hall.rules.mutes.add(Ban(name="ana", session=ana[0].from_), hall.at)
    if leaves:
        hall.leave(ANA)
    hall.enter(11, "bo-is-stupid", session="ana", room="bo-is-stupid")
    segments = hall.store_all()
    assert welcome(of(segments, "lobby"), 11).name == "ana"
    assert error(of(segments, "lobby"), 11).code == "muted"
    assert [room.name for room in hall.house.rooms()] == ["lobby", "build"]


def test_who_only_asks_for_the_name_of_one_who_is_muted_is_not() -> None:
    """Another name is given; but who is given that name may not be heard by it either."""
    hall = hall_of_two()
    ana = hall.house.place_of(ANA)
    assert ana
    hall.rules.mutes.add(Ban(name="ana", session=ana[0].from_), hall.at)
    hall.enter(11, "ana", session="another", room="garden")
    told = welcome(everything(hall.store_all()), 11)
    assert (told.name, told.room) == ("ana-2", "garden")
    hall.leave(ANA)
    hall.enter(12, "ana", session="a third", room="attic")
    segments = hall.store_all()
    told = welcome(everything(segments), 12)
    assert (told.name, told.room) == ("ana", "lobby")
    assert error(everything(segments), 12).code == "muted"


def test_a_room_is_removed_with_its_history() -> None:
    hall = hall_of_two()
    hall.say(CY, "psst")
    hall.store_all()
    log = hall.shelf.room("build").log
    with pytest.raises(Refused, match=r"build is in use \(1 here\)"):
        hall.house.remove("#Build")
    hall.join(CY, "lobby")
    hall.store_all()
    assert hall.house.remove("#Build") == ("build", 1)
    assert "build" not in hall.shelf.journals
    hall.enter(9, "zoe", room="build", history=10)
    welcomed = welcome(of(hall.store_all(), "build"), 9)
    assert (welcomed.seq, welcomed.log != log) == (0, True)


@pytest.mark.parametrize(
    ("name", "code"),
    [("lobby", "room-in-use"), ("L0bby", "room-in-use"), ("no", "no-such-room"), ("!", "bad-room")],
)
def test_what_is_no_room_to_remove(name: str, code: str) -> None:
    hall = hall_of_two()
    with pytest.raises(Refused) as refusal:
        hall.house.remove(name)
    assert refusal.value.code == code


def test_a_room_that_may_have_been_meant_is_asked_about() -> None:
    hall = hall_of_two()
    hall.say(CY, "psst")
    hall.leave(CY)
    hall.store_all()
    with pytest.raises(Refused, match=r"No room is called biuld; did you mean build\?"):
        hall.house.remove("#biuld")
    with pytest.raises(Refused, match=r"No room is called attic; :rooms lists them\."):
        hall.house.remove("attic")
    assert hall.house.doors.counts() == [("build", 0), ("lobby", 2)]


def test_a_room_that_is_just_used_is_not_removed() -> None:
    """What was said there in the same batch is not stored yet."""
    hall = hall_of_two()
    hall.say(ANA, "psst", 1, room="garden")
    with pytest.raises(Refused, match="garden is in use"):
        hall.house.remove("garden")
    assert texts(of(hall.store_all(), "garden")) == ["psst"]
    assert hall.house.remove("garden") == ("garden", 1)


def test_rooms_that_are_removed_make_room_for_others() -> None:
    hall = Hall(rooms=3)
    hall.enter(ANA, "ana")
    for name in ("one", "two"):
        hall.say(ANA, "x", room=name)
    hall.store_all()
    hall.join(ANA, "three")
    assert error(hall.store(), ANA).code == "too-many-rooms"
    hall.house.remove("one")
    hall.join(ANA, "three")
    assert welcome(everything(hall.store_all()), ANA).room == "three"


def test_the_list_of_rooms_is_as_things_are_at_each_question() -> None:
    """Whoever has come, gone, moved or changed their name since."""
    hall = hall_of_two()

    def listed() -> list[tuple[str, int, list[str]]]:
        hall.store_all()
        hall.do(BO, Rooms())
        hall.do(BO, Rooms(id=7))
        first, second = (r for r in replies(everything(hall.store_all()), BO))
        assert isinstance(first, RoomList)
        assert isinstance(second, RoomList)
        assert first.rooms == second.rooms
        assert (first.id, second.id) == (None, 7)
        return [(room.name, room.count, room.names) for room in first.rooms]

    assert listed() == [("build", 1, ["cy"]), ("lobby", 2, ["ana", "bo"])]
    hall.do(CY, Nick(name="cyril"))
    assert listed()[0] == ("build", 1, ["cyril"])
    hall.join(CY, "lobby")
    assert listed() == [("lobby", 3, ["ana", "bo", "cyril"])]
    hall.say(CY, "x", room="garden")
    assert listed() == [("garden", 0, []), ("lobby", 3, ["ana", "bo", "cyril"])]
    hall.leave(ANA)
    hall.enter(9, "zoe", room="garden")
    assert listed() == [("garden", 1, ["zoe"]), ("lobby", 2, ["bo", "cyril"])]
    hall.leave(9)
    hall.store_all()
    hall.house.remove("garden")
    assert listed() == [("lobby", 2, ["bo", "cyril"])]


def test_a_connection_that_says_hello_late_does_not_replace_a_newer_one() -> None:
    """Its session has gone on there: the older one is refused, and nothing it says is said."""
    hall = hall_of_two()
    hall.enter(9, "cy", session="cy", room="build")
    hall.store_all()
    hall.enter(5, "cy", session="cy")
    hall.say(5, "hello")
    came = everything(hall.store_all())
    refusals = [reply for id, reply in came.replies if id == 5 and isinstance(reply, Error)]
    assert [refusal.code for refusal in refusals] == ["already-here", "no-hello"]
    assert not came.said()
    assert not came.closing
    place = hall.house.place_of(9)
    assert place is not None
    assert (place[0].name, place[1].name) == ("cy", "build")


def test_the_list_of_rooms_follows_who_goes_between_stored_ones() -> None:
    """Also where one room goes out of memory as another comes back, and as much happens in both."""
    hall = hall_of_two()
    hall.say(CY, "x")
    hall.say(CY, "x", room="garden")
    hall.store_all()
    for name in ("garden", "build", "garden"):
        hall.join(CY, name)
        hall.store_all()
        here = dict(listed(hall, BO))
        assert (here[name], here["build"] + here["garden"]) == (1, 1)
