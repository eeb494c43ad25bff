"""Makes pictures from the running program, as SVG.

`python docs/make_pictures.py` makes those of the pages, beside this file; those of a session move.

`python docs/make_pictures.py FOLDER` makes one of every screen, in every size and every theme, and as a terminal with
16 colours shows it: look at them before a release. With more words it makes only those that have each of these in
their name: `python docs/make_pictures.py FOLDER cold 80x24`.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from html import escape
from itertools import groupby, pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
import textual.pilot
from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # how a screen is set up to be looked at, the tests know

from tests import staged  # noqa: E402
from tests.frozen import freeze, settled  # noqa: E402
from tests.light_textual import a_frame  # noqa: E402

from unclench.system import clock  # noqa: E402
from unclench.testing import ManualClock, RecordingPlayer  # noqa: E402
from unclench.tui.app import UnclenchApp  # noqa: E402
from unclench.tui.screens.player import PlayerScreen  # noqa: E402
from unclench.tui.theme import name_of  # noqa: E402

THEMES = ("dark", "light", "contrast")
SIXTEEN = {"16": "dark", "16-light": "light"}
"""What a terminal of 16 colours makes of a theme."""


@contextmanager
def _alone() -> Iterator[None]:
    """In a home that is empty, with no clock but the one that is turned by hand."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        freeze(patch)
        patch.setattr(textual.pilot, "wait_for_idle", a_frame)
        patch.setattr(RecordingPlayer, "name", "miniaudio")  # what somebody with a loudspeaker reads
        patch.setattr(clock, "wall", lambda: round(staged.NOON.timestamp() * 1000))
        patch.chdir(staged.HERE)
        patch.setenv("UNCLENCH_HOME", folder)
        for name in [name for name in os.environ if name.startswith("TEXTUAL") or name == "NO_COLOR"]:
            patch.delenv(name)
        yield


# -- every screen -------------------------------------------------------------------------


def _complete(svg: str) -> str:
    """Without fonts from elsewhere: the picture is complete in itself."""
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL).replace("Fira Code", "monospace")


@lru_cache(maxsize=1000)
def _nearest(colour: str) -> str:
    return Color.parse(colour).downgrade(ColorSystem.STANDARD).get_truecolor().hex


def in_sixteen(svg: str) -> str:
    """A picture in the colours that are left of it where there are 16."""
    return re.sub(r"#[0-9a-fA-F]{6}\b", lambda found: _nearest(found[0]), svg)


async def _looks(scene: staged.Scene, size: tuple[int, int]) -> dict[str, str]:
    """A screen as SVG in each theme, by the theme's name."""
    with _alone():
        app, found = scene.app(theme=THEMES[0]), {}
        async with app.run_test(size=size, notifications=True) as pilot:
            await scene.before(pilot)
            for theme in THEMES:
                app.theme = name_of(theme)
                await settled(pilot)
                found[theme] = _complete(app.export_screenshot())
    return found | {few: in_sixteen(found[theme]) for few, theme in SIXTEEN.items()}


def every_screen(folder: Path, words: Sequence[str]) -> None:
    """Write a picture of every screen whose name has each of the words."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, scene in {**staged.SCREENS, **staged.MORE}.items():
        for size in staged.SIZES:
            full = f"{name}-{'x'.join(map(str, size))}"
            if all(word in full for word in words):
                for look, svg in asyncio.run(_looks(scene, size)).items():
                    (folder / f"{full}-{look}.svg").write_text(svg, "utf-8")


# -- those of the pages -------------------------------------------------------------------


class Shot(NamedTuple):
    """A picture for the pages: what it shows, in which size, and for how long it moves, in ms (0: not at all)."""

    scene: staged.Scene
    size: tuple[int, int]
    title: str
    lasting: int = 0
    still: int = 0
    """The moment that is shown to somebody who wants nothing to move."""


SHOTS = {
    "home": Shot(staged.MORE["home"], (100, 30), "unclench"),
    "moving": Shot(
        staged.Scene("gentle-stretch", True, staged.played(75_000), staged.asked),
        (100, 28), "unclench run gentle-stretch", lasting=15_000, still=3_000,
    ),
    "breath": Shot(
        staged.Scene("breathing-5-1-4", True, staged.played(30_100), staged.asked),
        (100, 28), "unclench breathe", lasting=15_000, still=4_000,
    ),
}  # fmt: skip
"""Each by the name of its file."""
STEP = 100
"""Ms between two pictures of one that moves."""
WIDE, HIGH, BAR = 10, 20, 30
"""Of a cell, and the bar with the title, in pixels."""
OVER = 0.3
"""Pixels by which blocks and lines reach into the next cell, so that no seam is seen between them."""
DOT = 3.4
"""How large a dot of a figure is, in pixels; they are `WIDE / 2` apart."""
GROUND, EDGE, TITLE = "#101418", "#3a444f", "#9aa6b2"
BLOCKS = {"█": (0.0, 1.0), "▀": (0.0, 0.5), "▄": (0.5, 0.5)}
"""The part of a cell that a block covers, from its top: where it begins, and how high it is."""
LINES = {
    "─": "lr", "│": "ud", "╭": "rd", "╮": "ld", "╰": "ru", "╯": "lu",
    "━": "LR", "┃": "UD", "┏": "RD", "┓": "LD", "┗": "RU", "┛": "LU", "╺": "R", "╸": "L",
}  # fmt: skip
"""Which edges of its cell a line reaches from the middle: left, right, up, down; in capitals a heavy one."""
TO_EDGE = {
    "l": f"h-{WIDE / 2 + OVER:g}", "r": f"h{WIDE / 2 + OVER:g}",
    "u": f"v-{HIGH / 2 + OVER:g}", "d": f"v{HIGH / 2 + OVER:g}",
}  # fmt: skip
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot in a braille character, by row and column."""


def drawn(row: Iterable[Segment]) -> str:
    """A row of a screen as SVG. Blocks and dots are drawn, so that the picture needs no font that has them."""
    found, at = list[str](), 0
    for text, style, _ in row:
        look = style or Style()
        colour, ground = _colours(look)
        wide = Segment(text).cell_length
        if ground != GROUND:
            found.append(f'<path fill="{ground}" d="M{at * WIDE} 0h{wide * WIDE + OVER}v{HIGH + OVER}H{at * WIDE}z"/>')
        for kind, run in groupby(enumerate(text), key=lambda each: _kind(each[1])):
            cells = list(run)
            found += _run(kind, at + cells[0][0], "".join(mark for _, mark in cells), colour, look)
        at += wide
    return "".join(found)


def _kind(mark: str) -> str:
    if mark in " ⠀":
        return "blank"
    if mark in BLOCKS:
        return "block"
    if mark in LINES:
        return "heavy" if LINES[mark].isupper() else "light"
    return "dots" if 0x2800 < ord(mark) < 0x2900 else "text"


def _run(kind: str, at: int, text: str, colour: str, look: Style) -> Iterator[str]:
    match kind:
        case "block":
            boxes = [(at + n, *BLOCKS[mark]) for n, mark in enumerate(text)]
            wide = WIDE + OVER
            path = "".join(
                f"M{x * WIDE} {top * HIGH:g}h{wide}v{high * HIGH + OVER:g}h-{wide}z" for x, top, high in boxes
            )
            yield f'<path fill="{colour}" d="{path}"/>'
        case "heavy" | "light":
            path = "".join(
                f"M{(at + n + 0.5) * WIDE:g} {HIGH // 2}{TO_EDGE[edge]}"
                for n, mark in enumerate(text)
                for edge in LINES[mark].lower()
            )
            yield f'<path fill="none" stroke="{colour}" stroke-width="{3 if kind == "heavy" else 1.4}" d="{path}"/>'
        case "dots":
            yield f'<path class="d" stroke="{colour}" d="{"".join(_dots(at, text))}"/>'
        case "text":
            more = ' font-weight="bold"' * bool(look.bold) + ' font-style="italic"' * bool(look.italic)
            long = f'textLength="{len(text) * WIDE}"'
            yield f'<text x="{at * WIDE}" y="15" fill="{colour}" {long}{more}>{escape(text)}</text>'


def _dots(at: int, text: str) -> Iterator[str]:
    """Each run of dots beside each other as one line, which is dashed."""
    pitch = WIDE / 2
    for y, bits in enumerate(DOTS):
        dots = [bool(ord(mark) & bit) for mark in text for bit in bits]
        x = 0
        for lit, run in groupby(dots):
            many = len(list(run))
            if lit:
                left = at * WIDE + x * pitch + (pitch - DOT) / 2
                yield f"M{left:g} {(y + 0.5) * pitch:g}h{(many - 1) * pitch + DOT:g}"
            x += many


def _colours(look: Style) -> tuple[str, str]:
    colour = look.color.get_truecolor().hex if look.color is not None else TITLE
    ground = look.bgcolor.get_truecolor().hex if look.bgcolor is not None else GROUND
    return (ground, colour) if look.reverse else (colour, ground)


Moments = Sequence[tuple[int, Sequence[str]]]
"""Screens: the ms at which each begins, and its rows as SVG."""


async def _moments(shot: Shot) -> Moments:
    with _alone():
        app = shot.scene.app(theme=THEMES[0])
        async with app.run_test(size=shot.size, notifications=True) as pilot:
            await shot.scene.before(pilot)
            found = [(0, _rows(app))]
            for now in range(STEP, shot.lasting, STEP):
                assert isinstance(app.program.clock, ManualClock)
                assert isinstance(app.screen, PlayerScreen)
                app.program.clock.advance(STEP)
                app.screen.wake()
                await pilot.pause()
                found.append((now, _rows(app)))
    return found


def _rows(app: UnclenchApp) -> Sequence[str]:
    return [drawn(strip) for strip in app.screen._compositor.render_strips()]  # noqa: SLF001  # as exports do


def framed(shot: Shot, moments: Moments) -> str:
    """A window with the screens, one after the other, over and over; only rows that change are drawn again."""
    columns, rows = shot.size
    width, height = columns * WIDE + 20, rows * HIGH + BAR + 10
    still = max(at for at, _ in moments if at <= shot.still)
    style, body = list[str](), list[str]()
    for y in range(rows):
        for number, (row, spans) in enumerate(versions(moments, y, shot.lasting).items()):
            name = f"r{y}-{number}"
            always = spans == [(0, shot.lasting)]
            shown = any(first <= still < last or always for first, last in spans)
            if not always:
                style.append(_keyframes(name, spans, shot.lasting))
            look = "" if always else f' class="{"v" if shown else "h"}" style="animation-name:{name}"'
            body.append(f'<g transform="translate(0 {y * HIGH})"{look}>{row}</g>')
    moving = (
        f"@media(prefers-reduced-motion:no-preference){{.v,.h{{animation:{shot.lasting}ms step-end infinite}}}}"
        + "".join(style)
        if shot.lasting
        else ""
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="monospace" font-size="16.6">'
        f"<style>.d{{fill:none;stroke-width:{DOT};stroke-dasharray:{DOT} {WIDE / 2 - DOT:g}}}"
        f"text{{white-space:pre}}.h{{visibility:hidden}}{moving}</style>"
        f'<rect width="{width}" height="{height}" rx="8" fill="{GROUND}" stroke="{EDGE}"/>'
        f'<text x="{width / 2:g}" y="20" fill="{TITLE}" font-size="14" text-anchor="middle">{escape(shot.title)}</text>'
        f'<g transform="translate(10 {BAR})">{"".join(body)}</g></svg>\n'
    )


def versions(moments: Moments, y: int, lasting: int) -> Mapping[str, list[tuple[int, int]]]:
    """All that a row looks like, and from when to when it does."""
    found: dict[str, list[tuple[int, int]]] = {}
    for (at, rows), (until, _) in pairwise([*moments, (lasting, ())]):
        spans = found.setdefault(rows[y], [])
        if spans and spans[-1][1] == at:
            spans[-1] = spans[-1][0], until
        else:
            spans.append((at, until))
    return found


def _keyframes(name: str, spans: Sequence[tuple[int, int]], lasting: int) -> str:
    frames = ["0%{visibility:hidden}"] if spans[0][0] else []
    for first, last in spans:
        frames.append(f"{first / lasting:.2%}{{visibility:visible}}")
        if last < lasting:
            frames.append(f"{last / lasting:.2%}{{visibility:hidden}}")
    return f"@keyframes {name}{{{''.join(frames)}}}"


def readme() -> None:
    """Write every picture of the pages beside this file."""
    for name, shot in SHOTS.items():
        (HERE / f"{name}.svg").write_text(framed(shot, asyncio.run(_moments(shot))), "utf-8")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        every_screen(Path(sys.argv[1]), sys.argv[2:])
    else:
        readme()
