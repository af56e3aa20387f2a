"""The client's command line: `client [ADDRESS] [options]`. See `--help`."""

import argparse
import os
import re
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app import __version__
from app.errors import ChatError, UsageError
from app.system.options import OptionParser
from app.text import clean, clean_line, cut, encodable

if TYPE_CHECKING:
    from app.client.config import Config
    from app.client.conversation import Conversation

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 6000
DEFAULT_HISTORY_ENTRIES = 50

DESCRIPTION = "Talk with everybody at a chat server on this machine."
EPILOG = """\
In a terminal, type a line and press Enter; :help lists the commands. Without a terminal it is a
pipe: a line in is a message, a message is a line out (tail -f build.log | client --name ci).
Exit status: 0 everything was acknowledged, 2 usage, 3 no server or a full one, 4 something was
refused."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a client until the person leaves or the input ends; give the exit status."""
    from app.system.streams import give_up, ready_streams

    ready_streams()
    options = _parser().parse_args(argv)
    try:
        return _talk(options)
    except BrokenPipeError:
        give_up(sys.stdout)
        return 141  # what a shell says of a program whose reader went away
    except OSError as error:
        give_up(sys.stdout)
        problem = clean_line(str(error.strerror or error))
        print(f"client: this did not work: {problem}.", file=sys.stderr)
        return 1
    except UsageError as error:
        print(f"client: {clean_line(str(error))}", file=sys.stderr)
        return 2
    except ChatError as error:
        print(f"client: {clean_line(str(error))}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001 - a mistake of ours, which is told as such
        from app.system.run import tell_bug

        return tell_bug("client", error)


def _talk(options: argparse.Namespace) -> int:
    import secrets

    from app.client.checks import ASKED_LIMIT_CHARS
    from app.client.config import Config, load_name, save_name
    from app.client.conversation import Conversation
    from app.client.outbox import Outbox
    from app.system.folders import config_folder, user_name
    from app.system.programs import this_origin
    from app.system.sockets import is_loopback
    from app.system.streams import is_terminal

    host, port = parse_address(options.address)
    history = parse_history(options.history)
    try:
        if not is_loopback(host):
            raise UsageError(
                f"{host} is another machine, and what is said would not be encrypted: this "
                "version talks to servers on its own machine only. Leave the address out."
            )
    except OSError:
        raise UsageError(f"There is no address called {host}.") from None
    config = Config(host=host, port=port)
    folder = config_folder()
    name = cut(encodable(options.name or load_name(folder) or user_name()), ASKED_LIMIT_CHARS)
    person = is_terminal(sys.stdin) and options.send is None
    programs = options.plain or options.json or options.follow or options.send is not None
    interactive = (
        person and is_terminal(sys.stdout) and not programs and os.environ.get("TERM") != "dumb"
    )
    origin = this_origin()
    hint = origin.how_to_start("server", server_options(host, port))
    attended = person and is_terminal(sys.stdout) and not (options.json or options.follow)
    if history is None and attended:  # a pipe begins with what is said from now on
        history = DEFAULT_HISTORY_ENTRIES
    conversation = Conversation(name, secrets.token_urlsafe(24), Outbox(), history)
    if attended:
        from app.client.offering import offer_server
        from app.system.folders import log_folder

        if not offer_server(host, port, origin, hint, log_folder()):
            return 0
    try:
        if interactive:
            return _on_screen(conversation, config, options, hint)
        return _in_pipe(conversation, config, options, hint, person=person)
    finally:
        if person and conversation.chosen_name:
            save_name(folder, conversation.chosen_name)


def _on_screen(
    conversation: "Conversation", config: "Config", options: argparse.Namespace, start_hint: str
) -> int:
    from random import random

    try:
        from app.client.commands import COMMANDS
        from app.client.screen import Screen
        from app.client.typed import TypedLines
        from app.system.folders import data_folder

        typed = TypedLines(data_folder(), [command.name for command in COMMANDS])
        color = not options.no_color and not os.environ.get("NO_COLOR")
        screen = Screen(conversation, config, random, _now, start_hint, color=color, typed=typed)
    except (OSError, RuntimeError) as error:
        why = clean_line(str(error))
        print(f"client: no full terminal here ({why}); going on in plain lines", file=sys.stderr)
        return _in_pipe(conversation, config, options, start_hint, person=True)
    screen.run()
    unsent = list(conversation.outbox)
    if unsent:
        print("Not acknowledged by a server, so perhaps not sent:", file=sys.stderr)
    for message in unsent:
        text = clean(message.text, newlines=True).replace("\n", "\n   ")
        print(f"   {text}", file=sys.stderr)
    return 3 if unsent else 0


def _in_pipe(
    conversation: "Conversation",
    config: "Config",
    options: argparse.Namespace,
    start_hint: str,
    *,
    person: bool,
) -> int:
    from random import random

    from app.client.plain import Plain

    plain = Plain(
        conversation,
        config,
        random,
        _now,
        start_hint,
        follow=options.follow,
        as_json=options.json,
        typed=person and not options.json,
        history=0 if person else parse_history(options.history) or 0,
        encoding=sys.stdin.encoding if person else "utf-8",
    )
    if options.send is not None:
        return plain.run([options.send])
    # Unbuffered: a thread that is left behind in a buffered read makes Python abort at its end.
    return plain.run(open(sys.stdin.fileno(), "rb", buffering=0, closefd=False))


def parse_address(address: str) -> tuple[str, int]:
    """`host`, `host:port`, `:port` or `[::1]:port`.

    Raises:
        UsageError: it is none of these.
    """
    parts = re.fullmatch(r"(?:\[([^\]]+)\]|([^:\[\]]*))(?::(\d{1,5}))?", address)
    port = int(parts[3] or DEFAULT_PORT) if parts else 0
    if parts is None or not 1 <= port <= 65535:
        raise UsageError(f"{address} is no address: use HOST or HOST:PORT, as in 127.0.0.1:6000.")
    return parts[1] or parts[2] or DEFAULT_HOST, port


def parse_history(count: str | None) -> int | None:
    """With how many of the last messages to begin; None if nothing was said about it.

    Raises:
        UsageError: it is no number from 0 to HISTORY_LIMIT_ENTRIES.
    """
    from app.protocol.messages import HISTORY_LIMIT_ENTRIES

    if count is None:
        return None
    number = re.fullmatch(r"0*([0-9]{1,4})", count)
    if number is None or int(number[1]) > HISTORY_LIMIT_ENTRIES:
        limit = f"{HISTORY_LIMIT_ENTRIES:,}"
        raise UsageError(f"--history {count} is not possible: use a number from 0 to {limit}.")
    return int(number[1])


def server_options(host: str, port: int) -> list[str]:
    """The options with which a server listens there; none where it does by itself."""
    options = ["--host", host] if host not in (DEFAULT_HOST, "localhost") else []
    return options + (["--port", str(port)] if port != DEFAULT_PORT else [])


def _now() -> int:
    return time.time_ns() // 1_000_000


def _parser() -> argparse.ArgumentParser:
    from app.protocol.messages import HISTORY_LIMIT_ENTRIES

    parser = OptionParser(
        prog="client",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "address",
        nargs="?",
        default=f"{DEFAULT_HOST}:{DEFAULT_PORT}",
        metavar="ADDRESS",
        help="HOST or HOST:PORT of the server (%(default)s)",
    )
    parser.add_argument("--name", help="what to be called (the name used last, or the system's)")
    parser.add_argument(
        "--history",
        metavar="N",
        help=f"begin with the last N messages, 0 to {HISTORY_LIMIT_ENTRIES:,} "
        f"({DEFAULT_HISTORY_ENTRIES}; in a pipe with none)",
    )
    parser.add_argument(
        "--plain", action="store_true", help="plain lines, also in a terminal: nothing is redrawn"
    )
    parser.add_argument(
        "--json", action="store_true", help="messages of the protocol in and out, for programs"
    )
    parser.add_argument("--send", metavar="TEXT", help="say this, and leave")
    parser.add_argument(
        "--follow", action="store_true", help="stay and print messages when the input has ended"
    )
    parser.add_argument(
        "--no-color", action="store_true", help="no colours (NO_COLOR in the environment also)"
    )
    parser.add_argument("--version", action="version", version=f"realtime-chat {__version__}")
    return parser
