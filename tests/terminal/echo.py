"""A program with an input line and nothing else: it shows what is entered, as Python writes it.

`python -m tests.terminal.echo OPTIONS`, a JSON object: what `Terminal` is to be given (`history`,
`editing`, `depth`), and `thread` to run it in a thread that is not the main one, `lines` to write
so many at the beginning, `busy` to write one again and again, `longest` for the longest paste that
can be entered.
"""

import json
import sys
from threading import Thread

from app.choices import Completion
from app.pasting import PASTE_LIMIT_CHARS
from app.styled import Line
from app.system.signals import StopRequests
from app.terminal import Terminal

NAMES = "ana andrea anna anselm bo carl cem dora emil".split()
BUSY_S = 0.02


def complete(before: str) -> list[Completion]:
    word = before.rpartition(" ")[2]
    return [
        Completion(f"{name}: ", len(word), f"the {number}. name", f"@{name}")
        for number, name in enumerate(NAMES)
        if word.startswith("@") and f"@{name}".startswith(word.casefold())
    ]


def main() -> None:
    options = json.loads(sys.argv[1])
    thread, lines, busy = (options.pop(key, 0) for key in ("thread", "lines", "busy"))
    longest = options.pop("longest", PASTE_LIMIT_CHARS)

    def show(*texts: str) -> None:
        terminal.show([Line([("", text)]) for text in texts])

    def enter(text: str) -> None:
        show(f"got {text!r}")
        if text == "ring":
            terminal.bell()
            terminal.bell()

    def chatter(number: int) -> None:
        show(f"busy {number}")
        terminal.later(BUSY_S, lambda: chatter(number + 1))

    def start() -> None:
        if lines:
            show(*(f"line {number}" for number in range(lines)))
        if busy:
            chatter(0)

    terminal = Terminal(
        lambda: [("bold", "ana> ")],
        list,
        enter,
        lambda: terminal.leave(),
        {"bold": "bold", "red": "#ff0000"},
        title="echo",
        complete=complete,
        bottom=lambda columns: [("red", f" below {columns} "), ("", "x" * 400)],
        on_look=lambda: show("looks"),
        fits=lambda text: len(text) <= longest,
        **options,
    )
    if thread:
        runs = Thread(target=terminal.run, args=(start,), name="test-terminal")
        runs.start()
        with StopRequests() as stop:

            def watch() -> None:
                runs.join()
                stop.request("it has ended")

            watches = Thread(target=watch, name="test-end")
            watches.start()
            stop.wait(lambda: terminal.post(terminal.went_on))
            watches.join()
    else:
        terminal.run(start)


if __name__ == "__main__":
    main()
