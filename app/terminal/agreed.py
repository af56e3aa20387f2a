"""What the input line shows of characters about whose width terminals do not agree.

A flag, or emoji that are joined to one, take two columns in one terminal, four or six in another,
and none can be asked. If the input line guessed wrong, its cursor would stand beside the text, and
keys would write over the prompt. So while it is edited, such a thing is shown as parts that have
the same width everywhere: a flag as its letters, a family as its people, a hand without its tone.
What is entered is whole.
"""

import re
from bisect import bisect_right

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.formatted_text.utils import fragment_list_to_text
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments

_FIRST_SYMBOL = "\u2190"
_FLAG = "\U0001f1e6-\U0001f1ff"
_LEFT_OUT = re.compile(
    "[\ufe0e\ufe0f\U000e0020-\U000e007f]"  # text or emoji; the tags of a flag
    f"|\u200d(?=[{_FIRST_SYMBOL}-\U0010ffff])"  # letters of some scripts need it
    f"|(?<=[{_FIRST_SYMBOL}-\U0010ffff])[\U0001f3fb-\U0001f3ff]"
)
_DISPUTED = re.compile(f"{_LEFT_OUT.pattern}|[{_FLAG}]")


def shown(text: str) -> list[str]:
    """What stands for each character of a text: itself, something else or nothing."""
    out = [_letter(char) for char in text]
    for found in _LEFT_OUT.finditer(text):
        out[found.start()] = ""
    return out


def _letter(char: str) -> str:
    is_half_flag = "\U0001f1e6" <= char <= "\U0001f1ff"
    return chr(ord(char) - ord("\U0001f1e6") + ord("A")) if is_half_flag else char


class Agreed(Processor):
    """Shows a line so that every terminal gives it the same width."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """The line, and which place is which."""
        fragments = transformation_input.fragments
        text = fragment_list_to_text(fragments)
        if text.isascii() or not _DISPUTED.search(text):
            return Transformation(fragments)
        out: StyleAndTextTuples = []
        places = [0]
        for (style, *_), char in zip(explode_text_fragments(fragments), shown(text), strict=True):
            if char:
                out.append((style, char))
            places.append(len(out))
        last = len(places) - 1

        def source_to_display(at: int) -> int:
            return places[at] if at <= last else places[last] + at - last

        def display_to_source(at: int) -> int:
            return bisect_right(places, at) - 1 if at < places[last] else last + at - places[last]

        return Transformation(out, source_to_display, display_to_source)
