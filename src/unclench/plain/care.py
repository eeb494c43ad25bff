"""What is asked about the body in lines: warning signs, where it hurts and how much, whether a routine fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from unclench import words
from unclench.body import Body
from unclench.hurting import (
    BEFORE,
    BEFOREHAND,
    HOW_MUCH,
    IS_IT_MOVING,
    LEG,
    PLACES,
    REASONS,
    TAKE_OFF,
    TOO_MUCH,
    TOO_MUCH_BEFORE,
    WAYS,
    WHICH_WAY,
    Beforehand,
    Hurt,
    Then,
    said,
    stops,
)
from unclench.hurting import DOWN_THE_LEG as MOVES
from unclench.keys import ENTER
from unclench.plain.dialogue import Dialogue, Left, Say, line, mark, pick, yes_no
from unclench.safety import flags

if TYPE_CHECKING:
    from unclench.conducting import Conductor
    from unclench.fitting import Concern
    from unclench.safety.screening import Question, Unfit


class Care:
    """The dialogues, with whoever keeps their answers."""

    def __init__(self, body: Body) -> None:
        self.body = body

    # -- warning signs -------------------------------------------------------------------

    def flags(self, stop: Callable[[], None]) -> Dialogue[bool]:
        """The red flags (C4): whether one holds. Then `stop` comes first, and no single key goes past what is said."""
        asked = flags.SIGNS
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

    def rated(self, rating: int, conductor: Conductor) -> str:
        """Keep how much it hurts in the step that runs; gives what is said of it."""
        return said(rating, kept=self.body.rate(rating, "step", conductor))

    def hurts(self, conductor: Conductor, rated: int | None = None) -> Dialogue[Hurt]:
        """What hurts, how much and where, and how to go on. Whatever can stand still does so meanwhile.

        `rated` is what has been kept already, by a digit of 6 or more.
        """
        conductor.hold_still()
        try:
            return (yield from self._hurts(conductor, rated))
        except Left:
            return Hurt(Then.ON, "" if rated is None else TOO_MUCH)

    def _hurts(self, conductor: Conductor, rated: int | None) -> Dialogue[Hurt]:
        reason = REASONS[(yield from pick("What is it?", [each.text for each in REASONS]))]
        rating = (yield from self.rating(HOW_MUCH)) if rated is None else rated
        why, place = stops(reason, rating), None
        if reason.kept == "pain" and not why:
            place = yield from self._where()
            if place == LEG and (yield from yes_no(f"{IS_IT_MOVING} y or n")):
                why = MOVES
        if rating is not None and rated is None:
            self.body.rate(rating, "step", conductor, reason=reason.kept, place=place)
        then = Then.END if why else WAYS[(yield from pick(WHICH_WAY, [text for _, text in WAYS]))][0]
        off = TAKE_OFF if then is Then.END and conductor.on_skin else ""
        return Hurt(then, words.join(why, off), reason.kept)

    def _where(self) -> Dialogue[str | None]:
        """Where it hurts; Escape leaves that out, and not what was said before."""
        try:
            return PLACES[(yield from pick("Where?", PLACES))]
        except Left:
            return None

    def beforehand(self, title: str) -> Dialogue[Beforehand]:
        """With much pain before a session, whether to do it all the same; that is kept."""
        way = BEFOREHAND[(yield from pick(BEFORE, [text for _, text in BEFOREHAND]))][0]
        if way is Beforehand.ALL_THE_SAME:
            self.body.take_in(TOO_MUCH_BEFORE, what=title)
        return way

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
