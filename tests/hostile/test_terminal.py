"""Nothing that came from outside can move the cursor, hide text, or look like another's line."""

import re
from collections.abc import Iterator

import pytest

from tests.support import attacks
from tests.support.attacks import FORGED
from tests.support.emulator import columns as columns_of
from tests.support.hostile_server import HostileServer
from tests.terminal import conftest as terminals
from tests.terminal.room import LINK, Client, Peer, StartClient

# Clients in terminals; what is called `start_client` here starts them in pipes.
start_terminal = terminals.start_client
peer = terminals.peer

# Harm, and how it has to be seen instead.
SHOWN = {
    "\x1b[2J\x1b[H": "␛[2J␛[H",
    "\x1b[77A\x1b[77D": "␛[77A␛[77D",
    "\x1b[38;5;199mred": "␛[38;5;199mred",
    "\x1b]0;title\x07": "␛]0;title␇",
    "\x1b]52;c;aGFybQ==\x07": "␛]52;c;aGFybQ==␇",
    "\x1b]8;;http://harm\x1b\\here": "␛]8;;http://harm␛\\here",
    "\x1bP+q544e\x1b\\": "␛P+q544e␛\\",
    "\x1b[6n\x1b[c\x05": "␛[6n␛[c␅",
    "\x1b[?1049h\x1b[?25l\x1bc": "␛[?1049h␛[?25l␛c",
    "\x9b2J\x9d0;title\x9c": "\\x9b2J\\x9d0;title\\x9c",
    "\x01\x1b[31m\x02": "␁␛[31m␂",
    "over\rwritten": "over␍written",
    "back\x08\x08\x08\x7fspace": "back␈␈␈␡space",
    "\x0e\x0fshift\x0b\x0c": "␎␏shift␋␌",
    "a\ttab": "a    tab",
    "\u202eesrever\u2066\u2069": "\\u202eesrever\\u2066\\u2069",
    "line\u2028and\u2029paragraph\x85": "line\\u2028and\\u2029paragraph\\x85",
    "zero\u200bwidth\ufeff\u00ad": "zerowidth",
    "\U000e0041\U000e0042 tags": "\\U000e0041\\U000e0042 tags",
    "%s {0} <b>&amp; $(id) `id`": "%s {0} <b>&amp; $(id) `id`",
}
# To fill a row with. The tab and the space that does not break come out as plain ones.
FILLERS = (*" x-\u2800\u00a0漢é—", "\t", "e\u0301", "\u2764\ufe0f", "👩\u200d🚀", "🇩🇪", "xx ")

# All that prompt_toolkit itself has to write. Erasing is without, moving with a number.
OWN = re.compile(
    r"\x1b\[(?:\?(?:1|7|12|25|1004|2004)[hl]|\d*[ABCD]|[JK]|[0-9;]*m)|\x08|\r|\n"
    # And the window's title, which nothing from outside may reach.
    r"|\x1b\[2[23];0t|\x1b\]0;(?:[^\x00-\x1f\x7f-\x9f]* – )?Realtime Chat\x07"
)


@pytest.fixture
def ana(peer: Peer, start_terminal: StartClient) -> Client:
    """A client called `ana` in a terminal of 80 x 24, in a room with `bot`."""
    client = start_terminal()
    client.wait_input("")
    return client


def assert_harmless(client: Client) -> None:
    """Nothing but the client's own sequences and printable characters was written."""
    client.terminal.pump()
    written = client.terminal.written.decode("utf-8")
    assert not re.search(r"\x1b\[(77|[\d;]*5;199|6n)", written)
    attacks.assert_harmless(written, OWN)
    rest = OWN.sub("", written)
    assert rest.isprintable(), {char for char in rest if not char.isprintable()}
    assert not re.search("[\u200b-\u200f\u2028-\u202e\u2060-\u2069]", rest)


def assert_nothing_forged(client: Client, own: str) -> None:
    """Each line is one of the client's own, belongs to `bot`, is set in, or is part of a link."""
    for line in client.terminal.lines:
        mine = re.match(own, line) or line.startswith(("ana> ", " ")) or line in ("", "ana>")
        assert mine or re.fullmatch(LINK, line, re.ASCII), f"{line!r} in\n{client}"


def test_what_a_peer_says(ana: Client, peer: Peer) -> None:
    """Control characters that somebody says are shown, not obeyed."""
    ana.type("half a line")
    for text, shown in SHOWN.items():
        peer.say(text)
        ana.wait_heard(shown)
        ana.wait_input("half a line")
    assert ana.said() == list(SHOWN.values())
    assert_harmless(ana)


def test_what_a_peer_whispers_and_does(ana: Client, peer: Peer) -> None:
    """The same holds for whispers and actions."""
    ana.enter(":bell off")  # else it rings itself
    ana.wait_for("-- It never rings.")
    for text, shown in SHOWN.items():
        peer.send(type="whisper", to="ana", text=text)
        ana.wait_for(f"bot -> you: {shown}")
        peer.send(type="say", text=text, kind="action")
        ana.wait_for(f"* bot {shown}")
    ana.wait_input("")
    assert_harmless(ana)


def test_line_ends_forge_nothing(ana: Client, peer: Peer) -> None:
    """Further lines of a message are set in, so that they cannot look like lines of others."""
    ana.enter(":bell off")  # else it rings itself
    ana.wait_for("-- It never rings.")
    ana.type("half a line")
    peer.say(FORGED)
    peer.send(type="whisper", to="ana", text=FORGED)
    peer.send(type="say", text=FORGED, kind="action")
    peer.say("\n\n\n" + FORGED + "\n\n\n", "marker")
    ana.wait_heard("marker")
    ana.wait_input("half a line")
    assert_nothing_forged(ana, r"\[\d\d:\d\d\] (» )?(\* )?bot[: ]|-- (Connected|It never)")
    assert_harmless(ana)


@pytest.mark.parametrize("options", [(), ("--plain",)], ids=["screen", "plain"])
@pytest.mark.parametrize("columns", [20, 40, 80])
def test_long_lines_forge_nothing(
    peer: Peer, start_terminal: StartClient, columns: int, options: tuple[str, ...]
) -> None:
    """A further row of a message that is too wide for the window cannot look like another's."""
    ana = start_terminal("ana", *options, columns=columns, rows=2000)
    texts = [
        "hi" + filler * ((columns - start) // columns_of(filler.expandtabs(4))) + forged
        for filler in FILLERS
        for forged in ("[12:00] ana: I agree", "-- ana left", "--ana-left", "!! harm", "!!harm")
        for start in (0, len("[12:00] bot: "), len("[12:00] bot: hi"))
    ]
    peer.say(*texts, "marker")
    ana.wait_heard("marker")
    rows = [row.text for row in ana.terminal.screen_rows]
    assert not [row for row in rows if re.match(r"\[\d\d:\d\d\] ana|--( ?ana|$)|!!", row)]
    assert len(ana.said("bot")) == len(texts) + 1
    assert ana.terminal.scrolled == 0


LINK_OF_100 = "https://example.org/a_(b)/" + "c" * 69 + "?d=1#"


@pytest.mark.parametrize("options", [(), ("--plain",)], ids=["screen", "plain"])
@pytest.mark.parametrize("columns", [20, 40, 99, 100, 101])
def test_a_link_stays_whole(
    peer: Peer, start_terminal: StartClient, columns: int, options: tuple[str, ...]
) -> None:
    """A link that is too long for a row is one line, alone, which only the terminal breaks."""
    ana = start_terminal("ana", *options, columns=columns)
    texts = [f"look at {LINK_OF_100} please", f"<{LINK_OF_100}>", LINK_OF_100]
    peer.say(*texts)
    ana.wait_heard(texts[-1])
    assert [line for line in ana.terminal.lines if "https:" in line] == [LINK_OF_100] * 3
    ana.assert_said(*texts)


@pytest.fixture
def hostile() -> Iterator[HostileServer]:
    """A server that means harm."""
    server = HostileServer()
    yield server
    server.close()


HARM = ["".join(SHOWN), FORGED, "n" * 3000, "\u0301" * 500, "漢" * 500, ""]


@pytest.mark.parametrize("harm", HARM, ids=["controls", "lines", "long", "marks", "wide", "empty"])
def test_what_a_hostile_server_sends(
    hostile: HostileServer, start_terminal: StartClient, harm: str
) -> None:
    """No field of any message of a server can do harm."""
    ana = start_terminal(port=hostile.port)
    hostile.welcome(room=harm, names=["ana", harm], log=harm, count=3)
    ana.wait_for("-- Connected. You are ana")
    ana.enter(":bell off")  # else it rings itself
    ana.wait_for("-- It never rings.")
    ana.type("half a line")
    hostile.said(text=harm)
    hostile.said(name=harm)
    hostile.said(name=harm, text=harm, kind="action", at=2**53)
    hostile.send("whispered", at=2**52, **{"from": harm}, name=harm, to=harm, text=harm)
    hostile.send("joined", at=0, count=2**53, names=[harm] * 100)
    hostile.send("left", at=0, count=2, names=[harm, harm], to=harm)
    hostile.send("renamed", at=0, **{"from": harm}, name=harm, to=harm)
    hostile.send("members", count=1, names=[harm], more=True)
    hostile.send("notice", code=harm, text=harm)
    hostile.send("error", code=harm, text=harm)
    hostile.send("gap", first=2**53, last=0)
    hostile.send(harm, text=harm)
    hostile.send("error", code="end", text="the end")
    ana.wait_for("!! the end")
    ana.wait_input("half a line")
    assert_nothing_forged(ana, r"(\[[\d-]{2}:[\d-]{2}\]|--|!!|──)( |$)")
    assert not [line for line in ana.terminal.lines if line.startswith(("-- ana left", "!! Harm"))]
    assert_harmless(ana)
    ana.terminal.type("\x03\x04")
    assert ana.end() == 0


def test_a_hostile_name_for_oneself(hostile: HostileServer, start_terminal: StartClient) -> None:
    """Even a name that the server gives cannot break the prompt out of its row."""
    ana = start_terminal(port=hostile.port)
    hostile.welcome(name="".join(SHOWN) + FORGED)
    ana.wait_for("-- Connected. You are")
    ana.terminal.type("half a line")
    ana.wait_for("> half a line")
    prompt = next(row for row in ana.terminal.rows if "> half a line" in row)
    assert prompt.startswith("␛[2J␛[H")
    assert_harmless(ana)
