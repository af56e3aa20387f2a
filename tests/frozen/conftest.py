"""The frozen programs: found or unpacked once, and run anew for each test."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support import frozen
from tests.support.frozen import FrozenProgram, Programs

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With nothing to test, one failure says so, and not one for each test."""
    if frozen.missing():
        ours = [item for item in items if HERE in item.path.parents]
        items[:] = [item for item in items if item not in ours[1:]]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder that users get. Whatever the tests run in it, it stays as it is."""
    if frozen.missing():
        pytest.fail(frozen.missing(), pytrace=False)
    tested = frozen.folder(tmp_path_factory.mktemp("unpacked"))
    before = frozen.listing(tested)
    yield tested
    assert frozen.listing(tested) == before, "a program has written into its own folder"


@pytest.fixture(autouse=True)
def no_threads_left() -> Iterator[None]:
    """Whatever a test starts it also ends."""
    before = set(threading.enumerate())
    yield
    assert not set(threading.enumerate()) - before


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty folder, where the user is at home."""
    path = tmp_path / "home"
    path.mkdir()
    return path


@pytest.fixture
def programs(folder: Path, home: Path, no_threads_left: None) -> Iterator[Programs]:
    """Both programs; what is started is gone at the end of the test."""
    with ExitStack() as cleanup:
        yield Programs(folder, home, cleanup, env=frozen.environment(home))


@pytest.fixture
def server(programs: Programs) -> FrozenProgram:
    """A running server."""
    return programs.server()
