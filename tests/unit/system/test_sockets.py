"""How an address is written."""

import pytest

from app.client.address import parse_address
from app.system.sockets import address_text


@pytest.mark.parametrize(
    ("host", "told"),
    [("127.0.0.1", "127.0.0.1:7000"), ("localhost", "localhost:7000"), ("::1", "[::1]:7000")],
)
def test_an_address(host: str, told: str) -> None:
    """As it can be typed again."""
    assert address_text(host, 7000) == told
    assert parse_address(told) == (host, 7000)
