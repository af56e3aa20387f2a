"""Text, names and orders: what people type and read."""

from itertools import pairwise

from wcwidth import wcwidth

from app.errors import Refused
from app.room import addresses
from app.room.bans import Ban, Bans
from app.room.name_rules import NAME_LIMIT_COLUMNS, check, key, suggest
from app.room.names import Names
from app.room.orders import (
    REASON_LIMIT_CHARS,
    TARGET_LIMIT_CHARS,
    complete,
    is_order,
    parse,
)
from app.styled import LINK_CHARS, Line, plain_text, rows
from app.text import clean, clean_line, cut, encodable, fold, width
from tests.support.targets.given import check_refusal, split, text_of
from tests.unit.outside import unsafe

WIDENING = "\ufe0f"


def text(data: bytes) -> None:
    """What is cleaned is safe, and stays as it is; the other functions keep their words."""
    whole = text_of(data)
    for newlines in (False, True):
        shown = clean(whole, newlines=newlines)
        assert not unsafe(shown, newlines=newlines)
        assert clean(shown, newlines=newlines) == shown
        assert encodable(shown) == shown
        assert len(shown) <= 10 * len(whole)  # a character becomes `\U0010ffff` at most
    line = clean_line(whole)
    assert len(line.splitlines()) <= 1
    assert not unsafe(line)
    assert 0 <= width(whole) <= 2 * len(whole)
    assert fold(fold(whole)) == fold(whole)
    assert len(encodable(whole)) == len(whole)
    encodable(whole).encode()
    for limit in (1, 2, 40):
        assert len(cut(whole, limit)) <= limit
        assert cut(whole, limit) == whole or cut(whole, limit).endswith("…")
        assert not unsafe(cut(clean(whole), limit))


def styled(data: bytes) -> None:
    """No row is wider than the window, all but the first are set in, and nothing is lost."""
    size, rest = split(data)
    columns, hang = 8 + size % 32, size % 14
    said = clean(text_of(rest), newlines=True)
    start = "[14:03] " if size < 128 else ""
    found = [plain_text(row) for row in rows(Line([("time", start), ("", said)], hang), columns)]
    indent = " " * min(hang, max(2, columns // 3))
    for number, row in enumerate(found):
        assert "\n" not in row
        if LINK_CHARS.issuperset(row) and len(row) > columns - len(indent):
            parts = [row[at : at + columns] for at in range(0, len(row), columns)]
            assert number == 0 or not [part for part in parts if part.startswith(("--", "!!"))]
        else:
            assert _columns(row) <= columns
            # A link that fits is whole, whatever it has in it.
            assert number == 0 or row.startswith((indent, "http://", "https://"))
    # Line ends and the spaces at a break go.
    kept = "".join(found).replace(" ", "")
    assert kept == (start + said).replace(" ", "").replace("\n", "")
    assert "\n".join(_without_window(said, hang)) == said


def _columns(row: str) -> int:
    """What a terminal that joins nothing gives to a row; the widening mark takes effect."""
    wider = sum(mark == WIDENING and wcwidth(char) == 1 for char, mark in pairwise(row))
    return sum(max(0, wcwidth(char)) for char in row) + wider


def _without_window(said: str, hang: int) -> list[str]:
    first, *more = (plain_text(row) for row in rows(Line([("", said)], hang)))
    assert all(row.startswith(" " * hang) for row in more)
    return [first, *(row[hang:] for row in more)]


def names(data: bytes) -> None:
    """Whatever somebody wants to be called, it is a valid name or refused."""
    wanted = text_of(data)
    suggested = suggest(wanted)
    _check_name(suggested)
    assert suggest(suggested) == suggested
    try:
        checked = check(wanted)
    except Refused as refused:
        check_refusal(refused, {"bad-name", "name-reserved"})
    else:
        _check_name(checked)
        assert check(checked) == checked
    taken = Names()
    given = [taken.assign(wanted, owner) for owner in range(3)]
    assert len({key(name) for name in given}) == 3
    for owner, name in enumerate(given):
        _check_name(name)
        assert taken.owner(name) == owner


def _check_name(name: str) -> None:
    assert name
    assert width(name) <= NAME_LIMIT_COLUMNS
    assert clean(name) == name
    assert not set(" :,@\\/\t\n") & set(name)
    encodable(name).encode("utf-8")
    assert encodable(name) == name


def orders(data: bytes) -> None:
    """An order is read or refused in words that can be shown; an address has one form."""
    size, rest = split(data)
    line = text_of(rest)
    assert is_order(line) in (True, False)
    for word in complete(line, ["ana", line]):
        assert word
    try:
        order = parse(line)
    except Refused as refused:
        check_refusal(refused, {"bad-order", "unknown-order"})
    else:
        assert len(order.what) <= TARGET_LIMIT_CHARS
        assert order.lasts_ms is None or order.lasts_ms >= 0
        if not order.kind.needs.startswith("TEXT"):
            assert not unsafe(order.text)
            assert len(order.text) <= REASON_LIMIT_CHARS
    for word in (line, line[size:]):
        _check_address(word)


def _check_address(word: str) -> None:
    bans = Bans()
    bans.load([Ban(address=word)], 0)
    bans.find(0, address=word)
    form = addresses.canonical(word)
    assert addresses.canonical(form) == form
    try:
        read = addresses.read(word)
    except Refused as refused:
        check_refusal(refused, {"bad-order"})
        return
    assert read == form == addresses.read(form)
    assert not unsafe(read)
    address = read.partition("/")[0]
    assert addresses.covers(read, address)
    bans.add(Ban(address=read), 0)
    assert bans.find(0, address=address)
    assert bans.remove(address=read)
