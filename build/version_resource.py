"""What Windows shows about the programs under "Properties", in PyInstaller's notation.

Virus scanners also judge programs by it.
"""

import re
from pathlib import Path

from app import __version__

DESCRIPTIONS = {
    "server": "Realtime Chat: the server",
    "client": "Realtime Chat: the client",
}


def write(folder: Path, program: str) -> str:
    """Write a program's resource, for PyInstaller to read; return the file's path."""
    file = folder / f"{program}.version"
    file.write_text(text(program, __version__), encoding="utf-8")
    return str(file)


def text(program: str, version: str) -> str:
    """The resource of `program` ("server" or "client") in `version`, such as "1.2.0" or "1.2.0rc1".

    https://learn.microsoft.com/windows/win32/menurc/versioninfo-resource
    """
    numbers = (*[int(part) for part in re.findall(r"\d+", version)[:3]], 0)
    strings = {
        "CompanyName": "Realtime Chat contributors",
        "FileDescription": DESCRIPTIONS[program],
        "FileVersion": version,
        "InternalName": program,
        "LegalCopyright": "MIT License; see LICENSE and THIRD_PARTY_LICENSES.txt",
        "OriginalFilename": f"{program}.exe",
        "ProductName": "Realtime Chat",
        "ProductVersion": version,
    }
    lines = "".join(f"    StringStruct({key!r}, {value!r}),\n" for key, value in strings.items())
    # 0x40004: for Windows NT and newer; file type 1: a program; 040904B0: US English in Unicode.
    return (
        "VSVersionInfo(\n"
        f"  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3f, flags=0,\n"
        "    OS=0x40004, fileType=1, subtype=0, date=(0, 0)),\n"
        "  kids=[StringFileInfo([StringTable('040904B0', [\n"
        f"{lines}"
        "  ])]), VarFileInfo([VarStruct('Translation', [0x409, 1200])])],\n"
        ")\n"
    )
