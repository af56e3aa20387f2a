"""The list of parts: what every archive is made of, as CycloneDX 1.6 JSON.

The same archives and the same time give the same text. https://cyclonedx.org/docs/1.6/json/
"""

import hashlib
import json
import re
import tarfile
import uuid
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from licences import RULE

ROOT = Path(__file__).resolve().parent.parent
RUN_LOCK = ROOT / "requirements" / "run.txt"
LICENCES = "THIRD_PARTY_LICENSES.txt"
PROJECT = "realtime-chat"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, PROJECT)

Part = dict[str, object]


class Unknown(Exception):
    """What an archive is made of cannot be told."""


def name(version: str) -> str:
    """What the file is called."""
    return f"{PROJECT}-{version}.cdx.json"


def text(version: str, packed: list[Path], at: int) -> str:
    """The list for these archives.

    Args:
        version: of the project.
        packed: the archives, each with `THIRD_PARTY_LICENSES.txt` in its folder.
        at: when it was made, in seconds since 1970.

    Raises:
        Unknown: an archive does not say what is in it.
    """
    whole = _part("application", PROJECT, version, f"pkg:generic/{PROJECT}@{version}")
    locked = _locked(RUN_LOCK)
    parts: list[Part] = []
    depends: dict[str, list[str]] = {PROJECT: []}
    for archive in packed:
        inside = parts_in(archive, locked)
        parts += [part for part in inside if part not in parts]
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()
        hashes = [{"alg": "SHA-256", "content": digest}]
        parts.append(
            {"type": "file", "bom-ref": archive.name, "name": archive.name, "hashes": hashes}
        )
        depends[PROJECT].append(archive.name)
        depends[archive.name] = sorted(str(part["bom-ref"]) for part in inside)
    content = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z"),
            "component": whole | {"bom-ref": PROJECT},
        },
        "components": sorted(parts, key=lambda part: str(part["bom-ref"])),
        "dependencies": [{"ref": ref, "dependsOn": on} for ref, on in sorted(depends.items())],
    }
    # Named after what it says, so that the same list has the same name.
    serial = uuid.uuid5(NAMESPACE, json.dumps(content, sort_keys=True))
    return json.dumps({"serialNumber": serial.urn} | content, indent=2) + "\n"


def parts_in(archive: Path, locked: list[str]) -> list[Part]:
    """What is in an archive: the works with a version among its licences of others.

    Args:
        archive: one of ours.
        locked: the names of our packages; what is called otherwise is none.

    Raises:
        Unknown: it does not name a Python there, or this is no archive.
    """
    try:
        text = _licences(archive)
    except (KeyError, EOFError, tarfile.TarError, zipfile.BadZipFile):
        raise Unknown(
            f"{archive.name} has no {LICENCES} that can be read. Build it anew."
        ) from None
    # Between rules of this length alone: licences have headings of their own.
    heading = rf"^{RULE}\r?\n(\S.*) (\d\S*)\r?\n{RULE}\r?$"
    headings = re.findall(heading, text, re.MULTILINE)
    parts = [_work(work, version, locked) for work, version in headings]
    if not any(part["name"] == "cpython" for part in parts):
        raise Unknown(f"{archive.name} does not say which Python is in it: see build/licences.py.")
    return parts


def _work(title: str, version: str, locked: list[str]) -> Part:
    """A work under the title that `licences.py` gives it."""
    if title == "Python":
        return _part("platform", "cpython", version, f"pkg:generic/cpython@{version}")
    name = "pyinstaller" if title.startswith("PyInstaller") else re.sub(r"[-_.]+", "-", title)
    source = "pypi" if name in (*locked, "pyinstaller") else "generic"
    return _part("library", name, version, f"pkg:{source}/{name}@{version}")


def _licences(archive: Path) -> str:
    inside = f"{archive.name.removesuffix('.zip').removesuffix('.tar.gz')}/{LICENCES}"
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as opened:
            return opened.read(inside).decode("utf-8")
    with tarfile.open(archive) as opened:
        content = opened.extractfile(inside)
        assert content  # a file, and no folder
        return content.read().decode("utf-8")


def _locked(lock: Path) -> list[str]:
    names = re.findall(r"^([\w.-]+)==", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return [re.sub(r"[-_.]+", "-", name).lower() for name in names]


def _part(kind: str, name: str, version: str, purl: str) -> Part:
    return {"type": kind, "bom-ref": purl, "name": name, "version": version, "purl": purl}
