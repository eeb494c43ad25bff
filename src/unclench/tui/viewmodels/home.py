"""The home screen: what is on the skin, what is due today, how the pain has gone, and the routines in groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from unclench.language import begun, tr
from unclench.reports.home import (
    ASKED,
    FIRST,
    GENTLE,
    SEIZED_UP,
    SORE,
    STIFF,
    HomeView,
    LibraryRow,
    facts,
    grouped,
    helped,
    suggested,
    why_not,
    wrong,
)
from unclench.tui.text import shortened
from unclench.tui.theme import classes

if TYPE_CHECKING:
    from unclench.reports.plans import PlanLine, PlanStatus
    from unclench.reports.today import Due, SkinStatus, StepToday
    from unclench.safety.exposure import Moment
    from unclench.tui.widgets.keybar import Cap

__all__ = [
    "ASKED",
    "FIRST",
    "GENTLE",
    "HomeView",
    "LibraryRow",
    "facts",
    "grouped",
    "helped",
    "suggested",
    "why_not",
    "wrong",
]
"""What the screens and widgets of home read of the reports, beside what is made for them here."""

Part = tuple[str, str]
"""A text and its style."""
QUIET, LOUD, KEY = "$text-quiet", "bold $error", "bold $accent"
WIDE, MIDDLING = 100, 70
"""Columns of a screen on which nothing has to be shortened, and on which questions are whole sentences."""
NAMES = {"cold": tr("Ice"), "heat": tr("Heat")}
# -- the routines in groups ------------------------------------------------------------------


def bar_on(
    groups: Sequence[tuple[str, Sequence[LibraryRow]]], ids: Mapping[str, str], before: LibraryRow | None, typed: str
) -> str | None:
    """The id of the row for the bar, of those listed: the one of before, unless what was typed is another's title."""
    # What was typed is more likely a title than an exercise in something else.
    listed = sorted((entry for _, under in groups for entry in under), key=lambda entry: not entry.named(typed))
    keep = ids.get(before.path) if before is not None and (not typed or before.named(typed)) else None
    return keep or next((ids[entry.path] for entry in listed), None)


def balanced(heights: Sequence[int], columns: int) -> list[tuple[int, int]]:
    """The groups of each column, as (first, last + 1). No group is cut, and the highest column is as low as can be."""
    if not heights:
        return []
    ways = [
        list(pairwise((0, *cuts, len(heights))))
        for cuts in combinations(range(1, len(heights)), min(columns, len(heights)) - 1)
    ]
    return min(ways, key=lambda way: max(sum(heights[first:last]) for first, last in way))


def roomy(columns: int, rows: int) -> bool:
    """Whether the cards of a screen have borders, a picture and whole sentences; home.tcss asks the same classes."""
    width, height = classes(columns, rows)
    return width not in ("-tiny", "-narrow") and height not in ("-flat", "-short")


Table = list[str | Sequence["Cap"]]


def choices(home: HomeView, cap: Callable[[str, str], Cap], *, roomy: bool) -> tuple[Table, Table]:
    """The rows of the card "Right now" and the one below them; `cap` makes the key with an id and a label."""
    lasting = {row.id: row.minutes for row in home.rows if row.id in (FIRST, GENTLE)}

    def named(name: str, id: str) -> str:
        return f"{name}  {lasting[id]}" if roomy and lasting.get(id) else name

    signs = [cap("flags", tr("warning signs: something new?") if roomy else tr("signs"))]
    rows: Table = [
        SEIZED_UP,
        [cap("breathe", tr("breathe, at once") if roomy else tr("breathe"))],
        [cap("home.first", named(tr("first minutes"), FIRST))],
        "",
        STIFF,
        [cap("home.gentle", named(tr("gentle stretch"), GENTLE))],
        "",
        SORE,
        [cap("home.cold", tr("cold")), cap("home.warmth", tr("warmth"))],
    ]
    return (rows, [signs]) if roomy else ([*rows, signs], [])


# -- today -----------------------------------------------------------------------------------


def question(rated: int | None, keys: Callable[[str], str], noted: str = "", *, room: int) -> list[Part]:
    """How the back is, with the key of each answer; the one given stands out, and is confirmed where it was asked."""
    wide = room >= WIDE
    asked = f"{noted if noted and not wide else ASKED:<{len(ASKED)}}  " if room >= MIDDLING else tr("Back now?")
    said: list[Part] = [(f"{asked} ", "bold")]
    for rating in range(11):
        key = keys(f"rate.{rating}")
        shown = f"10 ({key})" if rating == 10 and wide else key
        style = "bold reverse" if rating == rated else KEY
        said += [(shown, style), ("   " if wide else "  " if room >= MIDDLING else " ", "")]
    return said[:-1]


def last_said(home: HomeView, *, room: int) -> str:
    """`last: 3, yesterday`; where there is little room, `last: 3`."""
    from unclench.system.local_time import since

    if home.last is None or home.now is None:
        return ""
    if room < WIDE:
        return tr("last: {rating}", rating=home.last.rating)
    return tr("last: {rating}, {when}", rating=home.last.rating, when=since(home.last.at, home.now.wall))


def on_skin(home: HomeView, now: Moment) -> list[Part]:
    """What is on the skin, and for how long."""
    from unclench.safety.exposure import SKIN_NAMES, time_on_skin
    from unclench.session import wording

    said: list[Part] = []
    for each in home.on_skin:
        passed = wording.clock(time_on_skin(each, now).likely)
        said.append((tr("{pack} on your skin for {time}", pack=begun(SKIN_NAMES[each.kind]), time=passed), LOUD))
    return said


def skin_line(home: HomeView) -> str:
    """`Ice from 09:55 · Heat now`."""
    if len(home.skin) > 1 and all(each.still_on for each in home.skin):
        return tr("Ice and heat: not with a pack on")
    return " · ".join(map(_from, home.skin))


def _from(each: SkinStatus) -> str:
    from unclench.system.local_time import at_clock, minute_after

    pack = NAMES[each.kind]
    if each.still_on:
        return tr("{pack} not with a pack on", pack=pack)
    if each.wait is None or each.at is None:
        return tr("{pack} once a question is answered", pack=pack) if each.asks else tr("{pack} not now", pack=pack)
    if each.wait == 0:
        return tr("{pack} now", pack=pack)
    return tr("{pack} from {time}", pack=pack, time=at_clock(minute_after(each.at), each.at - each.wait))


def today(home: HomeView, now: Moment, key: str, width: int, rows: int) -> list[list[Part]]:
    """The lines of the card, as many as there is room for; `key` goes on with what broke off."""
    from unclench.reports.today import course_said
    from unclench.tui.glyphs import spark

    first = [[part] for part in on_skin(home, now)]
    if home.on_skin:
        first.append([(tr("When it is off: unclench off"), QUIET)])
    if home.resume:
        go_on = tr("go on: {session}", session=home.resume)
        if len(f"{key} {go_on}") > width:
            go_on = home.resume  # which step it is counts more
        first.append([(key, KEY), (f" {go_on}", "")])
    due = _to_do(home, width)
    last = [[(skin_line(home), "")]] if home.skin else []
    if home.pain:
        days = [(day.day, day.mean) for day in home.pain]
        course = course_said(home.pain) or tr("{pain:.0f} of 10", pain=home.pain[-1].mean)
        pain = tr("Pain")
        curve: list[Part] = [(f"{pain}  ", ""), (spark(days, home.today), "$accent")]
        last += [[*curve, (f"  {course}", "")]] if width > len(course) + 22 else [curve, [(course, "")]]
    blocks = [first, due, last]
    gaps = len([block for block in blocks if block]) - 1
    spare = rows - len(first) - len(due) - len(last) - gaps
    if len(with_steps := _to_do(home, width, steps=True)) <= len(due) + spare:
        due = with_steps
    elif spare < 0:
        gaps = 0
        if home.plan is not None:
            del last[1:]  # the curve gives way to the day's plan
    room = max(0, rows - len(first) - len(last) - gaps)
    said: list[list[Part]] = []
    for block in (first, due[:room], last):
        if block:
            said += [*([[("", "")]] if said and gaps else []), *block]
    return said[:rows]


SAY_IT = tr("Say it above.")


def _to_do(home: HomeView, width: int, *, steps: bool = False) -> list[list[Part]]:
    """What the plan has for today, or else what is due of each routine, and `steps` below it; then the goals."""
    said = [] if home.plan is None else _of_plan(home.plan, width)
    if home.plan is None or home.plan.today is None:
        for each in home.due:
            said += [_due(each, width), *(_steps_of(each, width) if steps else ())]
    reached = [(_mark(enough=each.enough, begun=bool(each.done)), each) for each in home.goals]
    return [*said, *(_row(mark, each.name, each.said, width) for mark, each in reached)]


def _of_plan(plan: PlanStatus, width: int) -> list[list[Part]]:
    """Its question of the next day first, since the answer can change the rest; then what it has for today."""
    from unclench.system import safe_text

    told = plan.today
    if told is None:
        return [[(tr("Your plan can't be read."), "")], [(tr("unclench next says why."), QUIET)]]
    if told.over:
        return [[(told.heading, "bold")], [(told.afterwards, QUIET)]]
    question = safe_text.line(told.ask or "")
    say_it = f"  {SAY_IT}"
    asked: list[Part] = [(question, ""), *([(say_it, QUIET)] if len(question) + len(say_it) <= width else [])]
    lines = sorted(told.lines, key=lambda each: not each.due)
    return [[(told.heading, "bold")], *([asked] if question else []), *(_line(each, width) for each in lines)]


def _line(each: PlanLine, width: int) -> list[Part]:
    if each.least is None or each.waits_for is not None:
        return _row(("·", QUIET), each.names, each.said, width)
    return _row(_mark(enough=each.enough, begun=bool(each.done) and not each.weekly), each.names, each.said, width)


def _due(each: Due, width: int) -> list[Part]:
    return _row(_mark(enough=each.enough, begun=bool(each.done) and not each.weekly), each.title, each.said, width)


def _steps_of(each: Due, width: int) -> list[list[Part]]:
    """Below a routine that is still to do: which of the steps that are not always due are due this time."""
    return [
        [("  ", ""), *_row(_mark(enough=bool(step.why), begun=False), step.name, _when(step), width - 2)]
        for step in each.steps
        if not each.enough
    ]


def _when(step: StepToday) -> str:
    return tr("not this time") if step.why else step.how_often


def _mark(*, enough: bool, begun: bool) -> Part:
    return ("●", QUIET) if enough else ("◐", "") if begun else ("○", "")


def _row(marked: Part, title: str, end: str, width: int) -> list[Part]:
    mark, style = marked
    room = max(8, width - len(end) - 4)
    return [(f"{mark} {shortened(title, room):<{room}}  {end}", style)]


def state(home: HomeView, now: Moment, key: str, noted: str = "", *, room: int) -> list[Part]:
    """One line for a small window: what is on the skin, what can go on, when cold and heat may, how the pain went.

    What has no room there is left out, and nothing is cut: the card has it all where there is one.
    """
    from unclench.reports.today import course_said

    said = [[part] for part in on_skin(home, now)]
    if noted:
        said.append([(noted, "")])
    if home.resume:
        go_on = tr("go on")
        said.append([(key, KEY), (f" {go_on}", "")])
    if home.plan is not None and home.plan.today is not None:
        said.append([(home.plan.today.heading, "")])
    if not home.on_skin:
        said += [[(_from(each), "")] for each in home.skin if each.wait != 0]
    if course := course_said(home.pain):
        said.append([(course, QUIET)])
    return list(_apart(said, room))


def _apart(blocks: Iterable[Sequence[Part]], room: int) -> Iterator[Part]:
    left = room
    for block in blocks:
        apart: list[Part] = [(" · ", QUIET)] if left < room else []
        wide = sum(len(text) for text, _ in (*apart, *block))
        if wide <= left or not apart:
            yield from (*apart, *block)
            left -= wide
