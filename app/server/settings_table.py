"""All that can be set in the server: options, environment, file and checks come from here. Pure."""

from app.protocol.defaults import DEFAULT_HOST, DEFAULT_PORT
from app.server.config import Config
from app.settings.kinds import Choice, Number, Switch, Text
from app.settings.table import Setting

PREFIX = "CHAT_SERVER_"
LOG_SIZE_LIMIT_MIB = 1_000_000
LOGS_KEPT_LIMIT = 1000
_USUAL = Config()

SETTINGS = (
    Setting(
        name="host",
        kind=Text("an address of this machine"),
        default=DEFAULT_HOST,
        metavar="ADDRESS",
        meaning="address of this machine to listen on",
    ),
    Setting(
        name="port",
        kind=Number(0, 65535, special="0 takes a free one"),
        default=DEFAULT_PORT,
        metavar="PORT",
        meaning="port to listen on",
    ),
    Setting(
        name="data",
        kind=Text("a folder"),
        default="",
        default_words="in the user's own, one for each port",
        metavar="DIR",
        meaning="keep what is said in this folder",
    ),
    Setting(
        name="history",
        kind=Switch(),
        default=True,
        metavar="-",
        meaning="keep what is said in a folder, not in memory only",
        option_meaning="keep what is said in memory only",
    ),
    Setting(
        name="durable",
        kind=Switch(),
        default=False,
        metavar="-",
        meaning="nothing is lost in a power cut either; messages wait for the disk",
    ),
    Setting(
        name="keep",
        kind=Number(1_000, 1_000_000_000),
        default=_USUAL.keep_messages,
        metavar="MESSAGES",
        meaning="keep so many messages",
        option_meaning=f"keep so many messages, 1,000 at least ({_USUAL.keep_messages:,})",
    ),
    Setting(
        name="keep-days",
        kind=Number(0, 100_000, whole=False, special="0 for ever"),
        default=_USUAL.keep_days,
        metavar="DAYS",
        meaning="keep them for so many days, or parts of one",
    ),
    Setting(
        name="rate",
        kind=Number(0, 1_000_000, whole=False, special="0 for no limit"),
        default=_USUAL.rate_messages_per_s,
        metavar="PER_S",
        meaning="messages a second from one person in the long run",
    ),
    Setting(
        name="console",
        kind=Switch(),
        default=True,
        metavar="-",
        meaning="talk with the person at the terminal, not only log",
        option_meaning="say nothing to people, only log: for services",
    ),
    Setting(
        name="log-file",
        kind=Text("a file"),
        default="",
        default_words="stderr",
        metavar="FILE",
        meaning="log to this file",
    ),
    Setting(
        name="log-level",
        kind=Choice(("debug", "info", "warning", "error")),
        default="info",
        metavar="LEVEL",
        meaning="how much to log",
    ),
    Setting(
        name="log-size",
        kind=Number(1, LOG_SIZE_LIMIT_MIB),
        default=_USUAL.log_file_limit_bytes // (1024 * 1024),
        metavar="MIB",
        meaning="a log file that would be longer is begun anew",
    ),
    Setting(
        name="log-keep",
        kind=Number(0, LOGS_KEPT_LIMIT),
        default=_USUAL.log_files_kept,
        metavar="N",
        meaning="so many log files before it are kept, as FILE.1 to FILE.N",
    ),
)
