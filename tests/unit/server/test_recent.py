"""What those in bare lines are told was said before: each thing encoded once, and bounded."""

from app.protocol.entries import Joined, Said
from app.protocol.limits import TEXT_LIMIT_CHARS
from app.server.recent import RECENT_LIMIT_BYTES, RECENT_LIMIT_LINES, RECENT_MARK, Recent


class Stamps:
    """Counts how many times were shown, which is how many messages were encoded."""

    def __init__(self) -> None:
        """None yet."""
        self.shown = 0

    def __call__(self, at: int) -> str:
        """The number itself."""
        self.shown += 1
        return str(at)


def said(seq: int, text: str = "hello") -> Said:
    return Said(seq=seq, at=seq, from_="f", name="ana", text=text)


def test_however_many_come_nothing_is_encoded_twice() -> None:
    """Nor is it while more and more is said, or while what is old goes."""
    stamps = Stamps()
    recent = Recent(stamps)
    for seq in range(1, 101):
        recent.add([said(seq)])
        for _ in range(3):
            assert recent.lines(seq // 2).endswith(f"[{seq}] ana: hello\n".encode())
    for first in range(50, 100):
        recent.lines(first)
    assert stamps.shown == 100


def test_what_nobody_asks_for_is_not_encoded() -> None:
    stamps = Stamps()
    recent = Recent(stamps)
    recent.add([said(seq) for seq in range(1, 1_000)])
    assert not stamps.shown
    recent.lines(1)
    assert stamps.shown == RECENT_LIMIT_LINES


def test_the_newest_are_told_as_far_as_they_fit() -> None:
    """Fewer where they are long, so that a crowd that comes takes little; in order, and whole."""
    recent = Recent(str)
    recent.add([said(seq, str(seq) * 1_000) for seq in range(1, 10)])
    recent.add([said(10, "\u0e19" * TEXT_LIMIT_CHARS)])
    mark, *lines = recent.lines(1).decode().splitlines()
    assert f"{mark}\n".encode() == RECENT_MARK
    assert [line.split("]")[0] for line in lines] == ["[6", "[7", "[8", "[9", "[10"]
    assert len(recent.lines(1)) <= RECENT_LIMIT_BYTES + len(RECENT_MARK)


def test_one_that_is_too_long_hides_nothing_but_itself() -> None:
    """Nor is it encoded for each who comes; and no mark is told without anything."""
    stamps = Stamps()
    recent = Recent(stamps)
    recent.add([said(2, "x\n" * RECENT_LIMIT_LINES + "x")])
    assert recent.lines(1) == b""
    recent.add([said(3), said(4, "x\n" * RECENT_LIMIT_LINES + "x")])
    assert {recent.lines(1) for _ in range(10)} == {RECENT_MARK + b"[3] ana: hello\n"}
    assert stamps.shown == 3


def test_what_is_not_kept_any_more_is_not_told() -> None:
    """And who came or went is no news to one who was not there."""
    recent = Recent(str)
    recent.add([said(1), Joined(at=1, names=["bo"], count=1), said(2)])
    assert recent.lines(2) == RECENT_MARK + b"[2] ana: hello\n"
    assert recent.lines(3) == b""
