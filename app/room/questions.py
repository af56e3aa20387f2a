"""What people may ask about their room. Knows its members, and how far its history goes."""

from app.protocol.entries import Notice
from app.protocol.plain_lines import HELP, Help
from app.protocol.replies import Pong, Reply
from app.protocol.requests import ClientMessage, History, Ping, Search, Who
from app.room.batch import Lookup
from app.room.history import look_back, look_for
from app.room.members import Roster
from app.room.name_rules import ASKED_LIMIT_CHARS


def answer(
    question: ClientMessage | Help, members: Roster, log: str, first: int, seq: int
) -> Reply | Lookup | None:
    """What is answered; a lookup where what is stored has to be read; None if it is no question.

    Args:
        question: what is asked.
        members: who is in the room.
        log: the id of its history.
        first: the seq of the oldest entry there is.
        seq: that of the newest.

    Raises:
        Refused: it cannot be answered.
    """
    match question:
        case Who():
            return members.page(question.after[:ASKED_LIMIT_CHARS])
        case History():
            return look_back(question, log, first, seq)
        case Search():
            return look_for(question, log, first, seq)
        case Ping():
            return Pong(id=question.id)
        case Help():
            return Notice(code="help", text=HELP)
        case _:
            return None
