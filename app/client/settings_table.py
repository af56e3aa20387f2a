"""All that can be set in the client: `--help`, `:set` and all checks come from this table. Pure."""

from app.client.address import address_meant, is_address
from app.client.commands.intents import BELLS, TIMES
from app.client.ignoring import IGNORED_LIMIT, NAME_LIMIT_CHARS
from app.client.mentions import HIGHLIGHT_LIMIT_WORDS, WORD_LIMIT_CHARS
from app.errors import Refused
from app.protocol.defaults import DEFAULT_ADDRESS, LOBBY
from app.protocol.limits import HISTORY_LIMIT_ENTRIES
from app.settings.kinds import Choice, Number, Switch, Text, Words
from app.settings.table import Setting

PREFIX = "CHAT_"
DEFAULT_HISTORY_ENTRIES = 50


def _fault_of_name(words: str) -> str:
    """Why words cannot be a name; a server makes valid what a command line says, or a file."""
    return "A name has no spaces: type :set name NAME." if len(words.split()) > 1 else ""


def _is_room(words: str) -> bool:
    """Whether a room may be called so; the server says the last word."""
    from app.room.directory import check_room  # with its tables, which few need

    try:
        check_room(words)
    except Refused:
        return False
    return True


SETTINGS = (
    Setting(
        name="name",
        kind=Text("a name", empty=True),
        default="",
        default_words="the name used last",
        metavar="NAME",
        meaning="what to be called",
        fault=_fault_of_name,
    ),
    Setting(
        name="address",
        kind=Text("HOST, HOST:PORT or :PORT", empty=True, fits=is_address),
        perhaps=address_meant,
        default=DEFAULT_ADDRESS,
        meaning="where the server is",
        positional=True,
    ),
    Setting(
        name="room",
        kind=Text("the name of a room: letters, digits, - _ . and no spaces", fits=_is_room),
        default=LOBBY,
        metavar="ROOM",
        meaning="the room to begin in",
    ),
    Setting(
        name="history",
        kind=Number(0, HISTORY_LIMIT_ENTRIES),
        default=DEFAULT_HISTORY_ENTRIES,
        metavar="N",
        meaning="begin with the last N messages",
        option_meaning=f"begin with the last N messages, 0 to {HISTORY_LIMIT_ENTRIES:,} "
        f"({DEFAULT_HISTORY_ENTRIES}; in a pipe none)",
    ),
    Setting(
        name="color",
        kind=Choice(("auto", "never", "16", "256", "true")),
        default="auto",
        metavar="HOW_MANY",
        meaning="how many colours to use",
    ),
    Setting(
        name="theme",
        kind=Choice(("auto", "light", "dark")),
        default="auto",
        meaning="for what background the colours are",
    ),
    Setting(
        name="ascii",
        kind=Switch(),
        default=False,
        metavar="-",
        meaning="write what the client itself says in ASCII",
        at_once=True,
    ),
    Setting(
        name="bell",
        kind=Choice(BELLS),
        default="mention",
        meaning="what rings: being mentioned, whispered to, or everything said",
        at_once=True,
    ),
    Setting(
        name="time",
        kind=Choice(TIMES),
        default="short",
        metavar="STYLE",
        meaning="the time before each message",
        at_once=True,
    ),
    Setting(
        name="quiet",
        kind=Switch(),
        default=False,
        meaning="do not show who comes and goes",
        at_once=True,
    ),
    Setting(
        name="ignore",
        kind=Words("names", IGNORED_LIMIT, NAME_LIMIT_CHARS, blanks=True),
        default=(),
        meaning="whose messages not to show",
        at_once=True,
    ),
    Setting(
        name="highlight",
        kind=Words("words", HIGHLIGHT_LIMIT_WORDS, WORD_LIMIT_CHARS),
        default=(),
        meaning="what stands out besides one's own name",
        at_once=True,
    ),
    Setting(
        name="editing",
        kind=Choice(("emacs", "vi")),
        default="emacs",
        meaning="the keys of the input line",
    ),
    Setting(
        name="title",
        kind=Switch(),
        default=True,
        meaning="show the room in the window's title",
    ),
    Setting(
        name="bottom",
        kind=Switch(),
        default=True,
        meaning="show how things stand below the input line",
        at_once=True,
    ),
    Setting(
        name="plain",
        kind=Switch(),
        default=False,
        metavar="-",
        meaning="plain lines, as a screen reader wants them: nothing is redrawn",
    ),
)
BY_NAME = {setting.name: setting for setting in SETTINGS}
