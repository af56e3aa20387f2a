"""The programs' icon, drawn here: a speech bubble with a prompt in it, as `.ico` or `.icns`.

Shapes are given by their distance functions, on a canvas from (0, 0) to (1, 1): negative inside,
positive outside. Where a pixel's distance is less than half a pixel, it is partly covered.
"""

import struct
import sys
import zlib
from collections.abc import Callable
from itertools import starmap
from math import hypot
from pathlib import Path

BUBBLE = (0, 121, 128)
INK = (255, 255, 255)
ICO_SIZES = (16, 24, 32, 48, 64, 256)
ICNS_TYPES = {b"icp4": 16, b"icp5": 32, b"ic07": 128, b"ic08": 256, b"ic09": 512}
"""Apple's names for PNG images of so many pixels."""

Shape = Callable[[float, float], float]


def write(folder: Path) -> str:
    """Write the icon in the format of this system; return the file's path."""
    mac = sys.platform == "darwin"
    file = folder / ("chat.icns" if mac else "chat.ico")
    file.write_bytes(icns() if mac else ico())
    return str(file)


def ico() -> bytes:
    """An icon for Windows: a directory of PNG images, which Windows Vista and newer read."""
    images = [png(size) for size in ICO_SIZES]
    offset = 6 + 16 * len(images)
    entries = b""
    for size, image in zip(ICO_SIZES, images, strict=True):
        edge = size % 256  # 0 stands for 256
        entries += struct.pack("<4B2H2I", edge, edge, 0, 0, 1, 32, len(image), offset)
        offset += len(image)
    return struct.pack("<3H", 0, 1, len(images)) + entries + b"".join(images)


def icns() -> bytes:
    """An icon for macOS: a list of PNG images, each with its type and length."""
    images = {kind: png(size) for kind, size in ICNS_TYPES.items()}
    parts = [kind + struct.pack(">I", 8 + len(image)) + image for kind, image in images.items()]
    body = b"".join(parts)
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


def png(size: int) -> bytes:
    """The icon as a PNG image of `size` by `size` pixels with transparency."""
    rows = b"".join(b"\0" + bytes(pixel) for pixel in _rows(size))
    header = struct.pack(">2I5B", size, size, 8, 6, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(starmap(_chunk, chunks))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _rows(size: int) -> list[list[int]]:
    rows = []
    for row in range(size):
        pixels: list[int] = []
        for column in range(size):
            x, y = (column + 0.5) / size, (row + 0.5) / size
            ink = _covered(_prompt(x, y), size)
            color = (round(b + (i - b) * ink) for b, i in zip(BUBBLE, INK, strict=True))
            pixels += [*color, round(255 * _covered(_bubble(x, y), size))]
        rows.append(pixels)
    return rows


def _covered(distance: float, size: int) -> float:
    """How much of a pixel lies inside a shape, from 0 to 1."""
    return min(1.0, max(0.0, 0.5 - distance * size))


def _bubble(x: float, y: float) -> float:
    """A box with round corners, and a tail below it."""
    radius = 0.16
    across, down = abs(x - 0.5) - 0.46 + radius, abs(y - 0.42) - 0.36 + radius
    box = hypot(max(across, 0), max(down, 0)) + min(max(across, down), 0) - radius
    # The tail: right of x = 0.2, below the box, and above the slope that runs down to its tip.
    tail = max(0.2 - x, 0.7 - y, (x + y - 1.18) / hypot(1, 1))
    return min(box, tail)


def _prompt(x: float, y: float) -> float:
    """`>` and `_`, as lines with round ends."""
    return min(
        _line(x, y, (0.24, 0.28), (0.40, 0.42)),
        _line(x, y, (0.40, 0.42), (0.24, 0.56)),
        _line(x, y, (0.50, 0.57), (0.74, 0.57)),
    )


def _line(x: float, y: float, start: tuple[float, float], end: tuple[float, float]) -> float:
    (ax, ay), (bx, by) = start, end
    along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
    nearest = min(1.0, max(0.0, along))
    return hypot(x - ax - nearest * (bx - ax), y - ay - nearest * (by - ay)) - 0.045
