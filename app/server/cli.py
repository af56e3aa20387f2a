"""The server's command line: `server [options]`. See `--help`."""

import argparse
import logging
import math
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

from app import __version__
from app.errors import ChatError, UsageError
from app.server.config import Config
from app.system.options import OptionParser
from app.text import clean_line

if TYPE_CHECKING:
    from pathlib import Path

    from app.journal.journal import Journal
    from app.server.writer import Writer

DEFAULT_ADDRESS = "127.0.0.1:6000"
DESCRIPTION = "A chat server for this machine: start it, then start clients in other terminals."
DAY_MS = 24 * 60 * 60 * 1000
EPILOG = "Ctrl+C stops it, and tells everybody."

log = logging.getLogger("app.server")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a server until it is told to stop.

    Returns:
        The exit status: 0 after a stop that was asked for, 1 if it cannot start or a part of it
        failed, 2 for a command line that makes no sense.
    """
    from app.system.streams import is_terminal, ready_streams

    ready_streams()
    options = _parser().parse_args(argv)
    try:
        config = _config(options)
        return _serve(config, options, friendly=is_terminal(sys.stdout) and not options.no_console)
    except UsageError as error:
        print(f"server: {clean_line(str(error))}", file=sys.stderr)
        return 2
    except ChatError as error:
        print(f"server: {clean_line(str(error))}", file=sys.stderr)
        return 1
    except OSError as error:
        problem = clean_line(str(error.strerror or error))
        print(f"server: this did not work: {problem}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # so early that there is nothing to stop yet
        return 130
    except Exception as error:  # noqa: BLE001 - a mistake of ours, which is told as such
        from app.system.run import tell_bug

        return tell_bug("server", error)


def _serve(config: Config, options: argparse.Namespace, *, friendly: bool) -> int:
    """Start, wait, stop. From here on only writers write, since a window may stop that."""
    from app.server.server import Server
    from app.server.writer import Writer
    from app.system.console import CLOSES_AT_ONCE, WindowTitle
    from app.system.run import DEBUG, bug, trace
    from app.system.signals import StopRequests
    from app.system.sockets import address_text, raise_descriptor_limit

    raise_descriptor_limit()
    faults: list[BaseException] = []
    with ExitStack() as end:
        console = end.enter_context(Writer("chat-console", config.log_queue_lines))
        _set_up_log(options, console, config, end)
        stop = end.enter_context(StopRequests())

        def failed(error: BaseException) -> None:
            faults.append(error)
            stop.request("a part of the server failed")

        server = Server(config, partial(_open_journal, options, config), failed)
        os.environ.pop(CLOSES_AT_ONCE, None)
        folder = _data_folder(options, server.address[1])
        kept = clean_line(str(folder)) if folder else "memory only"
        at = address_text(*server.address)
        console.put(sys.stdout, f"Listening on {at}\n")
        if friendly:
            title = WindowTitle(partial(console.put, sys.stdout), os.environ.get("TERM", ""))
            end.callback(title.restore)
            title.set(f"Realtime Chat server – {at}")
            console.put(sys.stdout, _welcome(at, kept))
        log.info("realtime-chat %s at %s keeps what is said in %s", __version__, at, kept)
        server.start()
        reason = stop.wait()
        log.info("stopping: %s", reason)
        server.stop()
        if options.log_file is not None or os.environ.get(DEBUG):
            for fault in faults:
                log.critical("%s", trace(fault))
        log.info("stopped")
        if faults:
            console.put(sys.stderr, bug("server", faults[0]) + "\n")
    return 1 if faults else 0


def _data_folder(options: argparse.Namespace, port: int) -> "Path | None":
    """Where the server at this port keeps what is said; None if it keeps nothing."""
    from pathlib import Path

    from app.system.folders import data_folder

    if options.no_history:
        return None
    # Each port has a history of its own, so that two servers do not get in each other's way.
    return Path(options.data) if options.data is not None else data_folder() / str(port)


def _open_journal(options: argparse.Namespace, config: Config, port: int) -> "Journal":
    """What the server at this port stores what is said in."""
    import secrets

    new_id = partial(secrets.token_hex, 8)
    folder = _data_folder(options, port)
    if folder is None:
        from app.journal.memory import MemoryJournal

        return MemoryJournal(new_id)
    from app.server.store import open_store

    return open_store(
        folder,
        new_id,
        durable=config.durable,
        keep_entries=config.keep_messages,
        keep_ms=math.ceil(config.keep_days * DAY_MS),
    )


def _set_up_log(
    options: argparse.Namespace, console: "Writer", config: Config, end: ExitStack
) -> None:
    """Let the log go to stderr, or to a file until the `end`."""
    from app.server.logs import LogHandler, close_log, open_log
    from app.server.writer import Writer

    writer, stream = console, sys.stderr
    if options.log_file is not None:
        try:
            stream = open_log(options.log_file, config.log_file_limit_bytes)
        except OSError as error:
            problem = f"{options.log_file} cannot be written: {error.strerror}."
            raise UsageError(problem) from None
        writer = Writer("chat-log", config.log_queue_lines)
        end.callback(close_log, stream, writer)
        end.enter_context(writer)
    handler = LogHandler(writer, stream)
    logging.basicConfig(level=options.log_level.upper(), handlers=[handler], force=True)


def _welcome(at: str, kept: str) -> str:
    """What the person who started the server may do next, and has to know."""
    from app.system.programs import this_origin

    client = this_origin().how_to_start("client", [at] if at != DEFAULT_ADDRESS else [])
    return (
        f"Others on this computer join by starting: {client}\n"
        f"What is said is kept in {kept}.\n"
        "Ctrl+C, or closing this window, stops the server.\n"
    )


def _config(options: argparse.Namespace) -> Config:
    if not 0 <= options.port <= 65535:
        raise UsageError(f"There is no port {options.port}; ports go from 0 to 65535.")
    if not 0 <= options.rate <= 1_000_000:
        raise UsageError("--rate takes messages a second, 0 for no limit.")
    if options.data == "":
        raise UsageError("--data takes a folder.")
    if options.durable and options.no_history:
        raise UsageError("--durable and --no-history do not go together: nothing would be stored.")
    if not 1_000 <= options.keep <= 1_000_000_000:
        raise UsageError("--keep takes a number of messages, 1000 or more.")
    if not 0 <= options.keep_days <= 100_000:
        raise UsageError("--keep-days takes a number of days, 0 for ever.")
    return Config(
        host=options.host,
        port=options.port,
        rate_messages_per_s=options.rate,
        durable=options.durable,
        keep_messages=options.keep,
        keep_days=options.keep_days,
    )


def _parser() -> argparse.ArgumentParser:
    parser = OptionParser(prog="server", description=DESCRIPTION, epilog=EPILOG)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument(
        "--port", type=int, default=6000, help="port to listen on; 0 takes a free one (%(default)s)"
    )
    history = parser.add_mutually_exclusive_group()
    history.add_argument(
        "--data",
        metavar="DIR",
        help="keep what is said in this folder (by default in the user's, a folder for each port)",
    )
    history.add_argument(
        "--no-history", action="store_true", help="keep what is said in memory only"
    )
    parser.add_argument(
        "--durable",
        action="store_true",
        help="nothing is lost in a power cut either; every message then waits for the disk",
    )
    parser.add_argument(
        "--keep",
        type=int,
        default=Config().keep_messages,
        metavar="MESSAGES",
        help="keep so many messages, 1000 at least (%(default)s)",
    )
    parser.add_argument(
        "--keep-days",
        type=float,
        default=Config().keep_days,
        metavar="DAYS",
        help="keep them for so many days, or parts of one; 0 for ever (%(default)g)",
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
