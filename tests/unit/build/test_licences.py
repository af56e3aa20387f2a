"""Licences: everything in the archive has its own, or nothing is made."""

import json
import sysconfig
from pathlib import Path

import licences
import pytest

PACKAGES = Path(sysconfig.get_path("platlib"))


def collected(tmp_path: Path, modules: list[str], binaries: list[tuple[str, str]]) -> Path:
    file = tmp_path / "collected.json"
    sources = [(name, str(PACKAGES / name.replace(".", "/"))) for name in modules]
    file.write_text(json.dumps({"modules": sources, "binaries": binaries}), encoding="utf-8")
    return file


def test_packages_are_found_by_where_their_modules_lie() -> None:
    ours = ("app.text", "/somewhere/app/text.py")
    pythons = ("json.decoder", sysconfig.get_path("stdlib") + "/json/decoder.py")
    theirs = ("prompt_toolkit.keys", str(PACKAGES / "prompt_toolkit" / "keys.py"))
    assert licences.distributions([ours, pythons, theirs]) == {"prompt_toolkit"}


def test_a_module_of_no_package() -> None:
    with pytest.raises(licences.Unknown, match="stray"):
        licences.distributions([("stray", str(PACKAGES / "stray.py"))])


@pytest.mark.parametrize(
    "name",
    [
        "libpython3.11.so.1.0",
        "python312.dll",
        "Python",
        "VCRUNTIME140.dll",
        "libffi-8.dll",
        "python3.11/lib-dynload/_socket.cpython-311-x86_64-linux-gnu.so",
        "_socket.pyd",
        "_sqlite3.pyd",
        "python3.11/lib-dynload/_sqlite3.cpython-311-x86_64-linux-gnu.so",
        "libsqlite3.so.0",
        "libsqlite3.so.3.53.1",
        "libsqlite3.dylib",
        "libsqlite3.0.dylib",
        "libsqlite3.3.53.1.dylib",
        "sqlite3.dll",
        "libz.so.1",
        "libz.1.dylib",
        "libmpdec.so.3",
        "libexpat.so.1",
    ],
)
def test_libraries_with_a_licence(name: str) -> None:
    licences.check_libraries([(name, f"/usr/lib/{name}")])


@pytest.mark.parametrize(
    "name",
    [
        "libreadline.so.8",
        "libssl.so.3",
        "libcrypto.so.1.1",
        "libzstd.so.1",
        "libsqlcipher.so.0",
        "sqlite3mc.dll",
        "_zstd.pyd",
        "lib-dynload/_bz2.cpython-311-x86_64-linux-gnu.so",
        "lib-dynload/readline.cpython-311-x86_64-linux-gnu.so",
    ],
)
def test_a_library_without_a_licence(name: str) -> None:
    with pytest.raises(licences.Unknown, match="build/licences"):
        licences.check_libraries([("libz.so.1", "/lib/libz.so.1"), (name, f"/usr/lib/{name}")])


def test_what_a_package_brings_is_under_its_licence() -> None:
    source = PACKAGES / "wcwidth" / "libanything.so.1"
    licences.check_libraries([("wcwidth/libanything.so.1", str(source))])


def test_the_text_names_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(licences, "BOOTLOADER", "pytest")  # PyInstaller is not installed for tests
    found = collected(tmp_path, ["msgspec", "wcwidth.align"], [("libz.so.1", "/lib/libz.so.1")])
    text = licences.text(found)
    titles = [line for above, line in zip(text.split("\n"), text.split("\n")[1:], strict=False)]
    parts = ("Parts of Python", "expat 2.", "libmpdec 2.", "sqlite 3.", "unicode 16.", "zlib 1.")
    for title in ("Python 3.", "PyInstaller's bootloader ", "msgspec ", "wcwidth ", *parts):
        assert any(line.startswith(title) for line in titles), title
    assert "prompt_toolkit" not in text
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in text
    for author in (
        "Jean-loup Gailly",
        "Stefan Krah",
        "Clark Cooper",
        "Makoto Matsumoto",
        "Unicode, Inc.",
    ):
        assert author in text
    assert "SQLite is in the public domain" in text
    assert "UNICODE LICENSE V3" in text


def test_the_table_of_confusables_names_its_unicode(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert licences.unicode_version() == "16.0.0"
    changed = tmp_path / "confusables.py"
    changed.write_text('"""Some table."""\n', encoding="utf-8")
    monkeypatch.setattr(licences, "CONFUSABLES", changed)
    with pytest.raises(licences.Unknown, match="which version of Unicode"):
        licences.unicode_version()
