"""The client's command line: `client [ADDRESS] [options]`. See `--help`."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.client.address import parse_address
from app.client.options import client_parser
from app.client.settings_table import SETTINGS
from app.errors import ChatError, UsageError
from app.protocol.defaults import DEFAULT_HOST, DEFAULT_PORT
from app.settings.options import file_asked_for, said_in
from app.settings.table import COMMAND_LINE, ENVIRONMENT
from app.system.telling import inform
from app.text import clean, clean_line, cut, encodable

if TYPE_CHECKING:
    from app.client.config import Config
    from app.client.conversation import Conversation
    from app.client.settings import Settings


def main(argv: Sequence[str] | None = None) -> int:
    """Run a client until the person leaves or the input ends; give the exit status."""
    from app.system.streams import give_up, ready_streams

    ready_streams()
    try:
        return _talk(client_parser().read(argv))
    except BrokenPipeError:
        give_up(sys.stdout)
        return 141  # what a shell says of a program whose reader went away
    except OSError as error:
        give_up(sys.stdout)
        problem = clean_line(str(error.strerror or error))
        inform(f"client: this did not work: {problem}.")
        return 1
    except UsageError as error:
        inform(f"client: {clean_line(str(error))}")
        return 2
    except ChatError as error:
        inform(f"client: {clean_line(str(error))}")
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

    settings = _settings(options)
    host, port = parse_address(settings.text("address"))
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
    asked = [settings.text("name") or load_name(folder) or user_name(), settings.text("room")]
    name, room = (cut(encodable(text), ASKED_LIMIT_CHARS) for text in asked)
    person = is_terminal(sys.stdin) and options.send is None
    programs = options.json or options.follow or options.send is not None
    full = person and is_terminal(sys.stdout) and not (programs or settings.is_on("plain"))
    interactive = full and os.environ.get("TERM") != "dumb"
    if full and not interactive:
        _tell_of_plain_lines("TERM is dumb")
    origin = this_origin()
    hint = origin.how_to_start("server", server_options(host, port))
    attended = person and is_terminal(sys.stdout) and not (options.json or options.follow)
    # A pipe begins with what is said from now on, whatever the file says.
    given = settings.origin("history") in (COMMAND_LINE, ENVIRONMENT)
    history = settings.number("history") if attended or given else None
    _ready_symbols(settings)
    conversation = Conversation(name, secrets.token_urlsafe(24), Outbox(), history, room)
    if attended:
        from app.client.offering import offer_server
        from app.system.folders import log_folder

        if not offer_server(host, port, origin, hint, log_folder()):
            return 0
    try:
        if interactive:
            return _on_screen(conversation, config, options, settings, hint)
        return _in_pipe(conversation, config, options, settings, hint, person=person)
    finally:
        if person and conversation.chosen_name:
            save_name(folder, conversation.chosen_name)


def _settings(options: argparse.Namespace) -> "Settings":
    """What is set; what is wrong with that is told, and left out."""
    from app.client.settings import Settings
    from app.system.folders import settings_file

    file = file_asked_for(options, settings_file("client"))
    named = options.config is not None
    settings = Settings(said_in(options, SETTINGS), os.environ, file, must_exist=named)
    for problem in settings.problems:
        inform(f"client: {clean_line(problem)}")
    return settings


def _ready_symbols(settings: "Settings") -> None:
    """Write ASCII where that is set, also later, and where a terminal shows nothing else."""
    from app.client.symbols import needs_ascii, use_ascii
    from app.system.streams import is_terminal

    streams = (sys.stdout, sys.stderr)
    needed = any(is_terminal(out) and needs_ascii(out.encoding) for out in streams)

    def use(name: str) -> None:
        if name == "ascii":
            use_ascii(on=needed or settings.is_on("ascii"))

    settings.watchers.append(use)
    use("ascii")


def _on_screen(
    conversation: "Conversation",
    config: "Config",
    options: argparse.Namespace,
    settings: "Settings",
    start_hint: str,
) -> int:
    from random import random

    from app.client.theme import depth_of
    from app.system.programs import this_origin

    try:
        from app.client.commands.table import BY_NAME
        from app.client.screen import Screen
        from app.client.typed import TypedLines
        from app.system.folders import data_folder

        typed = TypedLines(data_folder(), [word for word in BY_NAME if not BY_NAME[word].private])
        depth = depth_of(settings.text("color"), os.environ, windows=this_origin().windows)
        screen = Screen(conversation, config, random, _now, start_hint, settings, depth, typed)
    except (OSError, RuntimeError) as error:
        _tell_of_plain_lines(str(error))
        return _in_pipe(conversation, config, options, settings, start_hint, person=True)
    screen.run()
    unsent = list(conversation.outbox)
    if unsent:
        inform("Not acknowledged by a server, so perhaps not sent:")
    for message in unsent:
        text = clean(message.text, newlines=True).replace("\n", "\n   ")
        inform(f"   {text}")
    return 3 if unsent else 0


def _tell_of_plain_lines(why: str) -> None:
    """Say why there is no input line, to somebody who may miss it."""
    why = clean_line(why)
    inform(f"client: no full terminal here ({why}); going on in plain lines")


def _in_pipe(
    conversation: "Conversation",
    config: "Config",
    options: argparse.Namespace,
    settings: "Settings",
    start_hint: str,
    *,
    person: bool,
) -> int:
    from random import random

    from app.client.plain import Plain
    from app.system.streams import is_terminal

    given = settings.origin("history") in (COMMAND_LINE, ENVIRONMENT)

    plain = Plain(
        conversation,
        config,
        random,
        _now,
        start_hint,
        follow=options.follow,
        as_json=options.json,
        typed=person and not options.json,
        echoed=person and not options.json and is_terminal(sys.stdout),
        settings=settings,
        history=settings.number("history") if given and not person else 0,
        encoding=sys.stdin.encoding if person else "utf-8",
    )
    if options.send is not None:
        return plain.run([options.send])
    # Unbuffered: a thread that is left behind in a buffered read makes Python abort at its end.
    return plain.run(open(sys.stdin.fileno(), "rb", buffering=0, closefd=False))


def server_options(host: str, port: int) -> list[str]:
    """The options with which a server listens there; none where it does by itself."""
    options = ["--host", host] if host not in (DEFAULT_HOST, "localhost") else []
    return options + (["--port", str(port)] if port != DEFAULT_PORT else [])


def _now() -> int:
    return time.time_ns() // 1_000_000
