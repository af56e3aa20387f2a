"""Servers of bare lines, such as the original system's."""

import pytest

from app.client.original import decode_bare, encode_bare
from app.protocol.entries import Said
from app.protocol.requests import Say, Who

BROADCAST = "\x1b[33m📢 Broadcast:\x1b[0m Client 127.0.0.1:53122: "


def test_a_broadcast_is_somebodys_line_without_colour_codes() -> None:
    """The sender's address stands for its name."""
    who = "127.0.0.1:53122"
    assert decode_bare((BROADCAST + "hello").encode(), 5) == Said(
        seq=0, at=5, from_=who, name=who, text="hello"
    )


def test_an_uncoloured_broadcast_is_the_same() -> None:
    """Such a server colours nothing when its output is no terminal."""
    said = decode_bare("📢 Broadcast: Client [::1]:5: x: y".encode(), 5)
    assert isinstance(said, Said)
    assert (said.name, said.text) == ("[::1]:5", "x: y")


@pytest.mark.parametrize("line", [b"", b"\r", b"\x1b[0m", b"   "])
def test_an_empty_line_is_nothing(line: bytes) -> None:
    """A broadcast ends in two newlines."""
    assert decode_bare(line, 5) is None


def test_the_rest_of_a_merged_broadcast_is_a_text_of_nobody() -> None:
    """Cleaned all the same."""
    assert decode_bare(b"second \x1b]0;x\x07line", 5) == "second ␛]0;x␇line"


def test_half_a_character_is_replaced() -> None:
    """Such a server cuts at 1024 bytes."""
    said = decode_bare((BROADCAST + "h").encode() + "é".encode()[:1], 5)
    assert isinstance(said, Said)
    assert said.text == "h�"


def test_only_what_people_say_can_be_sent() -> None:
    """Such a server has no other words."""
    assert encode_bare(Say(text="héllo", id=1)) == "héllo\n".encode()
    assert encode_bare(Say(text="waves", kind="action")) == b"* waves\n"
    assert encode_bare(Who()) == b""
