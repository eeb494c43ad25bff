"""A routine as a page to print: one HTML file that loads nothing, its figures drawn in it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from html import escape

from unclench.figure import svg
from unclench.figure.figure import Figure
from unclench.language import CODE, tr
from unclench.media.animation import first_frame
from unclench.session import wording
from unclench.session.compiler import ChosenRoutine
from unclench.session.guidance import at_hand
from unclench.session.sheet_words import Fact, WrittenSheet, routine_facts
from unclench.session.timeline import StepInfo

POSES = 3
"""Key poses of one exercise that have room side by side in half a page."""
POSE = (150, 84)
"""Size of one pose, in pixels."""
_NOT_ON_PAPER = frozenset({"say", "picture", "figure", "tags", "source", "sounds", "group", "defaults", "language"})
"""Keys of the file that nobody needs beside the mat."""
_KINDS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif", b"RIFF": "webp"}

_ALLOWED = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What a page may load: nothing, but for its own style and the pictures that are in it."""

STYLE = """
@page { margin: 9mm }
* { box-sizing: border-box }
body { font: 11px/13.5px system-ui, sans-serif; color: #111; background: #fff; max-width: 192mm; margin: 0 auto }
h1 { font-size: 17px; line-height: 21px; margin: 0 } h2 { font-size: 13px; line-height: 17px; margin: 0 }
p { margin: 0 0 .5mm } .dose { font-size: 13px; font-weight: 400 }
.caution { font-size: 10px; line-height: 12px; color: #7a2e00 } .sources { color: #444 }
article, .block { break-inside: avoid; border-top: 1px solid #999; padding: 1mm 0; overflow-wrap: anywhere }
article { display: flex; gap: 4mm } .figure { flex: 0 0 54mm } .words { flex: 1 1 0; min-width: 0 }
.block { font-weight: 600 }
svg, img { display: block; width: auto; height: auto; max-width: 100%; max-height: 30mm }
"""
"""No paper is named, so that a page is as good on A4 as on Letter; six exercises fit on one of either."""


def html(
    chosen: ChosenRoutine, figure: Callable[[str], object], picture: Callable[[str], bytes | None] = lambda _: None
) -> str:
    """The page. `figure` returns the plain data of an exercise's figure, `picture` the bytes of a picture.

    Whatever the routine says is escaped, and a page that opens it may load and run nothing.
    """
    routine, page = chosen.routine, WrittenSheet(chosen.routine)
    length = wording.clock(chosen.timeline.total, at_least=chosen.timeline.at_least)
    parts = [
        "<!doctype html>", f'<html lang="{CODE}"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_ALLOWED}">',
        f"<title>{escape(routine.title)}</title><style>{STYLE}</style></head><body>",
        f"<h1>{escape(routine.title)} ({length})</h1>",
        *_paragraphs([" ".join([routine.summary, *_on_paper(routine_facts(routine))]).strip()]),
        *_paragraphs([" ".join(routine.cautions)], "caution"),
    ]  # fmt: skip
    told: set[str] = set()
    for step in chosen.timeline.steps:
        for id, _, _ in step.blocks:
            if id not in told:
                told.add(id)
                parts.append(_block(id, page))
        if step.id not in told and step.kind != "repeat":
            told.add(step.id)
            parts.append(_card(step, page, _shown(step, figure, picture)))
    if routine.sources:
        parts += _paragraphs([tr("Sources: {sources}", sources=", ".join(routine.sources))], "sources")
    return "\n".join([*parts, "</body></html>", ""])


def _block(id: str, page: WrittenSheet) -> str:
    """What stands over the steps of a block."""
    return f'<div class="block">{escape(" ".join([f"{page.heading(id)}.", *_on_paper(page.of(id))]))}</div>'


def _card(step: StepInfo, page: WrittenSheet, shown: str) -> str:
    """One step, with its number in the session; what belongs together runs on, so that six find room on a page."""
    dose = wording.sentence(page.dose(step) or step.dose)
    needed = at_hand(tr(" and ").join(step.things)) if step.things else ""
    how = [needed, step.position, step.instructions, step.come_out, *_on_paper(page.facts(step))]
    return "\n".join([
        f'<article><div class="figure">{shown}</div><div class="words">',
        f'<h2>{step.index + 1}. {escape(step.name)} <span class="dose">{escape(dose)}</span></h2>',
        *_paragraphs([step.note, " ".join(filter(None, how))]),
        *_paragraphs([" ".join(step.cautions)], "caution"),
        "</div></article>",
    ])  # fmt: skip


def _shown(step: StepInfo, figure: Callable[[str], object], picture: Callable[[str], bytes | None]) -> str:
    """The step's own picture, or the key poses of its figure; empty where it has neither."""
    content = b"" if step.picture is None else _still(picture(step.picture) or b"")
    kind = next((kind for start, kind in _KINDS.items() if content.startswith(start)), None)
    if kind is not None:
        return f'<img alt="{escape(step.name)}" src="data:image/{kind};base64,{b64encode(content).decode("ascii")}">'
    drawn = Figure.of(step.figure or (figure(step.exercise) if step.exercise else None))
    if drawn is None:
        return ""
    tiles = [svg.Tile(drawn, drawn.scene_of(pose, phase=phase)) for phase, pose in drawn.key_poses()[:POSES]]
    return svg.page(tiles, *POSE, len(tiles), svg.PAPER, step.name)


def _still(content: bytes) -> bytes:
    """A picture as it is on paper: its first frame; empty if it is broken."""
    try:
        return first_frame(content)
    except ValueError:
        return b""


def _on_paper(facts: Iterable[Fact]) -> list[str]:
    return [fact.text for fact in facts if fact.key not in _NOT_ON_PAPER]


def _paragraphs(texts: Sequence[str], kind: str = "") -> list[str]:
    named = f' class="{kind}"' if kind else ""
    return [f"<p{named}>{escape(text)}</p>" for text in texts if text]
