"""Questions before the first use of a kind (C3), as data, and what the answers leave out. Pure.

Nothing is diagnosed: an answer only says what is not offered by itself, and why.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

from msgspec import Struct

Kind = Literal["cold", "heat", "exercise", "massage", "relaxation"]
KINDS: tuple[Kind, ...] = ("cold", "heat", "exercise", "massage", "relaxation")
SKIN: tuple[Literal["cold", "heat"], ...] = ("cold", "heat")
Effect = Literal["no", "ask"]
"""`no`: left out; `ask`: left out until a doctor or midwife has been asked."""

DAY = 24 * 3_600_000
DAYS = 90
"""Asked again after so many days (issue 5)."""


class Effects(Struct, frozen=True):
    """What a yes means for a kind; with `tags` only for a step or routine that carries one of them."""

    kind: Kind
    effect: Effect
    why: str
    tags: frozenset[str] = frozenset()


class Question(Struct, frozen=True):
    """One question, answered with yes or no. `id` is kept with the answer and never changes."""

    id: str
    text: str
    effects: tuple[Effects, ...]
    source: str
    days: int = DAYS


class Unfit(Struct, frozen=True):
    """Why something is not offered by itself: the question's id, and a sentence."""

    question: str
    effect: Effect
    why: str


def _skin(effect: Effect, why: str) -> tuple[Effects, Effects]:
    return Effects("cold", effect, f"Cold: {why}"), Effects("heat", effect, f"Heat: {why}")


def _on(kind: Kind, effect: Effect, why: str, *tags: str) -> Effects:
    return Effects(kind, effect, why, frozenset(tags))


_BENT = ("flexion", "twist")
"""Tags of the catalogue: knee to chest, child's pose, rounded cat and curl-ups are flexion."""

QUESTIONS: tuple[Question, ...] = (
    Question("C3.numb", "Is the area numb or does it feel different, is a nerve damaged there, or is there a scar?",
             (*_skin("no", "where the skin does not feel well it would not warn you."),
              _on("massage", "no", "Massage: not where the skin does not feel well.")),
             "GWENT; MPFT; FDA; MIZZOU"),
    Question("C3.diabetes", "Do you have diabetes, and with it any loss of feeling?",
             _skin("ask", "ask your doctor first, because of the diabetes."), "GWENT; FDA; TM; OXO"),
    Question("C3.cold", "Raynaud's, hives or another strong reaction from cold, cryoglobulins or cold haemoglobinuria?",
             (_on("cold", "no", "Cold: your body reacts too strongly to it."),), "GWENT-C; CRYO; MODAL"),
    Question("C3.circulation", "Poor circulation, or narrowed arteries in arms or legs?",
             _skin("no", "not with poor circulation."), "GWENT; MPFT; BLACKP"),
    Question("C3.heart", "A heart condition, such as angina?",
             (*_skin("ask", "ask your doctor first, because of your heart."),
              _on("exercise", "ask", "Exercise: ask your doctor first, because of your heart."),
              _on("massage", "ask", "Massage: ask your doctor first, because of your heart.")), "MPFT; BLACKP"),
    Question("C3.skin", "Broken skin, a wound, a rash, eczema, an infection or fever?",
             (*_skin("no", "not on skin that is hurt or ill, and not with a fever."),
              _on("massage", "no", "Massage: not on skin that is hurt or ill, and not with a fever.")), "MPFT; GWENT"),
    Question("C3.reaction", "Have you ever reacted badly to heat or cold on the skin?",
             _skin("no", "you reacted badly to it before."), "DEROY; MPFT"),
    Question("C3.cancer", "Cancer now or in the past, in this area?",
             (*_skin("ask", "ask your doctor first, because of the cancer."),
              _on("exercise", "ask", "Exercise: ask your doctor first, because of the cancer."),
              _on("massage", "ask", "Massage: ask your doctor first, because of the cancer.")), "MPFT"),
    Question("C3.pregnant", "Are you pregnant?",
             (_on("cold", "ask", "Cold: ask your midwife first."),
              _on("heat", "no", "Heat: not on the low back or the belly in pregnancy without advice."),
              _on("exercise", "ask", "In pregnancy: not flat on the back after about 16 weeks, and not on the front. "
                  "With pain, ask your midwife.", "supine", "prone"),
              _on("massage", "ask", "Massage: ask your midwife first.")),
             "ANESK; PREG-16; NORTHERN; NHS-PREG; YOGA-CO; MSG-CI"),
    Question("C3.bones", "Osteoporosis, a broken vertebra in the past, or long use of steroids?",
             (_on("exercise", "no", "Brittle bones: no bending forward or twisting as far as it goes.", *_BENT),
              _on("massage", "no", "Massage: not with brittle bones.")), "MAYO-STR; OST-1; OST-2; MSG-CI"),
    Question("C3.spine", "Spinal stenosis, a slipped vertebra, a fusion, or a back operation not long ago?",
             (_on("exercise", "ask", "Ask before bending backwards, because of your spine.",
                  "extension"),), "TOTALB; YOGA-CO"),
    Question("C3.sciatica", "Sciatica now: pain down the leg?",
             (_on("exercise", "ask", "A hamstring stretch may make sciatica worse: stop if pain moves down the leg.",
                  "hamstring-stretch"),), "ARUK; CENTR-1"),
    Question("C3.joint", "A bad knee or wrist?",
             (_on("exercise", "ask", "For a bad knee or wrist: child's pose high, or on the forearms.",
                  "kneeling", "press-up", "cobra"),), "NHS-LBP; YOGA-CO"),
    Question("C3.blood", "Blood thinners, a bleeding disorder, or a broken bone?",
             (_on("massage", "no", "Massage: not with blood thinners, a bleeding disorder or a fracture."),),
             "MSG-CI"),
    Question("C3.clot", "A blood clot in a vein, now or suspected?",
             (_on("heat", "no", "Heat: not with a blood clot."),
              _on("massage", "no", "Massage: not with a blood clot.")),
             "MSG-CI"),
    Question("C3.pressure", "High blood pressure?",
             (_on("relaxation", "ask", "Tensing muscles: ask first with high blood pressure.", "pmr", "muscle-group"),
              _on("exercise", "ask", "Child's pose: ask first with high blood pressure.", "childs-pose")),
             "REMIND; PMR-BP; YOGA-CP"),
    Question("C3.age", "Under 16, or unable to answer the checks while it lies on the skin?",
             (*_skin("no", "not for anyone under 16, or who cannot answer the checks."),
              _on("exercise", "ask", "Under 16: an adult is there."),
              _on("massage", "ask", "Under 16: an adult is there.")), "GWENT-H; DEROY; the line at 16 is ours"),
    Question("C1.11", "A blow, a fall, a swelling or a bruise there in the last three days?",
             (_on("heat", "ask", "Heat: wait two or three days after a blow or with a swelling; cold is for that."),),
             "seed 000; HW-EM; Cleveland; ACP; Healthwise", days=3),
)  # fmt: skip

BY_ID: dict[str, Question] = {question.id: question for question in QUESTIONS}

COLD_OR_HEAT = (
    "With a swelling or a blow in the last three days: cold. Otherwise take what feels better; the evidence is a "
    "little better for heat."
)
"""C5: seeds 000 and 003, ADAM, NHS-BP25, Cleveland, COCHR, Healthwise."""


def questions_for(kind: Kind) -> tuple[Question, ...]:
    """What is asked before the first use of a kind, in the sheet's order."""
    return tuple(question for question in QUESTIONS if any(effect.kind == kind for effect in question.effects))


def due(kind: Kind, answered: Mapping[str, int], now: int) -> tuple[Question, ...]:
    """Those of a kind that were never answered, or too long ago. `answered` maps an id to ms since 1970, as `now` is.

    An answer from the future, where the clock was set back, is asked for again.
    """
    return tuple(
        question
        for question in questions_for(kind)
        if (at := answered.get(question.id)) is None or not 0 <= now - at < question.days * DAY
    )


def kinds_of(tags: Collection[str], steps: Collection[str]) -> tuple[Kind, ...]:
    """The kinds that a routine or step belongs to, by its tags and the kinds of its steps (as in `show --json`)."""
    found = set(tags) | set(steps)
    kinds: list[Kind] = [kind for kind in ("cold", "heat", "massage", "relaxation") if kind in found]
    return ("exercise", *kinds) if "exercise" in found else tuple(kinds)


def fits(answers: Mapping[str, bool], kind: Kind, tags: Collection[str] = ()) -> tuple[Unfit, ...]:
    """Why something of this kind, with these tags, is not offered by itself; empty where it fits.

    `tags` are a routine's or a step's own, and the id of a step's exercise. `answers` maps a
    question's id to its answer; what was not answered says nothing.
    """
    carried = set(tags)
    return tuple(
        Unfit(question.id, effect.effect, effect.why)
        for question in QUESTIONS
        if answers.get(question.id)
        for effect in question.effects
        if effect.kind == kind and (not effect.tags or effect.tags & carried)
    )
