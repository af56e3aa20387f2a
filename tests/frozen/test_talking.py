"""Conversations between frozen programs, and with others."""

from pathlib import Path

from tests.support.frozen import TEXTS, FrozenProgram, Programs
from tests.support.peers import JsonPeer, PlainPeer


def test_two_clients(programs: Programs) -> None:
    """Text of every script goes both ways, whatever the locale."""
    programs.talk()


def test_a_bare_socket(programs: Programs, server: FrozenProgram) -> None:
    """Somebody with nothing but a socket, as `nc` is, talks with a client."""
    ana = programs.client(server, "ana")
    with PlainPeer(server.port) as nc:
        for text in TEXTS:
            nc.say(text)
            assert ana.out.next().endswith(f": {text}")
            ana.write(f"so {text}\n")
            assert nc.until(f"ana: so {text}")
            assert ana.out.next().endswith(f"ana: so {text}")


def test_json(programs: Programs, server: FrozenProgram) -> None:
    """With --json a client speaks the protocol itself, in ASCII."""
    ana = programs.client(server, "ana", "--json")
    assert '"welcome"' in ana.out.next()
    with JsonPeer(server.port, "bo") as bo:
        bo.say("👋🏽")
        assert r"\ud83d\udc4b\ud83c\udffd" in ana.out.until('"said"').lower()
        ana.write('{"type": "say", "text": "\\ud83d\\udc4b"}\n')
        assert bo.until("said", name="ana")["text"] == "👋"
    assert ana.finish() == 0


def test_what_was_said_is_kept(programs: Programs, home: Path) -> None:
    """A server that is killed has it all when it is started again, and finds words in it."""
    data = str(home / "kept")
    server = programs.start("server", "--port", "0", "--data", data).listening()
    with JsonPeer(server.port, "ana") as ana:
        ana.say(*TEXTS)
        ana.said(len(TEXTS))
    server.kill()
    again = programs.start("server", "--port", "0", "--data", data).listening()
    with JsonPeer(again.port, "bo", history=50) as bo:
        assert [said["text"] for said in bo.said(len(TEXTS))] == list(TEXTS)
        bo.tell("search", text="köln ANA")
        assert [found["text"] for found in bo.until("found")["entries"]] == [TEXTS[0]]
    client = programs.client(again, "cem", "--history", "1")
    assert client.out.next().endswith(f"ana: {TEXTS[-1]}")
