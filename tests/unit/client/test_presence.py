"""Who came and who went, told together."""

from app.client.items import Item, Note
from app.client.presence import PLACES_LIMIT, Presence
from app.client.render import render
from app.protocol.entries import Joined, Left, Renamed, Said
from app.protocol.limits import LISTED_LIMIT_NAMES
from app.styled import plain_text


def joined(*names: str, more: int = 0) -> Joined:
    return Joined(at=1, count=len(names) + more, names=list(names))


def left(*names: str, more: int = 0, to: str = "") -> Left:
    return Left(at=1, count=len(names) + more, names=list(names), to=to)


def said(name: str) -> Said:
    return Said(seq=1, at=1, from_=name, name=name, text="hi")


def told(*items: Item) -> list[str]:
    presence = Presence()
    shown = [*presence.gather(items), *presence.flush()]
    assert not presence.waits
    return [plain_text(render(item).pieces).split("] ")[-1] for item in shown]


def test_several_are_one_line() -> None:
    """With a few names."""
    assert told(joined("ana"), joined("bo"), joined("cem")) == ["-- ana, bo and cem joined"]
    assert told(joined("a", "b", "c", "d")) == ["-- a, b, c and d joined"]
    assert told(joined("ana", "bo", more=10), joined("c", "d")) == [
        "-- ana, bo, c and 11 others joined"
    ]
    assert told(left("a"), joined("b"), left("c")) == ["-- a and c left", "-- b joined"]


def test_who_is_back_at_once_is_not_told() -> None:
    """Nor who is gone at once."""
    assert told(left("ana"), joined("Ana")) == []
    assert told(joined("ana"), left("ana")) == []
    assert told(left("ana"), joined("ana"), left("ana")) == ["-- ana left"]
    assert told(left("ana", "bo"), joined("ana")) == ["-- bo left"]


def test_where_they_went() -> None:
    """A line for each room; who is back at once is in none."""
    assert told(left("ana", to="build"), left("bo"), left("cem", to="build")) == [
        *("-- ana and cem went to build", "-- bo left"),
    ]
    assert told(left("ana", to="build"), joined("ana")) == []
    many = [left(f"n{number}", to=f"r{number}") for number in range(3 * PLACES_LIMIT)]
    assert len(told(*many)) == len(many)


def test_they_wait_until_something_else_is_shown() -> None:
    """Who has come is told before what they say."""
    presence = Presence()
    assert presence.gather([joined("ana")]) == []
    assert presence.waits
    assert presence.gather([joined("bo"), said("bo"), left("cem")]) == [
        *(joined("ana", "bo"), said("bo")),
    ]
    assert presence.flush() == [left("cem")]
    assert not presence.waits
    assert presence.flush() == []


def test_other_things_keep_their_order() -> None:
    """Also names that change."""
    rename = Renamed(at=1, from_="f", name="ana", to="anna")
    assert told(joined("ana"), rename, left("anna"), Note("x")) == [
        *("-- ana joined", "-- ana is now anna", "-- anna left", "-- x"),
    ]


def test_however_many_come_a_bounded_number_is_kept() -> None:
    """And all are counted."""
    names = [f"n{number}" for number in range(10 * LISTED_LIMIT_NAMES)]
    items: list[Item] = [joined(name) for name in names]
    assert told(*items) == [f"-- n0, n1, n2 and {len(names) - 3} others joined"]
