"""Offering to start a server to somebody who has none, before the conversation begins."""

from pathlib import Path

from app.client.symbols import symbols
from app.system.asking import ask
from app.system.programs import Origin
from app.system.sockets import address_text, answers, is_free
from app.text import clean, clean_line

PROBE_LIMIT_S = 0.5
"""How long one look may take whether somebody listens."""


def offer_server(host: str, port: int, origin: Origin, by_hand: str, logs: Path) -> bool:
    """Ask whether to start a server if nobody listens at a loopback address, and do so.

    Args:
        host: the address.
        port: its port.
        origin: how this program was started: so is the server.
        by_hand: what to type to start it.
        logs: the folder for the log of a server in the background.

    Returns:
        Whether to go on. Not if the input ends in place of an answer.
    """
    command = origin.command("server")
    if not command or not is_missing(host, port):
        return True
    at = clean_line(address_text(host, port))
    question = f"There is no server at {at}. Start one here? [Y/n] "
    try:
        answer = ask(question, lambda: is_missing(host, port))
    except KeyboardInterrupt:
        print()
        raise
    if answer is None:
        print("A server is there now.")
    elif not answer:
        print()
        return False
    # Somebody else may have answered sooner, in another window.
    elif is_yes(answer) and is_missing(host, port):
        from app.client.starting import start_server

        print(f"Starting a server {symbols().more}", flush=True)
        told = start_server(
            command, host, port, by_hand, None if origin.windows else logs, origin.folder()
        )
        print(clean(told, newlines=True))
    return True


def is_missing(host: str, port: int) -> bool:
    """Whether nobody listens at this address, and a server could.

    Looks by a connection, which a server logs, only if the address could be taken: on macOS and
    Windows that may be so beside a server that listens at all addresses.
    """
    return is_free(host, port) and not answers(host, port, PROBE_LIMIT_S)


def is_yes(answer: str) -> bool:
    """Whether an answer to a question with `[Y/n]` means yes; Enter alone does."""
    return answer.strip().casefold() in ("", "y", "yes")
