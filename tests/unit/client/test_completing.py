"""What may stand for what is typed."""

from collections.abc import Sequence

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
    CommandWord("set", "[NAME [VALUE]]", "change a setting"),
]
NAMES = ["Anna", "ana", "bo"]
ROOMS = ["lobby", "build"]
WORDS = {("set", 0): ["bell ", "bottom ", "time "], ("set", 1): ["on", "off"], ("help", 0): ["me"]}


def words(command: str, typed: Sequence[str]) -> list[tuple[str, str]]:
    return [(word, "what it is") for word in WORDS.get((command, len(typed)), [])]


def texts(before: str) -> list[str]:
    """The line that each completion makes of it."""
    found = completions(before, COMMANDS, NAMES, ROOMS, words)
    return [before[: len(before) - choice.back] + choice.text for choice in found]


@pytest.mark.parametrize(
    ("before", "lines"),
    [
        (":wh", [":whois ", ":who"]),
        ("/J", ["/join "]),
        (":", [":help ", ":nick ", ":msg ", ":whois ", ":ignore ", ":join ", ":who", ":set "]),
        (":msg AN", [":msg Anna ", ":msg ana "]),
        (":m b", [":m bo "]),
        (":msg @b", [":msg bo "]),
        (":whois  b", [":whois  bo"]),
        ("/ignore a", ["/ignore Anna", "/ignore ana"]),
        (":join b", [":join build"]),
        (":join ", [":join lobby", ":join build"]),
        (":msg bo @a", [":msg bo @Anna ", ":msg bo @ana "]),
        (":msg bo so a", [":msg bo so Anna ", ":msg bo so ana "]),
        (":nothing @b", [":nothing @bo "]),
        ("@a", ["@Anna ", "@ana "]),
        ("@", ["@Anna ", "@ana ", "@bo "]),
        ("A", ["Anna: ", "ana: "]),
        ("so @b", ["so @bo "]),
        ("so b", ["so bo "]),
        ("::he b", ["::he bo "]),
        (":set b", [":set bell ", ":set bottom "]),
        ("/set BE", ["/set bell "]),
        (":set  bell o", [":set  bell on", ":set  bell off"]),
        (":help ", [":help me"]),
        ("one\n@b", ["one\n@bo "]),
    ],
)
def test_what_is_completed(before: str, lines: list[str]) -> None:
    """In whatever case, and the likeliest first."""
    assert texts(before) == lines


@pytest.mark.parametrize(
    "before",
    [
        *("", "so ", "so :he", "me@b", ":nick a", ":nothing a", ":nick x a", "::he", ":who b"),
        *(":set x", ":set an", ":set bell on ", "so :set x", ":set\nb", ":set b\nb"),
        *(":help\n:he", ":)", "/etc/ho", "@bo hello", "@x"),
    ],
)
def test_what_is_not(before: str) -> None:
    """Mere text, and what is no place for a name."""
    assert texts(before) == []


def test_what_the_list_shows() -> None:
    """Commands with their meaning, names as they were asked for."""
    (choice,) = completions(":jo", COMMANDS, NAMES, ROOMS)
    assert (choice.label, choice.meaning) == (":join", "go to a room")
    first, *_ = completions(":set be", COMMANDS, NAMES, ROOMS, words)
    assert (first.label, first.meaning) == ("bell", "what it is")
    (choice,) = completions("@b", COMMANDS, NAMES, ROOMS)
    assert choice.label == "@bo"


def test_whom_an_order_may_be_about() -> None:
    """Also where an address may stand in place of the name."""
    ban = [CommandWord("ban", "NAME|ADDRESS [TIME]", "keep out")]
    assert [found.text for found in completions(":ban b", ban, ["bo"], [])] == ["bo "]
