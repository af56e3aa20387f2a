"""Command lines: what is wrong with them, and the page of help."""

import io

import pytest

from app.client.options import client_parser
from app.server.options import server_parser
from app.system.options import OptionParser, shows_bold
from app.system.page import PAGE_COLUMNS
from app.system.programs import Origin

PARSERS = {"client": client_parser, "server": server_parser}
BOTH = pytest.mark.parametrize("program", PARSERS)


def fails(parser: OptionParser, *words: str) -> int:
    with pytest.raises(SystemExit) as end:
        parser.read(words)
    assert isinstance(end.value.code, int)
    return end.value.code


@pytest.mark.parametrize(
    ("program", "word", "near"),
    [
        ("client", "--nmae", "--name"),
        ("client", "--histroy=5", "--history"),
        ("client", "--nam", "--name"),
        ("client", "--colour", "--color"),
        ("server", "--log-flie", "--log-file"),
        ("server", "--no-histry", "--no-history"),
        ("server", "--log", "--log-file, --log-keep or --log-level"),
    ],
)
def test_an_unknown_option_suggests_the_nearest(
    capsys: pytest.CaptureFixture[str], program: str, word: str, near: str
) -> None:
    assert fails(PARSERS[program](), word) == 2
    err = capsys.readouterr().err
    name = word.partition("=")[0]
    assert err.startswith(f"{program}: There is no option {name}. Did you mean {near}?")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("program", "words", "said"),
    [
        ("client", ["--name"], "--name needs something behind it: --name NAME"),
        ("server", ["--port"], "--port needs something behind it: --port PORT"),
        ("client", ["--json=1"], "--json stands alone, without =1"),
        ("server", ["--no-durable=x"], "--durable stands alone, without =x"),
        ("client", ["--config", "a", "--no-config"], "--config and --no-config do not go together"),
        ("client", ["--port", "6100"], "client HOST:PORT, or client :7000"),
        ("client", ["--host=127.0.0.1"], "client HOST:PORT, or client :7000"),
    ],
)
def test_complaints_say_what_to_write(
    capsys: pytest.CaptureFixture[str], program: str, words: list[str], said: str
) -> None:
    assert fails(PARSERS[program](), *words) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "argument" not in err
    assert "Did you mean" not in err
    assert err.count("\n") == 1


def test_a_number_alone_may_be_a_port(capsys: pytest.CaptureFixture[str]) -> None:
    """Of the server; the client's is a part of its address."""
    assert fails(PARSERS["server"](), "6805") == 2
    assert capsys.readouterr().err.endswith("Did you mean --port 6805?\n")
    assert fails(PARSERS["client"](), "host", "6805") == 2
    assert "--port" not in capsys.readouterr().err


@BOTH
def test_something_else_suggests_nothing(capsys: pytest.CaptureFixture[str], program: str) -> None:
    assert fails(PARSERS[program](), "--zzzzzz") == 2
    assert "Did you mean" not in capsys.readouterr().err


@BOTH
def test_the_page_fits(
    program: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """80 columns, some 60 rows, every option, and no escape sequence."""
    frozen = Origin(frozen=True, windows=False, python="/x/client", script="client")
    for place in ("client", "server"):
        monkeypatch.setattr(f"app.{place}.options.this_origin", lambda: frozen, raising=False)
    monkeypatch.setattr("app.system.programs.this_origin", lambda: frozen)
    monkeypatch.setenv("XDG_CONFIG_HOME", "/home/ana/.config")
    parser = PARSERS[program]()
    assert fails(parser, "--help") == 0
    page = capsys.readouterr().out
    lines = page.splitlines()
    assert max(map(len, lines)) <= PAGE_COLUMNS
    assert len(lines) <= 60
    assert "\x1b" not in page
    shown = [action for action in parser._actions if action.option_strings]
    for action in shown:
        assert any(option in page for option in action.option_strings), action
    for part in (f"Usage: {program}", "Examples", "Exit status", f"{program}.toml", "CHAT_"):
        assert part in page


@pytest.mark.parametrize(
    ("environ", "bold"),
    [
        ({"TERM": "xterm", "WT_SESSION": "x"}, True),
        ({"TERM": "dumb", "WT_SESSION": "x"}, False),
        ({"NO_COLOR": "1", "WT_SESSION": "x"}, False),
        ({"NO_COLOR": "", "WT_SESSION": "x"}, True),
    ],
)
def test_bold_headings(environ: dict[str, str], bold: bool) -> None:
    assert shows_bold(environ) == bold


class Full(io.StringIO):
    """Something that takes nothing."""

    def write(self, text: str) -> int:
        raise BrokenPipeError

    def fileno(self) -> int:
        raise ValueError


def test_nobody_reads_the_page() -> None:
    with pytest.raises(SystemExit) as end:
        client_parser().print_help(Full())
    assert end.value.code == 141


@BOTH
def test_no_words_at_all(program: str) -> None:
    """As with a double-click."""
    assert PARSERS[program]().read([])
