"""What the client itself has to say of a conversation, in words. Pure."""

from app.client.items import Note
from app.client.symbols import cut, symbols
from app.protocol.messages import Error, Members, RoomList, Say, Welcome, Whisper
from app.text import listing

PREVIEW_LIMIT_CHARS = 60

SAID_BEFORE = Note("That was said before you came; from here on it is live.")
ANOTHER_HISTORY = Note(
    "The server has another history now, begun anew or restored: what follows is from that one.",
    "error",  # so that a pipe is told as well: what it has may not be in that one
)
BARE_SERVER = Note("Connected to a server that knows bare lines only: no names, no commands.")
LEFT_OFF = Note("What was asked for before this is not waited for any more.")
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


def who_is_here(page: Members) -> Note:
    """One page of those who are here."""
    more = f" {symbols().more} :who {page.names[-1]} shows more" if page.more and page.names else ""
    return Note(f"{page.count} here: {', '.join(page.names)}{more}")


def rooms(page: RoomList) -> Note:
    """One page of the rooms, and who is where."""
    told = [f"{room.name}: {listing(room.names, room.count) or 'nobody'}" for room in page.rooms]
    if page.more and page.rooms:
        told.append(f"{symbols().more} :rooms {page.rooms[-1].name} shows more")
    return Note("\n".join(told))


def missing(count: int, *, forgotten: bool = False) -> Note:
    """So many messages cannot be had; `forgotten` if the server says that it has them no more."""
    messages, them = ("message is", "it") if count == 1 else ("messages are", "them")
    why = f": the server does not keep {them} any more" if forgotten else ""
    return Note(f"{count:,} {messages} missing here{why}.", "error")


def refused(error: Error, message: Say | Whisper | None) -> Note:
    """Something was not done; `message` is what was not said, if it is that."""
    about = f" ({cut(message.text, PREVIEW_LIMIT_CHARS)})" if message else ""
    return Note(f"{error.text}{about}", "error")


def turned_away(error: Error) -> Note:
    """A server is there, and lets nobody in."""
    return Note(f"{error.text} Trying again.", "error")


def undelivered(whisper: Whisper, *, perhaps: bool) -> Note:
    """A whisper was given up; `perhaps` it has arrived nevertheless."""
    what = "Perhaps not delivered" if perhaps else "Not delivered"
    return Note(f"{what} to {whisper.to}: {cut(whisper.text, PREVIEW_LIMIT_CHARS)}", "error")
