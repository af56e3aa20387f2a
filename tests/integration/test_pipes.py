"""Clients in pipes: a line in is a message, a message is a line out."""

import json
import re
import sys
from contextlib import ExitStack

import pytest

from app.server.places import GOODBYE_PLACES, OTHER_DESCRIPTORS
from tests.support.given import Connect, StartClient, StartServer
from tests.support.hostile_server import HostileServer
from tests.support.peers import JsonPeer
from tests.support.processes import ServerProgram
from tests.support.proxy import Proxy
from tests.support.small_server import DESCRIPTORS

LINE = re.compile(r"\[\d{4}-\d\d-\d\d \d\d:\d\d\] (\S+): (.*)")
AGAIN = pytest.mark.skipif(sys.platform == "win32", reason="ports are freed later there")


def test_two_pipes_talk(server: ServerProgram, start_client: StartClient) -> None:
    """Each prints what both said, one's own lines as well, in one order."""
    ana = start_client(server.port, "--name", "ana", "--plain", "--follow")
    server.log.until("ana joined")
    bo = start_client(server.port, "--name", "bo", "--plain", "--follow")
    server.log.until("bo joined")
    ana.write("hello, bo\n")
    assert ana.out.next().endswith("] ana: hello, bo")
    bo.write("hello, ana\n")
    assert [LINE.fullmatch(line) is not None for line in bo.out.take(2)] == [True, True]
    assert ana.out.next().endswith("] bo: hello, ana")


def test_utf8_and_emoji(server: ServerProgram, start_client: StartClient) -> None:
    """Text of every script goes through as it is, whatever the locale of the process."""
    texts = ["Grüße", "你好", "שלום", "👩‍👩‍👧 👍🏽 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "n\u0303 Ω 𝔘"]
    ana = start_client(server.port, "--name", "ana", "--plain", "--follow")
    ana.write("".join(text + "\n" for text in texts))
    assert [ana.out.next().partition("ana: ")[2] for _ in texts] == texts


def test_end_of_input_leaves_with_status_0(
    server: ServerProgram, start_client: StartClient, connect: Connect
) -> None:
    """At the end of its input a pipe leaves, once everything is in the room; also the last line
    that has no end."""
    bo = connect(server.port, "bo")
    ana = start_client(server.port, "--name", "ana")
    ana.write("one\n\n   \ntwo\nthree")
    assert ana.finish() == 0
    assert [LINE.fullmatch(line)[2] for line in ana.out.rest()] == ["one", "two", "three"]  # type: ignore[index]
    assert [said["text"] for said in bo.said(3)] == ["one", "two", "three"]
    assert bo.until("left")["names"] == ["ana"]
    assert ana.err.rest() == []


def test_end_of_input_waits_for_the_acknowledgement(
    server: ServerProgram, start_client: StartClient, connect: Connect, cleanup: ExitStack
) -> None:
    """A pipe does not leave before the server has said that it has its line."""
    proxy = Proxy(server.port)
    cleanup.callback(proxy.close)
    bo = connect(server.port, "bo")
    ana = start_client(proxy.port, "--name", "ana")
    ana.write("first\n")
    ana.out.until("first")
    proxy.hold_answers()
    ana.write("last\n")
    ana.end_input()
    assert bo.until("said", text="last")["name"] == "ana"
    assert ana.process.poll() is None
    proxy.release()
    assert ana.wait() == 0
    assert len(ana.out.rest()) == 1


def test_send_says_one_text(
    server: ServerProgram, start_client: StartClient, connect: Connect
) -> None:
    """`--send` says its text, prints its echo, and leaves without reading any input."""
    bo = connect(server.port, "bo")
    ana = start_client(server.port, "--name", "ana", "--send", "done: 🚀")
    assert ana.wait() == 0
    assert ana.out.next().endswith("ana: done: 🚀")
    assert bo.until("said")["text"] == "done: 🚀"


@pytest.mark.parametrize("json_lines", [False, True], ids=["lines", "json"])
def test_the_last_messages_are_printed_without_any_input(
    server: ServerProgram, start_client: StartClient, connect: Connect, json_lines: bool
) -> None:
    """`client --history 3 < /dev/null` prints the last three and leaves."""
    bo = connect(server.port, "bo")
    bo.say(*(f"number {number}" for number in range(5)))
    bo.said(5)
    options = ["--json"] if json_lines else []
    ana = start_client(server.port, "--name", "ana", "--history", "3", *options)
    assert ana.finish() == 0
    told = ana.out.rest()
    if json_lines:
        messages = [json.loads(line) for line in told]
        assert [message["type"] for message in messages[:5]] == [
            *("welcome", "said", "said", "said", "caught_up")
        ]
    else:
        assert [line.partition("] ")[2] for line in told] == [f"bo: number {n}" for n in (2, 3, 4)]
        assert ana.err.rest() == []


def test_there_may_be_fewer_messages_than_asked_for(
    server: ServerProgram, start_client: StartClient
) -> None:
    """In an empty room there is nothing to wait for."""
    ana = start_client(server.port, "--name", "ana", "--history", "1000")
    assert ana.finish() == 0
    assert ana.out.rest() == []


def test_what_is_sent_comes_after_the_last_messages(
    server: ServerProgram, start_client: StartClient, connect: Connect
) -> None:
    """`--history 1 --send now` prints what was said before, and its own text."""
    bo = connect(server.port, "bo")
    bo.say("before")
    bo.said(1)
    ana = start_client(server.port, "--name", "ana", "--history", "1", "--send", "now")
    assert ana.wait() == 0
    assert [line.partition("] ")[2] for line in ana.out.rest()] == ["bo: before", "ana: now"]


def test_status_3_where_no_replay_came(
    start_server: StartServer, start_hasty_client: StartClient
) -> None:
    """Without a server nothing was printed, which a script has to know."""
    server = start_server()
    server.kill()
    ana = start_hasty_client(server.port, "--history", "3")
    assert ana.finish() == 3
    assert "There is no server" in ana.err.next()
    assert ana.err.next().startswith("!! Giving up: no earlier messages came")


def test_each_line_has_its_date(
    server: ServerProgram, start_client: StartClient, connect: Connect
) -> None:
    """Messages, actions and whispers: what is written to a file may be read days later."""
    bo = connect(server.port, "bo")
    ana = start_client(server.port, "--name", "ana", "--follow")
    server.log.until("ana joined")
    bo.say("hello")
    bo.tell("say", text="waves", kind="action")
    bo.tell("whisper", to="ana", text="psst")
    lines = ana.out.take(3)
    for line, end in zip(lines, ("bo: hello", "* bo waves", "bo -> ana: psst"), strict=True):
        assert re.fullmatch(r"\[\d{4}-\d\d-\d\d \d\d:\d\d\] " + re.escape(end), line)


@AGAIN
def test_another_history_is_told(start_server: StartServer, start_client: StartClient) -> None:
    """On stderr: what follows on stdout does not belong to what is there."""
    server = start_server("--no-history")
    ana = start_client(server.port, "--name", "ana", "--follow")
    ana.write("one\n")
    ana.out.until("one")
    server.kill()
    start_server("--no-history", port=server.port)
    assert ana.err.until("another history").startswith("!! ")


@AGAIN
def test_two_of_one_name_keep_what_they_were_called(
    start_server: StartServer, start_client: StartClient
) -> None:
    """Whichever comes back first: what is whispered to one of them never reaches the other."""
    server = start_server()
    clients = [start_client(server.port, "--name", "ana", "--json") for _ in range(2)]
    names = [json.loads(client.out.next())["name"] for client in clients]
    assert sorted(names) == ["ana", "ana-2"]
    server.kill()
    start_server(port=server.port)
    assert [json.loads(client.out.until('"welcome"'))["name"] for client in clients] == names


def test_commands_are_texts_in_a_pipe(
    server: ServerProgram, start_client: StartClient, connect: Connect
) -> None:
    """What a program writes is said as it is, even if it looks like one; that is told once."""
    bo = connect(server.port, "bo")
    ana = start_client(server.port, "--name", "ana")
    ana.write(":quit\n/who\n::x\n:nick y\n")
    assert ana.finish() == 0
    assert [said["text"] for said in bo.said(4)] == [":quit", "/who", "::x", ":nick y"]
    assert ana.err.next().startswith("!! :quit was said as a text: commands are for terminals.")
    assert ana.err.rest() == []


def test_json_in_and_out(
    server: ServerProgram, start_client: StartClient, connect: Connect
) -> None:
    """With --json messages of the protocol go both ways, one ASCII object a line."""
    bo = connect(server.port, "bo")
    ana = start_client(server.port, "--name", "ana", "--json")
    welcome = json.loads(ana.out.next())
    assert (welcome["type"], welcome["name"], welcome["names"]) == ("welcome", "ana", ["bo", "ana"])
    bo.say("grüß dich\nund 👋")
    line = ana.out.next()
    assert line.isascii()
    assert json.loads(line)["text"] == "grüß dich\nund 👋"
    ana.write('{"type":"say","text":"two\\nlines","id":7}\n{"type":"who"}\n')
    ana.write('{"type":"whisper","to":"bo","text":"psst"}\n{"type":"nick","name":"anna"}\n')
    said = bo.until("said", name="ana")
    assert (said["text"], said["id"]) == ("two\nlines", 7)
    both = {message["type"]: message for message in (bo.next(), bo.next())}
    assert both["whispered"]["text"] == "psst"
    assert both["renamed"]["to"] == "anna"
    ana.write('{"type":"say","text":"bye","kind":"action"}\n')
    assert ana.finish() == 0
    told = [json.loads(line) for line in ana.out.rest()]
    kinds = [message["type"] for message in told]
    assert sorted(kinds) == ["members", "renamed", "said", "said", "whispered"]
    assert kinds[0] == "said"


def test_json_leaves_after_all_answers(server: ServerProgram, start_client: StartClient) -> None:
    """A program that asks and ends its input at once gets its answer before the end."""
    ana = start_client(server.port, "--name", "ana", "--json")
    ana.write('{"type":"who"}\n')
    assert ana.finish() == 0
    assert json.loads(ana.out.rest()[-1]) == {"type": "members", "count": 1, "names": ["ana"]}


def test_status_2_for_a_wrong_command_line(start_client: StartClient) -> None:
    """An option or an address that makes no sense ends with status 2 and a sentence."""
    for options in (["--nonsense"], ["1:2:3"], ["127.0.0.1:99999"], ["192.0.2.1"], ["--name"]):
        client = start_client(1, *options)
        assert client.finish() == 2
        assert client.out.rest() == []
        assert client.err.rest()


def test_status_3_without_a_server(
    start_server: StartServer, start_client: StartClient, cleanup: ExitStack
) -> None:
    """Without a server a pipe says so, gives up in the end, and says what is lost."""
    server = start_server()
    server.kill()
    ana = start_client(server.port, "--send", "hello")
    assert f"There is no server at 127.0.0.1:{server.port}" in ana.err.next()
    assert ana.wait() == 3
    assert "1 message was not acknowledged" in ana.err.next()


def test_status_4_for_what_was_refused(
    server: ServerProgram, start_client: StartClient, connect: Connect
) -> None:
    """What the client or the server refuses is told on stderr; the rest is said; status 4."""
    bo = connect(server.port, "bo")
    ana = start_client(server.port, "--name", "ana")
    ana.write("x" * 4001 + "\n" + "\t" * 1500 + "tabs\n" + "y" * 70_000 + "\nfine\n")
    assert ana.finish() == 4
    told = ana.err.rest()
    assert len(told) == 3
    assert all(line.startswith("!! ") for line in told)
    assert bo.until("said")["text"] == "fine"


def test_status_4_in_json(server: ServerProgram, start_client: StartClient) -> None:
    """With --json a refusal is an error object with its code and the id it is about."""
    ana = start_client(server.port, "--name", "ana", "--json")
    ana.write('{"type":"whisper","to":"nobody-here","text":"x","id":3}\n{"type":"hello"}\n[1]\n')
    assert ana.finish() == 4
    told = [json.loads(line) for line in ana.out.rest()]
    errors = [message for message in told if message["type"] == "error"]
    assert {error["code"] for error in errors} == {"no-such-name", "bad-field", "bad-json"}
    assert [error["id"] for error in errors if "id" in error] == [3]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit on Windows")
def test_a_full_server(
    start_server: StartServer, start_hasty_client: StartClient, cleanup: ExitStack
) -> None:
    """It says so, and that it tries again; a place that becomes free is taken. A pipe that waits
    for nothing but that gives up as without a server, and nobody has to start one."""
    server = start_server(module=("tests.support.small_server",))
    places = DESCRIPTORS - GOODBYE_PLACES - OTHER_DESCRIPTORS
    people = [cleanup.enter_context(JsonPeer(server.port, f"p{n}")) for n in range(places)]
    patient = start_hasty_client(server.port, "--follow", "--json")
    sent = start_hasty_client(server.port, "--send", "hello")
    assert sent.wait() == 3
    full, gave_up = sent.err.rest()
    assert full.startswith("!! The server is full")
    assert full.endswith("Trying again.")
    assert gave_up.startswith("!! Giving up: 1 message was not acknowledged")
    people.pop().close()
    assert json.loads(patient.out.next())["code"] == "try-later"
    assert json.loads(patient.out.next())["type"] == "welcome"
    assert patient.err.so_far() == [full]


def test_a_server_that_lets_nobody_in(cleanup: ExitStack, start_hasty_client: StartClient) -> None:
    """Its sentence is told once, however often it is said, and again behind a conversation."""
    server = HostileServer()
    cleanup.callback(server.close)
    ana = start_hasty_client(server.port, "--name", "ana", "--follow")
    for _ in range(3):
        server.turn_away("The server is full.")
    server.welcome()
    server.said(text="one")
    ana.out.until("one")
    server.hang_up()
    for text in ("The server is full.", "The server is full.", "The server mends itself."):
        server.turn_away(text)
    server.welcome(seq=1, after=1)
    server.said(text="two")
    ana.out.until("two")
    full = "!! The server is full. Trying again."
    told = [line for line in ana.err.so_far() if "connection is gone" not in line]
    assert told == [full, full, "!! The server mends itself. Trying again."]


@pytest.mark.parametrize(
    "line",
    [
        b'{"type":"who","after":"%s"}' % (b"\\u0001" * 10_900),
        b'{"type":"say","text":"x","id":9007199254740992}\n{"type":"say","text":"y"}',
    ],
    ids=["name", "id"],
)
def test_a_line_that_is_too_much_costs_no_other(
    server: ServerProgram, start_client: StartClient, line: bytes
) -> None:
    """It is refused with a sentence; what stands around it is said, and answered."""
    ana = start_client(server.port, "--name", "ana", "--json")
    ana.write(b'{"type":"say","text":"before"}\n' + line + b"\n" + b'{"type":"who"}\n')
    ana.end_input()
    status = ana.wait()
    told = [json.loads(line) for line in ana.out.rest()]
    assert "before" in [message.get("text") for message in told]
    assert told[-1]["type"] == "members"
    assert "error" in [message["type"] for message in told]
    assert status == 4
    assert ana.err.rest() == []
