"""Where one person is: what was asked, and what there is to tell of the answer. Pure.

The server is asked for the rooms, and names some of those who are in each; who is in one's own room
is known from what was told of it.
"""

from collections import OrderedDict

from app.client.items import Note
from app.client.people import People
from app.protocol.replies import RoomList
from app.text import fold

ASKED_LIMIT = 100
"""So many questions may be without an answer; those go that were asked longest ago."""
ONESELF = "me"


class Finding:
    """Whom somebody looks for."""

    def __init__(self) -> None:
        """Nobody is looked for."""
        self._names: OrderedDict[int, str] = OrderedDict()
        """Of each question's id, whom it is about."""

    def ask(self, id: int, name: str) -> None:
        """The rooms were asked for under this id, in order to find somebody."""
        self._names[id] = name
        if len(self._names) > ASKED_LIMIT:
            self._names.popitem(last=False)

    def answered(self, id: int | None) -> str:
        """Who was looked for under this id, which is over now; "" if that was another question."""
        return self._names.pop(id, "") if id is not None else ""


def where_is(name: str, rooms: RoomList | None, people: People, me: str, here: str) -> Note:
    """In which room somebody is.

    Args:
        name: who is looked for, as it was typed.
        rooms: what the server said; None if it knows no rooms.
        people: who is known, by that answer too.
        me: one's own name.
        here: the room that one is in.
    """
    wanted = fold(name)
    if wanted == fold(me) or (wanted == ONESELF and not people.knows(name)):
        return Note(f"You are {me}, in {here}.")
    if found := people.here(name):
        return Note(f"{found} is here, in {here}.")
    listed = rooms.rooms if rooms else []
    for room in listed:
        for found in room.names:
            if fold(found) == wanted:
                return Note(f"{found} is in {room.name}.")
    if rooms and (rooms.more or any(room.count > len(room.names) for room in listed)):
        return Note(f"No {name} was found; but of many people in a room only some are named.")
    return Note(f"Nobody is called {name}, here or elsewhere. {people.like(name)}".rstrip())
