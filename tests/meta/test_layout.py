"""The repository itself: what git keeps, how long files are, what the locks contain."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN_LOCK = ROOT / "requirements" / "run.txt"
DEV_LOCK = ROOT / "requirements" / "dev.txt"
FREEZE_LOCK = ROOT / "build" / "requirements.txt"
LOCKS = pytest.mark.parametrize(
    "lock", [RUN_LOCK, DEV_LOCK, FREEZE_LOCK], ids=["run", "dev", "freeze"]
)
MOST_LINES = 400


def ignored_by_git(path: str) -> bool:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    command = [git, "check-ignore", "--quiet", "--no-index", path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.returncode == 0


@pytest.mark.parametrize(
    "path",
    ["build/freeze.py", "build/chat.spec", "build/licences/zlib.txt", "app/lib/x.py", "docs/out/x"],
)
def test_git_keeps_source(path: str) -> None:
    assert not ignored_by_git(path)


@pytest.mark.parametrize(
    "path", ["out/server.log", "dist/x.whl", ".venv/installed", "app/__pycache__/x.pyc"]
)
def test_git_ignores_what_tools_make(path: str) -> None:
    assert ignored_by_git(path)


def test_build_is_no_package_and_hides_none() -> None:
    """Its scripts stand first in the search for modules: see build/README.md."""
    names = {file.stem for file in (ROOT / "build").glob("*.py")}
    assert "freeze" in names
    assert not names & (set(sys.stdlib_module_names) | {"__init__", "app", "build", "tests"})
    # What PyInstaller would empty: its folder for work is called like the recipe.
    assert not (ROOT / "build" / "chat").exists()


def test_no_file_removes_build() -> None:
    """`rm -rf build` stands in many a project's files, where it is a folder for results."""
    removes = re.compile(r"(rm -\w+|rmtree\(|rmdir)[^\n]*\bbuild\b")
    files = [ROOT / ".ci" / "run", ROOT / "dev.py", *(ROOT / "build").glob("*.py")]
    files += (ROOT / ".github").rglob("*.yml")
    assert removes.search("run: rm -rf build dist")
    assert [file.name for file in files if removes.search(file.read_text(encoding="utf-8"))] == []


def test_files_stay_short() -> None:
    lengths = {
        file.relative_to(ROOT).as_posix(): len(file.read_text(encoding="utf-8").splitlines())
        for folder in ("app", "build")
        for file in (ROOT / folder).rglob("*.py")
    }
    assert lengths
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def requirements(lock: Path) -> dict[str, str]:
    """Each locked project's normalised name, with everything the lock says about it."""
    text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    return {normalised(line): line for line in lines}


def normalised(requirement: str) -> str:
    name = re.match(r"[\w.-]*\w", requirement, re.ASCII)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name[0]).lower()


@LOCKS
def test_every_locked_version_has_hashes(lock: Path) -> None:
    for name, line in requirements(lock).items():
        assert re.match(r"[\w.-]+==[\w.]+ ", line), f"{name} is not pinned"
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", line), f"{name} has no hash"


@LOCKS
def test_locks_name_no_index_and_no_folder(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert re.findall(r"https?:|index-url|find-links|file:|trusted-host|@ ", text) == []


def test_the_run_lock_holds_the_runtime_dependencies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = requirements(RUN_LOCK)
    assert {normalised(dependency) for dependency in project["dependencies"]} <= locked.keys()


@pytest.mark.parametrize("lock", [DEV_LOCK, FREEZE_LOCK], ids=["dev", "freeze"])
def test_the_other_locks_agree_with_the_run_lock(lock: Path) -> None:
    assert requirements(RUN_LOCK).items() <= requirements(lock).items()
