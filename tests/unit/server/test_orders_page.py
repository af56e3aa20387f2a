"""The orders, laid out for the console's window."""

import pytest

from app.errors import Refused
from app.room.kinds import KINDS
from app.room.orders import usage
from app.server.orders_page import orders_page

COLUMNS = (24, 40, 56, 80, 200)


@pytest.mark.parametrize("columns", COLUMNS)
def test_all_orders_fit_into_the_window(columns: int) -> None:
    """With the two columns that the console sets its answers in."""
    page = orders_page("", columns)
    assert max(map(len, page.splitlines())) + 2 <= columns
    words = page.split()
    for kind in KINDS.values():
        assert (f":{kind.name}" in words) == (kind.name != "announce")


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_one_order(kind: object, columns: int) -> None:
    """How it is written, what it does, and an example, each as it is in the table."""
    name = next(name for name, other in KINDS.items() if other is kind)
    first, *rows = orders_page(f":{name.upper()}", columns).splitlines()
    assert first == usage(KINDS[name])
    assert KINDS[name].more.split() == " ".join(rows).split()[-len(KINDS[name].more.split()) :]
    assert all(len(row) + 2 <= columns for row in rows if "Example: " not in row)


def test_what_is_no_order() -> None:
    with pytest.raises(Refused, match="did you mean :kick"):
        orders_page("kcik", 80)
