"""Looking back over the wire: what was said before one came, pages of it, and searching it."""

import json
import re
from pathlib import Path

import pytest

from tests.support.filled import fill
from tests.support.given import Connect, ConnectPlain, StartServer
from tests.support.peers import Fields, JsonPeer
from tests.support.processes import ServerProgram

LINE_LIMIT_BYTES = 65_536
WAITING_LIMIT = 16
MANY = 1_200


@pytest.fixture
def filled(start_server: StartServer, tmp_path: Path) -> ServerProgram:
    """A server with many short messages, of which every hundredth is about owls."""
    texts = [f"text {seq}" + " Owls" * (seq % 100 == 0) for seq in range(1, MANY + 1)]
    fill(tmp_path / "room", texts)
    return start_server("--rate", "0", "--data", str(tmp_path / "room"))


def answer(peer: JsonPeer, type: str, **fields: object) -> Fields:
    """Ask something; the answer to it."""
    peer.tell(type, **fields)
    return peer.until("found" if type == "search" else "history")


def seqs(answer: Fields) -> list[int]:
    return [said["seq"] for said in answer["entries"]]


# --- pages ----------------------------------------------------------------------------------


def test_paging_back_to_the_beginning(filled: ServerProgram, connect: Connect) -> None:
    """Each page ends before the one that was there already, and says whether there are more."""
    ana = connect(filled.port, "ana")
    page = answer(ana, "history", limit=100, id=1)
    assert page["id"] == 1
    pages = [page]
    while page.get("more"):
        page = answer(ana, "history", limit=100, before=seqs(page)[0])
        pages.append(page)
    assert len(pages) == MANY / 100
    assert [seq for page in reversed(pages) for seq in seqs(page)] == list(range(1, MANY + 1))
    assert pages[0]["entries"][-1] == {
        "seq": MANY,
        "at": 1_700_000_000_000 + MANY,
        "from": "0" * 16,
        "name": "scribe",
        "text": f"text {MANY} Owls",
        "type": "said",
    }


@pytest.mark.parametrize(
    ("fields", "expected", "more"),
    [
        ({}, range(1151, 1201), True),
        ({"limit": 3}, range(1198, 1201), True),
        ({"limit": 1000}, range(1101, 1201), True),
        ({"before": 11, "limit": 10}, range(1, 11), False),
        ({"before": 12, "limit": 10}, range(2, 12), True),
        ({"before": 5000, "limit": 2}, range(1199, 1201), True),
        ({"before": 1}, range(0), False),
        ({"before": 0}, range(0), False),
    ],
    ids=str,
)
def test_one_page(
    filled: ServerProgram, connect: Connect, fields: Fields, expected: range, more: bool
) -> None:
    """Where it begins, how long it is, and whether there are earlier ones."""
    page = answer(connect(filled.port, "ana"), "history", **fields)
    assert (seqs(page), page.get("more", False)) == (list(expected), more)


@pytest.mark.parametrize("letter", ["x", "é", "🙂", '"'], ids=ascii)
@pytest.mark.parametrize("search", [False, True], ids=["history", "search"])
def test_long_texts(
    start_server: StartServer, connect: Connect, tmp_path: Path, letter: str, search: bool
) -> None:
    """Of long ones fewer come at once, so that the line keeps its limit; none is left out."""
    fill(tmp_path / "room", [f"long {number} " + letter * 3900 for number in range(40)])
    server = start_server("--data", str(tmp_path / "room"))
    ana = connect(server.port, "ana")
    found: list[int] = []
    before, more = 41, True
    while more:
        if search:
            ana.tell("search", text="LONG", before=before, limit=100)
        else:
            ana.tell("history", before=before, limit=100)
        line = ana.line()
        assert len(line) <= LINE_LIMIT_BYTES
        page = json.loads(line)
        assert seqs(page) == list(range(seqs(page)[0], before))
        assert len(line) > LINE_LIMIT_BYTES / 2 or not page.get("more")
        before, more = seqs(page)[0], page.get("more", False)
        found = [*seqs(page), *found]
    assert found == list(range(1, 41))


# --- searching ------------------------------------------------------------------------------


def test_searching(server: ServerProgram, connect: Connect) -> None:
    """An entry is found if each word is in its text or its name, whatever their case."""
    ana, bo = connect(server.port, "ana"), connect(server.port, "bo")
    for peer, text in [(ana, "Über den Wolken"), (ana, "unter dem Meer"), (bo, "über das Meer")]:
        peer.say(text)
        peer.until("said", text=text)
    ana.tell("say", text="über\nzwei Zeilen 100%_")
    ana.until("said", seq=4)
    for words, expected in [
        ("über", [1, 3, 4]),
        ("ÜBER meer", [3]),
        ("meer", [2, 3]),
        ("MEER bo", [3]),
        ("ana", [1, 2, 4]),
        ("wolk den", [1]),
        ("0%_", [4]),
        ("%", [4]),
        ("zeilen über", [4]),
        ("nirgends", []),
    ]:
        found = answer(ana, "search", text=words, id=9)
        assert (seqs(found), found.get("more", False), found["id"]) == (expected, False, 9), words


def test_pages_of_what_was_found(filled: ServerProgram, connect: Connect) -> None:
    """The last ones come first; `before` the first of them the ones before."""
    ana = connect(filled.port, "ana")
    found = answer(ana, "search", text="owls", limit=5)
    assert (seqs(found), found["more"]) == ([800, 900, 1000, 1100, 1200], True)
    found = answer(ana, "search", text="owls", limit=5, before=800)
    assert (seqs(found), found["more"]) == ([300, 400, 500, 600, 700], True)
    found = answer(ana, "search", text="owls", limit=5, before=300)
    assert (seqs(found), found.get("more", False)) == ([100, 200], False)
    assert seqs(answer(ana, "search", text="text")) == list(range(1181, 1201))
    ana.say("owls, live")
    ana.until("said")
    assert seqs(answer(ana, "search", text="owls", limit=2)) == [1200, 1201]


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "empty-text"), (" \n\t", "empty-text"), ("x" * 201, "text-too-long")],
    ids=["empty", "blank", "long"],
)
def test_what_cannot_be_searched(
    server: ServerProgram, connect: Connect, text: str, code: str
) -> None:
    """Nothing, or too much: an error says so."""
    ana = connect(server.port, "ana")
    ana.tell("search", text=text, id=3)
    assert ana.refusal(id=3) == code


# --- answers in their order -----------------------------------------------------------------


def test_answers_keep_their_order(filled: ServerProgram, connect: Connect) -> None:
    """Those that have to be read first do not come after those that are known at once."""
    ana = connect(filled.port, "ana")
    types = ["history", "ping", "search", "ping", "search", "history", "ping"] * 2
    for id, type in enumerate(types):
        fields: Fields = {"text": "nowhere"} if type == "search" else {}
        ana.tell(type, id=id, **fields)
    ana.say("behind")
    names = {"ping": "pong", "search": "found", "history": "history"}
    told = [ana.next() for _ in [*types, "say"]]
    assert [(m["type"], m.get("id")) for m in told if m["type"] != "said"] == [
        (names[type], id) for id, type in enumerate(types)
    ]
    assert ana.texts == ["behind"]


def test_too_many_questions(filled: ServerProgram, connect: Connect) -> None:
    """Of a burst some are answered, at least as many as may wait, and each of the others is told
    to come again, all in their order; somebody else is answered meanwhile."""
    ana, bo = connect(filled.port, "ana"), connect(filled.port, "bo")
    count = 400
    lines = [f'{{"type":"search","text":"nowhere to be found","id":{n}}}\n' for n in range(count)]
    ana.send("".join(lines).encode())
    assert seqs(answer(bo, "search", text="owls", limit=1)) == [1200]
    told = [m for m in (ana.next() for _ in range(count + 1)) if m["type"] != "joined"]
    assert [message["id"] for message in told] == list(range(count))
    assert {message["type"] for message in told[:WAITING_LIMIT]} == {"found"}
    refused = [message for message in told if message["type"] == "error"]
    assert refused
    assert {message["code"] for message in refused} == {"busy"}
    assert seqs(answer(ana, "search", text="owls", limit=1)) == [1200]


@pytest.mark.parametrize("way", ["bye", "end"])
def test_leaving_right_after_a_question(filled: ServerProgram, connect: Connect, way: str) -> None:
    """It is answered before the connection ends."""
    ana = connect(filled.port, "ana")
    ana.tell("history", limit=2, id=1)
    ana.tell("search", text="owls", limit=1, id=2)
    if way == "bye":
        ana.tell("bye")
    else:
        ana.end_sending()
    told = [json.loads(line) for line in ana.rest().splitlines()]
    answers = [message for message in told if "entries" in message]
    assert [(answer["id"], seqs(answer)) for answer in answers] == [(1, [1199, 1200]), (2, [1200])]


# --- what one begins with -------------------------------------------------------------------


@pytest.mark.parametrize("wanted", [0, 1, 50, 1000, 5000])
def test_beginning_with_the_last_ones(filled: ServerProgram, connect: Connect, wanted: int) -> None:
    """`hello` may ask for the last ones, a thousand at most; then it is told that this was all."""
    count = min(wanted, 1000)
    ana = connect(filled.port, "ana", history=wanted)
    assert (ana.welcome["seq"], ana.welcome["after"]) == (MANY, MANY - count)
    assert [m["seq"] for m in ana.said(count)] == list(range(MANY - count + 1, MANY + 1))
    assert ana.next() == {"type": "caught_up", "seq": MANY}
    ana.say("live")
    assert ana.next()["seq"] == MANY + 1


def test_beginning_with_more_than_there_is(server: ServerProgram, connect: Connect) -> None:
    """Then all of it comes."""
    nothing = connect(server.port, "ana", history=50)
    assert nothing.next() == {"type": "caught_up", "seq": 0}
    nothing.say("1", "2")
    nothing.said(2)
    bo = connect(server.port, "bo", history=50)
    assert bo.welcome["after"] == 0
    assert [said["text"] for said in bo.said(2)] == ["1", "2"]
    assert bo.next() == {"type": "caught_up", "seq": 2}


@pytest.mark.parametrize("restarted", [False, True])
def test_bare_lines_begin_with_the_last_ones(
    start_server: StartServer, connect: Connect, connect_plain: ConnectPlain, restarted: bool
) -> None:
    """Whoever talks bare lines is told the last twenty, dated, under a mark; of long messages
    fewer. So it is for those who only listen, and after a restart."""
    server = start_server()
    ana = connect(server.port, "ana")
    ana.say(*(f"text {number}" for number in range(30)), "three\nlines\nlong")
    ana.said(31)
    if restarted:
        server.kill()
        server = start_server(port=server.port)
    speaker, listener = connect_plain(server.port), connect_plain(server.port)
    speaker.say(":nick bo")
    for peer in (speaker, listener):
        peer.until("-- Said before you came:")
        lines = [peer.line().decode() for _ in range(20)]
        stamp = r"\[\d{4}-\d\d-\d\d \d\d:\d\d\] ana: "
        assert [re.sub(stamp, "", line) for line in lines[:17]] == [
            f"text {number}" for number in range(13, 30)
        ]
        assert re.fullmatch(stamp + "three", lines[17])
        assert [line.strip() for line in lines[18:]] == ["lines", "long"]
    speaker.say("hello")
    assert re.fullmatch(r"\[\d\d:\d\d\] bo: hello", listener.until("hello"))
