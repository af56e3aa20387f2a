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
from app.protocol.defaults import DEFAULT_ADDRESS
from app.server.options import server_parser
from app.server.settings import Options, read_options, write_example
from app.system.telling import inform
from app.text import clean_line

if TYPE_CHECKING:
    from pathlib import Path

    from app.journal.journal import Journal
    from app.server.config import Config
    from app.server.stats import Facts
    from app.server.writer import Writer

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
    try:
        said = server_parser().read(argv)
        if said.write_config:
            path = clean_line(str(write_example(said)))
            text = f"{path} is written: everything in it is explained, and nothing is set yet."
            inform(text, sys.stdout)
            return 0
        options = read_options(said)
        for problem in options.problems:
            inform(f"server: {clean_line(problem)}")
        if said.status:
            return _tell_status(options.config, options)
        friendly = is_terminal(sys.stdout) and not options.no_console
        return _serve(options.config, options, friendly=friendly)
    except UsageError as error:
        inform(f"server: {clean_line(str(error))}")
        return 2
    except ChatError as error:
        inform(f"server: {clean_line(str(error))}")
        return 1
    except OSError as error:
        problem = clean_line(str(error.strerror or error))
        inform(f"server: this did not work: {problem}.")
        return 1
    except KeyboardInterrupt:  # so early that there is nothing to stop yet
        return 130
    except Exception as error:  # noqa: BLE001 - a mistake of ours, which is told as such
        from app.system.run import tell_bug

        return tell_bug("server", error)


def _serve(config: "Config", options: Options, *, friendly: bool) -> int:
    """Start, wait, stop. From here on only writers write, since a window may stop that."""
    from app.server.console import Console
    from app.server.logs import KNOWN
    from app.server.server import Server
    from app.server.status import StatusToken
    from app.server.writer import Writer
    from app.system.console import CLOSES_AT_ONCE, WindowTitle, terminal_modes
    from app.system.run import DEBUG, bug, trace
    from app.system.signals import StopRequests
    from app.system.sockets import address_text, raise_descriptor_limit
    from app.system.streams import columns_of

    raise_descriptor_limit()
    faults: list[BaseException] = []
    attended = friendly and _has_console()
    restore = terminal_modes() if attended else None
    with ExitStack() as end:
        console = end.enter_context(Writer("chat-console", config.log_queue_lines))
        writers = {console, _set_up_log(options, console, config, end, attended=attended)}
        stop = end.enter_context(StopRequests())

        def failed(error: BaseException) -> None:
            faults.append(error)
            stop.request("a part of the server failed")

        server = Server(config, partial(_open_journal, options, config), failed)
        os.environ.pop(CLOSES_AT_ONCE, None)
        at_port = server.address[1]
        folder = _data_folder(options, at_port)
        kept = clean_line(str(folder.absolute())) if folder else "memory only"
        at = address_text(*server.address)
        token = end.enter_context(StatusToken(_status_folder(options, at_port), server.address))
        console.put(sys.stdout, f"Listening on {at}\n")
        title_text = f"Realtime Chat server – {at}"
        if friendly:
            if not attended:  # else the console sets it
                title = WindowTitle(partial(console.put, sys.stdout), os.environ.get("TERM", ""))
                end.callback(title.restore)
                title.set(title_text)
            console.put(sys.stdout, _welcome(at, kept, columns_of(sys.stdout), attended=attended))
        started = "realtime-chat %s at %s keeps what is said in %s"
        log.info(started, __version__, at, kept, extra=KNOWN)
        server.equip(_facts(token.token, at_port, folder, writers))
        server.start()
        if attended:
            stopped = partial(stop.request, "the host stopped it")
            color = "NO_COLOR" not in os.environ
            orders = (server.order, server.names, server.rooms, stopped)
            host = Console(console, title_text, *orders, color=color)
            console.lend(host.run)
        reason = stop.wait(host.went_on if attended else lambda: None)
        log.info("stopping: %s", reason)
        server.stop()
        if options.log_file is not None or os.environ.get(DEBUG):
            for fault in faults:
                log.critical("%s", trace(fault))
        log.info("stopped")
        if faults:
            console.put(sys.stderr, bug("server", faults[0]) + "\n")
    status = 1 if faults else 0
    if restore and console.stands_still:
        # Nobody reads the window. Python would wait for the lock of a stream that is written to.
        restore()
        os._exit(status)
    return status


def _has_console() -> bool:
    """Whether somebody can type orders here; whether stdout is a terminal is known already."""
    from app.system.console import in_foreground
    from app.system.streams import is_terminal

    return is_terminal(sys.stdin) and os.environ.get("TERM") != "dumb" and in_foreground()


def _facts(token: str, port: int, folder: "Path | None", writers: "set[Writer]") -> "Facts":
    """What the server is told of itself."""
    from app.server.bans import FILE, BansFile
    from app.server.clocks import now
    from app.server.stats import Facts
    from app.server.store import stored_bytes

    return Facts(
        token=token,
        version=__version__,
        pid=os.getpid(),
        port=port,
        started=now(),
        bans=BansFile(folder / FILE if folder else None),
        journal_bytes=(lambda: stored_bytes(folder)) if folder else (lambda: 0),
        lost_lines=lambda: sum(writer.lost for writer in writers),
    )


def _tell_status(config: "Config", options: Options) -> int:
    """Ask the server that runs how it does, and print that."""
    from app.server.status import NoStatus, ask_status

    if not config.port and options.data is None:
        raise UsageError("--status needs the server's --port or its --data.")
    try:
        print(ask_status(_status_folder(options, config.port), (config.host, config.port)))
    except NoStatus as error:
        inform(f"server: {clean_line(str(error))}")
        return error.status
    return 0


def _status_folder(options: Options, port: int) -> "Path":
    """Where the server at this port keeps the token that `--status` needs."""
    from app.system.folders import state_folder

    return _data_folder(options, port) or state_folder() / str(port)


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


def _set_up_log(
    options: Options,
    console: "Writer",
    config: "Config",
    end: ExitStack,
    *,
    attended: bool,
) -> "Writer":
    """Let the log go to stderr, or to a file until the `end`; to an attended console as well.

    Gives what writes it.
    """
    from app.server.logs import LogHandler, close_log, open_log
    from app.server.writer import Writer
    from app.system.streams import is_terminal

    writer, stream = console, sys.stderr
    if options.log_file is not None:
        try:
            stream = open_log(options.log_file, config.log_file_limit_bytes, config.log_files_kept)
        except OSError as error:
            problem = f"The log cannot be written to {options.log_file}: {error.strerror}. Take"
            problem += " another file with --log-file FILE, or leave that out."
            raise UsageError(problem) from None
        writer = Writer("chat-log", config.log_queue_lines)
        end.callback(close_log, stream, writer)
        end.enter_context(writer)
    brief = attended and is_terminal(sys.stderr)
    handlers = [LogHandler(writer, stream, brief=brief and writer is console)]
    if brief and writer is not console:
        handlers.append(LogHandler(console, sys.stderr, brief=True))
    logging.basicConfig(level=options.log_level.upper(), handlers=handlers, force=True)
    if options.settings is not None:
        log.info("settings are from %s", options.settings)
    if options.log_file is not None:  # those at the terminal were told already
        for problem in options.problems:
            log.warning("%s", problem)
    return writer


def _welcome(at: str, kept: str, columns: int | None, *, attended: bool) -> str:
    """What the person who started the server may do next, and has to know; in rows."""
    from app.server.welcome import welcome
    from app.system.programs import this_origin

    client = this_origin().how_to_start("client", [at] if at != DEFAULT_ADDRESS else [])
    told = welcome(client, kept, columns, attended=attended)
    return told if attended else told + _why_no_orders()


def _why_no_orders() -> str:
    """Why no orders can be typed, where somebody might miss that; "" elsewhere."""
    from app.system.streams import is_terminal

    is_dumb = is_terminal(sys.stdin) and os.environ.get("TERM") == "dumb"
    return "No orders can be typed here: TERM is dumb.\n" if is_dumb else ""
