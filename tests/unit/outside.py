"""Text as it may come from outside: strategies for the worst of it, and what of it may be shown."""

import re
import unicodedata

from hypothesis import strategies as st

ZWNJ, ZWJ = "\u200c", "\u200d"
FLAG_OF_ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
FILLERS = "\u115f\u1160\u17b4\u17b5\u3164\uffa0"
INVISIBLE = "\u00ad\u200b\u200e\u200f\u061c\u2060\u2061\u2062\u2063\u2064\ufeff\u034f"

_NASTY = (
    *"a1 -_.\\:*[]\n\r\t\0\x07\x08\x1b\x7f\x85\x9b\x9d\u00e9\u0301\u20dd\ufe0f\ufe0e\U000e0100",
    *f"{ZWNJ}{ZWJ}{FILLERS}{INVISIBLE}",
    *"\u202e\u2066\u2069\u2028\u2029\u00a0\u3000\u1680\ufffc\ufffd\ufffe\U0001fffe\U0010ffff",
    *"\ud800\udc80\udfff\ue000\ufdfa\uff21\u3042\u6f22\uac00\u0430\u03b1\u0131\u1e9e\u00df",
    *"\u0628\u0645\u064e\u0650\u0915\u094d\u0937\u1820\u180b\u17d2",
    *"\U0001f468\U0001f467\U0001f3fd\u2764\U0001f3f4\U0001faff\U0001f1e6\U0001f8ff",
    *"\U000e0001\U000e0020\U000e0067\U000e007e\U000e007f",
    *(
        "\r\n",
        "\u0301" * 9,
        "\u064e" * 8,
        FLAG_OF_ENGLAND,
        FAMILY,
        PERSIAN,
        "\x1b[2J",
        "\x1b]0;x\x07",
    ),
)

# What the rules of joiners, marks and tags are about; few, so that they meet in every order.
_TANGLE = (
    *f"a\u0301\u0628\u064e\u115f\u17b4\u034f\ufe0f{ZWNJ}{ZWJ}",
    *"\U0001f468\U0001f3f4\U000e0067\U000e007f",
    *("\u064e" * 7, f"\u064e{ZWNJ}" * 9, "\U000e0067" * 8),
)

anything = st.one_of(
    st.lists(st.one_of(st.sampled_from(_NASTY), st.characters(exclude_categories=())), max_size=30),
    st.lists(st.sampled_from(_TANGLE), max_size=16),
).map("".join)
"""Any text at all, lone surrogates included, most of it chosen to do harm."""

encodable = anything.filter(lambda text: not re.search("[\ud800-\udfff]", text))
"""The same without lone surrogates, which UTF-8 cannot carry."""

_FLAGS = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f")
_EMOJI = "[\u2190-\u2bff\U0001f000-\U0001faff]"
_LETTER = "[\u0600-\u18af]"
_JOINED = re.compile(
    f"(?<={_EMOJI})\u200d(?={_EMOJI})|(?<=\ufe0f)\u200d(?={_EMOJI})"
    f"|(?<={_LETTER})[\u200c\u200d](?={_LETTER})"
)


def unsafe(text: str, *, newlines: bool = False) -> set[str]:
    """The characters of `text` that must not reach a terminal where they stand."""
    text = _JOINED.sub("", _FLAGS.sub("\U0001f3f4", text))
    if newlines:
        text = text.replace("\n", "")
    return {char for char in text if not (char.isprintable() or _is_emoji_to_come(char))} | {
        char for char in text if char in FILLERS or char in INVISIBLE
    }


def _is_emoji_to_come(char: str) -> bool:
    """Code points that Unicode keeps for emoji, newer than this Python's tables."""
    return "\U0001f000" <= char <= "\U0001faff" and unicodedata.category(char) == "Cn"
