"""Pictures for tests, made without a library."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

CHANNELS = {0: 1, 2: 3, 6: 4}


def black(path: Path, width: int, height: int, *, bits: int = 8, colour: int = 2) -> Path:
    """A PNG of nothing but zeros, of grey (0), of colours (2), or of colours that cannot be seen (6)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = bytes(1 + (width * bits * CHANNELS[colour] + 7) // 8)
    squeeze = zlib.compressobj(1)
    rows = b"".join(squeeze.compress(row) for _ in range(height)) + squeeze.flush()
    head = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))
    return path


def bomb(path: Path) -> Path:
    """A few kilobytes of file that decode to 13,300 by 13,300 pixels: here 177 MB, in colour two gigabytes."""
    return black(path, 13_300, 13_300, bits=1, colour=0)


def gif(
    path: Path,
    *lasting: int,
    size: tuple[int, int] = (4, 4),
    frame: tuple[int, int, int, int] | None = None,
    more: bytes = b"",
) -> Path:
    """A GIF with a frame for each of these times, in hundredths of a second, and `more` blocks behind them.

    `frame` is where each lies: x, y, width, height. Every frame has one pixel of its own, of another colour than the
    one before; the others are whatever they were.
    """
    head = b"GIF89a" + struct.pack("<HHBBB", *size, 0x80, 0, 0) + bytes((0, 0, 0, 255, 255, 255))
    where = struct.pack("<HHHH", *(frame or (0, 0, 1, 1)))
    frames = (
        b"!\xf9\x04\x04" + struct.pack("<H", each) + b"\0\0" + b"," + where + b"\0\x02\x02"
        + (b"\x44\x01" if number % 2 else b"\x4c\x01") + b"\0"
        for number, each in enumerate(lasting)
    )  # fmt: skip
    path.write_bytes(head + b"".join(frames) + more + b";")
    return path


def webp(path: Path, *chunks: tuple[bytes, bytes]) -> Path:
    """A WebP of whatever chunks you like."""
    body = b"".join(kind + struct.pack("<I", len(each)) + each + bytes(len(each) % 2) for kind, each in chunks)
    path.write_bytes(b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body)
    return path
