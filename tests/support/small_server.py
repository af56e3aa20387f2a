"""A server that the system allows few files and sockets. Not for Windows: it knows no limit."""

import sys

DESCRIPTORS = 256

if __name__ == "__main__" and sys.platform != "win32":
    import resource

    resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, DESCRIPTORS))
    from app.server.cli import main

    sys.exit(main())
