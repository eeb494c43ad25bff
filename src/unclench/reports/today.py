"""What may be done now, what is due and what was done today, and how the pain has gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from unclench.journal.database import Journal
from unclench.journal.logbook import Logbook
from unclench.journal.queries import DoneSet, PainfulDay, first_sessions, painful_days, sessions, sets_done
from unclench.journal.records import SessionRecord
from unclench.language import begun, counted, tr
from unclench.player import packs
from unclench.player.todays_steps import not_due
from unclench.routine.model import Amount, AtLeast, AtMost, Exact, ExerciseStep, Frequency, Range, Routine
from unclench.safety import red_flags
from unclench.safety.exposure import SKIN_NAMES, Exposure, Moment, Skin, age
from unclench.safety.limits import MINUTE
from unclench.safety.lockouts import NOTHING, Beside, may_start, warnings
from unclench.safety.screening import SKIN
from unclench.session.frequency import goes_with, nothing_left, sometimes
from unclench.session.progression import WEEK, all_steps
from unclench.session.wording import how_often, how_rarely, name_of, place_of, so_many_or_more, times
from unclench.system import local_time, safe_text
from unclench.system.local_time import day_begun, day_number, midnight, zone_here

WALKING = "walking"
"""The tag of a walk. Walking is for everybody, so it is due even where it was never done (C1.17; HW-BP)."""
TAKEN_UP = 14
"""Days: a routine that was finished within them is one that somebody does. Ours."""


class SkinStatus(Struct, frozen=True):
    """Whether cold, or heat, may go on now, and if not, when and why.

    `wait` is in ms: 0 for now, None where nobody can say how long. `asks`: an answer is all that is
    needed. `still_on`: so far nobody has said that a pack is off.
    """

    kind: Skin
    wait: int | None
    at: int | None
    """The end of the wait, in ms since 1970."""
    limit: str
    why: str
    warnings: tuple[str, ...]
    still_on: bool = False
    asks: bool = False


class DoneToday(Struct, frozen=True):
    """How many sessions with a tag were finished today."""

    tag: str
    count: int


def skin_status(past: Sequence[Exposure], now: Moment, beside: Beside = NOTHING) -> list[SkinStatus]:
    """The status of cold and of heat."""
    found = []
    for kind in SKIN:
        verdict = may_start(kind, past, now, beside=beside)
        warned = tuple(limit.sentence for limit in warnings(kind, past, now))
        if verdict is None:
            found.append(SkinStatus(kind, 0, now.wall, "", "", warned))
        else:
            at = None if verdict.wait is None else now.wall + verdict.wait
            on, asks = verdict.still_on is not None, verdict.action in {"when", "confirm"}
            found.append(SkinStatus(kind, verdict.wait, at, verdict.limit.id, packs.why(verdict), warned, on, asks))
    return found


def skin_now(book: Logbook) -> list[SkinStatus]:
    """The status of cold and of heat now, by all that decides whether they may begin."""
    return skin_status(book.lock_outs.in_the_way(), book.now(), book.lock_outs.beside())


def done_today(sessions: Sequence[SessionRecord]) -> list[DoneToday]:
    """The finished ones of today's `sessions` by tag, in the order in which each tag was first done."""
    counts: dict[str, int] = {}
    for session in sorted(sessions, key=lambda session: session.began):
        for tag in session.tags.split(",") if session.finished and session.tags else ():
            counts[tag] = counts.get(tag, 0) + 1
    return [DoneToday(tag, count) for tag, count in counts.items()]


# -- what is due ----------------------------------------------------------------------------


class StepToday(Struct, frozen=True):
    """A step that is meant less often than its routine: how often, and why it is not due now; empty where it is."""

    id: str
    name: str
    how_often: str
    why: str


class Due(Struct, frozen=True):
    """How often a routine was done, and how often its file means it: times today, or days of the last seven.

    `most` is None where more is always welcome. `enough`: nothing more is due today.
    """

    id: str
    title: str
    done: int
    least: int
    most: int | None
    weekly: bool
    enough: bool
    today: int
    """How often it was finished today."""
    steps: tuple[StepToday, ...] = ()
    """Those with a frequency of their own."""

    @property
    def without(self) -> list[str]:
        """The names of the steps that are not due today."""
        return [step.name for step in self.steps if step.why]

    @property
    def meant(self) -> str:
        """`2`, `1-2` or `2+`."""
        if self.most is None:
            return f"{self.least}+"
        return str(self.least) if self.least == self.most else f"{self.least}-{self.most}"

    @property
    def said(self) -> str:
        """`not yet today`, `1 of 2 done` or `2 of 2-4 days`."""
        if self.weekly:
            return tr("{done} of {meant} days", done=self.done, meant=self.meant)
        if self.most is not None and self.done > self.most:
            return tr("{times} today", times=times(self.done))
        return tr("{done} of {meant} done", done=self.done, meant=self.meant) if self.done else tr("not yet today")


def due(routine: Routine, today: int, days: int) -> Due | None:
    """What is due of a routine that was finished `today` times today, and on `days` of the six days before.

    None if its file does not say how often it is meant.
    """
    frequency = routine.frequency
    daily, weekly = ends(frequency.per_day), ends(frequency.days_a_week)
    if weekly is not None and (daily is None or (not today and days >= weekly[0])):
        enough = bool(today) or days >= weekly[0]
        return Due(routine.id, routine.title, days + bool(today), *weekly, True, enough, today)
    if daily is None:
        return None
    return Due(routine.id, routine.title, today, *daily, False, today >= daily[0], today)


def ends(amount: Amount | None) -> tuple[int, int | None] | None:
    """The least and the most that an amount means, None for no end; None for what says no number."""
    match amount:
        case Exact(value):
            return value, value
        case Range(low, high):
            return low, high
        case AtLeast(value):
            return value, None
        case AtMost(value):
            return 1, value
        case _:
            return None


def in_their_stage(routines: Iterable[Routine], journal: Journal, now: int) -> list[Routine]:
    """The routines with the frequency that holds now: the weeks of its stages count from the first session's day.

    They are whole days, so that no stage begins in the middle of one.
    """
    routines = list(routines)
    began = first_sessions(journal, [each.id for each in routines if each.frequency.then is not None])
    today = day_number(now, zone_here(now))
    weeks = {id: (today - day_number(at, zone_here(at))) // WEEK for id, at in began.items()}
    return [
        replace(each, frequency=each.frequency.after(weeks[each.id])) if each.id in weeks else each for each in routines
    ]


def due_today(routines: Sequence[Routine], journal: Journal, sessions: Sequence[SessionRecord], now: int) -> list[Due]:
    """What is due of what somebody does: by the frequency that holds now, and with the steps that have their own.

    `sessions` as for `due_now`.
    """
    return by_their_steps(due_now(in_their_stage(routines, journal, now), sessions, now), routines, journal, now)


def due_now(routines: Iterable[Routine], sessions: Sequence[SessionRecord], now: int) -> list[Due]:
    """What is due of what somebody does, what is still to do first: walking, and what they finished lately.

    `sessions` go back at least as far as `TAKEN_UP` days. Cold and heat are left out: the skin decides about them.
    """
    ago = _days_ago(sessions, now)
    found = [
        _counted(routine, days)
        for routine in routines
        if set(SKIN).isdisjoint(routine.tags)
        if (days := _of(routine, ago)) or WALKING in routine.tags
        if WALKING in routine.tags or min(days) <= TAKEN_UP
    ]
    return sorted((each for each in found if each is not None), key=lambda each: each.enough)


def by_their_steps(due: Iterable[Due], routines: Iterable[Routine], journal: Journal, now: int) -> list[Due]:
    """The same with the steps that have a frequency of their own; where none is due, nothing more of the routine is."""
    by_id, found = {each.id: each for each in routines}, []
    for each in due:
        routine = by_id[each.id]
        gone = not_due(routine, journal, now)
        steps = tuple(
            StepToday(id, place_of(id, step), how_rarely(frequency), gone.get(id, ""))
            for id, step, frequency in sometimes(routine.steps)
            if not goes_with(id, gone)
        )
        found.append(replace(each, steps=steps, enough=each.enough or nothing_left(routine.steps, gone)))
    return sorted(found, key=lambda each: each.enough)


def due_of(routine: Routine, sessions: Sequence[SessionRecord], now: int) -> Due | None:
    """What is due of one routine, by `sessions` that go back at least a week; None as for `due`."""
    return _counted(routine, _of(routine, _days_ago(sessions, now)))


def _days_ago(sessions: Sequence[SessionRecord], now: int) -> list[tuple[SessionRecord, int]]:
    """The finished ones, each with how many days ago it began."""
    today = day_number(now, zone_here(now))
    return [
        (session, today - day_number(session.began, zone_here(session.began)))
        for session in sessions
        if session.finished
    ]


def _of(routine: Routine, ago: Sequence[tuple[SessionRecord, int]]) -> list[int]:
    """How many days ago each session was that counts for this routine; any walk counts as one."""
    walk = WALKING in routine.tags
    return [
        days for session, days in ago
        if session.routine == routine.id or (walk and WALKING in session.tags.split(","))
    ]  # fmt: skip


def _counted(routine: Routine, days: Sequence[int]) -> Due | None:
    before = {each for each in days if 0 < each < WEEK}
    return due(routine, sum(each <= 0 for each in days), len(before))


EASY = 3
"""The least pain, of ten, with which only what is gentle is suggested. Ours."""


def suits(rating: int) -> tuple[str, ...]:
    """The ids of the bundled routines that suit somebody with this much pain, 0 to 10, the best first."""
    if red_flags.ends_session(rating):
        return ("spasm-first-minutes",)
    return ("gentle-stretch",) if rating >= EASY else ("long-hold-stretch", "walk-10-15", "core-strength")


def suggested(rating: int, offered: Collection[str], due: Sequence[Due] = ()) -> str | None:
    """The id of the routine to suggest, of those `offered`: the first that suits and was not done enough today."""
    there = [id for id in suits(rating) if id in offered]
    enough = {each.id for each in due if each.enough}
    return next((id for id in there if id not in enough), next(iter(there), None))


# -- as text --------------------------------------------------------------------------------


def skin_line(each: SkinStatus, free: str = tr("now")) -> str:
    """`Cold: at 15:20.`, then why, then the warnings; `free` is what to say where nothing is in the way."""
    kind = begun(SKIN_NAMES[each.kind])
    if each.still_on:  # a command to type stands at the end
        return " ".join([tr("{kind}: not now.", kind=kind), *each.warnings, each.why])
    if each.wait is None or each.at is None:
        when = tr("please answer a question first") if each.asks else tr("not now")
    else:
        when = free if each.wait == 0 else local_time.at_the_earliest(each.wait, each.at - each.wait)
    return " ".join(filter(None, [f"{kind}: {when}.", each.why, *each.warnings]))


def today_lines(
    skin: Sequence[SkinStatus], done: Sequence[DoneToday], due: Iterable[Due] = (), plan: Sequence[str] | None = None
) -> list[str]:
    """A line each for cold, heat, what is due, and whatever else was done today.

    Where a plan is followed, its own lines come after cold and heat, in place of the others.
    """
    due = list(due)
    told = [skin_line(each) for each in skin]
    if plan is not None:
        return [*told, *plan]
    told_already = {WALKING, *SKIN} if due else set(SKIN)
    return [
        *told,
        *(due_line(each) for each in due),
        *(
            tr("{title}: {times} today.", title=safe_text.line(each.tag).capitalize(), times=times(each.count))
            for each in done
            if each.tag not in told_already
        ),
    ]


def due_line(each: Due) -> str:
    """As in `Gentle stretch: due today (1 to 2 times a day). This time without Bridge.`."""
    said = _meant(each)
    title = safe_text.line(each.title)
    if each.enough and each.today:
        return tr("{title}: {times} today.", title=title, times=times(each.today))
    if each.enough:
        return tr("{title}: not today ({how_often}).", title=title, how_often=said)
    if each.today:
        due = counted(
            each.least - each.done,
            "{title}: {times} today; one more is due.", "{title}: {times} today; {number:g} more are due.",
            title=title, times=times(each.today),
        )  # fmt: skip
    else:
        due = tr("{title}: due today ({how_often}).", title=title, how_often=said)
    return " ".join(filter(None, [due, this_time([step.name for step in each.steps if not step.why], each.without)]))


def this_time(due: Sequence[str], gone: Sequence[str]) -> str:
    """`This time with Bridge, without Walk.`, of the names of steps that are not always due; empty without any."""
    with_these, without = (", ".join(map(safe_text.line, each)) for each in (due, gone))
    if due and gone:
        return tr("This time with {steps}, without {others}.", steps=with_these, others=without)
    if due:
        return tr("This time with {steps}.", steps=with_these)
    return tr("This time without {steps}.", steps=without) if gone else ""


def _meant(each: Due) -> str:
    """`2 to 3 times a day`, `3 or more days a week`."""
    if each.most is None:
        many = so_many_or_more(each.least, None)
        return tr("{many} days a week", many=many) if each.weekly else tr("{many} times a day", many=many)
    meant = Exact(each.least) if each.least == each.most else Range(each.least, each.most)
    return how_often(Frequency(days_a_week=meant) if each.weekly else Frequency(per_day=meant))


def today_as_json(skin: Sequence[SkinStatus], done: Sequence[DoneToday], due: Iterable[Due] = ()) -> dict[str, Any]:
    """The same for programs; `at` is ISO 8601."""
    return {
        "skin": [
            {
                "kind": each.kind, "now": each.wait == 0, "limit": each.limit or None, "why": each.why or None,
                "at": None if each.at is None else local_time.iso(each.at), "warnings": list(each.warnings),
            }
            for each in skin
        ],
        "due": [
            {
                "id": each.id, "title": each.title, "done": each.done, "least": each.least, "most": each.most,
                "of": "days a week" if each.weekly else "times a day", "enough": each.enough,
                "without": each.without,
                "steps": [
                    {
                        "id": step.id, "name": step.name, "how_often": step.how_often,
                        "due": not step.why, "why": step.why or None,
                    }
                    for step in each.steps
                ],
            }
            for each in due
        ],
        "today": {each.tag: each.count for each in done},
    }  # fmt: skip


def recent_exposures(past: Sequence[Exposure], now: Moment, hours: int = 72) -> list[Exposure]:
    """The exposures that went on within the last `hours`, the latest first."""
    found = [exposure for exposure in past if age(exposure.on, now).likely < hours * 60 * MINUTE]
    return sorted(found, key=lambda exposure: age(exposure.on, now).likely)


# -- goals ----------------------------------------------------------------------------------


class GoalToday(Struct, frozen=True):
    """How many repetitions of a step were done today, and how many there should be.

    `most` is None where more is welcome. `id` and `title` are the routine's.
    """

    id: str
    title: str
    step: str
    done: int
    least: int
    most: int | None

    @property
    def enough(self) -> bool:
        """Whether the goal is reached."""
        return self.done >= self.least

    @property
    def name(self) -> str:
        """`My sheet, Chin tuck`."""
        return tr("{title}, {step}", title=safe_text.line(self.title), step=safe_text.line(self.step))

    @property
    def said(self) -> str:
        """`18 of 30 today`."""
        return tr("{done} of {goal} today", done=self.done, goal=so_many_or_more(self.least, self.most))


def goals_today(
    routines: Iterable[Routine], journal: Journal, lately: Sequence[SessionRecord], now: int
) -> list[GoalToday]:
    """The goals of the routines that were finished `lately`, or begun today; first those that are not reached."""
    today = midnight(now)
    taken_up = {each.routine for each in lately if each.finished or each.began >= today}
    wanted = [(routine, goals) for routine in routines if routine.id in taken_up if (goals := _goals(routine))]
    if not wanted:
        return []
    done = sets_done(journal, [routine.id for routine, _ in wanted], today, now)
    found = [_goal(routine, id, step, done) for routine, goals in wanted for id, step in goals]
    return sorted((each for each in found if each is not None), key=lambda each: each.enough)


def goals_of(routine: Routine, book: Logbook) -> list[GoalToday]:
    """The goals of a routine that was just played."""
    now = book.now().wall
    span = (midnight(now), now + 1)
    return book.ask(lambda journal: goals_today([routine], journal, sessions(journal, *span), now), [])


def _goals(routine: Routine) -> list[tuple[str, ExerciseStep]]:
    """The steps of a routine that have a goal, each with its id."""
    found = ((id, step) for id, step in all_steps(routine.steps) if isinstance(step, ExerciseStep))
    return [(id, step) for id, step in found if step.goal is not None]


def _goal(routine: Routine, id: str, step: ExerciseStep, sets: Sequence[DoneSet]) -> GoalToday | None:
    """None for another way of doing a step that was not done today: one goal for it is enough."""
    done = repetitions(step, [each for each in sets if (each.routine, each.place) == (routine.id, id)])
    meant = ends(step.goal)
    if meant is None or ("/" in id and not done):
        return None
    return GoalToday(routine.id, routine.title, name_of(step), done, *meant)


def repetitions(step: ExerciseStep, sets: Sequence[DoneSet]) -> int:
    """How many repetitions these come to; where there are sides, on each of them."""
    of_side: dict[str | None, int] = {}
    for each in sets:
        of_side[each.side] = of_side.get(each.side, 0) + each.reps
    if len(step.sides) < 2 or None in of_side:  # in turn, all sides are counted as one
        return sum(of_side.values())
    return min(of_side.get(side, 0) for side in step.sides)


def goal_line(each: GoalToday) -> str:
    """As in `My sheet, Chin tuck: 18 of 30 today.`."""
    return tr("{name}: {done}.", name=each.name, done=each.said)


def goals_as_json(goals: Iterable[GoalToday]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "id": each.id, "title": each.title, "step": each.step, "done": each.done, "least": each.least,
            "most": each.most, "enough": each.enough,
        }
        for each in goals
    ]  # fmt: skip


# -- how the pain has gone ------------------------------------------------------------------

COURSE_DAYS = 14
"""Days of ratings whose course is told. Ours."""
CHANGED = 1
"""By how many points of ten it has to change to count as a change. Ours."""
STANDS_OUT = 2
"""By how many points the days between have to be worse, or better, than both ends. Ours."""


class PainCourse(Struct, frozen=True):
    """The days of the last two weeks that have ratings, up to day `today` (since 1970, local time)."""

    days: Sequence[PainfulDay] = ()
    today: int = 0

    @property
    def said(self) -> str:
        """Their course in one sentence; empty unless there are two."""
        return course_said(self.days)


def read_course(journal: Journal, now: int) -> PainCourse:
    """The course up to `now`, in ms since 1970."""
    zone = zone_here(now)
    today = day_number(now, zone)
    return PainCourse(painful_days(journal, day_begun(today - COURSE_DAYS + 1, zone), now + 1, zone), today)


def course_said(pain: Sequence[PainfulDay]) -> str:
    """`9 → 3 in 14 days, easing`: what the days began with and what they have come to; empty unless there are two.

    The numbers are the medians of the first and the last third of the days that have ratings, so that one bad day says
    nothing about all. If the days between were worse than both, or better, their median stands between the two.
    """
    if len(pain) < 2:
        return ""
    from statistics import median  # where nothing has hurt yet, nobody waits for it

    third = max(1, len(pain) // 3)
    first, between, last = ([day.mean for day in part] for part in (pain[:third], pain[third:-third], pain[-third:]))
    began, came_to = median(first), median(last)
    numbers, way = [began, came_to], _way(came_to - began)
    if between and not min(numbers) - STANDS_OUT < (middle := median(between)) < max(numbers) + STANDS_OUT:
        numbers, way = [began, middle, came_to], tr("up and down")
    span = pain[-1].day - pain[0].day + 1
    ratings = " → ".join(f"{number:.0f}" for number in numbers)
    return counted(
        span, "{ratings} in {number:g} day, {way}", "{ratings} in {number:g} days, {way}", ratings=ratings, way=way
    )


def _way(change: float) -> str:
    if abs(change) < CHANGED:
        return tr("about the same")
    return tr("easing") if change < 0 else tr("more than before")
