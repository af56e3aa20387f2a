"""What the keys do, where prompt_toolkit's own bindings are not what is wanted."""

from collections.abc import Callable

from prompt_toolkit.filters import Condition, emacs_mode, is_searching, vi_insert_mode
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.key_binding.vi_state import InputMode
from prompt_toolkit.keys import Keys
from prompt_toolkit.utils import suspend_to_background_supported

from app.terminal.leaving import AGAIN_LIMIT_S
from app.terminal.line import InputLine
from app.terminal.output import FOCUS_GOT
from app.terminal.window import OuterWindow


def bindings(
    line: InputLine,
    on_leave: Callable[[], None],
    on_suspend: Callable[[], None],
    window: OuterWindow,
) -> KeyBindings:
    """The keys of an input line.

    Args:
        line: what they work on.
        on_leave: is called when somebody wants to leave.
        on_suspend: is called when the program is to be stopped, and to go on some time.
        window: is told when it gets or loses the keyboard.
    """
    keys = KeyBindings()
    _answering(keys, line)

    @keys.add(Keys.Ignore, eager=True)
    def _(event: KeyPressEvent) -> None:
        window.focus(event.data == FOCUS_GOT)

    @keys.add("enter", filter=~is_searching)
    def _(event: KeyPressEvent) -> None:
        line.enter()
        event.app.vi_state.input_mode = InputMode.INSERT

    @keys.add("escape", "enter", filter=emacs_mode & ~is_searching)
    @keys.add("c-j", filter=~is_searching)
    def _(_event: KeyPressEvent) -> None:
        line.buffer.insert_text("\n")

    @keys.add("tab", filter=~is_searching)
    def _(_event: KeyPressEvent) -> None:
        line.complete()

    @keys.add("s-tab", filter=~is_searching)
    def _(_event: KeyPressEvent) -> None:
        line.complete(-1)

    suggests = Condition(line.suggests) & ~is_searching & (emacs_mode | vi_insert_mode)

    @keys.add("right", filter=suggests)
    @keys.add("end", filter=suggests)
    @keys.add("c-e", filter=suggests)
    def _(_event: KeyPressEvent) -> None:
        line.take_suggestion()

    @keys.add(Keys.BracketedPaste, filter=~is_searching)
    def _(event: KeyPressEvent) -> None:
        line.paste(event.data)

    @keys.add("c-c", filter=~is_searching)
    def _(event: KeyPressEvent) -> None:
        """Clear what is half typed; on an empty line, leave, or say how."""
        if line.interrupt():
            on_leave()
        elif event.app.loop:  # what was said goes again
            event.app.loop.call_later(AGAIN_LIMIT_S, event.app.invalidate)

    is_empty = Condition(lambda: not line.buffer.text)

    @keys.add("c-d", filter=is_empty & ~is_searching)
    def _(_event: KeyPressEvent) -> None:
        on_leave()

    if suspend_to_background_supported():

        @keys.add("c-z")
        def _(_event: KeyPressEvent) -> None:
            on_suspend()

    return keys


def _answering(keys: KeyBindings, line: InputLine) -> None:
    """While it is asked what to do with a paste, keys answer that."""
    asking = Condition(line.is_asking)

    @keys.add(Keys.Any, filter=asking, eager=True)
    def _(event: KeyPressEvent) -> None:
        """Who types on wants the paste where it stands; what is no character does nothing."""
        if not isinstance(event.key_sequence[-1].key, Keys):
            line.answer(keep=True)
            line.buffer.insert_text(event.data)
            event.app.vi_state.input_mode = InputMode.INSERT

    @keys.add("enter", filter=asking, eager=True)
    def _(_event: KeyPressEvent) -> None:
        """Enter is no answer: a paste may end with one."""
        line.insist()

    for key in "yY":

        @keys.add(key, filter=Condition(line.offers_sending), eager=True)
        def _(_event: KeyPressEvent) -> None:
            line.answer(keep=True, send=True)

    for key in "eE":

        @keys.add(key, filter=asking, eager=True)
        def _(_event: KeyPressEvent) -> None:
            line.answer(keep=True)

    for key in ("n", "N", "escape", "c-c"):

        @keys.add(key, filter=asking, eager=True)
        def _(_event: KeyPressEvent) -> None:
            line.answer(keep=False)

    @keys.add(Keys.BracketedPaste, filter=asking, eager=True)
    def _(event: KeyPressEvent) -> None:
        line.paste(event.data)
