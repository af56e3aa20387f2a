"""The workflows: what no schema sees. They run only commands that exist, and give away nothing.

Each rule is kept by every workflow, and is shown to find something where it is not.
"""

from pathlib import Path
from typing import Any

import pytest
import release
from ruamel.yaml import YAML

import dev
from tests.meta.workflow_rules import (
    Mapping,
    build_mistakes,
    caches,
    command_lines,
    kept_credentials,
    loose_images,
    loose_uses,
    moving_runners,
    needless_rights,
    templates_in_scripts,
    unknown_commands,
    unlimited_jobs,
)

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".github" / "workflows"
if not FOLDER.exists():
    pytest.skip("a source distribution has no workflows", allow_module_level=True)

FILES = sorted(FOLDER.glob("*.yml"))
WORKFLOWS = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def parsed(text: str) -> Mapping:
    content = YAML(typ="safe", pure=True).load(text)
    assert isinstance(content, dict)
    return content


def of(name: str) -> Mapping:
    return parsed((FOLDER / name).read_text(encoding="utf-8"))


# They hold.


def test_there_are_workflows() -> None:
    assert [file.name for file in FILES] == ["build.yml", "ci.yml", "release.yml"]


@WORKFLOWS
def test_the_workflows_keep_every_rule(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    workflow = parsed(text)
    assert unknown_commands(workflow) == []
    assert loose_uses(text) == []
    assert loose_images(workflow) == []
    assert moving_runners(workflow) == []
    assert caches(text) == []
    assert unlimited_jobs(workflow) == []
    assert needless_rights(workflow) == []
    assert kept_credentials(workflow) == []
    assert templates_in_scripts(workflow) == []


def test_what_is_frozen_is_what_a_release_needs() -> None:
    assert build_mistakes(of("build.yml"), release.PLATFORMS) == []


def test_changes_and_releases_pass_the_same() -> None:
    ci, tagged = of("ci.yml"), of("release.yml")
    assert ci["jobs"]["build"]["uses"] == "./.github/workflows/build.yml"
    assert tagged["jobs"]["ci"]["uses"] == "./.github/workflows/ci.yml"
    assert {"push", "pull_request", "workflow_call"} <= ci["on"].keys()


def test_nothing_is_published_before_everything_is_checked() -> None:
    jobs = of("release.yml")["jobs"]
    assert [name for name, job in jobs.items() if job.get("environment")] == ["publish"]
    before, waiting = set(), ["publish"]
    while waiting:
        needs = jobs[waiting.pop()].get("needs", [])
        names = [needs] if isinstance(needs, str) else needs
        waiting += [name for name in names if name not in before]
        before |= set(names)
    assert before == jobs.keys() - {"publish"}


def test_the_tests_that_ci_runs_are_all_but_the_frozen() -> None:
    [line] = [line for line in command_lines(of("ci.yml")) if "dev.py test" in line]
    assert set(line.split()[3:]) == dev.SUITES.keys() - {"frozen"}
    lines = [line for line in command_lines(of("build.yml")) if "dev.py test" in line]
    assert {line.split(maxsplit=1)[1] for line in lines} == {"dev.py test frozen"}


# They can be broken.


def job(**changes: Any) -> Mapping:
    """A workflow of one job, with something about it changed."""
    given = {"runs-on": "ubuntu-24.04", "timeout-minutes": 5, "permissions": {"contents": "read"}}
    return {"permissions": {}, "jobs": {"it": {"steps": [], **given, **changes}}}


@pytest.mark.parametrize(
    "line",
    [
        "python dev.py brew",
        "python dev.py",
        "python dev.py test brew",
        "python build/freeze.py brew",
        "python3 build/release.py brew",
        "python3 build/brew.py check",
        "python -m pip install x",
        "curl https://example.org",
        "git status\nbrew",
    ],
)
def test_a_command_that_does_not_exist_is_found(line: str) -> None:
    assert unknown_commands(job(steps=[{"run": line}])) == [line.splitlines()[-1]]
    assert unknown_commands(job(steps=[{"run": "python dev.py lint"}])) == []


@pytest.mark.parametrize(
    "use",
    [
        "actions/checkout@v7",
        "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1",
        "actions/checkout@3d3c42e # v7.0.1",
        "docker://alpine:3",
        "./.github/workflows/brew.yml",
    ],
)
def test_an_action_that_is_not_pinned_is_found(use: str) -> None:
    assert loose_uses(f"    steps:\n      - uses: {use}\n") == [use]
    assert loose_uses(f"    uses: {use}\n") == [use]


def test_an_image_that_is_not_pinned_is_found() -> None:
    digest = "almalinux:8@sha256:" + "0" * 64
    matrix = {"matrix": {"include": [{"container": "debian:11"}, {"container": digest}]}}
    assert loose_images(job(container="almalinux:8")) == ["almalinux:8"]
    assert loose_images(job(container="${{ matrix.container }}", strategy=matrix)) == ["debian:11"]


def test_a_runner_that_moves_is_found() -> None:
    assert moving_runners(job(**{"runs-on": "ubuntu-latest"})) == ["ubuntu-latest"]
    matrix = {"matrix": {"runner": ["macos-15", "macos-latest"]}}
    moving = job(**{"runs-on": "${{ matrix.runner }}"}, strategy=matrix)
    assert moving_runners(moving) == ["macos-latest"]


@pytest.mark.parametrize("line", ["cache: pip", "uses: actions/cache@0", "enable-cache: true"])
def test_a_cache_is_found(line: str) -> None:
    assert caches(f"  with: # no cache\n    {line}\n") == [line]


def test_a_job_without_a_limit_is_found() -> None:
    workflow = job()
    del workflow["jobs"]["it"]["timeout-minutes"]
    assert unlimited_jobs(workflow) == ["it"]


@pytest.mark.parametrize(
    "changes",
    [
        {"permissions": None},
        {"permissions": {"contents": "write"}},  # with nobody to approve
        {
            "permissions": {"contents": "write"},
            "environment": "release",
            "steps": [{"uses": "actions/checkout@0"}],
        },
        {
            "permissions": {"id-token": "write"},
            "environment": "release",
            "steps": [{"run": "python build/release.py notes"}],
        },
    ],
)
def test_a_job_with_needless_rights_is_found(changes: Mapping) -> None:
    assert needless_rights(job(**changes)) == ["it"]


@pytest.mark.parametrize("rights", [None, "read-all", {"contents": "read"}])
def test_a_workflow_with_needless_rights_is_found(rights: object) -> None:
    assert needless_rights(job() | {"permissions": rights}) == ["the workflow"]


@pytest.mark.parametrize("options", [{}, {"with": {"persist-credentials": True}}])
def test_a_checkout_that_keeps_its_token_is_found(options: Mapping) -> None:
    checkout = {"uses": "actions/checkout@0", **options}
    assert kept_credentials(job(steps=[checkout])) == ["actions/checkout@0"]


def test_a_template_in_a_script_is_found() -> None:
    line = "gh release create ${{ github.ref_name }}"
    assert templates_in_scripts(job(steps=[{"run": f"git status\n{line}"}])) == [line]


def build(freezing: list[Mapping], verifying: list[Mapping], container: str = "") -> Mapping:
    jobs = {"freeze": freezing, "verify": verifying}
    return {
        "jobs": {
            name: {"strategy": {"matrix": {"include": given}}}
            | ({"container": container} if container and name == "freeze" else {})
            for name, given in jobs.items()
        }
    }


def on(archive: str, runner: str, **more: str) -> Mapping:
    return {"archive": archive, "runner": runner, **more}


@pytest.mark.parametrize(
    ("workflow", "mistakes"),
    [
        (build([on("a", "old")], [on("a", "new")]), []),
        (build([on("a", "old")], [on("a", "old", container="c")]), []),
        (build([on("a", "old")], [on("a", "old")], container="c"), []),
        (build([], [on("a", "new")]), ["frozen: []"]),
        (build([on("a", "old"), on("b", "old")], [on("a", "new")]), ["frozen: ['a', 'b']"]),
        (build([on("a", "old"), on("a", "new")], [on("a", "x")]), ["frozen: ['a', 'a']"]),
        (build([on("a", "old")], [on("a", "old")]), ["a on old again"]),
        (build([on("a", "old")], [on("a", "new", container="c")], container="c"), ["a on c again"]),
        (build([on("a", "old")], []), ["verified: a"]),
        (build([on("a", "old")], [on("a", "new"), on("b", "new")]), ["verified: b"]),
    ],
)
def test_an_archive_that_is_missing_or_not_verified_is_found(
    workflow: Mapping, mistakes: list[str]
) -> None:
    assert build_mistakes(workflow, ("a",)) == mistakes
