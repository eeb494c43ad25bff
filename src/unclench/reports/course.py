"""How the pain has gone in the last two weeks: its days, and their course in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING

from msgspec import Struct

from unclench.journal.queries import PainfulDay, painful_days
from unclench.language import counted, tr
from unclench.system.local_time import day_begun, day_number, zone_here

if TYPE_CHECKING:
    from unclench.journal.database import Journal

DAYS = 14
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
    return PainCourse(painful_days(journal, day_begun(today - DAYS + 1, zone), now + 1, zone), today)


def course_said(pain: Sequence[PainfulDay]) -> str:
    """`9 → 3 in 14 days, easing`: what the days began with and what they have come to; empty unless there are two.

    The numbers are the medians of the first and the last third of the days that have ratings, so that one bad day says
    nothing about all. If the days between were worse than both, or better, their median stands between the two.
    """
    if len(pain) < 2:
        return ""
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
