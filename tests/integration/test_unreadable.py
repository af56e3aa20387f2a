"""What is stored cannot be read for a while: nobody loses anything, and nobody stays as a ghost."""

from contextlib import ExitStack

from app.errors import JournalError
from app.journal.journal import Reader
from app.journal.memory import MemoryJournal
from app.journal.memory_reader import MemoryReader
from app.protocol.entries import Said
from app.server.config import Config
from app.server.server import Server
from tests.support.given import Connect


class Broken(MemoryReader):
    """A reader that reads nothing while it is broken."""

    broken = True

    def between(self, log: str, first: int, last: int, limit: int, limit_chars: int) -> list[Said]:
        """Some entries, or none."""
        if self.broken:
            raise JournalError("the disk cannot be read, says a test")
        return super().between(log, first, last, limit, limit_chars)


class Fragile(MemoryJournal):
    """A journal with such a reader."""

    def reader(self) -> Reader:
        """The one that there is."""
        self.the_reader = Broken(self._histories)
        return self.the_reader


def test_who_cannot_be_given_what_it_missed_comes_back_for_it(
    cleanup: ExitStack, connect: Connect
) -> None:
    """It is told and let go, everybody hears that it left, and later it gets everything."""
    journal = Fragile(lambda: "log")
    faults: list[BaseException] = []
    config = Config(port=0, rate_messages_per_s=0, log_limit_bytes=10_000)
    server = Server(config, lambda _: journal, faults.append)
    cleanup.callback(server.stop)
    server.start()
    port = server.address[1]
    ana = connect(port, "ana")
    texts = [f"{number} {'x' * 100}" for number in range(200)]
    for text in texts:
        ana.say(text)
        ana.until("said")
    resume = {"log": "log", "seq": 0, "at": 0}
    bo = connect(port, "bo", resume=resume)
    error = bo.until("error")
    assert (error["code"], error.get("id")) == ("try-later", None)
    bo.rest()
    assert ana.until("left")["names"] == ["bo"]
    ana.tell("who")
    assert ana.until("members")["names"] == ["ana"]
    journal.the_reader.broken = False
    back = connect(port, "bo", resume=resume)
    assert back.name == "bo"
    assert [said["text"] for said in back.said(200)] == texts
    assert faults == []
