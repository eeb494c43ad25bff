"""What a routine leaves open, its blanks and alternatives, is asked before anything else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from unclench.care.asks import Ask, Choose, Fill, Flow
from unclench.care.outcomes import NOT_ANSWERED, NotBegun
from unclench.routine.model import Routine
from unclench.session import wording
from unclench.session.choices import Choice, Choices
from unclench.session.compiler import questions, refusal

OPEN = "\nThe sheet leaves this open. Answer in a terminal, or take what is suggested with --yes."


def fill_in(routine: Routine, choices: Choices, *, can_type: bool) -> Flow[Choices]:
    """Ask for every blank and alternative, one at a time, since an answer may open further ones.

    Raises NotBegun if one is left unanswered, or if nobody can type.
    """
    while left := questions(routine, choices):
        if not can_type:
            raise NotBegun("\n".join(question.text for question in left) + OPEN)
        question = left[0]
        answer = yield _ask(question, partial(refusal, routine, choices, question))
        if answer is None:
            raise NotBegun(NOT_ANSWERED)
        if question.options:
            choices = replace(choices, alternatives={**choices.alternatives, question.step: answer})
        else:
            choices = replace(choices, answers={**choices.answers, (question.step, question.field): answer})
    return choices


def _ask(question: Choice, refused: Callable[[int], str | None]) -> Ask:
    if question.options:
        return Choose(heading=question.text, options=question.options)
    offered = str(question.suggested) if question.counts else wording.short(question.suggested)
    like = "A number, like 5." if question.counts else "A time, like 20s or 1m30s."
    return Fill(
        heading=question.text, text=like, suggested=offered.replace(" ", ""), read=partial(_value, question, refused)
    )


def _value(question: Choice, refused: Callable[[int], str | None], typed: str) -> int:
    """What was typed for a blank, in ms or as a count. Raises ValueError with what to write instead."""
    from unclench.routine.model import Exact
    from unclench.routine.values import ValueProblem, parse_count, parse_duration

    try:
        amount = parse_count(typed) if question.counts else parse_duration(typed)
    except ValueProblem as problem:
        raise ValueError(str(problem)) from problem
    assert isinstance(amount, Exact)  # no other form was allowed
    if (why := refused(amount.value)) is not None:
        raise ValueError(why)
    return amount.value
