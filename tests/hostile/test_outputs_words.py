"""Every attack, in what is typed, named or raised here, at what the programs say by themselves."""

import io
import json
import logging
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.client import cli as client
from app.client import offering, starting
from app.client.printer import Printer
from app.client.settings import Settings
from app.errors import Refused, UsageError
from app.server import cli as server
from app.server.logs import LogHandler
from app.server.writer import Writer
from app.system import run, sockets, streams
from app.system.console import WindowTitle
from app.system.programs import Origin
from tests.support.attacks import (
    ATTACKS,
    HARMLESS,
    assert_harmless,
    assert_nothing_forged,
    assert_whole,
)
from tests.support.given import StartServer

TEXTS = [*ATTACKS.values(), *HARMLESS.values()]
# What can stand on a command line: no NUL, and nothing that the system cannot pass on.
ARGUMENTS = [text.replace("\0", "").encode("utf-8", "replace").decode() for text in TEXTS]
TITLE = re.compile(r"\x1b\[2[23];0t|\x1b\]0;|\x07")


def check(written: str) -> None:
    """Check something that a program has said."""
    assert written
    assert_harmless(written)
    assert_nothing_forged(written.split("\n"))


@pytest.mark.parametrize(
    "options",
    [
        lambda text: [f":{text}:"],
        lambda text: ["--history", text],
        lambda text: ["a", f"b{text}"],
        lambda text: [f"--harm{text}"],
        lambda text: [f"--send=a{text}", "--follow=" + text],
    ],
    ids=["address", "history", "argument", "option", "value"],
)
def test_a_client_s_command_line(
    options: Callable[[str], list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """What is typed is told again, and may have been pasted."""
    for text in ARGUMENTS:
        _fails(client.main, options(f"{text}x"))
        check(capsys.readouterr().err)


SETTINGS = pytest.mark.parametrize(
    "text_of",
    [
        lambda text: f"bell = {json.dumps(text)}\nport = {json.dumps(text)}\n",
        lambda text: f"{json.dumps(text)} = 1\n",
        lambda text: f"address = {json.dumps(text + ':')}\n",
        lambda text: text,
        lambda text: f"# {text}\nx = {text}",
    ],
    ids=["value", "key", "address", "file", "broken"],
)


@SETTINGS
def test_a_client_s_settings(
    text_of: Callable[[str], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What stands in a file, or in the environment, may come from anywhere."""
    file = tmp_path / "client.toml"
    for text in ARGUMENTS:
        file.write_bytes(text_of(text).encode("utf-8", "replace"))
        monkeypatch.setenv("CHAT_BELL", f"x{text}")
        _fails(client.main, ["--config", str(file), "--send", "x", "192.0.2.1:x"])
        check(capsys.readouterr().err)
        monkeypatch.setenv("CHAT_ADDRESS", f"{text}::")
        monkeypatch.setattr(sockets, "is_loopback", lambda host: False)
        _fails(client.main, ["--config", str(file), "--send", "x"])
        check(capsys.readouterr().err)
        monkeypatch.delenv("CHAT_ADDRESS")


@SETTINGS
def test_a_server_s_settings(
    text_of: Callable[[str], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "server.toml"
    for text in ARGUMENTS:
        file.write_bytes(text_of(text).encode("utf-8", "replace"))
        monkeypatch.setenv("CHAT_SERVER_LOG_LEVEL", f"x{text}")
        _fails(server.main, ["--config", str(file), "--log-file", f"{file}/x"])
        check(capsys.readouterr().err)


def test_what_set_tells(tmp_path: Path) -> None:
    """`:set` shows what stands in the environment, the file, and behind it."""
    for text in TEXTS:
        environ = {"CHAT_NAME": text, "CHAT_HIGHLIGHT": text, "CHAT_ADDRESS": text}
        path = tmp_path / ARGUMENTS[0].replace("/", "")[:20]
        there = Settings({}, environ, path)
        for typed in ("", "name", "address", "highlight", text, f"bell {text}", f"room {text}"):
            try:
                lines = there.settings_command(typed)
            except UsageError as error:
                lines = [str(error)]
            assert_harmless("\n".join(lines))
            assert not any("\n" in line for line in lines)


@pytest.mark.parametrize("known", [False, True], ids=["unknown", "remote"])
def test_a_client_s_address(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, known: bool
) -> None:
    """A host may be called anything, whether there is one or not."""

    def is_loopback(host: str) -> bool:
        if not known:
            raise OSError(host)
        return False

    monkeypatch.setattr(sockets, "is_loopback", is_loopback)
    for text in ARGUMENTS:
        host = text.translate(dict.fromkeys(map(ord, "[]:-"), "x"))
        _fails(client.main, [f"x{host}"])
        check(capsys.readouterr().err)


@pytest.mark.parametrize(
    "options",
    [
        lambda text, file: ["--log-file", f"{file}/{text}"],
        lambda text, file: ["--log-level", text],
        lambda text, file: ["--port", text],
        lambda text, file: ["--harm" + text],
        lambda text, file: ["a" + text],
    ],
    ids=["log file", "log level", "port", "option", "argument"],
)
def test_a_server_s_command_line(
    options: Callable[[str, Path], list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor does the server repeat anything as it was typed."""
    (file := tmp_path / "file").write_bytes(b"")
    for text in ARGUMENTS:
        _fails(server.main, options(f"{text}x", file))
        check(capsys.readouterr().err)


def _fails(program: Callable[[list[str]], int], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        sys.exit(program(arguments))
    assert end.value.code == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names for folders")
def test_a_server_s_folder(start_server: StartServer, tmp_path: Path) -> None:
    """The folder that history is kept in stands in the log, whatever it is called."""
    for number, text in enumerate(
        ("a\x1b[2J\n2026-11-22 12:00:00,000 INFO ana", "\u202eb\u2028\x9b")
    ):
        folder = tmp_path / text
        started = start_server("--data", str(folder))
        started.log.until(" keeps what is said in ")
        started.kill()
        check("\n".join(started.log.so_far()))
        assert len(started.log.so_far()) == 1
        (blocked := tmp_path / f"{number}\x1b]0;harm\x07\n!! Harm").write_bytes(b"")
        with pytest.raises(AssertionError, match="the end"):
            start_server("--data", str(blocked / "x"), may_fail=True)


def test_window_titles() -> None:
    """A title ends where it should, and can be saved and restored by its program only."""
    written: list[str] = []
    title = WindowTitle(written.append, "xterm")
    for text in TEXTS:
        title.set(text)
        shown = written.pop()
        assert re.fullmatch(r"(\x1b\[22;0t)?\x1b\]0;[^\x07\x1b]*\x07", shown)
        assert_harmless(shown, TITLE)
        assert "\n" not in shown
    title.restore()
    assert_harmless(written.pop(), TITLE)


def test_mistakes_in_the_program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An exception that nobody expects may have any text in it."""
    monkeypatch.setenv(run.DEBUG, "1")
    for text in TEXTS:
        run.tell_bug("client", RuntimeError(text))
        assert_harmless(capsys.readouterr().err)


def test_records() -> None:
    """Whatever is logged is clean, and one record."""
    written = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with Writer("test-log", 1000) as writer:
        handler = LogHandler(writer, written)
        for text in TEXTS:
            handler.handle(logging.LogRecord("app", logging.INFO, "", 0, "%s", (text,), None))
    assert isinstance(written.buffer, io.BytesIO)
    log = written.buffer.getvalue().decode().replace(os.linesep, "\n")
    check(log)
    assert_whole(log)
    records = [line for line in log.split("\n")[:-1] if not line.startswith("    ")]
    assert len(records) == len(TEXTS)
    assert all(" INFO " in record for record in records)


def test_refusals(capsys: pytest.CaptureFixture[str]) -> None:
    """What is refused is told, as text and as JSON."""
    for as_json in (False, True):
        for text in TEXTS:
            Printer(as_json=as_json, typed=True, now=lambda: 0).refusal(Refused("no", text))
            out, err = capsys.readouterr()
            check(out + err)
            assert not as_json or json.loads(out)["text"] == text


def test_the_log_of_a_server_that_did_not_start() -> None:
    """Somebody else may have written to it."""
    for text in TEXTS:
        check(starting.last_lines(text.encode("utf-8", "replace") + b"\nlast"))


def test_the_offer_of_a_server(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """It tells the address, and what the server said that was started."""
    origin = Origin(frozen=False, windows=False, python="python", script="x")
    monkeypatch.setattr(offering, "is_missing", lambda host, port: True)
    for text in TEXTS:
        monkeypatch.setattr(starting, "start_server", lambda *_, said=text: f"It said:\n   {said}")
        reader, writer = os.pipe()
        os.write(writer, b"y\n")
        os.close(writer)
        with os.fdopen(reader, encoding="utf-8") as keys:
            monkeypatch.setattr("sys.stdin", keys)
            assert offering.offer_server(f"127.0.0.1{text}", 6000, origin, "server", tmp_path)
        assert_harmless(capsys.readouterr().out)


def test_what_is_written_through() -> None:
    """The last step changes nothing but line ends, and fails over no character."""
    for text in TEXTS:
        stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace")
        streams.write_through(stream, text)
        assert isinstance(stream.buffer, io.BytesIO)
        written = stream.buffer.getvalue().decode().replace(os.linesep, "\n")
        assert written == text.encode("utf-8", "backslashreplace").decode()
