"""Text from files, made safe for the screen: it is never read as markup nor as escape sequences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from msgspec import Struct
from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.strip import Strip

from unclench.language import tr


class Passage(Struct, frozen=True):
    """A text, and its heading if it has one. The rows of a `picture` are never wrapped."""

    heading: str
    text: str
    picture: bool = False
    close: bool = False
    """Whether the next one follows without a blank line."""


_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Control characters except tab and newline, and characters that reorder a line."""


def clean(text: str) -> str:
    """The text without characters that a terminal would obey."""
    return _UNSAFE.sub("", text)


def shown_as_is(text: str) -> str:
    """The text with a blank for each character that a terminal would obey: what stands where stays the same."""
    return _UNSAFE.sub(" ", text)


def flat(text: str) -> str:
    """The text cleaned, on one line."""
    return " ".join(clean(text).split())


def content(text: str, style: str = "") -> Content:
    """The text as content for a widget. Brackets stay brackets."""
    return Content.styled(clean(text), style)


CUTS = (" · ", ": ", ", ", tr(" and "))
"""Where a sentence can end before its end."""


def shortened(text: str, room: int) -> str:
    """The text in at most so many columns, cut with an ellipsis where it has to be: behind a word, if it can be."""
    cut = content(text).truncate(room, ellipsis=True).plain
    if cut.endswith("…") and not text.endswith("…") and cut.rfind(" ") > room // 2:
        return f"{cut[: cut.rfind(' ')].rstrip(' ,')}…"
    return cut


def gist(text: str, room: int) -> str:
    """The text, or as much of its beginning as has room and still says what it is about."""
    begins = (text.partition(cut)[0] for cut in CUTS)
    return next((each for each in (text, *begins) if content(each).cell_length <= room), shortened(text, room))


def hanging(lead: str, text: str, width: int) -> str:
    """`lead` and the text, wrapped to so many columns with its further lines under its own beginning.

    Where that would leave too little room for the text, they begin at the left as usual.
    """
    indent = content(lead).cell_length
    if width - indent < LEAST_HUNG:
        return lead + text
    lines = [line.plain.rstrip() for line in content(text).wrap(width - indent)]
    return lead + f"\n{' ' * indent}".join(lines)


LEAST_HUNG = 12
"""Columns: narrower than this, words would be cut."""


def row(width: int, left: str, right: str, style: str = "") -> Content:
    """One line of a list: `left`, cut to fit, and `right` at the right edge."""
    end = content(right)  # in no colour of its own: the bar has to hold under it
    start = content(shortened(left, max(1, width - end.cell_length - 2)), style)
    return Content.assemble(start, " " * max(1, width - start.cell_length - end.cell_length), end)


Cell = tuple[str, Style]
"""One character and its style."""


def strip_of(cells: Sequence[Cell]) -> Strip:
    """The cells as one row, with neighbours of the same style as one segment.

    Blanks become segments of their own, because exported pictures drop blanks that begin a segment.
    """
    segments = []
    for _, run in groupby(cells, key=lambda cell: (id(cell[1]), cell[0] == " ")):
        piece = list(run)
        segments.append(Segment("".join(mark for mark, _ in piece), piece[0][1]))
    return Strip(segments, len(cells))
