"""Fuzzing that is guided by coverage, by hand: `python -m tests.fuzz TARGET [seconds]`.

It looks for bytes that break a target of tests/support/fuzzing.py, beginning with those that are
kept in tests/corpus/TARGET. What it learns stays in out/fuzz/TARGET, where the next run begins.
What it finds is written there as crash-… or timeout-…: give it a name that tells what it is, put it
into tests/corpus/TARGET, and from then on the suite `hostile` tries it every time.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "tests" / "corpus"
LEARNT = ROOT / "out" / "fuzz"
USUAL_S = 60
SLOWEST_S = 5
"""So long may one input take."""
INPUT_LIMIT_BYTES = 32 * 1024
MEMORY_LIMIT_MB = 1024


def main(arguments: list[str]) -> None:
    """Fuzz one target for some seconds; ends the process.

    Raises:
        SystemExit: always, with 0 if nothing was found, else with a sentence or another status.
    """
    target, seconds = chosen(arguments)
    try:
        import atheris
    except ImportError:
        sys.exit(
            "The fuzzer atheris is not installed. It needs Linux or macOS, and Python 3.11 to 3.13:"
            "\n    pip install atheris"
        )
    with atheris.instrument_imports(include=["app"]):
        from tests.support.fuzzing import TARGETS
    folder = LEARNT / target
    folder.mkdir(parents=True, exist_ok=True)
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={SLOWEST_S}",
        f"-max_len={INPUT_LIMIT_BYTES}",
        f"-rss_limit_mb={MEMORY_LIMIT_MB}",
        f"-artifact_prefix={folder}/",
    ]
    atheris.Setup([sys.argv[0], *options, str(folder), str(KEPT / target)], TARGETS[target])
    atheris.Fuzz()


def chosen(arguments: list[str]) -> tuple[str, int]:
    """The target, and for how many seconds.

    Raises:
        SystemExit: there is no such target, or no such time.
    """
    targets = sorted(folder.name for folder in KEPT.iterdir() if folder.is_dir())
    usage = f"Usage: python -m tests.fuzz TARGET [seconds]; the targets are {', '.join(targets)}."
    target, seconds, *more = [*arguments, "", ""][: max(2, len(arguments))]
    if target not in targets or more or not (seconds or "1").isdecimal():
        sys.exit(usage)
    return target, int(seconds or USUAL_S)


if __name__ == "__main__":
    main(sys.argv[1:])
