"""A storm: people talk while servers are killed and connections break, all of it from one seed.

Faults happen when something was heard, never when some time has passed: so a slow machine has the
same storm as a fast one.
"""

import signal
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from random import Random

from tests.support.processes import ServerProgram
from tests.support.proxy import Proxy
from tests.support.talkers import Talker, Witness

TALKERS = 12
LINES_PER_ROUND = 8
"""How many each is given before the next fault."""
FAULTS = {
    "kill the server": 25,
    "kill the server when it has just come": 3,
    "stop the server and start it again": 2,
    "break connections": 8,
    "break connections in the middle of a line": 8,
    "break connections without the server noticing": 6,
    "let packets come in pieces": 5,
    "hold back answers": 5,
    "stop a client for a while": 8,
    "kill a client": 4,
}
"""What happens in a storm, and how often."""


class Storm:
    """Everybody and everything in a storm.

    Args:
        seed: of all that is random.
        home: a folder for everything that is written.
        cleanup: closes it all.

    Attributes:
        talkers: those who are still there.
        killed: those who are not.
        done: how often each fault has happened.
    """

    def __init__(self, seed: int, home: Path, cleanup: ExitStack) -> None:
        """Everybody comes."""
        self._random = Random(seed)
        self._home = home
        self._cleanup = cleanup
        self._server = self._start_server(0)
        self._port = self._server.port
        self.witness = Witness(self._port)
        cleanup.callback(self.witness.close)
        self._proxies: list[Proxy] = []
        for _ in range(TALKERS // 2):
            proxy = Proxy(self._port, receive_bytes=4096)
            cleanup.callback(proxy.close)
            self._proxies.append(proxy)
        ways: list[Proxy | None] = [None] * (TALKERS - len(self._proxies))
        ways += self._proxies
        # The first of those with a proxy, and of those without, print lines and not JSON.
        texts = (0, TALKERS - 1)
        self.talkers = [
            self._start_talker(f"t{number}", way, as_json=number not in texts)
            for number, way in enumerate(ways)
        ]
        self.killed: list[Talker] = []
        self.done: Counter[str] = Counter()

    def rage(self) -> None:
        """Let all faults happen, in some order, while everybody talks."""
        faults = [fault for fault, times in FAULTS.items() for _ in range(times)]
        self._random.shuffle(faults)
        for fault in faults:
            for talker in self.talkers:
                if not talker.stopped:  # it reads nothing, and its pipe would be full one day
                    talker.say(LINES_PER_ROUND, self._random)
            if self._random.random() < 0.5:
                # Everybody is back, and in the middle of what they say.
                on_their_own = [talker for talker in self.talkers if talker.is_on_its_own]
                self.witness.hear_from(t.given[-LINES_PER_ROUND] for t in on_their_own)
            else:
                # Some still wait to connect: less than all of it can be heard.
                self.witness.hear(self._random.randint(1, TALKERS * LINES_PER_ROUND // 4))
            self._happen(fault)
            self.done[fault] += 1

    def calm_down(self, last: str) -> None:
        """End all faults, and let everybody say what is left; then comes a last message."""
        for talker in self.talkers:
            if talker.stopped:
                talker.go_on()
        for proxy in self._proxies:
            proxy.release()
        for talker in self.talkers:
            talker.say(1, self._random)
            talker.wait_shown(talker.given[-1])
        self.witness.hear_all_until(last)
        for talker in self.talkers:
            talker.wait_shown(last)

    def restart(self) -> None:
        """Start a new server in the place of the one that is gone."""
        self._server = self._start_server(self._port)
        self.witness.come_back()

    def told(self) -> str:
        """What was tried, for people."""
        broken = sum(proxy.broken for proxy in self._proxies)
        lines = [f"{times:4} x {fault}" for fault, times in self.done.items()]
        said = f"{len(self.witness.heard)} messages said, {broken} connections broken; then:"
        return "\n".join([said, *lines])

    # --- faults -----------------------------------------------------------------------------

    def _happen(self, fault: str) -> None:
        proxy = self._random.choice(self._proxies)
        match fault:
            case "kill the server":
                self._server.kill()
                self.restart()
            case "kill the server when it has just come":
                self._server.kill()
                self._start_server(self._port).kill()
                self.restart()
            case "stop the server and start it again":
                self._server.signal(signal.SIGTERM)
                assert self._server.wait() == 0
                self.restart()
            case "break connections":
                for broken in self._connected():
                    broken.cut()
            case "break connections in the middle of a line":
                for broken in self._connected():
                    broken.cut_after(self._random.randint(1, 3000))
            case "break connections without the server noticing":
                for broken in self._connected():
                    broken.strand()
            case "let packets come in pieces":
                proxy.crumble(
                    pieces=self._random.randint(10, 100),
                    piece_bytes=self._random.randint(1, 40),
                    pause_s=self._random.choice((0.0, 0.002)),
                )
            case "hold back answers":
                for held in self._proxies:
                    held.release()
                proxy.hold_answers_here()
            case "stop a client for a while":
                for talker in self.talkers:
                    if talker.stopped and self._random.random() < 0.7:
                        talker.go_on()
                self._random.choice(self.talkers).stop()
            case "kill a client":
                self._kill_client()
            case _:
                raise AssertionError(fault)

    def _connected(self) -> list[Proxy]:
        """Some proxies with a connection that somebody talks through."""
        proxies = [t.proxy for t in self.talkers if t.proxy and not t.stopped]
        some = self._random.sample(proxies, min(3, len(proxies)))
        assert all(proxy.is_in_use() for proxy in some)
        return some

    def _kill_client(self) -> None:
        """Another comes in its place: a new session, on the same way."""
        victim = self.talkers.pop(self._random.randrange(len(self.talkers)))
        victim.program.kill()
        self.killed.append(victim)
        name = f"{victim.name}x"
        self.talkers.append(self._start_talker(name, victim.proxy, as_json=victim.as_json))

    def _start_server(self, port: int) -> ServerProgram:
        server = ServerProgram("--rate", "0", home=self._home, port=port)
        self._cleanup.callback(server.close)
        return server.listening()

    def _start_talker(self, name: str, proxy: Proxy | None, *, as_json: bool) -> Talker:
        port = proxy.port if proxy else self._port
        talker = Talker(name, port, self._home, proxy=proxy, as_json=as_json)
        self._cleanup.callback(talker.program.close)
        return talker
