"""Rules for workflows: each is a function from a workflow to what breaks the rule."""

import importlib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dev

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = {"gh", "git"}
PYTHONS = {"python", "python3"}
SCRIPTS = {"dev.py", "build/freeze.py", "build/release.py"}

Mapping = dict[str, Any]


def steps(workflow: Mapping) -> Iterator[Mapping]:
    for job in workflow["jobs"].values():
        yield from job.get("steps", [])


def command_lines(workflow: Mapping) -> Iterator[str]:
    for step in steps(workflow):
        yield from step.get("run", "").replace("\\\n", " ").splitlines()


def unknown_commands(workflow: Mapping) -> list[str]:
    """Lines that run something which this project or the runner does not have."""
    return [line for line in command_lines(workflow) if not is_known(shlex.split(line))]


def is_known(words: list[str]) -> bool:
    if words[0] in PROGRAMS:
        return True
    if words[0] not in PYTHONS or len(words) < 3 or words[1] not in SCRIPTS:
        return False
    script, command, *arguments = words[1:]
    known = importlib.import_module(Path(script).stem).COMMANDS
    if script == "dev.py" and command == "test":
        return all(suite in dev.SUITES for suite in arguments)
    return command in known


def loose_uses(text: str) -> list[str]:
    """Actions that are not pinned by the hash of a commit, with the version beside it."""
    pinned = r"[\w.-]+(/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+"
    uses = re.findall(r"^\s*(?:- )?uses: *(.*)$", text, re.MULTILINE)
    local = [use for use in uses if use.startswith("./")]
    missing = [use for use in local if not (ROOT / use).is_file()]
    return missing + [use for use in uses if use not in local and not re.fullmatch(pinned, use)]


def loose_images(workflow: Mapping) -> list[str]:
    """Containers that are not pinned by their digest."""
    images = [
        image
        for job in workflow["jobs"].values()
        for image in [job.get("container"), *(row.get("container") for row in rows(job))]
        if image and image != "${{ matrix.container }}"
    ]
    return [image for image in images if not re.fullmatch(r".+:.+@sha256:[0-9a-f]{64}", image)]


def moving_runners(workflow: Mapping) -> list[str]:
    """Runners whose name will mean another system some day."""
    runners = [
        runner for job in workflow["jobs"].values() if "uses" not in job for runner in runs_on(job)
    ]
    return [runner for runner in runners if not re.search(r"-\d", runner)]


def caches(text: str) -> list[str]:
    """Lines that bring a cache in, where somebody may have put something."""
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    return [line for line in lines if "cache" in line.lower()]


def unlimited_jobs(workflow: Mapping) -> list[str]:
    """Jobs with no time limit; those that call a workflow have it there."""
    jobs = workflow["jobs"].items()
    return [name for name, job in jobs if "uses" not in job and "timeout-minutes" not in job]


def needless_rights(workflow: Mapping) -> list[str]:
    """Who has more rights than needed: only a job that runs nothing of ours may write."""
    found = [] if workflow.get("permissions") == {} else ["the workflow"]
    for name, job in workflow["jobs"].items():
        rights = job.get("permissions")
        writes = rights is None or "write" in rights.values()
        runs_ours = "uses" in job or any(
            "actions/checkout@" in step.get("uses", "") or ".py" in step.get("run", "")
            for step in job.get("steps", [])
        )
        if rights is None or (writes and (runs_ours or not job.get("environment"))):
            found.append(name)
    return found


def kept_credentials(workflow: Mapping) -> list[str]:
    """Checkouts that leave their token for whatever runs after them."""
    return [
        step["uses"]
        for step in steps(workflow)
        if "actions/checkout@" in step.get("uses", "")
        and step.get("with", {}).get("persist-credentials") is not False
    ]


def templates_in_scripts(workflow: Mapping) -> list[str]:
    """Lines into which GitHub would paste text that somebody else may choose."""
    return [line for line in command_lines(workflow) if "${{" in line]


def rows(job: Mapping) -> list[Mapping]:
    found = job.get("strategy", {}).get("matrix", {}).get("include", [])
    assert isinstance(found, list)
    return found


def runs_on(job: Mapping) -> list[str]:
    """The runners of a job, whether or not a matrix names them."""
    if "matrix." not in job["runs-on"]:
        return [job["runs-on"]]
    return [row["runner"] for row in rows(job)] or list(job["strategy"]["matrix"]["runner"])


def images(job: Mapping) -> list[tuple[str, str]]:
    """Each archive that a job handles, and on which image: its container, or the runner's own."""
    container = job.get("container", "").replace("${{ matrix.container }}", "")
    return [
        (row["archive"], row.get("container") or container or row["runner"]) for row in rows(job)
    ]


def build_mistakes(workflow: Mapping, platforms: tuple[str, ...]) -> list[str]:
    """Archives not frozen exactly once, or not verified on a system without part in that."""
    jobs = workflow["jobs"]
    freezing = [pair for name, job in jobs.items() if name != "verify" for pair in images(job)]
    verifying = images(jobs["verify"])
    frozen = [archive for archive, _ in freezing]
    mistakes = [] if sorted(frozen) == sorted(platforms) else [f"frozen: {sorted(frozen)}"]
    mistakes += [
        f"{archive} on {image} again"
        for archive, image in verifying
        if (archive, image) in freezing
    ]
    verified = {archive for archive, _ in verifying}
    return mistakes + [f"verified: {name}" for name in sorted(verified ^ set(platforms))]
