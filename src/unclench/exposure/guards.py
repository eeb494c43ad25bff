"""Whether something may be put on the skin now, by what was on it before: C1.4 to C1.13. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from unclench.exposure.moments import Moment, age
from unclench.exposure.records import Exposure, Skin
from unclench.safety import LIMITS, MINUTE, Limit

Plan = Literal["single", "20-20", "hot-cold"]
"""What an application is chosen as part of: alone; cold, bare skin and cold again; heat and cold in turn."""

DAY = 24 * 60 * MINUTE
TWENTY = 20 * MINUTE
"""The break of 20 on and 20 off (C1.5)."""
GAPS: dict[Skin, Limit] = {"cold": LIMITS["C1.4"], "heat": LIMITS["C1.9"]}
PER_DAY: dict[Skin, Limit] = {"cold": LIMITS["C1.6"], "heat": LIMITS["C1.10"]}
RESTARTED = Limit(
    "C2.4", 0, "count", "override",
    "The computer was restarted since then, so its clock has to be confirmed.",
    "ours; follows from C1.1",
)  # fmt: skip


class Verdict(Struct, frozen=True):
    """Not now, and by which limit. It may begin `wait` ms from now; None: nobody can say.

    `action` is "refuse", "override" (a typed reason, which is kept, goes past it) or "confirm"
    (a yes to `sentence`, which is kept, does).
    """

    limit: Limit
    wait: int | None
    action: Literal["refuse", "override", "confirm"]

    @property
    def sentence(self) -> str:
        """The limit's own sentence."""
        return self.limit.sentence


def may_start(kind: Skin, past: Sequence[Exposure], now: Moment, plan: Plan = "single") -> Verdict | None:
    """None where `kind` may go on now; else what is in its way, the strictest first.

    `past` may hold exposures in any order; those never confirmed off are in the way of
    everything (C2.4).
    """
    return max(_verdicts(kind, past, now, plan), key=_strictness, default=None)


def _strictness(verdict: Verdict) -> tuple[int, int]:
    order = {"confirm": 0, "override": 1, "refuse": 2}
    return order[verdict.action], DAY * 365 if verdict.wait is None else verdict.wait


def _verdicts(kind: Skin, past: Sequence[Exposure], now: Moment, plan: Plan) -> Iterator[Verdict]:
    done = sorted(((_since(e, now), e) for e in past if e.off is not None), key=lambda pair: pair[0])
    if any(exposure.open for exposure in past):
        yield Verdict(LIMITS["C2.4"], None, "refuse")
    same = [(gone, e) for gone, e in done if e.kind == kind]
    other = [(gone, e) for gone, e in done if e.kind != kind]
    if same:
        yield from _same_again(kind, same, plan)
    if other and (gone := other[0][0]) < LIMITS["C1.13"].value:
        yield Verdict(LIMITS["C1.13"], LIMITS["C1.13"].value - gone, "refuse")
    if (wait := _second_round(kind, [e for _, e in done], now)) is not None:
        yield Verdict(LIMITS["C1.12"], wait, "refuse")
    yield from _restarted(kind, done, now)


def _since(exposure: Exposure, now: Moment) -> int:
    """Ms since it was confirmed off, by the best guess."""
    assert exposure.off is not None
    return age(exposure.off, now).likely


def _same_again(kind: Skin, same: Sequence[tuple[int, Exposure]], plan: Plan) -> Iterator[Verdict]:
    gap, gone = GAPS[kind], same[0][0]
    if gone >= gap.value:
        return
    if kind == "cold" and plan == "20-20":
        if in_a_row([exposure for _, exposure in same]) >= LIMITS["C1.5"].value:
            yield Verdict(LIMITS["C1.5"], gap.value - gone, "refuse")
            return
        if gone >= TWENTY:
            return
        yield Verdict(LIMITS["C1.5"], TWENTY - gone, "refuse")
        return
    yield Verdict(gap, gap.value - gone, "override" if gap.action == "override" else "refuse")


def in_a_row(cold: Sequence[Exposure]) -> int:
    """How many applications of cold, the latest first, followed each other within two hours (C1.5)."""
    count = 1 if cold else 0
    for later, before in pairwise(cold):
        if before.off is None or age(before.off, later.on).likely >= LIMITS["C1.4"].value:
            break
        count += 1
    return count


def _second_round(kind: Skin, done: Sequence[Exposure], now: Moment) -> int | None:
    """Ms until heat and cold in turn may begin anew, where a round of them is just over (C1.12)."""
    if len(done) < 2 or done[0].kind == kind or done[1].kind == done[0].kind:
        return None
    last, before = done[0], done[1]
    assert last.off is not None
    assert before.off is not None
    apart, gone = LIMITS["C1.4"].value, age(last.off, now).likely
    return apart - gone if gone < apart and age(before.off, last.on).likely < apart else None


def _restarted(kind: Skin, done: Sequence[tuple[int, Exposure]], now: Moment) -> Iterator[Verdict]:
    """Across a reboot the wall clock alone says that the time is over: then it is asked for (C2.4).

    A clock that is wrong by a whole day is seen by whoever sits before it (ours).
    """
    for gone, exposure in done:
        assert exposure.off is not None
        needed = GAPS[kind].value if exposure.kind == kind else LIMITS["C1.13"].value
        gap = age(exposure.off, now)
        if not gap.exact and gap.least < needed <= gone < DAY:
            yield Verdict(RESTARTED, None, "confirm")
            return


def warnings(kind: Skin, past: Sequence[Exposure], now: Moment) -> tuple[Limit, ...]:
    """What is to be said before one more of `kind`: the day's count, and cold for days on end."""
    ages = [age(exposure.on, now).likely for exposure in past if exposure.kind == kind]
    said = []
    if sum(gone < DAY for gone in ages) >= PER_DAY[kind].value:
        said.append(PER_DAY[kind])
    period = LIMITS["C1.7"].value
    if kind == "cold" and any(period < gone < 7 * DAY for gone in ages):
        said.append(LIMITS["C1.7"])
    return tuple(said)


def plan_of(kinds: Sequence[str]) -> Plan:
    """What a session's applications, in their order, are chosen as.

    Two of cold, and nothing else, are 20 on and 20 off, chosen by choosing the routine (C1.5).
    """
    if len(kinds) == 2 and set(kinds) == {"cold"}:
        return "20-20"
    return "hot-cold" if set(kinds) == {"cold", "heat"} else "single"


def too_many(kinds: Sequence[str], breaks: Sequence[int]) -> Limit | None:
    """The limit that a session's own plan breaks: its applications, and the ms between each and the next."""
    for index, gap in enumerate(breaks):
        before, after = kinds[index], kinds[index + 1]
        if before != after and gap < LIMITS["C1.13"].value:
            return LIMITS["C1.13"]
        if before == after == "heat" and gap < LIMITS["C1.9"].value:
            return LIMITS["C1.9"]
        if before == after == "cold" and gap < LIMITS["C1.4"].value and (len(kinds) > 2 or gap < TWENTY):
            return LIMITS["C1.5"]
    turns = sum(before != after for before, after in pairwise(kinds))
    return LIMITS["C1.12"] if turns > 1 else None
