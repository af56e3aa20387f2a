"""`python -m app.client`."""

import sys

from app.client.cli import main
from app.system.run import run

sys.exit(run(main))
