"""What rooms may be called, and which name leads to which room."""

import pytest

from app.errors import Refused
from app.room.directory import Directory, check_room


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("build", "build"),
        ("  #Build ", "build"),
        ("ＢＵＩＬＤ", "build"),
        ("v1.2_a-b", "v1.2_a-b"),
        ("Straße", "strasse"),
        ("7", "7"),
        ("会議", "会議"),
        ("x" * 24, "x" * 24),
    ],
)
def test_a_rooms_name_is_made_small(asked: str, name: str) -> None:
    """However it is written; a room's name stays what it is."""
    assert check_room(asked) == name
    assert check_room(name) == name


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "#",
        "##a",
        "a b",
        "-a",
        "a/b",
        "x" * 25,
        "ß" * 13,
        "bü\x1b[1m",
        "\u200b",
        "会" * 13,
        "аb",
    ],
)
def test_what_is_no_name_is_refused(asked: str) -> None:
    """With what is wrong with it."""
    with pytest.raises(Refused, match=r"^The name of a room ") as caught:
        check_room(asked)
    assert caught.value.code == "bad-room"


def test_a_name_that_looks_like_a_rooms_is_that_room() -> None:
    """So nobody waits in another lobby; when the room is gone, the name is free."""
    directory = Directory()
    directory.add("lobby")
    directory.add("mail")
    for name in ("lobby", "l0bby", "1obby", "lоbbу", "lobby."):
        assert directory.find(name) == "lobby", name
    assert directory.find("rnail") == "mail"
    assert directory.find("hobby") is None
    directory.remove("mail")
    assert directory.find("rnail") is None
    directory.add("rnail")
    assert directory.find("mail") == "rnail"
    directory.add("rnail")
    assert len(directory) == 2


def test_names_are_in_the_order_of_the_alphabet() -> None:
    """Behind any name, be there a room of it or not."""
    directory = Directory()
    for name in ("lobby", "build", "zoo", "cats"):
        directory.add(name)
    assert list(directory.after("")) == ["build", "cats", "lobby", "zoo"]
    assert list(directory.after("cats")) == ["lobby", "zoo"]
    assert list(directory.after("d")) == ["lobby", "zoo"]
    assert list(directory.after("zoo")) == []


def test_two_that_look_alike_may_both_go() -> None:
    """Such as were stored when other looks were known."""
    directory = Directory()
    for name in ("bi1l", "bill"):
        directory.add(name)
    for name in ("bi1l", "bill"):
        directory.remove(name)
    assert len(directory) == 0
