"""Addresses and networks as they are written, in their one form, and what is wrong with others."""

import pytest

from app.errors import Refused
from app.room.addresses import canonical, covers, is_address, read


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("2001:DB8::7", "2001:db8::7"),
        ("[fe80::1]", "fe80::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("::FFFF:a00:7", "10.0.0.7"),
        ("10.0.0.7/24", "10.0.0.0/24"),
        ("10.0.0.7/32", "10.0.0.7"),
        ("::ffff:10.0.0.0/120", "10.0.0.0/24"),
        ("2001:db8::/32", "2001:db8::/32"),
    ],
)
def test_each_has_one_form(word: str, form: str) -> None:
    assert is_address(word)
    assert read(word) == canonical(word) == form


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("999.1.1.1", "999.1.1.1 is no address: each of its numbers is 0 to 255"),
        ("010.0.0.1", "without zeros before it"),
        ("300.0.0.0/8", "each of its numbers is 0 to 255"),
        ("10.0.0.0/33", "10.0.0.0/33 is no network: behind the / stands a number up to 32."),
        ("10.0.0.0/", "behind the / stands a number"),
        ("10.0.0.0/255.0.0.0", "behind the / stands a number"),
        ("fe80::/129", "a number up to 128"),
        ("10.0.0.7:5003", "has a port, which is another one each time; without it: 10.0.0.7"),
        ("[fe80::1]:5003", "without it: fe80::1"),
        ("[\x1b[2J:1]:80", "␛.* is no address"),
        ("a/b", "no address; these are written 10.0.0.7, 10.0.0.0/24 or fe80::1"),
        ("x::y", "x::y is no address"),
        ("127.0.0.1", "this machine"),
        ("127.8.0.0/16", "this machine"),
        ("::1", "this machine"),
        ("::ffff:127.0.0.1", "this machine"),
        ("0.0.0.0/0", "too many; a network is /8 or narrower"),
        ("2000::/3", "too many; a network is /16 or narrower"),
        ("0.0.0.0", "Nobody comes from 0.0.0.0"),
        ("224.0.0.1", "Nobody comes from 224.0.0.1"),
    ],
)
def test_what_is_wrong_is_told(word: str, why: str) -> None:
    assert is_address(word)
    with pytest.raises(Refused, match=why) as refusal:
        read(word)
    assert refusal.value.code == "bad-order"


@pytest.mark.parametrize("word", ["ana", "1.2.3", "1.2.3.4.5", "a.b.c.d", "10", "", "1.2.3.x"])
def test_names_are_none(word: str) -> None:
    assert not is_address(word)
    assert canonical(word) == word


def test_an_address_is_in_its_networks() -> None:
    assert covers("10.0.0.0/24", "10.0.0.7")
    assert covers("10.0.0.7", "10.0.0.7")
    assert covers("2001:db8::/32", "2001:db8::7")
    assert not covers("10.0.0.0/24", "10.0.1.7")
    assert not covers("10.0.0.0/24", "2001:db8::7")
    assert not covers("10.0.0.0/24", "")
    assert not covers("", "")
    assert not covers("ana", "10.0.0.7")
