"""Much at once, from pipes: late perhaps, but whole, once, and in order."""

from contextlib import ExitStack

from tests.support.given import Connect, StartClient, StartServer
from tests.support.peers import PlainPeer
from tests.support.processes import ServerProgram


def test_three_thousand_lines(
    server: ServerProgram, start_client: StartClient, connect: Connect
) -> None:
    """3,000 lines piped in at once arrive in order, exactly once, also back at their sender."""
    lines = [f"line {number} äöü 🙂" for number in range(3000)]
    bo = connect(server.port, "bo")
    ana = start_client(server.port, "--name", "ana")
    ana.write("".join(line + "\n" for line in lines))
    assert ana.finish() == 0
    said = bo.said(3000)
    assert [message["text"] for message in said] == lines
    assert [message["seq"] for message in said] == list(range(1, 3001))
    assert [line.partition("ana: ")[2] for line in ana.out.rest()] == lines


def test_paste_over_the_limit_from_a_pipe(
    start_server: StartServer, start_client: StartClient, connect: Connect
) -> None:
    """What is over the flood limit waits; it is neither cut nor punished."""
    server = start_server("--rate", "100")
    lines = [f"line {number}" for number in range(300)]
    bo = connect(server.port, "bo")
    ana = start_client(server.port, "--name", "ana")
    ana.write("".join(line + "\n" for line in lines))
    assert ana.finish() == 0
    assert [message["text"] for message in bo.said(300)] == lines
    assert [line.partition("ana: ")[2] for line in ana.out.rest()] == lines


def test_paste_over_the_limit_into_a_bare_terminal(
    start_server: StartServer, connect: Connect, cleanup: ExitStack
) -> None:
    """A paste into nc that then closes its half is said to its last line, and echoed whole."""
    server = start_server("--rate", "100")
    lines = [f"line {number}" for number in range(250)]
    bo = connect(server.port, "bo")
    nc = cleanup.enter_context(PlainPeer(server.port))
    nc.say(*lines)
    nc.end_sending()
    assert [message["text"] for message in bo.said(250)] == lines
    echo = [line.partition(": ")[2] for line in nc.rest().decode().splitlines()]
    assert [line for line in echo if line] == lines


def test_a_flood_does_not_hold_others_up(start_server: StartServer, connect: Connect) -> None:
    """While one is held back by flood control others talk as if it were not there."""
    server = start_server("--rate", "1")
    flood = connect(server.port, "flood")
    flood.say(*[f"flood {number}" for number in range(110)])
    ana, bo = connect(server.port, "ana"), connect(server.port, "bo")
    for number in range(50):
        ana.say(f"ana {number}")
        bo.until("said", text=f"ana {number}")
    assert len([text for text in bo.texts if text.startswith("flood")]) <= 50
    flood.close()


def test_large_lines_under_the_byte_limit(start_server: StartServer, connect: Connect) -> None:
    """200 messages of 4,000 characters, over the burst of bytes, arrive whole and in order."""
    server = start_server("--rate", "1000")
    ana, bo = connect(server.port, "ana"), connect(server.port, "bo")
    texts = [f"{number:03} " + "x" * 3900 for number in range(200)]
    ana.say(*texts)
    assert [message["text"] for message in bo.said(200)] == texts
