"""Which glibc a folder of Linux programs needs: the newest version that one of them asks for.

Read with objdump, which PyInstaller needs as well.
"""

import re
import subprocess
from pathlib import Path

ELF = b"\x7fELF"


def needed(folder: Path) -> tuple[tuple[int, int], Path]:
    """The version, such as (2, 35), and the file that needs it."""
    found = []
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink() and _is_binary(file):
            command = ["objdump", "--private-headers", str(file)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            found += [(version, file) for version in versions(done.stdout)]
    return max(found)


def versions(headers: str) -> list[tuple[int, int]]:
    """All versions of glibc in what objdump says."""
    pairs = re.findall(r"\bGLIBC_(\d+)\.(\d+)", headers)
    # Not a version, but a way to load programs that came with one.
    pairs += [("2", "36")] * ("GLIBC_ABI_DT_RELR" in headers)
    return [(int(major), int(minor)) for major, minor in pairs]


def _is_binary(file: Path) -> bool:
    with file.open("rb") as content:
        return content.read(len(ELF)) == ELF
