"""What a typed line means."""

import pytest

from app.client.commands import (
    COMMANDS,
    ORDERS,
    Again,
    Clear,
    Command,
    Find,
    Ignore,
    Intent,
    Quiet,
    Reply,
    Ring,
    Set,
    ShowHelp,
    Times,
    Unignore,
    Wrong,
    command_of,
    help_lines,
    help_on,
    parse,
)
from app.client.commands.elsewhere import OF_EDITORS, OF_OTHERS
from app.client.commands.helping import HELP_LIMIT_COLUMNS, HELP_LIMIT_ROWS
from app.client.items import Note
from app.client.render import render
from app.protocol.requests import (
    Bye,
    History,
    Join,
    Nick,
    Order,
    Rooms,
    Say,
    Search,
    Whisper,
    Who,
)
from app.room.kinds import KINDS
from app.styled import rows


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
        ("// TODO fix this", Say(text="// TODO fix this")),
        ("//", Say(text="//")),
        ("::", Say(text="::")),
        ("::z", Say(text="::z")),
        ("::x", Say(text=":x")),
        ("::q!", Say(text=":q!")),
        (":X", Say(text=":X")),
        (":x so sorry", Say(text=":x so sorry")),
        ("::)", Say(text="::)")),
        ("//etc/hosts", Say(text="//etc/hosts")),
        ("::hlep me", Say(text=":hlep me")),
        (":::quit", Say(text="::quit")),
        ("//q", Say(text="/q")),
        ("::" * 50_000, Say(text="::" * 50_000)),
        (":)", Say(text=":)")),
        (":D", Say(text=":D")),
        (":-( no", Say(text=":-( no")),
        ("/etc/hosts is it", Say(text="/etc/hosts is it")),
        ("/help/search.html", Say(text="/help/search.html")),
        ("/who/cares about that", Say(text="/who/cares about that")),
        (":wave::who:", Say(text=":wave::who:")),
        ("::msg:msg bo psst", Say(text=":msg:msg bo psst")),
        ("two\nlines", Say(text="two\nlines")),
        (":q", Bye()),
        (":exit", Bye()),
        (":help  :Msg", ShowHelp("msg")),
        (":rooms", Rooms()),
        (":join build", Join(room="build")),
        (":j build", Join(room="build")),
        (":m bo hi", Whisper(to="bo", text="hi")),
        ("/w @bo hi", Whisper(to="bo", text="hi")),
        (":r with pleasure", Reply("with pleasure")),
        (":ignore", Ignore()),
        (":ignore bo", Ignore("bo")),
        (":unignore @bo", Unignore("bo")),
        (":quiet", Quiet()),
        (":quiet ON", Quiet(True)),
        (":quiet off", Quiet(False)),
        (":bell", Ring()),
        (":bell whisper", Ring("whisper")),
        (":time", Times()),
        (":time long", Times("long")),
        (":clear", Clear()),
        (":connect", Again()),
        (":set bell off", Set("bell off")),
        (":say :help lists all", Say(text=":help lists all")),
        (":kick bo calm  down", Order(text="kick bo calm  down")),
        (":bans", Order(text="bans")),
        (":lock", Order(text="lock")),
        (":Msg bo psst", Whisper(to="bo", text="psst")),
        (":XD", Say(text=":XD")),
        (":p", Say(text=":p")),
        (":M", Say(text=":M")),
        (":me waves\nand goes", Say(text="waves\nand goes", kind="action")),
        (":msg bo\none\n  two", Whisper(to="bo", text="one\n  two")),
        ("hello\n:who", Say(text="hello\n:who")),
        ("::who\nis it", Say(text=":who\nis it")),
    ],
)
def test_a_line_means(line: str, intent: Intent) -> None:
    """Commands are words of two letters or more behind : or /; everything else is a text."""
    assert parse(line) == intent


@pytest.mark.parametrize("line", ["", "   ", "\n"])
def test_an_empty_line_means_nothing(line: str) -> None:
    """Nobody wants to say nothing."""
    assert parse(line) is None


@pytest.mark.parametrize(
    "line", [":nick", ":me", ":msg", ":msg bo", ":join", ":r", ":kick", ":unignore"]
)
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


@pytest.mark.parametrize("line", [":who\nis here", ":nick ana\nhello", ":mgs ana secret\nmore"])
def test_several_lines_that_begin_like_a_command_are_not_said(line: str) -> None:
    """But for commands that take a text."""
    intent = parse(line)
    assert isinstance(intent, Wrong)
    assert f":{line.split()[0]} says" in intent.text


@pytest.mark.parametrize(
    "line", [":quit bye all", "/exit now", ":q 3 more questions", ":clear all", ":connect bo"]
)
def test_words_behind_a_command_that_takes_none(line: str) -> None:
    """Nothing is done; and it is told how to say them."""
    intent = parse(line)
    assert isinstance(intent, Wrong)
    assert "stands alone" in intent.text
    assert f"{line[0]}{line.split()[0]} says all as a text" in intent.text
    assert parse(line[0] + line) == Say(text=line)


@pytest.mark.parametrize(
    ("line", "form"),
    [
        (":nick Ana Maria", ":nick NAME"),
        (":join the kitchen", ":join ROOM"),
        (":ignore bo cem", ":ignore NAME"),
        (":unignore bo cem", ":unignore NAME"),
        (":who is here", ":who alone"),
        (":help msg reply", ":help COMMAND"),
        (":connect :6801", "client HOST:PORT"),
        (":rooms of mine", ":rooms alone"),
        (":quiet please", ":quiet on or :quiet off"),
        (":bell loud", "off, mention, whisper or all"),
        (":time now", "off, short, seconds or long"),
        (":unignore", ":unignore NAME"),
        (":msg bo", ":msg NAME TEXT"),
    ],
)
def test_what_cannot_be_is_told_with_the_form(line: str, form: str) -> None:
    intent = parse(line)
    assert isinstance(intent, Wrong)
    assert form in intent.text


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        (":msg carol: hi: you", Whisper(to="carol", text="hi: you")),
        (":m @carol, hi", Whisper(to="carol", text="hi")),
        (":ignore carol:", Ignore("carol")),
        (":who carol:", Find("carol")),
        (":who after carol,", Who(after="carol")),
        (":kick carol: at last:", Order(text="kick carol at last:")),
        (":ban 2001:db8:: 2h", Order(text="ban 2001:db8:: 2h")),
        (":announce carol: hi", Order(text="announce carol: hi")),
    ],
)
def test_what_tab_puts_behind_a_name_is_no_part_of_it(line: str, meant: Intent) -> None:
    assert parse(line) == meant


@pytest.mark.parametrize("line", [":q!", ":x", ":wq", ":wq!", ":x!", "/bye", ":leave us", ":qa!"])
def test_ways_out_of_other_programs(line: str) -> None:
    """They are said to nobody, and none of them leaves."""
    intent = parse(line)
    assert isinstance(intent, Wrong)
    assert "Did you mean :quit?" in intent.text


@pytest.mark.parametrize(
    ("line", "meant"),
    [(":whisper bo psst", "msg"), (":names", "who"), (":list", "who"), (":h", "help")],
)
def test_words_of_other_programs(line: str, meant: str) -> None:
    intent = parse(line)
    assert isinstance(intent, Wrong)
    assert f"Did you mean :{meant}?" in intent.text


def test_no_word_of_others_hides_a_command() -> None:
    known = {name for command in (*COMMANDS, *ORDERS) for name in (command.name, *command.short)}
    for words in (OF_OTHERS, OF_EDITORS):
        assert not known & set(words)
        assert set(words.values()) <= known


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("nik", "nick"),
        ("mgs", "msg"),
        ("serach", "search"),
        ("hist", "history"),
        ("quitt", "quit"),
        ("joni", "join"),
        ("whoo", "who"),
        ("kik", "kick"),
    ],
)
def test_an_unknown_command_suggests_the_nearest(word: str, meant: str) -> None:
    """A letter too many, too few, wrong, or changed with the next; or only the beginning."""
    intent = parse(f":{word} something secret")
    assert isinstance(intent, Wrong)
    assert f"There is no :{word}. Did you mean :{meant}" in intent.text


@pytest.mark.parametrize("word", ["foo", "xyzzy", "w" * 4000])
def test_nothing_is_suggested_for_what_is_like_nothing(word: str) -> None:
    """And a long word does not fill the window."""
    intent = parse(f":{word}")
    assert isinstance(intent, Wrong)
    assert "Did you mean" not in intent.text
    assert len(intent.text) < 200


def test_help_fits_on_a_small_screen() -> None:
    """With the input line and the one below it; its rows are set in."""
    lines = help_lines()
    assert len(lines) <= HELP_LIMIT_ROWS
    assert max(map(len, lines)) <= HELP_LIMIT_COLUMNS


@pytest.mark.parametrize("command", [*COMMANDS, *ORDERS], ids=lambda command: command.name)
def test_more_of_each_command(command: Command) -> None:
    """In 2 to 6 lines that fit into 80 columns, by each of its names."""
    lines = help_on(command.name)
    assert lines[0].startswith(f":{command.name}")
    assert command.help in lines[0]
    assert 2 <= len(rows(render(Note("\n".join(lines), "help")), 80)) <= 6
    for name in command.short:
        assert help_on(name) == lines


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.name)
def test_orders_are_told_as_at_the_console(order: Command) -> None:
    """Form and sentences; what only the host may is told as well."""
    kind = KINDS[order.name]
    assert (order.needs, order.help) == (kind.needs, kind.help)
    words = order.more.replace(" Only the host may.", "").split()
    assert words == kind.more.split()
    assert ("Only the host may" in order.more) == kind.host_only


def test_the_keys_have_a_page() -> None:
    """It fits on a small screen, and the list names it; no command hides it."""
    lines = help_on("keys")
    assert parse(":help keys") == ShowHelp("keys")
    assert len(lines) <= HELP_LIMIT_ROWS
    assert max(map(len, lines)) <= HELP_LIMIT_COLUMNS
    text = "\n".join(lines)
    for key in ("Enter", "Ctrl+J", "Tab", "Up", "Ctrl+R", "Right", "Ctrl+C", "Ctrl+D", "Paste"):
        assert key in text
    assert ":help keys" in help_lines()[-1]
    assert command_of(":keys") is None


def test_each_name_is_one_command_s() -> None:
    """Also the short ones."""
    names = [name for command in (*COMMANDS, *ORDERS) for name in (command.name, *command.short)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("about", ["nik", "nik and more", "", "\x1b"])
def test_more_of_a_command_that_is_none(about: str) -> None:
    """The nearest is suggested."""
    (line,) = help_on(about)
    assert "There is no" in line
    assert ("Did you mean :nick?" in line) == about.startswith("nik")


@pytest.mark.parametrize(
    ("line", "name"),
    [(":m bo", "msg"), (":MSG bo hi", "msg"), ("/who", "who"), (":mgs", ""), ("hi", ""), ("", "")],
)
def test_the_command_that_a_line_begins_with(line: str, name: str) -> None:
    """Complete or not."""
    command = command_of(line)
    assert (command.name if command else "") == name


def test_whispers_are_private() -> None:
    """So that nothing keeps them."""
    assert [command.name for command in COMMANDS if command.private] == ["msg", "reply"]


@pytest.mark.parametrize(
    "line",
    [
        *(
            ":W bo x",
            " :msg bo x",
            ": msg bo x",
            "/ msg bo x",
            ":msg, bo x",
            ":msg-bo x",
            ":MGS bo x",
        ),
        *(":reply: x", ":Msh bo x", "\n:msg bo x", "\t/msg bo"),
    ],
)
def test_a_mistyped_whisper_is_said_to_nobody(line: str) -> None:
    """However it was mistyped."""
    assert isinstance(parse(line), Wrong)


@pytest.mark.parametrize(
    "line", [":D hi", "/r/python is nice", ": hello", "/home/me", ": more or less", "a :msg bo x"]
)
def test_what_is_no_mistyped_whisper(line: str) -> None:
    """Smileys, paths and the like."""
    assert parse(line) == Say(text=line)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (":stop", "The server is stopped in its own window. ::stop says it as a text."),
        (":remove x", "A room is removed in the server's window. ::remove says it as a text."),
    ],
)
def test_what_only_the_host_can_order_is_told_so(line: str, text: str) -> None:
    assert parse(line) == Wrong(text)


@pytest.mark.parametrize(
    ("line", "form"),
    [
        (":kick", "; it goes like this: :kick NAME [REASON], as in :kick bo please calm down"),
        (":slow", "; it goes like this: :slow SECONDS|off, as in :slow 10"),
        (":m bo", ": type :m NAME TEXT"),
    ],
)
def test_what_is_not_complete_is_told(line: str, form: str) -> None:
    """Orders are, with an example, in the words of the server's window."""
    assert parse(line) == Wrong(f"Not complete{form}")
