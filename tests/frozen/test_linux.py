"""The binaries for Linux: for which systems they are, and that they bring all that they need."""

import re
import sys
from pathlib import Path

import pytest

from tests.support.frozen import FrozenProgram, Programs

if sys.platform != "linux":
    pytest.skip("binaries for Linux are made there", allow_module_level=True)

from elftools.elf.dynamic import DynamicSection
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection

NEWEST_GLIBC = (2, 36)
"""That of Debian 12. Most people's systems are newer."""
MACHINES = {"x86_64": "EM_X86_64", "arm64": "EM_AARCH64"}
# The parts of glibc: every system has them, and they have to fit to each other. Before 2.34 their
# files have its version in their names.
GLIBC = re.compile(
    r"(libc|libm|libdl|librt|libutil|libpthread|libresolv|libnss_\w+|ld(-linux[\w-]*)?)"
    r"(-2\.\d+)?\.so[.\d]*"
)


@pytest.fixture
def binaries(programs: Programs, folder: Path) -> list[Path]:
    """Every binary in the folder."""
    if programs.ending:
        pytest.skip("a folder for Windows")
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return [path for path in files if path.read_bytes()[:4] == b"\x7fELF"]


def needed_glibc(file: Path) -> tuple[int, int]:
    """The oldest glibc that will load a file."""
    needs = [(0, 0)]
    with file.open("rb") as stream:
        section = ELFFile(stream).get_section_by_name(".gnu.version_r")
        if isinstance(section, GNUVerNeedSection):
            names = [version.name for _, all in section.iter_versions() for version in all]
            for name in names:
                if found := re.match(r"GLIBC_(\d+)\.(\d+)", name):
                    needs.append((int(found[1]), int(found[2])))
                elif name == "GLIBC_ABI_DT_RELR":  # no symbol's, but of a way to link
                    needs.append((2, 36))
    return max(needs)


def test_glibc(binaries: list[Path], folder: Path) -> None:
    """README.txt says exactly which glibc is needed, and that is no newer than we promise."""
    needed = max(map(needed_glibc, binaries))
    readme = (folder / "README.txt").read_text("utf-8")
    stated = re.search(r"glibc (\d+)\.(\d+) or newer", readme)
    assert stated, readme
    assert (int(stated[1]), int(stated[2])) == needed
    assert needed <= NEWEST_GLIBC, [file for file in binaries if needed_glibc(file) == needed]


def test_for_the_machine_in_the_name(binaries: list[Path], folder: Path) -> None:
    """All are for the processor that the archive's name says."""
    machines = set()
    for file in binaries:
        with file.open("rb") as stream:
            machines.add(ELFFile(stream)["e_machine"])
    assert machines == {MACHINES[folder.name.rpartition("-")[2]]}


def test_stripped(binaries: list[Path]) -> None:
    """None carries the names of its parts, which only a debugger reads."""
    assert len(binaries) > 10
    for file in binaries:
        with file.open("rb") as stream:
            assert ELFFile(stream).get_section_by_name(".symtab") is None, file


def test_libraries(binaries: list[Path]) -> None:
    """Each library that one of them needs is inside, or is glibc."""
    inside = {file.name for file in binaries}
    for file in binaries:
        with file.open("rb") as stream:
            dynamic = ELFFile(stream).get_section_by_name(".dynamic")
            assert isinstance(dynamic, DynamicSection)
            tags = dynamic.iter_tags("DT_NEEDED")
            needed = {tag.needed for tag in tags}  # type: ignore[attr-defined]  # set by its name
        missing = {name for name in needed - inside if not GLIBC.fullmatch(name)}
        assert not missing, f"{file.name} needs {missing}"


def test_nothing_else_is_loaded(
    programs: Programs, folder: Path, binaries: list[Path], server: FrozenProgram
) -> None:
    """Running, they have loaded nothing of this machine but glibc: so no Python's libraries."""
    for program in (server, programs.client(server, "ana")):
        maps = Path(f"/proc/{program.process.pid}/maps").read_text("utf-8").splitlines()
        loaded = {Path(line.split(maxsplit=5)[5]) for line in maps if ".so" in line}
        assert any(path.is_relative_to(folder) for path in loaded)
        others = {path for path in loaded if not path.is_relative_to(folder)}
        assert [path for path in others if not GLIBC.fullmatch(path.name)] == []
