"""The plain dialect: what people type into `nc`, and what they see there."""

from datetime import UTC, datetime

import pytest
from hypothesis import given

from app.client.commands.table import COMMANDS
from app.errors import RemoteProtocolError
from app.protocol.entries import Entry, Joined, Left, Notice, Renamed, Said
from app.protocol.plain_lines import HELP, Help, decode_plain, encode_plain
from app.protocol.replies import (
    CaughtUp,
    Earlier,
    Error,
    Found,
    Gap,
    Limits,
    Members,
    Pong,
    Reply,
    Welcome,
    Whispered,
)
from app.protocol.requests import Bye, ClientMessage, Join, Nick, Order, Say, Whisper, Who
from tests.unit.outside import anything, unsafe

AT = 1_700_000_000_000  # 22:13 UTC


def stamp(at: int) -> str:
    """A clock on a wall in Greenwich."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%H:%M")


def said(text: str, *, action: bool = False) -> Said:
    """What ana said."""
    return Said(seq=1, at=AT, from_="a", name="ana", text=text, kind="action" if action else "text")


def whispered(text: str) -> Whispered:
    """What ana whispered to bo."""
    return Whispered(at=AT, from_="a", name="ana", to="bo", text=text)


def welcome(names: list[str], count: int) -> Welcome:
    """What ana is told when she comes in."""
    limits = Limits(line_bytes=1, text_chars=1, text_lines=1)
    return Welcome(
        v=1,
        name="ana",
        from_="a",
        room="lobby",
        log="l",
        seq=0,
        after=0,
        count=count,
        names=names,
        limits=limits,
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"hello  world ", Say(text="hello  world")),
        (b"  set in", Say(text="  set in")),
        (b"", None),
        (b" \t ", None),
        (b":quit", Bye()),
        (b":quit now", Bye()),
        (b"/quit", Bye()),
        (b":help", Help()),
        (b":who", Who()),
        (b":who  bo ", Who(after="bo")),
        (b":nick bo", Nick(name="bo")),
        (b":nick  two words ", Nick(name="two words")),
        (b":me waves  twice", Say(text="waves  twice", kind="action")),
        (b":msg bo  a  secret", Whisper(to="bo", text="a  secret")),
        (b"/msg\tbo\tx", Whisper(to="bo", text="x")),
        (b":m bo  a  secret", Whisper(to="bo", text="a  secret")),
        (b":w bo a secret", Whisper(to="bo", text="a secret")),
        (b"/whisper bo a secret", Whisper(to="bo", text="a secret")),
        (b":j dev", Join(room="dev")),
        (b":quitter", Say(text=":quitter")),
        (b":q!", Say(text=":q!")),
        (b":D so true", Say(text=":D so true")),
        (b":searching", Say(text=":searching")),
        (b"/set/theory", Say(text="/set/theory")),
        (b"::w bo x", Say(text=":w bo x")),
        (b"//reply x", Say(text="/reply x")),
        (b":rude", Say(text=":rude")),
        (b":-)", Say(text=":-)")),
        (b":nickname", Say(text=":nickname")),
        (b":NICK bo", Say(text=":NICK bo")),
        (b" :nick bo", Say(text=" :nick bo")),
        (b"/etc/passwd", Say(text="/etc/passwd")),
        (b"::nick bo", Say(text=":nick bo")),
        (b"//quit", Say(text="/quit")),
        (b"::", Say(text="::")),
        (b"// a comment", Say(text="// a comment")),
        (b":/quit", Say(text=":/quit")),
        ("grüße".encode(), Say(text="grüße")),
        (b"broken \xff\xc3", Say(text="broken ��")),
        (b'{"type":"say"}', Say(text='{"type":"say"}')),
    ],
)
def test_what_a_line_means(line: bytes, message: ClientMessage | Help | None) -> None:
    """A line is a message; a few words behind a colon are commands; doubled it is a colon."""
    assert decode_plain(line) == message


@pytest.mark.parametrize("line", [b":nick", b":nick  ", b":me", b":msg", b":msg bo", b":msg bo "])
def test_an_incomplete_command_is_explained(line: bytes) -> None:
    """It is never said to the room, and the answer shows how it goes."""
    with pytest.raises(RemoteProtocolError) as caught:
        decode_plain(line)
    assert caught.value.code == "bad-command"
    word = line.decode().split()[0]
    assert caught.value.text.count(f"{word} ") == 1
    usages = [row.partition("  ")[0] for row in HELP.splitlines() if row.startswith(word)]
    assert any(caught.value.text.endswith(f"goes like this: {usage}") for usage in usages)


@pytest.mark.parametrize("line", [b":w", b":m bo", b"/whisper bo "])
def test_an_incomplete_whisper_is_explained_by_the_name_in_the_help(line: bytes) -> None:
    with pytest.raises(RemoteProtocolError, match=r"goes like this: :msg NAME TEXT$") as caught:
        decode_plain(line)
    assert caught.value.code == "bad-command"


@pytest.mark.parametrize("line", [b":r a secret", b"/r x", b":reply a secret", b":r", b"/reply "])
def test_a_reply_is_refused_and_not_said_to_the_room(line: bytes) -> None:
    """Bare lines have none, and who types it means it for one person."""
    with pytest.raises(RemoteProtocolError, match="whisper by :msg NAME TEXT") as caught:
        decode_plain(line)
    assert caught.value.code == "bad-command"
    assert "secret" not in caught.value.text


@pytest.mark.parametrize("line", [b":q", b"/q", b":exit", b":q now"])
def test_what_looks_like_the_end_is_refused(line: bytes) -> None:
    """In a text that comes through a pipe it would cut off the rest; only `:quit` leaves."""
    with pytest.raises(RemoteProtocolError, match=r"^Only :quit leaves; nothing was said\.$"):
        decode_plain(line)


@pytest.mark.parametrize(
    "line",
    [b":search a secret", b":history", b"/history 9", b":set", b":quiet on", b":ignore nora"],
)
def test_what_only_our_client_can_do_is_not_said_to_the_room(line: bytes) -> None:
    """Who types it wants an answer; doubled it is a text, as the answer says."""
    with pytest.raises(RemoteProtocolError, match=r"^Bare lines have no .* was said\.") as caught:
        decode_plain(line)
    assert caught.value.code == "bad-command"
    assert "secret" not in caught.value.text
    assert f" {(line[:1] + line.split()[0]).decode()} … says it" in caught.value.text
    assert decode_plain(line[:1] + line) == Say(text=line.decode())


@pytest.mark.parametrize(
    "word", [word for command in COMMANDS for word in (command.name, *command.short)]
)
def test_no_command_of_our_client_is_said_to_the_room(word: str) -> None:
    try:
        message = decode_plain(f":{word} bo hello".encode())
    except RemoteProtocolError:
        return
    assert not isinstance(message, Say) or message.kind == "action"


@pytest.mark.parametrize(
    "line",
    [b'{"type":"hello","v":1,"name":"ana"}', b' {"v":1, "type" :"hello","session":"secret"\xff'],
)
def test_a_late_hello_is_not_said_to_the_room(line: bytes) -> None:
    """There may be a secret in it; other objects are lines like any other."""
    with pytest.raises(RemoteProtocolError, match="first line") as caught:
        decode_plain(line)
    assert caught.value.code == "already-here"


def test_every_command_in_the_help_works() -> None:
    """What the help shows is not taken for a message."""
    rows = [row.split("  ")[0] for row in HELP.splitlines() if row.startswith(":")]
    assert len(rows) == 7
    for row in rows:
        message = decode_plain(row.encode())
        assert not isinstance(message, Say) or message.kind == "action", row


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        (said("hello"), "[22:13] ana: hello"),
        (said("waves", action=True), "[22:13] * ana waves"),
        (said("one\ntwo"), "[22:13] ana: one\n             two"),
        (said("one\ntwo", action=True), "[22:13] * ana one\n              two"),
        (whispered("psst\n!"), "[22:13] ana -> bo: psst\n                   !"),
        (Joined(at=AT, count=1, names=["ana"]), "-- ana joined"),
        (Joined(at=AT, count=3, names=["ana", "bo"]), "-- ana, bo and 1 other joined"),
        (Left(at=AT, count=2, names=["ana", "bo"]), "-- ana and bo left"),
        (Left(at=AT, count=1, names=["ana"], to="build"), "-- ana went to build"),
        (Renamed(at=AT, from_="a", name="ana", to="anna"), "-- ana is now anna"),
        (welcome(["ana"], 1), "-- You are ana, in lobby."),
        (welcome(["bo", "ana"], 2), "-- You are ana, in lobby with bo."),
        (welcome(["bo", "cy"], 101), "-- You are ana, in lobby with bo, cy and 98 others."),
        (Members(count=2, names=["ana", "bo"]), "-- 2 here: ana, bo"),
        (
            Members(count=200, names=["ana", "bo"], more=True),
            "-- 200 here: ana, bo … :who bo shows more",
        ),
        (Gap(first=1, last=1_000), "-- 1,000 messages are missing here"),
        (Notice(code="stopping", text="Good\nbye."), "-- Good\n   bye."),
        (Error(code="x", text="No.\nReally."), "!! No.\n   Really."),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_people_see(message: Entry | Reply, shown: str) -> None:
    """One line for each message; further lines are set in under the first."""
    assert encode_plain(message, stamp) == shown.encode() + b"\n"


@pytest.mark.parametrize(
    "message", [Pong(id=1), CaughtUp(seq=1), Earlier(entries=[]), Found(entries=[], id=1)]
)
def test_what_means_nothing_to_people_is_not_shown(message: Reply) -> None:
    """Not even an empty line comes of it."""
    assert encode_plain(message, stamp) == b""


@given(anything)
def test_nobody_can_forge_a_line(text: str) -> None:
    """Whatever is said, only its first line begins like a message, and all of it can be shown."""
    for message in (
        said(text),
        said(text, action=True),
        whispered(text),
        Notice(code="", text=text),
        Error(code="", text=text),
    ):
        shown = encode_plain(message, stamp).decode()
        assert shown.endswith("\n")
        first, *others = shown.removesuffix("\n").split("\n")
        assert first.startswith(("[22:13] ", "-- ", "!! "))
        assert all(line.startswith("  ") for line in others)
        assert not unsafe(shown, newlines=True)


def test_a_wide_name_sets_further_lines_in_by_its_width() -> None:
    """The lines stand under each other in a terminal."""
    wide = Said(seq=1, at=AT, from_="a", name="漢字", text="a\nb")
    assert encode_plain(wide, stamp).decode() == "[22:13] 漢字: a\n" + " " * 14 + "b\n"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b":kick ana loud", Order(text="kick ana loud")),
        (b"/KICK ana", Order(text="KICK ana")),
        (b":kick", Order(text="kick")),
        (b"::kick ana", Say(text=":kick ana")),
        (b"//kick ana", Say(text="/kick ana")),
        (b":kicking", Say(text=":kicking")),
        (b"kick ana", Say(text="kick ana")),
        (b":help kick", Order(text="help kick")),
        (b":help me", Help()),
        (b":who ana", Who(after="ana")),
        (b":" + b"k" * 60_000, Say(text=":" + "k" * 60_000)),
    ],
)
def test_orders_are_told_by_their_words(line: bytes, message: object) -> None:
    """Which words those are is handed in."""
    assert decode_plain(line, lambda word: word.lower() == "kick") == message
