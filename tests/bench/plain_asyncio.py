"""What one writes first: a broadcast server with asyncio. What our server is compared with.

    python -m tests.bench.plain_asyncio

A set of writers; each line that comes is written to every one of them. There is no `await
writer.drain()`: after each write it would let one client that does not read stand still whoever
talks, so most leave it out. The price is a buffer for each such client that grows without end. It
has no names, no checks, no history and no order beyond that of arrival: everything that a chat
does beyond this costs time that this server does not spend.
"""

import asyncio
import contextlib

BACKLOG = 1024
LINE_LIMIT_BYTES = 64 * 1024

writers: set[asyncio.StreamWriter] = set()


async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Serve one client until it goes."""
    writer.write(b"Welcome.\n")
    writers.add(writer)
    try:
        while line := await reader.readline():
            for each in writers:
                each.write(line)
    except (ConnectionError, ValueError):  # it is gone, or its line has no end
        pass
    finally:
        writers.discard(writer)
        writer.close()


async def main() -> None:
    """Serve until somebody ends the process."""
    server = await asyncio.start_server(
        talk, "127.0.0.1", 0, backlog=BACKLOG, limit=LINE_LIMIT_BYTES
    )
    port = server.sockets[0].getsockname()[1]
    print(f"Listening on 127.0.0.1:{port}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main())
