"""A server that stands still for a while: its machine was suspended, or has too much to do."""

import signal
import sys
from contextlib import ExitStack

import pytest

from app.client.config import Config
from tests.support.given import Connect, StartClient, StartServer
from tests.support.proxy import Proxy

if sys.platform == "win32":
    pytest.skip("signals as POSIX has them", allow_module_level=True)

PATIENCE_S = 2 * Config().banner_s


@pytest.mark.parametrize("killed", [False, True], ids=["it goes on", "it is killed"])
def test_coming_back_to_a_server_that_stands_still(
    start_server: StartServer,
    start_client: StartClient,
    connect: Connect,
    cleanup: ExitStack,
    killed: bool,
) -> None:
    """A client that has talked with a server knows how it talks: what it has to say waits until
    the server greets it again, however long that takes, and is said once, in its name."""
    server = start_server()
    proxy = Proxy(server.port)
    cleanup.callback(proxy.close)
    ana = start_client(proxy.port, "--name", "ana")
    ana.write("one\n")
    ana.out.until("ana: one")
    server.signal(signal.SIGSTOP)
    proxy.cut()
    assert proxy.has_accepted(2)
    ana.write("two\n")
    proxy.hears(PATIENCE_S)  # as long as it is silent, give it time to lose its patience
    if killed:
        server.kill()
        server = start_server(port=server.port)
    else:
        server.signal(signal.SIGCONT)
    assert ana.finish("three\n") == 0
    bo = connect(server.port, "bo", history=10)
    said = bo.said(bo.welcome["seq"])
    assert [(m["name"], m["text"]) for m in said] == [
        ("ana", "one"),
        ("ana", "two"),
        ("ana", "three"),
    ]
