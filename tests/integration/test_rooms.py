"""Many rooms, as those see them who are connected."""

import json
import signal
from pathlib import Path

import pytest

from tests.support.given import Connect, ConnectPlain, StartServer
from tests.support.peers import Fields, JsonPeer
from tests.support.processes import ServerProgram

ANA = "the secret of ana's session"
STOP = signal.SIGINT


def join(peer: JsonPeer, room: str, **more: object) -> Fields:
    """Go to a room; its welcome."""
    peer.tell("join", room=room, **more)
    return peer.until("welcome")


def test_two_rooms_do_not_hear_each_other(server: ServerProgram, connect: Connect) -> None:
    """Neither what is said nor who comes and goes; whispers reach everybody."""
    ana, bo = connect(server.port, "ana"), connect(server.port, "bo")
    cy = connect(server.port, "cy", room="build")
    assert (cy.welcome["room"], cy.welcome["names"]) == ("build", ["cy"])
    welcome = join(bo, "#Build")
    assert (welcome["room"], sorted(welcome["names"])) == ("build", ["bo", "cy"])
    assert welcome["log"] != ana.welcome["log"]
    assert [ana.until("joined")["names"], ana.until("left")["names"]] == [["bo"], ["bo"]]
    assert cy.until("joined")["names"] == ["bo"]
    bo.say("in build")
    ana.say("in lobby")
    assert [peer.said(1)[0]["text"] for peer in (bo, cy)] == ["in build"] * 2
    ana.tell("whisper", to="cy", text="psst")
    assert cy.until("whispered")["text"] == "psst"
    ana.tell("rooms", id=4)
    assert ana.until("rooms") == {
        "type": "rooms",
        "rooms": [
            {"name": "build", "count": 2, "names": ["cy", "bo"]},
            {"name": "lobby", "count": 1, "names": ["ana"]},
        ],
        "id": 4,
    }
    join(bo, "lobby")
    bo.say("back")
    assert ana.texts == ["in lobby"]
    assert [said["text"] for said in ana.said(1)] == ["back"]
    cy.tell("ping")
    cy.until("pong")
    assert cy.texts == ["in build"]


def test_each_room_has_its_history_and_search(
    start_server: StartServer, connect: Connect, tmp_path: Path
) -> None:
    """Also over a restart; a room in which nobody has spoken is gone."""
    server = start_server()
    ana = connect(server.port, "ana", session=ANA)
    for room in ("lobby", "build", "cats"):
        if room != "lobby":
            join(ana, room)
        for number in range(3):
            ana.tell("say", text=f"word {room} {number}", id=ana_id(room, number))
        ana.said(3)
    join(ana, "silent")
    server.signal(STOP)
    assert server.wait() == 0
    server = start_server(port=server.port)
    bo = connect(server.port, "bo")
    bo.tell("rooms")
    assert [(r["name"], r["count"]) for r in bo.until("rooms")["rooms"]] == [
        ("build", 0),
        ("cats", 0),
        ("lobby", 1),
    ]
    for room in ("build", "cats", "lobby"):
        welcome = join(bo, room, history=2)
        assert (welcome["seq"], welcome["after"]) == (3, 1)
        assert [s["text"] for s in bo.said(2)] == [f"word {room} 1", f"word {room} 2"]
        assert bo.until("caught_up")["seq"] == 3
        bo.tell("history")
        assert [e["text"] for e in bo.until("history")["entries"]] == texts_of(room)
        bo.tell("search", text="word")
        assert [e["text"] for e in bo.until("found")["entries"]] == texts_of(room)
    ana = connect(server.port, "ana", session=ANA)
    ana.tell("say", text="word cats 1", id=ana_id("cats", 1), room="cats")
    said = ana.until("said")
    assert (said["room"], said["seq"]) == ("cats", 2)
    join(bo, "cats")
    bo.tell("history")
    assert [e["text"] for e in bo.until("history")["entries"]] == texts_of("cats")


def ana_id(room: str, number: int) -> int:
    """A number that ascends over all rooms."""
    return ["lobby", "build", "cats"].index(room) * 3 + number


def texts_of(room: str) -> list[str]:
    """What was said there."""
    return [f"word {room} {number}" for number in range(3)]


def test_resuming_in_each_room(server: ServerProgram, connect: Connect) -> None:
    """Who comes back to a room gets what was said there meanwhile, and nothing twice."""
    ana, bo = connect(server.port, "ana", room="build"), connect(server.port, "bo", room="build")
    ana.say("one")
    [one] = bo.said(1)
    log = bo.welcome["log"]
    join(bo, "lobby")
    for number in range(150):  # more than is loaded when somebody comes back to it
        ana.say(f"{number}")
        ana.said(1 if number else 2)
    join(ana, "lobby")
    welcome = join(bo, "build", resume={"log": log, "seq": 1, "at": one["at"]})
    assert (welcome["after"], welcome["seq"]) == (1, 151)
    assert [said["text"] for said in bo.said(150)] == [str(number) for number in range(150)]
    assert bo.until("caught_up")["seq"] == 151


def test_moving_in_the_middle_of_a_flood(start_server: StartServer, connect: Connect) -> None:
    """What was said up to the move comes before the new welcome, and nothing of it after; nothing
    is lost and nothing is doubled, on whichever side one looks."""
    server = start_server("--rate", "0")
    talkers = [connect(server.port, f"t{n}", room=room) for n, room in enumerate(["aa", "bb"])]
    mover = connect(server.port, "mover", session=ANA, room="aa")
    count, moves = 400, 20
    place: dict[str, Fields] = {}
    heard: dict[str, list[int]] = {"aa": [], "bb": []}
    here = "aa"
    for part in range(moves):
        for talker in talkers:
            talker.send(
                b"".join(
                    json.dumps({"type": "say", "text": str(n)}).encode() + b"\n"
                    for n in range(part * count // moves, (part + 1) * count // moves)
                )
            )
        there = "bb" if here == "aa" else "aa"
        more = {"resume": place[there]} if there in place else {"history": 1000}
        mover.tell("join", room=there, **more)
        mover.tell("ping", id=part)
        while (message := mover.next())["type"] != "welcome":
            note(message, here, heard, place, mover, talkers)
        place.setdefault(here, {"log": mover.welcome["log"], "seq": 0, "at": 0})
        mover.welcome = message
        here = there
        while (message := mover.next())["type"] != "pong":
            note(message, here, heard, place, mover, talkers)
    for talker, room in zip(talkers, ("aa", "bb"), strict=True):
        talker.until("said", seq=count)
        if room != here:
            mover.tell("join", room=room, resume=place[room])
            while (message := mover.next())["type"] != "caught_up":
                note(message, here, heard, place, mover, talkers)
                if message["type"] == "welcome":
                    mover.welcome, here = message, room
        while len(heard[room]) < count:
            note(mover.next(), here, heard, place, mover, talkers)
        assert heard[room] == list(range(1, count + 1))


def note(
    message: Fields,
    room: str,
    heard: dict[str, list[int]],
    place: dict[str, Fields],
    mover: JsonPeer,
    talkers: list[JsonPeer],
) -> None:
    """Keep what was said, and see that it was said in this room."""
    if message["type"] != "said":
        return
    talker = talkers[("aa", "bb").index(room)]
    assert message["name"] == talker.name
    heard[room].append(message["seq"])
    log = mover.welcome["log"]
    place[room] = {"log": log, "seq": message["seq"], "at": message["at"]}


def test_said_and_moved_in_one_packet(server: ServerProgram, connect: Connect) -> None:
    """The text is in the room in which it was said, acknowledged before the welcome."""
    ana, bo = connect(server.port, "ana", session=ANA), connect(server.port, "bo")
    lines = [
        {"type": "say", "text": "one", "id": 1},
        {"type": "join", "room": "build"},
        {"type": "say", "text": "two", "id": 2},
        {"type": "say", "text": "three", "id": 3, "room": "lobby"},
    ]
    ana.send(b"".join(json.dumps(line).encode() + b"\n" for line in lines))
    seen: list[tuple[str, int | None, str | None]] = []
    while len(seen) < 4:
        message = ana.next()
        if message["type"] in ("said", "welcome"):
            seen.append((message["type"], message.get("id"), message.get("room")))
    assert seen[:2] == [("said", 1, None), ("welcome", None, "build")]
    assert sorted(seen[2:], key=str) == [("said", 2, None), ("said", 3, "lobby")]
    assert [said["text"] for said in bo.said(2)] == ["one", "three"]


def test_bare_lines(server: ServerProgram, connect: Connect, connect_plain: ConnectPlain) -> None:
    """A person at nc goes to a room, talks, and comes back."""
    ana = connect(server.port, "ana", room="build")
    ana.say("before")
    visitor = connect_plain(server.port)
    visitor.say("hello")
    assert visitor.line() == b"-- You are guest-1, in lobby."
    visitor.until("guest-1: hello")
    visitor.say(":join build")
    assert visitor.line() == b"-- You are guest-1, in build with ana."
    assert visitor.line() == b"-- Said before you came:"
    assert visitor.line().endswith(b"] ana: before")
    visitor.say("there", ":rooms", ":join", ":join build", ":join lobby")
    visitor.until("guest-1: there")
    assert visitor.line() == b"-- Rooms: build (2), lobby (0)"
    assert visitor.line().startswith(b"!! Not complete; it goes like this: :join ROOM")
    assert visitor.line() == b"!! You are in build already."
    assert visitor.line() == b"-- You are guest-1, in lobby."
    assert visitor.until("guest-1: hello")
    first = connect_plain(server.port)
    first.say(":join build")
    assert first.line() == b"-- You are guest-2, in build with ana."


def test_no_more_rooms_than_there_may_be(server: ServerProgram, connect: Connect) -> None:
    """One connection cannot begin them on and on; it is told so, and stays where it is."""
    ana = connect(server.port, "ana")
    for number in range(20):
        ana.tell("join", room=f"r{number}x", id=number)
    ana.tell("ping")
    codes, rooms = [], []
    while (message := ana.next())["type"] != "pong":
        if message["type"] == "error":
            codes.append((message["code"], message["id"]))
        elif message["type"] == "welcome":
            rooms.append(message["room"])
    assert rooms[:5] == [f"r{number}x" for number in range(5)]
    assert len(codes) >= 14
    assert {code for code, _ in codes} == {"too-fast"}
    ana.tell("rooms")
    assert len(ana.until("rooms")["rooms"]) == 2  # nobody has spoken in the others


def test_a_session_comes_back_in_another_room(server: ServerProgram, connect: Connect) -> None:
    """Its ghost's room is told that it left; what it had said there is acknowledged, not said
    again."""
    ana = connect(server.port, "ana", session=ANA)
    bo = connect(server.port, "bo")
    ana.tell("say", text="one", id=1)
    bo.said(1)
    again = connect(server.port, "ana", session=ANA, room="build")
    assert bo.until("left")["names"] == ["ana"]
    again.tell("say", text="one", id=1, room="lobby")
    again.tell("say", text="two", id=2, room="lobby")
    assert [again.until("said")["seq"] for _ in range(2)] == [1, 2]
    assert [said["text"] for said in bo.said(1)] == ["two"]
    assert again.name == "ana"


@pytest.mark.parametrize("room", ["a b", "", "x" * 25])
def test_a_hello_to_no_room_comes_into_the_lobby(
    server: ServerProgram, connect: Connect, room: str
) -> None:
    """And is told why, unless it has named none."""
    ana = connect(server.port, "ana", room=room)
    assert ana.welcome["room"] == "lobby"
    ana.tell("ping")
    assert ana.next()["type"] == ("error" if room else "pong")


def test_the_end_of_the_server_is_told_everywhere(server: ServerProgram, connect: Connect) -> None:
    """In all rooms."""
    peers = [connect(server.port, f"n{n}", room=room) for n, room in enumerate(["lobby", "build"])]
    server.signal(STOP)
    for peer in peers:
        assert peer.until("notice")["code"] == "stopping"
