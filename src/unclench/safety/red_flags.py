"""Red flags (C4), as data: what stops everything, when it is asked, and what to do then. Nothing is diagnosed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Literal

from msgspec import Struct

from unclench.safety.answers import DAY, Answer, fresh
from unclench.safety.emergency import doctors_line, number_for

Urgency = Literal["call", "emergency", "urgent", "doctor", "appointment", "end"]
"""`call` and `emergency` are both the emergency line: in `call` nobody should set out by themselves."""

ACTIONS: dict[Urgency, str] = {
    "call": "Before anything else call {number}. Do not drive yourself, and do not move after a fall.",
    "emergency": "Go to an emergency department now, don't wait until morning. If you can't get there, call {number}.",
    "urgent": "See a doctor today{line}.",
    "doctor": "Call a doctor now.",
    "appointment": "Make an appointment with a doctor.",
    "end": "Stop the session.",
}
"""What is done about each; `{number}` is the emergency number, `{line}` whom else to call."""

WORST_FIRST: tuple[Urgency, ...] = ("call", "emergency", "urgent", "doctor", "appointment", "end")


class Flag(Struct, frozen=True):
    """One sign, asked with a yes or a no. `id` is kept with the answer and never changes."""

    id: str
    question: str
    urgency: Urgency
    source: str


EMERGENCY: tuple[Flag, ...] = (
    Flag("C4.saddle", "Numbness, or pins and needles, between the legs, on the inner thighs, around the genitals, "
         "buttocks or back passage; or toilet paper feels different?",
         "emergency", "CES-1; CES-2; NHS-RED; NORTHERN"),
    Flag("C4.bladder", "New trouble starting or holding urine, leaking, not feeling it pass, or not feeling that the "
         "bladder is full?",
         "emergency", "CES-1; NHS-RED; seed 000"),
    Flag("C4.bowel", "New trouble holding your bowels, or not feeling when you pass a motion?",
         "emergency", "CES-1; NHS-RED; seed 000"),
    Flag("C4.sexual", "Less feeling in the genitals, or new trouble with erection or climax?",
         "emergency", "CES-1; NHS-RED"),
    Flag("C4.legs", "Pain, tingling, weakness or numbness in both legs; weakness that is getting worse; or a limb that "
         "you cannot move?",
         "call", "NHS-RED; NORTHERN; seed 000"),
    Flag("C4.chest", "Chest pain, or a throbbing in the belly with the back pain?",
         "call", "NHS-RED; MAYO-DR; for the belly the emergency line is our stricter choice"),
    Flag("C4.accident", "A serious accident or fall, just now or in recent days; or even a small fall if you are "
         "older, have weak bones or have long taken steroids?",
         "call", "NHS-RED; NORTHERN"),
)  # fmt: skip
"""Asked in short at every start for a spasm: what can't wait."""

DOCTOR_GROUP: tuple[Flag, ...] = (
    Flag("C4.fever", "Fever, or feeling very ill with the back pain?",
         "urgent", "NHS-RED; NORTHERN; feeling very ill is ours"),
    Flag("C4.weight", "Weight loss that nothing explains, or cancer now or in the past?",
         "urgent", "NHS-RED; NORTHERN; MAYO-DR"),
    Flag("C4.night", "Pain at night or lying down that no position eases?",
         "urgent", "NHS-RED; NORTHERN; that no position eases it is ours"),
    Flag("C4.ill", "A lump on your back or a changed shape of it, pain between the shoulder blades, an unsteady walk, "
         "or pain like a tight band?",
         "urgent", "NHS-RED; NORTHERN; MAYO-DR"),
    Flag("C4.leg", "New numbness, tingling or weakness in one leg or in the belly?",
         "doctor", "seed 000; MAYO-DR"),
)  # fmt: skip
"""Asked after the first breaths, before anything moves: a doctor today, and until then nothing but breathing."""

AT_THE_END: tuple[Flag, ...] = (
    Flag("C4.weeks", "Not better after one or two weeks, or spasms that keep coming?",
         "appointment", "seeds 000, 001, 003; NHSI; MAYO-DR"),
)  # fmt: skip
"""Asked when a session is over, and told as information: it never stops one."""

IN_A_SESSION = Flag(
    "C4.session", "In a session: pain of 6 or more out of 10, pain moving down a leg, dizziness or new numbness?",
    "end", "PAIN-1; CENTR-1",
)  # fmt: skip

SIGNS: tuple[Flag, ...] = (*EMERGENCY, *DOCTOR_GROUP)
"""The whole list, as it is shown behind one key: a yes to any of them stops what is played, and stands."""
FLAGS: tuple[Flag, ...] = (*SIGNS, *AT_THE_END, IN_A_SESSION)
SHORT = Flag("C4.short", "One of the signs that can't wait", "call", "the short question names all of EMERGENCY")
"""A yes to the short question, before anybody has said which sign it is. Then the strictest action holds."""
BY_ID: dict[str, Flag] = {flag.id: flag for flag in (*FLAGS, SHORT)}

SHORT_REASSURANCE = "These are rare. Most spasms let go within days."
SHORT_QUESTION = (
    "Is any of this new? Numbness or tingling between your legs or around your bottom. Trouble with bladder, bowels or "
    "sex. Pain, tingling, weakness or numbness in both legs; or a limb that is getting weaker, or won't move. Chest "
    "pain, or a throbbing belly. Or a bad accident or fall just now or in recent days, or any fall if you are older, "
    "have weak bones or take steroids."
)
"""All of `EMERGENCY` in one breath, spoken and written: one key for none, another for yes."""
AFTER_NONE = "Good. None of the signs that can't wait."
STILL_THERE = "You said yes to this before. Is it still so? Until you say what came of it, only breathing is played."
"""Asked of the signs that stand."""

SHORT_HOLDS = DAY
"""In ms: how long a short question that was answered with none is not asked before other sessions."""

STOP_RATING = 6
"""Pain of so many out of ten ends a session (C4; PAIN-1)."""


def standing(answers: Mapping[str, Answer], now: int) -> tuple[Flag, ...]:  # noqa: ARG001
    """The signs that were answered with yes and not with no since, the worst first.

    They stand until they are answered again, whatever time has passed: `now` changes nothing,
    and neither does an answer from the future. `answers` maps an id to its latest answer.
    """
    found = [flag for flag in (*SIGNS, SHORT) if (said := answers.get(flag.id)) is not None and said.yes]
    return tuple(sorted(found, key=lambda flag: WORST_FIRST.index(flag.urgency)))


def due_short(answers: Mapping[str, Answer], now: int, *, spasm: bool = False) -> bool:
    """Whether the short question is due: always before a routine for a spasm, otherwise once in 24 hours.

    `answers` maps an id to its latest answer; each sign of `EMERGENCY` has to have one.
    """
    given = [answers.get(flag.id) for flag in EMERGENCY]
    return spasm or not all(fresh(None if said is None else said.at, SHORT_HOLDS, now) for said in given)


def worst(ids: Iterable[str]) -> Flag | None:
    """The most urgent of some signs, by their ids. Raises KeyError for an id that is no sign's."""
    return min((BY_ID[id] for id in ids), key=lambda flag: WORST_FIRST.index(flag.urgency), default=None)


def action(yes: Collection[str], own: str, locale: str, country: str = "") -> str | None:
    """What to do about the signs answered with yes (their ids), the most urgent; None for none.

    `own`, `locale` and `country` are those of `emergency.number_for`. Raises KeyError as `worst` does.
    """
    flag = worst(yes)
    return None if flag is None else what_to_do(flag.urgency, own, locale, country)


def what_to_do(urgency: Urgency, own: str, locale: str, country: str = "") -> str:
    """The action in a sentence, with the number to call."""
    line = doctors_line(locale, country)
    return ACTIONS[urgency].format(
        number=number_for(locale, country, own).said, line=f", or call {line}" if line is not None else ""
    )


def ends_session(rating: int) -> bool:
    """Whether pain of `rating` out of ten ends the session (C4)."""
    return rating >= STOP_RATING
