"""Draws scenes as SVG, one or a captioned page of them. Pure text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from xml.sax.saxutils import escape, quoteattr

from msgspec import Struct

from unclench.figure.figure import Figure, Scene
from unclench.figure.shapes import Role


class Inks(Struct, frozen=True):
    """The colours of a page: its ground, its captions, and those of what is drawn."""

    ground: str
    text: str
    of: Mapping[Role, str]


SCREEN = Inks("#101418", "#9aa6b2", {
    Role.FLOOR: "#56616c", Role.PROP: "#86c5f4", Role.FAR: "#75808b", Role.BODY: "#eceff2", Role.WORKING: "#ffc45c",
})  # fmt: skip
PAPER = Inks("#ffffff", "#444444", {
    Role.FLOOR: "#999999", Role.PROP: "#8fb4cc", Role.FAR: "#b4b4b4", Role.BODY: "#333333", Role.WORKING: "#b85c00",
})  # fmt: skip
"""Told apart without colour, too: what is far is lighter than the body."""
CAPTION = 16
"""The height of a caption, in pixels."""


class Tile(Struct, frozen=True):
    """One picture on a page; the caption may be empty."""

    figure: Figure
    scene: Scene
    caption: str = ""


def page(tiles: Sequence[Tile], width: int, height: int, columns: int = 1, inks: Inks = SCREEN, label: str = "") -> str:
    """An SVG document of all tiles, each `width` by `height` pixels, in rows of `columns`.

    `label` says what is to be seen to whoever can't see it.
    """
    words = CAPTION if any(tile.caption for tile in tiles) else 0
    rows = -(-len(tiles) // columns)
    whole = (columns * (width + 8), rows * (height + words + 8))
    named = f" aria-label={quoteattr(label)}" if label else ""
    size = f'width="{whole[0]}" height="{whole[1]}" viewBox="0 0 {whole[0]} {whole[1]}"'
    made = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img"{named}>',
        f'<rect width="100%" height="100%" fill="{inks.ground}"/>',
    ]
    for number, tile in enumerate(tiles):
        x, y = number % columns * (width + 8) + 4, number // columns * (height + words + 8) + 4
        made.append(f'<g transform="translate({x} {y})">')
        made += _drawn(tile, width, height, inks)
        if tile.caption:
            made.append(
                f'<text x="{width / 2:g}" y="{height + 12}" fill="{inks.text}" font-family="sans-serif" '
                f'font-size="12" text-anchor="middle">{escape(tile.caption)}</text>'
            )
        made.append("</g>")
    return "\n".join([*made, "</svg>\n"])


def _drawn(tile: Tile, width: int, height: int, inks: Inks) -> list[str]:
    viewport = tile.figure.viewport(width, height, turned=tile.scene.turned, away=tile.scene.away)
    made = []
    if viewport.floor:
        made.append(
            f'<line x1="0" x2="{width}" y1="{viewport.base + 1:.1f}" y2="{viewport.base + 1:.1f}" '
            f'stroke="{inks.of[Role.FLOOR]}" stroke-width="1.5"/>'
        )
    for stroke in tile.scene.strokes:
        points = (
            viewport.left + viewport.scale * stroke.x0, viewport.base - viewport.scale * stroke.y0,
            viewport.left + viewport.scale * stroke.x1, viewport.base - viewport.scale * stroke.y1,
        )  # fmt: skip
        r0, r1 = stroke.r0 * viewport.scale, stroke.r1 * viewport.scale
        if stroke.hollow:
            line = f'fill="none" stroke="{inks.of[stroke.role]}" stroke-width="{max(1.5, viewport.scale):.1f}"'
            made.append(f'<circle cx="{points[0]:.1f}" cy="{points[1]:.1f}" r="{r0:.1f}" {line}/>')
            continue
        if stroke.gap:
            gap = viewport.scale * 0.8
            made.append(f'<path d="{_outline(points, r0 + gap, r1 + gap)}" fill="{inks.ground}"/>')
        made.append(f'<path d="{_outline(points, r0, r1)}" fill="{inks.of[stroke.role]}"/>')
    return made


def _outline(points: tuple[float, float, float, float], r0: float, r1: float) -> str:
    """The path data of a stroke: two discs and their outer tangents. `points` are x0, y0, x1, y1."""
    x0, y0, x1, y1 = points
    dx, dy = x1 - x0, y1 - y0
    far = sqrt(dx * dx + dy * dy)
    if far <= abs(r0 - r1) + 1e-6:
        x, y, r = (x0, y0, r0) if r0 >= r1 else (x1, y1, r1)
        return f"M{x - r:.1f} {y:.1f}a{r:.1f} {r:.1f} 0 1 0 {2 * r:.1f} 0a{r:.1f} {r:.1f} 0 1 0 {-2 * r:.1f} 0Z"
    along = (r0 - r1) / far
    aside = sqrt(1.0 - along * along)
    ux, uy = dx / far, dy / far
    (ax, ay), (bx, by) = ((along * ux - sign * aside * uy, along * uy + sign * aside * ux) for sign in (1.0, -1.0))
    big0, big1 = (1, 0) if r0 > r1 else (0, 1)
    return (
        f"M{x0 + r0 * bx:.1f} {y0 + r0 * by:.1f}L{x1 + r1 * bx:.1f} {y1 + r1 * by:.1f}"
        f"A{r1:.1f} {r1:.1f} 0 {big1} 1 {x1 + r1 * ax:.1f} {y1 + r1 * ay:.1f}"
        f"L{x0 + r0 * ax:.1f} {y0 + r0 * ay:.1f}"
        f"A{r0:.1f} {r0:.1f} 0 {big0} 1 {x0 + r0 * bx:.1f} {y0 + r0 * by:.1f}Z"
    )
