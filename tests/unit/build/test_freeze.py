"""The steps of freezing that need no PyInstaller."""

import sys
from pathlib import Path

import freeze
import pytest


def test_the_time_that_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert freeze.source_time() == 1_700_000_000


def test_without_git_the_time_is_the_same_always(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert freeze.source_time() == freeze.source_time() < 1_000_000_000


@pytest.mark.parametrize("arguments", [["bake"], ["clean", "all"], ["smoke", "a", "b"]])
def test_what_it_does_not_know(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert freeze.main(arguments) == 2
    assert capsys.readouterr().err.startswith("usage: ")


def test_steps_come_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done = []

    def fail() -> None:
        raise freeze.Problem("The disk is full.")

    steps = {"clean": lambda: done.append("clean"), "freeze": fail, "sums": lambda: done.append("")}
    monkeypatch.setattr(freeze, "COMMANDS", steps)
    assert freeze.main([]) == 1
    assert done == ["clean"]
    assert capsys.readouterr().err == "freeze: The disk is full.\n"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux programs need a glibc")
@pytest.mark.parametrize(("limit", "fits"), [("2.35", True), ("2.9", False), (None, True)])
def test_the_limit_for_glibc(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, limit: str | None, fits: bool
) -> None:
    monkeypatch.setattr("glibc.needed", lambda folder: ((2, 35), folder / "libx.so"))
    monkeypatch.delenv("CHAT_GLIBC_LIMIT", raising=False)
    if limit:
        monkeypatch.setenv("CHAT_GLIBC_LIMIT", limit)
    if fits:
        assert "glibc 2.35 or newer" in freeze._readme(tmp_path)
    else:
        with pytest.raises(freeze.Problem, match=r"libx\.so needs glibc 2\.35"):
            freeze._readme(tmp_path)


def test_what_is_no_archive_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("no archive")
    for name in (readme, tmp_path / "nowhere.zip"):
        assert freeze.main(["smoke", str(name)]) == 1
        said = capsys.readouterr().err
        assert said.startswith("freeze: ")
        assert name.name in said
        assert len(said.splitlines()) == 1


def test_packing_nothing_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(freeze, "PROGRAMS", tmp_path / "programs")
    monkeypatch.setattr(freeze, "RELEASE", tmp_path / "release")
    assert freeze.main(["archive"]) == 1
    assert "Run: python3 dev.py freeze" in capsys.readouterr().err
    assert list((tmp_path / "release").iterdir()) == []


def test_a_python_without_sqlite(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "sqlite3", None)  # as if it could not be imported
    assert freeze.main(["freeze"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("freeze: This Python was built without SQLite")
    assert len(said.splitlines()) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only there PyInstaller needs more")
@pytest.mark.parametrize("name", ["libpython3.11.a", "libpython3.11.so.1.0"])
def test_a_python_that_cannot_be_frozen(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Linked statically, or its library is not installed."""
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/objdump")
    monkeypatch.setattr("sysconfig.get_config_var", {"LIBDIR": "/nowhere", "INSTSONAME": name}.get)
    with pytest.raises(freeze.Problem, match=r"apt install libpython3\.\d"):
        freeze.freeze()
