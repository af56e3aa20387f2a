"""One session in JSON: what it asks, and whether what it is told is what the protocol promises.

Pure: lines out, lines in. A session outlives its connections: it comes back with its cursor, and
sends again what was not acknowledged.
"""

from collections import deque
from collections.abc import Iterable
from itertools import count

from tests.soak.history import Fault, Fields, short
from tests.soak.ledger import Ledger
from tests.soak.places import Places
from tests.soak.wire import INVALID, Awaited, check_entries, encoded, parsed


class Session:
    """One session.

    Args:
        slot: which client of the plan has it.
        secret: its secret.
        ledger: what everybody tells and hears.

    Attributes:
        name: what it is called; "" before its first welcome.
        places: where it is, and where it goes.
        answer: the last one that it has got.
    """

    def __init__(self, slot: int, secret: str, ledger: Ledger) -> None:
        self.slot = slot
        self.name = ""
        self.places = Places(ledger)
        self.answer: Fields = {}
        self._secret = secret
        self._ledger = ledger
        self._hash = ""
        self._ids = count(1)
        self._pending: dict[int, Fields] = {}
        self._begin()

    def _begin(self) -> None:
        """A new connection: nothing that the old one has asked will be answered."""
        self._awaited: deque[Awaited] = deque()
        self._renames: dict[int, str] = {}
        self._again: set[int] = set()
        self._welcomed = False
        self._goodbye: int | None = None

    # --- out --------------------------------------------------------------------------------

    def hello(self, history: int | None = None, room: str = "") -> bytes:
        """Come in, or come back; and send again what was not acknowledged, wherever it was said.

        Args:
            history: with how many entries to begin where it was never before.
            room: where to; by default where it was, or was on its way to.
        """
        self._begin()
        self._again = set(self._pending)
        fields, welcome = self.places.go(room or self.places.heading, history)
        self.places.connect()
        self._awaited.append(welcome)
        name = f"s{self.slot}"
        hello = encoded("hello", v=1, name=name, session=self._secret, **fields)
        return hello + b"".join(encoded("say", **fields) for fields in self._pending.values())

    def join(self, room: str, history: int | None = None) -> bytes:
        """Go to another room than that where it is heading."""
        fields, welcome = self.places.go(room, history)
        self._awaited.append(welcome)
        return encoded("join", **fields)

    def say(self, texts: Iterable[str], kind: str = "text", room: str = "") -> bytes:
        """Say something, each under an id of its own; in another `room`, or where one is then."""
        lines = []
        there: Fields = {"room": room} if room else {}
        for text in texts:
            id = next(self._ids)
            said: Fields = {"id": id, "text": text, "kind": kind}
            self._pending[id] = said | {"room": room or self.places.heading}
            lines.append(encoded("say", **said, **there))
        return b"".join(lines)

    def whisper(self, to: str, text: str) -> bytes:
        """Whisper to somebody, who may have gone or taken another name meanwhile."""
        id = self._await("whispered", "no-such-name", "busy")
        return encoded("whisper", to=to, text=text, id=id)

    def nick(self, name: str) -> bytes:
        """Take a name that nobody else ever asks for."""
        id = next(self._ids)
        self._renames[id] = name
        return encoded("nick", name=name, id=id)

    def who(self) -> bytes:
        """Ask who is here."""
        self._awaited.append(Awaited("members"))
        return encoded("who")

    def rooms(self) -> bytes:
        """Ask how many are in which room."""
        return encoded("rooms", id=self._await("rooms"))

    def look_back(self, before: int | None, limit: int) -> bytes:
        """Ask for earlier entries."""
        id = self._await("history", "busy", before=before)
        return encoded("history", id=id, limit=limit, **_given(before))

    def search(self, word: str, before: int | None) -> bytes:
        """Look for a word."""
        id = self._await("found", "busy", word=word, before=before)
        return encoded("search", id=id, text=word, **_given(before))

    def ping(self) -> bytes:
        """Ask for the answer that says that everything up to here was dealt with."""
        return encoded("ping", id=self._await("pong"))

    def invalid(self, number: int) -> bytes:
        """Send something that is refused."""
        line, code = INVALID[number % len(INVALID)]
        self._awaited.append(Awaited("", codes=(code,)))
        return line + b"\n"

    def goodbye(self) -> None:
        """From here on it sends nothing: up to the end everything has to be answered."""
        self._goodbye = self.places.there.last

    def bye(self) -> bytes:
        """Ask to be let go."""
        self.goodbye()
        return encoded("bye")

    def _await(self, type: str, *codes: str, word: str = "", before: int | None = None) -> int:
        id = next(self._ids)
        known, room = self.places.there.last, self.places.heading
        self._awaited.append(Awaited(type, id, codes, known, word, before, room))
        return id

    # --- in ---------------------------------------------------------------------------------

    @property
    def is_quiet(self) -> bool:
        """Whether it has asked nothing that is not answered yet."""
        return self._welcomed and not (self._awaited or self._pending or self._renames)

    def hear(self, line: bytes) -> None:
        """A line has come.

        Raises:
            Fault: it is not what the protocol promises.
        """
        if not self._welcomed and not line.startswith(b"{"):
            return  # the banner; and who says hello late hears the room in bare lines
        message = parsed(line)
        match message["type"]:
            case "said":
                self._said(message)
            case "joined":
                self.places.present += message["count"]
            case "left":
                self.places.present -= message["count"]
            case "renamed":
                self._renamed(message)
            case "caught_up":
                self.places.caught_up(message["seq"])
            case "whispered" if message["from"] != self._hash:
                self._ledger.heard_whisper(message["text"], self.slot)
            case "notice" if self._ledger.is_ending:
                pass
            case "gap":
                raise Fault(f"a gap, and everything is kept: {message}")
            case _:
                self._answer(message)

    def ended(self) -> None:
        """The server has closed the connection.

        Raises:
            Fault: it was not asked to, or has left something out.
        """
        if self._goodbye is None:
            raise Fault("the server has closed the connection")
        self._check_all_answered(self._goodbye)
        if self._awaited or self.places.is_replaying:
            what = f"an answer to {self._awaited[0]}" if self._awaited else "caught_up"
            raise Fault(f"the connection ended without {what}")

    def _said(self, said: Fields) -> None:
        own, id = said["from"] == self._hash, said.get("id", 0)
        if "room" in said:
            if not own or id not in self._pending:
                raise Fault(f"told what it did not say elsewhere, or again: {short(said)}")
            if said["room"] != self._pending[id]["room"]:
                raise Fault(f"said in {said['room']}, and not where it was meant: {short(said)}")
            self.places.hear_elsewhere(said)
        elif not self.places.hear(said, again=own and id in self._again):
            self._again.remove(id)  # the answer to what was sent again
        if own:
            self._pending.pop(id, None)

    def _renamed(self, renamed: Fields) -> None:
        if renamed["from"] == self._hash:
            self.name = renamed["to"]
            self._renames = {id: name for id, name in self._renames.items() if name != self.name}

    def _answer(self, answer: Fields) -> None:
        if not self._awaited:
            raise Fault(f"an answer that nobody has asked for: {str(answer)[:200]}")
        awaited = self._awaited.popleft()
        self.answer = answer
        is_error = answer["type"] == "error"
        fits = answer["code"] in awaited.codes if is_error else answer["type"] == awaited.type
        if not fits or answer.get("id") != awaited.id:
            raise Fault(f"{str(answer)[:200]} came in place of an answer to {awaited}")
        if answer["type"] == "welcome":
            self.places.enter(answer, awaited)
            self.name, self._hash = answer["name"], answer["from"]
            self._welcomed = True
        elif answer["type"] in ("history", "found"):
            for entry in answer["entries"]:
                self._ledger.room(awaited.room).saw({"type": "said", **entry})
            check_entries(answer, awaited)
        elif answer["type"] == "pong":
            self._check_all_answered(awaited.known, awaited.id)

    def _check_all_answered(self, known: int, id: int | None = None) -> None:
        """Everything is there that was said up to `known`; nothing is open that was asked before
        `id`."""
        if self.places.seq < known:
            raise Fault(f"seq {known} was said before, and only seq {self.places.seq} has come")
        for open_id, what in [*self._pending.items(), *self._renames.items()]:
            if id is None or open_id < id:
                raise Fault(f"never acknowledged: id {open_id}, {str(what)[:120]}")


def _given(before: int | None) -> Fields:
    return {} if before is None else {"before": before}


def secret_of(seed: int, slot: int, number: int) -> str:
    """A session's secret: nobody else's, and the same when the plan is run again."""
    return f"soak {seed:08} {slot:04} {number:06}"
