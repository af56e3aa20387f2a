"""What `server` runs when it is frozen."""

import sys

from app.server.cli import main

sys.exit(main())
