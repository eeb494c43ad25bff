"""The report for a doctor or physiotherapist: one page, as Markdown or as self-contained HTML."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from unclench.care.pain_rules import PLACES
from unclench.journal.queries import PainEffect
from unclench.journal.transfer import JournalExport
from unclench.language import CODE, tr, within
from unclench.reports.history import ended, lasted, short, worn
from unclench.safety.exposure import SKIN_NAMES
from unclench.safety.limits import DAY
from unclench.session import wording
from unclench.system.local_time import date, date_and_time, day_number

TITLE = tr("Back journal")
POINTS = 300
"""Points of the plot at most; more ratings are averaged over this many equal stretches of time."""
WIDTH, HEIGHT = 640, 130
"""Size of the plot, in CSS pixels."""


def plot(ratings: Sequence[tuple[int, int]]) -> str:
    """Pain over time as inline SVG. `ratings` are pairs of ms since 1970 and 0 to 10."""
    from html import escape

    if not ratings:
        nothing = tr("No pain ratings.")
        return f"<p>{escape(nothing)}</p>"
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
    heading, course = tr("Pain, 0 to 10"), tr("Course of pain")
    if len(ratings) > len(points):
        heading = tr("Pain, 0 to 10, averages of {count} periods", count=len(points))
    feet = (
        f'<text x="{left}" y="{HEIGHT - 4}" font-size="11">{date(first)}</text>'
        f'<text x="{left + wide}" y="{HEIGHT - 4}" text-anchor="end" font-size="11">{date(last)}</text>'
    )
    return (
        f'<h2>{escape(heading)}</h2><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(course)}">'
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


MONTH = 30 * DAY
"""Ms before the report for which pain is summed up."""

STYLE = """
@page { size: A4; margin: 12mm }
body { font: 11px/15px system-ui, sans-serif; color: #111; background: #fff; max-width: 186mm; margin: 0 auto }
h1 { font-size: 18px; line-height: 24px; margin: 0 } h2 { font-size: 12px; line-height: 16px; margin: 8px 0 1px }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
td, th { text-align: left; padding: 1px 6px 1px 0; vertical-align: top; overflow: hidden;
  white-space: nowrap; text-overflow: ellipsis }
th { border-bottom: 1px solid #999; font-weight: 600 } p { margin: 1px 0 } .more { color: #444 }
svg { width: 100%; height: auto; display: block }
.two { display: grid; grid-template-columns: 1fr 1fr; column-gap: 8mm }
.long { white-space: normal; overflow-wrap: anywhere }
.long div { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden }
"""


class ReportTable(Struct, frozen=True):
    """One table of the report.

    `names` are those of the columns, `widths` their shares of the page in percent. `more` counts
    the rows that were left out. With `long`, the last column may take two lines.
    """

    title: str
    names: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    more: int = 0
    widths: tuple[int, ...] = ()
    long: bool = False


def tables(journal: JournalExport, effects: Sequence[PainEffect], made: int) -> list[ReportTable]:
    """The tables of the report, the latest row first, each cut so that together they fit on one page."""
    done = sorted(journal.sessions, key=lambda session: session.began, reverse=True)
    skin = sorted(journal.exposures, key=lambda exposure: exposure.on.wall, reverse=True)
    passed = sorted(journal.overrides, key=lambda override: override.at, reverse=True)
    notes = sorted(journal.notes, key=lambda note: note.at, reverse=True)
    return [
        _cut(8, tr("Pain before and after, by routine"), (tr("Routine"), tr("Times"), tr("Before"), tr("After")),
             [(short(e.title), str(e.count), f"{e.before:.1f}", f"{e.after:.1f}") for e in effects], (52, 16, 16, 16)),
        _cut(8, tr("Cold and heat"), (tr("On"), tr("What"), tr("Lasted")),
             [(date_and_time(e.on.wall), SKIN_NAMES[e.kind], worn(e, wording.rounded)) for e in skin], (44, 20, 36)),
        _cut(8, tr("Sessions"), (tr("Began"), tr("Routine"), tr("Lasted"), tr("Ended")),
             [(date_and_time(s.began), short(s.title), lasted(s, wording.rounded), ended(s, made)) for s in done],
             (20, 48, 12, 20)),
        _cut(3, tr("Limits overridden"), (tr("When"), tr("Limit"), tr("Reason")),
             [(date_and_time(o.at), short(o.limit), short(o.reason)) for o in passed], (20, 12, 68), long=True),
        _cut(4, tr("Notes"), (tr("When"), tr("Note")),
             [(date_and_time(n.at), short(n.text)) for n in notes], (20, 80), long=True),
    ]  # fmt: skip


def _cut(
    most: int, title: str, names: tuple[str, ...], rows: Sequence[tuple[str, ...]], widths: tuple[int, ...],
    *, long: bool = False,
) -> ReportTable:  # fmt: skip
    return ReportTable(title, names, rows[:most], max(0, len(rows) - most), widths, long)


def markdown(journal: JournalExport, effects: Sequence[PainEffect], made: int) -> str:
    """The report as Markdown."""
    lines = [f"# {TITLE}, {date_and_time(made)}", "", *map(_escaped, _summary(journal, made))]
    for table in tables(journal, effects, made):
        if table.rows:
            lines += ["", f"## {table.title}", "", _row(table.names), _row(["---"] * len(table.names))]
            lines += [_row(row) for row in table.rows]
            if table.more:
                lines += ["", _more(table)]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(_escaped, cells))} |"


def _escaped(text: str) -> str:
    """The text as Markdown shows it literally: no tag, no link, and no picture that a viewer would fetch."""
    return re.sub(r"&(?=#?\w+;)", "&amp;", re.sub(r"([\\`*_\[\]|~])", r"\\\1", text)).replace("<", "&lt;")


def html(journal: JournalExport, effects: Sequence[PainEffect], made: int) -> str:
    """The report as one HTML page that loads nothing; everything the user typed is escaped."""
    from html import escape

    parts = [
        "<!doctype html>", f'<html lang="{CODE}"><head><meta charset="utf-8">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{escape(TITLE)}</title><style>{STYLE}</style></head><body>",
        f"<h1>{escape(TITLE)}</h1><p>{escape(date_and_time(made))}. {escape(' '.join(_summary(journal, made)))}</p>",
        plot([(rating.at, rating.rating) for rating in journal.pain]),
    ]  # fmt: skip
    beside: list[str] = []
    below: list[str] = []
    for number, table in enumerate(tables(journal, effects, made)):
        if table.rows:
            (beside if number < 2 else below).append(_drawn(table))
    return "\n".join([*parts, '<div class="two">', *beside, "</div>", *below, "</body></html>", ""])


def _drawn(table: ReportTable) -> str:
    from html import escape

    columns = "".join(f'<col style="width:{width}%">' for width in table.widths)
    heads = "".join(f"<th>{escape(name)}</th>" for name in table.names)
    body = []
    for row in table.rows:
        *cells, last = (escape(cell) for cell in row)
        end = f'<td class="long"><div>{last}</div></td>' if table.long else f"<td>{last}</td>"
        body.append(f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}{end}</tr>")
    more = f'<p class="more">{escape(_more(table))}</p>' if table.more else ""
    return (
        f"<div><h2>{escape(table.title)}</h2><table><colgroup>{columns}</colgroup><tr>{heads}</tr>"
        f"{''.join(body)}</table>{more}</div>"
    )


def _more(table: ReportTable) -> str:
    return tr("And {more:,} more.", more=table.more)


def _summary(journal: JournalExport, made: int) -> list[str]:
    """One sentence each: how much was done, how the pain was in the last 30 days, and where it hurt."""
    days = {day_number(session.began, session.zone) for session in journal.sessions}
    sentences = [tr(
        "{sessions:,} sessions on {days:,} days; cold or heat {packs:,} times.",
        sessions=len(journal.sessions), days=len(days), packs=len(journal.exposures),
    )]  # fmt: skip
    late = [rating.rating for rating in journal.pain if made - MONTH <= rating.at <= made]
    if late:
        mean = sum(late) / len(late)
        sentences.append(tr(
            "Pain in the last 30 days: {mean:.1f} of 10 on average, {lowest} to {highest}, {ratings:,} ratings.",
            mean=mean, lowest=min(late), highest=max(late), ratings=len(late),
        ))  # fmt: skip
    places = Counter(rating.place for rating in journal.pain if rating.place)
    if places:
        listed = ", ".join(f"{within(short(PLACES.get(at, at))[:40])} {count}" for at, count in places.most_common(5))
        sentences.append(tr("Where it hurt during sessions: {places}.", places=listed))
    return sentences
