"""The licences of everything in the archive, found from what PyInstaller collected.

Whatever is collected and not accounted for is an error: nothing may be given away without its
licence.
"""

import json
import re
import sys
import sysconfig
from collections.abc import Iterable
from importlib.metadata import Distribution, packages_distributions
from pathlib import Path

HERE = Path(__file__).resolve().parent
TEXTS = HERE / "licences"
PACKAGES = Path(sysconfig.get_path("platlib"))
BOOTLOADER = "pyinstaller"  # the package it comes from
RULE = "=" * 78

# Libraries of other people that a Python may be linked to, and where their licence stands:
# one of our texts, or None where Python's own licence text includes it.
LIBRARIES = {
    r"(lib)?python3[\d.]*(\.so|\.dll|\.dylib|$).*": None,
    r"Python": None,  # macOS
    r"vcruntime140(_1)?\.dll": None,
    r"libffi-\d+\.dll": None,
    r"libz\.(so|1?\.?dylib).*|zlib1?\.dll": "zlib.txt",
    r"libmpdec\.so.*": "libmpdec.txt",
    r"libexpat\.so.*": "expat.txt",
}
INSIDE_PYTHON = {"expat.txt", "libmpdec.txt", "zlib.txt"}
"""Libraries that Pythons are often built with, and whose licence Python's own text leaves out."""


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
        "PyInstaller's bootloader": _of_distribution(BOOTLOADER),
    }
    for name in sorted(distributions(found["modules"])):
        version = Distribution.from_name(name).version
        sections[f"{name} {version}"] = _of_distribution(name)
    for file in sorted(INSIDE_PYTHON | libraries(found["binaries"])):
        sections[file.removesuffix(".txt")] = (TEXTS / file).read_text(encoding="utf-8")
    parts = ["Realtime Chat's programs contain the following works of others.\n"]
    for title, licence in sections.items():
        parts.append(f"{RULE}\n{title}\n{RULE}\n\n{licence.strip()}\n")
    return "\n".join(parts)


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


def libraries(binaries: Iterable[tuple[str, str]]) -> set[str]:
    """Our licence texts for the shared libraries among these binaries.

    Args:
        binaries: the path of each in the archive, and the file that it is a copy of.

    Raises:
        Unknown: we have no licence for one of them.
    """
    texts = set()
    for name, source in binaries:
        extension = re.search(r"\.(cpython|abi3|cp3)[^/\\]*$|\.pyd$", name)
        if extension or Path(source).is_relative_to(PACKAGES):
            continue  # a module: of the standard library, or of a package named already
        for pattern, file in LIBRARIES.items():
            if re.fullmatch(pattern, Path(name).name, re.IGNORECASE):
                texts |= {file} if file else set()
                break
        else:
            raise Unknown(
                f"{name} (from {source}) has no licence in build/licences. "
                "Leave it out in chat.spec, or add its text and a row in licences.py."
            )
    return texts


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
