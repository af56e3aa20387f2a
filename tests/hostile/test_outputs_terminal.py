"""Every attack, in whatever a hostile server sends, at a client in a terminal."""

import re
from collections.abc import Iterator

import pytest

from tests.support.attacks import (
    ATTACKS,
    HARMLESS,
    assert_harmless,
    assert_nothing_forged,
    assert_whole,
)
from tests.support.hostile_server import BANNER, PAGE_ENTRIES, SEQ, HostileServer
from tests.terminal import conftest as terminals
from tests.terminal.room import Client, StartClient

# Clients in terminals; what is called `start_client` here starts them in pipes.
start_terminal = terminals.start_client
ROWS = 40

# What prompt_toolkit and the styles write themselves, and the window's title, whole.
SCREEN = re.compile(
    r"\x1b\[(?:\?(?:1|7|12|25|1004|2004)[hl]|\d*[ABCD]|[JK]|[0-9;]*m)|\x08|\r"
    r"|\x1b\[2[23];0t|\x1b\]0;(?:[^\x00-\x1f\x7f-\x9f]* – )?Realtime Chat\x07|\x1b\]0;\x07"
)
# Nothing at all is drawn; only the terminal's own echo of the keys of the goodbye is seen.
PLAIN = re.compile(r"(?!)")
LOOKS = pytest.mark.parametrize(
    ("options", "own"), [((), SCREEN), (("--plain",), PLAIN)], ids=["screen", "plain"]
)


@pytest.fixture
def hostile() -> Iterator[HostileServer]:
    """A server that means harm."""
    server = HostileServer()
    yield server
    server.close()


def check(client: Client, own: re.Pattern[str]) -> str:
    """Check all that the client has written so far; give it as text."""
    client.terminal.pump()
    written = client.terminal.written.decode("utf-8")
    # Harm could look like a sequence of the client's own, but for its numbers.
    assert not re.search(r"\x1b\[(777[ABCD]|[\d;]*5;199|8m)", written)
    assert_harmless(written, own)
    assert_nothing_forged(client.terminal.lines)
    return written


@LOOKS
def test_every_message(
    hostile: HostileServer,
    start_terminal: StartClient,
    options: tuple[str, ...],
    own: re.Pattern[str],
) -> None:
    """No text of any message of a server can do harm, and the harmless ones stay whole."""
    ana = start_terminal("ana", *options, port=hostile.port, rows=ROWS)
    harm = "".join(ATTACKS.values()).replace("\n", "").encode("utf-8", "replace")
    hostile.welcome(banner=BANNER.strip() + harm + b"\n")
    ana.wait_for("-- Connected. You are ana")
    ana.terminal.type(":bell off\r")  # else it rings itself
    ana.wait_for("-- It never rings.")
    for number, attack in enumerate(ATTACKS.values()):
        hostile.every_message(attack)
        hostile.send("error", code="end", text=f"the end of {number}")
        # One by one, so that each is seen as oneself's name, too.
        ana.wait_for(f"!! the end of {number}")
    for text in HARMLESS.values():
        hostile.said(text=text)
    hostile.send("error", code="end", text="the very end")
    ana.wait_for("!! the very end")
    assert_whole(check(ana, own))


@LOOKS
@pytest.mark.parametrize("asked", ["history", "search"])
def test_every_answer(
    hostile: HostileServer,
    start_terminal: StartClient,
    options: tuple[str, ...],
    own: re.Pattern[str],
    asked: str,
) -> None:
    """Nor can what is found in a history of such a server."""
    # One of them would make a whole page unreadable.
    texts = [text for text in ATTACKS.values() if text.isprintable() or _is_unicode(text)]
    ana = start_terminal("ana", *options, port=hostile.port, rows=ROWS)
    hostile.welcome(seq=SEQ, after=SEQ)
    ana.wait_for("-- Connected. You are ana")
    ana.terminal.type(":bell off\r")  # else it rings itself
    ana.wait_for("-- It never rings.")
    texts += HARMLESS.values()
    if asked == "history":
        ana.terminal.type(":history 1000\r")
        hostile.answer(asked, texts)
    else:
        for part in range(0, len(texts), PAGE_ENTRIES // 2):
            ana.terminal.type(f":search {part}\r")
            hostile.answer(asked, texts[part : part + PAGE_ENTRIES // 2])
            hostile.send("error", code="told", text=f"told from {part}")
            ana.wait_for(f"!! told from {part}")  # or the next search would take its place
    hostile.send("error", code="end", text="the end")
    ana.wait_for("!! the end")
    assert_whole(check(ana, own))


@LOOKS
def test_bare_lines(
    hostile: HostileServer,
    start_terminal: StartClient,
    options: tuple[str, ...],
    own: re.Pattern[str],
) -> None:
    """Nor can a server of bare lines, such as the original one."""
    ana = start_terminal("ana", *options, port=hostile.port, rows=ROWS)
    hostile.greet(b"hello\n")
    for text in (*ATTACKS.values(), *HARMLESS.values()):
        for line in (
            text,
            f"📢 Broadcast: Client {text}: {text}",
            f"Broadcast: Client ana: {text}",
        ):
            hostile.write(line.encode("utf-8", "replace") + b"\n\n")
    hostile.write(bytes(range(0x80, 0x100)) + b"\n" + b"the end\n")
    ana.wait_for("the end")
    assert_whole(check(ana, own))


def _is_unicode(text: str) -> bool:
    return not re.search("[\ud800-\udfff]", text)
