"""What users get: these files and no others, with what has to be said about them."""

import hashlib
from pathlib import Path

import pytest

from app import __version__
from tests.frozen import contents
from tests.support import frozen
from tests.support.frozen import Programs

ARCHIVE_LIMIT_BYTES = 20_000_000
README_LIMIT_LINES = 12
PACKAGES = {"msgspec", "platformdirs", "prompt_toolkit", "wcwidth"}


def test_top_of_the_folder(programs: Programs, folder: Path) -> None:
    """Two programs, three texts, and one folder with all that need not be seen."""
    licence = "LICENSE.txt" if programs.ending else "LICENSE"
    started = {name + programs.ending for name in ("server", "client")}
    texts = {"README.txt", licence, "THIRD_PARTY_LICENSES.txt"}
    assert {path.name for path in folder.iterdir()} == started | texts | {"_internal"}
    assert (folder / licence).read_text("utf-8").startswith("MIT License")


def test_name_of_the_folder(folder: Path) -> None:
    """It says what it is, in which version and for which system."""
    name, version, system, machine = folder.name.rsplit("-", 3)
    assert (name, version) == ("realtime-chat", __version__)
    assert system in ("linux", "macos", "windows")
    assert machine in ("x86_64", "arm64")


def test_readme(programs: Programs, folder: Path) -> None:
    """A few lines: the version, and how both programs are started here."""
    text = (folder / "README.txt").read_text("utf-8")
    assert len(text.splitlines()) <= README_LIMIT_LINES
    assert text.startswith(f"Realtime Chat {__version__}")
    for name in ("server", "client"):
        assert (f"{name}.exe" if programs.ending else f"./{name}") in text
    for path in folder.glob("*LICENSE*"):
        assert path.name in text


def test_licences_of_others(programs: Programs, folder: Path) -> None:
    """What others made and is inside has its licence there; and nothing else is named."""
    inside = {"PyInstaller's bootloader"} | contents.IN_PYTHON | contents.libraries(folder)
    for name in ("server", "client"):
        packages = contents.packages(folder / (name + programs.ending))
        assert packages == PACKAGES
        inside |= packages
    text = (folder / "THIRD_PARTY_LICENSES.txt").read_text("utf-8")
    assert sorted(contents.headings(text)) == sorted(inside)
    assert text.count("\n") > 100 * len(PACKAGES)  # whole licences, not their names


def test_no_sources_and_no_leftovers(folder: Path) -> None:
    """Nothing that only developers need."""
    endings = (".py", ".pyc", ".o", ".a", ".log", ".toc")
    assert [path.name for path in folder.rglob("*") if path.name.endswith(endings)] == []


def test_archive() -> None:
    """It is small, and SHA256SUMS beside it has its sum."""
    archive = frozen.archive()
    if archive is None:
        pytest.skip("CHAT_FROZEN_DIR names a folder, and no archive")
    assert archive.stat().st_size <= ARCHIVE_LIMIT_BYTES
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    assert (archive.parent / "SHA256SUMS").read_text("ascii") == f"{digest}  {archive.name}\n"
