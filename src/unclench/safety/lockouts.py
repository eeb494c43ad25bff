"""Lock-outs: whether cold or heat may go on the skin, given what was on it before (C1.4 to C1.13). Pure.

`may_start` decides about one application; `availability` applies it to each application of a session,
at the time at which it is planned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from unclench.language import tr
from unclench.safety.exposure import Exposure, Moment, Skin, age, earlier, elsewhere, here
from unclench.safety.limits import DAY, LIMITS, MINUTE, Limit

Plan = Literal["single", "20-20", "hot-cold"]
"""The plan an application belongs to: on its own; cold, bare skin and cold again; or heat and cold in turn."""
VerdictAction = Literal["refuse", "override", "when", "confirm"]

TWENTY = 20 * MINUTE
"""The break in 20 on and 20 off (C1.5), in ms."""
GAPS: dict[Skin, Limit] = {"cold": LIMITS["C1.4"], "heat": LIMITS["C1.9"]}
PER_DAY: dict[Skin, Limit] = {"cold": LIMITS["C1.6"], "heat": LIMITS["C1.10"]}
RESTARTED = Limit(
    "C2.4", 0, "count", "override",
    tr("The computer has restarted since then, so please check that its clock is right."),
    "ours; follows from C1.1",
)  # fmt: skip
OTHER_MACHINE = Limit(
    "C2.4", 0, "count", "override",
    tr("The last pack was timed on another computer, so please check that this one's clock is right."),
    "ours; follows from C1.1",
)  # fmt: skip
UNKNOWN = Limit(
    "C2.4", 0, "count", "override",
    tr("unclench can't look up what was on your skin before, so it may be too soon."),
    "ours; follows from C1.4 and C1.9",
)  # fmt: skip
WHEN = tr("When did the last cold or heat come off your skin?")
"""The question whose answer lifts a verdict of "when"."""
LOOKS_NORMAL = tr("Does the skin there look and feel normal: no redness, no numbness, no blisters, no pain?")
"""What C1.4 asks for besides the two hours: without a yes, no reason overrides it."""


class Beside(Struct, frozen=True):
    """What blocks an application besides the exposures on record: see `may_start`.

    `unknown`: what was on the skin before cannot be looked up, and nobody has said. `said`: when the
    last one came off, as somebody answered; whether it was cold or heat is not known. `drowsy`:
    another program is playing something that may send somebody to sleep.
    """

    unknown: bool = False
    said: Moment | None = None
    drowsy: bool = False


NOTHING = Beside()


class Verdict(Struct, frozen=True):
    """Not now, because of `limit`. It may begin `wait` ms from now; None: nobody can say.

    `action` is what overrides it: nothing ("refuse"); a typed reason, which is recorded ("override");
    the answer to `question`, a time ("when", see `LockOuts.say_last_off`); or a yes, which is recorded
    ("confirm"). `player.packs.why` puts it into words for people.
    """

    limit: Limit
    wait: int | None
    action: VerdictAction
    still_on: Exposure | None = None
    """The exposure that was never confirmed off, if that is what blocks it."""

    @property
    def question(self) -> str:
        """The question to ask before overriding it; before a typed reason it needs a yes. Empty if there is none."""
        if self.action == "when":
            return WHEN
        return LOOKS_NORMAL if self.limit is LIMITS["C1.4"] and self.action == "override" else ""


def may_start(
    kind: Skin, past: Sequence[Exposure], now: Moment, plan: Plan = "single", *, session: str | None = None,
    beside: Beside = NOTHING,
) -> Verdict | None:  # fmt: skip
    """None if `kind` may go on now; otherwise the strictest verdict against it.

    `past` holds exposures in any order; one that was never confirmed off blocks everything (C2.4).
    `plan` relaxes the rules only between applications of the same `session`, since what came before
    was not chosen together with them.
    """
    return max(_verdicts(kind, past, now, plan, session, beside), key=_strictness, default=None)


def _strictness(verdict: Verdict) -> tuple[int, int]:
    order = {"confirm": 0, "override": 1, "when": 2, "refuse": 3}
    return order[verdict.action], DAY * 365 if verdict.wait is None else verdict.wait


def _verdicts(
    kind: Skin, past: Sequence[Exposure], now: Moment, plan: Plan, session: str | None, beside: Beside
) -> Iterator[Verdict]:
    if on := [exposure for exposure in past if exposure.open]:
        oldest = max(on, key=lambda exposure: age(exposure.on, now).likely)
        yield Verdict(LIMITS["C2.4"], None, "refuse", oldest)
    if beside.drowsy:
        yield Verdict(LIMITS["C2.10"], None, "refuse")
    if beside.unknown or any(doubtful(exposure, now) for exposure in past):
        yield Verdict(UNKNOWN, None, "when")
    known = [exposure for exposure in past if exposure.off is not None and not doubtful(exposure, now)]
    done = _latest_first(known, now)
    said = [] if beside.said is None else [Exposure("said", kind, beside.said, 0, beside.said)]
    same = _latest_first([*(e for e in known if e.kind == kind), *said], now)
    other = [(gone, e) for gone, e in done if e.kind != kind]
    if same:
        yield from _same_again(kind, same, plan, session)
    perhaps_other = _latest_first([*(e for _, e in other), *said], now)
    if perhaps_other and (gone := perhaps_other[0][0]) < LIMITS["C1.13"].value:
        yield Verdict(LIMITS["C1.13"], LIMITS["C1.13"].value - gone, "refuse")
    if (wait := _second_round(kind, [e for _, e in done], now)) is not None:
        yield Verdict(LIMITS["C1.12"], wait, "refuse")
    yield from _unconfirmed(kind, [e for _, e in same] + [e for _, e in other], now)


def _latest_first(done: Sequence[Exposure], now: Moment) -> list[tuple[int, Exposure]]:
    """Each with the ms since it was confirmed off, by the best guess, the latest first."""
    ages = [(age(exposure.off, now).likely, exposure) for exposure in done if exposure.off is not None]
    return sorted(ages, key=lambda pair: pair[0])


def doubtful(exposure: Exposure, now: Moment) -> bool:
    """Whether it came off so far in the future, by another machine's clock, that its time means nothing (ours).

    A clock that is ahead by less only makes the person wait a little longer.
    """
    off = exposure.off
    return off is not None and not here(off, now) and off.wall - now.wall > LIMITS["C1.4"].value


def _same_again(kind: Skin, same: Sequence[tuple[int, Exposure]], plan: Plan, session: str | None) -> Iterator[Verdict]:
    gap, (gone, last) = GAPS[kind], same[0]
    if gone >= gap.value:
        return
    if kind == "cold" and plan == "20-20" and session is not None and last.session == session:
        if _in_a_row([exposure for _, exposure in same]) >= LIMITS["C1.5"].value:
            yield Verdict(LIMITS["C1.5"], gap.value - gone, "refuse")
        elif gone < TWENTY:
            yield Verdict(LIMITS["C1.5"], TWENTY - gone, "refuse")
        return
    yield Verdict(gap, gap.value - gone, "override" if gap.action == "override" else "refuse")


def _in_a_row(cold: Sequence[Exposure]) -> int:
    """How many of these applications of cold, the latest first, followed each other within two hours (C1.5)."""
    count = 1 if cold else 0
    for later, before in pairwise(cold):
        if before.off is None or age(before.off, later.on).likely >= LIMITS["C1.4"].value:
            break
        count += 1
    return count


def _second_round(kind: Skin, done: Sequence[Exposure], now: Moment) -> int | None:
    """Ms until heat and cold in turn may begin again, or None if no round of them is just over (C1.12)."""
    if len(done) < 2 or done[0].kind == kind or done[1].kind == done[0].kind:
        return None
    last, before = done[0], done[1]
    assert last.off is not None
    assert before.off is not None
    apart, gone = LIMITS["C1.4"].value, age(last.off, now).likely
    return apart - gone if gone < apart and age(before.off, last.on).likely < apart else None


def _unconfirmed(kind: Skin, done: Sequence[Exposure], now: Moment) -> Iterator[Verdict]:
    """A verdict to confirm, if only a wall clock says that enough time has passed: after a reboot, or elsewhere (C2.4).

    Not after a whole day: whoever sits in front of a clock that wrong will notice (ours).
    """
    for exposure in done:
        assert exposure.off is not None
        needed = GAPS[kind].value if exposure.kind == kind else LIMITS["C1.13"].value
        gap = age(exposure.off, now)
        if not gap.exact and gap.least < needed <= gap.likely < DAY:
            yield Verdict(OTHER_MACHINE if elsewhere(exposure.off, now) else RESTARTED, None, "confirm")
            return


class Planned(Struct, frozen=True):
    """An application as a session plans it: in step `step`, `at` ms after the session begins, for `lasting` ms."""

    kind: Skin
    at: int
    lasting: int
    step: int = 0


class Availability(Struct, frozen=True):
    """Whether a planned application may begin at its time, if the session begins now.

    `wait` is the earliest it may begin, in ms from now; None: somebody has to answer something first.
    `verdict` is what blocks it at its planned time.
    """

    planned: Planned
    wait: int | None
    verdict: Verdict | None

    @property
    def allowed(self) -> bool:
        """Whether it may begin as planned."""
        return self.verdict is None


_THIS = "this session"


def availability(
    planned: Sequence[Planned], past: Sequence[Exposure], now: Moment, plan: Plan, *, beside: Beside = NOTHING
) -> list[Availability]:
    """For each application of a session that begins now: whether it may begin when its time comes.

    Those that may begin are assumed to be played as planned, the others to be left out. Whatever
    another program plays now is assumed to be over before the second application.
    """
    found, skin = [], list(past)
    for number, each in enumerate(planned):
        then = earlier(now, -each.at)
        around = beside if number == 0 else replace(beside, drowsy=False)
        verdict = may_start(each.kind, skin, then, plan, session=_THIS, beside=around)
        if verdict is None:
            off = earlier(then, -each.lasting)
            skin.append(Exposure(f"planned {number}", each.kind, then, each.lasting, off, _THIS))
            found.append(Availability(each, each.at, None))
        else:
            wait = None if verdict.wait is None else each.at + verdict.wait
            found.append(Availability(each, wait, verdict))
    return found


def all_available(
    planned: Sequence[Planned], past: Sequence[Exposure], now: Moment, plan: Plan, *, beside: Beside = NOTHING
) -> int | None:
    """Ms from now until the session may begin with every application available; None: nobody can say."""
    shift = 0
    while True:
        found = availability(planned, past, earlier(now, -shift), plan, beside=beside)
        short = [None if each.wait is None else each.wait - each.planned.at for each in found if each.verdict]
        if not short:
            return shift
        if None in short or shift > DAY:
            return None
        shift += max(1, *(each for each in short if each is not None))


def warnings(kind: Skin, past: Sequence[Exposure], now: Moment) -> tuple[Limit, ...]:
    """The limits to mention before one more of `kind`: too many in a day, and cold for days on end."""
    ages = [age(exposure.on, now).likely for exposure in past if exposure.kind == kind]
    said = []
    if sum(gone < DAY for gone in ages) >= PER_DAY[kind].value:
        said.append(PER_DAY[kind])
    period = LIMITS["C1.7"].value
    if kind == "cold" and any(period < gone < 7 * DAY for gone in ages):
        said.append(LIMITS["C1.7"])
    return tuple(said)


def plan_of(kinds: Sequence[Skin], breaks: Sequence[int]) -> Plan:
    """The plan of a session, from its applications in order and the `breaks` between them, in ms.

    Two of cold and nothing else, written with less than C1.4's two hours between them, are 20 on and
    20 off; somebody who picks such a routine has chosen that (C1.5).
    """
    if len(kinds) == 2 and set(kinds) == {"cold"} and breaks[0] < LIMITS["C1.4"].value:
        return "20-20"
    return "hot-cold" if set(kinds) == {"cold", "heat"} else "single"


_NEVER = Moment("a skin that nothing was ever on", 0, 0)


def unsafe_plan(planned: Sequence[Planned], plan: Plan) -> Limit | None:
    """The limit that a session breaks on its own, whatever came before it; or None."""
    if sum(before.kind != after.kind for before, after in pairwise(planned)) > LIMITS["C1.12"].value:
        return LIMITS["C1.12"]
    found = next((each.verdict for each in availability(planned, (), _NEVER, plan) if each.verdict), None)
    if found is None:
        return None
    return LIMITS["C1.5"] if found.limit is LIMITS["C1.4"] else found.limit
