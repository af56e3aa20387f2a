"""`python -m app.client`."""

import sys

from app.client.cli import main

sys.exit(main())
