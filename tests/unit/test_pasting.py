"""A paste is harmless, bounded, and asked about if it has several lines."""

import pytest

from app.pasting import CUT, PASTE_LIMIT_CHARS, pasted


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("one", "one"),
        ("one\r", "one"),
        ("one\r\n\r\n", "one"),
        ("one\rtwo\n", "one\ntwo"),
        ("one\r\ntwo", "one\ntwo"),
        ("\n\none", "\n\none"),
        ("\x1b[31m\x07", "␛[31m␇"),
        ("a\tb\u2028c", "a    b\\u2028c"),
        ("\r", ""),
    ],
)
def test_what_is_pasted(data: str, text: str) -> None:
    """Line ends of any kind are one kind, those at the end go, and controls are made visible."""
    assert pasted(data).text == text
    assert pasted(data).asks == ("\n" in text)


def test_too_much() -> None:
    """It is cut, and that is said."""
    exact = pasted("x" * PASTE_LIMIT_CHARS)
    assert (len(exact.text), exact.is_cut) == (PASTE_LIMIT_CHARS, False)
    for over in (1, 10 * PASTE_LIMIT_CHARS):
        paste = pasted("x" * (PASTE_LIMIT_CHARS + over))
        assert (len(paste.text), paste.is_cut, paste.asks) == (PASTE_LIMIT_CHARS, True, True)
        assert paste.question(80) == [CUT, "Send 1 line? y: send, e: edit first, n: forget"]
    lines = pasted("\r\n" * PASTE_LIMIT_CHARS + "x")
    assert lines.is_cut


def test_the_question() -> None:
    """It fits into the window."""
    paste = pasted("x\n" * 1200)
    full = "Send 1,200 lines as one message? y: send, e: edit first, n: forget"
    assert paste.question(80) == [full]
    assert paste.question(65) == ["Send 1,200 lines? y/e/n"]


def test_what_cannot_be_sent_is_not_offered_for_sending() -> None:
    """It is said why; it may still be edited."""
    paste = pasted("x\n" * 1200)
    full = "1,200 lines: too long for one message. e: edit first, n: forget"
    assert paste.question(66, fits=False) == [full]
    assert paste.question(20, fits=False) == ["1,200 lines: too long. e/n"]
    cut = pasted("x" * (PASTE_LIMIT_CHARS + 1)).question(80, fits=False)
    assert cut == [CUT, "1 line: too long for one message. e: edit first, n: forget"]


def test_one_behind_the_other() -> None:
    """Both together are one, with the same limit."""
    assert (pasted("a\nb") + pasted("c")).text == "a\nb\nc"
    assert (pasted("a\nb") + pasted("\n")).text == "a\nb"
    most = pasted("x" * PASTE_LIMIT_CHARS)
    both = most + most
    assert (len(both.text), both.is_cut) == (PASTE_LIMIT_CHARS, True)
