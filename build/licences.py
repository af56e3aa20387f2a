"""The licences of everything in the archive, found from what PyInstaller collected.

Whatever is collected and not accounted for is an error: nothing may be given away without its
licence.
"""

import decimal
import json
import pyexpat
import re
import sys
import sysconfig
import zlib
from collections.abc import Iterable
from importlib.metadata import Distribution, packages_distributions
from pathlib import Path

HERE = Path(__file__).resolve().parent
TEXTS = HERE / "licences"
PACKAGES = Path(sysconfig.get_path("platlib"))
BOOTLOADER = "pyinstaller"  # the package it comes from
RULE = "=" * 78

# Shared libraries that a Python may come with, and whose licences we have: they are in its own
# text, in `PARTS`, or those of `versions`.
KNOWN_LIBRARIES = re.compile(
    r"(lib)?python3[\d.]*(\.so|\.dll|\.dylib|$).*|Python|vcruntime140(_1)?\.dll|libffi-\d+\.dll"
    r"|libz\.(so|1?\.?dylib).*|zlib1?\.dll|lib(mpdec|expat|sqlite3)\.so.*"
    r"|libsqlite3(\.\d+)*\.dylib|sqlite3\.dll",
    re.IGNORECASE,
)
FOREIGN_MODULES = re.compile(
    r"_(bz2|curses|curses_panel|dbm|gdbm|hashlib|lzma|ssl|tkinter|uuid|zstd)\b|readline\b"
)
"""Modules of Python's that may have a library of other people inside, and no licence here."""
PARTS = "python-parts"
CONFUSABLES = HERE.parent / "app" / "room" / "confusables.py"
"""Our one module that is made of others' work."""


class Unknown(Exception):
    """Something is in the archive whose licence we do not have."""


def text(collected: Path) -> str:
    """The text for `THIRD_PARTY_LICENSES.txt`.

    Args:
        collected: what `chat.spec` wrote: the modules and the binaries in the archive.

    Raises:
        Unknown: for something in there we have no licence.
    """
    found = json.loads(collected.read_text(encoding="utf-8"))
    sections = {
        f"Python {sys.version.split()[0]}": _python(),
        "Parts of Python by others": _text(PARTS),
        f"PyInstaller's bootloader {Distribution.from_name(BOOTLOADER).version}": _of_distribution(
            BOOTLOADER
        ),
    }
    for name in sorted(distributions(found["modules"])):
        version = Distribution.from_name(name).version
        sections[f"{name} {version}"] = _of_distribution(name)
    check_libraries(found["binaries"])
    for library, version in versions().items():
        sections[f"{library} {version}"] = _text(library)
    sections[f"unicode {unicode_version()}"] = _text("unicode")
    parts = ["Realtime Chat's programs contain the following works of others.\n"]
    for title, licence in sections.items():
        parts.append(f"{RULE}\n{title}\n{RULE}\n\n{licence.strip()}\n")
    return "\n".join(parts)


def versions() -> dict[str, str]:
    """The libraries that every Python comes with, and their versions: beside it, or inside it."""
    import sqlite3  # here, so that a Python without it can still look into an archive

    return {
        "expat": pyexpat.EXPAT_VERSION.removeprefix("expat_"),
        "libmpdec": decimal.__libmpdec_version__,
        "sqlite": sqlite3.sqlite_version,
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }


def unicode_version() -> str:
    """Which version of Unicode's data our table of confusables is made of; it says so itself.

    Raises:
        Unknown: it does not.
    """
    module = CONFUSABLES.read_text(encoding="utf-8")
    found = re.search(r"^From confusables\.txt (\d[\d.]*) ", module, re.MULTILINE)
    if found is None:
        raise Unknown(f"{CONFUSABLES.name} does not say which version of Unicode it is made of.")
    return found[1]


def distributions(modules: Iterable[tuple[str, str]]) -> set[str]:
    """The packages from outside among these modules; the others are ours or Python's.

    Args:
        modules: the name of each, and the file that it was read from.

    Raises:
        Unknown: a module lies among the packages and belongs to none.
    """
    known = packages_distributions()
    names = set()
    for module, source in modules:
        if not Path(source).is_relative_to(PACKAGES):
            continue
        top = module.partition(".")[0]
        if top not in known:
            raise Unknown(f"Nobody knows which package the module {module} belongs to.")
        names |= set(known[top])
    return names


def check_libraries(binaries: Iterable[tuple[str, str]]) -> None:
    """See that there is no library of other people but those whose licence we have.

    Args:
        binaries: the path of each in the archive, and the file that it is a copy of.

    Raises:
        Unknown: there is one.
    """
    for name, source in binaries:
        file = Path(name).name
        module = re.search(r"\.(cpython|abi3|cp3)[^/\\]*$|\.pyd$", file)
        if Path(source).is_relative_to(PACKAGES):
            continue  # of a package, which is named already
        if module and not FOREIGN_MODULES.match(file):
            continue  # of Python alone
        if not KNOWN_LIBRARIES.fullmatch(file):
            raise Unknown(
                f"{name} (from {source}) has no licence in build/licences. "
                "Leave it out in chat.spec, or add its text and name it in licences.py."
            )


def _text(name: str) -> str:
    return (TEXTS / f"{name}.txt").read_text(encoding="utf-8")


def _of_distribution(name: str) -> str:
    files = Distribution.from_name(name).files or []
    wanted = r"(?i)(.*/)?(LICEN[CS]E|COPYING)[^/]*"
    texts = [file.read_text() for file in files if re.fullmatch(wanted, file.as_posix())]
    if not texts or not all(texts):
        raise Unknown(f"The package {name} came without its licence.")
    return "\n\n".join(texts)


def _python() -> str:
    places = [Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix)]
    for file in [place / "LICENSE.txt" for place in places]:
        if file.exists():
            return file.read_text(encoding="utf-8")
    raise Unknown("This Python came without its LICENSE.txt.")
