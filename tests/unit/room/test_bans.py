"""Bans: whom they are about, how long they hold, and how many there may be."""

from app.room.bans import Ban, Bans, shown
from tests.unit.room.hall import AT


def test_a_name_is_banned_in_all_its_guises() -> None:
    bans = Bans()
    bans.add(Ban(name="Mike"), AT)
    for name in ("Mike", "mike", "rnike", "Мike", "Mike."):
        assert bans.find(AT, name), name
    assert not bans.find(AT, "mika")
    assert not bans.find(AT, "")


def test_a_person_is_found_by_whatever_is_known() -> None:
    bans = Bans()
    bans.add(Ban(name="ana", session="s1", address="10.0.0.7"), AT)
    assert bans.find(AT, "other", "s1")
    assert bans.find(AT, "other", "s2", "10.0.0.7")
    assert not bans.find(AT, "other", "s2", "10.0.0.8")
    assert not bans.find(AT, "other", "", "")


def test_they_end_when_they_should() -> None:
    bans = Bans()
    bans.add(Ban(name="ana", until=AT + 10), AT)
    bans.add(Ban(name="bo"), AT)
    assert bans.find(AT + 9, "ana")
    assert not bans.find(AT + 10, "ana")
    assert bans.find(2**53, "bo")
    assert bans.expire(AT + 10)
    assert not bans.expire(AT + 10)
    assert [ban.name for ban in bans] == ["bo"]


def test_a_new_one_replaces_what_was_ordered_of_the_same() -> None:
    bans = Bans()
    bans.add(Ban(name="ana"), AT)
    bans.add(Ban(name="Ana", session="s1", until=AT + 10), AT)
    assert len(bans) == 1
    assert not bans.find(AT + 10, "ana")


def test_of_two_that_share_a_name_each_holds() -> None:
    bans = Bans()
    bans.add(Ban(name="ana", session="s1"), AT)
    bans.add(Ban(name="ana", session="s2"), AT)
    assert bans.find(AT, "x", "s1")
    assert bans.find(AT, "x", "s2")
    assert bans.remove(session="s2")
    assert bans.find(AT, "x", "s1")


def test_unban() -> None:
    bans = Bans()
    bans.add(Ban(name="ana", session="s1", address="10.0.0.7"), AT)
    assert not bans.remove(name="bo")
    assert [ban.name for ban in bans.remove(name="ANA")] == ["ana"]
    assert not bans.find(AT, "ana", "s1", "10.0.0.7")
    bans.add(Ban(address="10.0.0.7"), AT)
    assert bans.remove(address="10.0.0.7")
    assert len(bans) == 0


def test_one_that_lasts_longer_is_not_ended_by_a_short_one() -> None:
    """Both are there, and both end together."""
    bans = Bans()
    assert bans.add(Ban(name="ana", session="s1"), AT)
    assert bans.add(Ban(name="ana", session="s2", until=AT + 10), AT)
    assert bans.find(AT, "ana") == Ban(name="ana", session="s1")
    assert bans.find(AT + 10, "ana") == Ban(name="ana", session="s1")
    assert len(bans.remove(name="ana")) == 2
    assert not bans.find(AT, "ana", "s1")
    assert len(bans) == 0


def test_a_wider_one_takes_the_place_of_a_narrower_one() -> None:
    """Also where there is no place for another."""
    bans = Bans(limit=1)
    assert bans.add(Ban(name="ana"), AT)
    assert bans.add(Ban(name="ana", until=AT + 10), AT)
    assert bans.find(AT + 10, "ana") is None


def test_they_are_bounded_and_make_room_when_they_end() -> None:
    bans = Bans(limit=2)
    assert bans.add(Ban(name="ana", until=AT + 1), AT)
    assert bans.add(Ban(name="bo"), AT)
    assert not bans.add(Ban(name="carla"), AT)
    assert bans.add(Ban(name="carla"), AT + 1)


def test_a_network_keeps_out_all_who_are_in_it() -> None:
    bans = Bans()
    bans.add(Ban(address="10.0.0.0/24"), AT)
    bans.add(Ban(address="2001:db8::/32", until=AT + 10), AT)
    assert bans.find(AT, "x", "s", "10.0.0.7")
    assert bans.find(AT, "x", "s", "2001:db8::7")
    assert not bans.find(AT, "x", "s", "10.0.1.7")
    assert not bans.find(AT, "x", "s", "")
    assert not bans.find(AT + 10, "x", "s", "2001:db8::7")
    assert not bans.remove(address="10.0.0.7")
    assert bans.remove(address="10.0.0.0/24")
    assert not bans.find(AT, "x", "s", "10.0.0.7")


def test_those_that_were_written_by_hand_are_in_one_form() -> None:
    bans = Bans()
    bans.load([Ban(address="::ffff:10.0.0.7"), Ban(address="no address")], AT)
    assert bans.find(AT, address="10.0.0.7")
    assert [ban.address for ban in bans] == ["10.0.0.7", "no address"]


def test_one_about_nobody_that_was_written_by_hand_is_left_out() -> None:
    bans = Bans()
    bans.load([Ban(reason="rude"), Ban(name="ana")], AT)
    assert [ban.name for ban in bans] == ["ana"]


def test_one_is_told_in_a_line() -> None:
    ban = Ban(name="ana", address="10.0.0.7", until=AT + 600_000, reason="rude.", by="bo")
    assert shown(ban, AT) == "ana at 10.0.0.7, for another 10 minutes, by bo: rude."
    assert shown(ban, AT, whole=False).startswith("ana at an address, for another")
    assert shown(Ban(address="10.0.0.7", by="the host"), AT) == (
        "everybody at 10.0.0.7, for ever, by the host."
    )
