"""`python -m tests.soak`: what it says, and how it ends."""

import pytest

from tests.soak import __main__ as program
from tests.soak.history import Fault


class FakeSoak:
    """One that ends as it is told to."""

    outcome: BaseException | None = None
    asked: tuple[object, ...] = ()

    def __init__(self, seed: int, *_: object) -> None:
        self.seed = seed

    def run(self, seconds: float) -> None:
        FakeSoak.asked = seconds, self.seed
        if FakeSoak.outcome:
            raise FakeSoak.outcome


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "Soak", FakeSoak)
    monkeypatch.setattr(FakeSoak, "outcome", None)


def test_all_held(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["60", "7"]) == 0
    assert FakeSoak.asked == (60, 7)
    assert capsys.readouterr().out.splitlines()[0] == "The seed: 7"


def test_ten_minutes_and_some_seed(capsys: pytest.CaptureFixture[str]) -> None:
    program.main([])
    seconds, seed = FakeSoak.asked
    assert seconds == 600
    assert capsys.readouterr().out.startswith(f"The seed: {seed}\n")


@pytest.mark.parametrize("outcome", [Fault("a hole"), OSError("a hole"), AssertionError("a hole")])
def test_a_failure_names_the_seed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], outcome: BaseException
) -> None:
    monkeypatch.setattr(FakeSoak, "outcome", outcome)
    assert program.main(["60", "7"]) == 1
    told = capsys.readouterr().err
    assert "a hole" in told
    assert "python3 dev.py soak 60 7" in told


def test_an_interrupt_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FakeSoak, "outcome", KeyboardInterrupt())
    assert program.main(["60"]) == 130


@pytest.mark.parametrize("arguments", [["long"], ["1", "2", "3"], ["-1"]])
def test_arguments_that_make_no_sense(arguments: list[str]) -> None:
    assert program.main(arguments) == 2
