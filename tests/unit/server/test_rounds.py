"""Whose turn it is to be sent what is new."""

from types import SimpleNamespace
from typing import Any

from app.server.rounds import LISTENERS_LIMIT_CONNECTIONS, STEP_LIMIT_CONNECTIONS, Rounds


def crowd(size: int) -> list[Any]:
    """Stand-ins for connections: nothing of them is looked at."""
    return [SimpleNamespace(id=id) for id in range(size)]


def test_a_small_crowd_has_its_turn_at_once_and_in_order() -> None:
    """Who came first is told first."""
    all_of_them = crowd(3)
    rounds = Rounds(lambda: list(all_of_them), list)
    assert not rounds.go_on
    rounds.begin()
    assert rounds.go_on
    assert rounds.step() == all_of_them
    assert not rounds.go_on
    assert rounds.step() == []


def test_a_large_one_has_it_in_steps_and_each_has_one() -> None:
    """In between, others may come in; nobody is left out and nobody is asked twice."""
    all_of_them = crowd(2 * STEP_LIMIT_CONNECTIONS + 1)
    rounds = Rounds(lambda: list(all_of_them), list)
    rounds.begin()
    turns = []
    while rounds.go_on:
        turns.append(rounds.step())
    assert [len(turn) for turn in turns] == [STEP_LIMIT_CONNECTIONS] * 2 + [1]
    assert [one for turn in turns for one in turn] == all_of_them


def test_what_is_new_in_the_middle_of_a_round_has_one_of_its_own() -> None:
    """The first have had their turn already; and with ever more news the last still get theirs."""
    all_of_them = crowd(STEP_LIMIT_CONNECTIONS + 1)
    rounds = Rounds(lambda: list(all_of_them), list)
    rounds.begin()
    first = rounds.step()
    rounds.begin()
    rest, again = rounds.step(), rounds.step()
    assert first + rest == all_of_them
    assert again == first


def test_who_has_something_of_its_own_goes_first() -> None:
    """An answer does not wait until thousands were told something else."""
    all_of_them = crowd(STEP_LIMIT_CONNECTIONS + 5)
    rounds = Rounds(lambda: list(all_of_them), list)
    rounds.begin()
    rounds.address(all_of_them[-1])
    assert rounds.step()[0] is all_of_them[-1]
    rounds.address(all_of_them[0])
    rounds.address(all_of_them[0])  # once is enough
    assert rounds.step() == [all_of_them[0], *all_of_them[-5:]]


def test_who_talks_does_not_wait_for_those_who_listen() -> None:
    """Whatever is new, those who talk have it first; and all who listen have their turn too."""
    talkers, listeners = crowd(2), crowd(2 * LISTENERS_LIMIT_CONNECTIONS + 1)
    rounds = Rounds(lambda: list(talkers), lambda: list(listeners))
    heard = []
    for _ in range(3):
        rounds.begin()
        turn = rounds.step()
        assert turn[:2] == talkers
        assert len(turn) <= 2 + LISTENERS_LIMIT_CONNECTIONS
        heard += turn[2:]
    assert heard == listeners
    rest = []
    while rounds.go_on:
        rest += rounds.step()
    assert rest == listeners  # what came during their round
