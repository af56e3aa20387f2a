"""Attacks against names: whoever asks for one that looks like another's does not get it.

Each test puts the whole list of tests/support/lookalikes.py to one server, where the victims are.
"""

from collections import Counter

import pytest

from tests.support.given import Connect, ConnectPlain, StartServer
from tests.support.lookalikes import ATTACKS, BAD, RESERVED, TAKEN, VICTIMS, reads_as, shown_as
from tests.support.peers import JsonPeer
from tests.support.processes import ServerProgram

SERVERS = (
    "server",
    "system",
    "host",
    "admin",
    "all",
    "you",
    "me",
    "notice",
    "moderator",
    "somebody",
)
TOLD = {
    BAD: ("!! A name ",),
    RESERVED: ("!! The name ", " is not for people; take another."),
    TAKEN: ("!! The name ", "taken; take another."),
}
"""How a line in the plain dialect begins, and ends, for each code."""


@pytest.fixture
def server(start_server: StartServer) -> ServerProgram:
    """One without flood control: the list is long."""
    return start_server("--rate", "0")


@pytest.fixture
def victims(server: ServerProgram, connect: Connect) -> list[JsonPeer]:
    """They have come first, and have their names."""
    peers = [connect(server.port, name) for name in VICTIMS]
    assert tuple(peer.name for peer in peers) == VICTIMS
    return peers


def all_here(peer: JsonPeer) -> list[str]:
    """The names of all who are here, page by page."""
    names: list[str] = []
    more = True
    while more:
        peer.tell("who", after=names[-1] if names else "")
        page = peer.until("members")
        names += page["names"]
        more = page.get("more", False)
    return names


def test_nick(server: ServerProgram, connect: Connect, victims: list[JsonPeer]) -> None:
    """In JSON, each is refused with its code, and nobody is called otherwise than before."""
    eve = connect(server.port, "eve")
    answers = {}
    for id, (what, attack) in enumerate(ATTACKS.items()):
        eve.tell("nick", name=attack.name, id=id)
        answers[what] = eve.refusal(id=id)
    assert answers == {what: attack.code for what, attack in ATTACKS.items()}
    assert sorted(all_here(eve)) == sorted([*VICTIMS, "eve"])


def test_plain_nick(
    server: ServerProgram, connect_plain: ConnectPlain, victims: list[JsonPeer]
) -> None:
    """In bare lines, each is refused in a sentence that says what is wrong."""
    eve = connect_plain(server.port)
    eve.say(":nick eve")
    eve.until("eve")
    unlike = {}
    for what, attack in ATTACKS.items():
        if attack.name.strip():  # else it is no name, but a command that is not complete
            eve.say(f":nick {attack.name}")
            line = eve.until("!! ")
            begin, *end = TOLD[attack.code]
            if not (line.startswith(begin) and line.endswith(tuple(end) or ".")):
                unlike[what] = line
    assert unlike == {}
    assert sorted(all_here(victims[0])) == sorted([*VICTIMS, "eve"])


def test_hello(server: ServerProgram, connect: Connect, victims: list[JsonPeer]) -> None:
    """Whoever comes in under such a name gets another one, which looks like nobody's."""
    given = {what: connect(server.port, attack.name).name for what, attack in ATTACKS.items()}
    read = {reads_as(name) for name in (*VICTIMS, *SERVERS)}
    assert {what: name for what, name in given.items() if reads_as(name) in read} == {}
    names = all_here(victims[0])
    assert sorted(names) == sorted([*VICTIMS, *given.values()])
    shown = Counter(map(shown_as, names))
    assert {name for name in names if shown[shown_as(name)] > 1} == set()


def test_a_name_that_was_let_go(server: ServerProgram, connect: Connect) -> None:
    """With its owner gone, or called otherwise, others may look like it, one at a time."""
    mike, eve = connect(server.port, "mike"), connect(server.port, "eve")
    mike.tell("nick", name="Michael")
    eve.until("renamed", name="mike")
    eve.tell("nick", name="ΜΙΚΕ")
    assert eve.until("renamed", name="eve")["to"] == "ΜΙΚΕ"
    mike.tell("nick", name="mike")
    assert mike.refusal() == TAKEN
    eve.close()
    mike.until("left")
    mike.tell("nick", name="mike")
    assert mike.until("renamed", name="Michael")["to"] == "mike"


def test_what_is_said_of_a_look_alike(server: ServerProgram, connect: Connect) -> None:
    """It is told which name is in the way; of an equal one, that it is taken."""
    connect(server.port, "mike")
    eve = connect(server.port, "eve")
    for name, text in {
        "МІКЕ": "The name МІКЕ looks like mike, which is taken; take another.",
        "MIKE": "The name MIKE is taken; take another.",
    }.items():
        eve.tell("nick", name=name)
        assert eve.until("error")["text"] == text
