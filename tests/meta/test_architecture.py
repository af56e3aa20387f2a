"""Who may import whom: the layers of the house, read from the imports.

  characters  <-  text
errors, text  <-  protocol  <-  room
     text <- nearest        <-  room
                  protocol  <-  journal
        text  <-  styled
server and client never import each other
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Of our own, what each part of the pure core, the journal and the system may import besides itself.
LAYERS = {
    "app.errors": set[str](),
    "app.characters": set[str](),
    "app.text": {"app.characters"},
    "app.styled": {"app.text"},
    "app.backlog": {"app.styled"},
    "app.fitted": {"app.styled"},
    "app.choices": {"app.text"},
    "app.pasting": {"app.text"},
    "app.attention": set[str](),
    "app.nearest": {"app.text"},
    "app.protocol": {"app.errors", "app.text"},
    "app.room": {"app.errors", "app.text", "app.nearest", "app.protocol"},
    "app.journal": {"app.errors", "app.protocol", "app.text"},
    "app.system": {"app.nearest", "app.styled", "app.text", "app.waker"},
    "app.settings": {"app.errors", "app.nearest", "app.text", "app.system"},
}
PURE = [
    *("app.errors", "app.characters", "app.text", "app.styled", "app.backlog", "app.fitted"),
    *("app.choices", "app.pasting", "app.attention", "app.nearest", "app.protocol", "app.room"),
]
# What is pure of the standard library, and nothing else of it: no socket, thread, file, clock or
# randomness. All of msgspec is.
PURE_LIBRARY = set(
    "abc base64 bisect collections collections.abc contextlib copy dataclasses enum functools "
    "hashlib heapq hmac ipaddress itertools json math msgspec operator re string struct textwrap "
    "types typing unicodedata".split()
)
SOCKETS = {"select", "selectors", "socket", "socketserver"}
HOMES_OF_SOCKETS = (
    *("app.system", "app.waker", "app.server", "app.client.link", "app.client.connecting"),
)
TERMINAL = "app.terminal"
# What draws with it; imported late as it is, so it may have it at once.
LATE = (TERMINAL, "app.client.screen")
NOT_OURS_TO_IMPORT = ("tests", "build", "dev")


@dataclass(frozen=True)
class Import:
    """One module that another one imports.

    Attributes:
        source: the module that imports.
        target: the module that is imported; of `from a import b` there are two, `a` and `a.b`.
        at_once: whether it happens when `source` is imported, not later in a function.
    """

    source: str
    target: str
    at_once: bool


def imports_in(text: str, source: str, *, is_package: bool = False) -> Iterator[Import]:
    """Every import in a module's text, however deep."""
    package = source if is_package else source.rpartition(".")[0]
    stack: list[tuple[ast.AST, bool]] = [(ast.parse(text), True)]
    while stack:
        node, at_once = stack.pop()
        for target in _targets(node, package):
            yield Import(source, target, at_once)
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            stack += [(child, False) for child in node.body]
            stack += [(child, at_once) for child in node.orelse]
        else:
            inside = at_once and not is_function
            stack += [(child, inside) for child in ast.iter_child_nodes(node)]


def _targets(node: ast.AST, package: str) -> Iterator[str]:
    match node:
        case ast.Import():
            yield from (alias.name for alias in node.names)
        case ast.ImportFrom():
            parents = package.split(".")
            base = parents[: len(parents) + 1 - node.level] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)
        case ast.Call(
            func=ast.Name(id="__import__") | ast.Attribute(attr="import_module"),
            args=[ast.Constant(value=str(name)), *_],
        ):
            yield name


def within(module: str, *packages: str) -> bool:
    """Whether a module is one of these, or in one of them."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def broken(imports: Iterable[Import]) -> list[str]:
    """Every rule that is broken, in words."""
    return [f"{i.source} imports {i.target}: {why}" for i in imports if (why := _fault(i))]


def _fault(i: Import) -> str:
    """Which rule an import breaks; "" if none."""
    for layer, below in LAYERS.items():
        ours = within(i.target, "app") and i.target != "app"
        if within(i.source, layer) and ours and not within(i.target, layer, *below):
            return f"{layer} knows nothing but {', '.join(sorted(below)) or 'itself'}"
    if within(i.source, *PURE) and not within(i.target, "app") and not _is_pure(i.target):
        return "not pure"
    if within(i.source, "app.client") and within(i.target, "app.server"):
        return "the client knows no server"
    if within(i.source, "app.server") and within(i.target, "app.client"):
        return "the server knows no client"
    if within(i.target, *SOCKETS) and not within(i.source, *HOMES_OF_SOCKETS):
        return "sockets are elsewhere"
    if within(i.target, "prompt_toolkit") and not within(i.source, TERMINAL):
        return "only the terminal knows prompt_toolkit"
    if within(i.target, *LATE) and i.at_once and not within(i.source, *LATE):
        return "the terminal is imported late, in a function"
    if within(i.target, *NOT_OURS_TO_IMPORT):
        return "the program needs nothing of the workshop"
    return ""


def _is_pure(module: str) -> bool:
    """Whether a module, or a name in one, is on the list; `collections.abc` covers its names."""
    return (
        module in PURE_LIBRARY
        or module.rpartition(".")[0] in PURE_LIBRARY
        or (within(module, "msgspec"))
    )


def all_imports() -> list[Import]:
    """The imports of the whole program."""
    found: list[Import] = []
    for file in sorted((ROOT / "app").rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        text = file.read_text(encoding="utf-8")
        found += imports_in(text, name, is_package=is_package)
    return found


def test_the_program_keeps_the_layers() -> None:
    """No import breaks a rule, in whatever file it is."""
    assert broken(all_imports()) == []


def test_the_layers_are_where_the_rules_look_for_them() -> None:
    """Each part of the core exists, and its imports were read."""
    sources = {i.source for i in all_imports()}
    for layer in [*LAYERS, "app.server", "app.client"]:
        path = ROOT / layer.replace(".", "/")
        assert path.is_dir() or path.with_suffix(".py").is_file(), layer
    for layer in ("app.text", "app.styled", "app.protocol", "app.room", "app.journal"):
        assert any(within(source, layer) for source in sources), layer


@pytest.mark.parametrize(
    ("source", "text", "why"),
    [
        ("app.text", "import app.errors", "knows nothing"),
        ("app.characters", "from app import text", "knows nothing"),
        ("app.errors", "from app import text", "knows nothing"),
        ("app.styled", "from app.client import render", "knows nothing"),
        ("app.styled", "from shutil import get_terminal_size", "not pure"),
        ("app.protocol.framing", "from app.room import names", "knows nothing"),
        ("app.room.log", "from app.journal.memory import MemoryJournal", "knows nothing"),
        ("app.room.log", "from ..journal import memory", "knows nothing"),
        ("app.room.log", "def f():\n    import app.server.hub", "knows nothing"),
        ("app.journal.sqlite", "from app.room.room import Room", "knows nothing"),
        ("app.room.log", "import app.system.sockets", "knows nothing"),
        ("app.system.run", "from app.client import cli", "knows nothing"),
        ("app.text", "import os", "not pure"),
        ("app.text", "import os.path", "not pure"),
        ("app.room.flood", "from time import monotonic", "not pure"),
        ("app.room.names", "import random", "not pure"),
        ("app.protocol.dialects", "if True:\n    import threading", "not pure"),
        ("app.protocol", "try:\n    import io\nexcept ImportError:\n    pass", "not pure"),
        ("app.protocol", "x = __import__('pathlib')", "not pure"),
        ("app.client.cli", "from app.server.cli import main", "no server"),
        ("app.server.cli", "def f():\n    from app import client", "no client"),
        ("app.journal.sqlite", "import socket", "elsewhere"),
        ("app.client.outbox", "from selectors import DefaultSelector", "elsewhere"),
        ("app.client.linked", "import socket", "elsewhere"),
        ("app.terminal", "import socket", "elsewhere"),
        ("app.client.screen", "import prompt_toolkit.styles", "prompt_toolkit"),
        ("app.terminals", "import prompt_toolkit.styles", "prompt_toolkit"),
        ("app.choices", "from app.terminal.line import InputLine", "knows nothing"),
        ("app.attention", "import time", "not pure"),
        ("app.nearest", "from app.room.orders import KINDS", "knows nothing"),
        ("app.nearest", "import difflib", "not pure"),
        ("app.client.cli", "from app.terminal import Terminal", "late"),
        ("app.client.plain", "from app import terminal", "late"),
        ("app.client.cli", "class X:\n    from app import terminal", "late"),
        ("app.client.cli", "from app.client import screen", "late"),
        ("app.client.cli", "import tests.support", "workshop"),
        ("app.server.cli", "from build import freeze", "workshop"),
        ("app.system", "import importlib\nimportlib.import_module('dev')", "workshop"),
    ],
)
def test_a_broken_rule_is_found(source: str, text: str, why: str) -> None:
    """Each rule can fail: wherever the import stands and however it is written."""
    assert why in "".join(broken(imports_in(text, source, is_package=source == "app.protocol")))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("app.room.room", "from app.protocol import entries\nimport app.text"),
        (
            "app.room.room",
            "from . import names\nfrom .log import Log\nfrom ..errors import Refused",
        ),
        ("app.protocol.replies", "from msgspec import Meta\nimport msgspec.json"),
        ("app.text", "from collections.abc import Iterable\nimport unicodedata, re"),
        ("app.journal.sqlite", "import sqlite3\nfrom pathlib import Path\nimport app.errors"),
        ("app.client.link", "import socket, threading"),
        ("app.server.worker", "import selectors, socket"),
        ("app.system.sockets", "import socket"),
        ("app.system.console", "from app.text import clean"),
        ("app.terminal", "from prompt_toolkit.application import Application"),
        ("app.terminal.line", "from prompt_toolkit.buffer import Buffer"),
        ("app.terminal.keys", "from app.terminal.line import InputLine"),
        ("app.client.cli", "def main():\n    from app.terminal import Terminal"),
        ("app.client.screen", "from app.terminal import Terminal"),
        ("app.client.cli", "def main():\n    from app.client.screen import Screen"),
        ("app.client.cli", "if TYPE_CHECKING:\n    from app.client.screen import Screen"),
        ("app.client.cli", "import app.room.names\nfrom app import __version__"),
    ],
)
def test_what_is_allowed_breaks_no_rule(source: str, text: str) -> None:
    """The rules forbid no more than they say."""
    assert broken(imports_in(text, source)) == []


def asks_for_the_system(text: str) -> bool:
    """Whether a module asks which operating system it runs on."""
    asked = {ast.unparse(node) for node in ast.walk(ast.parse(text)) if _is_dotted(node)}
    return bool(asked & {"sys.platform", "os.name", "platform.system", "sys.getwindowsversion"})


def _is_dotted(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute)


def test_only_the_system_asks_for_the_system() -> None:
    """What differs between operating systems has its place in `app/system`."""
    files = [file for file in (ROOT / "app").rglob("*.py") if file.parent.name != "system"]
    assert files
    asking = [file for file in files if asks_for_the_system(file.read_text(encoding="utf-8"))]
    assert asking == []
    assert asks_for_the_system("if sys.platform == 'win32':\n    pass")
    assert not asks_for_the_system("x = 'sys.platform'  # sys.platform")


def test_where_a_relative_import_leads() -> None:
    """From a module and from a package's own file it is counted differently."""
    text = "from . import a\nfrom ..b import c"
    module = {i.target for i in imports_in(text, "app.room.log")}
    assert module == {"app.room", "app.room.a", "app.b", "app.b.c"}
    package = {i.target for i in imports_in(text, "app.room", is_package=True)}
    assert package == {"app.room", "app.room.a", "app.b", "app.b.c"}
