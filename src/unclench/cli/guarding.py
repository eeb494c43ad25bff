"""Before an application: what stands in its way, when it may be, and a typed reason for what may be gone past."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

import click
from msgspec.structs import replace

from unclench import clock
from unclench.cli.common import Mend, compile_or_mend, duration
from unclench.cli.waiting import at_clock, story
from unclench.exposure.guards import warnings
from unclench.exposure.moments import earlier
from unclench.exposure.records import Skin
from unclench.model import Routine
from unclench.plain.dialogue import hold
from unclench.program import Program
from unclench.safety import screening
from unclench.signals import signals
from unclench.tending import again
from unclench.timeline import Timeline
from unclench.together import puts_to_sleep

if TYPE_CHECKING:
    from unclench.choosing import Choices
    from unclench.exposure.guards import Verdict
    from unclench.exposure.moments import Moment
    from unclench.fitting import Concern
    from unclench.keys import Keys
    from unclench.plain.care import Care
    from unclench.plain.dialogue import Dialogue
    from unclench.plain.output import Output
    from unclench.safety.screening import Question, Unfit

T = TypeVar("T")


def allow(program: Program, kind: Skin, *, override: bool) -> None:
    """Return where `kind` may begin now, or with a reason for it in `program.override`. Raises Mend."""
    book = program.book
    for exposure in book.past():
        if exposure.open:
            raise Mend(f"{story(exposure)} When it is off: unclench off")
    verdict = book.verdict(kind, "single")
    if verdict is not None and verdict.action == "when":
        book.say_last_off(_last_off(verdict, book.now()))
        verdict = book.verdict(kind, "single")
    if verdict is None:
        return
    why = f"{verdict.sentence}{again(verdict)} ({verdict.limit.id})"
    if verdict.action == "confirm":
        if not _confirmed(f"{why}\nBy its clock the last came off at {at_clock(book.last_off or 0)}. Is that right?"):
            raise Mend(why)
        program.override = "The clock was confirmed."
    elif verdict.action == "override" and override:
        if verdict.question and _somebody() and not _confirmed(verdict.question):
            raise Mend(why)
        program.override = _reason(why)
    else:
        raise Mend(f"{why} With a reason: unclench {kind} --override" if verdict.action == "override" else why)


def _last_off(verdict: Verdict, now: Moment) -> Moment | None:
    """When the last came off, by whoever sits at the terminal; None for not lately. Raises Mend."""
    if not _somebody():
        raise Mend(f"{verdict.sentence} In a terminal it is asked for. ({verdict.limit.id})")
    click.echo(f"{verdict.sentence} ({verdict.limit.id})", err=True)
    with signals.waiting():
        ask = f"{verdict.question} Such as 40m or 1h; or a time such as 14:20; or `no`: not in the last 24 hours"
        typed = str(click.prompt(ask, default="", show_default=False, err=True)).strip()
    if typed.lower() in ("n", "no", "none", "never"):
        return None
    return clock.said(typed, now) or earlier(now, duration(typed, "TIME"))


def fitting(program: Program, routine: Routine, choices: Choices, out: Output, keys: Keys) -> Choices:
    """Before a session: what was not asked yet, and the choices without the steps that are not for this person.

    Where nobody can answer, what was not asked is said, and steps that do not fit stay out; cold
    and heat then do not begin unless they are known to fit. Raises Mend where nothing begins.
    """
    from unclench import cleared, fitting
    from unclench.body import Body
    from unclench.plain.care import Care

    timeline = compile_or_mend(routine, choices)
    body = Body(program)
    asker = Asker(Care(body), out, keys)
    if "spasm" in routine.tags and not body.flags_known():
        asker.flags()
    known = body.answers()
    due = fitting.due(timeline, routine.tags, {id: answer.at for id, answer in known.items()}, program.book.now().wall)
    if due and keys.terminal:
        asker.questions(due)
    facts = {id: answer.yes for id, answer in body.answers().items()}
    asker.skin(fitting.skin(timeline, facts))
    _warn(program, timeline)
    if due and not keys.terminal:
        _not_asked(timeline)
    left_out = asker.concerns(fitting.concerns(timeline, facts))
    cleared.keep(program.home, fitting.cleared({id: (each.at, each.yes) for id, each in body.answers().items()}))
    if left_out and left_out >= {step.id for step in timeline.steps}:
        raise Mend("Nothing of it is for you, by your answers. They can be changed: unclench screening")
    return replace(choices, left_out=left_out)


class Asker:
    """Asks where somebody sits at a terminal; elsewhere it says what was not asked. Each may raise Mend."""

    def __init__(self, care: Care, out: Output, keys: Keys) -> None:
        self._care, self._out, self._keys = care, out, keys

    def _ask(self, dialogue: Dialogue[T]) -> T:
        answer = hold(dialogue, self._out, self._keys)
        if answer is None:
            raise Mend("The questions were not answered, and nothing was begun.")
        return answer

    def flags(self) -> None:
        """The red flags before the first session for a spasm (C4)."""
        if not self._keys.terminal:
            click.echo("The warning signs were not asked about, since nobody can answer: unclench flags", err=True)
        elif self._ask(self._care.flags(lambda: None)):
            raise click.exceptions.Exit(1)

    def questions(self, due: Sequence[Question]) -> None:
        """What was not asked yet (C3)."""
        self._ask(self._care.questions(due))

    def skin(self, unfit: Sequence[Unfit]) -> None:
        """What speaks against cold or heat."""
        why = "\n".join(each.why for each in unfit)
        if unfit and not (self._keys.terminal and self._ask(self._care.all_the_same(unfit))):
            raise Mend(f"{why}\nThe answers can be changed: unclench screening")

    def concerns(self, found: Sequence[Concern]) -> frozenset[str]:
        """The ids of the steps that are left out."""
        if not found or self._keys.terminal:
            return self._ask(self._care.left_out(found)) if found else frozenset()
        for each in found:
            click.echo(f"Left out: {each.title}. {each.why}", err=True)
        return frozenset(each.id for each in found)


def _not_asked(timeline: Timeline) -> None:
    """Nobody can answer: exercise goes on, and that is said; cold and heat do not begin."""
    if any(step.kind in screening.SKIN for step in timeline.steps):
        raise Mend("The questions before cold and heat are not answered yet. In a terminal: unclench screening")
    click.echo("The questions before it are not answered yet. In a terminal: unclench screening", err=True)


def _warn(program: Program, timeline: Timeline) -> None:
    here = {step.kind for step in timeline.steps}
    for kind in screening.SKIN:
        for limit in warnings(kind, program.book.past(), program.book.now()) if kind in here else ():
            click.echo(f"{limit.sentence} ({limit.id})", err=True)


def _somebody() -> bool:
    """Whether somebody sits at a terminal and can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def _confirmed(question: str) -> bool:
    if not _somebody():
        return False
    with signals.waiting():
        return click.confirm(question, default=False, err=True)


def _reason(why: str) -> str:
    """Typed, never given on the command line: that can be read by everybody on the machine."""
    click.echo(why, err=True)
    if sys.stdin is None:
        raise Mend("There is no keyboard to type the reason on.")
    with signals.waiting():
        if sys.stdin.isatty():
            typed = str(click.prompt("Why now? It is kept", default="", show_default=False, err=True))
        else:
            typed = sys.stdin.readline()
    if not typed.strip():
        raise Mend("Without a reason it does not begin.")
    return typed.strip()[:1_000]


def stay_awake(program: Program, routine: Routine, timeline: Timeline) -> None:
    """Nothing that may put to sleep begins while something is on the skin (C2.10). Raises Mend."""
    limit = puts_to_sleep(routine, timeline)
    if limit is None:
        return
    for exposure in program.book.waiting():
        raise Mend(f"{story(exposure)} {limit.sentence} ({limit.id}) When it is off: unclench off")
