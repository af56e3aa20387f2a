"""Many rooms, as a client knows them."""

import pytest

from app.client.checks import ASKED_LIMIT_CHARS
from app.client.conversation import Conversation
from app.client.items import Note
from app.client.outbox import Outbox
from app.client.place import Place
from app.client.rooms_seen import ROOMS_KEPT, RoomsSeen
from app.errors import Refused
from app.protocol.entries import Said
from app.protocol.framing import LINE_LIMIT_BYTES
from app.protocol.json_lines import encode_json
from app.protocol.replies import (
    CaughtUp,
    Earlier,
    Error,
    Limits,
    Members,
    RoomInfo,
    RoomList,
    Welcome,
)
from app.protocol.requests import ClientMessage, History, Join, Resume, Rooms, Say, Who
from tests.unit.client.test_conversation import notes, said


def welcome(room: str = "lobby", seq: int = 0, after: int | None = None, log: str = "") -> Welcome:
    return Welcome(
        v=1,
        name="ana",
        from_="me",
        room=room,
        log=log or f"log of {room}",
        seq=seq,
        count=3,
        names=["ana", "bo", "cem"],
        limits=Limits(line_bytes=65536, text_chars=4000, text_lines=100),
        after=seq if after is None else after,
    )


@pytest.fixture
def ana() -> Conversation:
    """Somebody in the lobby, who has seen its entries up to 5."""
    conversation = Conversation("ana", "s" * 16, Outbox(), history=20)
    conversation.opened()
    conversation.receive(welcome(seq=5))
    return conversation


def moved(conversation: Conversation, room: str, seq: int = 0, after: int | None = None) -> str:
    """Go there, and what is told of it."""
    conversation.join(room)
    conversation.outgoing()
    return notes(conversation.receive(welcome(room, seq, after)))


def of(messages: list[ClientMessage]) -> list[str]:
    return [f"{m.room}/{m.text}" for m in messages if isinstance(m, Say)]


def test_one_comes_into_the_room_that_one_wants() -> None:
    """By default into the lobby."""
    assert Conversation("ana", "s" * 16, Outbox()).opened().room == "lobby"
    assert Conversation("ana", "s" * 16, Outbox(), room="build").opened().room == "build"


def test_going_to_a_room_and_back(ana: Conversation) -> None:
    """The first time with its last messages, then on from what was shown there."""
    ana.join("build")
    assert ana.outgoing() == [Join(room="build", history=20, id=1)]
    assert notes(ana.receive(welcome("build", seq=9, after=7))) == (
        "You are in build with bo and cem. (:join lobby goes back)"
    )
    assert ana.room == "build"
    assert ana.receive(said(8)) == [said(8)]
    assert ana.receive(said(9)) == [said(9)]
    assert "live" in notes(ana.receive(CaughtUp(seq=9)))
    ana.join("Lobby")
    resume = Resume(log="log of lobby", seq=5, at=0)
    assert ana.outgoing() == [Join(room="Lobby", resume=resume, history=20, id=2)]
    assert notes(ana.receive(welcome(seq=7, after=5))) == (
        "You are in lobby with bo and cem. (:join build goes back)"
    )
    assert [ana.receive(said(seq)) for seq in (5, 6, 7)] == [[], [said(6)], [said(7)]]
    assert ana.receive(CaughtUp(seq=7)) == []
    ana.join("build")
    (join,) = ana.outgoing()
    assert isinstance(join, Join)
    assert join.resume == Resume(log="log of build", seq=9, at=1009)


def test_a_lost_connection_comes_back_into_the_room_one_was_in(ana: Conversation) -> None:
    """And goes on there."""
    moved(ana, "build", seq=3)
    ana.receive(said(4))
    ana.lost()
    hello = ana.opened()
    assert (hello.room, hello.resume) == ("build", Resume(log="log of build", seq=4, at=1004))
    assert notes(ana.receive(welcome("build", seq=4))) == (
        "Connected again. You are ana, in build with bo and cem."
    )


def test_another_room_than_one_wanted(ana: Conversation) -> None:
    """It is no other history: what was not shown of it is missing, and told."""
    moved(ana, "build", seq=3)
    ana.lost()
    ana.opened()
    text = notes(ana.receive(welcome("lobby", seq=8)))
    assert "3 messages are missing here." in text
    assert "another history" not in text


@pytest.mark.parametrize(
    ("log", "text", "kind"),
    [
        ("log of build", "This room has another history now", "error"),
        ("another", "This room was begun anew", "info"),
    ],
)
def test_another_history_of_a_room_is_told(
    ana: Conversation, log: str, text: str, kind: str
) -> None:
    """Whether the server could not go on where one was, or the room was removed: quietly then."""
    moved(ana, "build", seq=9)
    moved(ana, "lobby", seq=5)
    ana.join("build")
    ana.outgoing()
    first, _ = ana.receive(welcome("build", seq=2, log=log))
    assert isinstance(first, Note)
    assert first.text.startswith(text)
    assert first.kind == kind


def test_what_was_said_in_a_room_is_sent_again_for_that_room(ana: Conversation) -> None:
    """Wherever one is by then; where one is is not said."""
    ana.say(Say(text="one"))
    assert of(ana.outgoing()) == ["/one"]
    moved(ana, "build")
    ana.say(Say(text="two"))
    assert of(ana.outgoing()) == ["/two"]
    ana.lost()
    ana.opened()
    ana.receive(welcome("build"))
    assert of(ana.outgoing()) == ["lobby/one", "/two"]


def test_what_is_said_on_the_way_is_meant_for_there(ana: Conversation) -> None:
    """It waits until one has come, or stays."""
    ana.say(Say(text="here"))
    ana.join("build")
    assert [type(message) for message in ana.outgoing()] == [Say, Join]
    ana.say(Say(text="there"))
    ana.ask(Who())
    assert ana.outgoing() == []
    ana.receive(welcome("build"))
    assert [type(message) for message in ana.outgoing()] == [Say, Who]
    ana.lost()
    ana.opened()
    ana.receive(welcome("build"))
    assert of(ana.outgoing()) == ["lobby/here", "/there"]


@pytest.mark.parametrize("code", ["bad-room", "too-many-rooms", "unknown-type"])
def test_who_may_not_go_stays(ana: Conversation, code: str) -> None:
    """And what was said meanwhile is said here; that an older server knows no rooms is told."""
    ana.join("build")
    ana.outgoing()
    ana.say(Say(text="so here"))
    text = notes(ana.receive(Error(code=code, text="No message has the type “join”.", id=1)))
    assert ("one room only" in text) == (code == "unknown-type")
    assert (ana.room, ana.refused) == ("lobby", 1)
    assert of(ana.outgoing()) == ["/so here"]


def test_a_connection_that_is_lost_on_the_way_is_told(ana: Conversation) -> None:
    """With how to go there; one comes back where one was."""
    ana.join("build")
    ana.outgoing()
    assert notes(ana.lost()) == "You did not come to build: type :join build again."
    assert ana.opened().room == "lobby"
    ana.receive(welcome(seq=5))
    ana.say(Say(text="x"))
    assert of(ana.outgoing()) == ["/x"]


@pytest.mark.parametrize("room", ["lobby", "LOBBY", "#lobby", "x" * 201])
def test_where_one_cannot_go(ana: Conversation, room: str) -> None:
    """Where one is already; nothing is asked."""
    with pytest.raises(Refused):
        ana.join(room)
    assert ana.outgoing() == []


def test_what_arrived_elsewhere_is_not_shown_as_said_here(ana: Conversation) -> None:
    """It is not lost either: it is told, and shown in its place there; seqs are not mixed."""
    id = ana.say(Say(text="one"))
    ana.outgoing()
    moved(ana, "build", seq=3)
    echo = Said(seq=900, at=1, from_="me", name="ana", text="one", id=id, room="lobby")
    assert notes(ana.receive(echo)) == "Said in lobby: one"
    assert not ana.outbox
    assert ana.receive(echo) == []
    assert ana.receive(said(4)) == [said(4)]


def test_a_room_with_a_very_long_name_is_not_sent_back(ana: Conversation) -> None:
    """What was said there is said again where one is: no line is longer than one may be."""
    ana.receive(welcome("x" * 64_000))
    ana.say(Say(text="y" * 4_000))
    ana.outgoing()
    ana.lost()
    ana.opened()
    ana.receive(welcome())
    (say,) = ana.outgoing()
    assert isinstance(say, Say)
    assert (len(say.text), say.room) == (4_000, "")
    assert len(encode_json(say)) <= LINE_LIMIT_BYTES


def test_a_room_with_the_longest_name_that_can_be_asked_for_is_kept(ana: Conversation) -> None:
    """What was said there is sent again for there."""
    room = "x" * ASKED_LIMIT_CHARS
    moved(ana, room)
    ana.say(Say(text="y"))
    ana.outgoing()
    ana.lost()
    ana.opened()
    ana.receive(welcome())
    assert of(ana.outgoing()) == [f"{room}/y"]


def test_a_program_names_no_room_that_is_too_long(ana: Conversation) -> None:
    """It is refused, and nothing is said."""
    with pytest.raises(Refused, match="200"):
        ana.say(Say(text="y", room="x" * (ASKED_LIMIT_CHARS + 1)))
    assert ana.outgoing() == []


def test_others_in_another_room_are_not_shown(ana: Conversation) -> None:
    """Whatever a server sends."""
    assert ana.receive(Said(seq=9, at=1, from_="bo", name="bo", text="x", room="build")) == []
    assert ana.receive(said(6)) == [said(6)]


def test_who_tells_of_the_other_rooms_as_well(ana: Conversation) -> None:
    """In one note."""
    ana.who()
    assert ana.outgoing() == [Rooms(id=1), Who()]
    rooms = [
        RoomInfo(name="build", count=12, names=["dora"]),
        RoomInfo(name="empty", count=0, names=[]),
        RoomInfo(name="lobby", count=3, names=["ana", "bo", "cem"]),
        RoomInfo(name="tea", count=1, names=["eve"]),
    ]
    assert ana.receive(RoomList(rooms=rooms, id=1)) == []
    assert notes(ana.receive(Members(count=3, names=["ana", "bo", "cem"]))) == (
        "3 here: ana, bo, cem\nelsewhere: build: dora and 11 others; tea: eve"
    )
    assert notes(ana.receive(Members(count=1, names=["ana"]))) == "1 here: ana"
    assert notes(ana.receive(RoomList(rooms=rooms, id=1))).split("\n") == [
        *("build: dora and 11 others", "empty: nobody"),
        *("lobby (you are here): ana, bo and cem", "tea: eve"),
    ]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("BO", "bo is here, in lobby."),
        ("Eve", "eve is in tea."),
        ("ana", "You are ana, in lobby."),
        ("me", "You are ana, in lobby."),
        ("fay", "No fay was found; but of many people in a room only some are named."),
    ],
)
def test_where_somebody_is(ana: Conversation, name: str, told: str) -> None:
    """One question, about all rooms."""
    ana.find(name)
    assert ana.outgoing() == [Rooms(id=1)]
    rooms = [
        RoomInfo(name="build", count=12, names=["dora"]),
        RoomInfo(name="lobby", count=3, names=["ana", "bo", "cem"]),
        RoomInfo(name="tea", count=1, names=["eve"]),
    ]
    assert notes(ana.receive(RoomList(rooms=rooms, id=1))) == told
    assert notes(ana.receive(RoomList(rooms=rooms, id=1))).startswith("build: ")


def test_who_is_nowhere_is_told(ana: Conversation) -> None:
    """With whom may be meant; of an older server nobody elsewhere is known."""
    ana.find("boo")
    rooms = [RoomInfo(name="lobby", count=3, names=["ana", "bo", "cem"])]
    assert notes(ana.receive(RoomList(rooms=rooms, id=1))) == (
        "Nobody is called boo, here or elsewhere. Did you mean bo?"
    )
    ana.find("bo")
    refused = Error(code="unknown-type", text="No message …", id=2)
    assert notes(ana.receive(refused)) == "bo is here, in lobby."
    assert ana.refused == 0


def test_a_page_behind_the_last_name_is_empty(ana: Conversation) -> None:
    """That is said, and not that nobody is here or that there is no room."""
    told = notes(ana.receive(Members(count=2, names=[])))
    assert told == "Nobody here comes after that name in the alphabet; :who alone begins anew."
    told = notes(ana.receive(RoomList(rooms=[])))
    assert told == "No room comes after that name in the alphabet; :rooms alone begins anew."


def test_who_twice_before_an_answer(ana: Conversation) -> None:
    """Each is told together with the rooms; no list of rooms is shown that nobody asked for."""
    ana.who()
    ana.who()
    assert ana.outgoing() == [Rooms(id=1), Who(), Rooms(id=2), Who()]
    for id in (1, 2):
        rooms = [RoomInfo(name="tea", count=id, names=["eve"])]
        assert ana.receive(RoomList(rooms=rooms, id=id)) == []
        told = notes(ana.receive(Members(count=1, names=["ana"])))
        assert told == f"1 here: ana\nelsewhere: tea: eve{' and 1 other' if id == 2 else ''}"


def test_an_older_server_that_is_asked_twice(ana: Conversation) -> None:
    """Neither refusal is told."""
    ana.who()
    ana.who()
    ana.outgoing()
    for id in (1, 2):
        assert ana.receive(Error(code="unknown-type", text="No message …", id=id)) == []
        assert notes(ana.receive(Members(count=1, names=["ana"]))) == "1 here: ana"
    assert ana.refused == 0


def test_an_older_server_tells_who_is_here(ana: Conversation) -> None:
    """That it knows no rooms is nobody's mistake."""
    ana.who()
    ana.outgoing()
    assert ana.receive(Error(code="unknown-type", text="No message …", id=1)) == []
    assert notes(ana.receive(Members(count=1, names=["ana"]))) == "1 here: ana"
    assert ana.refused == 0


def test_a_look_back_belongs_to_its_room(ana: Conversation) -> None:
    """Each goes on where it was; what is not there yet when one leaves is told."""
    ana.look(History(limit=2))
    ana.outgoing()
    entries = [said(4), said(5)]
    assert len(ana.receive(Earlier(entries=entries, more=True, id=1))) == 4
    ana.look(History(limit=2))
    assert "has not come" in moved(ana, "build", seq=40)
    ana.look(History(limit=2))
    (asked,) = ana.outgoing()
    assert isinstance(asked, History)
    assert asked.before == 41
    moved(ana, "lobby", seq=5)
    ana.look(History(limit=2))
    (asked,) = ana.outgoing()
    assert isinstance(asked, History)
    assert asked.before == 4


def test_a_bounded_number_of_rooms_is_remembered() -> None:
    """Those left last."""
    rooms = RoomsSeen()
    for number in range(2 * ROOMS_KEPT):
        rooms[f"room{number}"].enter(welcome(f"room{number}", seq=number))
        assert rooms["room0"]
    assert len(rooms) == ROOMS_KEPT
    assert rooms.resume("room0")
    assert rooms.resume("room1") is None
    last = rooms.resume(f"#ROOM{2 * ROOMS_KEPT - 1}")
    assert last
    assert last.seq == 2 * ROOMS_KEPT - 1


def test_a_log_with_a_very_long_id_is_not_resumed() -> None:
    """A `hello` with it could be too long."""
    place = Place("lobby")
    place.enter(welcome(log="x" * 500))
    assert place.come_in() is None


@pytest.mark.parametrize("code", ["kicked", "banned", "locked"])
@pytest.mark.parametrize("inside", [True, False])
def test_who_is_removed_is_told_once(ana: Conversation, code: str, inside: bool) -> None:
    """With how to come back; that the connection is gone then is no news."""
    if not inside:
        ana.lost()
        ana.opened()
    text = notes(ana.receive(Error(code=code, text="You were removed by the host: shouting.")))
    assert text == "You were removed by the host: shouting. Type :connect to try again."
    assert ana.removed == code
    assert ana.lost() == []
    assert ana.removed == code
    ana.opened()
    assert not ana.removed


def test_a_room_that_has_vanished_meanwhile_is_no_news(ana: Conversation) -> None:
    """Nothing was said there, so nothing is another history than before."""
    moved(ana, "build")
    moved(ana, "lobby", seq=5, after=5)
    ana.join("build")
    ana.outgoing()
    told = notes(ana.receive(welcome("build", log="begun anew")))
    assert told == "You are in build with bo and cem. (:join lobby goes back)"


def test_who_is_banned_for_ever_is_not_told_to_try_again(ana: Conversation) -> None:
    text = notes(ana.receive(Error(code="banned", text="You are banned for ever: flooding.")))
    assert text == "You are banned for ever: flooding."
