"""Ctrl+Z, and a shell that stops a program in other ways: afterwards it has its terminal again."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.terminal import Terminal
from tests.terminal.keys import CTRL_D
from tests.terminal.room import environment

PYTHON = [sys.executable, "-W", "error", "-m"]
CTRL_Z = "\x1a"


class Job:
    """A program that is the job of a shell."""

    def __init__(self, terminal: Terminal, prompt: str) -> None:
        self.terminal = terminal
        self._prompt = prompt
        self.wait_input("")
        self.modes = terminal.modes

    def wait_input(self, text: str) -> None:
        row = f"{self._prompt}{text}".rstrip()
        self.terminal.wait_until(lambda: row in self.terminal.rows[-2:], row)

    def wait_stopped(self, times: int) -> None:
        """Wait until the shell has the terminal, and nothing is drawn after what it says."""

        def is_over() -> bool:
            lines = self.terminal.lines
            return lines.count("shell:") == times and self.terminal.rows[-1] == "shell:"

        self.terminal.wait_until(is_over, "shell:")
        assert self.terminal.modes == self.terminal.modes_before

    def go_on(self) -> None:
        """Have the shell let it go on; wait until it has its terminal again."""
        self.terminal.type("fg\r")
        self.terminal.wait_until(lambda: self.terminal.modes == self.modes, "raw mode")


@pytest.fixture(params=["echo", "echo in a thread", "console"])
def job(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Job]:
    options: dict[str, Any] = {"thread": 1} if "thread" in request.param else {}
    programs = {
        "console": (["app.server", "--port", "0"], "host> "),
        "echo": (["tests.terminal.echo", json.dumps(options)], "ana> "),
    }
    program, prompt = programs[request.param.split()[0]]
    command = [*PYTHON, "tests.terminal.jobs", *PYTHON, *program]
    with Terminal(command, environment(tmp_path), columns=100) as terminal:
        yield Job(terminal, prompt)
        terminal.type(f"\x0b\x15{CTRL_D}")
        assert terminal.wait_end() == 0
        assert terminal.modes == terminal.modes_before
        assert b"Traceback" not in terminal.written


def test_ctrl_z(job: Job) -> None:
    """What was half typed is there again, and keys work as before."""
    job.terminal.type("half")
    job.wait_input("half")
    for times in (1, 2):
        job.terminal.type(CTRL_Z)
        job.wait_stopped(times)
        job.go_on()
        job.wait_input("half")
    job.terminal.type("\x15abc\x1b[D\x7f")
    job.wait_input("ac")


def test_stopped_by_somebody_else(job: Job) -> None:
    """So that it could give nothing back."""
    job.terminal.type("half")
    job.wait_input("half")
    os.killpg(os.tcgetpgrp(job.terminal.fileno()), signal.SIGSTOP)
    job.terminal.wait_for("shell:")
    job.go_on()
    job.wait_input("half")
    job.terminal.type("\x15abc\x1b[D\x7f")
    job.wait_input("ac")
