"""Orders as they are written: read, explained, completed, and guessed at."""

import pytest

from app.errors import Refused
from app.room.kinds import BAN_MS, KINDS, MUTE_MS, Kind
from app.room.orders import (
    REASON_LIMIT_CHARS,
    complete,
    help_text,
    is_order,
    parse,
    usage,
)

MINUTE = 60_000


@pytest.mark.parametrize(
    ("line", "what", "lasts_ms", "text"),
    [
        ("kick ana", "ana", None, ""),
        (":kick ana", "ana", None, ""),
        ("/KICK  ana   too   loud ", "ana", None, "too loud"),
        ("ban ana", "ana", BAN_MS, ""),
        ("ban ana 10m", "ana", 10 * MINUTE, ""),
        ("ban ana forever bad words", "ana", None, "bad words"),
        ("ban 10.0.0.7 2h", "10.0.0.7", 120 * MINUTE, ""),
        ("ban ana rude", "ana", BAN_MS, "rude"),
        ("mute ana", "ana", MUTE_MS, ""),
        ("mute ana 90s caps", "ana", 90_000, "caps"),
        ("unmute ana", "ana", None, ""),
        ("unmute @ana", "ana", None, ""),
        ("kick @ana too loud", "ana", None, "too loud"),
        ("kick @", "@", None, ""),
        ("ban @forever 10m", "forever", 10 * MINUTE, ""),
        ("ban ana -", "ana", BAN_MS, "-"),
        ("kick ana 3rd time", "ana", None, "3rd time"),
        ("who @ana", "ana", None, ""),
        ("slow 10", "", 10_000, ""),
        ("slow 10s", "", 10_000, ""),
        ("slow 1m", "", MINUTE, ""),
        ("slow 1H", "", 60 * MINUTE, ""),
        ("slow off", "", 0, ""),
        ("slow 0", "", 0, ""),
        ("lock", "", None, ""),
        ("lock  a private talk", "", None, "a private talk"),
        ("say  Dinner is  ready", "", None, "Dinner is  ready"),
        ("who", "", None, ""),
        ("help kick", "kick", None, ""),
        ("stop", "", None, ""),
    ],
)
def test_orders_are_read(line: str, what: str, lasts_ms: int | None, text: str) -> None:
    order = parse(line)
    assert order.kind.name == line.strip(":/ ").split()[0].lower()
    assert (order.what, order.lasts_ms, order.text) == (what, lasts_ms, text)


@pytest.mark.parametrize("kind", KINDS.values(), ids=str)
def test_what_is_not_complete_is_explained(kind: object) -> None:
    """Whatever an order needs is told by name; those that need nothing are orders as they are."""
    name = next(name for name, other in KINDS.items() if other is kind)
    if not KINDS[name].needs or KINDS[name].needs.startswith("["):
        assert parse(name).kind is kind
        return
    with pytest.raises(Refused, match="goes like this: :") as refusal:
        parse(name)
    assert refusal.value.code == "bad-order"
    assert usage(KINDS[name]) in refusal.value.text


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_the_form_comes_with_an_example(kind: Kind) -> None:
    if kind.needs and not kind.needs.startswith("["):
        with pytest.raises(Refused, match=rf", as in :{kind.name} \w"):
            parse(kind.name)


@pytest.mark.parametrize("line", ["stop now please", ":bans bo", "unlock the door", "/stats -v"])
def test_words_behind_an_order_that_takes_none(line: str) -> None:
    """Somebody who writes so means something else: nothing is done."""
    with pytest.raises(Refused, match=r"^Nothing was done: :\w+ takes no words behind it\.$"):
        parse(line)


@pytest.mark.parametrize(
    "line",
    [
        "who ana bo",
        "help kick ban",
        "remove garden party",
        "op dan please",
        "deop dan x",
        "unmute bob please",
        "unban x y",
    ],
)
def test_one_at_a_time_where_no_reason_is_taken(line: str) -> None:
    """Who writes more means something else, and a room that is removed is gone for good."""
    with pytest.raises(Refused, match=r"^Only one at a time; it goes like this: :"):
        parse(line)


@pytest.mark.parametrize(
    "line",
    [
        "slow fast",
        "slow 5x",
        "slow 3601",
        "slow -1",
        "slow 99999999999",
        "slow ١",
        "slow 2h",
        "slow forever",
    ],
)
def test_a_pause_that_is_none(line: str) -> None:
    with pytest.raises(Refused, match=r"or 90s or 10m, up to 3600 seconds\.$"):
        parse(line)


@pytest.mark.parametrize("order", ["ban", "mute"])
@pytest.mark.parametrize("word", ["10x", "5", "5min", "1.5h", "1h30m", "-1m", "0m", "3rd"])
def test_a_time_with_a_mistake_is_no_reason(order: str, word: str) -> None:
    """Who writes `10x` did not mean an hour, for the reason "10x"."""
    with pytest.raises(Refused) as refusal:
        parse(f"{order} ana {word} minutes")
    assert refusal.value.code == "bad-order"
    assert refusal.value.text == f"{word} is no time; times are 90s, 10m, 2h, 3d or forever."


@pytest.mark.parametrize("line", ["ban 1m", "mute 1m loud", "ban forever"])
def test_a_time_in_place_of_the_name(line: str) -> None:
    """It is said, and how somebody is named who is really called that."""
    order, word = line.split()[:2]
    with pytest.raises(Refused, match=f"^{word} is a time; it goes like this: :{order} NAME"):
        parse(line)
    assert parse(f"{order} @{word}").what == word


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("kcik ana", "did you mean :kick?"),
        ("bann ana", "did you mean :ban?"),
        ("quit", "did you mean :stop?"),
        ("q", "did you mean :stop?"),
        ("exit", "did you mean :stop?"),
        ("msg ana hi", "the host whispers to nobody, and talks to everybody by :say TEXT."),
        ("W ana hi", "the host whispers to nobody, and talks to everybody by :say TEXT."),
        ("MTUE ana", "did you mean :mute?"),
        ("unbann ana", "did you mean :unban?"),
        ("hello", ":help tells what there is."),
        ("x" * 10_000, ":help tells what there is."),
        ("xyzzy", ":help tells what there is."),
        ("", ":help tells what can be."),
        (":", ":help tells what can be."),
    ],
)
def test_unknown_orders(line: str, hint: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse(line)
    assert refusal.value.code == "unknown-order"
    assert refusal.value.text.endswith(hint)


def test_reasons_are_clean_and_short() -> None:
    order = parse("kick ana \x1b[2J" + "x" * 5000)
    assert order.text.startswith("␛[2Jx")
    assert len(order.text) == REASON_LIMIT_CHARS
    assert order.text.isprintable()


@pytest.mark.parametrize(
    ("order", "why"),
    [
        ("kick", "Nobody is called that"),
        ("remove", "No room is called that"),
        ("help", "There is no such order"),
    ],
)
def test_what_is_too_long(order: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        parse(f"{order} " + "x" * 101)


def test_bare_lines_know_the_orders_from_what_everybody_may_ask() -> None:
    assert is_order("kick")
    assert is_order("BAN")
    assert not [word for word in ("who", "help", "rooms", "me", "quit", "", ")") if is_order(word)]


def test_help_tells_of_every_order_that_one_may_give() -> None:
    for_host, for_operators = help_text(host=True), help_text(host=False)
    assert {name for name in KINDS if f":{name} " not in for_host} == {"announce"}
    missing = {name for name in KINDS if f":{name} " not in for_operators}
    assert missing == {"op", "deop", "stop", "say", "who", "rooms", "help", "remove"}
    assert help_text("kick", host=False).startswith(":kick NAME [REASON]: ")
    with pytest.raises(Refused, match="did you mean :kick"):
        help_text("kik", host=True)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_help_tells_more_of_one_order_than_the_list(kind: Kind) -> None:
    """In a few short rows, with an example that is right, and how times are written."""
    first, *more = help_text(f":{kind.name}", host=True).splitlines()
    assert first == f"{usage(kind)}: {kind.help}"
    assert 1 <= len(more) <= 4
    assert max(map(len, more)) <= 78
    told = "\n".join(more)
    assert ("90s, 10m, 2h, 3d or forever" in told) == ("TIME" in kind.needs)
    assert ("Example: " in told) == bool(kind.needs)
    if kind.needs:
        assert parse(told.partition("Example: ")[2]).kind.name in (kind.name, "help")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (":ki", [":kick"]),
        ("/un", ["/unban", "/unmute", "/unlock"]),
        (":kick ", ["ana", "Anton", "bo"]),
        (":kick an", ["ana", "Anton"]),
        (":kick @an", ["ana", "Anton"]),
        (":kick ana b", []),
        (":slow o", ["off"]),
        (":help ban", ["ban", "bans"]),
        (":lock an", []),
        (":remove ", ["garden", "attic"]),
        (":remove #G", ["garden"]),
        (":xyz an", []),
        ("ki", []),
        ("", []),
    ],
)
def test_completion(line: str, words: list[str]) -> None:
    rooms = ["attic", "garden", "lobby"]
    assert sorted(complete(line, ["bo", "ana", "Anton"], rooms)) == sorted(words)
