"""Colours: that they can be read, and how many there are."""

import itertools
import re

import pytest

from app.client.theme import NAME_COLORS, NAMES, Depth, Theme, depth_of, styles, theme_of

DEPTHS: list[Depth] = ["1", "16", "256", "true"]
THEMES: list[Theme] = ["auto", "light", "dark"]
BACKGROUNDS = {"auto": ["#ffffff", "#000000"], "light": ["#ffffff"], "dark": ["#000000"]}
# How two widespread terminals show those of the 16 colours that are used.
PALETTES = {
    "xterm": {
        "ansired": "#cd0000",
        "ansiblue": "#0000ee",
        "ansimagenta": "#cd00cd",
        "ansiwhite": "#e5e5e5",
        "ansibrightblack": "#7f7f7f",
        "ansibrightred": "#ff0000",
        "ansibrightgreen": "#00ff00",
        "ansibrightyellow": "#ffff00",
        "ansibrightblue": "#5c5cff",
        "ansibrightmagenta": "#ff00ff",
        "ansibrightcyan": "#00ffff",
    },
    "windows": {
        "ansired": "#c50f1f",
        "ansiblue": "#0037da",
        "ansimagenta": "#881798",
        "ansiwhite": "#cccccc",
        "ansibrightblack": "#767676",
        "ansibrightred": "#e74856",
        "ansibrightgreen": "#16c60c",
        "ansibrightyellow": "#f9f1a5",
        "ansibrightblue": "#3b78ff",
        "ansibrightmagenta": "#b4009e",
        "ansibrightcyan": "#61d6d6",
    },
}
STEPS = (0, 95, 135, 175, 215, 255)
CUBE = {f"#{r:02x}{g:02x}{b:02x}" for r, g, b in itertools.product(STEPS, repeat=3)}
GREYS = {f"#{step:02x}{step:02x}{step:02x}" for step in range(8, 239, 10)}


def luminance(color: str) -> float:
    """How bright a colour is, after WCAG 2."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def colors(depth: Depth, theme: Theme) -> set[str]:
    """The colours of all styles; none may have a background of its own."""
    words = {word for style in styles(depth, theme).values() for word in style.split()}
    assert not any(word.startswith("bg:") for word in words)
    return {word for word in words if re.match("#|ansi(?!default)", word)}


def test_the_formula() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("depth", DEPTHS[2:])
def test_colors_can_be_read(depth: Depth, theme: Theme) -> None:
    least = 3.0 if (theme, depth) == ("auto", "256") else 4.5
    assert colors(depth, theme)
    for color, background in itertools.product(colors(depth, theme), BACKGROUNDS[theme]):
        assert contrast(color, background) >= least, (color, background)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("palette", PALETTES)
def test_the_16_colors_can_be_read(palette: str, theme: Theme) -> None:
    for color, background in itertools.product(colors("16", theme), BACKGROUNDS[theme]):
        assert contrast(PALETTES[palette][color], background) >= 3, (color, background)


@pytest.mark.parametrize("theme", THEMES)
def test_256_are_those_that_there_are(theme: Theme) -> None:
    assert colors("256", theme) <= CUBE | GREYS


@pytest.mark.parametrize("theme", THEMES)
def test_without_colors_there_are_none(theme: Theme) -> None:
    assert colors("1", theme) == set()


def test_names_differ() -> None:
    for names in NAMES.values():
        assert len(names) == len(set(names)) == NAME_COLORS


def test_every_depth_has_every_style() -> None:
    known = {frozenset(styles(depth, theme)) for depth in DEPTHS for theme in THEMES}
    assert len(known) == 1


@pytest.mark.parametrize(
    ("choice", "env", "windows", "depth"),
    [
        ("never", {"COLORTERM": "truecolor"}, False, "1"),
        ("16", {"TERM": "dumb"}, False, "16"),
        ("true", {}, False, "true"),
        ("auto", {"TERM": "dumb", "COLORTERM": "truecolor"}, False, "1"),
        ("auto", {"TERM": "xterm", "COLORTERM": "24bit"}, False, "true"),
        ("auto", {"TERM": "xterm-256color"}, False, "256"),
        ("auto", {"TERM": "xterm-direct"}, False, "true"),
        ("auto", {"TERM": "linux"}, False, "16"),
        ("auto", {}, True, "true"),
        ("auto", {}, False, "16"),
    ],
)
def test_how_many(choice: str, env: dict[str, str], windows: bool, depth: str) -> None:
    assert depth_of(choice, env, windows=windows) == depth


@pytest.mark.parametrize(
    ("choice", "told", "theme"),
    [
        ("light", "15;0", "light"),
        ("auto", "15;0", "dark"),
        ("auto", "0;15", "light"),
        ("auto", "0;default;15", "light"),
        ("auto", "0;default", "auto"),
        ("auto", "", "auto"),
        ("auto", "x;\x1b[1m", "auto"),
    ],
)
def test_for_what_background(choice: str, told: str, theme: str) -> None:
    assert theme_of(choice, {"COLORFGBG": told}) == theme
