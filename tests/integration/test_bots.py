"""The bots that docs/bots.md shows, as they stand there: only the port and the client are ours."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.given import Connect
from tests.support.processes import ROOT, WAIT_S, Program, ServerProgram, scale

PAGE = (ROOT / "docs" / "bots.md").read_text("utf-8")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="there is no sh on Windows")


def shown(language: str) -> str:
    """The first example in a language."""
    match = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert match
    return match[1]


def test_the_bot_in_python(
    server: ServerProgram, connect: Connect, tmp_path: Path, cleanup: ExitStack
) -> None:
    """It needs fifteen lines at most, answers who asks, and nobody else."""
    code = shown("python").replace("6000", str(server.port))
    assert len([line for line in code.splitlines() if line]) <= 15
    (tmp_path / "bot.py").write_text(code, "utf-8")
    bot = Program([str(tmp_path / "bot.py")], tmp_path, may_fail=True)
    cleanup.callback(bot.close)
    server.log.until("dice joined")
    ana = connect(server.port, "ana")
    ana.say("hello", "!roll")
    answer = ana.until("said", name="dice")
    assert re.fullmatch(r"ana rolls [1-6]", answer["text"])
    ana.say("end")
    ana.until("said", text="end")
    assert len([text for text in ana.texts if "rolls" in text]) == 1


@pytest.fixture
def on_path(server: ServerProgram, tmp_path: Path) -> Path:
    """A folder with `chat-client` in it, which goes to the server of this test."""
    folder = tmp_path / "bin"
    folder.mkdir()
    client = folder / "chat-client"
    run = f'exec "{sys.executable}" -m app.client 127.0.0.1:{server.port} "$@"'
    client.write_text(f'#!/bin/sh\ncd "{ROOT}" && {run}\n', "utf-8")
    client.chmod(0o755)
    return folder


@pytest.fixture
def shell(on_path: Path, tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """The bot in shell, in a group of its own."""
    sh = shutil.which("sh") or "sh"
    bot = subprocess.Popen(
        [sh, "-c", shown("sh")],
        env={"PATH": f"{on_path}:/usr/bin:/bin", "HOME": str(tmp_path), "TMPDIR": str(tmp_path)},
        start_new_session=True,
    )
    yield bot
    bot.wait(scale(WAIT_S))


@POSIX
def test_the_bot_in_shell(
    server: ServerProgram, connect: Connect, shell: "subprocess.Popen[bytes]", tmp_path: Path
) -> None:
    """It answers as long as it runs, and leaves nothing behind."""
    try:
        server.log.until("clock joined")
        ana = connect(server.port, "ana")
        ana.say("what time is it?", "!time")
        answer = ana.until("said", name="clock")
        assert re.fullmatch(r"ana: it is \d\d:\d\d", answer["text"])
    finally:
        os.killpg(shell.pid, signal.SIGTERM)
    server.log.until("clock left")
    shell.wait(scale(WAIT_S))
    assert not list(tmp_path.glob("tmp.*"))
