"""Whose messages are not shown."""

import pytest

from app.client.ignoring import HASHES_LIMIT, IGNORED_LIMIT, Ignoring
from app.client.items import Note
from app.errors import Refused
from app.protocol.entries import Joined, Left, Renamed, Said
from app.protocol.replies import Whispered


def said(name: str, from_: str = "") -> Said:
    return Said(seq=1, at=1, from_=from_ or name, name=name, text="x")


def renamed(name: str, to: str, from_: str) -> Renamed:
    return Renamed(at=1, from_=from_, name=name, to=to)


def test_what_somebody_says_and_whispers_is_hidden() -> None:
    """Whatever the name's case; others' is not."""
    ignoring = Ignoring()
    ignoring.add("Bo")
    assert ignoring.show(said("bo")) is None
    assert ignoring.show(Whispered(at=1, from_="bo", name="BO", to="ana", text="x")) is None
    assert ignoring.show(said("cem")) == said("cem")
    assert ignoring.show(Note("x")) == Note("x")
    assert ignoring.tell().text.startswith("You ignore Bo (2 hidden).")


@pytest.mark.parametrize("known", [True, False])
def test_another_name_does_not_help(known: bool) -> None:
    """Whether something was heard before they were ignored, or only after it."""
    ignoring = Ignoring()
    if known:
        ignoring.show(said("bo", "f1"))
    ignoring.add("bo")
    assert ignoring.show(renamed("bo", "bob", "f1")) is None
    assert ignoring.show(said("bob", "f1")) is None
    assert ignoring.show(renamed("bob", "rob", "f1")) is None
    assert ignoring.show(Left(at=1, count=1, names=["rob"])) is None
    assert ignoring.show(said("bob", "f2")) == said("bob", "f2")


def test_whoever_had_the_name_before_is_not_meant() -> None:
    """Only who had it last."""
    ignoring = Ignoring()
    ignoring.show(said("bo", "f1"))
    ignoring.show(renamed("bo", "carl", "f1"))
    ignoring.show(said("bo", "f2"))
    ignoring.add("bo")
    assert ignoring.show(said("carl", "f1")) == said("carl", "f1")
    assert ignoring.show(said("dora", "f2")) is None


def test_their_presence_is_not_told() -> None:
    """Others that are told with them are."""
    ignoring = Ignoring()
    ignoring.add("bo")
    assert ignoring.show(Joined(at=1, count=1, names=["bo"])) is None
    assert ignoring.show(Joined(at=1, count=3, names=["bo", "cem"])) == (
        Joined(at=1, count=2, names=["cem"])
    )
    both = Left(at=1, count=2, names=["cem", "dora"])
    assert ignoring.show(both) == both


@pytest.mark.parametrize("name", ["BO", "bob"])
def test_they_are_shown_again(name: str) -> None:
    """By the name of then or of now."""
    ignoring = Ignoring()
    ignoring.show(said("bo", "f1"))
    ignoring.add("bo")
    ignoring.show(renamed("bo", "bob", "f1"))
    assert ignoring.remove(name)
    assert not ignoring.remove(name)
    assert "nobody" in ignoring.tell().text
    assert ignoring.show(said("bob", "f1")) == said("bob", "f1")


def test_who_is_ignored_is_listed() -> None:
    """As they were named."""
    ignoring = Ignoring()
    assert "nobody" in ignoring.tell().text
    for name in ("Bo", "cem", "Bo"):
        ignoring.add(name)
    assert ignoring.tell().text == "You ignore Bo and cem. :unignore NAME shows it again."


def ignored(ignoring: Ignoring, *names: str) -> list[str]:
    """Which of them are not shown."""
    return [name for name in names if ignoring.show(said(name)) is None]


def test_whom_the_settings_name_can_be_replaced() -> None:
    """Who was asked for by hand stays, named in the settings or not."""
    ignoring = Ignoring()
    ignoring.replace(["Bo", "cem", "eve"])
    ignoring.add("dora")
    ignoring.add("EVE")
    assert ignored(ignoring, "bo", "cem", "dora", "eve") == ["bo", "cem", "dora", "eve"]
    ignoring.replace(["CEM"])
    assert ignored(ignoring, "bo", "cem", "dora", "eve") == ["cem", "dora", "eve"]
    assert "cem (2 hidden)" in ignoring.tell().text
    ignoring.replace([])
    assert ignored(ignoring, "bo", "cem", "dora", "eve") == ["dora", "eve"]


def test_whom_the_settings_name_is_known_by_another_name_too() -> None:
    """As whom was asked for by hand."""
    ignoring = Ignoring()
    ignoring.show(said("bo", "f1"))
    ignoring.replace(["bo"])
    assert ignoring.show(renamed("bo", "bob", "f1")) is None
    ignoring.replace(["bo"])
    assert ignoring.show(said("bob", "f1")) is None
    ignoring.replace([])
    assert ignoring.show(said("bob", "f1"))


def test_settings_cannot_fill_the_memory() -> None:
    """Nor is too much of them an error."""
    ignoring = Ignoring()
    for number in range(IGNORED_LIMIT):
        ignoring.add(f"n{number}")
    names = ["x" * 201, *(f"s{number}" for number in range(IGNORED_LIMIT + 1))]
    ignoring.replace(names)
    assert ignored(ignoring, "n0", *names) == ["n0", *names[1:-1]]


def test_settings_take_nobody_the_room_to_ignore_by_hand() -> None:
    """However many they name."""
    ignoring = Ignoring()
    ignoring.replace([f"s{number}" for number in range(IGNORED_LIMIT)])
    ignoring.add("bo")
    assert ignored(ignoring, "bo", "s0") == ["bo", "s0"]


def test_nobody_can_fill_the_memory() -> None:
    """Neither with names to ignore nor with sessions under one name."""
    ignoring = Ignoring()
    for number in range(IGNORED_LIMIT):
        ignoring.add(f"n{number}")
    with pytest.raises(Refused, match="100"):
        ignoring.add("one-more")
    for number in range(HASHES_LIMIT + 5):
        assert ignoring.show(said("n1", f"f{number}")) is None


def _comes(ignoring: Ignoring, from_: str, how: str) -> None:
    """Somebody comes as bo, is known to be meant, and calls themselves otherwise."""
    if how == "ignored again":
        ignoring.show(said("cem", from_))
        ignoring.show(renamed("cem", "bo", from_))
        ignoring.add("bo")
    elif how == "says something":
        ignoring.show(said("bo", from_))
    ignoring.show(renamed("bo", f"was {from_}", from_))


@pytest.mark.parametrize("how", ["says something", "takes another name", "ignored again"])
def test_one_who_comes_again_and_again_is_known_by_the_last_hashes(how: str) -> None:
    """So many, and no more; another name does not help."""
    ignoring = Ignoring()
    ignoring.add("bo")
    hashes = [f"f{number}" for number in range(HASHES_LIMIT + 1)]
    for from_ in hashes:
        _comes(ignoring, from_, how)
    shown = [from_ for from_ in hashes if ignoring.show(said(f"was {from_}", from_))]
    assert shown == hashes[:1]


def test_a_hash_that_is_seen_again_is_not_the_next_to_be_forgotten() -> None:
    """Whoever talks on stays hidden, however many others have the name after them."""
    ignoring = Ignoring()
    ignoring.add("bo")
    for number in range(3 * HASHES_LIMIT):
        _comes(ignoring, f"f{number}", "takes another name")
        assert ignoring.show(renamed("bo", "bob", "mine")) is None
    assert ignoring.show(said("bob", "mine")) is None


def test_nobody_is_known_by_no_hash() -> None:
    """Else all who have none would be hidden."""
    ignoring = Ignoring()
    ignoring.add("bo")
    assert ignoring.show(renamed("bo", "bob", "")) is None
    bare = Said(seq=0, at=1, from_="", name="cem", text="x")
    assert ignoring.show(bare) == bare


def test_a_name_that_is_too_long_is_no_matter_of_how_many() -> None:
    """It says what is wrong with it."""
    with pytest.raises(Refused, match="A name has at most 200 characters"):
        Ignoring().add("x" * 201)


def test_without_a_hash_the_name_counts() -> None:
    """As with a server of bare lines."""
    ignoring = Ignoring()
    ignoring.add("bo")
    bare = Said(seq=0, at=1, from_="", name="bo", text="x")
    assert ignoring.show(bare) is None
    assert ignoring.show(Said(seq=0, at=1, from_="", name="cem", text="x"))
