"""Servers, peers who mean harm, and others who must not notice it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.fixtures import (
    bystanders,
    cleanup,
    connect,
    connect_plain,
    no_threads_left,
    start_client,
    start_server,
)
from tests.support.given import StartServer
from tests.support.processes import ServerProgram
from tests.support.watch import Watch

__all__ = [
    "bystanders",
    "cleanup",
    "connect",
    "connect_plain",
    "no_threads_left",
    "start_client",
    "start_server",
    "watch",
]


@pytest.fixture
def server(start_server: StartServer) -> ServerProgram:
    """A server as it comes, with flood control."""
    return start_server()


@pytest.fixture
def watch(server: ServerProgram, tmp_path: Path) -> Iterator[Watch]:
    """Those who must not be disturbed: people who talk, in a process of their own."""
    with Watch(server, tmp_path) as watch:
        yield watch
