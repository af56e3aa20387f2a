"""The server's options, and its page of help."""

from collections.abc import Sequence

from app import __version__
from app.protocol.defaults import DEFAULT_PORT
from app.server.settings import usual_file
from app.server.settings_table import SETTINGS
from app.settings.options import MORE, add_file_options, add_settings, file_rows, option_rows
from app.system.folders import data_folder, shortened
from app.system.options import OptionParser
from app.system.page import Section
from app.system.programs import this_origin


def server_parser() -> OptionParser:
    """What reads the server's command line."""
    parser = OptionParser("server", "[options]", _help)
    add_settings(parser, SETTINGS)
    add_file_options(parser)
    parser.add_argument("--write-config", action="store_true")
    parser.add_argument("--status", action="store_true")
    parser.add_argument("--version", action="version", version=f"realtime-chat {__version__}")
    return parser


def _help() -> Sequence[Section]:
    """The page of help."""
    origin = this_origin()
    start, join = origin.how_to_start("server"), origin.how_to_start("client")
    file = shortened(usual_file())
    by_name = {setting.name: setting for setting in SETTINGS}
    where = [by_name[name] for name in ("host", "port", "rate", "console")]
    kept = [by_name[name] for name in ("data", "history", "durable", "keep", "keep-days")]
    log = [setting for setting in SETTINGS if setting.name.startswith("log-")]
    return [
        Section(
            text="A chat server for this machine: start it, then start clients in other terminals. "
            "Ctrl+C stops it, and tells everybody."
        ),
        Section(text="Usage: server [options]"),
        Section("Where and how", rows=option_rows(where)),
        Section("What is kept", rows=option_rows(kept)),
        Section("The log", rows=option_rows(log)),
        Section(
            "Settings and help",
            rows=[
                ("--write-config", "write that file, all explained in it"),
                ("--status", "print how the server at that port does, as JSON, and start none"),
                *file_rows(file),
            ],
        ),
        Section(
            "Examples",
            examples=[
                start,
                f"{start} --port {DEFAULT_PORT + 1000} --no-history",
                f"{start} --no-console --log-file server.log",
                f"{join} --name ana",
                f"{start} --status",
            ],
        ),
        Section(
            "Files and environment",
            text=f"What is said is in {shortened(data_folder())}, a folder for each port. Each "
            f"line of {file} is a setting with an option's name, as in: keep-days = 30; for "
            "--no-history it is history = false. The environment stands above the file, and the "
            "options above that: CHAT_SERVER_PORT, CHAT_SERVER_KEEP_DAYS and so on. "
            "--history, --console and --no-durable take back what they say.",
        ),
        Section(
            "Exit status",
            text="0 it was stopped, 1 it cannot start or has failed, 2 wrong usage, 130 Ctrl+C "
            "before it listened. --status: 0 it was told, 3 no server, 4 not allowed.",
        ),
        MORE,
    ]
