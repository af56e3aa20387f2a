"""Releasing: what is refused before anything is published, and what is added to the archives."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
import release
import sbom
from cyclonedx.model import bom
from licences import RULE

TIME = "1700000000"
WORKS = (
    "Parts of Python by others",
    "PyInstaller's bootloader 6.1",
    "prompt_toolkit 3.1",
    "sqlite 3.53.1",
    "zlib 1.3",
)
CHANGELOG = """# Changelog

## [Unreleased]

### Added

- Not yet.

## [1.2.0rc1] - 2030-02-01

- A trial.

## [1.2.0] - 2030-02-03

### Added

- Dragons.

## [1.1.0] - 2030-01-01

### Removed

## [1.0.0]

- No date.

[1.2.0]: somewhere
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project at version 1.2.0."""
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    monkeypatch.setattr(release, "ROOT", tmp_path)
    monkeypatch.setattr(release, "__version__", "1.2.0")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", TIME)
    return tmp_path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Every archive, each with the Python that it names among its licences."""
    place = tmp_path / "assets"
    place.mkdir()
    for platform in release.PLATFORMS:
        pack(place / release.archive_name(platform, "1.2.0"), python_of(platform))
    return place


def python_of(platform: str) -> str:
    return "3.12.12" if platform.startswith("linux") else "3.14.7"


def pack(archive: Path, python: str | None) -> None:
    """An archive of one file; Windows' lines end as they do there."""
    stem = archive.name.removesuffix(".zip").removesuffix(".tar.gz")
    name = f"{stem}/THIRD_PARTY_LICENSES.txt"
    newline = "\r\n" if archive.suffix == ".zip" else "\n"
    titles = [f"Python {python}" if python else "A snake", *WORKS]
    # A licence may have a heading of its own, which is no work.
    licence = ("=" * 32, "Apache License 2.0", "=" * 32, "", "A licence", "")
    lines = [line for title in titles for line in (RULE, title, RULE, "", *licence)]
    content = newline.join(lines).encode()
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive, "w") as opened:
            opened.writestr(name, content)
        return
    with tarfile.open(archive, "w:gz") as opened:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        opened.addfile(entry, io.BytesIO(content))


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command says that has to be refused: one line, and nothing on stdout."""
    assert release.main(list(arguments)) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("release: ")
    assert len(said.err.splitlines()) == 1
    return said.err


@pytest.mark.parametrize(("version", "trial"), [("1.2.0", "false"), ("1.2.0rc1", "true")])
def test_a_tag_that_fits_is_told_to_the_workflow(
    version: str, trial: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "__version__", version)
    assert release.main(["check", f"v{version}"]) == 0
    assert capsys.readouterr().out == f"version={version}\nprerelease={trial}\n"


@pytest.mark.parametrize("tag", ["1.2.0", "v1.2", "v1.2.1", "v1.2.0rc1", "v1.2.0\n", "V1.2.0", ""])
def test_a_tag_that_is_not_the_version_is_refused(
    tag: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "give v1.2.0 to the commit" in refusal(capsys, "check", tag)


@pytest.mark.parametrize("version", ["1.2", "1.2.0-rc1", "1.2.0b1", "1.2.0.dev1", "one", "1.2.0\n"])
def test_a_version_that_is_none_is_refused(
    version: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "__version__", version)
    assert "a release is 1.2.3" in refusal(capsys, "check", f"v{version}")


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        ("1.3.0", "no heading like ## [1.3.0] - "),
        ("1.0.0", "no heading like ## [1.0.0] - "),  # it has no date
        ("1.1.0", "says nothing about 1.1.0"),
    ],
)
def test_a_version_without_its_changes_is_refused(
    version: str,
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(release, "__version__", version)
    assert sentence in refusal(capsys, "check", f"v{version}")


def test_the_changes_of_one_version_are_those_alone() -> None:
    assert release.changes("1.2.0") == "### Added\n\n- Dragons."
    assert release.changes("1.2.0rc1") == "- A trial."


def test_the_notes_say_what_changed_and_how_to_verify(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "someone/chat")
    assert release.main(["notes"]) == 0
    notes = capsys.readouterr().out
    assert notes.startswith("### Added\n\n- Dragons.\n\n")
    assert "\nsha256sum --check --ignore-missing SHA256SUMS\n" in notes
    asked = "gh attestation verify realtime-chat-1.2.0-linux-x86_64.tar.gz --repo someone/chat"
    assert f"\n{asked}\n" in notes


def test_a_complete_folder_gets_its_sums_and_parts(folder: Path) -> None:
    archives = {path.name for path in folder.iterdir()}
    assert len(archives) == 6
    assert release.main(["collect", str(folder)]) == 0
    added = {path.name for path in folder.iterdir()} - archives
    assert added == {"SHA256SUMS", "realtime-chat-1.2.0.cdx.json"}
    lines = (folder / "SHA256SUMS").read_bytes().decode("ascii").splitlines()
    names = [line[66:] for line in lines]
    assert names == sorted(archives | {"realtime-chat-1.2.0.cdx.json"})
    for line in lines:
        digest = hashlib.sha256((folder / line[66:]).read_bytes()).hexdigest()
        assert line == f"{digest}  {line[66:]}"


def test_sha256sum_can_read_the_sums(folder: Path) -> None:
    if not (program := shutil.which("sha256sum")):
        pytest.skip("no sha256sum here")
    assert release.main(["collect", str(folder)]) == 0
    command = [program, "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(command, cwd=folder, check=False).returncode == 0
    with next(folder.glob("*.zip")).open("ab") as damaged:
        damaged.write(b"!")
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert done.returncode == 1


def test_collecting_again_gives_the_same(folder: Path) -> None:
    assert release.main(["collect", str(folder)]) == 0
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert release.main(["collect", str(folder)]) == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


def test_what_is_missing_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for platform in ("windows-arm64", "macos-x86_64"):
        (folder / release.archive_name(platform, "1.2.0")).unlink()
    said = refusal(capsys, "collect", str(folder))
    first, second = (
        "realtime-chat-1.2.0-macos-x86_64.tar.gz",
        "realtime-chat-1.2.0-windows-arm64.zip",
    )
    assert f"missing in {folder}: {first}, {second}." in said
    assert not (folder / "SHA256SUMS").exists()


@pytest.mark.parametrize("name", ["realtime-chat-1.1.0-linux-x86_64.tar.gz", "notes.md"])
def test_what_does_not_belong_there_is_named(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / name).touch()
    assert f"do not belong into {folder}: {name}." in refusal(capsys, "collect", str(folder))
    assert not (folder / "SHA256SUMS").exists()


def test_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "nowhere" in refusal(capsys, "collect", str(tmp_path / "nowhere"))


@pytest.mark.parametrize("platform", ["linux-x86_64", "windows-x86_64"])
def test_an_archive_that_does_not_name_its_python(
    platform: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = folder / release.archive_name(platform, "1.2.0")
    pack(archive, None)
    assert f"{archive.name} does not say which Python" in refusal(capsys, "collect", str(folder))


@pytest.mark.parametrize("platform", ["linux-x86_64", "windows-x86_64"])
def test_an_archive_that_is_none(
    platform: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = folder / release.archive_name(platform, "1.2.0")
    archive.write_bytes(b"not an archive")
    assert f"{archive.name} has no THIRD_PARTY" in refusal(capsys, "collect", str(folder))


@pytest.mark.parametrize(
    "arguments", [[], ["brew"], ["check"], ["collect"], ["notes", "1.2.0"], ["check", "a", "b"]]
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert release.main(arguments) == 2
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 1)


def parts(folder: Path) -> dict[str, object]:
    archives = sorted(folder.iterdir())
    content = json.loads(sbom.text("1.2.0", archives, int(TIME)))
    assert isinstance(content, dict)
    return content


def test_the_list_of_parts_has_the_shape_of_cyclonedx(folder: Path) -> None:
    content = parts(folder)
    assert (content["bomFormat"], content["specVersion"], content["version"]) == (
        "CycloneDX",
        "1.6",
        1,
    )
    assert str(content["serialNumber"]).startswith("urn:uuid:")
    assert content["metadata"] == {
        "timestamp": "2023-11-14T22:13:20Z",
        "component": {
            "type": "application",
            "bom-ref": "realtime-chat",
            "name": "realtime-chat",
            "version": "1.2.0",
            "purl": "pkg:generic/realtime-chat@1.2.0",
        },
    }


def test_others_can_read_the_list_of_parts(folder: Path) -> None:
    """The reference implementation finds the same parts, and nothing that leads nowhere."""
    content = parts(folder)
    components = content["components"]
    assert isinstance(components, list)
    read = bom.Bom.from_json(content)  # type: ignore[attr-defined]  # made by a decorator
    read.validate()
    assert {part.bom_ref.value for part in read.components} == {c["bom-ref"] for c in components}
    assert all(part.purl or part.hashes for part in read.components)


def test_the_list_of_parts_names_everything(folder: Path) -> None:
    components = parts(folder)["components"]
    assert isinstance(components, list)
    named = {(part["type"], part["name"], part.get("version")) for part in components}
    archives = {("file", path.name, None) for path in folder.iterdir()}
    assert named == archives | {
        ("library", "prompt-toolkit", "3.1"),
        ("library", "sqlite", "3.53.1"),
        ("library", "zlib", "1.3"),
        ("library", "pyinstaller", "6.1"),
        ("platform", "cpython", "3.12.12"),
        ("platform", "cpython", "3.14.7"),
    }
    purls = {part.get("purl") for part in components}
    assert {
        "pkg:pypi/prompt-toolkit@3.1",
        "pkg:pypi/pyinstaller@6.1",
        "pkg:generic/sqlite@3.53.1",
        "pkg:generic/zlib@1.3",
    } < purls


def test_the_list_of_parts_says_what_is_in_which_archive(folder: Path) -> None:
    content = parts(folder)
    components, dependencies = content["components"], content["dependencies"]
    assert isinstance(components, list)
    assert isinstance(dependencies, list)
    described = {part["bom-ref"]: part for part in components}
    assert len(described) == len(components), "two parts are called the same"
    depends = {entry["ref"]: entry["dependsOn"] for entry in dependencies}
    assert depends.pop("realtime-chat") == sorted(path.name for path in folder.iterdir())
    for platform in release.PLATFORMS:
        archive = folder / release.archive_name(platform, "1.2.0")
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()
        assert described[archive.name]["hashes"] == [{"alg": "SHA-256", "content": digest}]
        inside = depends.pop(archive.name)
        assert [ref for ref in inside if "cpython" in ref] == [
            f"pkg:generic/cpython@{python_of(platform)}"
        ]
        assert set(inside) <= described.keys()
        assert len(inside) == len(WORKS)  # the Python, and those with a version
    assert depends == {}


def test_another_archive_is_another_list(folder: Path) -> None:
    before = parts(folder)["serialNumber"]
    pack(folder / release.archive_name("macos-arm64", "1.2.0"), "3.14.8")
    assert parts(folder)["serialNumber"] != before


def test_it_runs_as_a_program_without_any_package(tmp_path: Path) -> None:
    root = Path(release.__file__).parent.parent
    command = [sys.executable, "-E", "-S", "-B", str(root / "build" / "release.py"), "check", "1.0"]
    environment = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "The tag is '1.0'" in done.stderr
