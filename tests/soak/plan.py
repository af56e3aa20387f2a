"""Who does what in a soak, and when: all of it from a seed. Pure; knows no sockets and no wire."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

ARRIVAL_SHARE = 0.2
"""The first part of each round, in which everybody comes."""
STEPS_PER_S = 70
COMING_SHARE = 0.25
"""So many of the steps are for somebody who is not there."""
LENGTHS = (*[0] * 8, *[10] * 6, *[100] * 5, 1000)
FLOOD_LINES = (110, 140)
"""More than flood control allows at once, which is 100."""
FLOOD_REST_S = 8.0
"""As long as it takes until that many may come at once again."""
STALL_REST_S = (1.0, 5.0)
CATCHING_UP_S = 3.0
"""Who reads on stays at least so long: whoever says goodbye has a second to take in the rest."""
ROOMS = {"lobby": 12, "build": 4, "garden": 3, "attic": 1}
"""Where people go, each with its weight; the last one is empty often."""
SMALL_SHARE = 0.15
"""So many of the clients have a small receive buffer; it is they who stall."""

ACTS: dict[str, dict[str, int]] = {
    "out": {
        "come": 120,
        "come late": 1,
        "come bare": 44,
        "come silent": 10,
        "vanish": 16,
        "begin": 10,
    },
    "lost": {"resume": 1},
    "json": {
        "say": 300,
        "act": 20,
        "say lines": 20,
        "whisper": 50,
        "nick": 30,
        "move": 60,
        "to and fro": 20,
        "say elsewhere": 20,
        "who": 30,
        "rooms": 10,
        "history": 40,
        "search": 20,
        "ping": 40,
        "invalid": 40,
        "flood": 8,
        "bye": 8,
        "half-close": 8,
        "close": 8,
        "reset": 8,
        "drop": 40,
        "take over": 10,
    },
    "bare": {
        "say": 300,
        "act": 20,
        "whisper": 30,
        "nick": 30,
        "move": 50,
        "who": 20,
        "rooms": 10,
        "help": 20,
        "invalid": 30,
        "flood": 8,
        "bye": 15,
        "half-close": 20,
        "close": 15,
        "reset": 15,
    },
    "silent": {"say": 3, "half-close": 2, "reset": 1},
    "begun": {"close": 1, "reset": 1},
    "stalled": {"read on": 1},
}
"""What somebody may do, by what they are; each with its weight."""
STALL_WEIGHT = 300
"""Of those with a small receive buffer, beside the others."""
BECOMES = {
    "come": "json",
    "come late": "stalled",
    "resume": "json",
    "come bare": "bare",
    "come silent": "silent",
    "begin": "begun",
    "stall": "stalled",
    "read on": "json",
    "drop": "lost",
    "bye": "out",
    "half-close": "out",
    "close": "out",
    "reset": "out",
}
"""What somebody is after that; all other acts change nothing."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that one client does.

    Attributes:
        at_s: when, in seconds since the round's beginning.
        slot: which client.
        act: what it does.
        lengths: of the texts it says, each in characters of filling.
        other: another client, for a whisper.
        number: some number, for what needs one.
        small: whether its receive buffer is small.
        room: where to go, for who comes or moves.
    """

    at_s: float
    slot: int
    act: str
    lengths: tuple[int, ...] = (0,)
    other: int = 0
    number: int = 0
    small: bool = False
    room: str = "lobby"

    def room_but(self, here: str) -> str:
        """Another room to go to than the one where somebody is."""
        others = [room for room in ROOMS if room != here]
        return self.room if self.room != here else others[self.number % len(others)]


class Plan:
    """What all clients do, round after round.

    Args:
        seed: the same one makes the same plan, if the rounds are as long.
        clients: how many there are.
    """

    def __init__(self, seed: int, clients: int) -> None:
        self._random = Random(seed)
        self._states = ["out"] * clients
        self._rests = [0.0] * clients
        small = int(clients * SMALL_SHARE)
        self._small = set(self._random.sample(range(clients), small))

    def round(self, seconds: float) -> Iterator[Step]:
        """The steps of one round, in order. At its beginning nobody is there.

        Args:
            seconds: how long it lasts.
        """
        random = self._random
        for slot, state in enumerate(self._states):
            returns = state in ("json", "stalled") and random.random() < 0.5
            self._states[slot] = "lost" if returns or state == "lost" else "out"
            self._rests[slot] = 0.0
        order = list(range(len(self._states)))
        random.shuffle(order)
        arrival_s = seconds * ARRIVAL_SHARE
        for number, slot in enumerate(order):
            yield self._step(number * arrival_s / len(order), slot)
        for number in range(int((seconds - arrival_s) * STEPS_PER_S)):
            at_s = arrival_s + number / STEPS_PER_S
            slot = self._choose(at_s)
            if self._rests[slot] <= at_s:
                yield self._step(at_s, slot)

    def _choose(self, at_s: float) -> int:
        gone = [slot for slot, state in enumerate(self._states) if state in ("out", "lost")]
        if gone and self._random.random() < COMING_SHARE:
            return self._random.choice(gone)
        return self._random.randrange(len(self._states))

    def _step(self, at_s: float, slot: int) -> Step:
        random = self._random
        state = self._states[slot]
        acts = dict(ACTS[state])
        if state == "json" and slot in self._small:
            acts["stall"] = STALL_WEIGHT
        [act] = random.choices(list(acts), list(acts.values()))
        many = random.randint(*FLOOD_LINES) if act == "flood" else random.randint(1, 2)
        if act == "flood":
            self._rests[slot] = at_s + FLOOD_REST_S
        elif BECOMES.get(act) == "stalled":
            self._rests[slot] = at_s + random.uniform(*STALL_REST_S)
        elif act == "read on":
            self._rests[slot] = at_s + CATCHING_UP_S
        # Who speaks first in bare lines has listened; else a state changes by what is done.
        becomes = "bare" if state == "silent" and act == "say" else BECOMES.get(act, state)
        self._states[slot] = becomes
        return Step(
            at_s,
            slot,
            act,
            lengths=tuple(random.choice(LENGTHS) for _ in range(many)),
            other=random.randrange(len(self._states)),
            number=random.randrange(1_000_000),
            small=slot in self._small,
            room=random.choices(list(ROOMS), list(ROOMS.values()))[0],
        )
