"""The real client with other deadlines: it comes back at once, and soon gives up.

    python -m tests.support.hasty_client [client's arguments]

What it does after five seconds without a server is the same after one.
"""

import sys
from functools import partial

import app.client.config
from app.client.cli import main
from app.client.config import Config
from tests.support.processes import scale

if __name__ == "__main__":
    config = partial(Config, retry_first_s=0.05, retry_limit_s=0.2, give_up_s=scale(1))
    app.client.config.Config = config  # type: ignore[assignment, misc]
    sys.exit(main(sys.argv[1:]))
