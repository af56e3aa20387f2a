"""Addresses on the command line."""

import pytest

from app.client.cli import parse_address
from app.errors import UsageError


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("localhost", ("localhost", 6000)),
        ("127.0.0.1:7000", ("127.0.0.1", 7000)),
        (":7000", ("127.0.0.1", 7000)),
        ("[::1]:7000", ("::1", 7000)),
        ("[::1]", ("::1", 6000)),
        ("", ("127.0.0.1", 6000)),
    ],
)
def test_an_address_is_a_host_and_perhaps_a_port(address: str, meant: tuple[str, int]) -> None:
    """What is left out is what a server uses by default."""
    assert parse_address(address) == meant


@pytest.mark.parametrize(
    "address", ["a:b", "host:0", "host:65536", "host:", "::1", "a:1:2", "[::1"]
)
def test_what_is_no_address_is_said(address: str) -> None:
    """With an example of one."""
    with pytest.raises(UsageError, match=r"127\.0\.0\.1:6000"):
        parse_address(address)
