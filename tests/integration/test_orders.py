"""Keeping order, as those notice it who are in the room: over real connections."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from queue import Queue

import pytest

from app.journal.memory import MemoryJournal
from app.server.bans import BansFile
from app.server.config import Config
from app.server.server import Server
from app.server.stats import Facts
from tests.support.given import Connect, ConnectPlain
from tests.support.peers import BANNER, JsonPeer, Peer, PlainPeer
from tests.support.processes import WAIT_S, scale

ANA, BO = "the secret of ana", "the secret of bo"


class Host:
    """A server, and who gives it orders."""

    def __init__(self, folder: Path, **config: float) -> None:
        self.folder = folder
        self.faults: list[BaseException] = []
        settings = Config(port=0, rate_messages_per_s=0, **config)  # type: ignore[arg-type]
        self.server = Server(
            settings, lambda _: MemoryJournal(lambda: secrets.token_hex(8)), self.faults.append
        )
        self.server.equip(Facts(bans=BansFile(folder / "bans.json")))
        self.server.start()
        self.port = self.server.address[1]

    def orders(self, text: str) -> str:
        """Order something; give the answer."""
        answers: Queue[str] = Queue()
        self.server.order(text, answers.put)
        return answers.get(timeout=scale(WAIT_S))


@pytest.fixture
def host(cleanup: ExitStack, tmp_path: Path) -> Iterator[Host]:
    host = Host(tmp_path, listen_after_s=0.05)
    cleanup.callback(host.server.stop)
    yield host
    assert host.faults == []


@pytest.fixture
def bo(host: Host, connect: Connect) -> JsonPeer:
    """Somebody who hears what everybody is told."""
    return connect(host.port, "bo", session=BO)


def turned_away(port: int, name: str, session: str) -> str:
    """How a hello is refused; the connection is closed then."""
    with Peer(port) as peer:
        assert peer.line().startswith(BANNER)
        hello = f'{{"type":"hello","v":1,"name":"{name}","session":"{session}"}}\n'
        peer.send(hello.encode())
        rest = peer.rest().decode()
    assert rest.startswith('{"type":"error"'), rest
    assert rest.count("\n") == 1
    return rest


def test_kick(host: Host, bo: JsonPeer, connect: Connect) -> None:
    """One is told who did it and why, then it is closed; the others are told that, and go on."""
    ana = connect(host.port, "ana", session=ANA)
    ana.tell("say", text="LOUD", id=1)
    ana.until("said")
    assert host.orders(":kick ana shouting") == "The host removed ana: shouting."
    error = ana.until("error")
    assert error["code"] == "kicked"
    assert error["text"].startswith("You were removed by the host: shouting.")
    ana.rest()
    notice = bo.until("notice", code="removed", about="ana")
    assert notice["text"] == "The host removed ana."
    assert bo.until("left")["names"] == ["ana"]
    assert '"kicked"' in turned_away(host.port, "ana", ANA)
    connect(host.port, "ana", session="another secret of hers")
    bo.until("joined", names=["ana"])


def test_a_ban_survives_a_restart(host: Host, bo: JsonPeer, connect: Connect) -> None:
    """By name, in any guise, and by session; until somebody ends it."""
    ana = connect(host.port, "ana", session=ANA)
    host.orders("ban ana 2h rude")
    assert ana.until("error")["code"] == "banned"
    bo.tell("nick", name="ANA", id=1)
    assert bo.refusal(id=1) == "banned"
    host.server.stop()
    again = Host(host.folder)
    try:
        for name, session in (("Ana", "a secret that is new"), ("other", ANA)):
            assert "for another 2 hours: rude" in turned_away(again.port, name, session)
        assert again.orders("bans").startswith("ana, for another 2 hours, by the host: rude")
        again.orders("unban ana")
        with connect(again.port, "ana", session=ANA) as ana:
            assert ana.name == "ana"
    finally:
        again.server.stop()
    assert again.faults == []


def test_mute(host: Host, bo: JsonPeer, connect: Connect) -> None:
    """Neither said, nor done, nor whispered, nor called otherwise; but who it is may listen."""
    ana = connect(host.port, "ana", session=ANA)
    host.orders("mute ana 5m caps")
    assert ana.until("notice", text="You were muted by the host for 5 minutes: caps.")
    ana.tell("say", text="x", id=1)
    ana.tell("say", text="x", id=2, kind="action")
    ana.tell("whisper", to="bo", text="x", id=3)
    ana.tell("nick", name="quiet", id=4)
    for id in (1, 2, 3, 4):
        error = ana.until("error", id=id)
        assert error["code"] == "muted"
        assert error["text"] == "You are muted for another 5 minutes: caps."
    bo.say("does she hear it?")
    ana.until("said", name="bo")
    host.orders("unmute ana")
    ana.tell("say", text="thanks", id=5)
    bo.until("said", text="thanks")
    assert bo.texts == ["does she hear it?", "thanks"]


def test_slow(host: Host, bo: JsonPeer, connect: Connect) -> None:
    host.orders("slow 600")
    assert bo.until("notice")["text"] == "Slow mode: one message every 10 minutes."
    bo.tell("say", text="one", id=1)
    bo.tell("say", text="two", id=2)
    error = bo.until("error", id=2)
    assert error["code"] == "slow"
    assert "say it again in 10 minutes" in error["text"]
    ana = connect(host.port, "ana", session=ANA)
    ana.say("I have not spoken yet")
    host.orders("slow off")
    bo.tell("say", text="three", id=3)
    bo.until("said", text="three")
    assert bo.texts == ["one", "I have not spoken yet", "three"]


def test_remove(host: Host, bo: JsonPeer, connect: Connect) -> None:
    """A room with all that was said there; not while somebody is in it."""
    ana = connect(host.port, "ana", session=ANA)
    ana.tell("join", room="garden")
    ana.until("welcome", room="garden")
    ana.say("psst")
    assert host.orders("remove garden").startswith("garden is in use (1 here)")
    ana.tell("join", room="lobby")
    ana.until("welcome", room="lobby")
    assert host.orders("remove garden") == "The room garden is removed, with 1 message."
    bo.tell("rooms")
    assert [room["name"] for room in bo.until("rooms")["rooms"]] == ["lobby"]
    bo.tell("join", room="garden", history=10)
    assert bo.until("welcome", room="garden")["seq"] == 0


def test_lock(host: Host, bo: JsonPeer, connect: Connect, connect_plain: ConnectPlain) -> None:
    """Nobody new, not in bare lines either, nor to listen; who was in comes back."""
    ana = connect(host.port, "ana", session=ANA)
    host.orders("lock exams")
    assert bo.until("notice")["text"] == "Nobody new comes in from here on: exams."
    assert '"locked"' in turned_away(host.port, "carla", "the secret of carla")
    talker = connect_plain(host.port)
    talker.say("may I?")
    refusal = b"!! Nobody new comes in right now: exams. Come back later.\n"
    assert talker.rest() == refusal
    assert connect_plain(host.port).rest() == refusal, "it was silent"
    ana.close()
    bo.until("left")
    connect(host.port, "ana", session=ANA)
    bo.until("joined", names=["ana"])
    host.orders("unlock")
    connect(host.port, "carla")
    bo.until("joined", names=["carla"])


def test_an_operator_with_a_client(host: Host, bo: JsonPeer, connect: Connect) -> None:
    ana = connect(host.port, "ana", session=ANA)
    bo.tell("order", text="kick ana", id=7)
    assert bo.until("error", id=7)["code"] == "not-allowed"
    host.orders("op bo")
    bo.until("notice", text="The host made bo an operator.")
    assert bo.until("notice")["text"].startswith("You are an operator now")
    bo.tell("order", text="kick ana please go", id=8)
    assert bo.until("notice", text="bo removed ana.")
    text = ana.until("error")["text"]
    assert text.startswith("You were removed by bo: please go.")
    bo.tell("order", text="stop", id=9)
    assert bo.until("error", id=9)["code"] == "not-allowed"
    bo.tell("order", text="kcik ana", id=10)
    assert "did you mean :kick?" in bo.until("error", id=10)["text"]


def test_an_operator_comes_back(host: Host, bo: JsonPeer, connect: Connect) -> None:
    """As long as the client runs, whatever its connection does."""
    host.orders("op bo")
    bo.close()
    again = connect(host.port, "bo", session=BO)
    again.tell("order", text="ops")
    assert again.until("notice", code="order")["text"] == "Operators: bo"


def test_an_operator_in_bare_lines(
    host: Host, connect: Connect, connect_plain: ConnectPlain
) -> None:
    ana = connect(host.port, "ana", session=ANA)
    carla = connect_plain(host.port)
    carla.say(":nick carla")
    carla.until("You are carla")
    carla.say(":kick ana")
    assert carla.until("!!") == "!! Only the host, and operators, may give orders."
    carla.say("::kick ana")
    assert ana.until("said")["text"] == ":kick ana"
    host.orders("op carla")
    carla.until("-- You are an operator now")
    carla.say(":help kick")
    carla.until("-- :kick NAME [REASON]: ")
    carla.say("/kick ana bye")
    assert ana.until("error")["text"].startswith("You were removed by carla: bye.")
    carla.until("-- carla removed ana.")
    carla.until("-- ana left")


def test_what_the_host_says_is_no_line_of_anybody_s(
    host: Host, bo: JsonPeer, connect_plain: ConnectPlain
) -> None:
    carla = connect_plain(host.port)
    carla.say("host: I am the host")
    assert carla.until("I am the host").startswith("[")
    host.orders("say dinner is ready\n[12:00] ana: I agree")
    assert bo.until("notice", code="host")["text"].startswith("host: dinner is ready\n")
    assert carla.until("dinner") == "-- host: dinner is ready"
    assert carla.line() == b"   [12:00] ana: I agree"


def test_who_and_stats(host: Host, bo: JsonPeer, connect_plain: ConnectPlain) -> None:
    carla: PlainPeer = connect_plain(host.port)
    carla.say("hello")
    bo.until("said")
    bo_row, guest_row = host.orders("who").splitlines()
    assert bo_row.startswith("bo in lobby, connection 1, 127.0.0.1:")
    assert guest_row.startswith("guest-1 in lobby, connection 2, 127.0.0.1:")
    assert ", bare lines, for 1 second" in guest_row
    assert host.orders("rooms") == "lobby: 2 here"
    stats = host.orders("stats")
    assert stats.startswith("2 people in 1 room\n")


def test_rooms_where_nobody_is_are_listed_offered_and_removed(host: Host, bo: JsonPeer) -> None:
    bo.tell("join", room="garden")
    bo.until("welcome")
    bo.tell("say", text="psst", id=1)
    bo.until("said")
    bo.tell("join", room="lobby")
    bo.until("welcome")
    bo.tell("ping", id=2)
    bo.until("pong")
    assert host.orders("rooms") == "lobby: 1 here\nnobody here: garden"
    assert host.server.rooms() == ("garden", "lobby")
    assert "did you mean garden?" in host.orders("remove gardn")
    assert host.orders("remove garden") == "The room garden is removed, with 1 message."
    assert host.orders("rooms") == "lobby: 1 here"
    assert host.server.rooms() == ("lobby",)
