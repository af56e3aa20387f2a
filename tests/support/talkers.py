"""Those who take part in a storm, each with the transcript of what it was shown."""

import contextlib
import json
import signal
from collections.abc import Iterable
from pathlib import Path
from random import Random

from tests.support.database import entry
from tests.support.peers import Fields, JsonPeer
from tests.support.processes import ClientProgram
from tests.support.proxy import Proxy

SESSION = "the witness of everything that is said"
LENGTHS = (*[0] * 8, *[10] * 5, *[100] * 5, 1000)


class Talker:
    """One of our clients in a pipe, and what it was given to say.

    Args:
        name: what it is called.
        port: where it connects.
        home: the user's home folder.
        proxy: what lies on its way, if anything does.
        as_json: whether it prints messages as JSON, or as lines for people.
    """

    def __init__(
        self, name: str, port: int, home: Path, *, proxy: Proxy | None = None, as_json: bool = True
    ) -> None:
        self.name = name
        self.given: list[str] = []
        self.proxy = proxy
        self.as_json = as_json
        self.stopped = False
        options = ["--name", name, *(["--json"] if as_json else [])]
        self.program = ClientProgram(port, *options, home=home, module="tests.support.eager_client")

    def say(self, count: int, random: Random) -> None:
        """Give it so many lines to say, each unlike all others, some of them long."""
        for _ in range(count):
            filling = "é🙂x"[random.randrange(3)] * random.choice(LENGTHS)
            text = f"{self.name} {len(self.given)} {filling}".rstrip()
            self.given.append(text)
            line = json.dumps({"type": "say", "text": text}) if self.as_json else text
            self.program.write(line + "\n")

    @property
    def is_on_its_own(self) -> bool:
        """Whether nothing but a server keeps it from being heard."""
        return not self.stopped and self.proxy is None

    def stop(self) -> None:
        """Let it do nothing at all until `go_on`."""
        self.stopped = True
        self.program.signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """End that."""
        self.stopped = False
        self.program.signal(signal.SIGCONT)

    def wait_shown(self, text: str) -> None:
        """Wait until it has shown a message."""
        self.program.out.until(json.dumps(text)[1:-1] if self.as_json else f": {text}")

    def messages(self) -> list[Fields]:
        """What a talker of JSON has printed; the last line of a killed one may be half a line."""
        messages: list[Fields] = []
        lines = self.program.out.so_far()
        for line in lines:
            try:
                messages.append(json.loads(line))
            except ValueError:
                assert line is lines[-1], line
        return messages

    def shown(self) -> list[Fields]:
        """Its transcript: all that was said, as it has shown it."""
        return [entry(message) for message in self.messages() if message["type"] == "said"]

    def shown_lines(self) -> list[str]:
        """The transcript of one that prints lines, each as `NAME: TEXT`."""
        return [line.partition("] ")[2] for line in self.program.out.so_far()]

    def acknowledged(self) -> list[str]:
        """What it has seen of its own."""
        if self.as_json:
            return [said["text"] for said in self.shown() if said["name"] == self.name]
        own = f"{self.name}: "
        return [line.removeprefix(own) for line in self.shown_lines() if line.startswith(own)]


class Witness:
    """A peer that hears everything, and comes back whenever its server was killed.

    It knows the wire and nothing of our client; that nothing is missing, doubled or swapped it
    checks as it goes.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._peer = JsonPeer(port, "witness", session=SESSION)
        self._log: str = self._peer.welcome["log"]
        self.heard: list[Fields] = []

    def hear(self, count: int) -> None:
        """Wait until `count` more were said."""
        for _ in range(count):
            said = entry(self._peer.until("said"))
            assert said["seq"] == len(self.heard) + 1
            self.heard.append(said)

    def hear_from(self, texts: Iterable[str]) -> None:
        """Wait until all these were said; they were given to somebody only now."""
        missing = set(texts)
        while missing:
            self.hear(1)
            missing.discard(self.heard[-1]["text"])

    def come_back(self) -> None:
        """There is a new server: go on where the old one stopped."""
        self.close()
        place = {"log": self._log, "seq": len(self.heard), "at": 0}
        if self.heard:
            place["at"] = self.heard[-1]["at"]
        self._peer = JsonPeer(self._port, "witness", session=SESSION, resume=place)
        assert self._peer.welcome["log"] == self._log
        assert self._peer.welcome["after"] == len(self.heard), "the server knows less than I"

    def hear_all_until(self, text: str) -> None:
        """Say something, and hear everything up to it."""
        self._peer.tell("say", text=text, id=1)
        while not self.heard or self.heard[-1]["text"] != text:
            self.hear(1)

    def all_again(self) -> list[Fields]:
        """What one hears who comes late, and wants everything from the beginning on."""
        start = {"log": self._log, "seq": 0, "at": 0}
        with JsonPeer(self._port, "late", resume=start) as late:
            return [entry(said) for said in late.said(late.welcome["seq"])]

    def close(self) -> None:
        """Go."""
        with contextlib.suppress(OSError):
            self._peer.close()
