"""When it hurts: the sentences, the possible answers and what follows each of them, as data. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from msgspec import Struct

from unclench.language import tr
from unclench.safety import red_flags
from unclench.safety.screening import Unfit
from unclench.session.end_reason import EndReason


class Then(StrEnum):
    """How a session goes on after something has hurt."""

    EASIER = "easier"
    SKIP = "skip"
    END = "end"
    BREATHE = "breathe"
    SIGNS = "signs"


class Way(Struct, frozen=True):
    """One answer to "what now?". `key` or one of `also` chooses it; `{what}` in its text stands for the step's name.

    Ways of the same `group` belong together. `spoken` is what the voice says of it; empty: nothing, so that it stays
    short.

    With `end` the session ends for that reason; `why` tells the person so.
    """

    key: str
    text: str
    then: Then
    group: int
    also: str = ""
    end: EndReason | None = None
    why: str = ""
    spoken: str = ""


STOPPED = tr("Stopped. Come out of it slowly.")
WHEN_TO_END = tr("If the pain is 6 or more, or moves down a leg, end here.")
ASK_AGAIN = 30_000
"""Ms after which the question is asked aloud once more, for as long as nobody answers (ours)."""
I_WAIT = tr("Nothing pressed: I wait, and ask you aloud every 30 seconds.")
I_WAIT_SILENTLY = tr("Nothing pressed: I wait.")
"""Where there is no voice to ask with."""
DOWN_THE_LEG = tr("Stop now. Pain that moves down a leg means that this movement is not for you today.")
NUMB = tr("Stop now. Don't exercise while you are dizzy or newly numb.")

BREATHE_BETWEEN = tr("Breathe for a while, and come back")
WARNING_SIGNS = tr("Warning signs: something is new or strange")
WAYS = (
    Way(
        "1", tr("Go on more gently: shorter, fewer, smaller"), Then.EASIER, 0, also=" g",
        spoken=tr("Press space to go on more gently."),
    ),
    Way("2", tr("Leave {what} out"), Then.SKIP, 1, also="n", spoken=tr("Press n to leave this out.")),
    Way("3", tr("End here: it hurts"), Then.END, 2, also="q", end=EndReason.PAIN, spoken=tr("Press q to end here.")),
    Way("e", tr("End here: I have had enough"), Then.END, 2, end=EndReason.TIRED),
    Way("b", BREATHE_BETWEEN, Then.BREATHE, 2, spoken=tr("Press b to breathe.")),
    Way(
        "l", tr("It moves down my leg"), Then.END, 3, end=EndReason.DOWN_THE_LEG, why=DOWN_THE_LEG,
        spoken=tr("If it moves down your leg, press l."),
    ),
    Way(
        "d", tr("Dizzy, or newly numb"), Then.END, 3, end=EndReason.DIZZY_OR_NUMB, why=NUMB,
        spoken=tr("If you are dizzy or numb, press d."),
    ),
    Way("!", WARNING_SIGNS, Then.SIGNS, 3),
)  # fmt: skip
"""Digits rate pain everywhere else, so that a 1 waits here for a 0: "1, 0" means ten and must not resume anything.

C4.session: pain that moves down a leg, dizziness and new numbness end a session (PAIN-1, CENTR-1)."""

TOO_MUCH = tr("Pain {rating} of 10. Stop now: with 6 or more, rest or breathe instead.")
TOO_MUCH_WAYS = (tr("End here"), tr("End here, and breathe for five minutes"), tr("I pressed the wrong key"))
MISTYPED = 2
"""The index of the one that takes the rating back."""
TOO_MUCH_SPOKEN = tr("Stop now. Press space to end here, b to end and breathe, or 3 if that was the wrong key.")
BELOW_SIX = tr("Is your pain below 6?")

HOW_MUCH = tr("How much did it hurt, from 0 to 10?")
WHERE = tr("Where?")
PLACES: Mapping[str, str] = {
    "Low back": tr("Low back"),
    "Upper back or neck": tr("Upper back or neck"),
    "Buttock or hip": tr("Buttock or hip"),
    "Leg": tr("Leg"),
    "Elsewhere": tr("Elsewhere"),
}
"""Where it hurt: as the journal stores it, and as it is shown."""
HOW_MUCH_NOW = tr("How much does it hurt now, from 0 to 10?")
"""Asked before an interrupted session resumes, and after any session."""


class Beforehand(StrEnum):
    """What somebody who is in much pain before a session chooses."""

    BREATHE = "breathe"
    LEAVE = "leave"
    ALL_THE_SAME = "all the same"


BEFORE = tr("With pain of 6 or more, do not stretch now. Breathing is always possible.")
BEFOREHAND = (
    (Beforehand.BREATHE, tr("Breathe for five minutes instead")),
    (Beforehand.LEAVE, tr("Not now")),
    (Beforehand.ALL_THE_SAME, tr("Stretch anyway (noted in your journal)")),
)
TOO_MUCH_BEFORE = Unfit("C4.session", "ask", BEFORE)
"""What is recorded when somebody stretches anyway. C4 is about a running session; asking before one as well is ours."""
WITHOUT_MOVEMENT = tr("With pain of 6 or more we skip the movements: just lying comfortably, breathing and getting up.")


def better_not(rating: int, kinds: Collection[str]) -> bool:
    """Whether to advise against a session of these kinds (see `suitability.kinds`) with this much pain."""
    return red_flags.ends_session(rating) and not {"exercise", "massage"}.isdisjoint(kinds)


def hint_before(kinds: Collection[str], *, spasm: bool) -> str:
    """What much pain before a session of these kinds will mean, for beside the question; empty if nothing."""
    if not better_not(red_flags.STOP_RATING, kinds):
        return ""
    if spasm:
        return tr("{rating} or more: no movements, only lying and breathing", rating=red_flags.STOP_RATING)
    return tr("{rating} or more: we breathe instead", rating=red_flags.STOP_RATING)


_NUMBERS = (
    tr("one"), tr("two"), tr("three"), tr("four"), tr("five"), tr("six"), tr("seven"), tr("eight"), tr("nine"),
    tr("ten"),
)  # fmt: skip
"""From 1 on."""


def compared(before: int | None, after: int) -> str:
    """`before 5 · after 3 · two better`; with nothing said before, only the pain now."""
    if before is None:
        return tr("now {after} of 10", after=after)
    if before == after:
        change = tr("the same")
    elif after < before:
        change = tr("{number} better", number=_NUMBERS[before - after - 1])
    else:
        change = tr("{number} worse", number=_NUMBERS[after - before - 1])
    return tr("before {before} · after {after} · {change}", before=before, after=after, change=change)


def said(rating: int, *, kept: bool) -> str:
    """The sentence that confirms a rating; `kept` is whether it could be saved."""
    if kept:
        return tr("Noted: pain {rating} of 10.", rating=rating)
    return tr("Pain {rating} of 10, but it could not be saved.", rating=rating)
