"""What is refused before it is sent, so that the person still has it. Pure."""

from app.errors import Refused
from app.protocol.limits import SEARCH_LIMIT_CHARS, TEXT_LIMIT_CHARS, TEXT_LIMIT_LINES
from app.protocol.requests import ClientMessage, Join, Nick, Order, Rooms, Search, Who

ASKED_LIMIT_CHARS = 200
"""How long a name may be that is asked for; the server makes a shorter one of it."""

ORDER_LIMIT_CHARS = 500


def is_sayable(text: str) -> bool:
    """Whether it is short enough to be said."""
    return len(text) <= TEXT_LIMIT_CHARS and text.count("\n") < TEXT_LIMIT_LINES


def check_text(text: str) -> None:
    """Check what is to be said.

    Raises:
        Refused: it is longer than TEXT_LIMIT_CHARS or TEXT_LIMIT_LINES.
    """
    if not is_sayable(text):
        raise Refused(
            "text-too-long",
            f"That message is too long: it may have up to {TEXT_LIMIT_CHARS:,} characters and "
            f"{TEXT_LIMIT_LINES} lines. Not sent.",
        )


def check_asked(name: str) -> None:
    """Check whether something can be a name.

    Raises:
        Refused: it is longer than ASKED_LIMIT_CHARS.
    """
    if len(name) > ASKED_LIMIT_CHARS:
        raise Refused("bad-name", f"A name has at most {ASKED_LIMIT_CHARS} characters.")


def check_words(words: str) -> None:
    """Check what is to be searched for.

    Raises:
        Refused: it is longer than SEARCH_LIMIT_CHARS.
    """
    if len(words) > SEARCH_LIMIT_CHARS:
        text = f"That is too long: {SEARCH_LIMIT_CHARS} characters can be searched for."
        raise Refused("text-too-long", text)


def check_order(text: str) -> None:
    """Check an order.

    Raises:
        Refused: it is longer than ORDER_LIMIT_CHARS.
    """
    if len(text) > ORDER_LIMIT_CHARS:
        raise Refused("text-too-long", f"An order has at most {ORDER_LIMIT_CHARS} characters.")


def check_request(request: ClientMessage) -> None:
    """Check what is to be asked: what passes is a line that every server takes.

    Raises:
        Refused: a name in it, or what is to be searched for, is too long.
    """
    match request:
        case Nick():
            check_asked(request.name)
        case Who() | Rooms():
            check_asked(request.after)
        case Join():
            check_asked(request.room)
        case Order():
            check_order(request.text)
        case Search():
            check_words(request.text)
