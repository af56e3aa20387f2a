"""A plan: the same from the same seed, with everything in it."""

from collections import Counter

from tests.soak.plan import ACTS, BECOMES, Plan, Step

CLIENTS = 100
SECONDS = 30.0


def rounds(seed: int, count: int = 3) -> list[list[Step]]:
    plan = Plan(seed, CLIENTS)
    return [list(plan.round(SECONDS)) for _ in range(count)]


def test_the_same_seed_makes_the_same_plan() -> None:
    assert rounds(1) == rounds(1)
    assert rounds(1) != rounds(2)


def test_everything_happens() -> None:
    done = Counter(step.act for steps in rounds(3) for step in steps)
    assert set(done) == {act for acts in ACTS.values() for act in acts} | {"stall"}


def test_everybody_comes_first_and_in_order() -> None:
    for steps in rounds(4):
        assert {step.slot for step in steps[:CLIENTS]} == set(range(CLIENTS))
        times = [step.at_s for step in steps]
        assert times == sorted(times)
        assert times[-1] < SECONDS


def test_nobody_does_what_it_cannot() -> None:
    """Who has left comes before it does anything else; who stalls reads on first."""
    for steps in rounds(5):
        states: dict[int, str] = {}
        for step in steps:
            state = states.get(step.slot, "new")
            if state == "new":
                assert step.act in ACTS["out"] | ACTS["lost"]
            elif state == "stalled":
                assert step.act == "read on"
            else:
                assert step.act in ACTS[state] or (state == "json" and step.act == "stall")
            after = BECOMES.get(step.act, "out" if state == "new" else state)
            states[step.slot] = "bare" if (state, step.act) == ("silent", "say") else after
