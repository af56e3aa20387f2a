"""Messages on their way into a socket."""

from app.client.sending import PART_BYTES, Sending
from app.protocol.json_lines import encode_json
from app.protocol.requests import Say, Who


class Socket:
    """Takes so many bytes at a time, and none when it is full."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.taken = b""

    def send(self, data: bytearray) -> int:
        if not self.room:
            raise BlockingIOError
        part = bytes(data[: self.room])
        self.room -= len(part)
        self.taken += part
        return len(part)


def opened(*, bare: bool) -> Sending:
    sending = Sending()
    sending.begin(1)
    sending.opened(bare=bare)
    return sending


def test_nothing_is_sent_before_it_is_known_how_the_server_talks() -> None:
    """A hello on a plain connection would be said to the room."""
    sending = Sending()
    sending.begin(1)
    sending.put(Say(text="hi"), 1)
    assert sending.is_empty()
    socket = Socket(100)
    sending.write(socket.send)
    assert socket.taken == b""
    sending.opened(bare=False)
    assert not sending.is_empty()
    sending.write(socket.send)
    assert socket.taken == encode_json(Say(text="hi"))
    assert sending.is_empty()


def test_what_was_meant_for_another_connection_is_dropped() -> None:
    """It would come before the hello there."""
    sending = opened(bare=False)
    sending.put(Say(text="late"), 1)
    sending.begin(2)
    sending.opened(bare=False)
    sending.put(Who(), 1)
    sending.put(Say(text="new"), 2)
    socket = Socket(1000)
    sending.write(socket.send)
    assert socket.taken == encode_json(Say(text="new"))


def test_half_a_line_goes_on_where_it_stopped() -> None:
    """However little the socket takes at a time."""
    sending = opened(bare=False)
    sending.put(Say(text="one"), 1)
    sending.put(Say(text="two"), 1)
    socket = Socket(0)
    while not sending.is_empty():
        socket.room = 7
        sending.write(socket.send)
    assert socket.taken == encode_json(Say(text="one")) + encode_json(Say(text="two"))


def test_bare_lines_count_as_written_when_the_socket_has_them_whole() -> None:
    """Since nobody acknowledges them."""
    sending = opened(bare=True)
    one, two = Say(text="one"), Say(text="two")
    sending.put(one, 1)
    sending.put(two, 1)
    socket = Socket(3)
    assert sending.write(socket.send) == []
    socket.room = 1
    assert sending.write(socket.send) == [one]
    assert sending.write(socket.send) == []
    socket.room = 100
    assert sending.write(socket.send) == [two]
    assert sending.said_bare


def test_only_a_part_is_encoded_ahead() -> None:
    """What a socket does not take stays as messages."""
    sending = opened(bare=False)
    for _ in range(100):
        sending.put(Say(text="x" * 4000), 1)
    socket = Socket(0)
    sending.write(socket.send)
    socket.room = 10**6
    sending.write(socket.send)
    assert PART_BYTES <= len(socket.taken) < PART_BYTES + 5000
    assert not sending.is_empty()
