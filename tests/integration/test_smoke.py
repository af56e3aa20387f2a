"""The quick look at an archive, with programs that are none: it tells what is wrong with them."""

import sys
from pathlib import Path

import pytest
import smoke

if sys.platform == "win32":
    pytest.skip("the stand-ins are scripts", allow_module_level=True)

VERSION = "1.2.0"


def program(folder: Path, name: str, script: str) -> None:
    file = folder / name
    file.write_text(f"#!{sys.executable}\nimport sys\n{script}\n", encoding="utf-8")
    file.chmod(0o700)


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("print('realtime-chat 1.1.0')", "server --version: 'realtime-chat 1.1.0' instead of"),
        ("sys.exit('no module named x')", "ended with 1: no module named x"),
        ("print('realtime-chat 1.2.0'); sys.exit(3)", "ended with 3"),
    ],
)
def test_a_program_that_does_not_start(tmp_path: Path, script: str, told: str) -> None:
    program(tmp_path, "server", script)
    with pytest.raises(smoke.Unwell, match=told):
        smoke.check(tmp_path, VERSION)


def test_what_a_server_said_before_it_ended_is_told(tmp_path: Path) -> None:
    version = f"print('realtime-chat {VERSION}') if sys.argv[1:] == ['--version'] else "
    program(tmp_path, "server", version + "sys.exit('no disk')")
    program(tmp_path, "client", version + "None")
    with pytest.raises(smoke.Unwell, match="was awaited, and this came:\nno disk"):
        smoke.check(tmp_path, VERSION)


def test_a_client_that_dies_in_its_terminal(tmp_path: Path) -> None:
    program(tmp_path, "client", "print('torn')")
    with pytest.raises(smoke.Unwell, match="a client in a terminal ends, and showed b'torn"):
        smoke._in_a_terminal(tmp_path, "127.0.0.1:1")


def test_the_end_of_a_terminal_is_nothing_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Linux tells it by an error, other systems by nothing to read."""

    def fail(_descriptor: int, _count: int) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("os.read", fail)
    assert smoke._read(0) == b""


def test_a_client_that_leaves_badly(tmp_path: Path) -> None:
    program(tmp_path, "client", "print('You are eve', flush=True); input(); sys.exit(5)")
    with pytest.raises(smoke.Unwell, match="after :quit: 5 instead of 0"):
        smoke._in_a_terminal(tmp_path, "127.0.0.1:1")
