"""Releasing: what must hold before and after freezing. CONTRIBUTING.md, "Releasing", has the steps.

    check TAG         the tag, the version and the changelog agree; prints them for the workflow
    collect FOLDER    every archive is there and nothing else; adds the list of parts and SHA256SUMS
    notes             prints what is said about the release

Needs the standard library only: a release installs nothing but what it freezes.
"""

import hashlib
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import archives  # noqa: E402 - these are found only now
import freeze  # noqa: E402
import sbom  # noqa: E402

from app import __version__  # noqa: E402

PLATFORMS = (
    "linux-arm64",
    "linux-x86_64",
    "macos-arm64",
    "macos-x86_64",
    "windows-arm64",
    "windows-x86_64",
)
SUMS = "SHA256SUMS"
VERSION = r"\d+\.\d+\.\d+(rc\d+)?"


class Problem(Exception):
    """What went wrong and what to do next, for the person who releases."""


def check(tag: str) -> None:
    """See that the tag may become a release, and print its version and whether it is a trial."""
    if not (version := re.fullmatch(VERSION, __version__)):
        raise Problem(f"app/__init__.py says {__version__!r}: a release is 1.2.3, or 1.2.3rc1.")
    if tag != f"v{__version__}":
        raise Problem(
            f"The tag is {tag!r}, and app/__init__.py says {__version__}: "
            f"delete the tag, and give v{__version__} to the commit that is meant."
        )
    changes(__version__)
    print(f"version={__version__}", f"prerelease={str(bool(version[1])).lower()}", sep="\n")


def collect(folder: str) -> None:
    """See that a folder holds every archive and nothing else; add the parts and the sums."""
    place = Path(folder)
    wanted = {archive_name(platform, __version__) for platform in PLATFORMS}
    made = {SUMS, sbom.name(__version__)}  # by an earlier run; they are made anew
    found = {path.name for path in place.iterdir()} - made
    if missing := wanted - found:
        raise Problem(f"These are missing in {folder}: {listed(missing)}. Did each build succeed?")
    if extra := found - wanted:
        raise Problem(f"These do not belong into {folder}: {listed(extra)}. Remove them.")
    packed = [place / name for name in sorted(wanted)]
    parts = place / sbom.name(__version__)
    parts.write_text(sbom.text(__version__, packed, freeze.source_time()), "utf-8", newline="\n")
    (place / SUMS).write_text(sums([*packed, parts]), "ascii", newline="\n")


def notes() -> None:
    """Print the release notes: what changed, and how to see that a download is genuine."""
    repository = os.environ.get("GITHUB_REPOSITORY", "OWNER/NAME")
    archive = archive_name("linux-x86_64", __version__)
    print(
        f"{changes(__version__)}\n\n"
        "### Is my download genuine?\n\n"
        "Compare it with its sum, or ask where it was built, as in:\n\n"
        "```\n"
        f"sha256sum --check --ignore-missing {SUMS}\n"
        f"gh attestation verify {archive} --repo {repository}\n"
        "```\n\n"
        f"`{sbom.name(__version__)}` lists what is in each archive (CycloneDX)."
    )


COMMANDS: dict[str, tuple[Callable[..., None], int]] = {
    "check": (check, 1),
    "collect": (collect, 1),
    "notes": (notes, 0),
}
"""Each command with the number of its arguments."""


def archive_name(platform: str, version: str) -> str:
    """What the archive for a platform, as in `PLATFORMS`, is called."""
    ending = archives.ending(platform.partition("-")[0])
    return f"realtime-chat-{version}-{platform}{ending}"


def changes(version: str) -> str:
    """What CHANGELOG.md says of a version, without the heading.

    Raises:
        Problem: nothing, or with no date.
    """
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    heading = rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d$\n"
    section = re.search(rf"{heading}(.*?)(?=^## |^\[[^\]]+\]: |\Z)", text, re.MULTILINE | re.DOTALL)
    if section is None:
        raise Problem(f"CHANGELOG.md has no heading like ## [{version}] - 2030-12-31. Add it.")
    if not re.search(r"^[^#\s]", section[1], re.MULTILINE):
        raise Problem(f"CHANGELOG.md says nothing about {version}. Say what changed.")
    return section[1].strip()


def sums(files: list[Path]) -> str:
    """One line for each file, sorted by name, as `sha256sum --check` reads them."""
    lines = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(lines.items()))


def listed(names: set[str]) -> str:
    return ", ".join(sorted(names))


def main(arguments: list[str]) -> int:
    """Run a command; return 0, 1 when something does not hold, or 2 for wrong usage."""
    command, wanted = COMMANDS.get(arguments[0] if arguments else "", (None, 0))
    if command is None or len(arguments) != 1 + wanted:
        print("usage: release.py check TAG | collect FOLDER | notes", file=sys.stderr)
        return 2
    try:
        command(*arguments[1:])
    except (Problem, sbom.Unknown, OSError) as problem:
        print(f"release: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
