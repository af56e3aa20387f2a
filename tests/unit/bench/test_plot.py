"""The picture of how the servers grow."""

import math
from xml.etree import ElementTree

import pytest

from tests.bench.growth import panels
from tests.bench.plot import Panel, Series, axis, power, svg
from tests.bench.servers import ASYNCIO, CHAT
from tests.unit.bench.measured import results, run

SVG = "{http://www.w3.org/2000/svg}"


def test_an_axis_covers_whole_decades() -> None:
    across = axis([30.0, 4000.0], 100.0, 400.0)
    assert [across.at(10.0**e) for e in (1, 2, 3, 4)] == pytest.approx([100, 200, 300, 400])
    assert across.at(10 * math.sqrt(10)) == pytest.approx(150)


@pytest.mark.parametrize("value", [0.1, 1.0, 1000.0, 5.0])
def test_an_axis_for_one_value(value: float) -> None:
    across = axis([value], 0.0, 100.0)
    assert 0 <= across.at(value) < 100
    assert across.high - across.low == 1


@pytest.mark.parametrize(
    ("exponent", "text"),
    [(-2, "0.01"), (0, "1"), (1, "10"), (3, "1k"), (4, "10k"), (6, "1M"), (8, "100M"), (9, "1G")],
)
def test_powers_of_ten(exponent: int, text: str) -> None:
    assert power(exponent) == text


def test_everything_lies_within_the_picture() -> None:
    """It says in words, too, what it shows."""
    lines = [Series("a & b", [(10, 5.0), (10_000, 0.5)]), Series("c", [(10, 70_000.0)])]
    picture = ElementTree.fromstring(svg([Panel("<up>", "across", lines)]))
    width, height = float(picture.attrib["width"]), float(picture.attrib["height"])
    circles = list(picture.iter(f"{SVG}circle"))
    assert len(circles) == 3
    for circle in circles:
        assert 0 < float(circle.attrib["cx"]) < width
        assert 0 < float(circle.attrib["cy"]) < height
    assert float(circles[0].attrib["cy"]) < float(circles[1].attrib["cy"])  # more is higher
    description = picture.findtext(f"{SVG}desc") or ""
    assert "<up>, by across, a & b: 10: 5; 10,000: 0.5." in description
    assert picture.findtext(f"{SVG}title")


def test_growth_has_a_panel_for_each_axis() -> None:
    runs = []
    for kind, factor in ((CHAT, 10.0), (ASYNCIO, 1.0)):
        for clients, size in ((10, 100), (100, 100), (1000, 100), (100, 4000)):
            case = {"clients": clients, "text_bytes": size}
            runs.append(run("throughput", case, kind, deliveries_per_s=factor * clients))
            runs.append(run("growing latency", case, kind, p99_ms=factor))
    drawn = panels(results(*runs))
    assert [[len(line.points) for line in panel.series] for panel in drawn] == [
        [3, 3],
        [3, 3],
        [2, 2],
        [2, 2],
    ]
    assert drawn[0].series[0] == Series(CHAT.name, [(10, 100.0), (100, 1000.0), (1000, 10_000.0)])
    assert drawn[2].series[1] == Series(ASYNCIO.name, [(100, 100.0), (4000, 100.0)])
    assert drawn[2].across == "bytes in a text, 100 clients"
