"""Coming and going: told together, with the right numbers, and to the right people."""

from app.protocol.entries import Joined, Left, Notice, Said
from app.protocol.replies import Limits, Welcome
from app.protocol.requests import Resume
from app.room.batch import Opening
from app.room.history import AFRESH_ENTRIES
from app.room.members import public_hash
from tests.unit.room.hall import AT, Hall, entries, openings, replies, secret, welcome


def test_a_newcomer_is_welcomed_and_told_to_the_others() -> None:
    """They do not hear of themselves: their part of the log opens after their `joined`."""
    hall = Hall()
    hall.enter(1, "ana", session="ana")
    first = hall.store()
    assert welcome(first, 1) == Welcome(
        v=1,
        name="ana",
        from_=public_hash(secret("ana")),
        room="lobby",
        log="log-1",
        seq=0,
        after=0,
        count=1,
        names=["ana"],
        limits=Limits(line_bytes=65_536, text_chars=4_000, text_lines=100),
    )
    hall.say(1, "hello")
    hall.enter(2, "bo")
    batch = hall.store()
    assert [type(event) for event in batch.events] == [Said, Joined, Opening]
    assert batch.events[1] == Joined(at=AT + 1, count=1, names=["bo"])
    opening = openings(batch)[0]
    assert (opening.id, opening.plain, opening.after) == (2, False, None)
    told = welcome(batch, 2)
    assert (told.seq, told.after, told.count, told.names) == (1, 1, 2, ["ana", "bo"])


def test_who_names_no_session_gets_a_random_one() -> None:
    """So that what they say can be told from what others say."""
    hall = Hall()
    hall.enter(1, "ana")
    assert welcome(hall.store(), 1).from_ == "random-1"


def test_many_who_come_at_once_are_told_as_one() -> None:
    """Each is welcomed with all that came with them; at most 100 are named."""
    hall = Hall()
    for id in range(150):
        hall.enter(id, f"n{id}")
    batch = hall.store()
    (joined,) = entries(batch)
    assert isinstance(joined, Joined)
    assert (joined.count, joined.names) == (150, [f"n{id}" for id in range(100)])
    assert batch.events[0] is joined
    assert [opening.id for opening in openings(batch)] == list(range(150))
    for id in range(150):
        told = welcome(batch, id)
        assert (told.count, told.names) == (150, joined.names)


def test_many_who_go_at_once_are_told_as_one() -> None:
    """As many names as for those who come."""
    hall = Hall()
    for id in range(150):
        hall.enter(id, f"n{id}")
    hall.store()
    for id in range(120):
        hall.leave(id)
    hall.leave(7)
    hall.leave(999)
    assert entries(hall.store()) == [
        Left(at=hall.at - 1, count=120, names=[f"n{id}" for id in range(100)])
    ]
    assert len(hall.room) == 30
    assert hall.house.name_of(7) is None


def test_coming_and_going_stay_in_order_with_what_is_said() -> None:
    """Only those in a row are told together."""
    hall = Hall()
    hall.enter(1, "ana")
    hall.enter(2, "bo")
    hall.say(1, "hello bo")
    hall.enter(3, "cy")
    hall.leave(2)
    hall.leave(3)
    hall.enter(4, "dan")
    hall.house.announce(Notice(code="x", text="x"))
    hall.enter(5, "eve")
    hall.house.listen(99)
    hall.enter(6, "flo")
    told = [
        (type(entry), entry.names) if isinstance(entry, Joined | Left) else type(entry)
        for entry in hall.store().events
    ]
    assert told == [
        (Joined, ["ana", "bo"]),
        Opening,
        Opening,
        Said,
        (Joined, ["cy"]),
        Opening,
        (Left, ["bo", "cy"]),
        (Joined, ["dan"]),
        Opening,
        Notice,
        (Joined, ["eve"]),
        Opening,
        Opening,
        (Joined, ["flo"]),
        Opening,
    ]


def test_a_name_that_is_free_again_can_be_taken() -> None:
    """Whoever went has left their name behind; while they were here the next got another."""
    hall = Hall()
    hall.enter(1, "ana")
    hall.enter(2, "Ana")
    hall.leave(1)
    hall.enter(3, "ANA")
    hall.store()
    assert [hall.house.name_of(id) for id in (1, 2, 3)] == [None, "Ana-2", "ANA"]


def test_who_hears_the_room_already_goes_on_hearing_it() -> None:
    """A bare terminal that listened is welcomed by a private answer: its place in the log stays."""
    hall = Hall()
    hall.enter(1, "ana")
    hall.house.listen(2)
    hall.store()
    hall.enter(2, "", plain=True)
    batch = hall.store()
    assert openings(batch) == []
    assert [type(reply) for reply in replies(batch, 2)] == [Welcome]
    assert (welcome(batch, 2).name, welcome(batch, 2).count) == ("guest-1", 2)
    assert entries(batch) == [Joined(at=hall.at - 1, count=1, names=["guest-1"])]


def test_who_speaks_plain_reads_plain() -> None:
    """Their part of the log opens in their dialect."""
    hall = Hall()
    hall.enter(1, "ana", plain=True)
    hall.enter(2, "bo")
    assert [opening.plain for opening in openings(hall.store())] == [True, False]


def spoken(*texts: str) -> Hall:
    """A hall in which ana has said something."""
    hall = Hall()
    hall.enter(1, "ana", session="ana")
    for text in texts:
        hall.say(1, text)
    hall.store()
    hall.leave(1)
    hall.store()
    return hall


def replay(hall: Hall, id: int, resume: Resume | None) -> tuple[int | None, int]:
    """Where the reading of a newcomer begins in the log, and where it is told that it does."""
    hall.enter(id, "bo", resume=resume)
    batch = hall.store()
    return openings(batch)[0].after, welcome(batch, id).after


def test_who_was_never_here_begins_at_the_head() -> None:
    """And is told which seq that is."""
    assert replay(spoken("one", "two"), 2, None) == (None, 2)


def test_a_client_goes_on_after_what_it_has_shown() -> None:
    """Where its last entry is the one that is stored here, also after a restart."""
    hall = spoken("one", "two", "three")
    for id, seq in enumerate((1, 2, 3), 2):
        assert replay(hall, id, Resume(log="log-1", seq=seq, at=AT)) == (seq, seq)
        hall.restarted()


def test_a_client_that_has_shown_nothing_yet_goes_on_where_it_came_in() -> None:
    """At 0, or at a head whose entry it has not shown and cannot know the time of."""
    hall = spoken("one", "two")
    for id, seq in enumerate((0, 1, 2), 2):
        assert replay(hall, id, Resume(log="log-1", seq=seq, at=0)) == (seq, seq)


def test_who_knows_another_history_sees_the_end_of_this_one() -> None:
    """Another log, an entry of another time, or one that is not there: nothing counts as shown."""
    few, many = spoken("one", "two"), spoken(*("x" * 60))
    for id, resume in enumerate(
        [
            Resume(log="log-2", seq=1, at=AT),
            Resume(log="log-2", seq=0, at=0),
            Resume(log="log-1", seq=1, at=AT + 1),
            Resume(log="log-1", seq=61, at=AT),
            Resume(log="log-1", seq=61, at=0),
        ],
        2,
    ):
        assert replay(few, id, resume) == (0, 0), resume
        assert replay(many, id, resume) == (60 - AFRESH_ENTRIES,) * 2, resume


def test_what_is_not_stored_yet_cannot_have_been_shown() -> None:
    """Who claims it knows another history, in which it was something else."""
    hall = spoken("one")
    hall.enter(2, "bo")
    hall.say(2, "two")
    hall.enter(3, "cy", resume=Resume(log="log-1", seq=2, at=hall.at))
    batch = hall.store()
    assert openings(batch)[1].after == welcome(batch, 3).after == 0
    assert welcome(batch, 3).seq == 2


def test_what_has_been_forgotten_can_be_gone_on_with() -> None:
    """Its time cannot be compared; the log tells the gap."""
    hall = Hall(limit=1)
    hall.enter(1, "ana")
    for text in "abc":
        hall.say(1, text)
    hall.store()
    assert replay(hall, 2, Resume(log="log-1", seq=1, at=5)) == (1, 1)
