"""What the client itself has to say of a conversation, in words. Pure."""

import re
from dataclasses import replace

from app.client.items import Note
from app.client.symbols import cut, symbols
from app.protocol.entries import Said
from app.protocol.replies import Error, Members, RoomList, Welcome
from app.protocol.requests import ClientMessage, Join, Order, Rooms, Say, Whisper
from app.text import listing

PREVIEW_LIMIT_CHARS = 60
WORD_LIMIT_CHARS = 30
"""Nobody types a command as long as that."""
_NOT_SENT = re.compile(r"[\s.;,]+not (?:sent|said)[\s.]*$", re.IGNORECASE)
UNKNOWN_TYPE = "unknown-type"
"""The code with which a server says that it knows no such question."""

FOR_SCRIPTS = {
    "kicked": "Then start this again.",
    "locked": "The host ends that with :unlock in the server's window; then start this again.",
    "banned": "The host ends that with :unban in the server's window; then start this again.",
}
"""By the code of a refusal, what to do where nobody can type anything."""

FOR_EVER = "for ever"
"""How a server tells that a ban does not end."""

SAID_BEFORE = Note("That was said before you came; from here on it is live.")
ANOTHER_HISTORY = Note(
    "This room has another history now, begun anew or restored: what follows is from that one.",
    "error",  # so that a pipe is told as well: what it has may not be in that one
)
BEGUN_ANEW = Note("This room was begun anew: what was said in it before is gone.")
BARE_SERVER = Note("Connected to a server that knows bare lines only: no names, no commands.")
LEFT_OFF = Note("What was asked for before this is not waited for any more.")
NOBODY_AFTER = "Nobody here comes after that name in the alphabet; :who alone begins anew."
NO_ROOM_AFTER = "No room comes after that name in the alphabet; :rooms alone begins anew."
HANGS_UP = Note("Somebody listens there, and closes the connection. Trying again.", "error")
NOT_FOUND_YET = Note("What was looked for has not come: ask again.", "error")


def connected(welcome: Welcome, asked_name: str, *, again: bool) -> Note:
    """Who one is, and who else is here; with `again`, `asked_name` is the name one had."""
    others = [name for name in welcome.names if name != welcome.name]
    here = listing(others, welcome.count - 1) or "nobody else yet"
    start = "Connected again" if again else "Connected"
    instead = f" now (before: {asked_name})" if again else f" instead of {asked_name}"
    you = welcome.name + ("" if welcome.name == asked_name else instead)
    return Note(f"{start}. You are {you}, in {welcome.room} with {here}.")


def moved(welcome: Welcome, before: str) -> Note:
    """One is in another room now."""
    others = [name for name in welcome.names if name != welcome.name]
    here = listing(others, welcome.count - 1) or "nobody else yet"
    return Note(f"You are in {welcome.room} with {here}. (:join {before} goes back)")


def not_moved(join: Join) -> Note:
    """The connection was lost on the way to another room."""
    return Note(f"You did not come to {join.room}: type :join {join.room} again.", "error")


def said_elsewhere(said: Said) -> Note:
    """What was said in another room than the one that one is in has arrived there."""
    return Note(f"Said in {said.room}: {cut(said.text, PREVIEW_LIMIT_CHARS)}")


def who_is_here(page: Members, elsewhere: RoomList | None, here: str) -> Note:
    """One page of those who are here; with the rooms, also who is in the others."""
    more = (
        f" {symbols().more} :who after {page.names[-1]} shows more"
        if page.more and page.names
        else ""
    )
    lines = [f"{page.count} here: {', '.join(page.names)}{more}"]
    if not page.names and not page.more:  # one is here oneself, so only a later page is empty
        lines = [NOBODY_AFTER]
    if elsewhere:
        rooms = [room for room in elsewhere.rooms if room.count and room.name != here]
        told = "; ".join(f"{room.name}: {listing(room.names, room.count)}" for room in rooms)
        more = f" {symbols().more} :rooms shows more" if elsewhere.more else ""
        lines += [f"elsewhere: {told}{more}"] if told else []
    return Note("\n".join(lines))


def rooms(page: RoomList, here: str) -> Note:
    """One page of the rooms, and who is where; `here` is where one is."""
    told = [
        f"{room.name}{' (you are here)' if room.name == here else ''}: "
        f"{listing(room.names, room.count) or 'nobody'}"
        for room in page.rooms
    ]
    if page.more and page.rooms:
        told.append(f"{symbols().more} :rooms {page.rooms[-1].name} shows more")
    return Note("\n".join(told) or NO_ROOM_AFTER)


def missing(count: int, *, forgotten: bool = False) -> Note:
    """So many messages cannot be had; `forgotten` if the server says that it has them no more."""
    messages, them = ("message is", "it") if count == 1 else ("messages are", "them")
    why = f": the server does not keep {them} any more" if forgotten else ""
    return Note(f"{count:,} {messages} missing here{why}.", "error")


def refused(error: Error, asked: ClientMessage | None) -> Note:
    """Something was not done; `asked` is what, if that is known."""
    if error.code == UNKNOWN_TYPE and isinstance(asked, Join | Rooms):
        return Note("This server has one room only: it is older than this program.", "error")
    if error.code == UNKNOWN_TYPE and isinstance(asked, Order):
        return Note("This server takes no orders: it is older than this program.", "error")
    return Note(error.text, "error")


def not_sent(error: Error, message: Say | Whisper, question: str = "") -> Note:
    """Something was not said, and why; perhaps with a question what was meant."""
    why = _NOT_SENT.sub("", error.text).rstrip(".; ")
    signs = symbols()
    text = f"{signs.open}{cut(message.text, PREVIEW_LIMIT_CHARS)}{signs.close}"
    why = f"{why}. {question}" if question else why
    return Note(f"not sent: {why} {signs.dash} {text}", "error", unsent=True)


def removed(error: Error, *, attended: bool) -> Note:
    """One is not wanted there, now or at all; `attended` if somebody may type something.

    No code tells which ban ends; a person is just not advised to try in vain.
    """
    if attended:
        again = "" if FOR_EVER in error.text else "Type :connect to try again."
        return Note(f"{error.text} {again}".rstrip(), "error")
    return Note(f"{error.text} {FOR_SCRIPTS.get(error.code, '')}".rstrip(), "error")


def turned_away(error: Error) -> Note:
    """A server is there, and lets nobody in."""
    return Note(f"{error.text} Trying again.", "error")


def with_a_way_back(note: Note) -> Note:
    """A note that says as well how what was typed comes back into the input line."""
    return replace(note, text=f"{note.text} (arrow up brings it back)")


def is_worth_it(line: str) -> bool:
    """Whether it saves typing to bring a line back: a command alone is typed as quickly."""
    return len(line.split()) > 1 or len(line) > WORD_LIMIT_CHARS or line.lstrip()[:1] not in ":/"


def undelivered(whisper: Whisper, *, perhaps: bool) -> Note:
    """A whisper was given up; `perhaps` it has arrived nevertheless."""
    what = "Perhaps not delivered" if perhaps else "Not delivered"
    text = f"{what} to {whisper.to}: {cut(whisper.text, PREVIEW_LIMIT_CHARS)}"
    return Note(text, "error", unsent=True)
