"""What each style looks like, for how many colours there are and for what background. Pure.

Contrast is counted after WCAG 2. Colours for any background (`auto`) have 3:1 at least on pure
white and on pure black, and 4.5:1 on both where there are true colours: these all lie as far from
white as from black. Colours for one background have 4.5:1 on it. Of 16 colours, whose look is the
terminal's own, only those are used that read on both in most; weight and underlining tell the
others apart. No colour tells what no word or sign does.
"""

from collections.abc import Mapping
from typing import Literal, cast

Depth = Literal["1", "16", "256", "true"]
Theme = Literal["auto", "light", "dark"]
NAME_COLORS = 12


def _weighted(colors: str, weights: str) -> list[str]:
    return [f"{color} {weight}" for weight in weights.split() for color in colors.split()]


_16_DARK = _weighted(
    "ansibrightred ansibrightgreen ansibrightyellow ansiwhite ansibrightmagenta ansibrightcyan",
    "nobold bold",
)
_16_LIGHT = _weighted("ansired ansiblue ansimagenta ansidefault", "nobold bold underline")
_16_AUTO = _weighted(
    "ansibrightred ansibrightblue ansibrightmagenta ansidefault", "nobold bold underline"
)
NAMES: dict[tuple[Theme, Depth], list[str]] = {
    ("auto", "true"): (
        "#e12b2b #bb5a15 #937008 #558217 #228733 #0f8568 "
        "#118097 #1f75d7 #5c68e8 #9056e1 #c034cc #d92981"
    ).split(),
    ("dark", "true"): (
        "#ef8f8f #ec9556 #d5a20b #7bbb21 #31c349 #15c095 "
        "#18b9da #77adec #9da4f1 #bd9aed #dc8ee3 #eb8cbb"
    ).split(),
    ("light", "true"): (
        "#cd1d1d #a75013 #836407 #4c7414 #1e782d #0d775c "
        "#0f7386 #1b68c0 #4a57e5 #8342de #ab2eb6 #c32273"
    ).split(),
    ("auto", "256"): (
        "#d75f5f #af5f00 #878700 #008700 #00875f #0087af "
        "#005fff #5f87af #875fd7 #af00ff #d700af #af5f87"
    ).split(),
    ("dark", "256"): (
        "#ff8787 #ff8700 #d7af00 #87d700 #00d75f #00d7af "
        "#00afff #87afff #af87ff #ff5fff #ff87af #d7875f"
    ).split(),
    ("light", "256"): (
        "#d70000 #af5f00 #5f5f00 #008700 #005f5f #005faf "
        "#0000ff #5f00ff #8700d7 #af00af #d70087 #870000"
    ).split(),
    ("auto", "16"): _16_AUTO,
    ("dark", "16"): _16_DARK,
    ("light", "16"): _16_LIGHT,
}
"""The colours of people's names."""

_COLORS: dict[tuple[Theme, Depth], str] = {
    ("auto", "true"): "#767676 #e12b2b #118097 #937008 #c034cc",
    ("dark", "true"): "#9e9e9e #ff7b7b #18b9da #d5a20b #dc8ee3",
    ("light", "true"): "#626262 #cd1d1d #0f7386 #836407 #ab2eb6",
    ("auto", "256"): "#767676 #d70000 #0087af #878700 #d700af",
    ("dark", "256"): "#9e9e9e #ff5f5f #00afd7 #d7af00 #ff5fff",
    ("light", "256"): "#626262 #d70000 #005f87 #5f5f00 #af00af",
    ("auto", "16"): "ansidefault ansibrightred ansidefault ansidefault ansibrightmagenta",
    ("dark", "16"): "ansiwhite ansibrightred ansibrightcyan ansibrightyellow ansibrightmagenta",
    ("light", "16"): "ansidefault ansired ansidefault ansidefault ansimagenta",
}
"""For what is less important, for errors, for what the client says, for what lasts, for oneself."""


def styles(depth: Depth, theme: Theme) -> dict[str, str]:
    """What each style looks like, as the terminal's library writes it.

    Args:
        depth: how many colours there are; "1" for none at all.
        theme: what the background is; "auto" if that is not known.
    """
    if depth == "1":
        names = [""] * NAME_COLORS
        grey = red = cyan = gold = accent = ""
    else:
        names = NAMES[theme, depth]
        grey, red, cyan, gold, accent = _COLORS[theme, depth].split()
    # It must not look like what is typed, though it follows it.
    suggestion = {"1": "underline", "16": "ansibrightblack"}.get(depth, grey)
    return {f"name{number}": style for number, style in enumerate(names)} | {
        "time": grey,
        "presence": grey,
        "day": f"{grey} bold",
        "info": cyan,
        "heading": f"{cyan} bold",
        "error": red,
        "whisper": "italic",
        "pending": grey,
        "status": gold,
        "bottom": grey,
        "unread": f"{accent} bold",
        "mention": f"{accent} bold",
        "you": "bold",
        "prompt": "bold",
        # Of the input line: what it suggests, asks, and offers for completion.
        "suggestion": suggestion,
        "question": f"{gold} bold",
        "choice": "",
        "chosen": "reverse",
        "meaning": grey,
    }


def depth_of(choice: str, environ: Mapping[str, str], *, windows: bool) -> Depth:
    """How many colours to use.

    Args:
        choice: what is set: never, 16, 256, true, or auto for what the terminal says it has.
        environ: the environment.
        windows: whether the terminal is one of Windows, all of which have true colours today.
    """
    if choice in ("16", "256", "true"):
        return cast(Depth, choice)
    term = environ.get("TERM", "")
    if choice == "never" or term == "dumb":
        return "1"
    if environ.get("COLORTERM") in ("truecolor", "24bit") or (windows and not term):
        return "true"
    if term.endswith("-direct"):
        return "true"
    if "256" in term:
        return "256"
    return "16"


def theme_of(choice: str, environ: Mapping[str, str]) -> Theme:
    """For what background the colours are to be: as set, or as COLORFGBG tells, or for any."""
    if choice in ("light", "dark"):
        return cast(Theme, choice)
    background = environ.get("COLORFGBG", "").rpartition(";")[2]
    if background in ("7", "9", "10", "11", "12", "13", "14", "15"):
        return "light"
    return "dark" if background in ("0", "1", "2", "3", "4", "5", "6", "8") else "auto"
