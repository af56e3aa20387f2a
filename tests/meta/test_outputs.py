"""Each place that writes outward has a test that runs every attack through it.

What writes outward is told by its look: `print` and its like, whatever is called `write` or `put`
on a stream or a writer, the log, the standard streams handed on, sockets that send, the window's
title, argparse. Who finds another way out adds it to `_speaks`, and its places to the table.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.outputs import CONSTANT, ELSEWHERE, OUTPUTS

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = {"print", "print_formatted_text", "write_through", "WindowTitle", "OptionParser"}
FUNCTIONS |= {"inform", "FormattedTextControl", "BeforeInput", "LogHandler", "Terminal", "Printer"}
METHODS = {"write", "_write", "writelines", "write_raw", "_write_raw", "write_text", "write_bytes"}
METHODS |= {"SetConsoleTitleW", "ArgumentParser", "_set_console_title"}
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
# What a method is called, and the last name of what it belongs to.
OF = {
    "put": {"console", "writer", "_writer"},
    "show": {"_terminal", "terminal"},
    "send": {"sock", "_sock", "socket", "_socket", "writer"},
    "sendall": {"sock", "_sock", "socket", "_socket"},
    "sendto": {"sock", "_sock", "socket", "_socket"},
    "error": {"super()"},
}
STREAMS = {f"sys.{under}{name}" for under in ("", "__") for name in ("stdout", "stderr")}


def places() -> dict[str, list[str]]:
    """Every function in `app` that writes outward, and by what."""
    found: dict[str, list[str]] = {}
    for file in sorted((ROOT / "app").rglob("*.py")):
        module = file.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        for name, what in _found_in(ast.parse(file.read_text("utf-8")), module):
            found.setdefault(name, []).append(what)
    return found


def _found_in(node: ast.AST, name: str) -> Iterator[tuple[str, str]]:
    for child in ast.iter_child_nodes(node):
        within = name
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            within = f"{name}.{child.name}"
        if _speaks(child):
            yield name, ast.unparse(child)
        yield from _found_in(child, within)


def _speaks(node: ast.AST) -> bool:
    """Whether this is one of the ways out."""
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name in FUNCTIONS
        case ast.Attribute(value=of, attr=name):
            owner = ast.unparse(of)
            last = owner.rpartition(".")[2]
            return (
                name in METHODS
                or last in OF.get(name, ())
                or (last in ("log", "logging", "logger") and name in LEVELS)
                or (ast.unparse(node) in STREAMS)
            )
    return False


def test_each_place_has_its_test() -> None:
    """A new way out is no mistake: run every attack through it, and add it to the table."""
    found = places()
    told = {*OUTPUTS, *CONSTANT, *ELSEWHERE}
    new = {name: found[name] for name in found.keys() - told}
    assert not new, f"not in tests/support/outputs.py: {new}"
    assert not told - found.keys(), "these write nothing any more"
    assert len(told) == len(OUTPUTS) + len(CONSTANT) + len(ELSEWHERE)


def test_what_has_no_test_of_its_own_says_why() -> None:
    assert all(len(why) > 10 for why in (*CONSTANT.values(), *ELSEWHERE.values()))


@pytest.mark.parametrize("test", sorted({test for tests in OUTPUTS.values() for test in tests}))
def test_the_test_runs_every_attack(test: str) -> None:
    """It exists, and its file takes the one list, and asks for no less."""
    path, _, name = test.partition("::")
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert name in [node.name for node in functions]
    assert name.startswith("test_")
    imported = {
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "tests.support.attacks"
        for alias in node.names
    }
    assert {"ATTACKS", "assert_harmless"} <= imported


@pytest.mark.parametrize(
    "code",
    [
        "print(x)",
        "sys.stdout.write(x)",
        "os.write(1, x)",
        "stream.writelines(x)",
        "log.info(x)",
        "logging.getLogger().handlers; log.exception(x)",
        "self._sock.sendall(x)",
        "run(out=sys.stderr)",
        "console.put(stream, x)",
        "self._terminal.show(x)",
        "argparse.ArgumentParser()",
        "WindowTitle(x, y)",
        "print_formatted_text(x)",
    ],
)
def test_a_way_out_is_found(code: str) -> None:
    module = ast.parse(f"class C:\n    def f(self):\n        {code}\n")
    assert {name for name, _ in _found_in(module, "m")} == {"m.C.f"}


@pytest.mark.parametrize("code", ["x.read()", "link.send(x)", "queue.put(x)", "items.show(x)"])
def test_other_things_are_not(code: str) -> None:
    assert not list(_found_in(ast.parse(code), "m"))
