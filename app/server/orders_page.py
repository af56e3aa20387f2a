"""What `:help` shows at the console: the orders, laid out for the window. Pure.

Operators are told the same in plain text, since nobody knows their windows: see `room/orders.py`.
"""

from app.room.kinds import KINDS
from app.room.orders import EXAMPLE, kind_called, usage
from app.system.page import INDENT, Section, page

MORE = "Tab completes orders and names. For more of one: :help ban"


def orders_page(word: str, columns: int) -> str:
    """All orders of the host's, or one of them, in lines for a window.

    Args:
        word: the order's, with or without its colon; "" for all.
        columns: how wide the window is.

    Raises:
        Refused: `unknown-order`.
    """
    if word:
        kind = kind_called(word.lstrip(":/"))
        text, _, example = kind.more.replace("\n", " ").partition(EXAMPLE)
        help = f"{kind.help[0].upper()}{kind.help[1:]}."
        examples = [f"{EXAMPLE}{example}"] if example else []
        # The heading stands where orders stand in the list.
        parts = page([Section(usage(kind), f"{help} {text}", examples=examples)], columns - INDENT)
        return "\n".join(line for _, line in parts)
    rows = [(usage(kind), kind.help) for kind in KINDS.values() if kind.name != "announce"]
    lines = [line.removeprefix(" " * INDENT) for _, line in page([Section(rows=rows)], columns)]
    return "\n".join([*lines, *(line for _, line in page([Section(text=MORE)], columns - INDENT))])
