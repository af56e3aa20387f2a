"""What is inside a release folder, read without the tools that made it."""

import marshal
import re
import struct
import sys
from pathlib import Path

RULE = "=" * 78

# What every Python is built with: it is a file, or in a module, or in Python itself. Unicode's data
# are in Python too, and in a module of ours.
IN_PYTHON = {
    "Python",
    "Parts of Python by others",
    "expat",
    "libmpdec",
    "sqlite",
    "unicode",
    "zlib",
}
# Names of files, and the heading under which THIRD_PARTY_LICENSES.txt has the licence of what is in
# them; None for modules, which belong to Python or to one of the packages.
LIBRARIES = {
    r"(lib|py)expat.*": "expat",
    r".*\.(cpython|abi3)[\w-]*\.so|.*\.pyd": None,
    r"libz\.so.*|zlib1?\.dll": "zlib",
    r"libmpdec\.so.*": "libmpdec",
    r"libsqlite3[\d.]*\.(so|dylib).*|sqlite3\.dll": "sqlite",
    r"(lib)?python3.*|Python|vcruntime140.*\.dll|libffi-.*\.dll": "Python",
}
LIBRARY = r".*\.(so|dylib|dll|pyd)[\d.]*|Python"


def headings(licences: str) -> list[str]:
    """The works that a text of licences is about, without their versions."""
    return [
        re.sub(r" \d[\w.]*$", "", heading)
        for heading in re.findall(rf"^{RULE}\n(.+)\n{RULE}$", licences, re.MULTILINE)
    ]


def packages(program: Path) -> set[str]:
    """The packages from outside in a program, where no module of theirs is a file of its own.

    PyInstaller appends an archive to the program: `PYZ`, a NUL, four bytes, and where its table of
    contents begins, counted from there. That is a list of pairs, of which the first is the module.
    Modules with a `_` are Python's own or belong to one of the others; `pyimod` is the loader.
    """
    data = program.read_bytes()
    begin = data.index(b"PYZ\0")
    (offset,) = struct.unpack_from("!I", data, begin + 8)
    names = {name.partition(".")[0] for name, _ in marshal.loads(data[begin + offset :])}
    ours = {name for name in names if name == "app" or name.startswith(("_", "pyimod"))}
    return names - ours - sys.stdlib_module_names


def libraries(folder: Path) -> set[str]:
    """The headings for the libraries in a folder.

    Raises:
        AssertionError: one is unknown.
    """
    names = {path.name for path in folder.rglob("*") if path.is_file()}
    works = {_work(name) for name in names if re.fullmatch(LIBRARY, name)}
    return {work for work in works if work}


def _work(name: str) -> str | None:
    for names, work in LIBRARIES.items():
        if re.fullmatch(names, name, re.IGNORECASE):
            return work
    raise AssertionError(f"{name} is a library that nobody has thought of")
