"""Whose turn it is to be sent what is new."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from app.room.log import Log
from app.server.rounds import LISTENERS_LIMIT_CONNECTIONS, STEP_LIMIT_CONNECTIONS, Rounds

LOBBY, BUILD = Log(str, id="lobby"), Log(str, id="build")


def crowd(size: int) -> list[Any]:
    """Stand-ins for connections: nothing of them is looked at."""
    return [SimpleNamespace(id=id) for id in range(size)]


def rounds_of(log: Log, talkers: Sequence[Any], listeners: Sequence[Any] = ()) -> Rounds:
    """Rounds through those who read a log."""
    rounds = Rounds()
    for connection in talkers:
        rounds.place(connection, log, listens=False)
    for connection in listeners:
        rounds.place(connection, log, listens=True)
    return rounds


def test_a_small_crowd_has_its_turn_at_once_and_in_order() -> None:
    """Who came first is told first."""
    all_of_them = crowd(3)
    rounds = rounds_of(LOBBY, all_of_them)
    assert not rounds.go_on
    rounds.begin(LOBBY)
    assert rounds.go_on
    assert rounds.step() == all_of_them
    assert not rounds.go_on
    assert rounds.step() == []


def test_a_large_one_has_it_in_steps_and_each_has_one() -> None:
    """In between, others may come in; nobody is left out and nobody is asked twice."""
    all_of_them = crowd(2 * STEP_LIMIT_CONNECTIONS + 1)
    rounds = rounds_of(LOBBY, all_of_them)
    rounds.begin(LOBBY)
    turns = []
    while rounds.go_on:
        turns.append(rounds.step())
    assert [len(turn) for turn in turns] == [STEP_LIMIT_CONNECTIONS] * 2 + [1]
    assert [one for turn in turns for one in turn] == all_of_them


def test_what_is_new_in_the_middle_of_a_round_has_one_of_its_own() -> None:
    """The first have had their turn already; and with ever more news the last still get theirs."""
    all_of_them = crowd(STEP_LIMIT_CONNECTIONS + 1)
    rounds = rounds_of(LOBBY, all_of_them)
    rounds.begin(LOBBY)
    first = rounds.step()
    rounds.begin(LOBBY)
    rest, again = rounds.step(), rounds.step()
    assert first + rest == all_of_them
    assert again == first


def test_who_has_something_of_its_own_goes_first() -> None:
    """An answer does not wait until thousands were told something else."""
    all_of_them = crowd(STEP_LIMIT_CONNECTIONS + 5)
    rounds = rounds_of(LOBBY, all_of_them)
    rounds.begin(LOBBY)
    rounds.address(all_of_them[-1])
    assert rounds.step()[0] is all_of_them[-1]
    rounds.address(all_of_them[0])
    rounds.address(all_of_them[0])  # once is enough
    assert rounds.step() == [all_of_them[0], *all_of_them[-5:]]


def test_who_talks_does_not_wait_for_those_who_listen() -> None:
    """Whatever is new, those who talk have it first; and all who listen have their turn too."""
    everybody = crowd(2 * LISTENERS_LIMIT_CONNECTIONS + 3)
    talkers, listeners = everybody[:2], everybody[2:]
    rounds = rounds_of(LOBBY, talkers, listeners)
    heard = []
    for _ in range(3):
        rounds.begin(LOBBY)
        turn = rounds.step()
        assert turn[:2] == talkers
        assert len(turn) <= 2 + LISTENERS_LIMIT_CONNECTIONS
        heard += turn[2:]
    assert heard == listeners
    rest = []
    while rounds.go_on:
        rest += rounds.step()
    assert rest == listeners  # what came during their round


def test_what_is_new_in_one_room_costs_the_others_nothing() -> None:
    """Thousands who are elsewhere are not even looked at."""
    everybody = crowd(STEP_LIMIT_CONNECTIONS)
    rounds = rounds_of(LOBBY, everybody[2:])
    for one in everybody[:2]:
        rounds.place(one, BUILD, listens=False)
    rounds.begin(BUILD)
    assert rounds.step() == everybody[:2]
    assert not rounds.go_on


def test_rooms_share_each_step() -> None:
    """However many are in one of them and however much is new there, the other has its turn."""
    everybody = crowd(3 * STEP_LIMIT_CONNECTIONS)
    few, many = everybody[:3], everybody[3:]
    rounds = rounds_of(LOBBY, many)
    for one in few:
        rounds.place(one, BUILD, listens=False)
    heard = []
    rounds.begin(LOBBY)
    for _ in range(10):
        rounds.begin(LOBBY)
        rounds.begin(BUILD)
        turn = rounds.step()
        assert len(turn) <= STEP_LIMIT_CONNECTIONS
        assert [one for one in turn if one in few] == few
        heard += [one for one in turn if one not in few]
    assert heard[: len(many)] == many


def test_who_goes_to_another_room_hears_that_one_only() -> None:
    """Also if it has come in the middle of a round, and whatever kind it was."""
    ana, bo, cy = crowd(3)
    rounds = rounds_of(LOBBY, [ana, bo], [cy])
    rounds.place(ana, BUILD, listens=False)
    rounds.begin(LOBBY)
    assert rounds.step() == [bo, cy]
    rounds.begin(BUILD)
    assert rounds.step() == [ana]
    rounds.introduce(cy)
    rounds.remove(bo)
    rounds.begin(LOBBY)
    assert rounds.step() == [cy]
    rounds.remove(cy)
    rounds.remove(cy)
    rounds.begin(LOBBY)
    assert not rounds.go_on
