"""In a closed loop nobody has more under way than the window takes."""

from tests.bench.window import Window


def test_everybody_begins_with_a_whole_window() -> None:
    window = Window(2, 3)
    assert window.take_free() == [(0, 3), (1, 3)]
    assert window.take_free() == []


def test_what_has_reached_everybody_makes_room() -> None:
    window = Window(2, 3)
    window.take_free()
    window.heard(1, 100)
    window.heard(0, 200)
    window.heard(1, 300)
    window.reached(99)
    assert (window.take_free(), window.delivered) == ([], 0)
    window.reached(250)
    assert (window.take_free(), window.delivered) == ([(0, 1), (1, 1)], 2)
    window.reached(300)
    assert (window.take_free(), window.delivered) == ([(1, 1)], 3)
