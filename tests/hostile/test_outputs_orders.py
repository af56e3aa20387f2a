"""Every attack, in orders and in what is said of them: the console, and the status."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.protocol.replies import Error
from app.protocol.status import StatusReport
from app.server import cli, status
from app.server.console import Console
from app.server.writer import Writer
from tests.hostile.test_outputs_window import ADDRESS, SERVER, check
from tests.support.attacks import ATTACKS, HARMLESS, assert_harmless, assert_nothing_forged
from tests.support.given import Connect
from tests.support.peers import JsonPeer
from tests.support.terminal import Terminal
from tests.terminal.room import environment

TEXTS = [*ATTACKS.values(), *HARMLESS.values()]
ORDERS = ["{}", "{} x", "announce {}", "ban x {}", "ban {}", "mute x {}", "lock {}", "who {}"]
ORDERS += ["unban {}", "help {}", "slow {}", "unlock", "bans"]


def test_the_console(tmp_path: Path, connect: Connect) -> None:
    """An operator means harm: the host's window, the log and all who listen are safe."""
    file = tmp_path / "chat.log"
    command = [sys.executable, "-W", "error", "-m", "app.server", "--port", "0", "--rate", "0"]
    with Terminal([*command, "--log-file", str(file)], environment(tmp_path)) as terminal:
        terminal.wait_for("host>")
        found = ADDRESS.search("\n".join(terminal.lines))
        assert found
        oper, bo = connect(int(found[1]), "oper"), connect(int(found[1]), "bo")
        terminal.type(":op oper\r")
        oper.until("notice", text="The host made oper an operator.")
        for number, text in enumerate(TEXTS):
            for order in ORDERS:
                oper.tell("order", text=order.format(text))
            if number % 10 == 0:
                terminal.type(":bans\r:ops\r")
                terminal.pump()
        oper.tell("order", text="announce the end")
        for peer in (oper, bo):
            heard_to_the_end(peer)
        terminal.wait_for("told everybody: the end")
        check(terminal, SERVER)
        terminal.type("\x03")
        assert terminal.wait_end() == 0
        check(terminal, SERVER)
    log = file.read_text("utf-8")
    assert_harmless(log)
    assert_nothing_forged(log.split("\n"))


def heard_to_the_end(peer: JsonPeer) -> None:
    """Check all that somebody is told."""
    text = ""
    while not text.endswith("the end"):
        text = str(peer.next().get("text", ""))
        assert_harmless(text)


class Window(Writer):
    """Takes what is written, and writes nothing."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def put(self, stream: object, text: str) -> None:
        self.texts.append(text)


def test_what_is_typed() -> None:
    """It may have been pasted."""
    window = Window()
    answers: list[Callable[[str], None]] = []
    console = Console(
        window,
        "",
        lambda _, tell: answers.append(tell),
        tuple[str, ...],
        tuple[str, ...],
        lambda: None,
        color=False,
    )
    for text in TEXTS:
        for form in ("{}", ":{}", ":kick {}", "kick {}", ":say {}"):
            console._typed(form.format(text))
        answers[-1](text)
    assert_harmless("".join(window.texts))
    assert_nothing_forged("".join(window.texts).split("\n"))


def test_the_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whoever answers in the server's place, and whatever its folder is called."""
    folder = tmp_path / "kept"
    folder.mkdir()
    kept = {"token": "x", "host": "127.0.0.1", "port": 1}
    (folder / "status-token").write_text(json.dumps(kept))
    figures = re.findall(r"^    (\w+): (?:Number|Figure)", source(), re.MULTILINE)
    for text in TEXTS:
        answers = [
            Error(code=text, text=text),
            StatusReport(version=text, **dict.fromkeys(figures, 1)),
        ]
        for answer in answers:
            monkeypatch.setattr(status, "_exchange", lambda *_, answer=answer: answer)
            cli.main(["--status", "--data", str(folder)])
        nowhere = text.replace("\0", "").encode("utf-8", "replace").decode()
        cli.main(["--status", "--port", "1", "--data", str(tmp_path / nowhere)])
    out, err = capfd.readouterr()
    assert out.count('"version"') == len(TEXTS)
    assert_harmless(out + err)
    assert_nothing_forged((out + err).split("\n"))


def source() -> str:
    """Where the figures are listed."""
    return (Path(status.__file__).parents[1] / "protocol" / "status.py").read_text("utf-8")
