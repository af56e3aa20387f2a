"""What the fixtures of the integration tests give."""

from collections.abc import Sequence
from typing import Protocol

from tests.support.peers import JsonPeer, PlainPeer
from tests.support.processes import ClientProgram, ServerProgram


class StartServer(Protocol):
    """Starts a server with these options and waits until it listens."""

    def __call__(
        self,
        *options: str,
        port: int = 0,
        may_fail: bool = False,
        module: Sequence[str] = ("app.server",),
    ) -> ServerProgram: ...


class StartClient(Protocol):
    """Starts a client in a pipe."""

    def __call__(self, port: int, *options: str) -> ClientProgram: ...


class Connect(Protocol):
    """Connects a peer that speaks JSON."""

    def __call__(
        self, port: int, name: str, *, receive_bytes: int = 0, **hello: object
    ) -> JsonPeer: ...


class ConnectPlain(Protocol):
    """Connects a peer that speaks bare lines."""

    def __call__(self, port: int, *, ending: str = "\n", receive_bytes: int = 0) -> PlainPeer: ...


class Pair:
    """Two who talk with each other while something goes on beside them."""

    def __init__(self, first: JsonPeer, second: JsonPeer) -> None:
        self.first = first
        self._both = (first, second)
        self._count = 0

    def talk(self) -> list[str]:
        """Each says something and hears both; give what else was said since the last time."""
        self._count += 1
        wanted = [f"{peer.name} {self._count}" for peer in self._both]
        for peer, text in zip(self._both, wanted, strict=True):
            peer.say(text)
        heard = []
        for peer in self._both:
            peer.texts.clear()
            while not set(wanted) <= set(peer.texts):
                peer.next()
            heard.append([text for text in peer.texts if text not in wanted])
        assert heard[0] == heard[1]
        return heard[0]
