"""What is asked about the body: warning signs, where it hurts, how much, and whether a routine fits.

It asks through screens and keeps the answers in the journal; what follows is the app's to do.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from msgspec.structs import replace
from textual.screen import ModalScreen

from unclench import fitting, hurting, words
from unclench.compiling import compile_routine
from unclench.end_reason import EndReason
from unclench.hurting import Beforehand, Hurt, Then
from unclench.safety import flags
from unclench.tui.screens.checklist import ChecklistScreen, PickScreen, WarningScreen

if TYPE_CHECKING:
    from unclench.body import Body
    from unclench.choosing import Choices
    from unclench.conducting import Conductor
    from unclench.model import Routine
    from unclench.program import Program
    from unclench.safety import Limit
    from unclench.timeline import Timeline

Ask = Callable[[ModalScreen[Any]], Awaitable[Any]]

ALL_OUT = "Nothing of it is for you, by your answers. They can be changed: unclench screening"


class Care:
    """The questions, with whatever keeps their answers."""

    def __init__(self, program: Program, ask: Ask) -> None:
        self._program, self._ask = program, ask

    @cached_property
    def body(self) -> Body:
        """Who keeps the answers; with the journal behind it, which the first frame need not wait for."""
        from unclench.body import Body

        return Body(self._program)

    # -- warning signs -------------------------------------------------------------------

    async def flags(self, stop: Callable[[], Awaitable[None]]) -> bool | None:
        """The red flags (C4): whether one holds; then `stop` comes before anything else. None: not answered."""
        text = "Any of these? A yes stops everything."
        asked = [(flag.id, flag.question) for flag in flags.AT_FIRST_SPASM]
        yes = await self._ask(ChecklistScreen("Warning signs", text, asked, done="that is all"))
        if yes is None:
            return None
        self.body.answer_list([id for id, _ in asked], yes)
        action = self.body.action(yes)
        if action is not None:
            await stop()
            signs = "\n".join(flags.BY_ID[id].question.removesuffix("?") for id in sorted(yes))
            await self._ask(WarningScreen(action, signs))
        return action is not None

    def flags_known(self) -> bool:
        """Whether the warning signs were ever asked about."""
        return self.body.flags_known()

    # -- pain ----------------------------------------------------------------------------

    async def hurts(self, conductor: Conductor, rated: int | None = None) -> Hurt:
        """What hurts, how much and where, and how to go on. Nothing runs meanwhile that may stand still.

        Where it was `rated` by a key, that is kept and said, and more is asked only from 6 on. A
        session that is to end has been stopped when this returns, with the reason in its record.
        """
        if rated is not None:
            conductor.notice(hurting.said(rated, kept=self.body.rate(rated, "step", conductor)))
            if not flags.ends_session(rated):
                return Hurt(Then.ON)
        number = await self._pick("What is it?", [reason.text for reason in hurting.REASONS])
        if number is None:
            return Hurt(Then.ON, "" if rated is None else hurting.TOO_MUCH)
        reason, place = hurting.REASONS[number], None
        rating = await self._pick(hurting.HOW_MUCH, hurting.LEVELS) if rated is None else rated
        why = hurting.stops(reason, rating)
        if reason.kept == "pain" and not why and (where := await self._pick("Where?", hurting.PLACES)) is not None:
            place = hurting.PLACES[where]
            if place == hurting.LEG and await self._pick(hurting.IS_IT_MOVING, ("Yes", "No")) == 0:
                why = hurting.DOWN_THE_LEG
        if rating is not None and rated is None:
            self.body.rate(rating, "step", conductor, reason=reason.kept, place=place)
        way = None if why else await self._pick(hurting.WHICH_WAY, [text for _, text in hurting.WAYS])
        then = Then.END if why else Then.ON if way is None else hurting.WAYS[way][0]
        if then is Then.END:
            why = words.join(why, hurting.TAKE_OFF if conductor.on_skin else "")
            conductor.end(EndReason(reason.kept))
        return Hurt(then, why, reason.kept)

    async def _pick(self, text: str, options: Collection[str]) -> int | None:
        number: int | None = await self._ask(PickScreen("It hurts", text, tuple(options)))
        return number

    def rate(self, rating: int, when: Literal["before", "after"], conductor: Conductor | None) -> bool:
        """Keep how much it hurts, 0 to 10; whether it could be kept."""
        return self.body.rate(rating, when, conductor)

    async def beforehand(self, routine: Routine, choices: Choices, rating: int | None) -> Beforehand:
        """With much pain before it, whether to do it all the same; that is kept. Else it is done, and nothing asked."""
        if rating is None:
            return Beforehand.ALL_THE_SAME
        if not hurting.better_not(rating, fitting.kinds(compile_routine(routine, choices), routine.tags)):
            return Beforehand.ALL_THE_SAME
        options = [text for _, text in hurting.BEFOREHAND]
        number: int | None = await self._ask(PickScreen(f"Pain {rating} of 10", hurting.BEFORE, options))
        way = Beforehand.LEAVE if number is None else hurting.BEFOREHAND[number][0]
        if way is Beforehand.ALL_THE_SAME:
            self.body.take_in(hurting.TOO_MUCH_BEFORE, what=routine.title)
        elif way is Beforehand.LEAVE:
            self.body.rate(rating, "before", None)
        return way

    # -- whether it fits -----------------------------------------------------------------

    async def fits(self, routine: Routine, choices: Choices) -> Choices | None:
        """Ask what has not been asked yet (C3); the choices without the steps that do not fit, or None: not at all.

        What does not fit says why, and is taken back in only by a choice of its own, which is kept.
        """
        timeline = compile_routine(routine, choices)
        known = self.body.answers()
        at = {id: answer.at for id, answer in known.items()}
        due = fitting.due(timeline, routine.tags, at, self._program.book.now().wall)
        if due:
            before = [question.id for question in due if question.id in known and known[question.id].yes]
            text = "Asked once, and again after 90 days. Nothing is diagnosed."
            items = [(question.id, question.text) for question in due]
            yes = await self._ask(ChecklistScreen("Does any of this hold for you?", text, items, before, done="go on"))
            if yes is None:
                return None
            self.body.answer_list([question.id for question in due], yes)
            known = self.body.answers()
        facts = {id: answer.yes for id, answer in known.items()}
        if not await self._skin_fits(timeline, facts):
            return None
        return await self._without(timeline, choices, fitting.concerns(timeline, facts))

    async def _skin_fits(self, timeline: Timeline, facts: dict[str, bool]) -> bool:
        """Cold and heat are not taken out of a routine: it is played with them, or not at all."""
        for each in fitting.skin(timeline, facts):
            if not await self._all_the_same("This may not be for you", each.why):
                return False
            self.body.take_in(each)
        for limit in self._warned(timeline):
            if not await self._all_the_same("Before you begin", f"{limit.sentence} ({limit.id})"):
                return False
        return True

    def _warned(self, timeline: Timeline) -> list[Limit]:
        from unclench.exposure.guards import warnings
        from unclench.safety import screening

        here, book = {step.kind for step in timeline.steps}, self._program.book
        return [limit for kind in screening.SKIN if kind in here for limit in warnings(kind, book.past(), book.now())]

    async def _all_the_same(self, heading: str, why: str) -> bool:
        taken: int | None = await self._ask(PickScreen(heading, why, ("Leave it", "Do it all the same")))
        return taken == 1

    async def _without(
        self, timeline: Timeline, choices: Choices, concerns: tuple[fitting.Concern, ...]
    ) -> Choices | None:
        """The steps that do not fit on a list, all of them out; each can be taken back in by itself."""
        if not concerns:
            return choices
        items = [(each.id, f"{each.title}. {each.why}") for each in concerns]
        text = "These are left out, by your answers. Mark one to take it back in; that is kept."
        back = await self._ask(ChecklistScreen("Not for you, perhaps", text, items, done="go on"))
        if back is None:
            return None
        for each in concerns:
            if each.id in back:
                self.body.take_in(*each.unfit, what=each.title)
        out = frozenset(each.id for each in concerns) - back
        if out >= {step.id for step in timeline.steps}:
            from unclench.tui.starting import NotStarted

            raise NotStarted(ALL_OUT)
        return replace(choices, left_out=out)
