"""Pictures of a terminal's screen."""

from xml.etree import ElementTree

from tests.pictures.svg import Cell, draw, text_of

ROWS = [
    [Cell(char) for char in "a<&>b"],
    [Cell("日", "d75f5f", bold=True), Cell("", "d75f5f", bold=True), *[Cell(" ")] * 3],
    [Cell("x", "red", "blue", underlined=True), Cell("y", reverse=True), *[Cell(" ")] * 3],
]
SVG = "{http://www.w3.org/2000/svg}"


def test_a_picture_is_well_formed_and_has_the_text() -> None:
    """Also where the text means something in XML."""
    picture = draw(ROWS, title="a & b", cursor=(1, 2))
    root = ElementTree.fromstring(picture)
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert texts == ["a & b", "a<&>b", "日", "x", "y"]
    assert text_of(picture) == ["a<&>b", "日", "xy"]


def test_colours_and_weight() -> None:
    """A colour of the program's own is as it is; one of the sixteen is the page's."""
    root = ElementTree.fromstring(draw(ROWS, title=""))
    _, _, wide, red, reverse = root.iter(f"{SVG}text")
    assert (wide.get("fill"), wide.get("font-weight")) == ("#d75f5f", "600")
    assert (red.get("class"), red.get("text-decoration")) == ("f-red", "underline")
    assert reverse.get("class") == "f-page"
    backs = [rect.get("class") for rect in root.iter(f"{SVG}rect")]
    assert backs == ["window", "b-blue", "b-text"]
    assert ".f-red" in (root.findtext(f"{SVG}style") or "")
