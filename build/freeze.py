"""Freezing: from this checkout to an archive that runs without Python. `python3 dev.py freeze`.

The steps, each also a command of its own:

    clean      remove what earlier runs left in out/
    freeze     make both programs and what is beside them; runs PyInstaller, alone here
    smoke      see that they talk; `smoke ARCHIVE` looks into an archive, and needs no packages
    archive    pack them; the same commit gives the same bytes on the same machine
    sums       write and print SHA256SUMS

Everything is made in `out/`. Nothing writes into `build/`, and nothing removes anything from it.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

import archives  # noqa: E402 - these are found only now
import glibc  # noqa: E402
import licences  # noqa: E402
import smoke  # noqa: E402

from app import __version__  # noqa: E402

WORK = ROOT / "out" / "freeze" / "work"
CACHE = ROOT / "out" / "freeze" / "cache"
PROGRAMS = ROOT / "out" / "freeze" / "programs"
RELEASE = ROOT / "out" / "release"
FREEZE_LIMIT_S = 300
EXECUTABLE = ".exe" if sys.platform == "win32" else ""
LICENCE = "LICENSE.txt" if EXECUTABLE else "LICENSE"  # Windows opens files by their ending


class Problem(Exception):
    """What went wrong and what to do next, for the person at the terminal."""


def clean() -> None:
    """Remove what earlier runs left."""
    for folder in (WORK, CACHE, PROGRAMS, RELEASE):
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            raise Problem(f"{folder} cannot be removed: is a program in it still running?")


def freeze() -> None:
    """Make the folder that people get."""
    _check_sqlite()
    if sys.platform == "linux":
        _check_tools()
    WORK.mkdir(parents=True, exist_ok=True)
    _pyinstaller()
    folder = _folder()
    (folder / "THIRD_PARTY_LICENSES.txt").write_text(
        licences.text(WORK / "chat" / "collected.json"), encoding="utf-8"
    )
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    newline = "\r\n" if sys.platform == "win32" else "\n"  # for Notepad of old
    for name, text in ((LICENCE, licence), ("README.txt", _readme(folder))):
        (folder / name).write_text(text, encoding="utf-8", newline=newline)


def smoke_test(archive: str | None = None) -> None:
    """See that both programs talk, in the folder or in an archive."""
    try:
        if archive is None:
            smoke.check(_folder(), __version__)
        else:
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as into:
                smoke.check(archives.unpack(Path(archive), Path(into)), __version__)
    except (smoke.Unwell, subprocess.TimeoutExpired) as error:
        raise Problem(f"The programs do not work: {error}") from None
    print("The programs talk to each other.", flush=True)


def archive() -> None:
    """Pack the folder."""
    RELEASE.mkdir(parents=True, exist_ok=True)
    packed = _archive()
    if not _folder().is_dir():
        raise Problem("Nothing is frozen yet. Run: python3 dev.py freeze")
    archives.pack(_folder(), packed, source_time())
    print(f"{packed.relative_to(ROOT)}: {packed.stat().st_size / 1e6:.1f} MB", flush=True)


def sums() -> None:
    """Write SHA256SUMS beside the archive."""
    packed = _archive()
    line = f"{hashlib.sha256(packed.read_bytes()).hexdigest()}  {packed.name}\n"
    (RELEASE / "SHA256SUMS").write_text(line, encoding="ascii", newline="\n")
    print(line, end="", flush=True)


COMMANDS: dict[str, Callable[..., None]] = {
    "clean": clean,
    "freeze": freeze,
    "smoke": smoke_test,
    "archive": archive,
    "sums": sums,
}


def source_time() -> int:
    """When the source was made, in seconds since 1970: SOURCE_DATE_EPOCH, or the last commit's.

    https://reproducible-builds.org/specs/source-date-epoch/
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdecimal():
        return int(given)
    command = ["git", "log", "-1", "--format=%ct"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        return int(done.stdout)
    except (OSError, ValueError, subprocess.CalledProcessError):
        return archives.OLDEST_ZIP_TIME  # not a checkout


def _folder() -> Path:
    return PROGRAMS / archives.stem(__version__)


def _archive() -> Path:
    stem = archives.stem(__version__)
    return RELEASE / (stem + archives.ending(archives.SYSTEMS[sys.platform]))


def _check_sqlite() -> None:
    """See that Python has what PyInstaller would leave out without a word."""
    try:
        import sqlite3  # noqa: F401 - also loads the library
    except ImportError:
        raise Problem(
            "This Python was built without SQLite, where the server keeps its history. "
            "Use another one, and delete out/freeze."
        ) from None


def _check_tools() -> None:
    """See that there is what PyInstaller needs on Linux beside itself."""
    if not shutil.which("objdump"):
        raise Problem("objdump is missing. On Debian or Ubuntu: sudo apt install binutils")
    library = f"{sysconfig.get_config_var('LIBDIR')}/{sysconfig.get_config_var('INSTSONAME')}"
    if not library.endswith(".a") and Path(library).exists():
        return
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    raise Problem(
        "This Python has no shared library, which frozen programs need. On Debian or Ubuntu: "
        f"sudo apt install libpython{version}\n"
        "Elsewhere use a Python built with --enable-shared, and delete out/freeze."
    )


def _pyinstaller() -> None:
    arguments = ("--noconfirm", "--clean", "--log-level", "WARN")
    folders = ("--workpath", str(WORK), "--distpath", str(PROGRAMS))
    command = [sys.executable, "-m", "PyInstaller", *arguments, *folders, str(HERE / "chat.spec")]
    environment = os.environ | {
        "CHAT_STEM": archives.stem(__version__),
        "PYINSTALLER_CONFIG_DIR": str(CACHE),
        "PYTHONDONTWRITEBYTECODE": "1",
        # These two make the result depend on the source alone.
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": str(source_time()),
        "PYTHONPATH": os.pathsep.join([str(HERE), str(ROOT)]),
    }
    try:
        subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=FREEZE_LIMIT_S)
    except subprocess.CalledProcessError:
        raise Problem("PyInstaller failed; what it said stands above.") from None
    except subprocess.TimeoutExpired:
        raise Problem(f"PyInstaller took longer than {FREEZE_LIMIT_S} s.") from None


def _readme(folder: Path) -> str:
    beside = "" if EXECUTABLE else "./"
    text = (HERE / "archive_readme.txt").read_text(encoding="utf-8")
    return text.format(
        version=__version__,
        server=f"{beside}server{EXECUTABLE}",
        client=f"{beside}client{EXECUTABLE}",
        needs=_needs(folder),
        licence=LICENCE,
    )


def _needs(folder: Path) -> str:
    """What the programs need of a system. On Linux, read off the programs themselves.

    CHAT_GLIBC_LIMIT=2.28 makes it an error to need a newer glibc than that.
    """
    if sys.platform == "win32":
        return "Needs Windows 10 or newer."
    if sys.platform == "darwin":
        return f"Made on macOS {platform.mac_ver()[0].partition('.')[0]}; older ones may do."
    version, file = glibc.needed(folder)
    limit = os.environ.get("CHAT_GLIBC_LIMIT")
    if limit and version > tuple(int(part) for part in limit.split(".")):
        raise Problem(
            f"{file.name} needs glibc {version[0]}.{version[1]}, and {limit} is the limit: "
            "freeze on an older system."
        )
    return f"Needs Linux with glibc {version[0]}.{version[1]} or newer (`ldd --version` tells)."


def main(arguments: list[str]) -> int:
    """Run the named step with its arguments, or all steps."""
    try:
        if not arguments:
            for step in COMMANDS.values():
                step()
        elif arguments[0] in COMMANDS and len(arguments) <= 1 + (arguments[0] == "smoke"):
            COMMANDS[arguments[0]](*arguments[1:])
        else:
            print(f"usage: freeze.py [{' | '.join(COMMANDS)} [ARCHIVE]]", file=sys.stderr)
            return 2
    except (Problem, licences.Unknown, OSError, ValueError) as problem:
        print(f"freeze: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
