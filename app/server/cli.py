"""The server's command line: `server [options]`. See `--help`."""

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
from app.server.options import server_parser
from app.server.settings import Options, read_options, write_example
from app.text import clean_line

if TYPE_CHECKING:
    from pathlib import Path

    from app.journal.journal import Journal
    from app.server.config import Config
    from app.server.writer import Writer

DEFAULT_ADDRESS = "127.0.0.1:6000"
DAY_MS = 24 * 60 * 60 * 1000

log = logging.getLogger("app.server")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a server until it is told to stop.

    Returns:
        The exit status: 0 after a stop that was asked for, 1 if it cannot start or a part of it
        failed, 2 for a command line that makes no sense.
    """
    from app.system.streams import is_terminal, ready_streams

    ready_streams()
    said = server_parser().read(argv)
    try:
        if said.write_config:
            path = clean_line(str(write_example(said)))
            print(f"{path} is written: everything in it is explained, and nothing is set yet.")
            return 0
        options = read_options(said)
        for problem in options.problems:
            print(f"server: {clean_line(problem)}", file=sys.stderr)
        friendly = is_terminal(sys.stdout) and not options.no_console
        return _serve(options.config, options, friendly=friendly)
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


def _serve(config: "Config", options: Options, *, friendly: bool) -> int:
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


def _data_folder(options: Options, port: int) -> "Path | None":
    """Where the server at this port keeps what is said; None if it keeps nothing."""
    from pathlib import Path

    from app.system.folders import data_folder

    if options.no_history:
        return None
    # Each port has a history of its own, so that two servers do not get in each other's way.
    return Path(options.data) if options.data is not None else data_folder() / str(port)


def _open_journal(options: Options, config: "Config", port: int) -> "Journal":
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


def _set_up_log(options: Options, console: "Writer", config: "Config", end: ExitStack) -> None:
    """Let the log go to stderr, or to a file until the `end`."""
    from app.server.logs import LogHandler, close_log, open_log
    from app.server.writer import Writer

    writer, stream = console, sys.stderr
    if options.log_file is not None:
        try:
            stream = open_log(options.log_file, config.log_file_limit_bytes, config.log_files_kept)
        except OSError as error:
            problem = f"{options.log_file} cannot be written: {error.strerror}."
            raise UsageError(problem) from None
        writer = Writer("chat-log", config.log_queue_lines)
        end.callback(close_log, stream, writer)
        end.enter_context(writer)
    handler = LogHandler(writer, stream)
    logging.basicConfig(level=options.log_level.upper(), handlers=[handler], force=True)
    if options.settings is not None:
        log.info("settings are from %s", options.settings)
    if options.log_file is not None:  # those at the terminal were told already
        for problem in options.problems:
            log.warning("%s", problem)


def _welcome(at: str, kept: str) -> str:
    """What the person who started the server may do next, and has to know."""
    from app.system.programs import this_origin

    client = this_origin().how_to_start("client", [at] if at != DEFAULT_ADDRESS else [])
    return (
        f"Others on this computer join by starting: {client}\n"
        f"What is said is kept in {kept}.\n"
        "Ctrl+C, or closing this window, stops the server.\n"
    )
