"""Servers, clients and peers that are gone when the test has ended."""

from tests.support.fixtures import (
    bystanders,
    cleanup,
    connect,
    connect_plain,
    no_threads_left,
    server,
    start_client,
    start_hasty_client,
    start_server,
)

__all__ = [
    "bystanders",
    "cleanup",
    "connect",
    "connect_plain",
    "no_threads_left",
    "server",
    "start_client",
    "start_hasty_client",
    "start_server",
]
