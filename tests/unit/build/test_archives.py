"""Packing: the same files give the same bytes, and come out as they went in."""

import gzip
import io
import os
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import archives
import pytest

AT = 1_700_000_000
ENDINGS = pytest.mark.parametrize("ending", [".zip", ".tar.gz"])
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs modes and links")


def make(folder: Path, names: list[str], *, at: int = AT - 5000) -> Path:
    """A folder `chat` with files, made in this order, all with the time `at`."""
    chat = folder / "chat"
    for name in names:
        file = chat / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(f"this is {name}".encode())
        file.chmod(0o755 if name == "server" else 0o640)
        os.utime(file, (at, at))
    return chat


@ENDINGS
def test_order_and_times_of_making_do_not_show(tmp_path: Path, ending: str) -> None:
    names = ["server", "README.txt", "_internal/b/x", "_internal/a", "_internal/ä"]
    first = make(tmp_path / "1", names)
    second = make(tmp_path / "2", names[::-1], at=AT + 77)
    archives.pack(first, tmp_path / f"one{ending}", AT)
    archives.pack(second, tmp_path / f"other{ending}", AT)
    one, other = ((tmp_path / f"{name}{ending}").read_bytes() for name in ("one", "other"))
    assert one == other


@ENDINGS
def test_another_content_is_another_archive(tmp_path: Path, ending: str) -> None:
    chat = make(tmp_path, ["server"])
    archives.pack(chat, tmp_path / f"one{ending}", AT)
    (chat / "server").write_bytes(b"another")
    archives.pack(chat, tmp_path / f"other{ending}", AT)
    assert (tmp_path / f"one{ending}").read_bytes() != (tmp_path / f"other{ending}").read_bytes()


@ENDINGS
def test_files_come_out_as_they_went_in(tmp_path: Path, ending: str) -> None:
    chat = make(tmp_path / "in", ["server", "_internal/a/ü"])
    archive = tmp_path / f"x{ending}"
    archives.pack(chat, archive, AT)
    folder = archives.unpack(archive, tmp_path / "out")
    assert folder == tmp_path / "out" / "chat"
    files = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert files == {"server", "_internal/a/ü"}
    assert (folder / "_internal/a/ü").read_bytes() == "this is _internal/a/ü".encode()


@POSIX
def test_programs_stay_programs(tmp_path: Path) -> None:
    chat = make(tmp_path / "in", ["server", "LICENSE"])
    (chat / "libz.so").symlink_to("LICENSE")
    os.link(chat / "LICENSE", chat / "same")
    archives.pack(chat, tmp_path / "x.tar.gz", AT)
    folder = archives.unpack(tmp_path / "x.tar.gz", tmp_path / "out")
    assert os.access(folder / "server", os.X_OK)
    assert not (folder / "LICENSE").stat().st_mode & 0o111
    assert (folder / "libz.so").readlink() == Path("LICENSE")
    assert (folder / "same").read_bytes() == b"this is LICENSE"


@POSIX
def test_nothing_of_the_person_who_packed_is_in_it(tmp_path: Path) -> None:
    archives.pack(make(tmp_path, ["server", "a/b"]), tmp_path / "x.tar.gz", AT)
    data = (tmp_path / "x.tar.gz").read_bytes()
    assert int.from_bytes(data[4:8], "little") == AT  # the time in gzip's header
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(data))) as opened:
        owners = {(entry.uid, entry.gid, entry.uname, entry.gname) for entry in opened}
        assert owners == {(0, 0, "", "")}
        assert {entry.mtime for entry in opened} == {AT}
        assert {oct(entry.mode) for entry in opened} == {"0o755", "0o644"}


def test_zips_know_no_time_before_1980(tmp_path: Path) -> None:
    archives.pack(make(tmp_path, ["server"]), tmp_path / "x.zip", 0)
    with zipfile.ZipFile(tmp_path / "x.zip") as opened:
        assert {entry.date_time for entry in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert time.gmtime(archives.OLDEST_ZIP_TIME)[:3] == (1980, 1, 1)


@ENDINGS
@pytest.mark.parametrize("name", ["../outside", "chat/../../outside", "/outside"])
def test_an_archive_that_leads_outside_is_refused(tmp_path: Path, ending: str, name: str) -> None:
    name = name if name.startswith(".") or "chat" in name else str(tmp_path / "outside")
    archive = tmp_path / f"x{ending}"
    if ending == ".zip":
        with zipfile.ZipFile(archive, "w") as zipped:
            zipped.writestr(name, b"")
    else:
        with tarfile.open(archive, "w:gz") as made:
            made.addfile(tarfile.TarInfo(name), io.BytesIO())
    (tmp_path / "into").mkdir()
    with pytest.raises(ValueError, match="outside"):
        archives.unpack(archive, tmp_path / "into")
    assert not (tmp_path / "outside").exists()


@ENDINGS
def test_what_is_no_archive_is_told(tmp_path: Path, ending: str) -> None:
    archive = tmp_path / f"x{ending}"
    archive.write_bytes(b"something else")
    with pytest.raises(ValueError, match=r"x\.(zip|tar\.gz) cannot be unpacked"):
        archives.unpack(archive, tmp_path)


@ENDINGS
def test_an_archive_of_two_things_is_none_of_ours(tmp_path: Path, ending: str) -> None:
    archives.pack(make(tmp_path / "in", ["server"]), tmp_path / f"x{ending}", AT)
    (tmp_path / "out" / "something").mkdir(parents=True)
    with pytest.raises(ValueError, match="2 things"):
        archives.unpack(tmp_path / f"x{ending}", tmp_path / "out")


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [
        ("win32", "AMD64", "realtime-chat-1.2.0-windows-x86_64"),
        ("win32", "ARM64", "realtime-chat-1.2.0-windows-arm64"),
        ("linux", "x86_64", "realtime-chat-1.2.0-linux-x86_64"),
        ("linux", "aarch64", "realtime-chat-1.2.0-linux-arm64"),
        ("darwin", "arm64", "realtime-chat-1.2.0-macos-arm64"),
    ],
)
def test_names(monkeypatch: pytest.MonkeyPatch, system: str, machine: str, name: str) -> None:
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setattr("platform.machine", lambda: machine)
    assert archives.stem("1.2.0") == name


def test_a_machine_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(ValueError, match="riscv64"):
        archives.stem("1.2.0")
