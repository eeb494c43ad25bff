"""Shapes drawn with characters: numerals of any height, words in block letters, the breath's disc, plots. Pure.

Numerals are drawn from strokes, since the time has to be legible from three metres away. They are
painted on a grid of half cells, which are about square; two of them make one character. So every
height from three rows on is equally crisp.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import cos, pi, sin, sqrt

from unclench.session.session import View
from unclench.session.timeline import Kind, Timeline

LEAST = 3
"""Rows of the smallest numeral. In fewer rows, the text itself is shown."""
SLENDER = 0.62
"""A numeral's width as a share of its height. Our own choice."""
STROKE, HEAVY = 0.17, 0.25
"""A stroke's thickness as a share of the height. Our own choice: thick strokes are legible from further away."""

# The strokes of each numeral: t, m, b are the bars at the top, middle and bottom; ul, ll, ur, lr are the
# upper and lower posts at the left and right; c is a post in the middle, f the flag of the 1.
_STROKES = {
    "0": "t b ul ll ur lr", "1": "c f b", "2": "t m b ur ll", "3": "t m b ur lr", "4": "m ul ur lr",
    "5": "t m b ul lr", "6": "t m b ul ll lr", "7": "t ur lr", "8": "t m b ul ll ur lr", "9": "t m b ul ur lr",
    "-": "m", ":": "colon", " ": "", "O": "t b ul ll ur lr", "F": "t m ul ll",
}  # fmt: skip


def size(text: str, rows: int) -> int:
    """The columns that `text` takes at a height of 1 row, or of `LEAST` rows or more."""
    if rows < LEAST:
        return len(text)
    height = 2 * rows - 1
    gap = _gap(height)
    return sum(_width(mark, height) + gap for mark in text) - gap if text else 0


def rows_for(text: str, columns: int, rows: int) -> int:
    """The greatest height in rows at which `text` fits into a room; at least 1."""
    for height in range(rows, LEAST - 1, -1):
        if size(text, height) <= columns:
            return height
    return 1


def drawable(text: str) -> bool:
    """Whether `draw` has every character: a time has them, and the OFF of English."""
    return all(mark in _STROKES for mark in text)


@lru_cache(maxsize=64)
def draw(text: str, rows: int, *, heavy: bool = False) -> Sequence[str]:
    """The rows of `text`; `heavy`: with thicker strokes.

    Characters other than 0 to 9, `:`, `-`, space and the letters of OFF are left out.
    """
    if rows < LEAST:
        return (text,)
    height = 2 * rows - 1
    marks = [_mark(mark, height, heavy=heavy) for mark in text if mark in _STROKES]
    gap = [False] * _gap(height)
    lines: list[list[bool]] = []
    for y in range(height):
        line: list[bool] = []
        for mark in marks:
            line += mark[y] + gap
        lines.append(line[: -len(gap)])
    lines.append([False] * len(lines[0]))
    return tuple(
        "".join(_HALVES[upper, lower] for upper, lower in zip(lines[y], lines[y + 1], strict=True))
        for y in range(0, height, 2)
    )


_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def _thick(height: int, *, heavy: bool = False) -> int:
    holes = (height - 2) // 3  # room for three bars, with at least half a cell between two
    return max(1, min(holes, round(height * (HEAVY if heavy else STROKE))))


def _gap(height: int) -> int:
    return max(1, round(height * STROKE))


def _width(mark: str, height: int) -> int:
    if mark == ":":
        return _thick(height)
    return max(3, round(height * SLENDER))


@lru_cache(maxsize=256)
def _mark(mark: str, height: int, *, heavy: bool) -> list[list[bool]]:
    width, thick = _width(mark, height), _thick(height, heavy=heavy)
    grid = [[False] * width for _ in range(height)]
    strokes = _STROKES[mark].split()
    middle = (height - thick) // 2
    right, centre = width - thick, (width - thick) // 2
    boxes = {
        "t": (0, 0, width, thick), "m": (0, middle, width, middle + thick), "b": (0, height - thick, width, height),
        "ul": (0, 0, thick, middle + thick), "ll": (0, middle, thick, height),
        "ur": (right, 0, width, middle + thick), "lr": (right, middle, width, height),
        "c": (centre, 0, centre + thick, height), "f": (max(0, centre - thick), 0, centre, thick),
    }  # fmt: skip
    if mark == ":":
        third = height // 3
        for y in (third - thick // 2, height - third - (thick + 1) // 2):
            _fill(grid, 0, y, width, y + thick)
        return grid
    for stroke in strokes:
        _fill(grid, *boxes[stroke])
    if thick > 1:
        _round(grid, strokes)
    return grid


def _fill(grid: list[list[bool]], left: int, top: int, right: int, bottom: int) -> None:
    for y in range(top, bottom):
        for x in range(left, right):
            grid[y][x] = True


def _round(grid: list[list[bool]], strokes: Sequence[str]) -> None:
    """Remove the outer corners where strokes meet, which softens the look and makes an 8 no block."""
    corners = {(0, 0): ("t", "ul"), (0, -1): ("t", "ur"), (-1, 0): ("b", "ll"), (-1, -1): ("b", "lr")}
    for (y, x), meeting in corners.items():
        if all(stroke in strokes for stroke in meeting):
            grid[y][x] = False


# -- words -------------------------------------------------------------------------------

HIGH = 5
"""Half cells that a block letter is high at its smallest; all its sizes are multiples of that."""
# The five rows of each letter, from top to bottom.
_LETTERS = {
    "A": ".#. #.# ### #.# #.#", "B": "##. #.# ##. #.# ##.", "C": ".## #.. #.. #.. .##", "D": "##. #.# #.# #.# ##.",
    "E": "### #.. ##. #.. ###", "F": "### #.. ##. #.. #..", "G": ".### #... #.## #..# .###", "H": "#.# #.# ### #.# #.#",
    "I": "# # # # #", "J": "..# ..# ..# #.# .#.", "K": "#.# #.# ##. #.# #.#", "L": "#.. #.. #.. #.. ###",
    "M": "#...# ##.## #.#.# #...# #...#", "N": "#..# ##.# #.## #..# #..#", "O": ".##. #..# #..# #..# .##.",
    "P": "##. #.# ##. #.. #..", "Q": ".##. #..# #..# #.## .###", "R": "##. #.# ##. #.# #.#", "S": ".## #.. .#. ..# ##.",
    "T": "### .#. .#. .#. .#.", "U": "#.# #.# #.# #.# ###", "V": "#.# #.# #.# #.# .#.",
    "W": "#...# #...# #.#.# ##.## #...#", "X": "#.# #.# .#. #.# #.#", "Y": "#.# #.# .#. .#. .#.",
    "Z": "### ..# .#. #.. ###",
    "0": "### #.# #.# #.# ###", "1": ".#. ##. .#. .#. ###", "2": "##. ..# .#. #.. ###", "3": "##. ..# .#. ..# ##.",
    "4": "#.# #.# ### ..# ..#", "5": "### #.. ##. ..# ##.", "6": ".## #.. ### #.# ###", "7": "### ..# .#. .#. .#.",
    "8": "### #.# ### #.# ###", "9": "### #.# ### ..# ##.", " ": ".. .. .. .. ..", "?": "##. ..# .#. ... .#.",
    "!": "# # # . #", "-": "... ... ### ... ...", ".": ". . . . #", ",": ".. .. .. .# #.", "'": "# # . . .",
    "/": "..# ..# .#. #.. #..", "+": "... .#. ### .#. ...", "&": ".#.. #.#. .#.# #.#. .#.#",
}  # fmt: skip


@lru_cache(maxsize=64)
def spell(text: str, columns: int, rows: int) -> Sequence[str]:
    """A word in block letters, as large as fits into the room; empty if none fit, or if it has others than these."""
    word = text.upper()
    if not word.strip() or any(mark not in _LETTERS for mark in word):
        return ()
    letters = [_LETTERS[mark].split() for mark in word]
    for scale in range(2 * rows // HIGH, 0, -1):
        for gap in (2, 1):  # letters well apart are told apart from further away
            if scale * (sum(len(letter[0]) + gap for letter in letters) - gap) <= columns:
                return _scaled(["".join(("." * gap).join(each)) for each in zip(*letters, strict=True)], scale)
    return ()


def _scaled(dots: Sequence[str], scale: int) -> Sequence[str]:
    halves = [[dot == "#" for dot in row for _ in range(scale)] for row in dots for _ in range(scale)]
    if len(halves) % 2:
        halves.append([False] * len(halves[0]))
    return tuple(
        "".join(_HALVES[upper, lower] for upper, lower in zip(halves[y], halves[y + 1], strict=True))
        for y in range(0, len(halves), 2)
    )


# -- the breath --------------------------------------------------------------------------

SMALLEST = 0.5
"""The radius of empty lungs as a share of full ones: the eye does not lose the disc, and its words have room."""
WIDE_ENOUGH = 18
"""The least columns to each side of the middle of a full disc, if the room has them: a word goes inside."""
ROOM_FOR_RING = 9
"""Rows from which a ring around the disc has room."""
WITHIN = 0.84
"""A full disc's share of the ring around it. Our own choice."""

Span = tuple[int, int]
"""The columns that are covered, from and to, equal if none are."""


def fullness(timeline: Timeline, view: View) -> float:
    """How full the lungs are at a moment of a breath, 0 to 1; eased in and out, as people breathe."""
    segment = view.segment
    assert segment is not None
    within = 1.0 if not segment.width else min(1.0, view.elapsed / segment.width)
    eased = (1 - cos(pi * within)) / 2
    match segment.kind:
        case Kind.BREATHE_IN:
            breaths = [timeline.segments[i] for i in timeline.breath(segment.index)]
            ins = [other for other in breaths if other.kind is Kind.BREATHE_IN]
            whole = sum(other.width for other in ins) or 1
            before = sum(other.width for other in ins if other.index < segment.index)
            return (before + eased * segment.width) / whole
        case Kind.BREATHE_HOLD:
            return 1.0
        case Kind.BREATHE_OUT:
            return 1 - eased
        case _:
            return 0.0


def breathed(timeline: Timeline, view: View) -> float:
    """How much of this breath is over, from its beginning to its end, 0 to 1."""
    segment = view.segment
    assert segment is not None
    whole = timeline.breath(segment.index)
    first, last = timeline.segments[whole.start], timeline.segments[whole.stop - 1]
    gone = segment.start - first.start + min(view.elapsed, segment.width)
    return gone / max(1, last.end - first.start)


def _radii(columns: int, rows: int) -> tuple[float, float]:
    """How far what fills a room reaches from its middle, in columns and in half rows, which are about as large."""
    high = min(2 * rows, columns) / 2
    return max(high, min(WIDE_ENOUGH, columns / 2)), high


def disc(columns: int, rows: int, part: float) -> Sequence[Span]:
    """A centred disc by half rows. It is full at `part` 1, where it leaves room for a ring if there is enough.

    In a low and wide room it is flattened.
    """
    wide, high = _radii(columns, rows)
    grown = (SMALLEST + (1 - SMALLEST) * part) * (WITHIN if rows >= ROOM_FOR_RING else 1)
    spans: list[Span] = []
    for row in range(2 * rows):
        off = (row + 0.5 - rows) / (high * grown or 1)
        reach = sqrt(1 - off * off) * wide * grown if abs(off) < 1 else 0.0
        half = round(reach)
        spans.append((columns // 2 - half, columns // 2 + half))
    return spans


@lru_cache(maxsize=8)
def ring(columns: int, rows: int) -> Sequence[tuple[int, int]]:
    """The cells of a ring of dots around the disc, by column and row, clockwise from the top; empty without room."""
    if rows < ROOM_FOR_RING:
        return ()
    wide, high = _radii(columns, rows)
    count = round(pi * (wide + high) / 3)
    places = []
    for number in range(count):
        angle = 2 * pi * number / count
        x = round(columns // 2 + sin(angle) * (wide - 1) - 0.5)
        places.append((min(columns - 1, max(0, x)), min(rows - 1, int((rows - cos(angle) * (high - 0.5)) / 2))))
    return tuple(dict.fromkeys(places))


HIGHEST = 10
"""The highest rating."""
SCALE = 3
"""Columns for the scale at the left."""
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot in a braille character, by row and column."""


def plot(points: Sequence[tuple[float, float]], span: tuple[float, float], width: int, height: int) -> list[str]:
    """A plot of points joined by a line: `height` rows of exactly `width` columns.

    A point is (moment, rating from 0 to 10); `span` is the first and the last moment of the plot.
    Points are fatter than the line, so that a lone one is visible.
    """
    columns, rows = max(1, width - SCALE), max(1, height)
    canvas = [[0] * columns for _ in range(rows)]
    first, last = span
    wide, high = columns * 2 - 2, rows * 4 - 2  # a fat point needs one dot more to the right and below

    def place(point: tuple[float, float]) -> tuple[int, int]:
        across = (point[0] - first) / (last - first) if last > first else 0.5
        up = min(HIGHEST, max(0, point[1])) / HIGHEST
        return round(min(1, max(0, across)) * wide), round((1 - up) * high)

    places = [place(point) for point in sorted(points)]
    for x, y in _dots(places):
        canvas[y // 4][x // 2] |= _DOTS[y % 4][x % 2]
    marks = _scale(rows)
    return [f"{marks.get(n, ''):>2}│" + "".join(chr(0x2800 + cell) for cell in row) for n, row in enumerate(canvas)]


BARS = "▁▂▃▄▅▆▇█"


def spark(days: Sequence[tuple[int, float]], last: int, width: int = 14) -> str:
    """A bar for each of the `width` days up to `last`, as high as its rating, 0 to 10; a blank where there is none."""
    rated = dict(days)
    return "".join(
        BARS[round(min(HIGHEST, max(0, rated[day])) / HIGHEST * (len(BARS) - 1))] if day in rated else " "
        for day in range(last - width + 1, last + 1)
    )


def _scale(rows: int) -> dict[int, str]:
    """The numbers at the scale by row: at the ends, and in the middle if a row is there."""
    marks = {0: str(HIGHEST), rows - 1: "0"}
    if rows >= 5 and rows % 2:
        marks[rows // 2] = str(HIGHEST // 2)
    return marks


def _dots(places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for x, y in places:
        yield from ((x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1))
    for (x, y), (to_x, to_y) in pairwise(places):
        steps = max(abs(to_x - x), abs(to_y - y))
        for step in range(1, steps):
            yield round(x + (to_x - x) * step / steps), round(y + (to_y - y) * step / steps)


def feet(first: str, last: str, width: int) -> str:
    """The line below a plot, with its first and its last day."""
    room = max(0, width - SCALE - len(first) - len(last))
    return " " * SCALE + first + " " * room + last
