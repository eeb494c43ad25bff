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
