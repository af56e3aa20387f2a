"""`python -m tests.soak [seconds [seed]]`: one soak, with its table."""

import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from random import SystemRandom

from tests.soak.soak import Soak

USUAL_S = 600
SEEDS = 1_000_000


def main(arguments: list[str]) -> int:
    """Soak a server.

    Returns:
        The exit status: 0 if everything held, 1 if not, 2 for arguments that make no sense.
    """
    if len(arguments) > 2 or not all(a.isascii() and a.isdigit() for a in arguments):
        print("Usage: python -m tests.soak [seconds [seed]]", file=sys.stderr)
        return 2
    seconds = int(arguments[0]) if arguments else USUAL_S
    seed = int(arguments[1]) if arguments[1:] else SystemRandom().randrange(SEEDS)
    print(f"The seed: {seed}", flush=True)
    try:
        with tempfile.TemporaryDirectory(prefix="chat-soak-") as home, ExitStack() as cleanup:
            Soak(seed, Path(home), cleanup, lambda line: print(line, flush=True)).run(seconds)
    except (AssertionError, OSError, subprocess.SubprocessError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        again = f"python3 dev.py soak {seconds} {seed}"
        print(f"That was seed {seed}. To run the same plan again: {again}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print("Nothing was lost, and nothing crept.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
