"""What is done when something is typed."""

from pathlib import Path

import pytest

from app.client.commands import Intent, parse
from app.client.conversation import Conversation
from app.client.doing import Doing
from app.client.items import Item, Note
from app.client.outbox import Outbox
from app.client.preferences import follow
from app.client.reading import Reading
from app.client.settings import Settings
from app.errors import Refused, UsageError
from app.protocol.entries import Joined, Said
from app.protocol.replies import Error, Whispered
from app.protocol.requests import History, Join, Nick, Order, Rooms, Say, Search, Whisper, Who
from tests.unit.client.test_conversation import welcome


class Typist:
    """Somebody who types lines, in a room."""

    def __init__(self, file: Path | None = None) -> None:
        self.conversation = Conversation("ana", "s" * 16, Outbox())
        self.reading = Reading(self.conversation)
        self.settings = Settings({}, {}, file)
        follow(self.reading, self.settings)
        self.doing = Doing(self.conversation, self.reading, self.settings)
        self.conversation.opened()
        self.reading.take(welcome(), self.conversation.receive(welcome()))

    def types(self, line: str) -> str:
        """What is shown of it at once."""
        intent: Intent | None = parse(line)
        assert intent
        items: list[Item] = self.doing.do(intent)  # type: ignore[arg-type]
        return "\n".join(item.text for item in items if isinstance(item, Note))


@pytest.fixture
def ana() -> Typist:
    """Somebody who types."""
    return Typist()


def test_what_is_typed_is_sent(ana: Typist) -> None:
    """In the order of the lines."""
    for line in (
        "hi",
        ":me waves",
        ":m bo psst",
        ":nick anna",
        ":rooms",
        ":kick bo",
        ":who after bo",
    ):
        assert ana.types(line) == ""
    ana.types(":history 9")
    ana.types(":search x")
    ana.types(":join build")
    assert ana.conversation.outgoing() == [
        Say(text="hi", id=1),
        Say(text="waves", id=2, kind="action"),
        Whisper(to="bo", text="psst", id=3),
        Nick(name="anna", id=4),
        Rooms(id=5),
        Order(text="kick bo", id=6),
        Who(after="bo"),
        History(before=1, limit=9, id=7),
        Search(text="x", id=8),
        Join(room="build", id=9),
    ]


def test_a_reply_is_a_whisper(ana: Typist) -> None:
    """To whoever whispered last; without one it is refused."""
    with pytest.raises(Refused, match="Nobody"):
        ana.types(":r yes")
    whispered = Whispered(at=1, from_="f", name="bo", to="ana", text="coming?")
    ana.reading.take(whispered, ana.conversation.receive(whispered))
    ana.types(":r yes")
    assert ana.conversation.outgoing() == [Whisper(to="bo", text="yes", id=1)]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (":help", ":history"),
        (":help msg", "Example: :msg bo"),
        (":help mgs", "Did you mean :msg?"),
        (":quiet", "comes and goes is shown. :quiet on hides it."),
        (":quiet on", ":quiet off shows it."),
        (":bell", "It rings when somebody says your name"),
        (":bell", "That is :bell mention; it may be off, whisper or all as well."),
        (":bell off", "never rings"),
        (":time seconds", "Times are seconds: 14:03:22."),
        (":time", "14:03. That is :time short; it may be off, seconds or long as well."),
        (":ignore", "nobody"),
        (":ignore bo", "is not shown any more"),
        (":ignore zzz", "(Nobody is called zzz now; it holds all the same.)"),
        (":quiet off", "is shown already."),
        (":ignore boo", ":unignore boo shows it again. Did you mean bo?"),
        (":set bell off", "bell is off now."),
        (":mgs bo psst", "Did you mean :msg?"),
    ],
)
def test_what_is_done_here_is_told(ana: Typist, line: str, told: str) -> None:
    """And needs no server."""
    assert told in ana.types(line)
    assert ana.conversation.outgoing() == []


def test_switches_hold(ana: Typist) -> None:
    """And asking changes nothing."""
    for line in (":bell all", ":bell", ":time off", ":time", ":quiet on", ":quiet"):
        ana.types(line)
    reading = ana.reading
    assert (reading.notifying.bell, reading.times, reading.quiet) == ("all", "off", True)
    ana.types(":quiet off")
    ana.types(":quiet")
    assert not reading.quiet


@pytest.mark.parametrize(
    ("line", "told", "row"),
    [
        (":quiet on", "(:set quiet on keeps that)", ["quiet", "on"]),
        (":quiet off", "(:set quiet off keeps that)", ["quiet", "off"]),
        (":bell all", "others. (:set bell all keeps that)", ["bell", "all"]),
        (":time long", "(:set time long keeps that)", ["time", "long"]),
    ],
)
def test_what_is_switched_is_set_for_this_run(
    tmp_path: Path, line: str, told: str, row: list[str]
) -> None:
    """`:set` tells it and writes it down when asked to; until then no file is written."""
    file = tmp_path / "client.toml"
    ana = Typist(file)
    assert ana.types(line).endswith(told)
    rows = [shown.split() for shown in ana.types(":set").split("\n")]
    assert [*row, "this", "run"] in rows
    assert not file.exists()
    ana.types(told[told.index(":set") :].removesuffix(" keeps that)"))
    assert Settings({}, {}, file).origin(row[0]) == "file"
    assert ana.settings.keeping(row[0]) == ""


def test_asking_sets_nothing(tmp_path: Path) -> None:
    """What is kept, or holds by itself, need not be kept."""
    ana = Typist(tmp_path / "client.toml")
    for line in (":bell", ":time", ":quiet"):
        assert "keeps" not in ana.types(line)
    assert "this run" not in ana.types(":set")


def test_what_is_set_holds_for_the_switches(ana: Typist) -> None:
    """They and `:set` are one; without a file nobody is told to keep anything."""
    ana.types(":set quiet on")
    assert ana.types(":quiet") == "Nobody is shown coming or going. :quiet off shows it."
    ana.types(":set bell all")
    told = "It rings at each message of others."
    assert ana.types(":bell").startswith(told)
    ana.types(":bell off")
    ana.types(":set bell default")
    assert ana.reading.notifying.bell == "mention"


def test_who_is_ignored_by_the_settings_is_read_again(tmp_path: Path) -> None:
    """For this run; and it is told how to end it for good."""
    file = tmp_path / "client.toml"
    file.write_text('ignore = ["bo", "cem"]\n')
    ana = Typist(file)
    assert ana.types(":unignore Bo").endswith("(:set ignore cem keeps that)")
    assert "cem" in ana.types(":ignore")
    assert "bo" not in ana.types(":ignore").split()
    ana.types(":set ignore cem")
    assert Settings({}, {}, file).words("ignore") == ("cem",)
    assert ana.types(":unignore cem").endswith("(:set ignore default keeps that)")


def test_who_is_ignored_may_stay_so(tmp_path: Path) -> None:
    file = tmp_path / "client.toml"
    ana = Typist(file)
    assert ana.types(":ignore bo").endswith("(:set ignore bo keeps that)")
    ana.types(":set ignore bo")
    assert "keeps" not in ana.types(":ignore bo")
    assert ana.types(":ignore cem").endswith("(:set ignore bo,cem keeps that)")
    assert "keeps" not in ana.types(":ignore a,b")


def test_what_holds_now_is_what_is_kept(tmp_path: Path) -> None:
    """Also who is ignored since this start only, and not who is not any more."""
    file = tmp_path / "client.toml"
    file.write_text('ignore = ["dan"]\n')
    ana = Typist(file)
    ana.types(":unignore dan")
    ana.types(":ignore bo")
    assert ana.types(":ignore cem").endswith("(:set ignore bo,cem keeps that)")
    told = ana.types(":ignore Bo")
    assert told.startswith("You ignore Bo already. :unignore Bo shows it again.")


def test_several_names_to_ignore(ana: Typist) -> None:
    """However they are told apart; none is nobody."""
    ana.types(":set ignore bo cem, dan")
    assert ana.reading.ignoring.names == ["bo", "cem", "dan"]
    ana.types(":set ignore none")
    assert ana.reading.ignoring.names == []


def test_nobody_is_ignored_no_more(ana: Typist) -> None:
    ana.types(":ignore bobby")
    with pytest.raises(Refused, match=r"You do not ignore boby. Did you mean bobby\?"):
        ana.types(":unignore boby")
    with pytest.raises(Refused, match=":ignore alone tells"):
        ana.types(":unignore xyz")


def test_a_whisper_to_nobody_asks_who_was_meant(ana: Typist) -> None:
    joined = Joined(at=1, count=1, names=["Bobby"])
    ana.reading.take(joined, ana.conversation.receive(joined))
    for typed, meant in (("bobyb", " Did you mean Bobby?"), ("zoe", "")):
        ana.types(f":msg {typed} hi")
        id = ana.conversation.outbox.last_id
        error = Error(code="no-such-name", text=f"Nobody here is called {typed}.", id=id)
        (note,) = ana.conversation.receive(error)
        assert isinstance(note, Note)
        end = f".{meant}" if meant else ""
        assert note.text.startswith(f"not sent: Nobody here is called {typed}{end} –")


def test_too_many_words_to_highlight(ana: Typist) -> None:
    """They are refused, not cut off."""
    words = [f"w{number}" for number in range(101)]
    with pytest.raises(UsageError, match="at most 100"):
        ana.types(f":set highlight {','.join(words)}")
    ana.types(f":set highlight {','.join(words[:100])}")
    said = Said(seq=99, at=1, from_="f", name="bo", text="so w99 it is")
    assert ana.reading.concern(said) == "mention"
