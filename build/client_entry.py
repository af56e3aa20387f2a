"""What `client` runs when it is frozen."""

import sys

from app.client.cli import main
from app.system.run import run

sys.exit(run(main))
