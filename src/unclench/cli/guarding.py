"""Before an application: what stands in its way, when it may be, and a typed reason for what may be gone past."""

from __future__ import annotations

import sys

import click

from unclench.cli.common import Mend
from unclench.cli.waiting import at_clock, story
from unclench.exposure.guards import warnings
from unclench.exposure.records import Skin
from unclench.model import Routine
from unclench.program import Program
from unclench.safety import LIMITS, screening, sleepy
from unclench.tending import at_the_earliest
from unclench.timeline import BREATHING, Timeline


def allow(program: Program, kind: Skin, *, override: bool) -> None:
    """Return where `kind` may begin now, or with a reason for it in `program.override`. Raises Mend."""
    book = program.book
    past = book.past()
    for exposure in past:
        if exposure.open:
            raise Mend(f"{story(exposure)} When it is off: unclench off")
    verdict = book.verdict(kind, "single")
    if verdict is None:
        return
    when = "" if verdict.wait is None else f" Again {at_the_earliest(verdict.wait)}."
    why = f"{verdict.sentence}{when} ({verdict.limit.id})"
    if verdict.action == "confirm":
        last = max((exposure.off.wall for exposure in past if exposure.off is not None), default=0)
        if not _confirmed(f"{why}\nBy its clock the last came off at {at_clock(last)}. Is that right?"):
            raise Mend(why)
        program.override = "The clock was confirmed."
    elif verdict.action == "override" and override:
        program.override = _reason(why)
    else:
        raise Mend(f"{why} With a reason: unclench {kind} --override" if verdict.action == "override" else why)


def prepare(program: Program, timeline: Timeline) -> None:
    """Before a session with cold or heat: what the screening says against it, and what is to be warned of.

    Raises Mend where it does not fit and nobody takes it back in.
    """
    kinds: list[Skin] = [kind for kind in ("cold", "heat") if any(s.kind.value == kind for s in timeline.segments)]
    for kind in kinds:
        _fitting(program, kind)
        for limit in warnings(kind, program.book.past(), program.book.now()):
            click.echo(f"{limit.sentence} ({limit.id})", err=True)


def _fitting(program: Program, kind: Skin) -> None:
    """What the answers to the screening say against it (C3); a yes goes past it once, and is kept."""
    from unclench.journal.reading import answers
    from unclench.journal.records import AnswerRecord, OverrideRecord, new_id

    known: dict[str, AnswerRecord] = {}
    if not program.book.use(lambda journal: known.update(answers(journal))):
        return
    unfit = screening.fits({id: answer.yes for id, answer in known.items()}, kind)
    if unfit:
        why = "\n".join(each.why for each in unfit)
        if not _confirmed(f"{why}\nAll the same?"):
            raise Mend(f"{why}\nThe answers can be changed: unclench screening")
        at = program.book.now().wall
        program.book.add(
            *(
                OverrideRecord(id=new_id(), at=at, limit=each.question, reason="Taken back in by hand.")
                for each in unfit
            )
        )
    if screening.due(kind, {id: answer.at for id, answer in known.items()}, program.book.now().wall):
        click.echo(f"The questions about {kind} are not answered yet: unclench screening", err=True)


def _confirmed(question: str) -> bool:
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    return click.confirm(question, default=False, err=True)


def _reason(why: str) -> str:
    """Typed, never given on the command line: that can be read by everybody on the machine."""
    click.echo(why, err=True)
    if sys.stdin is None:
        raise Mend("There is no keyboard to type the reason on.")
    if sys.stdin.isatty():
        typed = str(click.prompt("Why now? It is kept", default="", show_default=False, err=True))
    else:
        typed = sys.stdin.readline()
    if not typed.strip():
        raise Mend("Without a reason it does not begin.")
    return typed.strip()[:1_000]


def stay_awake(program: Program, routine: Routine, timeline: Timeline) -> None:
    """Nothing that may put to sleep begins while something is on the skin (C2.10). Raises Mend."""
    tags = {*routine.tags, *(tag for step in timeline.steps for tag in step.tags)}
    breathing = sum(segment.width for segment in timeline.segments if segment.kind in BREATHING)
    for exposure in program.book.waiting():
        if sleepy(tuple(tags), breathing):
            raise Mend(f"{story(exposure)} {LIMITS['C2.10'].sentence} (C2.10) When it is off: unclench off")
