"""Every order: what it does, who is told what, who may give it, and whom it may be about."""

import re
from collections.abc import Iterator, Sequence

import pytest

from app.errors import Refused
from app.room.addresses import covers
from app.room.bans import Ban
from app.room.durations import told
from app.room.keeper import Keeper
from app.room.kinds import KINDS
from app.room.lists import ANSWER_LIMIT_BYTES, WHO_LIMIT_PEOPLE
from app.room.moderation import KICK_MS, Moderation
from app.room.names import Names
from app.room.premises import HOST, Giver, Person
from tests.unit.room.hall import AT


class Inn:
    """A house of ana, bo and carla; whatever it is told to do it writes down."""

    def __init__(self) -> None:
        self.names = Names()
        self.guests: dict[int, Person] = {}
        self.told: list[str] = []
        self.about: list[tuple[str, bool]] = []
        self.gone: list[tuple[int, str, str]] = []
        self.logged: list[str] = []
        self.kept = 0
        self.not_kept = ""
        self.empty: list[str] = []
        self.rules = Moderation()
        self.keeper = Keeper(self.rules, self)
        for id, name in enumerate(("ana", "bo", "carla"), 1):
            self.come(id, name, "10.0.0.7" if name == "carla" else "")

    def come(self, id: int, name: str, address: str = "", room: str = "lobby") -> Person:
        self.names.take(name, id)
        where = f"{address or '127.0.0.1'}:500{id}"
        person = Person(id, name, f"hash-{id}", room, address, where, "json", AT - 60_000)
        self.guests[id] = person
        return person

    def op(self, name: str) -> Giver:
        """Make somebody an operator; give it."""
        self.keeper.carry_out(f"op {name}", HOST, AT)
        self.told.clear()
        person = self.find(name)
        assert person
        return Giver(name, person)

    # --- what a house does -----------------------------------------------------------------

    def people(self) -> Iterator[Person]:
        return iter(list(self.guests.values()))

    def find(self, name: str) -> Person | None:
        return self.guests.get(self.names.like(name) or 0)

    def listeners(self, address: str) -> Iterator[int]:
        return iter([99] if covers(address, "10.0.0.7") else [])

    def rooms(self) -> Sequence[tuple[str, int]]:
        return [("lobby", 3), *((name, 0) for name in self.empty)]

    def remove_room(self, name: str) -> tuple[str, int]:
        return name, 3

    def stats(self) -> str:
        return "all is well"

    def tell(self, id: int, text: str) -> None:
        self.told.append(f"{id}: {text}")

    def tell_room(self, room: str, text: str, about: str, *, goes: bool) -> None:
        self.told.append(f"{room or 'all'}: {text}")
        self.about.append((about, goes))

    def say(self, text: str) -> None:
        self.told.append(f"say: {text}")

    def remove(self, id: int, refusal: Refused, reason: str) -> None:
        assert reason
        self.gone.append((id, refusal.code, refusal.text))

    def keep_bans(self, *, ended: bool = False) -> str:
        self.kept += 1
        return "" if ended else self.not_kept

    def log(self, text: str) -> None:
        self.logged.append(text)


@pytest.fixture
def inn() -> Inn:
    return Inn()


def order(inn: Inn, line: str, giver: Giver = HOST) -> str:
    return inn.keeper.carry_out(line, giver, AT)


def refused(inn: Inn, line: str, giver: Giver = HOST) -> tuple[str, str]:
    with pytest.raises(Refused) as refusal:
        inn.keeper.carry_out(line, giver, AT)
    return refusal.value.code, refusal.value.text


@pytest.mark.parametrize(
    ("before", "line", "hint"),
    [
        ("", "kick crla", "Nobody here is called crla; did you mean carla?"),
        ("", "op Bob", "Nobody here is called Bob; did you mean bo?"),
        ("", "kick " + 50 * "x", ":who tells who is here."),
        ("mute carla", "unmute cala", "cala is not muted; did you mean carla?"),
        ("ban carla", "unban cala", "cala is not banned; did you mean carla?"),
        ("op carla", "deop cala", "cala is no operator; did you mean carla?"),
    ],
)
def test_a_misspelt_name_is_asked_about(inn: Inn, before: str, line: str, hint: str) -> None:
    if before:
        order(inn, before)
    assert refused(inn, line)[1].endswith(hint)


def test_a_ban_of_a_misspelt_name_holds_and_is_asked_about(inn: Inn) -> None:
    answer = order(inn, "ban carl")
    assert answer.endswith(
        "banned carl for 1 hour. Nobody here is called carl; did you mean carla?"
    )
    assert not inn.gone


def test_kick(inn: Inn) -> None:
    """The one concerned is told who and why, the room that, and the log all of it."""
    assert order(inn, "kick ana shouting") == "The host removed ana: shouting."
    text = f"You were removed by the host: shouting. Come back after {told(KICK_MS)}."
    assert inn.gone == [(1, "kicked", text)]
    assert inn.told == ["lobby: The host removed ana."]
    assert inn.about == [("ana", True)]
    log = "the host removed ana (connection 1, 127.0.0.1:5001): shouting"
    assert inn.logged == [log]
    with pytest.raises(Refused, match="come back after 30 seconds"):
        inn.rules.check_enter("ana", "hash-1", "", AT)
    with pytest.raises(Refused, match="come back after 6 seconds"):
        inn.rules.check_enter("ana", "hash-1", "", AT + 24_000)
    inn.rules.check_enter("ana", "hash-1", "", AT + KICK_MS)


def test_an_operator_kicks(inn: Inn) -> None:
    bo = inn.op("bo")
    assert order(inn, "kick ana", bo) == "", "the room tells bo"
    assert inn.gone[0][2].startswith("You were removed by bo. ")
    assert inn.told == ["lobby: bo removed ana."]
    who, whom = "bo (connection 2, 127.0.0.1:5002)", "ana (connection 1, 127.0.0.1:5001)"
    assert inn.logged[-1] == f"{who} removed {whom}"


@pytest.mark.parametrize(
    ("line", "logged"),
    [
        ("mute ana 1m caps", "muted ana (connection 1, 127.0.0.1:5001) for 1 minute: caps"),
        ("ban ana 2h loud", "banned ana (connection 1, 127.0.0.1:5001) for 2 hours: loud"),
        ("ban carla", "banned carla (connection 3, 10.0.0.7:5003) and 10.0.0.7 for 1 hour"),
        ("ban 10.0.0.7", "banned 10.0.0.7 for 1 hour"),
        ("ban dora", "banned dora for 1 hour"),
        ("lock exams", "locked the door: exams"),
        ("slow 60", "let everybody say one message every minute"),
        ("announce come", "told everybody: come"),
    ],
)
def test_the_log_has_who_did_what_in_one_sentence(inn: Inn, line: str, logged: str) -> None:
    order(inn, line, inn.op("bo"))
    assert inn.logged[-1] == f"bo (connection 2, 127.0.0.1:5002) {logged}"


@pytest.mark.parametrize(
    ("before", "line", "logged"),
    [
        ("mute ana", "unmute ana", "let ana (connection 1, 127.0.0.1:5001) talk again"),
        ("ban dora", "unban dora", "ended the ban of dora"),
        ("slow 5", "slow off", "ended the slow mode"),
        ("lock", "unlock", "unlocked the door"),
        ("stats", "op bo", "made bo (connection 2, 127.0.0.1:5002) an operator"),
        ("op bo", "deop bo", "made bo (connection 2, 127.0.0.1:5002) no operator any more"),
    ],
)
def test_the_log_has_what_the_host_ended(inn: Inn, before: str, line: str, logged: str) -> None:
    order(inn, before)
    order(inn, line)
    assert inn.logged[-1] == f"the host {logged}"


def test_people_are_found_by_what_their_names_look_like(inn: Inn) -> None:
    order(inn, "kick АNA")  # the first letter is Cyrillic
    assert [id for id, _, _ in inn.gone] == [1]
    assert refused(inn, "kick dora") == (
        "no-such-name",
        "Nobody here is called dora; :who tells who is here.",
    )


def test_ban_by_name(inn: Inn) -> None:
    assert order(inn, "ban carla 2h rude") == "The host banned carla at 10.0.0.7 for 2 hours: rude."
    text = "You were removed by the host: rude. You are banned for 2 hours."
    assert inn.gone[0] == (3, "banned", text)
    assert inn.told == ["lobby: The host banned carla for 2 hours."], "the address is not told"
    assert [id for id, _, _ in inn.gone] == [3, 99], "who only listens from there goes as well"
    assert inn.kept == 1
    for who in (("carla", "x", ""), ("x", "hash-3", ""), ("x", "y", "10.0.0.7")):
        with pytest.raises(Refused, match="banned for another 2 hours: rude"):
            inn.rules.check_enter(*who, AT)


def test_ban_of_somebody_who_is_not_here(inn: Inn) -> None:
    assert order(inn, "ban dora forever") == (
        "The host banned dora for ever. Nobody here is called dora; nobody was removed."
    )
    with pytest.raises(Refused, match="The name Dora is banned for ever"):
        inn.rules.check_enter("Dora", "s", "", AT)
    assert refused(inn, "ban host")[0] == "name-reserved"
    assert refused(inn, "ban b\x1bd")[0] == "bad-name"


def test_ban_of_an_address(inn: Inn) -> None:
    assert order(inn, "ban 10.0.0.7").startswith("The host banned 10.0.0.7 for 1 hour")
    assert [id for id, _, _ in inn.gone] == [3, 99]
    assert refused(inn, "ban 999.1.1.1")[0] == "bad-order"
    assert "this machine" in refused(inn, "ban 127.0.0.1")[1]
    assert "this machine" in refused(inn, "ban ::1")[1]


def test_ban_of_a_network(inn: Inn) -> None:
    assert order(inn, "ban 10.0.0.9/24").startswith("The host banned 10.0.0.0/24 for 1 hour")
    assert [id for id, _, _ in inn.gone] == [3, 99]
    assert refused(inn, "unban 10.0.0.7") == (
        "no-such-name",
        "10.0.0.7 is banned with 10.0.0.0/24; :unban that.",
    )
    assert order(inn, "unban ::ffff:10.0.0.0/120") == "10.0.0.0/24 may come back."


def test_operators_are_told_no_address(inn: Inn) -> None:
    """But for one that they have written themselves."""
    bo = inn.op("bo")
    said = order(inn, "ban carla 2h rude", bo)
    assert said == "bo banned carla and an address for 2 hours: rude."
    assert "10.0.0.7" in inn.logged[-1]
    order(inn, "ban 10.0.0.9")
    assert order(inn, "bans", bo).splitlines() == [
        "everybody at an address, for another hour, by the host.",
        "carla at an address, for another 2 hours, by bo: rude.",
    ]
    assert "10.0.0.7" not in order(inn, "unban carla", bo)
    assert order(inn, "ban 10.0.0.8", bo).startswith("bo banned 10.0.0.8 for 1 hour")
    order(inn, "ban 10.1.0.0/16")
    just_that = ("no-such-name", "No ban is about just that address.")
    assert refused(inn, "unban 10.1.2.3", bo) == just_that
    assert refused(inn, "unban 10.9.9.9", bo) == just_that


def test_remove(inn: Inn) -> None:
    assert order(inn, "remove garden") == "The room garden is removed, with 3 messages."
    assert inn.logged == ["the host removed the room garden, with 3 messages"]


def test_bans_and_unban(inn: Inn) -> None:
    assert order(inn, "bans") == "Nobody is banned."
    order(inn, "ban dora 10m rude")
    order(inn, "ban 10.0.0.9")
    assert order(inn, "bans").splitlines() == [
        "everybody at 10.0.0.9, for another hour, by the host.",
        "dora, for another 10 minutes, by the host: rude.",
    ]
    assert order(inn, "unban DORA") == "dora may come back."
    assert order(inn, "unban 10.0.0.9") == "10.0.0.9 may come back."
    assert inn.kept == 4
    assert refused(inn, "unban dora")[0] == "no-such-name"


def test_how_long_a_ban_is_kept_is_nothing_for_who_ends_one(inn: Inn) -> None:
    inn.not_kept = "It holds until the server stops, which keeps nothing."
    assert order(inn, "ban 10.0.0.9").endswith(inn.not_kept)
    assert order(inn, "unban 10.0.0.9") == "10.0.0.9 may come back."


def test_mute_and_unmute(inn: Inn) -> None:
    assert order(inn, "mute ana 5m caps") == "The host muted ana for 5 minutes: caps."
    assert inn.told == [
        "1: You were muted by the host for 5 minutes: caps.",
        "lobby: The host muted ana for 5 minutes.",
    ]
    assert inn.about == [("ana", False)]
    with pytest.raises(Refused, match="muted for another 5 minutes: caps"):
        inn.rules.check_say("ana", "hash-1", AT)
    assert "muted for another 5 minutes" in order(inn, "who ana")
    assert order(inn, "unmute ana") == "The host let ana talk again."
    inn.rules.check_say("ana", "hash-1", AT)
    assert refused(inn, "unmute ana") == (
        "no-such-name",
        "ana is not muted; :who tells who is.",
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("mute ana 1m caps", "lobby: bo muted ana for 1 minute."),
        ("kick ana loud", "lobby: bo removed ana."),
        ("ban ana 2h loud", "lobby: bo banned ana for 2 hours."),
        ("slow 60", "all: Slow mode: one message every minute."),
        ("lock exams", "all: Nobody new comes in from here on: exams."),
    ],
)
def test_an_operator_is_told_once(inn: Inn, line: str, told: str) -> None:
    """By the room's notice, if there is one where the operator is; else by the answer."""
    bo = inn.op("bo")
    assert order(inn, line, bo) == ""
    assert inn.told[-1] == told
    assert [text for text in inn.told if text.startswith("2:")] == []


def test_an_operator_in_another_room_is_answered(inn: Inn) -> None:
    bo = inn.op("bo")
    inn.come(4, "dora", room="garden")
    assert order(inn, "mute dora 5m caps", bo) == "bo muted dora for 5 minutes: caps."
    assert inn.told[-1] == "garden: bo muted dora for 5 minutes."
    assert order(inn, "unmute dora", bo) == "bo let dora talk again."
    assert order(inn, "kick dora", bo) == "bo removed dora."


def test_who_has_left_can_be_unmuted(inn: Inn) -> None:
    order(inn, "mute ana")
    inn.names.free("ana", 1)
    del inn.guests[1]
    assert order(inn, "unmute ana") == "The host let ana talk again."


def test_slow(inn: Inn) -> None:
    assert order(inn, "slow 10") == "Slow mode: one message every 10 seconds."
    assert inn.rules.slow_ms == 10_000
    assert order(inn, "slow off") == "The slow mode is over."
    assert inn.rules.slow_ms == 0
    assert inn.told == [
        "all: Slow mode: one message every 10 seconds.",
        "all: The slow mode is over.",
    ]
    for line in ("slow off", "slow 0"):
        assert refused(inn, line) == ("bad-order", "There is no slow mode: nobody has to wait.")
    assert len(inn.told) == 2


def test_lock(inn: Inn) -> None:
    assert refused(inn, "unlock")[0] == "bad-order"
    assert order(inn, "lock exams") == "Nobody new comes in from here on: exams."
    assert inn.told == ["all: Nobody new comes in from here on: exams."]
    inn.rules.check_enter("ana", "hash-1", "", AT)
    with pytest.raises(Refused, match=r"Nobody new comes in right now: exams\."):
        inn.rules.check_enter("dora", "s", "", AT)
    assert order(inn, "unlock") == "People may come in again."
    inn.rules.check_enter("dora", "s", "", AT)


def test_say(inn: Inn) -> None:
    """In the host's name only by the host."""
    order(inn, "say  Dinner is ready")
    assert order(inn, "announce host: come", inn.op("bo")) == "", "it has heard it"
    assert inn.told == ["say: bo (operator): host: come"]
    order(inn, "say a\x1b[2J")
    assert inn.told[-1] == "say: host: a␛[2J"


def test_op_and_deop(inn: Inn) -> None:
    assert order(inn, "ops") == "There are no operators."
    assert order(inn, "op bo") == "The host made bo an operator."
    assert inn.told[0].startswith(
        "2: You are an operator now, as long as this client and the server run."
    )
    assert inn.told[1:] == ["lobby: The host made bo an operator."]
    assert refused(inn, "op bo") == ("bad-order", "bo is an operator already.")
    assert len(inn.told) == 2
    assert order(inn, "ops") == "Operators: bo"
    assert ", operator" in order(inn, "who bo")
    assert order(inn, "deop bo") == "bo is no operator any more."
    assert "2: You are no operator any more." in inn.told
    assert refused(inn, "deop bo")[0] == "no-such-name"


def test_who_has_left_can_be_made_no_operator(inn: Inn) -> None:
    inn.op("bo")
    inn.names.free("bo", 2)
    del inn.guests[2]
    assert order(inn, "ops") == "Operators: bo (not here)"
    assert order(inn, "deop Bo") == "bo is no operator any more."
    assert not inn.rules.ops


@pytest.mark.parametrize("name", KINDS)
def test_nobody_else_gives_orders(inn: Inn, name: str) -> None:
    ana = Giver("ana", inn.find("ana"))
    assert refused(inn, f"{name} bo", ana)[0] == "not-allowed"
    assert not inn.gone
    assert not inn.told
    assert not inn.logged


@pytest.mark.parametrize("line", ["op ana", "deop bo", "stop", "remove garden"])
def test_what_is_the_host_s_alone(inn: Inn, line: str) -> None:
    bo = inn.op("bo")
    code, text = refused(inn, line, bo)
    assert (code, text) == ("not-allowed", f"Only the host may do that: :{line.split()[0]}.")


@pytest.mark.parametrize("line", ["kick {}", "ban {}", "mute {}", "ban 10.0.0.7"])
def test_operators_cannot_act_on_operators(inn: Inn, line: str) -> None:
    bo, _ = inn.op("bo"), inn.op("carla")
    for name in ("bo", "carla"):
        assert refused(inn, line.format(name), bo)[0] == "not-allowed"
    assert not inn.gone
    assert len(inn.rules.bans) == len(inn.rules.mutes) == 0


@pytest.mark.parametrize("line", ["kick host", "ban host", "mute host", "ban the", "kick Ηost"])
def test_nobody_can_act_on_the_host(inn: Inn, line: str) -> None:
    """The host has no name that anybody could have, and no connection."""
    bo = inn.op("bo")
    if line != "ban the":
        assert refused(inn, line, bo)[0] in ("no-such-name", "name-reserved")
    else:
        order(inn, line, bo)
    assert not inn.gone


def test_the_host_can_act_on_operators(inn: Inn) -> None:
    """And who is banned is no operator any more."""
    bo = inn.op("bo")
    order(inn, "ban bo")
    assert [id for id, _, _ in inn.gone] == [2]
    assert refused(inn, "kick ana", bo)[0] == "not-allowed"


def test_who_tells_addresses_to_the_host_only(inn: Inn) -> None:
    bo = inn.op("bo")
    assert order(inn, "who carla") == (
        "carla in lobby, connection 3, 10.0.0.7:5003, json, for 1 minute"
    )
    assert order(inn, "who carla", bo) == "carla in lobby, json, for 1 minute"
    assert order(inn, "who nobody") == "Nobody here is called that."
    assert "10.0.0.7" not in order(inn, "who", bo)


def test_who_is_bounded(inn: Inn) -> None:
    for id in range(10, 10 + WHO_LIMIT_PEOPLE):
        inn.come(id, f"guest-{id}")
    lines = order(inn, "who").splitlines()
    assert len(lines) == WHO_LIMIT_PEOPLE + 1
    assert lines[-1] == "… and 3 more"


def test_rooms_where_nobody_is_are_listed_as_well(inn: Inn) -> None:
    """They are those that can be removed."""
    inn.empty = ["attic", "cellar"]
    assert order(inn, "rooms") == "lobby: 3 here\nnobody here: attic, cellar"
    inn.empty = [f"{'🙂' * 90}{number}" for number in range(200)]
    assert len(order(inn, "rooms").encode()) <= ANSWER_LIMIT_BYTES


def test_an_operator_who_is_muted_is_heard_by_nobody(inn: Inn) -> None:
    """Nor does it end that by itself."""
    bo = inn.op("bo")
    order(inn, "mute bo 5m caps")
    order(inn, "mute ana")
    inn.told.clear()
    muted = ("muted", "You are muted for another 5 minutes: caps.")
    assert refused(inn, "announce I am heard", bo) == muted
    assert refused(inn, "lock I am heard", bo) == muted
    for line in ("unmute bo", "unmute BO"):
        assert refused(inn, line, bo) == ("muted", "Only others may end your own mute.")
    assert not inn.told
    assert not inn.rules.is_locked
    assert order(inn, "unmute ana", bo) == ""
    assert order(inn, "unmute bo") == "The host let bo talk again."
    order(inn, "announce I am heard", bo)
    assert inn.told[-1] == "say: bo (operator): I am heard"


def test_questions(inn: Inn) -> None:
    assert order(inn, "rooms") == "lobby: 3 here"
    assert order(inn, "stats") == "all is well"
    assert ":op NAME" in order(inn, "help")
    assert ":op NAME" in order(inn, "orders")
    assert ":op NAME" not in order(inn, "orders", inn.op("bo"))
    assert refused(inn, "kik ana")[0] == "unknown-order"


def test_who_keeps_too_many_out(inn: Inn) -> None:
    for number in range(1_000):
        order(inn, f"ban x-{number}")
    assert refused(inn, "ban ana") == (
        "too-many",
        "There are 1,000 bans already; :unban somebody.",
    )
    assert not inn.gone


def test_lists_have_a_limit_in_bytes(inn: Inn) -> None:
    """However long names and reasons are: a line of the wire has to hold them."""
    for number in range(60):
        inn.rules.bans.add(Ban(name=f"n{number}", reason="🙂" * 200, by="x"), AT)
    told = order(inn, "bans")
    assert len(told.encode()) <= ANSWER_LIMIT_BYTES + 100
    assert told.startswith("n59, ")
    assert re.search(r"… and \d+ more$", told)


def test_an_operator_who_is_away_is_not_banned_by_another(inn: Inn) -> None:
    """Nor under a name that looks like theirs."""
    giver = inn.op("carla")
    inn.rules.make_op("away", "Mike")
    assert refused(inn, "ban mike forever", giver)[0] == "not-allowed"
    assert refused(inn, "ban M1ke forever", giver)[0] == "not-allowed"
    order(inn, "ban mike forever")


def test_an_operator_who_is_away_loses_it_also_where_another_has_the_name(inn: Inn) -> None:
    inn.rules.make_op("away", "bo")
    assert order(inn, "deop bo") == "bo is no operator any more."
    assert not inn.rules.ops


def test_a_name_that_looks_like_an_address_is_unbanned(inn: Inn) -> None:
    inn.rules.bans.add(Ban(name="10.0.0.1"), AT)
    assert order(inn, "unban 10.0.0.1") == "10.0.0.1 may come back."
