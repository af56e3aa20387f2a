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
    server,
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
    "server",
    "start_client",
    "start_server",
    "watch",
]


@pytest.fixture
def watch(server: ServerProgram, tmp_path: Path) -> Iterator[Watch]:
    """What must not be disturbed: a pair who talk, in a process of their own."""
    with Watch(server, tmp_path) as watch:
        yield watch


@pytest.fixture
def limited(start_server: StartServer) -> ServerProgram:
    """A server with flood control; two who talk quickly are below it."""
    return start_server("--rate", "300")


@pytest.fixture
def watch_limited(limited: ServerProgram, tmp_path: Path) -> Iterator[Watch]:
    """As `watch`, with flood control."""
    with Watch(limited, tmp_path) as watch:
        yield watch
