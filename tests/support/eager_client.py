"""The real client with other deadlines: it comes back at once, and is patient with a slow server.

    python -m tests.support.eager_client [client's arguments]

With its own pauses of up to five seconds it would sleep through a test that kills servers.
"""

import sys
from functools import partial

import app.client.config
from app.client.cli import main
from app.client.config import Config
from tests.support.processes import scale

if __name__ == "__main__":
    config = partial(
        Config, retry_first_s=0.05, retry_limit_s=0.15, give_up_s=scale(15), banner_s=scale(10)
    )
    app.client.config.Config = config  # type: ignore[assignment, misc]
    sys.exit(main(sys.argv[1:]))
