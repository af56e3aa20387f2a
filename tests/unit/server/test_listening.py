"""What is said where the server cannot listen."""

import errno

import pytest

from app.errors import CannotListen
from app.journal.journal import Journal
from app.server.config import Config
from app.server.server import Server


def no_journal(port: int) -> Journal:
    raise AssertionError("the history is not opened before the port is had")


@pytest.mark.parametrize(
    ("port", "display"), [(6000, True), (6063, True), (5999, False), (6064, False), (6100, False)]
)
def test_a_port_that_is_taken(monkeypatch: pytest.MonkeyPatch, port: int, display: bool) -> None:
    """Who may have it, and which one to take; displays of X11 have but a few ports."""

    def taken(host: str, port: int) -> object:
        raise OSError(errno.EADDRINUSE, "taken")

    monkeypatch.setattr("app.server.server.bound_socket", taken)
    with pytest.raises(CannotListen, match=f"Port {port} is taken") as told:
        Server(Config(port=port), no_journal, lambda _: None)
    assert ("X11" in str(told.value)) is display
    assert f"--port {port + 1}" in str(told.value)
