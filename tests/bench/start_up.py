"""How long programs take to start: `python tests/bench/start_up.py`, after `dev.py freeze`.

Four programs by turns, so that what disturbs the machine disturbs all of them alike: Python doing
nothing, `client --version` from source, a frozen program that does nothing, `client --version`
frozen. Only the two ratios count; the times are this machine's. Linux and macOS.
"""

import argparse
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FREEZE_PYTHON = ROOT / "out" / "freeze" / "venv" / "bin" / "python"
LIMIT_S = 120
"""For freezing, and for all runs together; then it ends by SIGALRM."""


def main() -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=100, help="of each program (%(default)s)")
    options = parser.parse_args()
    clients = list((ROOT / "out" / "freeze" / "programs").glob("*/client"))
    if len(clients) != 1 or not FREEZE_PYTHON.exists():
        print("Nothing is frozen here. Run: python3 dev.py freeze", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        python = str(FREEZE_PYTHON)
        programs = {
            "python -c pass": [python, "-c", "pass"],
            "client --version, from source": [python, "-m", "app.client", "--version"],
            "frozen, does nothing": [str(freeze_nothing(Path(folder)))],
            "client --version, frozen": [str(clients[0]), "--version"],
        }
        medians = measure(list(programs.values()), options.runs)
    for name, median in zip(programs, medians, strict=True):
        print(f"{name:<32} {median * 1000:6.1f} ms")
    source, frozen = medians[1] / medians[0], medians[3] / medians[2]
    print(f"from source: {source:.2f} times Python; frozen: {frozen:.2f} times nothing")
    return 0


def freeze_nothing(folder: Path) -> Path:
    """The least that PyInstaller can make, stripped as ours is."""
    (folder / "nothing.py").write_text("", encoding="ascii")
    places = ["--distpath", "dist", "--workpath", "work", "--specpath", "."]
    strip = ["--strip"] if sys.platform == "linux" else []
    command = [str(FREEZE_PYTHON), "-m", "PyInstaller", "--log-level", "ERROR", *strip, *places]
    subprocess.run([*command, "nothing.py"], cwd=folder, check=True, timeout=LIMIT_S)
    return folder / "dist" / "nothing" / "nothing"


def measure(commands: list[list[str]], runs: int) -> list[float]:
    """The median time of each command in seconds, from its start to its end."""
    # Not `timeout`: waiting with one looks up now and then only, and would round the times.
    signal.alarm(LIMIT_S)
    times: list[list[float]] = [[] for _ in commands]
    for run in range(runs + 1):
        for command, taken in zip(commands, times, strict=True):
            started = time.perf_counter()
            subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
            if run:  # the first only warms the file cache
                taken.append(time.perf_counter() - started)
    return [statistics.median(taken) for taken in times]


if __name__ == "__main__":
    sys.exit(main())
