"""It hurts: what is asked then and what follows, as data that both front ends ask from. Pure."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from unclench.safety import flags
from unclench.safety.screening import Unfit


class Then(StrEnum):
    """How a session goes on after something hurt."""

    EASIER = "easier"
    SKIP = "skip"
    END = "end"
    ON = "on"


class Hurt(Struct, frozen=True):
    """How it goes on; why the session ends, a sentence, where that was not chosen; and what the journal says of it."""

    then: Then
    why: str = ""
    reason: Literal["pain", "fatigue", "other"] = "other"


class Reason(Struct, frozen=True):
    """What somebody may say is the matter; with `stop` the session ends, for that sentence."""

    kept: Literal["pain", "fatigue", "other"]
    text: str
    stop: str = ""


DOWN_THE_LEG = "End here. Pain that moves down a leg means that this movement is not for you now."
NUMB = "End here. Dizzy or newly numb, nothing is exercised. The warning signs: !"
TOO_MUCH = "End here. With pain of 6 or more out of 10 nothing is exercised."

REASONS = (
    Reason("pain", "Pain"),
    Reason("pain", "Pain that moves down the leg", DOWN_THE_LEG),
    Reason("fatigue", "Tired"),
    Reason("other", "Dizzy, or newly numb", NUMB),
    Reason("other", "Something else"),
)
"""C4.session: pain that moves down a leg, dizziness and new numbness end a session (PAIN-1, CENTR-1)."""

PLACES = ("Low back", "Upper back or neck", "Buttock or hip", "Leg", "Elsewhere")
LEG = "Leg"
"""The place at which it is asked whether the pain moves down."""
IS_IT_MOVING = "Is it moving down the leg?"

WAYS = (
    (Then.EASIER, "Go on more easily: shorter holds, fewer repetitions, a smaller movement"),
    (Then.SKIP, "Leave this step out"),
    (Then.END, "End the session"),
)
LEVELS = (
    "0  none",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6  from here on the session ends",
    "7",
    "8",
    "9",
    "10  the worst there is",
)
HOW_MUCH = "How much, from 0 to 10?"
WHICH_WAY = "How do you want to go on?"
TAKE_OFF = "If something is on your skin, take it off now."


class Beforehand(StrEnum):
    """What somebody in much pain does before a session."""

    BREATHE = "breathe"
    LEAVE = "leave"
    ALL_THE_SAME = "all the same"


BEFORE = "With pain of 6 or more out of 10 do not stretch now. Breathing is always possible."
BEFOREHAND = (
    (Beforehand.BREATHE, "Breathe for five minutes instead"),
    (Beforehand.LEAVE, "Nothing now"),
    (Beforehand.ALL_THE_SAME, "Do it all the same; that is kept"),
)
TOO_MUCH_BEFORE = Unfit("C4.session", "ask", BEFORE)
"""What is kept of going past it. C4 speaks of a session that runs; to be careful before it as well is ours."""


def better_not(rating: int, kinds: Collection[str]) -> bool:
    """Whether pain before a session of these kinds (see `fitting.kinds`) advises against it."""
    return flags.ends_session(rating) and not {"exercise", "massage"}.isdisjoint(kinds)


def said(rating: int, *, kept: bool) -> str:
    """What is said of a rating."""
    return f"Pain {rating} of 10 {'is kept' if kept else 'could not be kept'}."


def stops(reason: Reason, rating: int | None) -> str:
    """The sentence with which the session ends whatever else is said, or nothing."""
    if reason.stop:
        return reason.stop
    return TOO_MUCH if rating is not None and flags.ends_session(rating) else ""
