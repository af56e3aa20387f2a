"""Measures the server against what one writes first, with the same clients and on the same machine.

    python3 dev.py bench [--quick] [--only WORK[,WORK]] [--json FILE]
    python3 dev.py bench --grow [--quick] [--json FILE] [--plot FILE]

Servers are processes of their own, and so is what receives; everything goes through real sockets.
The other server is `plain_asyncio.py`. Absolute figures are this machine's and compare with nothing
else: the ratios are what counts. `loops.py` says what is measured, `report.py` how it is told, and
`crowd.py` why the measuring is cheap; whether it was the limit is measured, too, with `relay.py`.
"""

import argparse
import json
import os
import platform
import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app import __version__
from app.system.sockets import raise_descriptor_limit
from tests.bench.growth import panels
from tests.bench.plan import FULL, QUICK, SMALL, TIME_LIMIT_S, Plan
from tests.bench.plot import svg
from tests.bench.problem import Deadline, OutOfTime, Problem
from tests.bench.proc import TELLS
from tests.bench.report import sections
from tests.bench.series import Results
from tests.bench.servers import ASYNCIO, CHAT
from tests.bench.suite import Suite
from tests.bench.table import lines
from tests.bench.works import Works

WORKS = ("throughput", "latency", "stalled", "connections")
ALARM_S = round(TIME_LIMIT_S) + 60
FORMAT = 1
"""Of the JSON that is written."""

Written = dict[str, Any]


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, write.

    Returns:
        0; 1 if something could not be measured, or somebody has not heard everything; 2 for a
        command line that makes no sense; 130 for Ctrl+C.
    """
    options = _options(argv)
    try:
        for file in filter(None, (options.json, options.plot)):
            file.open("a").close()  # that it cannot be written is told now, not after minutes
        written, faults = _read(options.read) if options.read else _measure(options)
        _tell(written, options)
    except Problem as problem:
        print(f"bench: {problem}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"bench: this did not work: {error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 1 if faults else 0


def _measure(options: argparse.Namespace) -> tuple[Written, bool]:
    """Measure; give what is to be written, and whether something went wrong."""
    plan: Plan = options.plan
    raise_descriptor_limit()  # the processes that are started inherit it
    deadline = Deadline(TIME_LIMIT_S)
    _let_stop(deadline)
    suite = Suite(plan, Works(plan, deadline))
    if not TELLS:
        suite.left_out.append("memory and idleness: this system does not tell them.")
    out_of_time = False
    try:
        for work in ("grow",) if options.grow else options.only:
            getattr(suite, work)()
    except OutOfTime as problem:
        suite.left_out.append(str(problem))
        out_of_time = True
    written = {
        "format": FORMAT,
        "machine": _machine(),
        "plan": asdict(plan),
        "runs": suite.results.as_json(),
        "left_out": suite.left_out,
    }
    return written, out_of_time or bool(suite.results.faults)


def _let_stop(deadline: Deadline) -> None:
    """Let Ctrl+C stop everything at the next wait, and a second one wherever it is."""

    def stop(number: int, _: object) -> None:
        signal.signal(number, signal.default_int_handler)
        deadline.stop()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    if sys.platform != "win32":  # for a wait that should have been shorter
        signal.signal(signal.SIGALRM, signal.default_int_handler)
        signal.alarm(ALARM_S)


def _read(file: Path) -> tuple[Written, bool]:
    """What was measured earlier."""
    try:
        written = json.loads(file.read_text(encoding="utf-8"))
        if written["format"] == FORMAT:
            return written, False
    except (ValueError, TypeError, KeyError):
        pass
    raise Problem(f"{file} is nothing that this version has written with --json.")


def _tell(written: Written, options: argparse.Namespace) -> None:
    """Print the table, and write what is to be written."""
    results = Results.from_json(written["runs"])
    machine, plan = written["machine"], written["plan"]
    print(
        f"{CHAT.name} {machine['version']} and {ASYNCIO.name}: "
        + (f"medians of {plan['runs']} runs" if plan["runs"] > 1 else "one run each")
        + f", Python {machine['python']}, {machine['system']}, {machine['cores']} cores"
    )
    print(*lines(sections(results), CHAT.name, ASYNCIO.name), sep="\n")
    for what in written["left_out"]:
        print(f"\nLeft out: {what}")
    if results.faults:
        print("\nThis went wrong, and does not count:", *results.faults, sep="\n  ")
    if options.json:
        options.json.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    if options.plot:
        options.plot.write_text(svg(panels(results)), encoding="utf-8")


def _machine() -> Written:
    return {
        "version": __version__,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": f"{platform.python_version()} ({platform.python_implementation()})",
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "cores": os.cpu_count(),
    }


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="dev.py bench",
        description="Measures the server against a plain asyncio one, on this machine.",
        epilog=f"It ends by itself: after {TIME_LIMIT_S:g} s at most, whatever happens.",
    )
    size = parser.add_mutually_exclusive_group()
    size.set_defaults(plan=FULL)
    size.add_argument(
        "--quick",
        dest="plan",
        action="store_const",
        const=QUICK,
        help="everything once (about 3 minutes), not three times (about 10)",
    )
    size.add_argument(
        "--small",
        dest="plan",
        action="store_const",
        const=SMALL,
        help="see in seconds whether it works here; the figures mean nothing",
    )
    parser.add_argument(
        "--only",
        type=_works,
        default=WORKS,
        metavar="WORK[,WORK]",
        help=f"of {', '.join(WORKS)}",
    )
    parser.add_argument(
        "--grow",
        action="store_true",
        help="measure how it grows instead, up to 10,000 clients (about 15 minutes)",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every run, too")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw how it grows, as SVG")
    parser.add_argument(
        "--read", type=Path, metavar="FILE", help="measure nothing: tell what --json has written"
    )
    options = parser.parse_args(argv)
    if options.plot and not (options.grow or options.read):
        parser.error("--plot draws what --grow measures, or --read tells")
    return options


def _works(text: str) -> tuple[str, ...]:
    """The names in an option; raises what argparse tells people."""
    names = tuple(text.split(","))
    for name in names:
        if name not in WORKS:
            known = ", ".join(WORKS)
            raise argparse.ArgumentTypeError(f"there is no {name!r}, but {known}")
    return names


if __name__ == "__main__":
    sys.exit(main())
