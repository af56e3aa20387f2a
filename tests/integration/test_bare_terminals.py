"""nc, telnet and raw PuTTY: bare lines, typed by people and written by scripts."""

import pytest

from tests.support.given import Connect, ConnectPlain, StartServer
from tests.support.peers import JsonPeer, Peer, PlainPeer
from tests.support.processes import ServerProgram


@pytest.fixture(params=["\n", "\r\n"], ids=["nc", "putty"])
def visitor(
    request: pytest.FixtureRequest, server: ServerProgram, connect_plain: ConnectPlain
) -> PlainPeer:
    """Somebody at a bare terminal who has said nothing yet."""
    return connect_plain(server.port, ending=request.param)


@pytest.fixture
def ana(visitor: PlainPeer, server: ServerProgram, connect: Connect) -> JsonPeer:
    """Somebody with a client."""
    return connect(server.port, "ana")


def test_a_conversation(visitor: PlainPeer, ana: JsonPeer) -> None:
    """The first line is said and lets one in; the others are heard, whatever the line's end."""
    visitor.say("hello")
    assert ana.until("said")["text"] == "hello"
    assert visitor.line() == b"-- You are guest-1, in lobby with ana."
    visitor.until("] guest-1: hello")
    ana.say("hi guest", "two\nlines")
    visitor.until("] ana: hi guest")
    first = visitor.until("] ana: two")
    assert visitor.line().decode() == " " * (len(first) - 3) + "lines"


def test_nick(visitor: PlainPeer, ana: JsonPeer) -> None:
    """`:nick` as the first line says who one is; later it changes the name for everybody."""
    visitor.say(":nick nina")
    assert ana.until("joined")["names"] == ["nina"]
    visitor.until("-- You are nina")
    visitor.say("/nick nora")
    assert ana.until("renamed")["to"] == "nora"
    assert visitor.until("is now") == "-- nina is now nora"


def test_nick_that_is_taken(visitor: PlainPeer, ana: JsonPeer) -> None:
    """As the first line it gives the next free name; later it is refused with a sentence."""
    visitor.say(":nick Ana")
    assert visitor.until("-- You are").startswith("-- You are Ana-2, ")
    visitor.say(":nick ANA")
    assert "taken" in visitor.until("!! ")
    visitor.say(":nick server")
    assert "not for people" in visitor.until("!! ")


def test_who_me_and_msg(visitor: PlainPeer, ana: JsonPeer) -> None:
    """`:who` lists, `:me` acts, and `:msg` reaches one person only."""
    visitor.say(":who", ":me waves", ":msg ana a secret of ours")
    visitor.until("-- 2 here: ana, guest-1")
    said = ana.until("said")
    assert (said["text"], said["kind"]) == ("waves", "action")
    assert ana.until("whispered")["text"] == "a secret of ours"
    visitor.until("] guest-1 -> ana: a secret of ours")
    ana.tell("whisper", to="guest-1", text="psst")
    visitor.until("] ana -> guest-1: psst")
    visitor.say(":msg nobody-here x", ":msg ana", ":me")
    assert "nobody-here" in visitor.until("!! ")
    assert ":msg NAME TEXT" in visitor.until("!! ")
    assert ":me" in visitor.until("!! ")


def test_help(visitor: PlainPeer) -> None:
    """`:help` lists every command."""
    visitor.say(":help")
    lines = [visitor.until(word) for word in (":nick", ":who", ":me", ":msg", ":quit")]
    assert len(set(lines)) == 5


def test_quit(visitor: PlainPeer, ana: JsonPeer) -> None:
    """`:quit` leaves: everybody is told, and the connection is closed by the server."""
    visitor.say("bye all", ":quit", "never said")
    assert ana.until("said")["text"] == "bye all"
    assert ana.until("left")["names"] == ["guest-1"]
    echo = visitor.rest().decode()
    assert "] guest-1: bye all\n" in echo
    assert "never said" not in echo
    ana.tell("ping")
    ana.until("pong")
    assert ana.texts == ["bye all"]


def test_quit_without_a_word(visitor: PlainPeer, ana: JsonPeer) -> None:
    """Who leaves without having said anything was never there."""
    visitor.say(":quit")
    assert visitor.rest() == b""
    ana.tell("who")
    assert ana.next()["type"] == "members"


def test_texts_that_look_like_commands(visitor: PlainPeer, ana: JsonPeer) -> None:
    """Unknown commands, smileys, paths and doubled colons are texts."""
    lines = [":foo", ":)", "/etc/hosts", ":D", "::who", "//me waves", "::foo", ":nickname"]
    visitor.say(*lines)
    said = [message["text"] for message in ana.said(len(lines))]
    assert said == [":foo", ":)", "/etc/hosts", ":D", ":who", "/me waves", "::foo", ":nickname"]


def test_nobody_can_forge_lines(visitor: PlainPeer, ana: JsonPeer) -> None:
    """What looks like another's line, or the server's, stands behind the name of who said it."""
    visitor.say("in")
    visitor.until("guest-1: in")
    ana.say("x\n[14:03] guest-1: I am a fool\n-- ana left", "-- the server stops", "a\x1b[1Ab\rc")
    visitor.until("] ana: x")
    assert visitor.line().startswith(b"   ")
    assert visitor.line().startswith(b"   ")
    visitor.until("] ana: -- the server stops")
    visitor.until("] ana: a␛[1Ab␍c")


def test_last_line_without_its_end(visitor: PlainPeer, ana: JsonPeer) -> None:
    """`printf 'built' | nc -N`: it is said, and its echo comes before the close."""
    visitor.send(b"built")
    visitor.end_sending()
    assert "] guest-1: built\n" in visitor.rest().decode()
    assert ana.until("said")["text"] == "built"
    assert ana.until("left")["names"] == ["guest-1"]


def test_half_closing_peer_gets_all_echoes(visitor: PlainPeer, ana: JsonPeer) -> None:
    """Who closes its half behind many lines gets every echo before the server closes."""
    visitor.say(*[f"line {number}" for number in range(500)], ":who")
    visitor.end_sending()
    lines = visitor.rest().decode().splitlines()
    echoed = [line.partition("guest-1: ")[2] for line in lines if "guest-1: " in line]
    assert echoed == [f"line {number}" for number in range(500)]
    assert "-- 2 here: ana, guest-1" in lines
    assert len(ana.said(500)) == 500


def test_connecting_and_closing_is_nothing(
    server: ServerProgram, connect: Connect, connect_plain: ConnectPlain
) -> None:
    """Somebody who only looks whether the port is open is not announced to anybody."""
    ana = connect(server.port, "ana")
    looking = connect_plain(server.port)
    looking.end_sending()
    assert looking.rest() == b""
    Peer(server.port).reset()
    Peer(server.port).close()
    ana.tell("ping")
    assert ana.next()["type"] == "pong"


def test_hello_after_a_silence(
    server: ServerProgram, connect: Connect, connect_plain: ConnectPlain
) -> None:
    """However late, a first line that is a hello makes a connection talk JSON; plain lines from
    before may stand before the welcome."""
    ana = connect(server.port, "ana")
    slow = connect_plain(server.port)
    number = 0
    while slow.hears_nothing():
        number += 1
        ana.say(f"say {number}")
        ana.until("said")
    slow.until("] ana: say ")
    slow.say('{"type":"hello","v":1,"name":"slow"}')
    welcome = slow.until('"type":"welcome"')
    assert '"name":"slow"' in welcome
    slow.say('{"type":"say","text":"here I am"}')
    assert ana.until("said", name="slow")["text"] == "here I am"
    slow.until('"text":"here I am"')


def test_a_hello_in_bare_lines_is_not_read_out(
    server: ServerProgram, connect: Connect, connect_plain: ConnectPlain
) -> None:
    """A hello that comes after a bare line is refused: the room must not see its secret."""
    ana = connect(server.port, "ana")
    visitor = connect_plain(server.port)
    visitor.say("hi", '{"type":"hello","v":1,"name":"x","session":"0123456789abcdef"}', "ho")
    assert [said["text"] for said in ana.said(2)] == ["hi", "ho"]
    visitor.until("!! ")


def test_names_of_guests_are_free_again(
    start_server: StartServer, connect_plain: ConnectPlain
) -> None:
    """Guests get a name each; nobody gets the name of somebody who is there."""
    server = start_server()
    names = set()
    for _ in range(5):
        guest = connect_plain(server.port)
        guest.say("hi")
        names.add(guest.until("-- You are").split()[3])
    assert len(names) == 5
