"""The one door for developers: `python3 dev.py` lists the commands.

Needs Python 3.11 or newer and nothing else: what the commands use is installed into `.venv`,
exactly as `requirements/dev.txt` locks it, and for freezing into `out/freeze/venv` from
`build/requirements.txt`. Both keep the Python that made them; to change that, delete them. This
file must parse on older Pythons too, so that they get to say which one is needed.
"""

import contextlib
import hashlib
import importlib
import os
import platform
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python must be told, not crash
    sys.exit(
        f"Realtime Chat needs Python 3.11 or newer, and this is {platform.python_version()}: "
        "run dev.py with a newer one, such as python3.11 dev.py"
    )

ROOT = Path(__file__).resolve().parent
OUT = ROOT / "out"
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements" / "dev.txt"
FREEZE_VENV = OUT / "freeze" / "venv"
FREEZE_LOCK = ROOT / "build" / "requirements.txt"
STORM = "tests/integration/test_nothing_lost.py"
STORM_LIMIT_S = 120
SETUP_LIMIT_S = 600
FREEZE_LIMIT_S = 400
SERVER_LIMIT_S = 20  # from starting a server until it listens
PORT = 6000  # of the developer's server; CHAT_DEV_PORT sets another

# The test suites in the order they run, each with its share of the time in seconds. `.ci/run`
# has 900 s for everything: whoever adds a row makes room for it. TEST_SLOWNESS=2 doubles them, and
# every deadline in the tests, for a slow machine.
SUITES = {
    "unit": 74,
    "meta": 19,
    "integration": 205,
    "hostile": 296,
    "terminal": 160,
    "frozen": 41,
}


class Problem(Exception):
    """What went wrong and what to do next, for the person at the terminal."""

    def __init__(self, sentence: str, status: int = 1) -> None:
        super().__init__(sentence)
        self.status = status


# The commands. `help` shows their docstrings.


def chat(arguments: list[str]) -> int:
    """chat [client options]          join the conversation; starts a server if none is running"""
    set_up()
    port = chosen_port()
    if not {"-h", "--help", "--version"} & set(arguments):
        with alone("server"):
            if not listens(port):
                start_server(port)
    address = [f"127.0.0.1:{port}"] if port != PORT else []
    return become(python_m("app.client", *address, *arguments))


def test(arguments: list[str]) -> int:
    """test [suite ...] [-- options]  run the tests; the options go to pytest"""
    split = arguments.index("--") if "--" in arguments else len(arguments)
    names, options = arguments[:split], arguments[split + 1 :]
    for name in names:
        if name not in SUITES:
            known = ", ".join(SUITES)
            raise Problem(f"No suite is called {name!r}; there are {known}, and -- options.", 2)
    suites = [n for n in SUITES if (not names or n in names) and (ROOT / "tests" / n).is_dir()]
    slowness()  # asked first: a setting that makes no sense is told before anything runs
    set_up()
    if "frozen" in suites and freezes() and not frozen_hindrance():
        set_up(FREEZE_VENV, FREEZE_LOCK)
    verdicts, lines = [], []
    for name in suites:
        started = time.monotonic()
        verdicts.append(run_suite(name, options))
        seconds = time.monotonic() - started
        lines.append(f"{name:<12} {verdicts[-1]:<10} {seconds:6.1f} s of {share_s(name):g} s")
    print("", *lines, sep="\n", flush=True)
    if {"FAILED", "OVERRAN"} & set(verdicts):
        return 1
    if not {"ok", "left out"} & set(verdicts):
        raise Problem("No test ran: check the names of the suites and the options.")
    return 0


def faults(arguments: list[str]) -> int:
    """faults [seconds [seed]]        kill servers and break connections, seed after seed"""
    if len(arguments) > 2 or not all(is_number(argument) for argument in arguments):
        raise Problem(f"`dev.py faults` takes seconds and a seed, not: {' '.join(arguments)}", 2)
    seconds = int(arguments[0]) if arguments else 60
    seed = int(arguments[1]) if arguments[1:] else int.from_bytes(os.urandom(3), "big")
    limit_s = STORM_LIMIT_S * slowness()
    set_up()
    command = python_m("pytest", "-q", "-s", STORM)
    until = time.monotonic() + seconds
    storms = 0
    while storms == 0 or time.monotonic() < until:
        os.environ["CHAT_FAULTS_SEED"] = str(seed)
        status = run_group(command, limit_s)
        if status == 5:
            raise Problem("This system has no signals that could stop a server in its tracks.")
        if status != 0:
            raise Problem(f"That was seed {seed}. To repeat it: python3 dev.py faults 1 {seed}")
        storms += 1
        seed += 1
    say(f"Nothing was lost in {storms} storm{'s' * (storms > 1)}.")
    return 0


def bench(arguments: list[str]) -> int:
    """bench [options]                measure the server's speed, and a plain asyncio server's"""
    set_up()
    return become(python_m("tests.bench.broadcast", *arguments))  # it keeps its own time


def soak(arguments: list[str]) -> int:
    """soak [seconds [seed]]          let 500 clients come, go and misbehave for long"""
    if len(arguments) > 2 or not all(is_number(argument) for argument in arguments):
        raise Problem(f"`dev.py soak` takes seconds and a seed, not: {' '.join(arguments)}", 2)
    set_up()
    return become(python_m("tests.soak", *arguments))  # it keeps its own time


def lint(arguments: list[str]) -> int:
    """lint                           check style (ruff), types (mypy) and workflows (zizmor)"""
    takes_nothing("lint", arguments)
    set_up()
    failed = []
    for name, command in lint_commands().items():
        say(f"{name}:")
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            failed.append(name)
    if failed:
        raise Problem(f"Not clean: {', '.join(failed)}. What to change stands above.")
    return 0


def freeze(arguments: list[str]) -> int:
    """freeze [step ...]              make the release archive of this system, in out/release"""
    set_up(FREEZE_VENV, FREEZE_LOCK)
    status = run_freeze(arguments, FREEZE_LIMIT_S)
    if status is None:
        raise Problem(f"Freezing took longer than {FREEZE_LIMIT_S} s and was stopped.")
    return status


def setup(arguments: list[str]) -> int:
    """setup                          set up .venv; the other commands do it when needed"""
    takes_nothing("setup", arguments)
    set_up()
    say(f"Ready: {python_of(VENV).relative_to(ROOT)}")
    return 0


def show_help(_arguments: list[str]) -> int:
    """help                           show this"""
    print("Realtime Chat, for developers: python3 dev.py COMMAND\n")
    for command in COMMANDS.values():
        print(f"  {command.__doc__}")
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "chat": chat,
    "test": test,
    "faults": faults,
    "bench": bench,
    "soak": soak,
    "lint": lint,
    "freeze": freeze,
    "setup": setup,
    "help": show_help,
}


# What the commands are made of.


def say(sentence: str) -> None:
    """Tell the person something, on stderr: stdout belongs to the program that is run."""
    print(sentence, file=sys.stderr, flush=True)


def takes_nothing(command: str, arguments: list[str]) -> None:
    if arguments:
        raise Problem(f"`dev.py {command}` takes nothing more; it got: {' '.join(arguments)}", 2)


def is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def lint_commands() -> dict[str, list[str]]:
    """Return what `lint` runs. None of it needs a network."""
    sources = [name for name in ("app", "build", "tests", "dev.py") if (ROOT / name).exists()]
    commands = {
        "ruff check": python_m("ruff", "check", *sources),
        "ruff format --check": python_m("ruff", "format", "--check", *sources),
        "mypy": python_m("mypy", *sources),
        "mypy --platform win32": python_m("mypy", "--platform", "win32", "app"),
    }
    if (ROOT / ".github").exists():  # a source distribution is without
        workflows = [str(file) for file in sorted((ROOT / ".github" / "workflows").glob("*.yml"))]
        schema = python_m("check_jsonschema", "--builtin-schema")
        zizmor = str(python_of(VENV).with_name("zizmor"))  # a program, and no module
        commands |= {
            "workflows": [*schema, "vendor.github-workflows", *workflows],
            "dependabot": [*schema, "vendor.dependabot", ".github/dependabot.yml"],
            "zizmor": [zizmor, "--offline", "--quiet", "--persona", "pedantic", ".github"],
        }
    return commands


def set_up(venv: Path = VENV, lock: Path = LOCK) -> None:
    """Make `venv` anew, unless it stands and was made from the lock as it is now."""
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if is_set_up(venv, wanted):
        return
    shown = venv.relative_to(ROOT)
    with alone("setup"):
        if is_set_up(venv, wanted):  # by the run that we waited for
            return
        if not makes_environments():
            package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
            raise Problem(
                f"This Python came without venv and ensurepip, which make {shown}. On Debian or "
                f"Ubuntu: sudo apt install {package}\n"
                "Elsewhere run dev.py with a complete Python 3.11 or newer."
            )
        say(f"Setting up {shown} (once, about a minute) ...")
        quietly(
            [sys.executable, "-m", "venv", "--clear", str(venv)],
            f"Python could not make {shown}.",
        )
        pip = ("pip", "--quiet", "--disable-pip-version-check", "--no-input", "install")
        quietly(
            [str(python_of(venv)), "-m", *pip, "--require-hashes", "-r", str(lock)],
            "pip could not install what is needed. Check the network, then run this again.",
        )
        stamp(venv).write_text(wanted, encoding="ascii")


def makes_environments() -> bool:
    """Whether this Python has all of its standard library; Debian packs these two apart."""
    try:
        modules = [importlib.import_module(name) for name in ("venv", "ensurepip")]
    except ImportError:
        return False
    return all(module.__file__ for module in modules)  # a forgotten empty folder has none


def python_of(venv: Path) -> Path:
    return venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def stamp(venv: Path) -> Path:
    """The file with the hash of the lock that an environment was made from."""
    return venv / "installed"


def python_m(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module with the Python of `.venv`."""
    return [str(python_of(VENV)), "-m", module, *arguments]


def become(command: list[str]) -> int:
    """Be this command from here on, where the system lets one; else wait for it."""
    os.chdir(ROOT)
    if sys.platform != "win32":
        os.execv(command[0], command)
    process = subprocess.Popen(command)
    while True:
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl+C is for the command to answer
            return process.wait()


def is_set_up(venv: Path, wanted: str) -> bool:
    made = stamp(venv)
    return python_of(venv).exists() and made.exists() and made.read_text("ascii") == wanted


def quietly(command: list[str], failure: str) -> None:
    """Run a command for at most SETUP_LIMIT_S; show its last lines only if it fails."""
    log = OUT / "setup.log"
    with log.open("wb") as output:
        try:
            status = subprocess.run(
                command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=SETUP_LIMIT_S,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            raise Problem(f"{failure} It took longer than {SETUP_LIMIT_S} s.") from None
    if status:
        raise Problem(f"{last_lines(log)}\n{failure}")


def last_lines(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-9:])


@contextlib.contextmanager
def alone(name: str) -> Iterator[None]:
    """Hold `out/NAME.lock`, waiting at most SETUP_LIMIT_S for another run that holds it.

    The operating system frees the lock when its holder ends, however it ends.
    """
    OUT.mkdir(exist_ok=True)
    with (OUT / f"{name}.lock").open("a+b") as handle:
        deadline = time.monotonic() + SETUP_LIMIT_S
        told = False
        while not try_lock(handle.fileno()):
            if not told:
                say(f"Waiting for another run of dev.py ({name}) ...")
                told = True
            if time.monotonic() > deadline:
                raise Problem("Another run of dev.py does not come to an end. Stop it first.")
            time.sleep(0.1)  # no system waits for a lock and for a deadline at once
        yield


def try_lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def chosen_port() -> int:
    text = os.environ.get("CHAT_DEV_PORT", str(PORT))
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise Problem(f"CHAT_DEV_PORT must be a port from 1 to 65535, not {text!r}.", 2)


def listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2):
            return True
    except OSError:
        return False


def start_server(port: int) -> None:
    """Start a server that outlives this program; return when it says that it listens."""
    log = OUT / "server.log"
    windows = sys.platform == "win32"
    with log.open("wb") as output:
        server = subprocess.Popen(
            python_m("app.server", "--no-console", "--port", str(port)),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            creationflags=0x08000200 if windows else 0,  # no window, a process group of its own
        )
    deadline = time.monotonic() + SERVER_LIMIT_S
    try:
        while b"Listening on " not in log.read_bytes():
            if server.poll() is not None:
                raise Problem(f"The server did not start. It said:\n{last_lines(log)}")
            if time.monotonic() > deadline:
                raise Problem(f"The server did not listen within {SERVER_LIMIT_S} s. See {log}")
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(0.02)
    except BaseException:
        server.kill()
        raise
    stop = f"taskkill /F /PID {server.pid}" if windows else f"kill {server.pid}"
    say(f"Started a server on 127.0.0.1:{port} (process {server.pid}). To stop it: {stop}")


def run_suite(name: str, options: list[str]) -> str:
    """Run one suite within its time and return its verdict."""
    limit_s = share_s(name)
    until = time.monotonic() + limit_s
    status: int | None = 0
    if name == "frozen" and freezes():
        if hindrance := frozen_hindrance():
            say(hindrance)
            return "left out"
        status = run_freeze([], limit_s)
    if status == 0:
        command = python_m("pytest", f"tests/{name}", *options)
        status = run_group(command, until - time.monotonic())
    if status is None:
        say(f"The suite {name} took longer than its {limit_s:g} s and was stopped.")
        return "OVERRAN"
    return {0: "ok", 5: "no tests"}.get(status, "FAILED")


def share_s(name: str) -> float:
    """A suite's share of the time in seconds, on this machine."""
    return SUITES[name] * slowness()


def slowness() -> float:
    text = os.environ.get("TEST_SLOWNESS", "1")
    with contextlib.suppress(ValueError):
        if 1 <= float(text) <= 100:
            return float(text)
    raise Problem(f"TEST_SLOWNESS must be a number from 1 to 100, not {text!r}.", 2)


def freezes() -> bool:
    """Whether what is tested has to be frozen first: CHAT_FROZEN_DIR names what is frozen."""
    return not os.environ.get("CHAT_FROZEN_DIR")


def frozen_hindrance() -> str:
    """Why nothing can be frozen here; on a machine that tests for others, freezing fails then."""
    shared = sys.platform != "linux" or sysconfig.get_config_var("Py_ENABLE_SHARED")
    if shared or os.environ.get("CI"):
        return ""
    return "This Python has no shared library, so it cannot freeze, and nothing frozen is tested."


def run_freeze(arguments: list[str], limit_s: float) -> int | None:
    """Freeze with the Python made for it; return the status, or None if it had to be stopped."""
    # -B: nothing is written into build/, not even what Python has compiled.
    command = [str(python_of(FREEZE_VENV)), "-B", str(ROOT / "build" / "freeze.py"), *arguments]
    with alone("freeze"):
        return run_group(command, limit_s)


def run_group(command: list[str], limit_s: float) -> int | None:
    """Run a command; return its status, or None if it took longer and was ended with its children.

    They are also ended when this program is interrupted.
    """
    # In a session of its own, so that it can be ended as a whole.
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        return process.wait(limit_s)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.returncode is None:
            end_group(process)


def end_group(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], check=False)
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def main(arguments: list[str]) -> int:
    name = arguments[0] if arguments else "help"
    name = "help" if name in ("-h", "--help") else name
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl+C, children too
    try:
        if name not in COMMANDS:
            raise Problem(f"There is no command {name!r}. See: python3 dev.py help", 2)
        return COMMANDS[name](arguments[1:])
    except Problem as problem:
        say(str(problem))
        return problem.status
    except OSError as error:
        say(f"This did not work: {error}. Check that the folder is complete and can be written.")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
