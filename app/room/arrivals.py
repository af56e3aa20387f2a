"""Comings and goings in a row: told together, and who came with whom is welcomed with them.

Knows members, and where they begin to read; nothing of who may come, or of rooms.
"""

from dataclasses import dataclass, field

from app.protocol.entries import Joined, Left
from app.protocol.limits import LISTED_LIMIT_NAMES
from app.protocol.replies import Welcome
from app.protocol.requests import Hello, Join
from app.room.batch import Opening
from app.room.members import Member


@dataclass(slots=True)
class Newcomer:
    """A member who has not been let in yet.

    Attributes:
        member: who it is.
        hello: what it said when it came.
        hears: whether it hears the room already.
    """

    member: Member
    hello: Hello | Join
    hears: bool


@dataclass(slots=True)
class Run:
    """Comings, or goings, in a row: they are told together."""

    kind: type[Joined | Left]
    at: int
    to: str = ""
    """The room they go to; "" if they come, or leave the server."""
    count: int = 0
    names: list[str] = field(default_factory=list)
    newcomers: list[Newcomer] = field(default_factory=list)
    """Who is to be let in at its end."""

    def add(self, name: str) -> None:
        """One more came, or went."""
        self.count += 1
        if len(self.names) < LISTED_LIMIT_NAMES:
            self.names.append(name)

    def told(self) -> Joined | Left:
        """What everybody is told of it."""
        if self.kind is Left:
            return Left(at=self.at, count=self.count, names=self.names, to=self.to)
        return Joined(at=self.at, count=self.count, names=self.names)


def opening(new: Newcomer, welcome: Welcome, told: int) -> Opening:
    """Where a newcomer begins to read.

    Args:
        new: who it is, and what it said when it came.
        welcome: what it is told first; its `after` says where the replay begins.
        told: how many of the batch's replies come before that.
    """
    hello = new.hello
    replays = hello.resume or hello.history is not None
    return Opening(
        new.member.id,
        plain=new.member.plain,
        told=told,
        welcome=welcome,
        resumes=hello.resume is not None and welcome.after == hello.resume.seq,
        after=welcome.after if replays else None,
    )
