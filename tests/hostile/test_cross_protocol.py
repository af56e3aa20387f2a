"""What is not chat: told so in one line, let go, and never heard or seen in the room."""

import contextlib
import http.client
import socket
import ssl
import struct

import pytest

from tests.support.given import Pair
from tests.support.peers import BANNER, Peer
from tests.support.processes import WAIT_S, ServerProgram, scale

HTTP, TLS, BINARY = "sent an HTTP request", "sent a TLS greeting", "something that is not text"

POST = b"POST /say HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n"
REQUESTS = {
    "get": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n",
    "get-1.0": b"GET /index.html HTTP/1.0\n\n",
    "http-2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\x04\0\0\0\0\0",
    "options": b"OPTIONS * HTTP/1.1\r\nOrigin: http://example.com\r\n\r\n",
    "odd-method": b"VERSION-CONTROL /hello HTTP/1.1\r\nHost: 127.0.0.1:6000\r\n\r\n",
    "websocket": b"GET /chat HTTP/1.1\r\nHost: 127.0.0.1:6000\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Version: 13\r\n\r\n",
    "post": POST % 24 + b"hello\nfrom a web page\n:me",
    "post-json": POST % 80
    + b'{"type":"hello","v":1,"name":"web"}\n{"type":"say","text":"hello from a page"}\n',
    "large-post": POST % 300_000 + b"from a web page\n" * 18_750,
}


def client_hello(inside: bytes = bytes(range(0x40, 0x60))) -> bytes:
    """A TLS 1.2 ClientHello in its record, with these 32 bytes for the random ones."""
    body = b"\x03\x03" + inside + b"\0" + b"\0\x02\x00\x2f" + b"\x01\0"
    handshake = b"\x01" + struct.pack(">I", len(body))[1:] + body
    return b"\x16\x03\x01" + struct.pack(">H", len(handshake)) + handshake


def real_client_hello() -> bytes:
    """What a TLS library of today begins with."""
    from_server, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.create_default_context()
    client = context.wrap_bio(from_server, to_server, server_hostname="localhost")
    with contextlib.suppress(ssl.SSLWantReadError):
        client.do_handshake()
    return to_server.read()


def postgres_startup() -> bytes:
    """A database client's first packet, without TLS."""
    body = struct.pack(">I", 0x30000) + b"user\0ana\0database\0ana\0\0"
    return struct.pack(">I", 4 + len(body)) + body


def mqtt_connect(client: bytes) -> bytes:
    """The first packet of a small device."""
    body = b"\0\x04MQTT\x04\x02\0\x3c" + struct.pack(">H", len(client)) + client
    return b"\x10" + bytes([len(body)]) + body


LINES_INSIDE = b"\nhello from TLS\n:me waves\n\n\n\n\n\n\n"
OTHERS = {
    "tls": (client_hello(), TLS),
    "tls-with-lines-inside": (client_hello(LINES_INSIDE), TLS),
    "tls-of-today": (real_client_hello(), TLS),
    "rtsp": (b"OPTIONS rtsp://127.0.0.1:6000/ RTSP/1.0\r\nCSeq: 1\r\n\r\n", "request in RTSP"),
    "sip": (b"REGISTER sip:127.0.0.1 SIP/2.0\r\nMax-Forwards: 70\r\n\r\n", "request in SIP"),
    "ssh": (b"SSH-2.0-OpenSSH_9.6\r\n", "sent an SSH greeting"),
    "ssh-and-keys": (b"SSH-2.0-x\r\n" + bytes(range(256)), "sent an SSH greeting"),
    "irc": (b"CAP LS 302\r\nPASS secret\r\nNICK ana\r\nUSER ana 0 * :Ana\r\n", "an IRC greeting"),
    "smtp": (b"EHLO mail.example.com\r\nMAIL FROM:<ana@example.com>\r\n", "an SMTP greeting"),
    "redis": (b"*1\r\n$4\r\nPING\r\n", "sent a Redis command"),
    "redis-password": (b"*2\r\n$4\r\nAUTH\r\n$6\r\nsecret\r\n", "sent a Redis command"),
    "proxy": (b"PROXY TCP4 10.0.0.1 10.0.0.2 50000 6000\r\nhello\r\n", "sent a PROXY header"),
    "proxy-2": (b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c" + bytes(12) + b"hello\n", BINARY),
    "postgres": (postgres_startup(), BINARY),
    "stun": (b"\0\x01\0\0\x21\x12\xa4\x42" + b"transaction\n", BINARY),
    "mqtt": (mqtt_connect(b"thermometer"), BINARY),
    "mqtt-with-a-line-end": (mqtt_connect(b"\nhello\n"), BINARY),
    "rdp": (b"\x03\0\0\x13\x0e\xe0\0\0\0\0\0\x01\0\x08\0\x03\0\0\0", BINARY),
    "smb": (b"\0\0\0\x2f\xffSMB\x72" + bytes(20) + b"NT LM 0.12\0", BINARY),
    "utf-16": ("hello\n".encode("utf-16"), BINARY),
}
CASES = {**{name: (data, HTTP) for name, data in REQUESTS.items()}, **OTHERS}


def answer_to(server: ServerProgram, data: bytes) -> bytes:
    """The one readable line that the server says behind its banner before it closes."""
    with Peer(server.port) as peer:
        peer.send(data)
        if b"\n" not in data:
            peer.end_sending()  # nobody can know before that nothing more of it comes
        banner, answer, rest = peer.rest().split(b"\n")
    assert banner.startswith(BANNER)
    assert rest == b""
    assert answer.decode().isprintable()
    return answer


@pytest.mark.parametrize(("data", "reason"), CASES.values(), ids=CASES)
def test_not_chat(server: ServerProgram, bystanders: Pair, data: bytes, reason: str) -> None:
    """It gets one line and an orderly close; the room hears nothing, and the log says what it
    was."""
    bystanders.talk()
    answer = answer_to(server, data)
    assert answer.startswith(b"This is a chat server, ")
    assert (b"not a web server" in answer) == (reason == HTTP)
    assert bystanders.talk() == []
    server.log.until(reason)


@pytest.mark.parametrize("data", [client_hello(), b"GET / HTTP/1.1\r\n", b"SSH-2.0-x", b"\0"])
def test_gives_up(server: ServerProgram, bystanders: Pair, data: bytes) -> None:
    """Whoever closes its half at once, with or without a line's end, is answered as well."""
    with Peer(server.port) as peer:
        peer.send(data)
        peer.end_sending()
        assert b"This is a chat server, " in peer.rest()
    assert bystanders.talk() == []


@pytest.mark.parametrize("data", [client_hello(LINES_INSIDE), b"\0" * 100_000, b"SSH-2.0-x\r\n"])
def test_breaks_off(server: ServerProgram, bystanders: Pair, data: bytes) -> None:
    """Nor is anything said of whoever breaks the connection without reading."""
    for _ in range(10):
        with Peer(server.port) as peer:
            peer.send(data)
            peer.reset()
    assert bystanders.talk() == []


@pytest.mark.parametrize("data", [b"POST /x HTTP/1.1\r\nHost: a", b"\r\n \r\nSSH-2.0-x\r\nab"])
def test_in_pieces(server: ServerProgram, bystanders: Pair, data: bytes) -> None:
    """However its bytes come, and behind empty lines, a first line is one."""
    with Peer(server.port) as peer:
        for byte in data:
            peer.send(bytes([byte]))
        assert b"This is a chat server, " in peer.rest()
    assert bystanders.talk() == []


def test_longer_than_any_first_line(server: ServerProgram, bystanders: Pair) -> None:
    """Without a line's end it is not waited for: it is told so, and let go."""
    with Peer(server.port) as peer:
        peer.send(b"z" * 16_386)
        assert b"16,384 bytes" in peer.rest()
    assert bystanders.talk() == []
    server.log.until("too long a first line")


def test_nobody_new_is_seen(server: ServerProgram, bystanders: Pair) -> None:
    """None of them is ever announced or counted."""
    for data, _ in CASES.values():
        answer_to(server, data)
    carla = bystanders.first
    carla.tell("who")
    kinds: list[str] = []
    while not kinds or kinds[-1] != "members":
        message = carla.next()
        kinds.append(message["type"])
    assert message["names"] == ["carla", "dan"]
    assert "said" not in kinds
    assert kinds.count("joined") == 1


def test_later_lines_are_texts(server: ServerProgram, bystanders: Pair) -> None:
    """Only a first line tells: people may paste such lines into their conversation."""
    pasted = ["GET / HTTP/1.1", "SSH-2.0-OpenSSH_9.6", "EHLO you", "*1", "PROXY UNKNOWN", "CAP LS"]
    with Peer(server.port) as visitor:
        visitor.send("\n".join(["hello", *pasted, "\0", ""]).encode())
        visitor.end_sending()
        assert b"This is a chat server" not in visitor.rest()
    assert bystanders.talk() == ["hello", *pasted, "␀"]


def test_web_library(server: ServerProgram, bystanders: Pair) -> None:
    """A real web client fails at once and does not hang."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=scale(WAIT_S))
    try:
        connection.request("POST", "/", body=b"hello from a web page\n")
        with pytest.raises(http.client.BadStatusLine):
            connection.getresponse()
    finally:
        connection.close()
    assert bystanders.talk() == []


def test_tls_library(server: ServerProgram, bystanders: Pair) -> None:
    """A real TLS client fails at once and does not hang: the banner is no handshake."""
    context = ssl.create_default_context()
    with (
        socket.create_connection(("127.0.0.1", server.port), scale(WAIT_S)) as sock,
        pytest.raises(ssl.SSLError),
    ):
        context.wrap_socket(sock, server_hostname="localhost")
    assert bystanders.talk() == []
