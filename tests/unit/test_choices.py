"""What Tab goes through: first what all have in common, then each, and back."""

from collections.abc import Sequence

import pytest

from app.choices import CHOICES_LIMIT, Choices, Completion


def words(*words: str) -> Choices:
    """Completes the last word to one of these."""

    def complete(before: str) -> Sequence[Completion]:
        word = before.rpartition(" ")[2]
        return [Completion(each, len(word)) for each in words if each.startswith(word.casefold())]

    return Choices(complete)


def steps(choices: Choices, text: str, *by: int) -> list[str]:
    """The texts that the keys lead to, the cursor being at the end."""
    cursor = len(text)
    seen: list[str] = []
    for step in by:
        text, cursor = choices.step(text, cursor, step)
        seen.append(text)
    return seen


def test_what_is_common_comes_first() -> None:
    """Then each, then what is common again."""
    seen = steps(words("andrea", "andreas"), "so An", 1, 1, 1, 1, 1)
    assert seen == ["so andrea", "so andrea", "so andreas", "so andrea", "so andrea"]


def test_back() -> None:
    """Shift and Tab go the other way round; alone they do nothing."""
    assert steps(words("ab", "ac"), "", -1) == [""]
    assert steps(words("ab", "bc"), "", 1, -1, -1) == ["ab", "", "bc"]


def test_one_alone_is_put_in() -> None:
    """And nothing stays open."""
    choices = words("ana", "bo")
    assert choices.step("b", 1) == ("bo", 2)
    assert not choices.is_open("bo", 2)


def test_nothing_to_complete() -> None:
    """The text stays as it is."""
    assert words("ana").step("bo", 2) == ("bo", 2)
    assert words().step("", 0) == ("", 0)


def test_within_a_text() -> None:
    """What is behind the cursor stays behind it."""
    assert words("ana").step("a, hello", 1) == ("ana, hello", 3)


def test_a_blank_behind_the_cursor() -> None:
    """It is not doubled, and the cursor goes behind it; the next one finds it there as well."""
    choices = words("ana ", "bo ")
    assert choices.step("a there", 1) == ("ana there", 4)
    assert choices.step("x  there", 2) == ("x ana there", 6)
    assert choices.step("x ana there", 6) == ("x bo there", 5)
    assert choices.step("x bo there", 5) == ("x  there", 2)


def test_it_ends_when_something_else_changes() -> None:
    """What was typed or where the cursor is."""
    choices = words("ab", "bc")
    text, cursor = choices.step("", 0)
    assert choices.is_open(text, cursor)
    assert not choices.is_open(text + "x", cursor + 1)
    assert not choices.is_open(text, cursor - 1)


def test_what_is_shown_is_put_in_as_far_as_it_is_common() -> None:
    """So that what begins it is still there for the next key."""
    found = [Completion("ana: ", 2, shown="@ana"), Completion("anna: ", 2, shown="@anna")]
    choices = Choices(lambda _: found)
    assert steps(choices, "@A", 1, 1, 1) == ["@an", "ana: ", "anna: "]


def test_those_around_the_chosen_one() -> None:
    """As many as there is room for, the chosen one among them."""
    choices = words(*"abcdefgh")
    text, cursor = choices.step("", 0)
    for number in range(8):
        around = choices.around(3)
        assert [choice.text for choice, chosen in around if chosen] == ["abcdefgh"[number]]
        assert len(around) == 3
        text, cursor = choices.step(text, cursor)
    assert not any(chosen for _, chosen in choices.around(3))


def test_not_too_many() -> None:
    """However many there are, and however far back they want to go."""
    choices = Choices(lambda _: [Completion(f"n{n}", 0) for n in range(10 * CHOICES_LIMIT)])
    choices.step("", 0)
    assert len(choices.around(10**6)) == CHOICES_LIMIT
    assert Choices(lambda _: [Completion("x", 5)]).step("ab", 2) == ("ab", 2)


@pytest.mark.parametrize("typed", ["ＡＮ", "AN", "an"])
def test_case_and_width_do_not_matter(typed: str) -> None:
    """What is common takes the place of what was typed."""
    found = [Completion("anna", 2), Completion("anne", 2)]
    assert Choices(lambda _: found).step(typed, 2) == ("ann", 3)
