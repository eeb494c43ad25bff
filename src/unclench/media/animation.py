"""What a GIF or a WebP says of its frames: how many, how large, how long each is shown. Pure; nothing is decoded.

So a file that claims too much is refused before a decoder sees it, and the first frame can be cut out without one.
GIF: the specification of 1990 (GIF89a). WebP: RFC 9649.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

GIF = (b"GIF87a", b"GIF89a")
MOST_FRAMES = 600
"""A minute at ten a second."""
MOST_BLOCKS = 20 * MOST_FRAMES
"""Pieces of a file, of which a frame takes one to three. More are there to keep somebody busy."""
FASTEST, SLOWEST = 250, 5_000
"""Ms for which a frame is shown, at least and at most: four a second are enough to see how it goes. Ours."""
MOST_SHOWN = 48
"""Frames: twelve seconds at their fastest, which is longer than nearly any repetition. Ours."""
_HURRIED, _USUAL = 10, 100
"""A frame that is said to last this many ms or less lasts 100 in every browser."""


class FrameTimes(NamedTuple):
    """How large the whole is, in pixels, and how many ms each frame lasts by the file; 0 for a single one.

    Nothing is read behind the first frame that is one too many.
    """

    width: int
    height: int
    lasting: tuple[int, ...]


def _is_webp(start: bytes) -> bool:
    """Whether a file that begins with these twelve bytes, or more, says that it is a WebP."""
    return start[:4] == b"RIFF" and start[8:12] == b"WEBP"


def frame_times(data: bytes) -> FrameTimes | None:
    """What a file says of its frames; None for a file of another kind. Raises ValueError for a broken one."""
    if not (data.startswith(GIF) or _is_webp(data)):
        return None
    try:
        found = _of_gif(data) if data.startswith(GIF) else _of_webp(data)
    except IndexError as error:
        raise ValueError("it breaks off, or has too many pieces") from error
    if not found.lasting or not found.width or not found.height:
        raise ValueError("it has no frame")
    return found


def shown(lasting: Sequence[int]) -> list[tuple[int, int]]:
    """Which frames are shown, by their numbers, and for how many ms, so that the whole keeps its own pace.

    One that is over too soon makes way for the one before it, which lasts as much longer.
    """
    least = FASTEST
    while True:
        found: list[tuple[int, int]] = []
        for number, said in enumerate(lasting):
            ms = _USUAL if said <= _HURRIED else said
            if found and found[-1][1] < least:
                found[-1] = found[-1][0], found[-1][1] + ms
            else:
                found.append((number, ms))
        if len(found) <= MOST_SHOWN:
            return [(number, at_a_pace(ms)) for number, ms in found]
        least *= 2


def at_a_pace(ms: int) -> int:
    """For how long a frame is shown, whatever is said."""
    return min(max(ms, FASTEST), SLOWEST)


def first_frame(data: bytes) -> bytes:
    """The same file with its first frame alone; as it is, where it has no other or is of another kind.

    Raises ValueError for a broken one.
    """
    found = frame_times(data)
    if found is None or len(found.lasting) == 1:
        return data
    try:
        if data.startswith(GIF):
            end = next(block.end for block in _gif_blocks(data) if block.kind == _IMAGE)
            return data[:end] + _END_OF_GIF
        return _still_webp(next(body for kind, body in _webp_chunks(data, 12) if kind == b"ANMF"))
    except (IndexError, StopIteration) as error:
        raise ValueError("it breaks off within its first frame") from error


# -- GIF ----------------------------------------------------------------------------------------

_EXTENSION, _IMAGE, _END_OF_GIF = b"!", b",", b";"
_GRAPHIC_CONTROL = 0xF9
"""The extension that says how long the next image lasts."""


class _Block(NamedTuple):
    """An extension or an image: where it begins and ends."""

    kind: bytes
    start: int
    end: int


def _gif_blocks(data: bytes) -> Iterator[_Block]:
    """Raises IndexError where the file breaks off within one, or has too many; whatever else is no block ends it."""
    at = 13 + _colours(data[10])
    for _ in range(MOST_BLOCKS):
        if (kind := data[at : at + 1]) not in (_EXTENSION, _IMAGE):
            return
        body = at + 2 if kind == _EXTENSION else at + 11 + _colours(data[at + 9])
        end = _behind_pieces(data, body)
        yield _Block(kind, at, end)
        at = end
    raise IndexError


def _colours(flags: int) -> int:
    """The bytes of a table of colours; none if the flags say that there is none."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _behind_pieces(data: bytes, at: int) -> int:
    """Where pieces end, each of which begins with its length; an empty one is the last."""
    while size := data[at]:
        at += size + 1
    return at + 1


def _of_gif(data: bytes) -> FrameTimes:
    width, height, lasting, ms = _number(data, 6, 2), _number(data, 8, 2), list[int](), 0
    for kind, start, _ in _gif_blocks(data):
        if kind == _IMAGE:
            width = max(width, _number(data, start + 1, 2) + _number(data, start + 5, 2))
            height = max(height, _number(data, start + 3, 2) + _number(data, start + 7, 2))
            lasting.append(ms)
            ms = 0
            if len(lasting) > MOST_FRAMES:
                break
        elif data[start + 1] == _GRAPHIC_CONTROL and data[start + 2] >= 4:
            ms = 10 * _number(data, start + 4, 2)
    return FrameTimes(width, height, tuple(lasting))


# -- WebP ---------------------------------------------------------------------------------------

_ALPHA = 0x10
"""A flag of the first chunk of a WebP: some of it can be seen through."""


def _webp_chunks(data: bytes, at: int) -> Iterator[tuple[bytes, bytes]]:
    """The kind and content of each chunk. Raises IndexError where the file breaks off within one, or has too many."""
    for _ in range(MOST_BLOCKS):
        if at + 8 > len(data):
            return
        size = _number(data, at + 4, 4)
        if at + 8 + size > len(data):
            raise IndexError
        yield data[at : at + 4], data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    raise IndexError


def _of_webp(data: bytes) -> FrameTimes:
    width = height = 0
    lasting, still = list[int](), False
    for kind, body in _webp_chunks(data, 12):
        size = (0, 0)
        if kind == b"VP8X":
            size = _number(body, 4, 3) + 1, _number(body, 7, 3) + 1
        elif kind == b"ANMF":
            size = 2 * _number(body, 0, 3) + _number(body, 6, 3) + 1, 2 * _number(body, 3, 3) + _number(body, 9, 3) + 1
            lasting.append(_number(body, 12, 3))
            if len(lasting) > MOST_FRAMES:
                break
        elif kind == b"VP8 ":
            size, still = (_number(body, 6, 2) & 0x3FFF, _number(body, 8, 2) & 0x3FFF), True
        elif kind == b"VP8L":
            bits, still = _number(body, 1, 4), True
            size = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        width, height = max(width, size[0]), max(height, size[1])
    return FrameTimes(width, height, tuple(lasting) or (0,) * still)


def _still_webp(frame: bytes) -> bytes:
    """A WebP of the content of one chunk `ANMF`."""
    chunks = [(kind, body) for kind, body in _webp_chunks(frame, 16) if kind in (b"ALPH", b"VP8 ", b"VP8L")]
    if chunks and chunks[0][0] == b"ALPH":
        chunks.insert(0, (b"VP8X", bytes((_ALPHA, 0, 0, 0)) + frame[6:12]))
    body = b"".join(
        kind + len(each).to_bytes(4, "little") + each + bytes(len(each) % 2) for kind, each in chunks
    )  # fmt: skip
    return b"RIFF" + (4 + len(body)).to_bytes(4, "little") + b"WEBP" + body


def _number(data: bytes, at: int, size: int) -> int:
    """A number of so many bytes, the lowest first. Raises IndexError where there are not so many."""
    if len(data) < at + size:
        raise IndexError
    return int.from_bytes(data[at : at + size], "little")
