"""Addresses and networks as those write them who keep order, and whom one is about. Pure.

Each address has one form here, whatever way it was written in: an IPv4 address that an IPv6 socket
shows as `::ffff:10.0.0.7` is 10.0.0.7.
"""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from app.errors import Refused
from app.text import brief

WIDEST = {4: 8, 6: 16}
"""How many bits of a network are given at least: what is wider is nearly everybody."""
FORMS = "10.0.0.7, 10.0.0.0/24 or fe80::1"
WORD_LIMIT_CHARS = 100

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# No name has a colon, a slash or a bracket in it; one of digits and dots is an address, if it has
# as many numbers as one.
_LIKE_ONE = re.compile(r"[0-9]+(?:\.[0-9]+){3}|.*[:/\[\]].*", re.ASCII | re.DOTALL)
_WITH_PORT = re.compile(r"([0-9.]+|\[.*\]):[0-9]+", re.ASCII)
_MAPPED = 96
"""What stands before an IPv4 address that is written as an IPv6 one, in bits."""


def is_address(word: str) -> bool:
    """Whether a word is meant as an address, or a network, rather than as a name."""
    return _LIKE_ONE.fullmatch(word[:WORD_LIMIT_CHARS]) is not None


def read(word: str) -> str:
    """The one form of an address or a network that somebody has written.

    Args:
        word: one that `is_address`.

    Raises:
        Refused: `bad-order`, with what is wrong.
    """
    network = _network(word)
    if network is None:
        raise Refused("bad-order", _fault(word))
    if network.prefixlen < WIDEST[network.version]:
        widest = f"/{WIDEST[network.version]}"
        raise Refused("bad-order", f"{network} is too many; a network is {widest} or narrower.")
    if network.is_loopback:
        raise Refused("bad-order", "That is this machine, for everybody on it: ban a name.")
    if network.is_unspecified or network.is_multicast:
        raise Refused("bad-order", f"Nobody comes from {_text(network)}.")
    return _text(network)


def canonical(word: str) -> str:
    """The one form of what may be an address or a network; what is none stays as it is."""
    network = _network(word)
    return _text(network) if network else word


def network_of(text: str) -> Network | None:
    """A network of several addresses; None for everything else."""
    network = _network(text) if "/" in text else None
    return network if network and network.num_addresses > 1 else None


def address_of(text: str) -> Address | None:
    """An address; None for everything else."""
    network = None if "/" in text else _network(text)
    return network.network_address if network else None


def covers(wide: str, address: str) -> bool:
    """Whether an address is this one, or in this network; both are in their one form."""
    if not address or not wide:
        return False
    network, one = network_of(wide), address_of(address)
    return wide == address or bool(network and one and one in network)


def _network(word: str) -> Network | None:
    """What is written there; of a single address the network that has nobody else in it."""
    word = word[:WORD_LIMIT_CHARS]
    if word.startswith("[") and word.endswith("]"):
        word = word[1:-1]
    # What stands behind a % is the interface of this machine, which says nothing of the other.
    place, slash, bits = word.partition("/")
    try:
        if not slash:
            one = ip_address(place.partition("%")[0])
            return ip_network((one.ipv4_mapped if one.version == 6 else None) or one)
        if not (bits.isascii() and bits.isdecimal()):
            return None
        network = ip_network(word, strict=False)
    except ValueError:
        return None
    mapped = network.network_address.ipv4_mapped if network.version == 6 else None
    if mapped and network.prefixlen >= _MAPPED:
        return ip_network((mapped, network.prefixlen - _MAPPED))
    return network


def _text(network: Network) -> str:
    return str(network.network_address if network.num_addresses == 1 else network)


def _fault(word: str) -> str:
    """What is wrong with what was meant as an address."""
    shown = brief(word, 40)
    port = _WITH_PORT.fullmatch(word[:WORD_LIMIT_CHARS])
    if port and (host := _network(port[1])):
        return f"{shown} has a port, which is another one each time; without it: {_text(host)}"
    place, slash, _ = word[:WORD_LIMIT_CHARS].partition("/")
    if slash and _network(place):
        most = 128 if ":" in place else 32
        return f"{shown} is no network: behind the / stands a number up to {most}."
    if _LIKE_ONE.fullmatch(place) and ":" not in place and "[" not in place:
        return f"{shown} is no address: each of its numbers is 0 to 255, without zeros before it."
    return f"{shown} is no address; these are written {FORMS}."
