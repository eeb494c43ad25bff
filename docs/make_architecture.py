"""Draws docs/architecture.svg and writes the table of folders in docs/architecture.md, from the program's imports.

`python docs/make_architecture.py` writes both; a unit test checks that they are up to date.

The arrows come from grimp, which import-linter uses for the contracts in pyproject.toml. Where
there is a longer way from one folder to another, the direct arrow is left out of the picture: all
of them would be a black knot. The table names every one. Only whole folders (and modules that
stand beside them) are drawn; `unclench.testing` is for tests and not part of the program.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
PAGE = ROOT / "docs" / "architecture.md"
PICTURE = ROOT / "docs" / "architecture.svg"
BEGIN, END = "<!-- made by docs/make_architecture.py -->", "<!-- end of what is made -->"
NOT_DRAWN = frozenset({"unclench", "testing", "__main__"})
"""The package's own `__init__.py` (a version number), the tests' fakes, and the file that starts `cli`."""

Arrows = Mapping[str, frozenset[str]]
"""Each folder with the folders that it imports."""

BOX, HEIGHT, ROW, GAP, EDGE = 112, 34, 74, 34, 24
"""Of the picture, in pixels: a box's width and height, from row to row, between two boxes, around it all."""
BEND = 12
"""How wide the place is that an arrow takes where it passes a row of boxes."""
SWEEPS = 24
"""Rounds of moving boxes towards what they are connected to; more change nothing."""


# -- what imports what -------------------------------------------------------------------


def arrows() -> Arrows:
    """What each folder imports, from the source of this checkout."""
    sys.path.insert(0, str(SOURCE))
    try:
        import grimp

        graph = grimp.build_graph("unclench", cache_dir=None)
    finally:
        sys.path.remove(str(SOURCE))
    found: dict[str, set[str]] = {folder_of(module): set() for module in graph.modules}
    for module in graph.modules:
        found[folder_of(module)] |= {folder_of(each) for each in graph.find_modules_directly_imported_by(module)}
    return {name: frozenset(used - NOT_DRAWN - {name}) for name, used in sorted(found.items()) if name not in NOT_DRAWN}


def folder_of(module: str) -> str:
    """`unclench.tui.app` lives in `tui`."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else parts[0]


def needed(all_arrows: Arrows) -> Arrows:
    """The arrows without those that a longer way already shows."""
    return {
        name: frozenset(
            each for each in used if not any(each in reached(other, all_arrows) for other in used - {each})
        )
        for name, used in all_arrows.items()
    }  # fmt: skip


def reached(name: str, all_arrows: Arrows) -> set[str]:
    """Everything that `name` imports, directly or not."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        new = all_arrows[waiting.pop()] - found
        found |= new
        waiting += new
    return found


# -- where the boxes go ------------------------------------------------------------------


class Slot(NamedTuple):
    """A place in a row: a folder's box, or, with `to`, where the arrow from `name` to `to` passes the row."""

    name: str
    to: str = ""

    @property
    def width(self) -> int:
        """In pixels."""
        return BEND if self.to else BOX


def depths(drawn: Arrows) -> dict[str, int]:
    """The row of each folder, counted from the bottom: one above the highest that it imports."""
    found: dict[str, int] = {}

    def depth(name: str) -> int:
        if name not in found:
            found[name] = 1 + max((depth(each) for each in drawn[name]), default=-1)
        return found[name]

    for name in drawn:
        depth(name)
    return found


def placed(drawn: Arrows) -> dict[Slot, tuple[float, int]]:
    """The middle of each slot (x, in pixels) with its row, counted from the bottom."""
    level = depths(drawn)
    rows: list[list[Slot]] = [[] for _ in range(max(level.values()) + 1)]
    beside: dict[Slot, list[Slot]] = {}
    for name in sorted(drawn):
        rows[level[name]].append(Slot(name))
        for to in sorted(drawn[name]):
            chain = list(way(name, to, level))
            for slot in chain[1:-1]:
                rows[level_of(slot, chain, level)].append(slot)
            for above, below in pairwise(chain):
                beside.setdefault(above, []).append(below)
                beside.setdefault(below, []).append(above)
    x: dict[Slot, float] = {}
    for row in rows:
        x |= spread(row, dict.fromkeys(row, 0.0))
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 else reversed(rows):
            wish = {slot: sum(x[each] for each in near) / len(near) if (near := beside.get(slot)) else x[slot]
                    for slot in row}  # fmt: skip
            if sweep < SWEEPS // 2:
                row.sort(key=lambda slot: (wish[slot], slot))
            x |= spread(row, wish)
    left = min(x[slot] - slot.width / 2 for slot in x)
    return {slot: (x[slot] - left, number) for number, row in enumerate(rows) for slot in row}


def way(name: str, to: str, level: Mapping[str, int]) -> Iterator[Slot]:
    """The slots that an arrow goes through, its two boxes among them, from the top down."""
    yield Slot(name)
    for number in range(level[name] - 1, level[to], -1):
        yield Slot(name, f"{to} {number}")
    yield Slot(to)


def level_of(slot: Slot, chain: Sequence[Slot], level: Mapping[str, int]) -> int:
    """The row of a slot of this chain."""
    return level[chain[0].name] - chain.index(slot)


def spread(row: Sequence[Slot], wish: Mapping[Slot, float]) -> dict[Slot, float]:
    """Places in the order of the row, as near to the wishes as the widths allow."""
    if not row:
        return {}
    rightwards, edge = [], -1e9
    for slot in row:
        rightwards.append(max(wish[slot], edge + slot.width / 2))
        edge = rightwards[-1] + slot.width / 2 + GAP
    leftwards, edge = [], 1e9
    for slot in reversed(row):
        leftwards.append(min(wish[slot], edge - slot.width / 2))
        edge = leftwards[-1] - slot.width / 2 - GAP
    return {slot: (a + b) / 2 for slot, a, b in zip(row, rightwards, reversed(leftwards), strict=True)}


# -- the picture -------------------------------------------------------------------------


def picture(all_arrows: Arrows) -> str:
    """The picture as SVG that stands by itself."""
    drawn = needed(all_arrows)
    level, place = depths(drawn), placed(drawn)
    top = max(level.values())

    def middle(slot: Slot) -> tuple[int, int]:
        x, row = place[slot]
        return round(EDGE + x), EDGE + HEIGHT // 2 + (top - row) * ROW

    width = 2 * EDGE + round(max(x + slot.width / 2 for slot, (x, _) in place.items()))
    height = 2 * EDGE + HEIGHT + top * ROW
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
    tip = 'viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="system-ui, sans-serif" font-size="15">',
        "<title>The folders of unclench and what they import</title>",
        f"<desc>{escape('; '.join(f'{name} imports {listed(used)}' for name, used in drawn.items()))}.</desc>",
        f'<defs><marker id="tip" {tip}><path d="M0 0 8 4 0 8z" fill="#567"/></marker></defs>',
        f'<rect width="{width}" height="{height}" rx="8" fill="#fff"/>',
    ]
    for name, used in drawn.items():
        for to in sorted(used):
            points = [middle(slot) for slot in way(name, to, level)]
            lines.append(f'<path d="{curve(points)}" fill="none" stroke="#567" marker-end="url(#tip)"/>')
    for name in drawn:
        x, y = middle(Slot(name))
        lines.append(
            f'<rect x="{x - BOX // 2}" y="{y - HEIGHT // 2}" width="{BOX}" height="{HEIGHT}" rx="6" fill="#e9f0f5" '
            f'stroke="#567"/><text x="{x}" y="{y + 5}" text-anchor="middle" fill="#123">{escape(name)}</text>'
        )
    return "\n".join([*lines, "</svg>", ""])


def curve(points: Sequence[tuple[int, int]]) -> str:
    """An SVG path from below the first box to above the last one, straight down through what lies between."""
    (x, y), *between, (last_x, last_y) = points
    parts = [f"M{x} {y + HEIGHT // 2}"]
    y += HEIGHT // 2
    for next_x, next_y in between:
        high, low = next_y - HEIGHT // 2, next_y + HEIGHT // 2
        parts.append(f"C{x} {(y + high) // 2} {next_x} {(y + high) // 2} {next_x} {high}V{low}")
        x, y = next_x, low
    end = last_y - HEIGHT // 2
    parts.append(f"C{x} {(y + end) // 2} {last_x} {(y + end) // 2} {last_x} {end}")
    return "".join(parts)


# -- the page ----------------------------------------------------------------------------


def table(all_arrows: Arrows) -> list[str]:
    """Every folder with what it is, from its own docstring, and all that it imports; from the top down."""
    level = depths(needed(all_arrows))
    rows = ["| in `src/unclench` | what it is | imports |", "|---|---|---|"]
    for name in sorted(all_arrows, key=lambda name: (-level[name], name)):
        place, about = described(name)
        rows.append(f"| `{place}` | {about} | {listed(all_arrows[name])} |")
    return rows


def described(name: str) -> tuple[str, str]:
    """The path of a folder or module, and the first paragraph of its docstring."""
    folder = SOURCE / "unclench" / name
    file = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    docstring = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    about = " ".join(docstring.split("\n\n")[0].split()).replace("|", r"\|")
    return (f"{name}/" if folder.is_dir() else file.name), about


def listed(names: Collection[str]) -> str:
    """Names in the order of the alphabet, or "nothing"."""
    return ", ".join(sorted(names)) or "nothing"


def page(text: str, all_arrows: Arrows) -> str:
    """The page with its table made anew; the rest of it is written by hand."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return "\n".join([f"{before}{BEGIN}", *table(all_arrows), f"{END}{after}"])


if __name__ == "__main__":
    now = arrows()
    PICTURE.write_text(picture(now), "utf-8")
    PAGE.write_text(page(PAGE.read_text("utf-8"), now), "utf-8")
