"""The server's command line: `server [options]`. See `--help`."""

import argparse
import logging
import secrets
import sys
import traceback
from collections.abc import Sequence

from app import __version__
from app.errors import ChatError, UsageError
from app.server.config import Config

DESCRIPTION = "A chat server for this machine: start it, then start clients in other terminals."
EPILOG = "Ctrl+C stops it, and tells everybody."

log = logging.getLogger("app.server")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a server until it is told to stop.

    Returns:
        The exit status: 0 after a stop that was asked for, 1 if it cannot start or a part of it
        failed, 2 for a command line that makes no sense.
    """
    from app.system import is_terminal, ready_streams

    ready_streams()
    options = _parser().parse_args(argv)
    try:
        config = _config(options)
        return _serve(config, options, friendly=is_terminal(sys.stdout) and not options.no_console)
    except UsageError as error:
        print(f"server: {error}", file=sys.stderr)
        return 2
    except ChatError as error:
        print(f"server: {error}", file=sys.stderr)
        return 1


def _serve(config: Config, options: argparse.Namespace, *, friendly: bool) -> int:
    """Start, wait, stop."""
    from app.journal.memory import MemoryJournal
    from app.server.logs import open_log
    from app.server.server import Server
    from app.system import StopRequests, raise_descriptor_limit

    raise_descriptor_limit()
    faults: list[BaseException] = []
    try:
        writer = open_log(options.log_file, config.log_queue_lines)
    except OSError as error:
        raise UsageError(f"{options.log_file} cannot be written: {error.strerror}.") from None
    with writer, StopRequests() as stop:

        def failed(error: BaseException) -> None:
            faults.append(error)
            stop.request("a part of the server failed")

        logging.basicConfig(level=options.log_level.upper(), handlers=[writer], force=True)
        server = Server(config, MemoryJournal(lambda: secrets.token_hex(8)), failed)
        host, port = server.address
        _say(f"Listening on {host}:{port}")
        if friendly:
            _say("Start clients in other terminals to talk. Ctrl+C stops the server.")
        server.start()
        reason = stop.wait()
        log.info("stopping: %s", reason)
        server.stop()
        for fault in faults:
            log.critical("%s", "".join(traceback.format_exception(fault)).rstrip())
        log.info("stopped")
    if faults:
        print(f"server: a part of it failed and it had to stop: {faults[0]!r}", file=sys.stderr)
    return 1 if faults else 0


def _say(sentence: str) -> None:
    """Print a line; a server goes on if nobody reads it."""
    from app.system import give_up

    try:
        print(sentence, flush=True)
    except OSError:
        give_up(sys.stdout)


def _config(options: argparse.Namespace) -> Config:
    if not 0 <= options.port <= 65535:
        raise UsageError(f"There is no port {options.port}; ports go from 0 to 65535.")
    if not 0 <= options.rate <= 1_000_000:
        raise UsageError("--rate takes messages a second, 0 for no limit.")
    return Config(host=options.host, port=options.port, rate_messages_per_s=options.rate)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="server", description=DESCRIPTION, epilog=EPILOG)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument(
        "--port", type=int, default=6000, help="port to listen on; 0 takes a free one (%(default)s)"
    )
    parser.add_argument(
        "--no-console", action="store_true", help="say nothing to people, only log: for services"
    )
    parser.add_argument(
        "--rate",
        type=float,
        default=Config().rate_messages_per_s,
        metavar="MESSAGES_PER_S",
        help="how fast one person may talk, on the long run; 0 for no limit (%(default)g)",
    )
    parser.add_argument("--log-file", metavar="FILE", help="log to this file, not to stderr")
    parser.add_argument(
        "--log-level",
        default="info",
        choices=("debug", "info", "warning", "error"),
        help="how much to log (%(default)s)",
    )
    parser.add_argument("--version", action="version", version=f"realtime-chat {__version__}")
    return parser
