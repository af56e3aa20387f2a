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

ROOT = Path(__file__).resolve().parent.parent
RUN_LOCK = ROOT / "requirements" / "run.txt"
FREEZE_LOCK = ROOT / "build" / "requirements.txt"
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
        Unknown: an archive does not say which Python is in it.
    """
    whole = _part("application", PROJECT, version, f"pkg:generic/{PROJECT}@{version}")
    parts = _packages()
    common = [str(part["bom-ref"]) for part in parts]
    depends: dict[str, list[str]] = {PROJECT: []}
    for archive in packed:
        python = python_in(archive)
        if python not in parts:
            parts.append(python)
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()
        hashes = [{"alg": "SHA-256", "content": digest}]
        parts.append(
            {"type": "file", "bom-ref": archive.name, "name": archive.name, "hashes": hashes}
        )
        depends[PROJECT].append(archive.name)
        depends[archive.name] = sorted([*common, str(python["bom-ref"])])
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


def python_in(archive: Path) -> Part:
    """The Python in an archive, which names it among the licences of others.

    Raises:
        Unknown: it does not, or this is no archive.
    """
    try:
        found = re.search(r"^Python (\d+\.\d+\.\S+)\s*$", _licences(archive), re.MULTILINE)
    except (KeyError, tarfile.TarError, zipfile.BadZipFile):
        raise Unknown(
            f"{archive.name} has no {LICENCES} that can be read. Build it anew."
        ) from None
    if found is None:
        raise Unknown(f"{archive.name} does not say which Python is in it: see build/licences.py.")
    return _part("platform", "cpython", found[1], f"pkg:generic/cpython@{found[1]}")


def _licences(archive: Path) -> str:
    inside = f"{archive.name.removesuffix('.zip').removesuffix('.tar.gz')}/{LICENCES}"
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as opened:
            return opened.read(inside).decode("utf-8")
    with tarfile.open(archive) as opened:
        content = opened.extractfile(inside)
        assert content
        return content.read().decode("utf-8")


def _packages() -> list[Part]:
    """What is in every archive beside Python: the locked packages, and PyInstaller's bootloader."""
    locked = _locked(RUN_LOCK)
    bootloader = {"pyinstaller": _locked(FREEZE_LOCK)["pyinstaller"]}
    return [
        _part("library", name, version, f"pkg:pypi/{name}@{version}")
        for name, version in (locked | bootloader).items()
    ]


def _locked(lock: Path) -> dict[str, str]:
    pins = re.findall(r"^([\w.-]+)==([\w.]+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pins}


def _part(kind: str, name: str, version: str, purl: str) -> Part:
    return {"type": kind, "bom-ref": purl, "name": name, "version": version, "purl": purl}
