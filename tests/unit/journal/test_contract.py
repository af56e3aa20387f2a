"""What every journal does. A new kind of journal is added to `JOURNALS` in `conftest.py`."""

import contextlib
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import JournalError
from app.journal.journal import Journal, RoomJournal
from app.journal.words import FOLDED_LIMIT_CHARS
from app.protocol.entries import Said
from app.protocol.limits import SEARCH_LIMIT_CHARS, TEXT_LIMIT_CHARS
from app.text import clean, fold
from tests.unit.journal.storing import said
from tests.unit.outside import encodable


def test_a_new_room_is_empty(lobby: RoomJournal) -> None:
    """Its first entry will be 1; nothing is found in it."""
    assert (lobby.first, lobby.seq) == (1, 0)
    assert lobby.after(0, 10) == []
    assert lobby.find("ana", 1) is None
    assert lobby.last_id("ana") == -1
    assert [lobby.at(seq) for seq in (-1, 0, 1)] == [None] * 3


def test_entries_come_back_as_they_were_stored(lobby: RoomJournal) -> None:
    """Every field of them, whatever the text."""
    entries = [
        said(1, id=0),
        Said(seq=2, at=2**53, from_="", name="漢字", text="a\nb\0\U0001f600'\"", kind="action"),
        said(3, id=2**53),
    ]
    lobby.append(entries)
    assert lobby.after(0, 10) == entries
    assert lobby.seq == 3


def test_nothing_is_stored_for_no_entries(lobby: RoomJournal) -> None:
    """A batch in which nothing was said changes nothing."""
    lobby.append([said(1)])
    lobby.append([])
    assert lobby.after(0, 10) == [said(1)]
    assert lobby.seq == 1


@pytest.mark.parametrize(
    ("seq", "limit", "seqs"),
    [
        (0, 3, [1, 2, 3]),
        (2, 2, [3, 4]),
        (4, 9, [5, 6]),
        (5, 1, [6]),
        (6, 9, []),
        (2**53, 9, []),
        (0, 0, []),
    ],
)
def test_reading_goes_on_after_a_seq(
    lobby: RoomJournal, seq: int, limit: int, seqs: list[int]
) -> None:
    """Oldest first, at most so many, also across the batches in which they were stored."""
    lobby.append([said(1), said(2)])
    lobby.append([said(3)])
    lobby.append([said(4), said(5), said(6)])
    assert [entry.seq for entry in lobby.after(seq, limit)] == seqs


@pytest.mark.parametrize("seqs", [[2], [0], [1, 3], [1, 1], [1, 2, 4], [2, 1]])
def test_all_or_none_of_a_batch_is_stored(lobby: RoomJournal, seqs: list[int]) -> None:
    """Numbers that do not follow are refused, and the ones before them, too."""
    with pytest.raises(JournalError):
        lobby.append([said(seq, id=seq) for seq in seqs])
    assert lobby.seq == 0
    assert lobby.after(0, 10) == []
    assert lobby.find("ana", 1) is None
    assert lobby.last_id("ana") == -1
    lobby.append([said(1)])
    assert lobby.after(0, 10) == [said(1)]


def test_what_was_said_under_an_id_is_found(lobby: RoomJournal) -> None:
    """Each session has ids of its own; what has no id is not found."""
    lobby.append([said(1, id=0), said(2, from_="bo", id=0), said(3), said(4, id=7)])
    assert lobby.find("ana", 0) == said(1, id=0)
    assert lobby.find("bo", 0) == said(2, from_="bo", id=0)
    assert lobby.find("ana", 7) == said(4, id=7)
    assert [lobby.find("ana", 1), lobby.find("bo", 7), lobby.find("cy", 0)] == [None] * 3


def test_the_highest_id_of_a_session(lobby: RoomJournal) -> None:
    """What has no id does not count."""
    lobby.append([said(1, id=3), said(2, id=5), said(3, from_="bo"), said(4)])
    assert [lobby.last_id(name) for name in ("ana", "bo", "cy")] == [5, -1, -1]
    lobby.append([said(5, id=9)])
    assert lobby.last_id("ana") == 9


def test_what_was_said_under_no_id_between_others_is_not_found(lobby: RoomJournal) -> None:
    """Neither in the middle of what came together nor between that and what came later."""
    batches = [[(1, "ana"), (2, "bo"), (4, "ana"), (6, "ana")], [(9, "ana")], [(11, "ana")]]
    for batch in batches:
        lobby.append(
            [said(lobby.seq + seq, from_=f, id=id) for seq, (id, f) in enumerate(batch, 1)]
        )
    found = {id: entry.seq for id in range(-1, 14) if (entry := lobby.find("ana", id))}
    assert found == {1: 1, 4: 3, 6: 4, 9: 5, 11: 6}
    assert [id for id in range(-1, 14) if lobby.find("bo", id)] == [2]


def test_when_an_entry_was_said(lobby: RoomJournal) -> None:
    """None for one that is not there."""
    lobby.append([said(1), said(2)])
    assert [lobby.at(seq) for seq in (-1, 0, 1, 2, 3)] == [None, None, 1_001, 1_002, None]


def test_rooms_do_not_mix(journal: Journal) -> None:
    """Each has its entries, its numbers and its log id, and stays the same when asked for again."""
    lobby, other = journal.room("lobby"), journal.room("other")
    assert lobby.log != other.log
    lobby.append([said(1, id=1)])
    assert other.seq == 0
    assert other.find("ana", 1) is None
    other.append([said(1, from_="bo")])
    again = journal.room("lobby")
    assert (again.log, again.seq, again.after(0, 9)) == (lobby.log, 1, [said(1, id=1)])


IDS = {
    "among them": [("ana", 1), ("bo", 1), ("ana", 1)],
    "among them, of a new session": [("bo", 1), ("cy", 1), ("bo", 1)],
    "stored": [("bo", 2), ("ana", 7)],
    "stored, and a higher one": [("ana", 7), ("bo", 2), ("ana", 8)],
    "stored, alone": [("ana", 7)],
    "lower among them": [("ana", 9), ("bo", 2), ("ana", 8)],
    "lower than stored": [("bo", 2), ("ana", 6)],
    "lower than stored, and a higher one": [("bo", 2), ("ana", 6), ("ana", 8)],
    "lower than stored, alone": [("ana", 6)],
    "many": [(f"session {number}", 0) for number in range(2_000)] + [("ana", 7)],
}


@pytest.mark.parametrize("ids", IDS.values(), ids=IDS)
def test_an_id_that_is_not_above_others_of_its_session_is_refused(
    lobby: RoomJournal, ids: list[tuple[str, int]]
) -> None:
    """With all that came together with it; what came before stays."""
    lobby.append([said(1, id=7), said(2)])
    with pytest.raises(JournalError):
        lobby.append([said(seq, from_=from_, id=id) for seq, (from_, id) in enumerate(ids, 3)])
    assert lobby.seq == 2
    assert lobby.after(0, 10) == [said(1, id=7), said(2)]
    assert lobby.find("bo", 2) is None
    assert [lobby.last_id(name) for name in ("ana", "bo")] == [7, -1]
    lobby.append([said(3, from_="bo", id=2)])
    assert lobby.find("bo", 2) == said(3, from_="bo", id=2)


def test_another_room_may_have_the_same_ids(journal: Journal) -> None:
    """What is stored in one room gets nothing refused in another one."""
    for name in ("lobby", "other"):
        journal.room(name).append([said(1, id=7)])
    assert [journal.room(name).seq for name in ("lobby", "other")] == [1, 1]


def test_a_large_batch(lobby: RoomJournal) -> None:
    """However it is stored, it is all there."""
    entries = [said(seq, id=seq) for seq in range(1, 2_501)]
    lobby.append(entries[:1])
    lobby.append(entries[1:])
    assert lobby.after(0, 3_000) == entries


def test_nothing_is_to_be_tidied_where_all_is_kept(lobby: RoomJournal) -> None:
    """What is there stays."""
    lobby.append([said(1), said(2)])
    assert not lobby.tidy(2**53)
    assert (lobby.first, lobby.after(0, 9)) == (1, [said(1), said(2)])


@pytest.mark.parametrize(
    ("first", "last", "limit", "limit_chars", "seqs"),
    [
        (2, 4, 9, 999, [2, 3, 4]),
        (-5, 2, 9, 999, [1, 2]),
        (4, 2**53, 9, 999, [4, 5]),
        (1, 5, 2, 999, [1, 2]),
        (1, 5, 0, 999, []),
        (4, 3, 9, 999, []),
        (6, 9, 9, 999, []),
        (2, 5, 9, 1, [2]),
        (2, 5, 9, 14, [2, 3]),
        (2, 5, 9, 15, [2, 3, 4]),
    ],
)
def test_a_reader_reads_a_part(
    journal: Journal, first: int, last: int, limit: int, limit_chars: int, seqs: list[int]
) -> None:
    """Within its limits; the entry with which the characters reach theirs is the last one."""
    lobby = journal.room("lobby")
    lobby.append([said(seq) for seq in range(1, 6)])  # seven characters each
    reader = journal.reader()
    entries = reader.between(lobby.log, first, last, limit, limit_chars)
    assert entries == [said(seq) for seq in seqs]
    assert reader.between("elsewhere", first, last, limit, limit_chars) == []
    reader.close()


def test_a_reader_sees_what_is_stored_after_it_came(journal: Journal) -> None:
    """At once, and nothing of what was refused; also in a room that was begun after it."""
    reader = journal.reader()
    lobby = journal.room("lobby")
    assert reader.between(lobby.log, 1, 9, 9, 999) == []
    lobby.append([said(1)])
    assert reader.between(lobby.log, 1, 9, 9, 999) == [said(1)]
    with pytest.raises(JournalError):
        lobby.append([said(2), said(4)])
    lobby.append([said(2, text="other")])
    assert reader.between(lobby.log, 1, 9, 9, 999) == [said(1), said(2, text="other")]
    assert reader.search(lobby.log, ["other"], 1, 9, 9) == [said(2, text="other")]
    reader.close()


def test_a_reader_does_not_take_a_room_for_one_that_was_removed(journal: Journal) -> None:
    """Nobody who still reads the old one gets what is said in the new one of its name."""
    removed, reader = journal.room("garden").log, journal.reader()
    journal.append({"garden": [said(seq, id=seq) for seq in range(1, 2_000)]})
    journal.forget("garden")
    journal.append({"garden": [said(1, text="anew")]})
    garden = journal.room("garden").log
    assert reader.between(removed, 1, 9, 9, 999) == []
    assert reader.search(removed, [], 1, 9, 9) == []
    assert reader.between(garden, 1, 9, 9, 999) == [said(1, text="anew")]
    assert reader.search(garden, [], 1, 9, 9) == [said(1, text="anew")]
    reader.close()


def test_closing_again_changes_nothing(journal: Journal) -> None:
    """So that whoever closes several things may begin anew where one of them failed."""
    reader = journal.reader()
    journal.room("lobby").append([said(1)])
    for close in (reader.close, journal.close, reader.close, journal.close):
        close()


def test_settling_changes_nothing_of_what_is_stored(journal: Journal) -> None:
    """A reader may do it at any time, also where nothing is to be done."""
    reader = journal.reader()
    reader.settle()
    lobby = journal.room("lobby")
    lobby.append([said(1)])
    reader.settle()
    assert not journal.unsettled
    assert reader.between(lobby.log, 1, 9, 9, 999) == lobby.after(0, 9) == [said(1)]
    reader.close()


ASCII = "".join(map(chr, range(ord(" "), 0x7F)))


def spoken(*texts: str, name: str = "Ana") -> list[Said]:
    """Entries with these texts."""
    return [
        Said(seq=seq, at=seq, from_="ana", name=name, text=text)
        for seq, text in enumerate(texts, 1)
    ]


@pytest.mark.parametrize(
    ("texts", "words", "seqs"),
    [
        (["one", "two", "one two"], ["one"], [3, 1]),
        (["one", "two", "two or one"], ["one", "two"], [3]),
        (["Hello", "hELLo", "help"], ["HeLLO"], [2, 1]),
        (["something", "some thing"], ["eth"], [1]),
        (["some", "what"], ["somewhat"], []),
        (["100%", "1000", "100"], ["0%"], [1]),
        (["a_b", "axb"], ["a_b"], [1]),
        (["a\\b", "a b", "a%b"], ["a\\b"], [1]),
        (["[x]", "x", "*"], ["[x]"], [1]),
        (["it's", 'say "it"'], ["'"], [1]),
        (["GRÖSSE", "große", "grosse", "Gro\u0308sse"], ["größe"], [4, 1]),
        (["Straße", "STRASSE", "Strasen"], ["strasse"], [2, 1]),
        (["ПРИВЕТ", "привет всем", "hi", "Ana"], ["привет"], [2, 1]),
        (["ｗｉｄｅ", "wide", "…"], ["Wide"], [2, 1]),
        (["wait…", "wait...", "wait"], ["..."], [2, 1]),
        (["漢字です", "字"], ["漢字"], [1]),
        (["\U0001f600 yes", "\U0001f601 yes"], ["\U0001f600", "yes"], [1]),
        (["cafe\u0301", "café", "cafe"], ["CAFÉ"], [2, 1]),
        (["cafe\u0301", "café", "cafe"], ["cafe"], [3]),
        (["two\nlines", "one"], ["lines"], [1]),
        (["anything", "at all"], [], [2, 1]),
    ],
)
def test_searching(journal: Journal, texts: list[str], words: list[str], seqs: list[int]) -> None:
    """Each of the words, wherever it stands in one entry, as it is; the newest first."""
    lobby = journal.room("lobby")
    lobby.append(spoken(*texts))
    reader = journal.reader()
    assert [entry.seq for entry in reader.search(lobby.log, words, 1, 99, 99)] == seqs
    assert reader.search("elsewhere", words, 1, 99, 99) == []
    reader.close()


@pytest.mark.parametrize("text", [ASCII, f"é {ASCII}"])
def test_searching_for_any_ascii_character(journal: Journal, text: str) -> None:
    """Whichever of the two forms it is compared in, each is found, and only letters have a case."""
    lobby = journal.room("lobby")
    lobby.append(spoken(text, name="1"))
    reader = journal.reader()
    for char in ASCII:
        for word in (char, char.lower(), char.upper()):
            found = [entry.seq for entry in reader.search(lobby.log, [word], 1, 9, 9)]
            assert found == [1], ascii(word)
        without = text.replace(char.lower(), "").replace(char.upper(), "")
        room = journal.room(f"without {char}")
        room.append(spoken(without, name=""))
        is_left = char == " "  # it stands behind the name
        assert bool(reader.search(room.log, [char], 1, 9, 9)) == is_left, ascii(char)
    reader.close()


@pytest.mark.parametrize("text", ["a", "ß", "é", "E\u0301", "字", "\U0001f600", "\u0390"])
def test_searching_the_longest_texts(journal: Journal, text: str) -> None:
    """What people write is found to its end, even if each letter of it folds to two."""
    repeated = text * (TEXT_LIMIT_CHARS // len(text))
    lobby = journal.room("lobby")
    lobby.append(spoken(f"{repeated[:-4]} end", name="ẞ" * 24))
    reader = journal.reader()
    for words in (["end"], [text, "end"], [text * (SEARCH_LIMIT_CHARS // len(text))]):
        assert len(reader.search(lobby.log, words, 1, 9, 9)) == 1
    assert reader.search(lobby.log, ["ended"], 1, 9, 9) == []
    reader.close()


def test_searching_has_limits_for_what_folds_to_very_much(journal: Journal) -> None:
    """Of a word and of a text alike the beginning counts: a ligature folds to 18 letters."""
    count = FOLDED_LIMIT_CHARS // 18
    texts = ["\ufdfa" * (count + 1) + " end", "\ufdfa" * (count - 3) + " end", "\ufdfa" * 3]
    lobby = journal.room("lobby")
    lobby.append(spoken(*texts))
    reader = journal.reader()
    assert [entry.seq for entry in reader.search(lobby.log, ["end"], 1, 9, 9)] == [2]
    word = "\ufdfa" * (SEARCH_LIMIT_CHARS // 18 + 1)
    for words in ([word], [f"{word}x"], ["\ufdfa" * SEARCH_LIMIT_CHARS]):
        assert [entry.seq for entry in reader.search(lobby.log, words, 1, 9, 9)] == [2, 1]
    reader.close()


@pytest.mark.parametrize("name", ["Zoë", "ZOE\u0308", "Ｚｏë"])
def test_searching_for_a_name(journal: Journal, name: str) -> None:
    """One word may be in the name, and another one in the text."""
    entries = spoken("hello there", "bye", name=name)
    lobby = journal.room("lobby")
    lobby.append(entries)
    reader = journal.reader()
    assert reader.search(lobby.log, ["zoë", "hello"], 1, 9, 9) == entries[:1]
    assert reader.search(lobby.log, ["ZOË"], 1, 9, 9) == entries[::-1]
    assert reader.search(lobby.log, ["Ana"], 1, 9, 9) == []
    reader.close()


def test_a_search_has_limits(journal: Journal) -> None:
    """By seq, and by how many are found; among many that are nearly what is sought, too."""
    texts = ["yes" if number % 3 else "é e\u0301 yes" for number in range(1_000)]
    lobby = journal.room("lobby")
    lobby.append(spoken(*texts))
    reader = journal.reader()
    plain = [seq for seq, text in enumerate(texts, 1) if text == "yes"]
    accents = [seq for seq in range(1, 1_001) if seq not in plain]
    for words, seqs in ((["yes"], [*range(1, 1_001)]), (["É"], accents)):
        for first, last, limit in ((1, 1_000, 2_000), (300, 700, 5), (300, 700, 500), (1, 9, 0)):
            found = [entry.seq for entry in reader.search(lobby.log, words, first, last, limit)]
            assert found == [seq for seq in reversed(seqs) if first <= seq <= last][:limit]
    reader.close()


shown = encodable.map(lambda text: clean(text, newlines=True))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(shown, shown), min_size=1, max_size=6), st.data())
def test_any_text_is_found(
    journal: Journal, parts: list[tuple[str, str]], data: st.DataObject
) -> None:
    """By any piece of it, in whatever case or form: just where the folded text has the piece."""
    entries = [
        Said(seq=seq, at=seq, from_="ana", name=name, text=text)
        for seq, (name, text) in enumerate(parts, 1)
    ]
    text = data.draw(st.sampled_from(entries)).text
    start = data.draw(st.integers(0, len(text)))
    piece = text[start : start + data.draw(st.integers(1, 4))]
    word = data.draw(st.sampled_from([piece, piece.upper(), fold(piece), piece.casefold()]))
    room = journal.room(f"room-{next(numbers)}")
    room.append(entries)
    reader = journal.reader()
    assert reader.search(room.log, [word], 1, 99, 99) == [
        entry for entry in reversed(entries) if fold(word) in fold(f"{entry.name} {entry.text}")
    ]
    reader.close()


numbers = count()
entries = st.lists(
    st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=4), max_size=8
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries, st.integers(0, 40), st.integers(0, 40))
def test_any_batches_are_one_history(
    journal: Journal, batches: list[list[tuple[str, bool]]], seq: int, limit: int
) -> None:
    """However it was cut into batches, it reads as the list of all that was appended."""
    room = journal.room(f"room-{next(numbers)}")
    stored: list[Said] = []
    for batch in batches:
        start = len(stored) + 1
        new = [
            said(start + index, from_=name, id=start + index if has_id else None)
            for index, (name, has_id) in enumerate(batch)
        ]
        room.append(new)
        stored += new
    assert room.seq == len(stored)
    assert room.after(seq, limit) == stored[seq : seq + limit]
    for entry in stored:
        assert room.at(entry.seq) == entry.at
        if entry.id is not None:
            assert room.find(entry.from_, entry.id) == entry
    for name in "abc":
        ids = [e.id for e in stored if e.from_ == name and e.id is not None]
        assert room.last_id(name) == max(ids, default=-1)


def test_several_rooms_are_stored_together_or_not_at_all(journal: Journal) -> None:
    """What cannot be stored in one room is stored in none, also not the rooms themselves."""
    journal.append({"lobby": [said(1, id=1)], "build": [said(1, id=2), said(2)], "cats": []})
    assert sorted(name for name in journal.rooms() if journal.room(name).seq) == ["build", "lobby"]
    with pytest.raises(JournalError):
        journal.append({"lobby": [said(2)], "dogs": [said(1)], "build": [said(3, id=2)]})
    assert [journal.room(name).seq for name in ("lobby", "build", "dogs")] == [1, 2, 0]
    journal.append({"lobby": [said(2)], "dogs": [said(1)], "build": [said(3, id=3)]})
    assert [journal.room(name).seq for name in ("lobby", "build", "dogs")] == [2, 3, 1]
    with contextlib.closing(journal.reader()) as reader:
        for name in ("lobby", "build", "dogs"):
            room = journal.room(name)
            assert reader.between(room.log, 1, 9, 9, 999) == room.after(0, 9)


def test_a_room_is_forgotten_with_its_id(journal: Journal) -> None:
    """What begins under its name is another history; others stay as they are."""
    journal.append({"build": [said(1)], "lobby": [said(1, id=4)]})
    before = journal.room("build").log
    journal.forget("build")
    assert list(journal.rooms()) == ["lobby"]
    build = journal.room("build")
    assert (build.seq, build.log != before) == (0, True)
    journal.append({"build": [said(1, id=4)]})
    assert journal.room("lobby").find("ana", 4) == said(1, id=4)
    assert journal.room("build").find("ana", 4) == said(1, id=4)


def test_a_room_without_an_entry_is_stored_when_it_is_begun(journal: Journal) -> None:
    """Once; then it can be appended to."""
    lobby = journal.room("lobby")
    lobby.begin()
    lobby.begin()
    assert list(journal.rooms()) == ["lobby"]
    lobby.append([said(1)])
    assert journal.room("lobby").after(0, 9) == [said(1)]
    assert not journal.tidy(0)
