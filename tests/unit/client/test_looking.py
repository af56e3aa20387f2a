"""Looking back: what is asked of the server, and what is shown of its answers."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.client.items import Item, Note
from app.client.looking import Looking
from app.errors import Refused
from app.protocol.entries import Said
from app.protocol.replies import Earlier, Found
from app.protocol.requests import History, Search

ID = 7


def entry(seq: int) -> Said:
    return Said(seq=seq, at=seq, from_="bo", name="bo", text=f"text {seq}")


def entries(first: int, last: int) -> list[Said]:
    return [entry(seq) for seq in range(first, last + 1)]


def looking(shown_from: int = 500) -> Looking:
    looking = Looking()
    looking.history_begins(shown_from)
    return looking


def earlier(first: int, last: int, *, more: bool = True, id: int | None = ID) -> Earlier:
    return Earlier(entries=entries(first, last), more=more, id=id)


def found(*seqs: int, more: bool = False, id: int | None = ID) -> Found:
    return Found(entries=[entry(seq) for seq in seqs], more=more, id=id)


def seqs(items: Sequence[Item]) -> list[int]:
    return [item.seq for item in items if isinstance(item, Said)]


def texts(items: Sequence[Item]) -> list[str]:
    return [item.text for item in items if isinstance(item, Note)]


# --- the history ----------------------------------------------------------------------------


def test_earlier_messages_are_one_block() -> None:
    """With a line before it and one after it."""
    back = looking()
    assert back.begin(History(limit=3), ID) == History(before=500, limit=3, id=ID)
    items, request = back.take(earlier(497, 499))
    assert request is None
    assert items[0] == Note("3 earlier messages:", "heading")
    assert items[1:-1] == entries(497, 499)
    assert items[-1] == Note("End of the earlier messages; :history shows more.")


def test_many_take_several_answers() -> None:
    """An answer has a hundred at most, and fewer if they are long; nothing is shown before all."""
    back = looking()
    assert back.begin(History(limit=250), ID) == History(before=500, limit=100, id=ID)
    assert back.take(earlier(400, 499)) == ([], History(before=400, limit=100, id=ID))
    assert back.take(earlier(390, 399)) == ([], History(before=390, limit=100, id=ID))
    assert back.take(earlier(290, 389)) == ([], History(before=290, limit=40, id=ID))
    items, request = back.take(earlier(250, 289))
    assert request is None
    assert seqs(items) == list(range(250, 500))
    assert texts(items)[0] == "250 earlier messages:"


def test_it_goes_further_back_each_time() -> None:
    """Each look goes on before the first message of the one before it."""
    back = looking()
    back.begin(History(limit=2), ID)
    back.take(earlier(498, 499))
    assert back.begin(History(limit=2), ID + 1) == History(before=498, limit=2, id=ID + 1)


def test_the_beginning_is_told() -> None:
    """When there are fewer than were asked for, and when there is nothing at all any more."""
    back = looking(shown_from=2)
    back.begin(History(limit=50), ID)
    items, request = back.take(earlier(1, 1, more=False))
    assert request is None
    assert texts(items) == [
        "1 earlier message:",
        "End of the earlier messages; there is nothing before them.",
    ]
    back.begin(History(limit=50), ID)
    assert back.take(Earlier(entries=[], id=ID)) == ([Note("There is nothing earlier.")], None)


# --- searching ------------------------------------------------------------------------------


def test_what_was_found_is_one_block() -> None:
    """With the words, and how many."""
    back = looking()
    assert back.begin(Search(text="log file"), ID) == Search(text="log file", limit=20, id=ID)
    items, request = back.take(found(3, 700))
    assert request is None
    assert items[0] == Note("Found 2 with “log file”:", "heading")
    assert seqs(items) == [3, 700]
    assert items[-1] == Note("End of what was found; there is nothing earlier.")


def test_a_search_without_words_goes_on() -> None:
    """With the words of the last one, before what it found; new words begin anew."""
    back = looking()
    back.begin(Search(text="log", limit=2), ID)
    items, _ = back.take(found(30, 40, more=True))
    assert texts(items) == [
        "The last 2 with “log”:",
        "End of what was found; :search looks further back.",
    ]
    asked = back.begin(Search(text="", limit=2), ID)
    assert asked == Search(text="log", before=30, limit=2, id=ID)
    items, _ = back.take(found(20))
    assert texts(items)[0] == "Found 1 earlier with “log”:"
    back.begin(Search(text="", limit=2), ID)
    items, _ = back.take(found(10, 15, more=True))
    assert texts(items)[0] == "The 2 before those with “log”:"
    back.begin(Search(text=""), ID)
    assert back.take(found())[0] == [Note("Found nothing earlier with “log”.")]
    assert back.begin(Search(text="file"), ID) == Search(text="file", limit=20, id=ID)
    assert back.take(found())[0] == [Note("Found nothing with “file”.")]


def test_a_search_may_take_several_answers() -> None:
    """As the history does."""
    back = looking()
    back.begin(Search(text="log", limit=4), ID)
    request = Search(text="log", before=30, limit=2, id=ID)
    assert back.take(found(30, 40, more=True)) == ([], request)
    assert seqs(back.take(found(10, 20))[0]) == [10, 20, 30, 40]


def test_long_words_are_shown_in_part() -> None:
    """They were typed a moment ago."""
    back = looking()
    back.begin(Search(text="x" * 200), ID)
    (heading, *_), _ = back.take(found(1))
    assert isinstance(heading, Note)
    assert len(heading.text) < 100


def test_there_have_to_be_words_and_not_too_many() -> None:
    """A refused search changes nothing: what is waited for is still waited for."""
    back = looking()
    with pytest.raises(Refused, match=":search WORDS"):
        back.begin(Search(text=""), ID)
    back.begin(Search(text="log"), ID)
    with pytest.raises(Refused, match="200 characters"):
        back.begin(Search(text="x" * 201), ID + 1)
    assert seqs(back.take(found(1))[0]) == [1]


def test_history_and_search_do_not_disturb_each_other() -> None:
    """Each goes on where it was itself."""
    back = looking()
    back.begin(Search(text="log"), ID)
    back.take(found(5))
    assert back.begin(History(limit=1), ID).before == 500
    back.take(earlier(499, 499))
    assert back.begin(Search(text=""), ID).before == 5


# --- whatever may happen meanwhile ----------------------------------------------------------


def test_another_history_begins_anew() -> None:
    """Its seqs do not compare; the words of the last search are still known."""
    back = looking()
    back.begin(Search(text="log"), ID)
    back.take(found(5))
    back.history_begins(31)
    assert back.begin(History(limit=1), ID).before == 31
    assert back.begin(Search(text=""), ID) == Search(text="log", limit=20, id=ID)


@pytest.mark.parametrize(
    "answer",
    [earlier(498, 499, id=ID + 1), earlier(498, 499, id=None), found(498)],
    ids=["another", "none", "found"],
)
def test_an_answer_to_something_else_is_nothing(answer: Earlier | Found) -> None:
    """Only the answer to what was asked last counts."""
    back = looking()
    assert back.take(answer) == ([], None)
    back.begin(History(limit=2), ID)
    assert back.take(answer) == ([], None)
    assert back.is_waiting
    assert seqs(back.take(earlier(498, 499))[0]) == [498, 499]
    assert back.take(earlier(496, 497)) == ([], None)


def test_a_new_look_takes_the_place_of_the_one_before() -> None:
    """What still comes for that one is not shown."""
    back = looking()
    back.begin(History(limit=200), ID)
    back.take(earlier(400, 499))
    back.begin(Search(text="log"), ID + 1)
    assert back.take(earlier(300, 399)) == ([], None)
    assert seqs(back.take(found(5, id=ID + 1))[0]) == [5]
    assert back.begin(History(limit=1), ID).before == 500  # nothing of the first was shown


def test_a_refused_request_is_not_waited_for() -> None:
    """An error about something else changes nothing."""
    back = looking()
    back.begin(History(limit=2), ID)
    back.refused(ID + 1)
    back.refused(None)
    assert back.is_waiting
    back.refused(ID)
    assert not back.is_waiting
    assert back.take(earlier(498, 499)) == ([], None)


def test_giving_up_tells_whether_something_was_waited_for() -> None:
    """Such as when the connection is lost."""
    back = looking()
    assert not back.give_up()
    back.begin(History(limit=2), ID)
    assert back.give_up()
    assert back.take(earlier(498, 499)) == ([], None)


@pytest.mark.parametrize("answer", [[], [500], [501, 502], [2**53]], ids=str)
def test_an_answer_that_goes_no_further_back_is_the_last(answer: list[int]) -> None:
    """Whatever the server says of more, it is not asked for ever."""
    back = looking()
    back.begin(History(limit=200), ID)
    hostile = Earlier(entries=[entry(seq) for seq in answer], more=True, id=ID)
    assert back.take(hostile) == ([Note("There is nothing earlier.")], None)


@given(
    st.lists(st.tuples(st.lists(st.integers(0, 40), max_size=8), st.booleans()), max_size=60),
    st.integers(1, 20),
    st.booleans(),
)
def test_whatever_a_server_answers_it_ends(
    answers: list[tuple[list[int], bool]], limit: int, search: bool
) -> None:
    """What is shown rises, is no more than was asked for, and comes after a bounded number."""
    back = looking(shown_from=30)
    back.begin(Search(text="x", limit=limit) if search else History(limit=limit), ID)
    kind = Found if search else Earlier
    asked = 1
    for numbers, more in [*answers, ([], True)]:
        items, request = back.take(kind(entries=[entry(n) for n in numbers], more=more, id=ID))
        if request is None:
            break
        asked += 1
        assert items == []
        assert request.limit <= limit
    assert not back.is_waiting
    assert asked <= limit
    shown = seqs(items)
    assert shown == sorted(set(shown))
    assert len(shown) <= limit
    assert search or all(seq < 30 for seq in shown)
