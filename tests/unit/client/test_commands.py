"""What a typed line means."""

import pytest

from app.client.commands import COMMANDS, Intent, ShowHelp, Wrong, help_lines, parse
from app.protocol.messages import Bye, History, Nick, Say, Search, Whisper, Who


@pytest.mark.parametrize(
    ("line", "intent"),
    [
        ("hello", Say(text="hello")),
        ("  indented", Say(text="  indented")),
        (":quit", Bye()),
        ("/quit", Bye()),
        (":help", ShowHelp()),
        (":who", Who()),
        (":nick ana", Nick(name="ana")),
        (":me waves", Say(text="waves", kind="action")),
        (":msg bo  see you", Whisper(to="bo", text="see you")),
        (":history", History(limit=50)),
        (":history 1", History(limit=1)),
        ("/history  01000 ", History(limit=1000)),
        (":search log file", Search(text="log file", limit=20)),
        (":search  log\n file ", Search(text="log file")),
        (":search", Search(text="")),
        ("::quit", Say(text=":quit")),
        ("//etc", Say(text="/etc")),
        (":)", Say(text=":)")),
        (":D", Say(text=":D")),
        (":-( no", Say(text=":-( no")),
        ("/etc/hosts is it", Say(text="/etc/hosts is it")),
        ("/help/search.html", Say(text="/help/search.html")),
        ("/who/cares about that", Say(text="/who/cares about that")),
        (":wave::who:", Say(text=":wave::who:")),
        ("::msg:msg bo psst", Say(text=":msg:msg bo psst")),
        ("two\nlines", Say(text="two\nlines")),
    ],
)
def test_a_line_means(line: str, intent: Intent) -> None:
    """Commands are words of two letters or more behind : or /; everything else is a text."""
    assert parse(line) == intent


@pytest.mark.parametrize("line", ["", "   ", "\n"])
def test_an_empty_line_means_nothing(line: str) -> None:
    """Nobody wants to say nothing."""
    assert parse(line) is None


@pytest.mark.parametrize("line", [":nick", ":me", ":msg", ":msg bo", ":msg bo   "])
def test_an_incomplete_command_tells_what_is_missing(line: str) -> None:
    """The answer shows how the command goes on."""
    intent = parse(line)
    assert isinstance(intent, Wrong)
    name = line.split()[0]
    assert f"{name} " in intent.text


@pytest.mark.parametrize("count", ["0", "000", "1001", "-1", "1.5", "all", "١٢", "9" * 99, "1 2"])
def test_a_number_that_cannot_be_is_told(count: str) -> None:
    """With those that can."""
    intent = parse(f":history {count}")
    assert isinstance(intent, Wrong)
    assert "1 to 1,000" in intent.text


def test_an_unknown_command_tells_how_to_say_it_as_a_text() -> None:
    """Neither lost nor said to everybody."""
    intent = parse("/hlep me")
    assert isinstance(intent, Wrong)
    assert ":hlep" in intent.text
    assert "//hlep" in intent.text


@pytest.mark.parametrize(
    "line",
    [
        ":msg:msg bo psst",
        ":msg:mgs bo psst",
        ":history:msg bo psst",
        "/nick/msg bo psst",
        ":who/msg:msg",
        ":me:me\nwaves",
        ":msg:Bo psst",
        ":msg:bo2 psst",
    ],
)
def test_two_commands_stuck_together_are_not_said(line: str) -> None:
    """A whisper might be in them; how to say them as a text is told."""
    intent = parse(line)
    assert isinstance(intent, Wrong)
    assert "two commands" in intent.text
    assert f"{line[0]}{line.split()[0]} says it as a text" in intent.text


def test_help_has_every_command() -> None:
    """The table makes the help."""
    text = "\n".join(help_lines())
    for command in COMMANDS:
        assert f":{command.name}" in text
        assert command.help in text


def test_bytes_that_are_not_utf8_can_be_said() -> None:
    """A terminal hands them over as lone surrogates, which nothing can encode."""
    assert parse("a\udcffb") == Say(text="a?b")
