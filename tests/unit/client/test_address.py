"""What is said on the command line: addresses and numbers."""

import pytest

from app.client.address import parse_address
from app.client.settings_table import BY_NAME
from app.errors import UsageError
from app.settings.table import option_value


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


def test_a_port_alone_is_told_as_an_address() -> None:
    """On the command line."""
    with pytest.raises(UsageError, match=r"^6800 is not possible: did you mean :6800\?$"):
        option_value(BY_NAME["address"], "6800")
    with pytest.raises(UsageError, match=r"use HOST"):
        option_value(BY_NAME["address"], "99999")


@pytest.mark.parametrize(("said", "meant"), [("0", 0), ("00", 0), ("50", 50), ("01000", 1000)])
def test_with_how_many_messages_to_begin(said: str, meant: int) -> None:
    assert option_value(BY_NAME["history"], said) == meant


@pytest.mark.parametrize("said", ["", "-1", "1001", "all", "1.0", "1e2", "٣", "1_000", "9" * 99])
def test_how_many_cannot_be(said: str) -> None:
    """It is told how many can."""
    with pytest.raises(UsageError, match=r"0 to 1,000"):
        option_value(BY_NAME["history"], said)
