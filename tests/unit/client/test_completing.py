"""What may stand for what is typed."""

import pytest

from app.client.completing import CommandWord, completions

COMMANDS = [
    CommandWord("help", "[COMMAND]", "all commands"),
    CommandWord("nick", "NAME", "take another name"),
    CommandWord("msg", "NAME TEXT", "whisper"),
    CommandWord("m", "NAME TEXT", ""),
    CommandWord("whois", "NAME", "who somebody is"),
    CommandWord("ignore", "[NAME]", "hide somebody"),
    CommandWord("join", "ROOM", "go to a room"),
    CommandWord("who", "", "who is here"),
]
NAMES = ["Anna", "ana", "bo"]
ROOMS = ["lobby", "build"]


def texts(before: str) -> list[str]:
    """The line that each completion makes of it."""
    found = completions(before, COMMANDS, NAMES, ROOMS)
    return [before[: len(before) - choice.back] + choice.text for choice in found]


@pytest.mark.parametrize(
    ("before", "lines"),
    [
        (":wh", [":whois ", ":who"]),
        ("/J", ["/join "]),
        (":", [":help ", ":nick ", ":msg ", ":whois ", ":ignore ", ":join ", ":who"]),
        (":msg AN", [":msg Anna ", ":msg ana "]),
        (":m b", [":m bo "]),
        (":msg @b", [":msg bo "]),
        (":whois  b", [":whois  bo"]),
        ("/ignore a", ["/ignore Anna", "/ignore ana"]),
        (":join b", [":join build"]),
        (":join ", [":join lobby", ":join build"]),
        (":msg bo @a", [":msg bo Anna ", ":msg bo ana "]),
        ("@a", ["Anna: ", "ana: "]),
        ("@", ["Anna: ", "ana: ", "bo: "]),
        ("so @b", ["so bo "]),
        ("one\n@b", ["one\nbo "]),
    ],
)
def test_what_is_completed(before: str, lines: list[str]) -> None:
    """In whatever case, and the likeliest first."""
    assert texts(before) == lines


@pytest.mark.parametrize(
    "before",
    [
        *("", "a", "so :he", "me@b", ":nick a", ":nothing a", ":msg bo a", "::he", ":who b", "@x"),
        *(":help\n:he", ":)", "/etc/ho", "@bo hello"),
    ],
)
def test_what_is_not(before: str) -> None:
    """Mere text, and what is no place for a name."""
    assert texts(before) == []


def test_what_the_list_shows() -> None:
    """Commands with their meaning, names as they were asked for."""
    (choice,) = completions(":jo", COMMANDS, NAMES, ROOMS)
    assert (choice.label, choice.meaning) == (":join", "go to a room")
    (choice,) = completions("@b", COMMANDS, NAMES, ROOMS)
    assert choice.label == "@bo"
