"""Starting a server for somebody who has none."""

import pytest

from app.client.starting import (
    TOLD_LIMIT_CHARS,
    TOLD_LIMIT_LINES,
    is_yes,
    last_lines,
    server_options,
)


@pytest.mark.parametrize("answer", ["\n", "y\n", "Y\r\n", " yes \n", "YES"])
def test_yes(answer: str) -> None:
    """Enter alone is one."""
    assert is_yes(answer)


@pytest.mark.parametrize("answer", ["n\n", "No\n", "hello\n", "yellow\n"])
def test_no(answer: str) -> None:
    """Whatever else is typed starts nothing."""
    assert not is_yes(answer)


@pytest.mark.parametrize(
    ("address", "options"),
    [
        (("127.0.0.1", 6000), []),
        (("localhost", 6000), []),
        (("127.0.0.1", 7000), ["--port", "7000"]),
        (("::1", 6001), ["--host", "::1", "--port", "6001"]),
    ],
)
def test_the_options_of_a_server(address: tuple[str, int], options: list[str]) -> None:
    """Only those that make a difference."""
    assert server_options(*address) == options


def test_the_end_of_a_log() -> None:
    """A few lines, clean and cut."""
    assert last_lines(b"") == ""
    assert last_lines(b"one\r\ntwo\n") == "   one\n   two"
    log = b"gone\n" * 9000 + b"x" * 4000 + b"\n\x1b[2J\xff\n"
    lines = last_lines(log).split("\n")
    assert len(lines) == TOLD_LIMIT_LINES
    assert lines[-1] == "   ␛[2J\ufffd"
    assert max(map(len, lines)) == TOLD_LIMIT_CHARS + 3
