"""How the steps were whose growth goes by that: one question each after a session, and one key leaves them all.

Nothing is asked where the body ended the session, where it hurt with 6 or more of 10 in it, or while a warning sign
stands: then nothing should grow, and something else comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from unclench.care.asks import Choose, Flow
from unclench.care.health_record import session_of
from unclench.language import tr
from unclench.safety import red_flags
from unclench.session.felt import Felt

if TYPE_CHECKING:
    from unclench.care.health_record import HealthRecord
    from unclench.journal.database import Journal
    from unclench.player.controller import SessionController
    from unclench.session.timeline import StepInfo

ANSWERS = (Felt.TOO_MUCH, Felt.RIGHT, Felt.EASY)
"""In the order of their keys."""
WORDS = (tr("too much"), tr("right"), tr("easy"), tr("skip these questions"))
KEYS = ("1", "2", "3", "0")
HOW_TO_ANSWER = tr("1 for too much, 2 for right, 3 for easy. 0 skips the questions.")


class _SessionPlayed(Struct, frozen=True):
    """What the journal knows of a session that is over; `worst` is the highest rating of pain, None without one."""

    done: frozenset[str] = frozenset()
    worst: int | None = None
    asked: bool = False


def to_ask(health: HealthRecord, controller: SessionController) -> tuple[StepInfo, ...]:
    """The steps to ask about, each once, in the order in which they were played; empty where nothing is asked."""
    steps = {step.id: step for step in reversed(controller.session.timeline.steps) if step.asked_about}
    session, reason = session_of(controller), controller.ended
    if not steps or session is None or reason is None or reason.body or reason.unasked:
        return ()

    from unclench.journal.efforts import felt_in
    from unclench.journal.queries import places_done, worst_pain

    def look(journal: Journal) -> _SessionPlayed:
        done, worst = places_done(journal, session), worst_pain(journal, session)
        return _SessionPlayed(done, worst, asked=bool(felt_in(journal, session)))

    played = health.book.ask(look, _SessionPlayed())
    hurt = played.worst is not None and red_flags.ends_session(played.worst)
    if played.asked or hurt or red_flags.standing(health.answers()):
        return ()
    return tuple(step for step in reversed(steps.values()) if step.id in played.done)


def how_it_was(health: HealthRecord, controller: SessionController, steps: Sequence[StepInfo]) -> Flow[None]:
    """Ask of each of these steps how it was, until somebody leaves the questions; the journal keeps what was said."""
    session = session_of(controller)
    if session is None or not steps:
        return
    from unclench.journal.efforts import felt

    for number, step in enumerate(steps):
        heading = tr("{step}, {dose}: too much, right, or easy?", step=step.name, dose=step.asked_about)
        answer = yield Choose(
            heading=heading, spoken=heading if number else f"{heading} {HOW_TO_ANSWER}",
            options=WORDS, keys=KEYS, first=ANSWERS.index(Felt.RIGHT),
        )  # fmt: skip
        if answer is None or answer >= len(ANSWERS):
            return
        health.book.add(felt(session, step.id, ANSWERS[answer], health.book.now().wall))
