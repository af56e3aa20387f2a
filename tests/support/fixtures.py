"""Fixtures of the suites that talk with servers: all is gone when the test has ended."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.given import Connect, ConnectPlain, Pair, StartClient, StartServer
from tests.support.peers import JsonPeer, PlainPeer
from tests.support.processes import ClientProgram, ServerProgram


@pytest.fixture(autouse=True)
def no_threads_left() -> Iterator[None]:
    """Whatever a test starts it also ends."""
    before = set(threading.enumerate())
    yield
    left = set(threading.enumerate()) - before
    assert not left


@pytest.fixture
def cleanup(no_threads_left: None) -> Iterator[ExitStack]:
    """What is left in here is closed at the end, the last one first."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def start_server(cleanup: ExitStack, tmp_path: Path) -> StartServer:
    def start(
        *options: str,
        port: int = 0,
        may_fail: bool = False,
        module: Sequence[str] = ("app.server",),
    ) -> ServerProgram:
        server = ServerProgram(*options, home=tmp_path, port=port, may_fail=may_fail, module=module)
        cleanup.callback(server.close)
        return server.listening()

    return start


@pytest.fixture
def server(start_server: StartServer) -> ServerProgram:
    """A server without flood control."""
    return start_server("--rate", "0")


@pytest.fixture
def start_client(cleanup: ExitStack, tmp_path: Path) -> StartClient:
    def start(port: int, *options: str) -> ClientProgram:
        client = ClientProgram(port, *options, home=tmp_path)
        cleanup.callback(client.close)
        return client

    return start


@pytest.fixture
def start_hasty_client(cleanup: ExitStack, tmp_path: Path) -> StartClient:
    """As `start_client`, for clients that come back at once and soon give up."""

    def start(port: int, *options: str) -> ClientProgram:
        module = "tests.support.hasty_client"
        client = ClientProgram(port, *options, home=tmp_path, module=module)
        cleanup.callback(client.close)
        return client

    return start


@pytest.fixture
def connect(cleanup: ExitStack) -> Connect:
    def connect(port: int, name: str, *, receive_bytes: int = 0, **hello: object) -> JsonPeer:
        peer = JsonPeer(port, name, receive_bytes=receive_bytes, **hello)
        return cleanup.enter_context(peer)

    return connect


@pytest.fixture
def connect_plain(cleanup: ExitStack) -> ConnectPlain:
    def connect(port: int, *, ending: str = "\n", receive_bytes: int = 0) -> PlainPeer:
        peer = PlainPeer(port, ending=ending, receive_bytes=receive_bytes)
        return cleanup.enter_context(peer)

    return connect


@pytest.fixture
def bystanders(server: ServerProgram, connect: Connect) -> Pair:
    """A conversation that must not notice what a test does beside it."""
    return Pair(connect(server.port, "carla"), connect(server.port, "dan"))
