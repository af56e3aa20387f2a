"""A server, clients in terminals, and somebody to talk to, made for each test and gone after it."""

import contextlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.terminal.keys import Start
    from tests.terminal.room import Client, Peer, Server, StartClient

# The imports stand in the fixtures, since on Windows these modules only say that they cannot.


@pytest.fixture
def server(tmp_path: Path) -> "Iterator[Server]":
    """A running server."""
    from tests.terminal.room import Server

    server = Server(tmp_path)
    yield server
    server.kill()
    assert "Traceback" not in (tmp_path / "server.log").read_text("utf-8")


@pytest.fixture
def peer(server: "Server") -> "Iterator[Peer]":
    """Somebody called `bot` in the room."""
    from tests.terminal.room import Peer

    peer = Peer(server.port)
    yield peer
    peer.close()


@pytest.fixture
def start_client(request: pytest.FixtureRequest, tmp_path: Path) -> "Iterator[StartClient]":
    """Starts clients: `start_client("ana", columns=20)`.

    Without a `port` they come to the server of the fixture, and are waited for until they are in
    the room. `options` and `env` go to the program, `shown` is the name that its prompt will show,
    and everything else goes to `Terminal`.
    """
    from tests.support.terminal import Terminal
    from tests.terminal.room import Client, environment

    with contextlib.ExitStack() as clients:

        def start(
            name: str = "ana",
            *options: str,
            port: int = 0,
            shown: str = "",
            env: dict[str, str] | None = None,
            **terminal: Any,
        ) -> "Client":
            address = f"127.0.0.1:{port or request.getfixturevalue('server').port}"
            named = ["--name", name] if name else []
            command = [sys.executable, "-W", "error", "-m", "app.client", address, *named, *options]
            variables = environment(tmp_path, **(env or {}))
            client = Client(Terminal(command, variables, **terminal), shown or name)
            clients.enter_context(client)
            if not port:
                client.wait_for("-- Connected. You")
            return client

        yield start


@pytest.fixture
def ana(server: "Server", peer: "Peer", start_client: "StartClient") -> "Client":
    """A client called `ana` in a terminal of 80 x 24, in a room with `bot`."""
    client = start_client()
    client.wait_input("")
    return client


@pytest.fixture
def start(tmp_path: Path) -> "Iterator[Start]":
    """Starts tests/terminal/echo.py: `start(columns=20, history=["hello"])`."""
    from tests.support.terminal import Terminal
    from tests.terminal.room import Client, environment

    with contextlib.ExitStack() as clients:

        def begin(
            columns: int = 80,
            rows: int = 24,
            env: dict[str, str] | None = None,
            reflows: bool = False,
            **options: Any,
        ) -> "Client":
            command = [sys.executable, "-W", "error", "-m", "tests.terminal.echo"]
            variables = environment(tmp_path, **(env or {}))
            terminal = Terminal(
                [*command, json.dumps(options)],
                variables,
                columns=columns,
                rows=rows,
                reflows=reflows,
            )
            client = Client(terminal, "ana")
            clients.enter_context(client)
            client.wait_for("ana>")
            return client

        yield begin
