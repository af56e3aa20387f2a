"""The icon: images that other programs can read, in the sizes they look for."""

import struct
import zlib

import icons
import pytest


def pixels(image: bytes) -> tuple[int, list[bytes]]:
    """Read a PNG image, as far as ours go: its edge, and its rows of RGBA pixels."""
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    at, chunks = 8, {}
    while at < len(image):
        length, kind = struct.unpack_from(">I4s", image, at)
        data = image[at + 8 : at + 8 + length]
        [checksum] = struct.unpack_from(">I", image, at + 8 + length)
        assert checksum == zlib.crc32(kind + data)
        chunks[kind] = data
        at += 12 + length
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    width, height, depth, color = struct.unpack_from(">2I2B", chunks[b"IHDR"])
    assert (width, depth, color) == (height, 8, 6)
    raw = zlib.decompress(chunks[b"IDAT"])
    stride = 1 + 4 * width
    rows = [raw[row * stride : (row + 1) * stride] for row in range(height)]
    assert all(row[0] == 0 for row in rows)  # not filtered
    return width, [row[1:] for row in rows]


@pytest.mark.parametrize("size", [16, 48])
def test_a_bubble_on_nothing(size: int) -> None:
    edge, rows = pixels(icons.png(size))
    assert edge == size

    def pixel(x: float, y: float) -> tuple[int, ...]:
        column = int(x * size) * 4
        return tuple(rows[int(y * size)][column : column + 4])

    assert pixel(0.99, 0.99)[3] == 0  # nothing in the corner
    assert pixel(0.1, 0.3) == (*icons.BUBBLE, 255)
    assert pixel(0.62, 0.57)[0] > 200  # the line of the prompt
    assert pixel(0.22, 0.88)[3] > 150  # the tail


def test_windows_finds_its_sizes() -> None:
    icon = icons.ico()
    reserved, kind, count = struct.unpack_from("<3H", icon)
    assert (reserved, kind) == (0, 1)
    sizes = []
    for entry in range(count):
        edge, _, _, _, _, bits, length, at = struct.unpack_from("<4B2H2I", icon, 6 + 16 * entry)
        sizes.append(pixels(icon[at : at + length])[0])
        assert (edge or 256, bits) == (sizes[-1], 32)
    assert {16, 32, 48, 256} <= set(sizes)


def test_macos_finds_its_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(icons, "ICNS_TYPES", {b"icp4": 16, b"icp5": 32})  # the big ones take long
    icon = icons.icns()
    assert icon[:8] == b"icns" + struct.pack(">I", len(icon))
    at, sizes = 8, {}
    while at < len(icon):
        kind, length = struct.unpack_from(">4sI", icon, at)
        sizes[kind] = pixels(icon[at + 8 : at + length])[0]
        at += length
    assert sizes == icons.ICNS_TYPES
