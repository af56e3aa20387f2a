"""The host's console, without its window: what is typed, and what is told of it."""

from app.server.console import ECHO_LIMIT_CHARS, PROMPT, Console, Tell


class Desk:
    """Stands in for the writer, and for the server that carries out orders."""

    is_ending = False

    def __init__(self) -> None:
        self.told: list[str] = []
        self.orders: list[str] = []
        self.stopped = 0
        self.console = Console(
            self,  # type: ignore[arg-type]
            "a title",
            self.order,
            lambda: ("ana", "Bo", "anton"),
            lambda: ("garden", "lobby"),
            self.stop,
            color=False,
        )

    def put(self, _stream: object, text: str) -> None:
        self.told.append(text)

    def order(self, text: str, tell: Tell) -> None:
        self.orders.append(text)
        tell("done\nwith two rows")

    def stop(self) -> None:
        self.stopped += 1

    def type(self, line: str) -> list[str]:
        """What is told of it."""
        self.told.clear()
        self.console._typed(line)
        return self.told


def test_an_order_is_shown_and_then_its_answer_set_in() -> None:
    desk = Desk()
    assert desk.type(" :kick bo ") == [f"{PROMPT}:kick bo\n", "  done\n  with two rows\n"]
    assert desk.orders == [":kick bo"]
    assert desk.type("   ") == []


def test_a_very_long_order_is_carried_out_whole_and_shown_in_part() -> None:
    desk = Desk()
    line = ":say " + 3_000 * "long "
    echo, _ = desk.type(line)
    assert desk.orders == [line.strip()]
    assert echo.startswith(f"{PROMPT}:say long long")
    assert len(echo) <= len(PROMPT) + ECHO_LIMIT_CHARS + 1


def test_what_is_no_order_goes_nowhere() -> None:
    desk = Desk()
    assert "Nobody was told" in desk.type("hello")[1]
    assert desk.type("Kick bo")[1] == "  Did you mean :Kick bo ?\n"
    assert "did you mean :kick?" in desk.type(":kcik bo")[1]
    assert desk.type("evil \x1b]0;title\x07\x9b31m")
    assert not any("\x1b" in text or "\x9b" in text for text in desk.told)
    assert desk.orders == []


def test_the_server_is_stopped_by_that_word_alone() -> None:
    desk = Desk()
    assert "takes no words behind it" in desk.type(":stop now please")[1]
    assert desk.stopped == 0
    desk.type(":STOP")
    assert (desk.stopped, desk.orders) == (1, [])


def test_help_is_the_consoles_own() -> None:
    desk = Desk()
    assert "  :kick NAME [REASON]" in desk.type(":help")[1]
    assert desk.type(":orders")[1] == desk.type(":help")[1]
    assert "  Example: :ban bo 2h flooding\n" in desk.type("/help :ban")[1]
    assert "did you mean :ban?" in desk.type(":help bna")[1]
    assert desk.orders == []


def test_tab_completes_orders_and_names() -> None:
    complete = Desk().console._complete

    def completed(before: str) -> list[str]:
        """Whole lines, as they would stand there."""
        return [before[: len(before) - one.back] + one.text for one in complete(before)]

    assert completed(":un") == [":unban ", ":unmute ", ":unlock"]
    assert completed("/sto") == ["/stop"]
    assert completed(":kick an") == [":kick ana ", ":kick anton "]
    assert completed(":kick b") == [":kick Bo "]
    assert completed(":op b") == [":op Bo"]
    assert completed(":help ki") == [":help kick"]
    assert completed(":slow o") == [":slow off"]
    assert completed(":remove #g") == [":remove garden"]
    assert completed(":remove l") == []
    assert completed(":kick ana an") == []
    assert completed("kick") == []
