"""Browsers and other web programs: told so in one line, let go, and never heard in the room."""

import http.client

import pytest

from tests.support.given import Pair
from tests.support.peers import BANNER, Peer
from tests.support.processes import ServerProgram

POST = b"POST /say HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n"
REQUESTS = {
    "get": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n",
    "get-1.0": b"GET /index.html HTTP/1.0\n\n",
    "http-2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "options": b"OPTIONS * HTTP/1.1\r\nOrigin: http://example.com\r\n\r\n",
    "post": POST % 24 + b"hello\nfrom a web page\n:me",
    "post-json": POST % 80
    + b'{"type":"hello","v":1,"name":"web"}\n{"type":"say","text":"hello from a page"}\n',
    "large-post": POST % 300_000 + b"from a web page\n" * 18_750,
}


@pytest.mark.parametrize("request_bytes", REQUESTS.values(), ids=REQUESTS)
def test_request(server: ServerProgram, bystanders: Pair, request_bytes: bytes) -> None:
    """A request gets one readable line after the banner and an orderly close; the room hears
    nothing of it."""
    bystanders.talk()
    with Peer(server.port) as web:
        web.send(request_bytes)
        banner, answer, rest = web.rest().split(b"\n")
        assert banner.startswith(BANNER)
        assert b"not a web server" in answer
        assert rest == b""
    assert bystanders.talk() == []
    server.log.until("HTTP request")


def test_request_in_pieces(server: ServerProgram, bystanders: Pair) -> None:
    """However its bytes come, a request is one from its first line on."""
    with Peer(server.port) as web:
        for byte in b"POST /x HTTP/1.1\r\nHost: a":
            web.send(bytes([byte]))
        assert b"not a web server" in web.rest()
    assert bystanders.talk() == []


def test_nobody_new_is_seen(server: ServerProgram, bystanders: Pair) -> None:
    """No web program is ever announced or counted."""
    for request_bytes in REQUESTS.values():
        with Peer(server.port) as web:
            web.send(request_bytes)
            web.rest()
    carla = bystanders.first
    carla.tell("who")
    kinds: list[str] = []
    while not kinds or kinds[-1] != "members":
        message = carla.next()
        kinds.append(message["type"])
    assert message["names"] == ["carla", "dan"]
    assert "said" not in kinds
    assert kinds.count("joined") == 1


def test_web_library(server: ServerProgram, bystanders: Pair) -> None:
    """A real web client fails at once and does not hang."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request("POST", "/", body=b"hello from a web page\n")
        with pytest.raises(http.client.BadStatusLine):
            connection.getresponse()
    finally:
        connection.close()
    assert bystanders.talk() == []
