"""Archives: how they are called, and that the same files give the same bytes.

Knows nothing of what is inside.
"""

import gzip
import platform
import stat
import sys
import tarfile
import time
import zipfile
import zlib
from pathlib import Path

SYSTEMS = {"win32": "windows", "linux": "linux", "darwin": "macos"}
MACHINES = {"amd64": "x86_64", "x86_64": "x86_64", "arm64": "arm64", "aarch64": "arm64"}
OLDEST_ZIP_TIME = 315_532_800
"""1980-01-01, in seconds since 1970: the format of zip files knows nothing before."""


def stem(version: str) -> str:
    """What the archive for this system is called, without its ending; also the folder inside.

    Raises:
        ValueError: this is no system or no processor that we have a name for.
    """
    system, machine = SYSTEMS.get(sys.platform), MACHINES.get(platform.machine().lower())
    if not system or not machine:
        raise ValueError(f"There is no name for {sys.platform} on {platform.machine()}.")
    return f"realtime-chat-{version}-{system}-{machine}"


def ending(system: str) -> str:
    """How archives end for a system, named as in `SYSTEMS`."""
    return ".zip" if system == "windows" else ".tar.gz"


def pack(folder: Path, archive: Path, at: int) -> None:
    """Put a folder into an archive, in an order and with times that depend on nothing else.

    Args:
        folder: what to pack; its name is the name inside.
        archive: ends in `.zip` or `.tar.gz`.
        at: the time that every file gets, in seconds since 1970.
    """
    paths = sorted([folder, *folder.rglob("*")], key=lambda path: path.relative_to(folder).parts)
    unfinished = archive.with_name(f"unfinished-{archive.name}")
    if archive.suffix == ".zip":
        _zip(folder, paths, unfinished, max(at, OLDEST_ZIP_TIME))
    else:
        _tar(folder, paths, unfinished, at)
    unfinished.replace(archive)


def unpack(archive: Path, into: Path) -> Path:
    """Unpack an archive of ours, and return the one folder in it.

    Raises:
        ValueError: this is no archive, or holds other than one folder, or leads outside.
    """
    try:
        if archive.suffix == ".zip":
            with zipfile.ZipFile(archive) as zipped:
                _check_names(zipped.namelist(), into)
                zipped.extractall(into)
        else:
            with tarfile.open(archive, "r:gz") as opened:
                _check_names(opened.getnames(), into)
                # Also looks at what links lead to; the oldest Pythons do not have it.
                opened.extraction_filter = getattr(tarfile, "data_filter", None)
                opened.extractall(into)
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, zlib.error) as error:
        raise ValueError(f"{archive.name} cannot be unpacked: {error}") from None
    folders = list(into.iterdir())
    if len(folders) != 1 or not folders[0].is_dir():
        raise ValueError(f"{archive.name} holds {len(folders)} things instead of one folder")
    return folders[0]


def _check_names(names: list[str], into: Path) -> None:
    for name in names:
        if not (into / name).resolve().is_relative_to(into.resolve()):
            raise ValueError(f"{name} would be put outside of the folder to unpack to")


def _zip(folder: Path, paths: list[Path], archive: Path, at: int) -> None:
    date = time.gmtime(at)[:6]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as opened:
        for path in paths:
            if path.is_dir():
                continue  # made by what is in it
            name = path.relative_to(folder.parent).as_posix()
            entry = zipfile.ZipInfo(name, date)
            entry.create_system = 3  # Unix, wherever this runs: so the mode means something
            entry.external_attr = (stat.S_IFREG | _mode(path)) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            opened.writestr(entry, path.read_bytes())


def _tar(folder: Path, paths: list[Path], archive: Path, at: int) -> None:
    with (
        archive.open("wb") as raw,
        # With no name: else that of the file would be in it.
        gzip.GzipFile("", "wb", compresslevel=9, fileobj=raw, mtime=at) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as opened,
    ):
        for path in paths:
            entry = opened.gettarinfo(path, path.relative_to(folder.parent).as_posix())
            if entry.islnk():  # the same file twice; an archive is simpler to read without
                entry.type, entry.size = tarfile.REGTYPE, path.stat().st_size
            entry.mtime, entry.mode = at, _mode(path)
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = ""
            if entry.isreg():
                with path.open("rb") as content:
                    opened.addfile(entry, content)
            else:
                opened.addfile(entry)


def _mode(path: Path) -> int:
    """Everybody may read; who may run it, everybody. What else the file's mode says is chance."""
    if path.is_symlink():
        return 0o777
    return 0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644
