"""What the frozen programs answer to their command lines, and the statuses they end with."""

import signal

import pytest

from app import __version__
from tests.support.frozen import SIGNALS, FrozenProgram, Programs
from tests.support.peers import JsonPeer

BOTH = pytest.mark.parametrize("name", ["server", "client"])
CLIENT_ENDING_IN = {
    "nothing said": (0, ""),
    "all acknowledged": (0, "one\ntwo"),
    "too long": (4, "x" * 4001 + "\nfine\n"),
}


@BOTH
def test_version(programs: Programs, name: str) -> None:
    """--version says the version of the source, and nothing else."""
    assert programs.run(name, "--version") == (0, [f"realtime-chat {__version__}"], [])


@BOTH
def test_help(programs: Programs, name: str) -> None:
    """--help explains the program."""
    status, out, err = programs.run(name, "--help")
    assert (status, err) == (0, [])
    assert any(line.startswith(f"Usage: {name} ") for line in out)
    assert any("--version" in line for line in out)


@BOTH
@pytest.mark.parametrize("option", ["--nonsense", "--version=1", "--höflich 👋"])
def test_wrong_option(programs: Programs, name: str, option: str) -> None:
    """An option that there is not: status 2 and one sentence."""
    status, out, err = programs.run(name, option)
    assert (status, out) == (2, [])
    assert len(err) == 1
    assert err[-1].startswith(f"{name}: ")
    assert option.partition("=")[0] in err[-1]


def test_port_taken(programs: Programs, server: FrozenProgram) -> None:
    """A second server on a port says so, with status 1; the first goes on."""
    status, out, err = programs.run("server", "--port", str(server.port))
    assert (status, out) == (1, [])
    assert len(err) == 1
    assert err[0].startswith(f"server: Port {server.port} is taken")
    with JsonPeer(server.port, "ana") as ana:
        ana.say("still here")
        assert ana.until("said")["text"] == "still here"


@pytest.mark.parametrize("ends", CLIENT_ENDING_IN)
def test_status_of_a_pipe(programs: Programs, server: FrozenProgram, ends: str) -> None:
    """At the end of its input: 0 if all was acknowledged, 4 if something was refused."""
    status, said = CLIENT_ENDING_IN[ends]
    ana = programs.client(server, "ana")
    ana.write(said)
    assert ana.finish() == status
    refused = [line for line in ana.err.rest() if line.startswith("!! ")]
    assert len(refused) == (status == 4)
    assert len(ana.out.rest()) == len(said.splitlines()) - len(refused)


def test_send(programs: Programs, server: FrozenProgram) -> None:
    """`--send` takes its text from the command line as it is, and ends with 0."""
    with JsonPeer(server.port, "bo") as bo:
        address = f"127.0.0.1:{server.port}"
        status, out, err = programs.run(
            "client", address, "--name", "ana", "--send", "fertig: 🚀 你"
        )
        assert (status, err) == (0, [])
        assert out[0].endswith("] ana: fertig: 🚀 你")
        assert bo.until("said")["text"] == "fertig: 🚀 你"


def test_status_without_a_server(programs: Programs, server: FrozenProgram) -> None:
    """Without a server a pipe says how to start one, waits some seconds, and ends with 3."""
    server.kill()
    status, out, err = programs.run("client", f"127.0.0.1:{server.port}", "--send", "hello")
    assert (status, out) == (3, [])
    assert f"There is no server at 127.0.0.1:{server.port}" in err[0]
    assert ("server.exe" if programs.ending else "./server") in err[0]
    assert "not acknowledged" in err[-1]


@pytest.mark.skipif(not SIGNALS, reason="signals as POSIX has them")
def test_status_after_ctrl_c(programs: Programs, server: FrozenProgram) -> None:
    """Ctrl+C ends a client in a pipe with 130, and it says nothing about it."""
    ana = programs.client(server, "ana")
    ana.signal(signal.SIGINT)
    assert ana.wait() == 130
    assert (ana.out.rest(), ana.err.rest()) == ([], [])
