"""Servers come and go; the client says so, comes back by itself, and the half line stays."""

import socket

import pytest

from tests.support.hostile_server import HostileServer
from tests.terminal.room import Client, Peer, Server, StartClient


def test_no_server_yet(server: Server, start_client: StartClient) -> None:
    """Without a server the client says how to start one, waits, and joins it when it comes."""
    server.kill()
    ana = start_client(port=server.port)
    ana.answer("n")
    ana.wait_for(f"-- There is no server at 127.0.0.1:{server.port}")
    ana.wait_for("Start one with:")
    ana.wait_for("app.server")
    ana.type("half a line")
    server.start()
    ana.wait_for("-- Connected. You are ana")
    ana.wait_input("half a line")
    ana.enter()
    ana.wait_heard("half a line")
    ana.wait_input("")
    assert ana.said() == ["half a line"]
    assert len([line for line in ana.terminal.lines if "-- There is no server" in line]) == 1


def test_what_is_said_before_there_is_a_server(server: Server, start_client: StartClient) -> None:
    """What is entered while there is no server is marked, and said once when there is one."""
    server.kill()
    ana = start_client(port=server.port)
    ana.answer("n")
    ana.wait_for("-- There is no server")
    ana.enter("one")
    ana.enter("two")
    ana.wait_for("… two")
    server.start()
    ana.wait_heard("two")
    ana.enter("three")
    ana.wait_heard("three")
    ana.wait_input("")
    assert ana.said() == ["one", "two", "three"]
    assert not [row for row in ana.terminal.rows if row.startswith("…")]


def test_a_lost_connection_comes_back(ana: Client, server: Server) -> None:
    """It is told; what was entered meanwhile is said once; the half line stays through it all."""
    ana.enter("before")
    ana.wait_heard("before")
    ana.type("half a line")
    server.kill()
    ana.wait_for("!! The connection is gone")
    ana.wait_input("half a line")
    ana.enter(" entered meanwhile")
    ana.wait_for("… half a line entered meanwhile")
    ana.type("another half")
    server.start()
    ana.wait_for("-- Connected again. You are ana")
    ana.wait_heard("half a line entered meanwhile")
    ana.wait_input("another half")
    late = Peer(server.port, "late")
    late.say("marker")
    ana.wait_heard("marker")
    ana.wait_input("another half")
    assert ana.said() == ["before", "half a line entered meanwhile", "marker"]
    late.close()


def test_a_server_that_says_goodbye(ana: Client, server: Server) -> None:
    """That it is gone is told once, and what to do then."""
    server.stop()
    ana.wait_for("-- There is no server at")
    stopping, absent = [row for row in ana.terminal.lines if row.startswith(("--", "!!"))][-2:]
    assert stopping == "-- The server is stopping. Goodbye."
    assert absent.startswith(f"-- There is no server at 127.0.0.1:{server.port}. Start one with:")


def test_the_server_goes_again_and_again(ana: Client, server: Server) -> None:
    """However often the server goes, each message is said once, and the half line stays."""
    said = []
    for round in range(3):
        server.kill()
        ana.enter(f"round {round}")
        said.append(f"round {round}")
        ana.type("half")
        server.start()
        ana.wait_heard(said[-1])
        ana.wait_input("half")
        ana.terminal.type("\x03")
        ana.wait_input("")
    assert ana.said() == said


def test_asking_without_a_connection(server: Server, start_client: StartClient) -> None:
    """What needs a server now is refused at once; the arrow up brings it back."""
    server.kill()
    ana = start_client(port=server.port)
    ana.answer("n")
    ana.wait_for("-- There is no server")
    ana.enter(":who")
    ana.wait_for("!! There is no connection")
    ana.wait_input("")
    ana.terminal.type("\x1b[A")
    ana.wait_input(":who")


def test_something_else_listens_there(start_client: StartClient) -> None:
    """A program that takes the connection and says nothing, or goes away, makes no mess."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ana = start_client(port=listener.getsockname()[1])
        connection, _ = listener.accept()
        ana.type("half a line")
        ana.wait_for("knows bare lines only")
        ana.wait_input("half a line")
        connection.close()
        ana.wait_for("!! The connection is gone")
        ana.wait_input("half a line")


@pytest.mark.parametrize("line", [b"\xff\xfe\x00\x1b[2J", b'{"type":"welcome"}', b"x" * 200_000])
def test_rubbish_from_a_server(start_client: StartClient, line: bytes) -> None:
    """Lines that make no sense are left out or shown as text; the conversation goes on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ana = start_client(port=listener.getsockname()[1])
        connection, _ = listener.accept()
        with connection:
            connection.sendall(line + b"\nthe last line\n")
            ana.wait_for("the last line")
            ana.type("half a line")
            assert b"\x1b[2J" not in ana.terminal.written


@pytest.mark.parametrize("options", [(), ("--plain",)], ids=["screen", "plain"])
def test_a_full_server(start_client: StartClient, options: tuple[str, ...]) -> None:
    """It is told once, in the server's words; the client tries again, and says when it is in.
    There is a server, so nobody is told to start one."""
    server = HostileServer()
    ana = start_client("ana", *options, port=server.port)
    for _ in range(4):
        server.turn_away("The server is full.")
    ana.wait_for("!! The server is full. Trying again.")
    if not options:
        ana.wait_for("reconnecting in 1 s")
        ana.type("half a line")
    server.welcome()
    ana.wait_for("-- Connected. You are ana")
    lines = ana.terminal.lines
    assert len([line for line in lines if "The server is full" in line]) == 1
    assert not [
        line for line in lines if "no server" in line or "Start" in line or "not con" in line
    ]
    if not options:
        ana.wait_input("half a line")
    server.close()
