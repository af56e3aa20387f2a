"""What `client` runs when it is frozen."""

import sys

from app.client.cli import main

sys.exit(main())
