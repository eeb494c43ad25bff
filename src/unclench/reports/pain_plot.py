"""Pain over time as an SVG picture, for the report as a page."""

from __future__ import annotations

from collections.abc import Sequence

from unclench.system.local_time import date

POINTS = 300
"""Points of the plot at most; more ratings are averaged over this many equal stretches of time."""
WIDTH, HEIGHT = 640, 130
"""Size of the plot, in CSS pixels."""


def plot(ratings: Sequence[tuple[int, int]]) -> str:
    """Pain over time as inline SVG. `ratings` are pairs of ms since 1970 and 0 to 10."""
    if not ratings:
        return "<p>No pain was rated.</p>"
    points = thinned(sorted(ratings))
    first, last = points[0][0], points[-1][0]
    left, top, wide, high = 24, 8, WIDTH - 32, HEIGHT - 28

    def place(at: int, rating: float) -> tuple[float, float]:
        across = 0.5 if last == first else (at - first) / (last - first)
        return round(left + across * wide, 1), round(top + (10 - rating) / 10 * high, 1)

    grid = []
    for rating in (0, 5, 10):
        y = place(first, rating)[1]
        grid.append(f'<line x1="{left}" x2="{left + wide}" y1="{y}" y2="{y}" stroke="#bbb"/>')
        grid.append(f'<text x="{left - 6}" y="{y + 4}" text-anchor="end" font-size="11">{rating}</text>')
    dots = [place(*point) for point in points]
    line = " ".join(f"{x},{y}" for x, y in dots)
    marks = "".join(f'<circle cx="{x}" cy="{y}" r="2.5" fill="#046"/>' for x, y in dots)
    mean = f", means of {len(points)} stretches of time" if len(ratings) > len(points) else ""
    feet = (
        f'<text x="{left}" y="{HEIGHT - 4}" font-size="11">{date(first)}</text>'
        f'<text x="{left + wide}" y="{HEIGHT - 4}" text-anchor="end" font-size="11">{date(last)}</text>'
    )
    return (
        f'<h2>Pain, 0 to 10{mean}</h2><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="Course of pain">'
        f'{"".join(grid)}<polyline points="{line}" fill="none" stroke="#046"/>{marks}{feet}</svg>'
    )


def thinned(points: Sequence[tuple[int, int]], most: int = POINTS) -> Sequence[tuple[int, float]]:
    """At most `most` points in the order of time: of more, the mean rating of each stretch that has any."""
    if len(points) <= most:
        return points
    first, span = points[0][0], points[-1][0] - points[0][0] + 1
    stretches: dict[int, list[int]] = {}
    for at, rating in points:
        stretches.setdefault((at - first) * most // span, []).append(rating)
    middle = span // most // 2
    return [(first + span * n // most + middle, sum(found) / len(found)) for n, found in sorted(stretches.items())]
