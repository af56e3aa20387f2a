"""Whatever arrives, the half-typed line stands whole below it, and nothing that came is lost."""

from itertools import islice

import pytest

from tests.terminal.room import Client, Peer, StartClient

HALF_LINES = {
    "plain": "half a line",
    "empty": "",
    "wide": "半分だけ書いた 🙂 ein halber",
    "edge": "x" * 75,  # with its prompt exactly as wide as the screen
    "wrapped": "a line that goes on and on " * 7 + "until here",
    "wrapped-wide": "長い行が続いている🎉 " * 12,
}
MESSAGES = {
    "plain": [f"message {n}" for n in range(40)],
    "wide": [f"{n}番目のメッセージです 👍🎉 héllo" for n in range(40)],
    "wrapped": [f"{n} " + "a long story with no end at all " * 12 + "." for n in range(40)],
    "edge": [f"{n:02}" + "x" * (78 - len("[12:00] bot: ")) for n in range(40)],
}


@pytest.mark.parametrize("messages", MESSAGES.values(), ids=MESSAGES)
@pytest.mark.parametrize("half", HALF_LINES.values(), ids=HALF_LINES)
def test_a_burst_leaves_the_half_line_whole(
    ana: Client, peer: Peer, half: str, messages: list[str]
) -> None:
    """Forty messages at once: the half line stands below them, each is there once, in order."""
    ana.type(half)
    peer.say(*messages)
    ana.wait_heard(messages[-1])
    ana.wait_input(half)
    ana.assert_said(*messages)


@pytest.mark.parametrize("half", HALF_LINES.values(), ids=HALF_LINES)
def test_one_by_one_leaves_the_half_line_whole(ana: Client, peer: Peer, half: str) -> None:
    """After each of forty messages the half line stands below it, the cursor behind it."""
    ana.type(half)
    messages = [text for few in zip(*MESSAGES.values(), strict=True) for text in few][:40]
    for text in messages:
        peer.say(text)
        ana.wait_heard(text)
        ana.wait_input(half)
    ana.assert_said(*messages)


@pytest.mark.parametrize("columns", [20, 200])
@pytest.mark.parametrize("half", ["half", "a line that is too long for 20 columns 半分"])
def test_narrow_and_wide_terminals(
    peer: Peer, start_client: StartClient, columns: int, half: str
) -> None:
    """The same holds in a terminal of 20 columns, and in one of 200."""
    ana = start_client(columns=columns)
    ana.type(half)
    messages = [MESSAGES[kind][n] for n in range(10) for kind in MESSAGES]
    for text in messages[:20]:
        peer.say(text)
        ana.wait_heard(text)
        ana.wait_input(half)
    peer.say(*messages[20:])
    ana.wait_heard(messages[-1])
    ana.wait_input(half)
    ana.assert_said(*messages)


def test_a_message_higher_than_the_screen(peer: Peer, start_client: StartClient) -> None:
    """Messages that alone take more than the whole screen are whole in the scrollback."""
    ana = start_client(columns=30, rows=8)
    ana.type("half a line")
    messages = [f"{n} " + "a long story " * 60 + "." for n in range(5)]
    peer.say(*messages)
    ana.wait_heard(messages[-1])
    ana.wait_input("half a line")
    ana.assert_said(*messages)


def test_a_half_line_higher_than_the_screen(peer: Peer, start_client: StartClient) -> None:
    """A line that does not fit on the screen is said whole, and loses no message that came."""
    ana = start_client(columns=30, rows=8)
    line = " ".join(f"word {n}" for n in range(100))
    ana.terminal.type(line)
    ana.wait_for("word 99")
    messages = [f"message {n}" for n in range(40)]
    peer.say(*messages)
    # The input line is never away, and its rows below look like more of the last message.
    ana.wait_for(messages[-1])
    ana.enter()
    assert peer.next("said", name="ana")["text"] == line
    ana.wait_heard(line)
    ana.wait_input("")
    ana.assert_said(*messages, line)


def test_the_cursor_stays_where_it_was_put(ana: Client, peer: Peer) -> None:
    """With the cursor within the half line, messages leave it there."""
    ana.type("half a line")
    ana.terminal.type("\x1b[D" * 4)
    column = len("ana> half a ")
    ana.terminal.wait_until(lambda: ana.terminal.cursor[0] == column, "the cursor's place")
    peer.say(*MESSAGES["plain"])
    ana.wait_heard(MESSAGES["plain"][-1])
    ana.terminal.type("longer ")
    ana.wait_for("ana> half a longer line")
    ana.enter()
    assert peer.next("said", name="ana")["text"] == "half a longer line"


def test_typing_while_messages_pour_in(ana: Client, peer: Peer) -> None:
    """Sixty keys between two hundred messages: exactly the line that was typed is said."""
    line = "I type this slowly, ein Zeichen nach dem andern, 一文字ずつ, so 🙂!"
    assert len(line) >= 60
    messages = [f"message {n}" for n in range(200)]
    waiting = iter(messages)
    for char in line:
        ana.terminal.type(char)
        peer.say(*islice(waiting, 4))
        ana.terminal.pump()
    ana.wait_heard(messages[-1])
    ana.wait_input(line)
    ana.assert_said(*messages)
    ana.enter()
    assert peer.next("said", name="ana")["text"] == line


def test_ten_thousand_messages_while_typing(ana: Client, peer: Peer) -> None:
    """A flood of ten thousand messages loses none of them and no key."""
    messages = [f"message {n}" for n in range(10_000)]
    peer.say(*messages)
    line = "typed in the middle of it"
    for number, char in enumerate(line, 1):
        ana.terminal.type(char)
        ana.wait_scrolled(number * 300)
    ana.wait_scrolled(9_900)
    ana.wait_heard(messages[-1])
    ana.wait_input(line)
    ana.assert_said(*messages)
