"""Warning signs (C4) before a session: the short question, and signs that somebody has said yes to before."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from unclench.care.asks import (
    NO,
    NOT_ANSWERED,
    UNANSWERED,
    YES,
    Acknowledge,
    Choose,
    Flow,
    NotBegun,
    Tell,
    Tick,
    yes_no,
)
from unclench.care.suitability import SPASM
from unclench.language import tr
from unclench.safety import red_flags

if TYPE_CHECKING:
    from unclench.care.health_record import HealthRecord

SIGNS_NOT_ASKED = tr("There was nobody to ask about the warning signs. Please read them: unclench flags")
PATIENCE = 30_000
"""Ms of silence after which the short question is repeated; after as long again nobody is there to answer (ours)."""
NOBODY_ANSWERED = tr(
    "Nobody answered, so this will only be lying comfortably and breathing. If you have any of the signs:"
)
IT_IS_OVER = tr("It is over, or a doctor has looked at it")
BREATHE_INSTEAD = tr("It still applies: breathe for five minutes instead")
NOTHING_NOW = tr("It still applies: not now")
STILL_SO = (IT_IS_OVER, BREATHE_INSTEAD, NOTHING_NOW)
NOTHING_BEGAN = tr("Nothing was started.")
WHICH_SIGN = tr("Which is it? Tick what applies; a doctor will want to know.")
HOW_TO_ANSWER = tr("Press n for none of these, or y for yes.")


class WarningSigns:
    """Asks about them before a session. `person` is whether somebody is there to read the questions."""

    def __init__(self, health: HealthRecord, *, person: bool) -> None:
        self._health, self._person = health, person

    def before(self, tags: Collection[str]) -> Flow[bool]:
        """Ask before a routine with these tags: about signs that stand, then the short question where it is due.

        Returns True where nobody answered before a routine for a spasm; then only steps without
        movement may be played. Raises NotBegun where a sign applies or any other routine goes unanswered.
        """
        yield from self.standing()
        now, known = self._health.book.now().wall, self._health.answers()
        spasm = SPASM in tags
        if not red_flags.due_short(known, now, spasm=spasm):
            return False
        if not self._person:
            if spasm:
                yield Tell(heading=SIGNS_NOT_ASKED)
            return False
        return (yield from self._short_question(spasm=spasm))

    def standing(self) -> Flow[None]:
        """Ask about signs that stand. Raises NotBegun unless they are over."""
        if standing := red_flags.standing(self._health.answers()):
            yield from self._still_so(standing)

    def _still_so(self, standing: Collection[red_flags.Flag]) -> Flow[None]:
        """Signs stand until the person says they are over. Raises NotBegun unless they are."""
        signs = "\n".join(statement(flag) for flag in standing)
        action = self._health.what_to_do({flag.id for flag in standing})
        if not self._person:
            raise NotBegun(f"{red_flags.STILL_THERE}\n{signs}\n{action}")
        answer = yield Choose(
            heading=red_flags.STILL_THERE,
            text=f"{signs}\n{action}",
            options=STILL_SO,
            urgent=True,
            first=2,
        )
        if answer == 0:
            self._health.record_ticked([flag.id for flag in standing], ())
        else:
            raise NotBegun(action or "", breathe=answer == 1)

    def _short_question(self, *, spasm: bool) -> Flow[bool]:
        """All the emergency signs in one sentence, with one key for each answer; returns whether nobody answered."""
        answer = yield yes_no(
            red_flags.SHORT_REASSURANCE, red_flags.SHORT_QUESTION,
            yes=tr("yes, or I am not sure"), no=tr("none of these"), urgent=True, also={"!": YES},
            spoken=f"{red_flags.SHORT_QUESTION} {HOW_TO_ANSWER}", patience=PATIENCE, first=YES,
        )  # fmt: skip
        if answer == UNANSWERED:
            action = self._health.what_to_do({red_flags.SHORT.id}) or ""
            if not spasm:
                raise NotBegun(f"{NOT_ANSWERED} {action}")
            yield Tell(heading=NOBODY_ANSWERED, text=action, spoken=f"{NOBODY_ANSWERED} {action}", urgent=True)
            return True
        if answer is None:
            raise NotBegun(NOT_ANSWERED)
        if answer == NO:
            self._health.record_ticked([flag.id for flag in red_flags.EMERGENCY], ())
            if spasm:
                yield Tell(heading=red_flags.AFTER_NONE, spoken=red_flags.AFTER_NONE)
            return False
        yield from self._emergency()
        raise NotBegun(NOTHING_BEGAN)

    def _emergency(self) -> Flow[None]:
        """What to do comes first and at once, then which sign it is. The yes is recorded before anything is shown."""
        self._health.record_answers({red_flags.SHORT.id: True})
        action = self._health.what_to_do({red_flags.SHORT.id}) or ""
        yield Acknowledge(heading=action, text=_signs(red_flags.EMERGENCY), spoken=action, urgent=True)
        found = yield which_sign()
        if found:
            signs = {flag.id: flag.id in found for flag in red_flags.EMERGENCY}
            self._health.record_answers({**signs, red_flags.SHORT.id: False})


def which_sign() -> Tick:
    """After a yes to the short question, which of its signs it is; `n` is "I am not sure"."""
    items = tuple((flag.id, statement(flag)) for flag in red_flags.EMERGENCY)
    return Tick(heading=WHICH_SIGN, items=items, none=tr("I am not sure"))


def statement(flag: red_flags.Flag) -> str:
    """A warning sign as a row of a list: its question without the question mark."""
    return flag.question.removesuffix("?")


def _signs(asked: Collection[red_flags.Flag]) -> str:
    return "\n".join(f"- {statement(flag)}" for flag in asked)
