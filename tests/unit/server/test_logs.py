"""What becomes of a record, by who reads it."""

import io
import logging
import re

import pytest

from app.server.logs import KNOWN, LogHandler


class Pad:
    """Stands in for a writer."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def put(self, _stream: object, text: str) -> None:
        self.lines.append(text)


@pytest.mark.parametrize("brief", [False, True], ids=["log", "console"])
def test_what_the_host_knows_is_in_the_log_alone(brief: bool) -> None:
    pad = Pad()
    log = logging.Logger("test")
    log.addHandler(LogHandler(pad, io.StringIO(), brief=brief))  # type: ignore[arg-type]
    log.info("order by %s", "the host", extra=KNOWN)
    log.info("order by %s", "ana", extra=None)
    log.warning("two\nlines")
    if brief:
        told, warned = pad.lines
        assert re.fullmatch(r"\d\d:\d\d:\d\d order by ana\n", told)
        assert re.fullmatch(r"\d\d:\d\d:\d\d ! two\n    lines\n", warned)
    else:
        assert [line.partition(" INFO ")[2] for line in pad.lines[:2]] == [
            "order by the host\n",
            "order by ana\n",
        ]
        assert re.fullmatch(r"[-\d]{10} [\d:,]{12} WARNING two\n    lines\n", pad.lines[2])
