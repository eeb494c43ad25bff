"""What somebody may do now in a session, as numbered rows: for a remote control or a number pad, which have few keys.

No single key of those answers what a session asks. Here they walk to an answer and take it, and of several rows the
first changes least. "I am awake" is the second row and "it is off" the third, so that whoever does by habit what they
did at the last check never says that the pack is off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from unclench.care import pain_rules
from unclench.care.asks import Choose, Flow, Rate
from unclench.care.interruptions import ONE_QUESTION, After, Interruptions, leave
from unclench.keynames import Action
from unclench.language import tr
from unclench.session.session import Status

if TYPE_CHECKING:
    from unclench.player.controller import SessionController
    from unclench.session.session import View

WHAT_NOW = tr("What would you like to do?")
NOT_YET, STOP, HURTS = tr("Not yet"), tr("Stop here"), tr("It hurts")
LEAVE_OUT, CLOCK_RIGHT, STAY = tr("Leave it out"), tr("The clock is right"), tr("Wait here")
GO_ON, TAKE_OFF = tr("Go on"), tr("Take the pack off")
ONE_MORE, ENOUGH = tr("One more"), tr("That is enough")
AGAIN, ELSEWHERE, HOW_MUCH = tr("Repeat this step"), tr("Go to another step"), tr("Say how much it hurts")

Does: TypeAlias = Callable[[], Flow[After] | None]
Row: TypeAlias = tuple[str, Does]


def what_now(care: Interruptions, controller: SessionController) -> Flow[After]:
    """Offer what can be done, and do it. What is asked meanwhile stays asked, and its alarm rings on."""
    view = controller.view()
    asked = view.asked
    rows = list(_answers(care, controller, view) if asked is not None else _acts(care, controller, view))
    runs = asked is None and view.status is not Status.PAUSED
    if runs:
        controller.hold_still(sentence=ONE_QUESTION)
    heading = WHAT_NOW if asked is None else asked.sentence
    answer = yield Choose(
        heading=heading, spoken=heading, options=tuple(text for text, _ in rows), stands_for=view.question
    )
    found = After()
    if answer is not None and controller.view().question == view.question:
        text, does = rows[answer]
        found = (yield from flow) if (flow := does()) is not None else found
        runs = runs and text != HURTS and not found.breathe
    if runs:
        controller.go_on()
    return found


def _answers(care: Interruptions, controller: SessionController, view: View) -> Iterator[Row]:
    """The answers to what is asked, the third of which puts a pack on or says that it is off."""
    assert view.asked is not None
    verdict = controller.exposure_guard.locked
    if verdict is not None:  # it may not begin; a reason to begin all the same has to be typed
        yield LEAVE_OUT, controller.next
        yield STOP, lambda: _after(leave(controller))
        if verdict.action == "confirm":
            yield CLOCK_RIGHT, lambda: controller.answer(yes=True)
        return
    says = dict(view.asked.keys)
    yes, no = says.get(Action.YES) or says[Action.PAUSE], says.get(Action.NEXT, NOT_YET)
    refuses = view.asked.kind in ("check", "taken off?", "off", "question")
    yield no, (lambda: controller.answer(yes=False)) if refuses else _nothing
    if view.asked.kind == "cloth":
        yield STOP, lambda: _after(leave(controller))
    elif view.asked.kind not in ("check", "question"):
        yield pain_rules.WARNING_SIGNS, lambda: _after(care.signs(controller))
    yield yes, lambda: controller.answer(yes=True)


def _acts(care: Interruptions, controller: SessionController, view: View) -> Iterator[Row]:
    """What can be done where nothing is asked."""
    if view.count is not None and view.status is Status.RUNNING:
        yield ONE_MORE, controller.answer_or_pause
        yield ENOUGH, controller.next
    elif view.waiting and view.status is Status.RUNNING:
        yield STAY, _nothing
        yield GO_ON, controller.answer_or_pause
    else:
        yield GO_ON, _nothing if controller.on_skin else controller.go_on
    yield HURTS, lambda: care.hurts(controller)
    if controller.on_skin:
        yield TAKE_OFF, controller.answer_or_pause
    else:
        if view.step is not None and view.step.kind != "breathe" and view.waiting_behind is None:
            yield pain_rules.BREATHE_BETWEEN, _breathe
        yield AGAIN, controller.again
        yield ELSEWHERE, _list_steps
    yield HOW_MUCH, lambda: _rate(care, controller)
    yield STOP, lambda: _after(leave(controller))
    yield pain_rules.WARNING_SIGNS, lambda: _after(care.signs(controller))


def _nothing() -> None:
    """Everything stays as it is."""


def _after(flow: Flow[object]) -> Flow[After]:
    yield from flow
    return After()


def _breathe() -> Flow[After]:
    yield from ()
    return After(breathe=True)


def _list_steps() -> Flow[After]:
    yield from ()
    return After(steps=True)


def _rate(care: Interruptions, controller: SessionController) -> Flow[After]:
    rating = yield Rate(heading=pain_rules.HOW_MUCH_NOW)
    if rating is None:
        return After()
    return (yield from care.rated(controller, rating))
