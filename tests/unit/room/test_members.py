"""The roster: members by connection, by session and by name."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from app.protocol.entries import Joined, Left
from app.protocol.limits import LISTED_LIMIT_NAMES
from app.protocol.replies import Members
from app.room import members as module
from app.room.arrivals import Run
from app.room.members import Member, Roster, public_hash
from app.text import fold

# Few, so that they meet.
ids = st.integers(0, 5)
given_names = st.text("aBbßÉеΔ", min_size=1, max_size=2)


def roster_of(*names: str) -> Roster:
    """A roster with one member for each name."""
    roster = Roster()
    for id, name in enumerate(names):
        roster.add(Member(id, name, f"from-{id}"))
    return roster


def test_members_are_there_until_they_are_removed() -> None:
    """Who is here longest comes first."""
    roster = roster_of("ana", "bo", "cy")
    ana, bo, cy = roster.everybody()
    assert [member.name for member in (ana, bo, cy)] == ["ana", "bo", "cy"]
    roster.remove(bo)
    assert (roster.everybody(), len(roster)) == ([ana, cy], 2)


def test_pages_are_in_the_order_of_the_alphabet() -> None:
    """Whatever the case and the order of coming, and also after somebody came, went or changed."""
    roster = roster_of("bo", "Ana", "ana-2", "Émile", "cy")
    assert roster.page("") == Members(count=5, names=["Ana", "ana-2", "bo", "cy", "Émile"])
    assert roster.page("ana-2").names == ["bo", "cy", "Émile"]
    bo = roster.everybody()[0]
    roster.rename(bo, "zoe")
    assert roster.page("cy").names == ["zoe", "Émile"]
    roster.remove(bo)
    assert roster.page("cy").names == ["Émile"]
    roster.add(Member(9, "dan", "from-9"))
    assert roster.page("cy").names == ["dan", "Émile"]
    assert roster.page("Émile") == Members(count=5, names=[])


def test_pages_join_without_loss() -> None:
    """A full page says whether anybody comes after it."""
    names = [f"n{number:03}" for number in range(2 * LISTED_LIMIT_NAMES)]
    roster = roster_of(*names)
    first = roster.page("")
    second = roster.page(first.names[-1])
    assert (first.more, second.more) == (True, False)
    assert first.names + second.names == names


def test_pages_go_on_where_a_name_has_gone() -> None:
    """After a name that nobody has now, in whatever case, come those that came after it before."""
    roster = roster_of("ana", "Bo", "cy", "Δάφνη", "dan")
    _, bo, _, daphne, _ = roster.everybody()
    roster.remove(bo)
    roster.rename(daphne, "ab")
    for gone in ("Bo", "BO", "bo"):
        assert roster.page(gone).names == ["cy", "dan"]
    assert roster.page("Δάφνη").names == []
    assert roster.page("a").names == ["ab", "ana", "cy", "dan"]


def test_nobody_is_sorted_anew_for_a_page_or_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a full room, only those names are looked at that change, or that are asked for."""
    roster = roster_of(*(f"ö{number:03}" for number in range(500)))
    looked_at: list[str] = []

    def noted(name: str) -> str:
        looked_at.append(name)
        return fold(name)

    monkeypatch.setattr(module, "fold", noted)
    everybody = roster.everybody()
    for number in range(0, 500, 7):
        member = everybody[number]
        roster.rename(member, f"Ö{number:03}-2")
        assert roster.page(f"ö{number:03}").names[0] == f"Ö{number:03}-2"
    assert len(looked_at) == 2 * len(range(0, 500, 7))


class RosterMachine(RuleBasedStateMachine):
    """A roster under any order of comings, goings and new names, against sorting all of them."""

    def __init__(self) -> None:
        super().__init__()
        self.roster = Roster()
        self.members: dict[int, Member] = {}

    def names(self) -> list[str]:
        """All that are taken."""
        return [member.name for member in self.members.values()]

    @rule(id=ids, name=given_names)
    def come(self, id: int, name: str) -> None:
        """Somebody comes in."""
        if id not in self.members and name not in self.names():
            self.members[id] = Member(id, name, f"from-{id}")
            self.roster.add(self.members[id])

    @rule(id=ids)
    def go(self, id: int) -> None:
        """Somebody goes."""
        if id in self.members:
            self.roster.remove(self.members.pop(id))

    @rule(id=ids, name=given_names)
    def rename(self, id: int, name: str) -> None:
        """Somebody is called otherwise, perhaps only in another case."""
        if id in self.members and name not in self.names():
            self.roster.rename(self.members[id], name)

    @rule(after=st.just("") | given_names)
    def page(self, after: str) -> None:
        """All who come after a name, whether it is there or not."""
        order = sorted(self.names(), key=lambda name: (fold(name), name))
        rest = [name for name in order if not after or (fold(name), name) > (fold(after), after)]
        assert self.roster.page(after) == Members(count=len(order), names=rest)


TestRoster = RosterMachine.TestCase
TestRoster.settings = settings(max_examples=50, stateful_step_count=30)


def test_some_names_are_those_of_the_longest_here() -> None:
    """At most as many as one message lists."""
    names = [f"n{number}" for number in range(LISTED_LIMIT_NAMES + 50)]
    roster = roster_of(*names)
    assert roster.some_names() == names[:LISTED_LIMIT_NAMES]
    assert roster_of("bo", "ana").some_names() == ["bo", "ana"]


def test_a_run_counts_all_and_names_some() -> None:
    """Comings and goings alike."""
    for kind in (Joined, Left):
        run = Run(kind, at=5)
        for number in range(LISTED_LIMIT_NAMES + 50):
            run.add(f"n{number}")
        told = run.told()
        assert isinstance(told, kind)
        assert (told.at, told.count) == (5, LISTED_LIMIT_NAMES + 50)
        assert told.names == [f"n{number}" for number in range(LISTED_LIMIT_NAMES)]


def test_a_secret_stays_secret() -> None:
    """What everybody sees of a session is a hash of it, the same each time."""
    assert public_hash("a" * 16) == public_hash("a" * 16) != public_hash("b" * 16)
    assert len(public_hash("a" * 16)) == 16
    assert "aaaa" not in public_hash("a" * 16)
