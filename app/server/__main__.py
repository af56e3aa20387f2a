"""`python -m app.server`."""

import sys

from app.server.cli import main
from app.system.run import run

sys.exit(run(main))
