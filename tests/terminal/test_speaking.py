"""What is typed is said: exactly that, once, and marked as long as the server has not echoed it."""

import re

import pytest

from tests.terminal.room import Client, Peer, Server, StartClient

UP = "\x1b[A"


def test_enter_says_the_line_once(ana: Client, peer: Peer) -> None:
    """One's own message is shown once, when the server echoes it, and the input is empty."""
    ana.type("hello there")
    ana.enter()
    ana.wait_heard("hello there")
    ana.wait_input("")
    assert peer.next("said", name="ana")["text"] == "hello there"
    peer.say("after")
    ana.wait_heard("after")
    assert ana.said() == ["hello there", "after"]


def test_a_message_is_marked_until_it_is_echoed(ana: Client, server: Server) -> None:
    """While the server is silent, what was said stands above the input with a mark."""
    server.pause()
    ana.enter("are you there?")
    ana.wait_for("… are you there?")
    ana.wait_input("")
    assert ana.terminal.rows[-3] == "… are you there?"
    assert ana.said() == []
    ana.type("half a line")
    server.go_on()
    ana.wait_heard("are you there?")
    ana.wait_input("half a line")
    assert ana.said() == ["are you there?"]
    assert not [row for row in ana.terminal.rows if row.startswith("…")]


def test_many_unacknowledged_messages_are_few_rows(ana: Client, server: Server) -> None:
    """However many messages wait, the marks take a few rows only."""
    server.pause()
    for number in range(10):
        ana.enter(f"waiting {number}")
    ana.wait_for("… and 7 more")
    ana.wait_input("")
    assert [row[0] for row in ana.terminal.rows[-7:-2]] == ["-", *"…………"]
    server.go_on()
    ana.wait_heard("waiting 9")
    ana.wait_input("")
    assert ana.said() == [f"waiting {number}" for number in range(10)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("::z", "::z"),
        ("//z", "//z"),
        ("::x", ":x"),
        ("// TODO fix this", "// TODO fix this"),
        ("//who", "/who"),
        (":)", ":)"),
        (":-D yes", ":-D yes"),
        ("/etc/hosts", "/etc/hosts"),
        ("::help", ":help"),
        ("  set in", "  set in"),
        ("漢字と 🙂", "漢字と 🙂"),
        ("<b>&amp; %s {0}\\n", "<b>&amp; %s {0}\\n"),
    ],
)
def test_what_is_said_of_what_was_typed(ana: Client, peer: Peer, typed: str, said: str) -> None:
    """Of two colons or slashes before a command one is said; everything else is said as it is."""
    ana.enter(typed)
    assert peer.next("said", name="ana")["text"] == said
    ana.wait_heard(said)
    ana.wait_input("")


def test_empty_lines_say_nothing(ana: Client, peer: Peer) -> None:
    """Enter on an empty line, or on one of spaces, does nothing."""
    for text in ("", "   ", "something"):
        ana.enter(text)
    ana.wait_heard("something")
    assert peer.texts_of("ana", last="something") == ["something"]
    assert ana.said() == ["something"]


def test_help(ana: Client) -> None:
    """`:help` lists every command."""
    ana.enter(":help")
    ana.wait_for(":quit")
    ana.wait_input("")
    shown = "\n".join(ana.terminal.rows)
    assert set(re.findall(r"^ +:(\w+)", shown, re.MULTILINE)) == {
        *"help me say msg reply nick who ignore unignore join rooms history search".split(),
        *"quiet bell time clear connect set quit".split(),
    }


def test_who(ana: Client) -> None:
    """`:who` tells who is here; a slash works as a colon."""
    ana.enter("/who")
    ana.wait_for("2 here: ana, bot")
    ana.wait_input("")


def test_me(ana: Client, peer: Peer) -> None:
    """`:me waves` is an action."""
    ana.enter(":me waves")
    heard = peer.next("said", name="ana")
    assert (heard["text"], heard["kind"]) == ("waves", "action")
    ana.wait_for("* ana waves")


def test_nick_changes_the_prompt(ana: Client, peer: Peer) -> None:
    """`:nick` changes the name in the room and in the prompt, and leaves the half line alone."""
    ana.terminal.type(":nick zoë\rhalf")
    ana.wait_for("ana is now zoë")
    ana.name = "zoë"
    ana.wait_input("half")
    assert peer.next("renamed", name="ana")["to"] == "zoë"


def test_a_nick_that_is_taken(ana: Client) -> None:
    """A name that somebody has is refused, and one keeps one's own."""
    ana.enter(":nick bot")
    ana.wait_for("!! The name bot is taken")
    ana.wait_input("")


def test_msg_whispers(ana: Client, peer: Peer) -> None:
    """`:msg` reaches the one it is for, and is shown to its sender."""
    ana.enter(":msg bot nobody else hears this")
    assert peer.next("whispered", name="ana")["text"] == "nobody else hears this"
    ana.wait_for("you -> bot: nobody else hears this")
    ana.enter(":msg nobody hello")
    ana.wait_for("!! not sent: Nobody here is called nobody")
    ana.wait_input("")


@pytest.mark.parametrize("typed", [":frobnicate now", "/frobnicate", ":nick", ":me", ":msg bot"])
def test_a_wrong_command_leaves_the_input(ana: Client, peer: Peer, typed: str) -> None:
    """It is explained, is no part of what is typed next, and can be had back to be mended.

    That is told where there is more to mend than a word.
    """
    ana.enter(typed)
    ana.wait_for("!! ")
    if " " in typed:
        ana.wait_for("(arrow up brings it back)")
    ana.wait_input("")
    ana.enter("next")
    assert peer.next("said", name="ana")["text"] == "next"
    ana.wait_heard("next")
    ana.wait_input("")
    ana.terminal.type(UP + UP)
    ana.wait_input(typed)
    assert ana.said() == ["next"]


def test_a_whisper_after_an_incomplete_one_is_no_part_of_it(ana: Client, peer: Peer) -> None:
    """It reaches one person, and is not said to everybody."""
    ana.enter(":msg")
    ana.enter(":msg bot secret")
    assert peer.next("whispered", name="ana")["text"] == "secret"
    ana.wait_for("you -> bot: secret")
    assert ana.said() == []


def test_a_message_that_is_too_long_can_be_had_back(ana: Client, peer: Peer) -> None:
    """What is too long is not said, and not lost either."""
    text = "x" * 4001
    ana.terminal.type(text)
    ana.enter()
    ana.wait_for("!! That message is too long")
    ana.wait_input("")
    ana.terminal.type(UP)
    ana.terminal.wait_until(lambda: set(ana.terminal.rows[-2]) == {"x"}, "the message")
    ana.enter("\x7f")
    assert peer.next("said", name="ana")["text"] == text[:-1]
    ana.wait_input("")


def test_a_paste_of_too_many_lines(ana: Client, peer: Peer) -> None:
    """Why it was not said is to be seen, it does not stay, and the arrow up brings back all."""
    lines = [f"line {number}" for number in range(300)]
    ana.terminal.type("\x1b[200~" + "\n".join(lines) + "\x1b[201~")
    ana.wait_for("300 lines: too long for one message. e: edit first, n: forget")
    ana.terminal.type("e")
    ana.wait_for("line 299")
    ana.enter()
    ana.wait_for("!! That message is too long")
    ana.wait_input("")
    assert any(row.startswith("!! That message") for row in ana.terminal.rows)
    ana.terminal.type(UP)
    ana.wait_for("line 299")
    ana.enter("\x7f" * len("\n".join(["", *lines[2:]])))
    assert peer.next("said", name="ana")["text"] == "line 0\nline 1"
    ana.wait_input("")


def test_arrow_up_brings_a_line_back(ana: Client) -> None:
    """The lines entered before come back with the arrow keys."""
    ana.enter("first")
    ana.enter(":who")
    ana.wait_for("2 here: ana, bot")
    ana.terminal.type(UP + UP)
    ana.wait_input("first")


def test_two_terminals_talk(ana: Client, start_client: StartClient) -> None:
    """What is entered in one terminal is read in the other, and each sees its own once."""
    bob = start_client("bob")
    ana.enter("hello bob")
    bob.wait_heard("hello bob")
    bob.enter("hello ana")
    ana.wait_heard("hello ana")
    for client in (ana, bob):
        client.wait_heard("hello ana")
        client.wait_input("")
        assert client.said() == ["hello bob", "hello ana"]
