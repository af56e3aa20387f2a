"""The client's options, and its page of help."""

from collections.abc import Sequence

from app import __version__
from app.client.settings_table import BY_NAME, SETTINGS
from app.protocol.defaults import DEFAULT_ADDRESS, DEFAULT_PORT
from app.settings.options import MORE, add_file_options, add_settings, file_rows, option_rows
from app.system.options import OptionParser
from app.system.page import Section

USAGE = "[ADDRESS] [options]"
AN_ADDRESS = (
    "It is a part of the address, which stands alone: "
    f"client HOST:PORT, or client :{DEFAULT_PORT + 1000}"
)


def client_parser() -> OptionParser:
    """What reads the client's command line."""
    parser = OptionParser("client", USAGE, _help, dict.fromkeys(("--port", "--host"), AN_ADDRESS))
    parser.add_argument("address", nargs="?")
    add_settings(parser, SETTINGS)
    parser.add_argument("--no-color", dest="color", action="store_const", const="never")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--send", metavar="TEXT")
    parser.add_argument("--follow", action="store_true")
    add_file_options(parser)
    parser.add_argument("--version", action="version", version=f"realtime-chat {__version__}")
    return parser


def _help() -> Sequence[Section]:
    """The page of help. It is made when it is asked for, since it costs a little time."""
    from app.client.commands import COMMANDS
    from app.system.folders import settings_file, shortened
    from app.system.programs import this_origin

    origin = this_origin()
    start, nothing = origin.how_to_start("client"), origin.nothing()
    file = shortened(settings_file("client"))
    address = f"HOST or HOST:PORT of the server ({DEFAULT_ADDRESS})"
    who = [BY_NAME[name] for name in ("name", "room", "history")]
    look = [BY_NAME[name] for name in ("color", "time", "ascii", "plain")]
    return [
        Section(
            text="Talk with everybody at a chat server on this machine: type a line, press Enter. "
            "In a pipe, a line in is a message, never a command; a message is a line out."
        ),
        Section(text=f"Usage: client {USAGE}"),
        Section("Who and where", rows=[("ADDRESS", address), *option_rows(who)]),
        Section(
            "How it looks", rows=[("--no-color", "the same as --color never"), *option_rows(look)]
        ),
        Section(
            "In pipes and scripts",
            rows=[
                ("--send TEXT", "say this, and leave"),
                ("--follow", "stay and print messages when the input has ended"),
                ("--json", "messages of the protocol in and out, for programs"),
            ],
        ),
        Section("Settings and help", rows=file_rows(file)),
        Section(
            "Examples",
            examples=[
                f"{start} --name ana",
                f"{start} --send deployed --name ci",
                f"echo done | {start} --name ci",
                f"{start} --history 20 < {nothing}",
                f"{start} --follow < {nothing} > chat.log",
                f"{start} --json --follow < {nothing}",
            ],
        ),
        Section(
            "Keys and commands",
            text="Enter says the line, Alt+Enter or Ctrl+J begins another one. Tab completes; "
            "arrow up and Ctrl+R bring back what was typed. Ctrl+C clears the line; on an empty "
            "one it leaves if pressed twice, and Ctrl+D at once. :help explains the commands: "
            + " ".join(f":{command.name}" for command in COMMANDS),
        ),
        Section(
            "Files and environment",
            text=f"Each line of {file} is a setting. In the client, :set lists all and changes "
            "them. The environment stands above the file, and the options above that: CHAT_NAME, "
            "CHAT_ROOM, CHAT_BELL and so on; NO_COLOR for no colours. --no-plain and --no-ascii "
            "take back what they say.",
        ),
        Section(
            "Exit status",
            text="0 all is acknowledged, 1 something failed, 2 wrong usage, 3 no server or a full "
            "one, 4 something was refused, 130 Ctrl+C, 141 nobody reads the output.",
        ),
        MORE,
    ]
