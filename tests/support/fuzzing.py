"""What has to hold whatever bytes come from outside: one target for each place that reads them.

A target takes any bytes and asserts its properties; whatever else it raises is a defect of `app`.
It starts no thread, waits for nothing and keeps nothing, so that both hypothesis and a fuzzer that
is guided by coverage (tests/fuzz.py) can call it as often as they like. The first byte of most says
how the others are used: in pieces of which size, in which mode, for which width.
"""

from collections.abc import Callable

from tests.support.targets.files import bans, settings
from tests.support.targets.lines import framing, json, plain
from tests.support.targets.talks import client, server
from tests.support.targets.texts import names, orders, styled, text

Target = Callable[[bytes], None]

TARGETS: dict[str, Target] = {
    "framing": framing,
    "json": json,
    "plain": plain,
    "text": text,
    "styled": styled,
    "names": names,
    "orders": orders,
    "settings": settings,
    "bans": bans,
    "client": client,
    "server": server,
}
