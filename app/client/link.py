"""The link: the client's connection with its thread.

It connects (`connecting.py`) and reconnects, and has no words for people.

What happens is handed to `emit`, in the link's thread, as events. At most EVENTS_LIMIT of them may
be under way: after that the link stops reading until `done` was called for one, so that a busy
room cannot fill the memory of a slow terminal.
"""

import selectors
import socket
import time
from collections.abc import Callable, Iterator
from threading import Semaphore, Thread
from typing import TypeVar

from app.client.config import Config
from app.client.connecting import connect
from app.client.events import (
    REMOVING,
    Crashed,
    Event,
    Failed,
    Heard,
    Lost,
    Opened,
    Received,
    Retrying,
    Written,
)
from app.client.sending import Sending
from app.errors import RemoteProtocolError
from app.protocol.dialects import is_banner
from app.protocol.framing import LineReader, LineTooLong
from app.protocol.json_lines import decode_server_json
from app.protocol.replies import Error, ServerMessage
from app.protocol.requests import ClientMessage
from app.waker import Waker

EVENTS_LIMIT = 8
EVENT_LIMIT_LINES = 256
RECEIVE_BYTES = 16 * 1024
"""All are small: each byte of a hostile server may become a line to be drawn."""

T = TypeVar("T")
READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


class Link:
    """A connection that comes back.

    Args:
        config: where to, and all deadlines.
        emit: takes an event; is called in the link's thread.
        random: gives numbers from 0 to 1, so that many clients do not come back all at once.
    """

    def __init__(
        self, config: Config, emit: Callable[[Event], None], random: Callable[[], float]
    ) -> None:
        """Make a link that has not started yet."""
        self._config = config
        self._emit_event = emit
        self._random = random
        self._room = Semaphore(EVENTS_LIMIT)
        self._waker = Waker()
        self._sending = Sending()
        self._closing = False
        self._resting = False
        """Whether one is not wanted there, so that it waits for `connect`."""
        self._at_once = False
        self._close_by = 0.0
        self._bare: bool | None = None
        self._greeted = False
        """Whether a server of ours was here: one that says nothing then stands still."""
        self._number = 0
        self._thread = Thread(target=self._run, name="chat-link")

    # --- for the user interface's thread ----------------------------------------------------

    def start(self) -> None:
        """Start connecting; returns at once."""
        self._thread.start()

    def send(self, message: ClientMessage, connection: int) -> None:
        """Send a message on the connection whose `Opened` had this number.

        If that one is gone the message is dropped: `Lost` says, or has said, that it is.
        """
        self._sending.put(message, connection)
        self._waker.wake()

    @property
    def waiting(self) -> int:
        """How many messages `send` was given that are not on their way yet."""
        return len(self._sending)

    def connect(self) -> None:
        """Try again at once, also where one was not wanted."""
        self._at_once = True
        self._waker.wake()

    def done(self) -> None:
        """One event was dealt with."""
        self._room.release()

    def close(self, *last: ClientMessage) -> None:
        """Send what is still to be sent and the `last` messages, and end.

        Takes at most as long as the config's `linger_s`. Events are not emitted any more.
        """
        for message in last:
            self._sending.put(message, self._number)
        self._close_by = time.monotonic() + self._config.linger_s
        self._closing = True
        self._room.release(EVENTS_LIMIT)
        self._waker.wake()
        self._thread.join()
        self._waker.close()

    # --- the thread -------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._keep_connected()
        except BaseException as error:  # noqa: BLE001 - whatever it is, it must not stay here
            self._emit(Crashed(error))

    def _keep_connected(self) -> None:
        pause = self._config.retry_first_s
        while not self._closing:
            try:
                sock = connect(self._config, self._waker, lambda: not self._closing)
            except OSError as error:
                self._emit(Failed(error.strerror or str(error)))
            else:
                started = time.monotonic()
                self._number += 1
                self._bare = None
                self._sending.begin(self._number)
                reason = self._talk(sock)
                self._emit(Lost(reason))
                if time.monotonic() - started > self._config.retry_limit_s:
                    pause = self._config.retry_first_s
            seconds = pause * (0.5 + self._random() / 2)
            if not self._resting:
                self._emit(Retrying(seconds))
            self._pause(seconds)
            pause = min(pause * self._config.retry_growth, self._config.retry_limit_s)

    def _emit(self, event: Event) -> None:
        if self._closing:
            return  # nobody says `done` any more
        self._room.acquire()
        if not self._closing:
            self._emit_event(event)

    def _pause(self, seconds: float) -> None:
        """Wait so long, or for `connect` where one is not wanted; unless the link is closed."""
        until = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(self._waker.reader, READ)
            while not (self._closing or self._at_once):
                left = None if self._resting else until - time.monotonic()
                if left is not None and left <= 0:
                    break
                if selector.select(left):
                    self._waker.drain()
        self._resting = self._at_once = False

    def _talk(self, sock: socket.socket) -> str:
        """Use one connection until it ends; give the reason."""
        with sock, selectors.DefaultSelector() as selector:
            selector.register(self._waker.reader, READ)
            selector.register(sock, READ)
            try:
                return self._exchange(sock, selector)
            except OSError as error:
                return error.strerror or str(error)

    def _exchange(self, sock: socket.socket, selector: selectors.BaseSelector) -> str:
        reader = LineReader()
        banner_by = time.monotonic() + self._config.banner_s
        while True:
            wanted = READ | (0 if self._sending.is_empty() else WRITE)
            if selector.get_key(sock).events != wanted:
                selector.modify(sock, wanted)
            readable = False
            for key, mask in selector.select(self._timeout(banner_by)):
                if key.fileobj is sock:
                    readable = bool(mask & READ)
                else:
                    self._waker.drain()
            if readable:
                data = sock.recv(RECEIVE_BYTES)
                if not data:
                    return "the server closed the connection"
                self._take(reader.feed(data))
            if self._waits_for_banner and time.monotonic() >= banner_by:
                self._open(bare=True)
            if written := self._sending.write(sock.send):
                self._emit(Written(written))
            late = time.monotonic() >= self._close_by
            if self._closing and (self._sending.is_empty() or late):
                return self._leave(sock, selector)

    def _timeout(self, banner_by: float) -> float | None:
        if self._closing:
            return max(0.0, self._close_by - time.monotonic())
        return max(0.0, banner_by - time.monotonic()) if self._waits_for_banner else None

    @property
    def _waits_for_banner(self) -> bool:
        """Whether a server that goes on saying nothing is one that knows bare lines only."""
        return self._bare is None and not self._greeted

    def _open(self, *, bare: bool) -> None:
        if self._bare:  # what was meant for a server of bare lines must not go before the hello
            self._number += 1
            self._sending.begin(self._number)
        self._bare = bare
        self._greeted = self._greeted or not bare
        self._sending.opened(bare=bare)
        self._emit(Opened(bare, self._number))

    def _take(self, lines: list[bytes | LineTooLong]) -> None:
        """Make events of received lines. A banner, even a late one, means a server of ours."""
        messages: list[ServerMessage] = []
        heard: list[bytes] = []
        for line in lines:
            if isinstance(line, LineTooLong):
                continue
            if self._bare is not False and is_banner(line):
                if self._sending.said_bare:
                    # The first line decides how a connection talks: JSON needs another one.
                    raise ConnectionAbortedError(0, "the server turned out to speak JSON")
                self._open(bare=False)
            elif self._bare is False:
                try:
                    message = decode_server_json(line)
                except RemoteProtocolError:
                    continue  # a newer server's word, or plain lines from before our hello
                messages.append(message)
                if isinstance(message, Error) and message.id is None:
                    self._resting = self._resting or message.code in REMOVING
            else:
                heard.append(line)
        if heard and self._bare is None:
            self._open(bare=True)
        for some in _parts(heard):
            self._emit(Heard(some))
        for several in _parts(messages):
            self._emit(Received(several))

    def _leave(self, sock: socket.socket, selector: selectors.BaseSelector) -> str:
        """Close in such a way that the server still reads what was sent."""
        sock.shutdown(socket.SHUT_WR)
        selector.modify(sock, READ)
        while (left := self._close_by - time.monotonic()) > 0:
            for key, _ in selector.select(left):
                if key.fileobj is not sock:
                    self._waker.drain()
                elif not sock.recv(RECEIVE_BYTES):
                    return ""
        return ""


def _parts(lines: list[T]) -> Iterator[list[T]]:
    """`lines`, at most EVENT_LIMIT_LINES at a time."""
    for start in range(0, len(lines), EVENT_LIMIT_LINES):
        yield lines[start : start + EVENT_LIMIT_LINES]
