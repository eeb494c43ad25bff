"""The report for a doctor or physiotherapist: one page, as Markdown or as HTML that stands by itself. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from unclench.exposure.moments import age
from unclench.journal.carrying import Carried
from unclench.journal.reading import Effect

ROWS = 12
"""So many lines of a table at most: the page stays one page."""
POINTS = 300
"""More ratings than this are drawn as the means of so many equal stretches of time."""
WIDTH, HEIGHT = 640, 160
"""Of the plot, in CSS pixels."""

STYLE = """
@page { size: A4; margin: 15mm }
body { font: 11px/1.35 system-ui, sans-serif; color: #111; background: #fff; max-width: 180mm; margin: 0 auto }
h1 { font-size: 18px; margin: 0 } h2 { font-size: 13px; margin: 10px 0 2px }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; padding: 1px 6px 1px 0; vertical-align: top }
th { border-bottom: 1px solid #999 } p { margin: 2px 0 } svg { width: 100%; height: auto }
td { overflow-wrap: anywhere }
"""


class Table(Struct, frozen=True):
    """A heading, the names of the columns, and the rows; `more` were left out."""

    title: str
    names: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    more: int = 0


def tables(carried: Carried, effects: Sequence[Effect]) -> list[Table]:
    """Everything the report tells, the latest first."""
    done = sorted(carried.sessions, key=lambda session: session.began, reverse=True)
    skin = sorted(carried.exposures, key=lambda exposure: exposure.on.wall, reverse=True)
    passed = sorted(carried.overrides, key=lambda override: override.at, reverse=True)
    notes = sorted(carried.notes, key=lambda note: note.at, reverse=True)
    return [
        _cut("Pain before and after", ("Routine", "Times", "Before", "After"),
             [(e.title, str(e.count), f"{e.before:.1f}", f"{e.after:.1f}") for e in effects]),
        _cut("Sessions", ("Began", "Routine", "Lasted", "Ended"),
             [(_time(s.began), s.title, _lasted(s.began, s.ended), s.why or "broke off") for s in done]),
        _cut("Cold and heat", ("On", "What", "Lasted"),
             [(_time(e.on.wall), e.kind, "not said to be off" if e.off is None else _minutes(age(e.on, e.off).likely))
              for e in skin]),
        _cut("Limits that were gone past", ("When", "Limit", "Reason"),
             [(_time(o.at), o.limit, o.reason) for o in passed]),
        _cut("Notes", ("When", "Note"), [(_time(n.at), n.text[:200]) for n in notes]),
    ]  # fmt: skip


def _cut(title: str, names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Table:
    return Table(title, names, rows[:ROWS], max(0, len(rows) - ROWS))


def markdown(carried: Carried, effects: Sequence[Effect], made: int) -> str:
    """The report as Markdown."""
    lines = [f"# Back journal, {_time(made)}", "", _summary(carried)]
    for table in tables(carried, effects):
        if table.rows:
            lines += ["", f"## {table.title}", "", _row(table.names), _row(["---"] * len(table.names))]
            lines += [_row(row) for row in table.rows]
            if table.more:
                lines += ["", f"And {table.more} more."]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    safe = (" ".join(cell.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;") for cell in cells)
    return f"| {' | '.join(safe)} |"


def html(carried: Carried, effects: Sequence[Effect], made: int) -> str:
    """The report as one HTML page with nothing from elsewhere; everything of the user's is escaped."""
    from html import escape

    parts = [
        "<!doctype html>", '<html lang="en"><head><meta charset="utf-8">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>Back journal</title><style>{STYLE}</style></head><body>",
        f"<h1>Back journal</h1><p>{escape(_time(made))}. {escape(_summary(carried))}</p>",
        plot([(rating.at, rating.rating) for rating in carried.pain]),
    ]  # fmt: skip
    for table in tables(carried, effects):
        if not table.rows:
            continue
        heads = "".join(f"<th>{escape(name)}</th>" for name in table.names)
        parts.append(f"<h2>{escape(table.title)}</h2><table><tr>{heads}</tr>")
        parts += [f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in table.rows]
        parts.append("</table>" + (f"<p>And {table.more} more.</p>" if table.more else ""))
    return "\n".join([*parts, "</body></html>", ""])


def plot(ratings: Sequence[tuple[int, int]]) -> str:
    """The course of pain as inline SVG: (ms since 1970, 0 to 10); empty where there is nothing to draw."""
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
    feet = (
        f'<text x="{left}" y="{HEIGHT - 4}" font-size="11">{_day(first)}</text>'
        f'<text x="{left + wide}" y="{HEIGHT - 4}" text-anchor="end" font-size="11">{_day(last)}</text>'
    )
    return (
        f'<h2>Pain, 0 to 10</h2><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="Course of pain">'
        f'{"".join(grid)}<polyline points="{line}" fill="none" stroke="#046"/>{marks}{feet}</svg>'
    )


def thinned(points: Sequence[tuple[int, int]], most: int = POINTS) -> Sequence[tuple[int, float]]:
    """At most so many points in the order of time: beyond that, the mean rating of each stretch that has any."""
    if len(points) <= most:
        return points
    first, span = points[0][0], points[-1][0] - points[0][0] + 1
    stretches: dict[int, list[int]] = {}
    for at, rating in points:
        stretches.setdefault((at - first) * most // span, []).append(rating)
    middle = span // most // 2
    return [(first + span * n // most + middle, sum(found) / len(found)) for n, found in sorted(stretches.items())]


def _summary(carried: Carried) -> str:
    days = {session.began // 86_400_000 for session in carried.sessions}
    return f"{len(carried.sessions)} sessions on {len(days)} days; {len(carried.exposures)} times cold or heat."


def _time(wall: int) -> str:
    return f"{datetime.fromtimestamp(wall / 1000).astimezone():%Y-%m-%d %H:%M}"


def _day(wall: int) -> str:
    return _time(wall)[:10]


def _lasted(began: int, ended: int | None) -> str:
    return "" if ended is None else _minutes(ended - began)


def _minutes(ms: int) -> str:
    return f"{ms / 60_000:.0f} min" if ms >= 60_000 else f"{ms / 1000:.0f} s"
