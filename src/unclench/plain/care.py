"""What is asked about the body in lines: warning signs, where it hurts and how much, whether a routine fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from unclench.body import Body
from unclench.hurting import DOWN_THE_LEG as MOVES
from unclench.hurting import (
    HOW_MUCH,
    IS_IT_MOVING,
    LEG,
    PLACES,
    REASONS,
    WAYS,
    WHICH_WAY,
    Hurt,
    Reason,
    Then,
    stops,
)
from unclench.keys import ENTER
from unclench.plain.dialogue import Dialogue, Left, Say, line, mark, pick, yes_no
from unclench.safety import flags

if TYPE_CHECKING:
    from unclench.conducting import Conductor
    from unclench.fitting import Concern
    from unclench.safety.screening import Question, Unfit

TAKE_OFF = "If something is on your skin, take it off now."


class Care:
    """The dialogues, with whoever keeps their answers."""

    def __init__(self, body: Body) -> None:
        self.body = body

    # -- warning signs -------------------------------------------------------------------

    def flags(self, stop: Callable[[], None]) -> Dialogue[bool]:
        """The red flags (C4): whether one holds. Then `stop` comes first, and no single key goes past what is said."""
        asked = flags.AT_FIRST_SPASM
        marked = yield from mark(
            "Warning signs. Does any of these hold? A yes stops everything.", [flag.question for flag in asked]
        )
        yes = {asked[number].id for number in marked}
        self.body.answer_list([flag.id for flag in asked], yes)
        action = self.body.action(yes)
        if action is None:
            return False
        stop()
        signs = [flag.question.removesuffix("?") for flag in asked if flag.id in yes]
        key = yield Say((action, *(f"  - {sign}" for sign in signs), TAKE_OFF, "y and then Enter: I have understood."))
        while key.lower() != "y":
            key = yield Say((action, "y and then Enter: I have understood."))
        while (yield Say(("Enter.",))) != ENTER:
            pass
        return True

    # -- pain ----------------------------------------------------------------------------

    def rating(self, question: str) -> Dialogue[int | None]:
        """0 to 10, or None for Enter alone."""
        while True:
            typed = yield from line(f"{question} Enter alone: not now.")
            if not typed:
                return None
            if typed.isascii() and typed.isdigit() and int(typed[:4]) <= 10:
                return int(typed)
            question = "A number from 0 to 10."

    def hurts(self, conductor: Conductor) -> Dialogue[Hurt]:
        """What hurts, how much and where, and how to go on. Whatever can stand still does so meanwhile."""
        conductor.hold_still()
        try:
            return (yield from self._hurts(conductor))
        except Left:
            return Hurt(Then.ON)

    def _hurts(self, conductor: Conductor) -> Dialogue[Hurt]:
        reason = REASONS[(yield from pick("What is it?", [each.text for each in REASONS]))]
        rating = yield from self.rating(HOW_MUCH)
        why, place = stops(reason, rating), None
        if reason.kept == "pain" and not why:
            place = PLACES[(yield from pick("Where?", PLACES))]
            if place == LEG and (yield from yes_no(f"{IS_IT_MOVING} y or n")):
                why = MOVES
        self._keep(reason, rating, place, conductor)
        if why:
            return Hurt(Then.END, why, reason.kept)
        way = yield from pick(WHICH_WAY, [text for _, text in WAYS])
        return Hurt(WAYS[way][0], reason=reason.kept)

    def _keep(self, reason: Reason, rating: int | None, place: str | None, conductor: Conductor) -> None:
        if rating is not None:
            self.body.rate(rating, "step", conductor, reason=reason.kept, place=place)

    # -- whether it fits -----------------------------------------------------------------

    def questions(self, due: Sequence[Question]) -> Dialogue[bool]:
        """What has to be asked before a kind of routine (C3); True when it is answered."""
        known = self.body.answers()
        before = [known[question.id].yes if question.id in known else False for question in due]
        heading = "Does any of this hold for you? Asked once, and again after 90 days. Nothing is diagnosed."
        marked = yield from mark(heading, [question.text for question in due], yes=before)
        self.body.answer_list([question.id for question in due], {due[number].id for number in marked})
        return True

    def all_the_same(self, unfit: Sequence[Unfit]) -> Dialogue[bool]:
        """Whether cold or heat that does not fit is done all the same: each reason wants its own yes, which is kept."""
        for each in unfit:
            if not (yield from yes_no(each.why, "All the same? y or n")):
                return False
            self.body.take_in(each)
        return True

    def left_out(self, concerns: Sequence[Concern]) -> Dialogue[frozenset[str]]:
        """The ids of the steps that stay out: each is taken back in only by a yes of its own, which is kept."""
        out = set()
        for each in concerns:
            if (yield from yes_no(f"Left out: {each.title}. {each.why}", "Take it back in? y or n")):
                self.body.take_in(*each.unfit, what=each.title)
            else:
                out.add(each.id)
        return frozenset(out)
