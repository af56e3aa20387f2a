"""What Windows shows about the programs."""

import ast

import pytest
import version_resource


@pytest.mark.parametrize("program", ["server", "client"])
@pytest.mark.parametrize(
    ("version", "numbers"), [("1.2.30", (1, 2, 30, 0)), ("2.0.0rc1", (2, 0, 0, 0))]
)
def test_a_program_and_its_version(program: str, version: str, numbers: tuple[int, ...]) -> None:
    tree = ast.parse(version_resource.text(program, version), mode="eval")
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = {
        keyword.arg: keyword.value for call in calls for keyword in call.keywords if keyword.arg
    }
    assert ast.literal_eval(named["filevers"]) == numbers
    strings = {
        ast.literal_eval(call.args[0]): ast.literal_eval(call.args[1])
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "StringStruct"
    }
    assert strings["FileVersion"] == strings["ProductVersion"] == version
    assert strings["OriginalFilename"] == f"{program}.exe"
    assert program in strings["FileDescription"]
