"""dev.py: what people see when something is missing, and that `chat` ends in the client.

The commands run in a copy of the folder, so that they cannot touch this one's `.venv`.
"""

import ast
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OLD = (3, 8)
LIMIT_S = 40
FREEZE_LOCK = "build/requirements.txt"

FAKE_SERVER = """
import socket, sys
port = int(sys.argv[sys.argv.index("--port") + 1])
if {fails}:
    sys.exit("The port is taken; choose another.")
listener = socket.create_server(("127.0.0.1", port))
print(f"Listening on 127.0.0.1:{{port}}", flush=True)
while True:
    listener.accept()[0].close()
"""
FAKE_PYTEST = """
import sys, time
print(*sys.argv[1:], flush=True)
if "sleep" in sys.argv:
    time.sleep(60)  # a suite that has to be stopped
sys.exit(int(sys.argv[-1]))
"""
FAKE_STORM = """
import os, sys
print(sys.argv[-1], "seed", os.environ["CHAT_FAULTS_SEED"], flush=True)
sys.exit(int(os.environ["FAKE_STATUS"]) if os.environ["CHAT_FAULTS_SEED"] == "42" else 0)
"""
FAKE_SCRIPT = """
import os, sys
print(os.path.basename(sys.argv[0]), *sys.argv[1:], flush=True)
sys.exit(int(os.environ.get("FAKE_STATUS", "0")))
"""
FAKE_CLIENT = """
import sys
print("client", *sys.argv[1:], sys.stdin.read())
sys.exit(7)
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "dev.py", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    return tmp_path


def dev(
    folder: Path, *arguments: str, typed: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run dev.py for at most LIMIT_S and check that it shows no traceback."""
    done = subprocess.run(
        [sys.executable, str(folder / "dev.py"), *arguments],
        cwd=folder,
        env=os.environ | {"TEST_SLOWNESS": "1"} | variables,
        input=typed,
        capture_output=True,
        encoding="utf-8",
        timeout=LIMIT_S,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


@pytest.mark.parametrize("arguments", [(), ("help",), ("--help",)])
def test_help_lists_the_commands(copy: Path, arguments: tuple[str, ...]) -> None:
    done = dev(copy, *arguments)
    assert done.returncode == 0
    for command in ("chat", "test", "faults", "bench", "soak", "lint", "freeze", "setup"):
        assert re.search(rf"^  {command} ", done.stdout, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["brew"], "There is no command 'brew'"),
        (["test", "brew"], "No suite is called 'brew'"),
        (["lint", "brew"], "takes nothing more"),
        (["faults", "long"], "takes seconds and a seed"),
        (["faults", "1", "2", "3"], "takes seconds and a seed"),
        (["soak", "long"], "takes seconds and a seed"),
        (["soak", "1", "2", "3"], "takes seconds and a seed"),
    ],
)
def test_what_it_does_not_know(copy: Path, arguments: list[str], sentence: str) -> None:
    done = dev(copy, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert not (copy / ".venv").exists()


def test_python_without_ensurepip(copy: Path) -> None:
    shadow = copy / "shadow"
    shadow.mkdir()
    (shadow / "ensurepip.py").write_text("raise ImportError('left out')", encoding="utf-8")
    done = dev(copy, "setup", PYTHONPATH=str(shadow))
    assert (done.returncode, done.stdout) == (1, "")
    assert f"apt install python3.{sys.version_info.minor}-venv" in done.stderr
    assert len(done.stderr.splitlines()) <= 2


def test_pip_without_a_registry(copy: Path) -> None:
    offline = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(copy)}
    done = dev(copy, "setup", **offline)
    assert (done.returncode, done.stdout) == (1, "")
    assert "ERROR: No matching distribution found" in done.stderr
    assert done.stderr.endswith("Check the network, then run this again.\n")
    assert not (copy / ".venv" / "installed").exists()


def test_a_missing_lock_is_told(copy: Path) -> None:
    shutil.rmtree(copy / "requirements")
    done = dev(copy, "setup")
    assert done.returncode == 1
    assert "dev.txt" in done.stderr


def test_it_parses_on_old_pythons() -> None:
    ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=OLD)


def assert_asks_for_a_newer_python(command: list[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "needs Python 3.11 or newer" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_python_that_says_it_is_old() -> None:
    pretend = (
        "import runpy, sys; sys.version_info = (3, 8, 18, 'final', 0);"
        "runpy.run_path('dev.py', run_name='__main__')"
    )
    assert_asks_for_a_newer_python([sys.executable, "-c", pretend])


def test_a_real_old_python() -> None:
    for name in ("python3.8", "python3.9", "python3.10"):
        python = shutil.which(name)
        if python and subprocess.run([python, "-c", ""], capture_output=True).returncode == 0:
            assert_asks_for_a_newer_python([python, "dev.py"])
            return
    pytest.skip("no Python from 3.8 to 3.10 here")


@pytest.fixture
def ready(copy: Path) -> Path:
    """A folder that counts as set up; server, client and pytest are stand-ins."""
    if sys.platform == "win32":
        pytest.skip("needs symbolic links")
    (copy / "build").mkdir()
    for lock, venv in [("requirements/dev.txt", ".venv"), (FREEZE_LOCK, "out/freeze/venv")]:
        shutil.copy(ROOT / lock, copy / lock)
        (copy / venv / "bin").mkdir(parents=True)
        (copy / venv / "bin" / "python").symlink_to(sys.executable)
        write(copy / venv / "installed", sha256((copy / lock).read_bytes()).hexdigest())
    write(copy / "build" / "freeze.py", FAKE_SCRIPT)
    write(copy / "app" / "server" / "__main__.py", FAKE_SERVER.format(fails=False))
    write(copy / "app" / "client" / "__main__.py", FAKE_CLIENT)
    write(copy / "pytest.py", FAKE_PYTEST)
    for suite in ("unit", "integration"):
        (copy / "tests" / suite).mkdir(parents=True)
    return copy


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


@pytest.fixture
def port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return str(free.getsockname()[1])


def test_chat_starts_a_server_once_and_becomes_the_client(ready: Path, port: str) -> None:
    first = dev(ready, "chat", "--name", "ana", typed="hello", CHAT_DEV_PORT=port)
    started = re.search(r"\(process (\d+)\). To stop it: kill \1$", first.stderr.strip())
    assert started, first.stderr
    try:
        second = dev(ready, "chat", typed="again", CHAT_DEV_PORT=port)
    finally:
        os.kill(int(started[1]), signal.SIGTERM)
    assert (first.returncode, first.stdout) == (7, f"client 127.0.0.1:{port} --name ana hello\n")
    assert (second.returncode, second.stdout) == (7, f"client 127.0.0.1:{port} again\n")
    assert second.stderr == ""
    assert f"Listening on 127.0.0.1:{port}" in (ready / "out" / "server.log").read_text("utf-8")


def test_chat_says_why_the_server_did_not_start(ready: Path, port: str) -> None:
    write(ready / "app" / "server" / "__main__.py", FAKE_SERVER.format(fails=True))
    done = dev(ready, "chat", CHAT_DEV_PORT=port)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith("The port is taken; choose another.\n")


def test_chat_refuses_a_port_that_is_none(ready: Path) -> None:
    done = dev(ready, "chat", CHAT_DEV_PORT="many")
    assert (done.returncode, done.stdout) == (2, "")
    assert "CHAT_DEV_PORT" in done.stderr


@pytest.mark.parametrize(
    ("pytest_status", "verdict", "status"), [(0, "ok", 0), (1, "FAILED", 1), (5, "no tests", 1)]
)
def test_suites_end_in_a_table(ready: Path, pytest_status: int, verdict: str, status: int) -> None:
    done = dev(ready, "test", "--", "-k", str(pytest_status))
    assert done.returncode == status
    assert done.stdout.startswith(f"tests/unit -k {pytest_status}\ntests/integration -k ")
    table = [line.split()[0] for line in done.stdout.splitlines() if verdict in line]
    assert table == ["unit", "integration"]


@pytest.mark.parametrize("slowness", ["", "fast", "0.5", "nan", "1e9"])
def test_a_slowness_that_makes_no_sense(ready: Path, slowness: str) -> None:
    done = dev(ready, "test", TEST_SLOWNESS=slowness)
    assert (done.returncode, done.stdout) == (2, "")
    assert "TEST_SLOWNESS must be a number from 1 to 100" in done.stderr


def test_a_slow_machine_has_more_time(ready: Path) -> None:
    done = dev(ready, "test", "unit", "--", "0", TEST_SLOWNESS="2.5")
    assert re.search(r"^unit +ok .* s of 185 s$", done.stdout, re.MULTILINE)


def test_a_suite_that_overruns_is_stopped(ready: Path) -> None:
    script = (ready / "dev.py").read_text(encoding="utf-8")
    write(ready / "dev.py", re.sub('"unit": [0-9]+', '"unit": 1', script))
    done = dev(ready, "test", "unit", "--", "sleep", "0")
    assert done.returncode == 1
    assert "The suite unit took longer than its 1 s and was stopped." in done.stderr
    assert "OVERRAN" in done.stdout


def test_faults_for_a_while(ready: Path) -> None:
    write(ready / "pytest.py", FAKE_STORM)
    done = dev(ready, "faults", "1", "100")
    seeds = [line.split()[-1] for line in done.stdout.splitlines()]
    assert (done.returncode, seeds) == (0, [str(100 + number) for number in range(len(seeds))])
    assert seeds
    assert f"Nothing was lost in {len(seeds)} storm" in done.stderr


@pytest.mark.parametrize(
    ("status", "sentence"), [(1, "python3 dev.py faults 1 42"), (5, "This system has no signals")]
)
def test_faults_end_with_the_first_failure(ready: Path, status: int, sentence: str) -> None:
    """And it is told how to see it again."""
    write(ready / "pytest.py", FAKE_STORM)
    done = dev(ready, "faults", "60", "41", FAKE_STATUS=str(status))
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        f"tests/integration/test_nothing_lost.py seed {seed}" for seed in (41, 42)
    ]
    assert sentence in done.stderr


def test_faults_once(ready: Path) -> None:
    """A seed that is named has its storm, be there time for it or not."""
    write(ready / "pytest.py", FAKE_STORM)
    done = dev(ready, "faults", "0", "7")
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 1)
    assert done.stderr.endswith("Nothing was lost in 1 storm.\n")


@pytest.mark.parametrize("status", [0, 1, 2])
def test_freezing(ready: Path, status: int) -> None:
    done = dev(ready, "freeze", "smoke", "x.zip", FAKE_STATUS=str(status))
    assert (done.returncode, done.stdout) == (status, "freeze.py smoke x.zip\n")


@pytest.mark.parametrize("status", [0, 1, 2])
def test_measuring(ready: Path, status: int) -> None:
    write(ready / "tests" / "bench" / "broadcast.py", FAKE_SCRIPT)
    done = dev(ready, "bench", "--quick", "--json", "x", FAKE_STATUS=str(status))
    assert (done.returncode, done.stdout) == (status, "broadcast.py --quick --json x\n")


@pytest.mark.parametrize("status", [0, 1])
def test_soaking(ready: Path, status: int) -> None:
    write(ready / "tests" / "soak" / "__main__.py", FAKE_SCRIPT)
    done = dev(ready, "soak", "60", "7", FAKE_STATUS=str(status))
    assert (done.returncode, done.stdout) == (status, "__main__.py 60 7\n")


def test_frozen_programs_are_made_before_they_are_tested(ready: Path) -> None:
    (ready / "tests" / "frozen").mkdir()
    done = dev(ready, "test", "frozen", "--", "0", CI="true", CHAT_FROZEN_DIR="")
    assert done.returncode == 0
    assert done.stdout.startswith("freeze.py\ntests/frozen 0\n")


def test_frozen_programs_that_are_there_are_tested(ready: Path) -> None:
    """And nothing is set up for freezing."""
    (ready / "tests" / "frozen").mkdir()
    shutil.rmtree(ready / "out" / "freeze")
    done = dev(ready, "test", "frozen", "--", "0", CHAT_FROZEN_DIR="somewhere")
    assert done.returncode == 0
    assert done.stdout.startswith("tests/frozen 0\n")
    assert not (ready / "out" / "freeze").exists()


def test_what_cannot_be_frozen_is_not_called_tested(ready: Path) -> None:
    (ready / "tests" / "frozen").mkdir()
    done = dev(ready, "test", "frozen", CI="true", CHAT_FROZEN_DIR="", FAKE_STATUS="1")
    assert done.returncode == 1
    assert re.search("^frozen +FAILED", done.stdout, re.MULTILINE)
    assert "tests/frozen" not in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every Python can freeze")
def test_without_a_shared_library_nothing_is_frozen(ready: Path) -> None:
    """On a developer's machine the rest is tested all the same, and the table says so."""
    (ready / "tests" / "frozen").mkdir()
    script = (ready / "dev.py").read_text(encoding="utf-8")
    write(ready / "dev.py", script.replace('"Py_ENABLE_SHARED"', '"NO_SUCH_SETTING"'))
    done = dev(ready, "test", "frozen", CI="", CHAT_FROZEN_DIR="")
    assert done.returncode == 0
    assert re.search("^frozen +left out", done.stdout, re.MULTILINE)
    assert "no shared library" in done.stderr


def test_an_interrupted_freeze_takes_its_children_along(ready: Path) -> None:
    write(
        ready / "build" / "freeze.py", "import time\nprint('freezing', flush=True)\ntime.sleep(60)"
    )
    command = [sys.executable, "dev.py", "freeze"]
    with subprocess.Popen(command, cwd=ready, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stdout.readline() == "freezing\n"
        running.send_signal(signal.SIGTERM)
        assert running.stdout.read() == ""
        assert running.wait(LIMIT_S) == 130


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_an_interrupted_suite_takes_its_children_along(ready: Path, name: str) -> None:
    command = [sys.executable, "dev.py", "test", "unit", "--", "sleep", "0"]
    with subprocess.Popen(command, cwd=ready, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stdout.readline() == "tests/unit sleep 0\n"
        running.send_signal(signal.Signals[name])
        assert running.stdout.read() == ""  # the end of it: nobody holds the pipe any more
        assert running.wait(LIMIT_S) == 130
