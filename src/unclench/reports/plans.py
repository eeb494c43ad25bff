"""What a plan has for today: as data for programs, and as lines of text. It proposes; nothing is ever begun by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from unclench.journal.database import Journal
from unclench.journal.queries import Followed, answers, followed_plan, sessions
from unclench.journal.records import PainRecord, SessionRecord
from unclench.language import tr
from unclench.routine.library import PlanNotFound, Plans
from unclench.routine.model import Amount, Exact, Plan, PlanPart, Range
from unclench.routine.problems import LoadError
from unclench.safety.limits import DAY
from unclench.session.progression import WEEK
from unclench.session.wording import times
from unclench.system import safe_text
from unclench.system.local_time import midnight


class PlanLine(Struct, frozen=True):
    """One routine of today, or several of which any will do.

    `done` counts today's finished sessions, or the days of the last seven with one; `least` and `most` are how many
    are meant, None where it is only offered. `due` is whether one more belongs to today. `waits_for` is the pain it
    waits for, None if it need not wait.
    """

    routines: tuple[str, ...]
    titles: tuple[str, ...]
    done: int
    least: int | None
    most: int | None
    weekly: bool
    due: bool
    waits_for: int | None
    note: str | None

    @property
    def enough(self) -> bool:
        """Whether as much was done of it as belongs to today."""
        return self.least is not None and not self.due and self.waits_for is None

    @property
    def meant(self) -> str:
        """`2` or `2-3`; empty where it is only offered."""
        if self.least is None:
            return ""
        return f"{self.least}" if self.least == self.most else f"{self.least}-{self.most}"

    @property
    def said(self) -> str:
        """How it stands, in few words: `1 of 2-3 done`, `not yet today`, `2 of 3 days`, `if it helps`."""
        if self.waits_for is not None:
            return tr("at pain {rating} or less", rating=self.waits_for)
        if self.least is None or self.most is None:
            return tr("if it helps")
        if self.weekly:
            return tr("{done} of {meant} days", done=self.done, meant=self.meant)
        if self.done > self.most:
            return tr("{times} today", times=times(self.done))
        return tr("{done} of {meant} done", done=self.done, meant=self.meant) if self.done else tr("not yet today")

    @property
    def names(self) -> str:
        """`Gentle stretch or Chair ease`."""
        return tr(" or ").join(map(safe_text.line, self.titles))


class PlanToday(Struct, frozen=True):
    """The plan that is followed, today. `over`: its days have gone by. `ask` is None once a rating is there today."""

    id: str
    title: str
    day: int
    days: int | None
    over: bool
    then: str | None
    ask: str | None
    lines: tuple[PlanLine, ...]

    @property
    def heading(self) -> str:
        """`First 72 hours, day 2 of 3`, or that its days are over."""
        title = safe_text.line(self.title)
        if self.over:
            return tr("{title}: its {days} days are over.", title=title, days=self.days)
        if self.days:
            return tr("{title}, day {day} of {days}", title=title, day=self.day, days=self.days)
        return tr("{title}, day {day}", title=title, day=self.day)

    @property
    def afterwards(self) -> str:
        """What to type once its days are over."""
        if self.then:
            return tr("Next: unclench plan {plan} --follow", plan=self.then)
        return tr("unclench plan shows the others.")


class PlanStatus(Struct, frozen=True):
    """What the plan that is followed has for today, or why nobody can say; neither where none is followed."""

    today: PlanToday | None = None
    trouble: str = ""


def plan_followed(journal: Journal) -> Followed | None:
    """The plan that somebody follows, or None."""
    return followed_plan(answers(journal))


def planned(plans: Plans, journal: Journal, titles: Callable[[], Mapping[str, str]], now: int) -> PlanStatus:
    """The plan that is followed, today. `titles` returns those of all routines by their ids."""
    since = plan_followed(journal)
    if since is None:
        return PlanStatus()
    try:
        plan = plans.get(since.plan)
    except (PlanNotFound, LoadError) as error:  # deleted, or with a slip in it since
        leave = tr("Or leave it: unclench plan --leave")
        return PlanStatus(trouble=f"{error} {leave}")
    return PlanStatus(plan_today(plan, since, journal, titles(), now))


def plan_today(plan: Plan, since: Followed, journal: Journal, titles: Mapping[str, str], now: int) -> PlanToday:
    """What the plan has for today; `titles` are those of all routines by their ids."""
    today = midnight(now)
    # Over today and the six days before it, so that no Monday makes up for a week.
    week = [each for each in sessions(journal, midnight(now, WEEK - 1), now + DAY) if each.finished]
    rated = journal.read(PainRecord, "WHERE at >= ? AND at <= ? ORDER BY at DESC, rowid DESC LIMIT 1", (today, now))
    day = since.day(now)
    over = plan.over(day)
    return PlanToday(
        id=plan.id,
        title=plan.title,
        day=day,
        days=plan.days,
        over=over,
        then=plan.then,
        ask=plan.ask if day > 1 and not rated else None,
        lines=()
        if over
        else tuple(_line(part, week, today, titles, rated[0].rating if rated else None) for part in plan.today(day)),
    )


def _line(
    part: PlanPart, week: Sequence[SessionRecord], today: int, titles: Mapping[str, str], pain: int | None
) -> PlanLine:
    mine = [each for each in week if each.routine in part.routines]
    just = [each for each in mine if each.began >= today]
    least, most = _ends(part.per_day or part.days_a_week)
    weekly = part.days_a_week is not None
    done = len({midnight(each.began) for each in mine}) if weekly else len(just)
    waits = (
        part.pain_at_most if pain is not None and part.pain_at_most is not None and pain > part.pain_at_most else None
    )
    return PlanLine(
        routines=part.routines,
        titles=tuple(titles.get(id, id) for id in part.routines),
        done=done,
        least=least,
        most=most,
        weekly=weekly,
        due=least is not None and done < least and waits is None and not (weekly and just),
        waits_for=waits,
        note=part.note,
    )


def _ends(amount: Amount | None) -> tuple[int | None, int | None]:
    match amount:
        case Exact():
            return amount.value, amount.value
        case Range():
            return amount.low, amount.high
        case _:
            return None, None


def lines(today: PlanToday) -> list[str]:
    """The plan's lines in `next`."""
    if today.over:
        return [f"{today.heading} {today.afterwards}"]
    told = [f"{today.heading}:"]
    told += [f"  {each}" for line in today.lines for each in _told(line)]
    if today.ask is not None:
        told.append(tr("{question} unclench pain 0 to 10", question=safe_text.line(today.ask)))
    return told


def _told(line: PlanLine) -> list[str]:
    names = line.names
    if line.waits_for is not None:
        said = tr("{names}: not now; it waits until your pain is {rating} or less.", names=names, rating=line.waits_for)
    elif line.least is None:
        said = tr("{names}: if it helps you.", names=names)
    elif line.weekly and line.due:
        said = tr(
            "{names}: on {done} of {meant} days in the last seven; today would be one.",
            names=names, done=line.done, meant=_how_many(line),
        )  # fmt: skip
    elif line.weekly:
        said = tr(
            "{names}: on {done} of {meant} days in the last seven.",
            names=names, done=line.done, meant=_how_many(line),
        )  # fmt: skip
    elif line.due:
        said = tr("{names}: {done} of {meant} today.", names=names, done=line.done, meant=_how_many(line))
    else:
        said = tr("{names}: {times} today, that is enough.", names=names, times=times(line.done))
    if line.waits_for is None and (line.due or line.least is None):
        ids = tr(" or ").join(map(safe_text.line, line.routines))
        said += f" unclench run {ids}"
    return [said, *([f"  {safe_text.line(line.note)}"] if line.note else [])]


def _how_many(line: PlanLine) -> str:
    return f"{line.least}" if line.least == line.most else tr("{low} to {high}", low=line.least, high=line.most)


def as_json(today: PlanToday | None) -> dict[str, Any] | None:
    """The same for programs."""
    if today is None:
        return None
    return {
        "id": today.id, "title": today.title, "day": today.day, "days": today.days, "over": today.over,
        "then": today.then, "ask": today.ask,
        "routines": [
            {
                "ids": list(line.routines), "done": line.done, "least": line.least, "most": line.most,
                "per": "week" if line.weekly else "day", "due": line.due, "waits_for_pain": line.waits_for,
                "note": line.note,
            }
            for line in today.lines
        ],
    }  # fmt: skip


def text(plan: Plan, titles: Mapping[str, str]) -> str:
    """A plan as `unclench plan ID` shows it."""
    told = [tr("{title}, {days} days", title=plan.title, days=plan.days) if plan.days else plan.title]
    told += [plan.summary] if plan.summary else []
    told += [f"  ! {each}" for each in plan.cautions]
    told.append("")
    for part in plan.parts:
        names = tr(" or ").join(titles.get(id, id) for id in part.routines)
        told.append(f"  {names}: {_how_often(part)}.")
        told += [f"    {part.note}"] if part.note else []
    told += ["", tr("Each next day: {question}", question=plan.ask)]
    told += [tr("Afterwards: {plan}", plan=plan.then)] if plan.then else []
    told += [tr("Sources: {sources}", sources=", ".join(plan.sources))] if plan.sources else []
    return safe_text.lines("\n".join(told))


def _how_often(part: PlanPart) -> str:
    least, most = _ends(part.per_day or part.days_a_week)
    number = f"{least}" if least == most else tr("{low} to {high}", low=least, high=most)
    said = [tr("if it helps you")]
    if part.per_day is not None:
        said = [tr("{number} a day", number=number)]
    elif part.days_a_week is not None:
        said = [tr("on {number} days a week", number=number)]
    if part.first > 1 and part.last is not None:
        said.append(tr("from day {first} to {last}", first=part.first, last=part.last))
    elif part.first > 1:
        said.append(tr("from day {first}", first=part.first))
    elif part.last is not None:
        said.append(tr("until day {last}", last=part.last))
    if part.pain_at_most is not None:
        said.append(tr("with pain of {rating} or less", rating=part.pain_at_most))
    return ", ".join(said)
