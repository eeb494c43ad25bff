"""A session in lines of text: its questions first, then the session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from unclench import plain
from unclench.choosing import Choices, Question, TooMuch
from unclench.cli.common import (
    Mend,
    compile_or_mend,
    conduct_or_mend,
    duration,
    step_named,
    stopping,
    whole_number,
)
from unclench.compiling import questions
from unclench.keys import Keys, shared_keys
from unclench.plain import Output, Plain
from unclench.plain.dialogue import hold
from unclench.ports import PlayerFailed
from unclench.program import Program

if TYPE_CHECKING:
    from unclench.conducting import Conductor
    from unclench.events import EventFile
    from unclench.model import Routine
    from unclench.plain.care import Care


HOW_MUCH = "How much does it hurt now, from 0 to 10?"


def plain_play(
    program: Program, routine: Routine, choices: Choices, from_step: str | None, sink: EventFile | None, *, yes: bool
) -> int:
    """Ask what is open and whether it fits, then play."""
    keys, out = shared_keys(), Output()
    with keys.listening():
        if not yes and (open_questions := questions(routine, choices)):
            choices = _answered(choices, open_questions, out, keys)
        from unclench import fitting
        from unclench.breaths import breathing_routine
        from unclench.cli import guarding
        from unclench.hurting import Beforehand, better_not

        timeline = compile_or_mend(routine, guarding.fitting(program, routine, choices, out, keys))
        if timeline.gates and not keys.possible:
            raise Mend(f"{routine.title} asks for answers, and there is no keyboard here. Run it in a terminal.")
        step = step_named(timeline, from_step)
        care = _care(program)
        rated = keys.terminal and not yes
        before = hold(care().rating(HOW_MUCH), out, keys) if rated else None
        if before is not None and better_not(before, fitting.kinds(timeline, routine.tags)):
            way = hold(care().beforehand(routine.title), out, keys)
            if way is Beforehand.BREATHE:
                routine, step = breathing_routine(program.settings.breath), 0
                timeline = compile_or_mend(routine, program.choices())
            elif way is not Beforehand.ALL_THE_SAME:
                care().body.rate(before, "before", None)
                return 1
        conductor = conduct_or_mend(program, routine, timeline, step=step, sink=sink)
        if before is not None:
            care().body.rate(before, "before", conductor)
        status = plain_session(program, conductor, out, keys)
        if rated and (after := hold(care().rating(HOW_MUCH), out, keys)) is not None:
            care().body.rate(after, "after", conductor)
        return status


def plain_session(program: Program, conductor: Conductor, out: Output | None = None, keys: Keys | None = None) -> int:
    """Play to the end; whatever interrupts is written down."""
    keys = keys or shared_keys()
    with keys.listening(), stopping(conductor):
        out = out or Output()
        return Plain(conductor, out, keys, _care(program), partial(_breath, program, out, keys)).run()


def _breath(program: Program, out: Output, keys: Keys) -> Conductor | None:
    """Play a breath in between; None where it cannot begin, which is said."""
    try:
        breath = program.breathe_in_between()
    except (TooMuch, PlayerFailed) as error:
        program.notice(str(error))
        return None
    with stopping(breath):
        Plain(breath, out, keys, _care(program), lambda: None).run()  # b says there how one comes back
    program.go_back()
    return breath


def _care(program: Program) -> Callable[[], Care]:
    """Who asks about the body: made when it is needed, since the first sound need not wait for the journal."""

    @cache
    def make() -> Care:
        from unclench.body import Body
        from unclench.plain.care import Care

        return Care(Body(program))

    return make


def _answered(choices: Choices, open_questions: Sequence[Question], out: Output, keys: Keys) -> Choices:
    """The choices with what was typed for each blank and each alternative."""
    if not keys.possible:
        raise Mend(
            "\n".join(question.text for question in open_questions)
            + "\nThe sheet leaves this open. Answer in a terminal, or take what is suggested with --yes."
        )
    typed = plain.ask(open_questions, out, keys)
    if typed is None:
        raise Mend("The questions were not answered.")
    answers, alternatives = dict(choices.answers), dict(choices.alternatives)
    for question in open_questions:
        text = typed[question.step, question.field]
        if question.options:
            alternatives[question.step] = whole_number(text or "1", 1, len(question.options)) - 1
        elif text:
            answers[question.step, question.field] = (
                whole_number(text, 1, 1000) if question.counts else duration(text, question.text)
            )
        else:
            answers[question.step, question.field] = question.suggested
    return replace(choices, answers=answers, alternatives=alternatives)
