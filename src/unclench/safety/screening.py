"""The health questions (C3), as data, and what the answers to them change. Pure.

Nothing is diagnosed: an answer only decides what is played in an easier way or left out, and why.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, Protocol, TypeVar

from msgspec import Struct

from unclench.language import tr
from unclench.safety.exposure import Skin
from unclench.safety.limits import DAY


class Answer(Protocol):
    """The latest answer to one question, as the journal's records have it."""

    @property
    def at(self) -> int:
        """When it was given, in ms since 1970."""
        ...

    @property
    def yes(self) -> bool:
        """Whether it was a yes."""
        ...


def fresh(at: int | None, lasting: int, now: int) -> bool:
    """Whether an answer given `at` still counts, which it does for `lasting` ms. One from the future never does."""
    return at is not None and 0 <= now - at < lasting


Activity = Literal["cold", "heat", "exercise", "massage", "relaxation"]
KINDS: tuple[Activity, ...] = ("cold", "heat", "exercise", "massage", "relaxation")
SKIN: tuple[Skin, ...] = ("cold", "heat")
Effect = Literal["no", "ask", "adapt"]
"""`no`: left out; `ask`: left out until a doctor or midwife has said yes; `adapt`: played as `variant` says."""
STRONGEST: tuple[Effect, ...] = ("no", "ask", "adapt")
"""The strongest effect first."""

DAYS = 90
"""A question is asked again after this many days (ours)."""
PASSING = 14
"""The same for what comes and goes: a pregnancy, a fever, a wound, sciatica, a clot (ours)."""
FOR_GOOD = 2**62
"""How long an answer counts, in ms, if its question is asked only once."""

UNKNOWN = "unknown"
"""The tag of a movement from somebody's own sheet whose name says nothing about it."""

T = TypeVar("T")


class Consequence(Struct, frozen=True):
    """What a yes means for a kind; if there are `tags`, only for steps that carry one of them.

    `variant` says how an adapted step is played; it is spoken and shown with the step.
    """

    kind: Activity
    effect: Effect
    why: str
    tags: frozenset[str] = frozenset()
    variant: str = ""


class ScreeningQuestion(Struct, frozen=True):
    """One question, to be answered with yes or no. `id` is stored with the answer and never changes.

    For each kind, the first of its `effects` that fits a step counts.
    """

    id: str
    text: str
    effects: tuple[Consequence, ...]
    source: str
    days: int | None = DAYS
    """After how many days it is asked again. None: asked only once (see `PROFILE`)."""
    who: Literal["doctor", "midwife"] = "doctor"
    """Whose yes it takes if an effect is `ask`."""

    @property
    def permit(self) -> str:
        """The id under which that person's yes is stored, such as `ok.heart`."""
        return f"ok.{self.id.removeprefix('C3.')}"

    @property
    def valid_for(self) -> int:
        """How long an answer counts, in ms."""
        return FOR_GOOD if self.days is None else self.days * DAY

    def asked_before(self, kind: Activity) -> bool:
        """Whether it may be asked before a step of this kind: one of the `PROFILE` only before cold and heat."""
        return self.days is not None or kind in SKIN


class Unfit(Struct, frozen=True):
    """What an answer changes in a step: the question's id, the effect, why, and how the step is played instead."""

    question: str
    effect: Effect
    why: str
    kind: Activity = "exercise"
    variant: str = ""

    @property
    def typed(self) -> bool:
        """Whether overriding it takes a typed reason, and not just a key: so for cold and heat that is ruled out."""
        return self.effect == "no" and self.kind in SKIN

    @property
    def permit(self) -> str | None:
        """The id of the permission that would lift it; None if nobody's yes is enough."""
        return BY_ID[self.question].permit if self.effect == "ask" and self.question in BY_ID else None


def _skin(effect: Effect, why: str) -> tuple[Consequence, Consequence]:
    cold, heat = tr("Cold: {why}", why=why), tr("Heat: {why}", why=why)
    return Consequence("cold", effect, cold), Consequence("heat", effect, heat)


def _on(kind: Activity, effect: Effect, why: str, *tags: str) -> Consequence:
    return Consequence(kind, effect, why, frozenset(tags))


def _adapt(kind: Activity, variant: str, why: str, *tags: str) -> Consequence:
    return Consequence(kind, "adapt", why, frozenset(tags), variant)


_LOADED = ("strength", "walking", "pmr", "muscle-group", "childs-pose", UNKNOWN)
"""Tags of what strains a heart; lying, breathing and getting up are everyday to it."""
_MOVED = ("flexion", "extension", "twist", "strength", "hamstring-stretch", UNKNOWN)
"""Tags of what moves or loads the back."""

QUESTIONS: tuple[ScreeningQuestion, ...] = (
    ScreeningQuestion("C3.numb",
             tr("Is the area numb, or does it feel different? Is a nerve damaged there, or is there a scar?"),
             (*_skin("no", tr("skin with poor feeling would not warn you.")),
              _on("massage", "no", tr("Massage: not where your skin has poor feeling."))),
             "GWENT; MPFT; FDA; MIZZOU"),
    ScreeningQuestion("C3.diabetes", tr("Diabetes?"),
             _skin("ask", tr("ask your doctor first, because of the diabetes.")), "GWENT; FDA; TM; OXO"),
    ScreeningQuestion("C3.checks", tr("Unable to answer the skin checks on your own?"),
             _skin("no", tr("not for anyone who cannot answer the checks.")), "GWENT-H; DEROY"),
    ScreeningQuestion("C3.age", tr("Are you under 16?"),
             (*_skin("no", tr("not for anyone under 16.")),
              _adapt("exercise", tr("With an adult beside you."), tr("Under 16: have an adult with you.")),
              _adapt("massage", tr("With an adult beside you."), tr("Under 16: have an adult with you."))),
             "GWENT-H; DEROY; the line at 16 is ours", days=None),
    ScreeningQuestion("C3.over65", tr("Are you over 65?"),
             (_adapt("cold", tr("Ten minutes is enough; five will do."), tr("Cold: older skin is thinner.")),),
             "GWENT-C; BLACKP; FDA", days=None),
    ScreeningQuestion("C3.circulation", tr("Poor circulation, or narrowed arteries in arms or legs?"),
             _skin("no", tr("not with poor circulation.")), "GWENT; MPFT; BLACKP"),
    ScreeningQuestion("C3.heart", tr("A heart condition, such as angina?"),
             (*_skin("ask", tr("ask your doctor first, because of your heart.")),
              _on("exercise", "ask", tr("Exercise: ask your doctor first, because of your heart."), *_LOADED),
              _on("massage", "ask", tr("Massage: ask your doctor first, because of your heart."))), "MPFT; BLACKP"),
    ScreeningQuestion("C3.cold",
             tr("Raynaud's, hives or another strong reaction to cold, cryoglobulins or cold haemoglobinuria?"),
             (_on("cold", "no", tr("Cold: your body reacts too strongly to it.")),), "GWENT-C; CRYO; MODAL"),
    ScreeningQuestion("C3.reaction", tr("Have you ever reacted badly to heat or cold on the skin?"),
             _skin("no", tr("you reacted badly to it before.")), "DEROY; MPFT"),
    ScreeningQuestion("C3.skin", tr("Broken skin, a wound, a rash, eczema, an infection or fever?"),
             (*_skin("no", tr("not on damaged, irritated or infected skin, and not with a fever.")),
              _on("massage", "no", tr("Massage: not on damaged, irritated or infected skin, and not with a fever."))),
             "MPFT; GWENT", days=PASSING),
    ScreeningQuestion("C3.cancer", tr("Cancer now or in the past, in this area?"),
             (*_skin("ask", tr("ask your doctor first, because of the cancer.")),
              _on("exercise", "ask", tr("Exercise: ask your doctor first, because of the cancer."), *_MOVED),
              _on("massage", "ask", tr("Massage: ask your doctor first, because of the cancer."))), "MPFT"),
    ScreeningQuestion("C3.clot", tr("A blood clot in a vein, now or suspected?"),
             (_on("heat", "no", tr("Heat: not with a blood clot.")),
              _on("massage", "no", tr("Massage: not with a blood clot."))),
             "MSG-CI", days=PASSING),
    ScreeningQuestion("C3.pregnant", tr("Are you pregnant?"),
             (_on("cold", "ask", tr("Cold: ask your midwife first.")),
              _on("heat", "no", tr("Heat: not on the low back or the belly in pregnancy without advice.")),
              _on("exercise", "no", tr("Pregnant: not on your front."), "prone"),
              _on("exercise", "no", tr("Pregnant: don't lean back over a ball."), "ball-drape"),
              _adapt("exercise", tr("On your side, a pillow between your knees, or half sitting."),
                     tr("Pregnant: not flat on your back after about 16 weeks."), "settle-supine"),
              _adapt("exercise", tr("Sitting, or lying on your side."),
                     tr("Pregnant: not flat on your back after about 16 weeks."), "muscle-group"),
              _adapt("exercise", tr("Round up and come back to flat; leave out the sag."),
                     tr("Pregnant: don't let your back sag."), "cat-cow"),
              _on("exercise", "ask",
                  tr("Pregnant: not flat on your back after about 16 weeks. Ask your midwife first."), "supine"),
              _on("exercise", "ask", tr("Pregnant: ask your midwife first."),
                  "plank", "side-plank", "standing-back-bend", "childs-pose"),
              _on("massage", "ask", tr("Massage: ask your midwife first."))),
             "ANESK; PREG-16; NORTHERN; NHS-PREG; YOGA-CO; MSG-CI", days=PASSING, who="midwife"),
    ScreeningQuestion("C3.bones", tr("Osteoporosis, a broken vertebra in the past, or long use of steroids?"),
             (_adapt("exercise", tr("Without rounding: from flat to a small sag."),
                     tr("Osteoporosis: don't bend forward as far as you can go."), "cat-cow"),
              _adapt("exercise", tr("Small: stop well short of where your knees could go."),
                     tr("Osteoporosis: don't twist as far as you can go."), "knee-roll"),
              _on("exercise", "no", tr("Osteoporosis: don't bend forward or twist as far as you can go."),
                  "flexion", "twist"),
              _on("exercise", "no", tr("Osteoporosis: don't lean back over a ball."), "ball-drape"),
              _on("massage", "no", tr("Osteoporosis: no ball or roller against your back."), "ball-roll"),
              _on("massage", "ask", tr("Massage: ask your doctor first, because of your bones."))),
             "MAYO-STR; OST-1; OST-2; MSG-CI"),
    ScreeningQuestion("C3.spine", tr("A narrowed spinal canal (stenosis) or a slipped vertebra?"),
             (_on("exercise", "ask", tr("Ask your doctor before bending backwards, because of your spine."),
                  "extension"),),
             "TOTALB; YOGA-CO"),
    ScreeningQuestion("C3.fused", tr("A fused spine, or a back operation not long ago?"),
             (_on("exercise", "ask",
                  tr("Ask your doctor before bending backwards or twisting, because of the operation."),
                  "extension", "twist"),), "TOTALB; YOGA-CO; GEH"),
    ScreeningQuestion("C3.sciatica", tr("Sciatica now: pain down the leg?"),
             (_on("exercise", "ask",
                  tr("A hamstring stretch may make sciatica worse: stop if pain moves down the leg."),
                  "hamstring-stretch"),), "ARUK; CENTR-1", days=PASSING),
    ScreeningQuestion("C3.knee", tr("A bad knee?"),
             (_adapt("exercise", tr("High above your heels, with a pillow under you."), tr("Easier on your knees."),
                     "childs-pose"),
              _adapt("exercise", tr("With something thick and soft under your knees; skip it if they hurt."),
                     tr("Easier on your knees."), "kneeling")), "NHS-LBP"),
    ScreeningQuestion("C3.wrist", tr("A bad wrist?"),
             (_adapt("exercise", tr("On your forearms, with no weight on your hands."), tr("Easier on your wrists."),
                     "press-up", "cobra"),
              _adapt("exercise", tr("On your forearms or fists."), tr("Easier on your wrists."),
                     "cat-cow", "bird-dog")),
             "NHS-LBP; YOGA-CO"),
    ScreeningQuestion("C3.blood", tr("Blood thinners, a bleeding disorder, severe osteoporosis or a broken bone?"),
             (_on("massage", "no", tr("Massage: not with blood thinners, a bleeding disorder, severe osteoporosis or a "
                                      "fracture.")),), "MSG-CI"),
    ScreeningQuestion("C3.pressure", tr("High blood pressure?"),
             (_on("relaxation", "ask", tr("Tensing muscles: ask your doctor first, because of your blood pressure."),
                  "pmr", "muscle-group"),
              _on("exercise", "ask", tr("Ask your doctor first, because of your blood pressure."),
                  "childs-pose", "plank", "side-plank")),
             "REMIND; PMR-BP; YOGA-CP"),
)  # fmt: skip

BY_ID: dict[str, ScreeningQuestion] = {question.id: question for question in QUESTIONS}
PROFILE: tuple[ScreeningQuestion, ...] = tuple(question for question in QUESTIONS if question.days is None)
"""Asked only once, since they are about the person, not the day. Cold and heat do not begin without them."""

FORMER: dict[str, tuple[str, ...]] = {"C3.joint": ("C3.knee", "C3.wrist")}
"""Questions of earlier versions that asked two things at once: an answer to one counts for both of its successors,
until they are answered themselves."""


class QuestionGroup(Struct, frozen=True):
    """Several questions before cold or heat on one line: a no answers all of them with no, a yes opens them.

    `cold` and `heat` are its wording before only one of them, `both` before both.
    """

    id: str
    cold: str
    heat: str
    both: str
    questions: tuple[str, ...]


class ChecklistLine(Struct, frozen=True):
    """One line of the checklist before cold or heat, with the questions that a yes opens."""

    id: str
    text: str
    questions: tuple[ScreeningQuestion, ...]


def _group(id: str, text: str, *questions: str, cold: str = "", heat: str = "") -> QuestionGroup:
    return QuestionGroup(id, cold or text, heat or text, text, tuple(f"C3.{name}" for name in questions))


GROUPS: tuple[QuestionGroup, ...] = (
    _group(
        "feeling",
        tr("You might not feel it well: numb or altered skin, nerve damage, a scar or diabetes; or you can't answer "
           "the skin checks, or are under 16 or over 65?"),
        "numb", "diabetes", "checks", "age", "over65",
        heat=tr("You might not feel it well: numb or altered skin, nerve damage, a scar or diabetes; or you can't "
                "answer the skin checks, or are under 16?"),
    ),
    _group(
        "blood",
        tr("Poor circulation, narrowed arteries, a heart condition or a blood clot?"),
        "circulation", "heart", "clot",
        cold=tr("Poor circulation, narrowed arteries or a heart condition?"),
    ),
    _group(
        "reaction",
        tr("Raynaud's, hives from cold, cryoglobulins, cold haemoglobinuria, or an earlier bad reaction "
           "to cold or heat?"),
        "cold", "reaction",
        heat=tr("An earlier bad reaction to heat or cold?"),
    ),
    _group(
        "ill",
        tr("A wound, broken skin, a rash, eczema, an infection, a fever, or cancer there now or before?"),
        "skin", "cancer",
    ),
    _group("pregnant", tr("Pregnant?"), "pregnant"),
)  # fmt: skip
"""Questions with much the same consequences go together: (a) not felt well, (b) circulation or heart, (c) reacted
badly, (d) skin or body ill, (e) pregnant."""

COLD_OR_HEAT = tr(
    "After a blow, or with a swelling, in the last three days: use cold. Otherwise use what feels better; the "
    "evidence is a little better for heat."
)
"""C5: seeds 000 and 003, ADAM, NHS-BP25, Cleveland, COCHR, Healthwise."""

_MOVEMENTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"toe touch|touch (your |the )?toes|sit[- ]?ups?\b|curl[- ]?ups?\b|crunch|forward (bend|fold)|roll[- ]?downs?\b",
     ("flexion",)),
    (r"knees? to chest|child'?s pose", ("flexion",)),
    (r"child'?s pose", ("childs-pose", "kneeling")),
    (r"twist|rotation|russian|windmill", ("twist",)),
    (r"cobra|back ?bend|backward bend|press[- ]?ups? prone|prone press|superman|back extension|sphinx|upward dog",
     ("extension",)),
    (r"cobra|superman|sphinx|prone|on (your|the) front|face down", ("prone",)),
    (r"supine|on (your|the) back\b|bridge|sit[- ]?ups?\b|crunch", ("supine",)),
    (r"hamstring", ("hamstring-stretch",)),
    (r"side plank", ("side-plank",)),
    (r"plank", ("plank", "strength")),
    (r"squat|lunge|dead ?lift|row\b|rows\b|weights?\b|dumb-?bell|kettlebell|push[- ]?ups?\b|sit[- ]?ups?\b",
     ("strength",)),
    (r"walk|jog|run\b|running|cycl|bike|swim|cardio|stairs?\b", ("walking",)),
    (r"kneel|all fours|hands and knees|quadruped", ("kneeling",)),
)  # fmt: skip
"""Words, as regular expressions, and the tags they give a movement that is not in the catalogue (ours)."""


def tags_of(name: str) -> frozenset[str]:
    """The tags of a movement that is known by its name alone; `UNKNOWN` if the name gives nothing away."""
    lowered = name.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    found = {tag for pattern, tags in _MOVEMENTS if re.search(pattern, lowered) for tag in tags}
    return frozenset(found or {UNKNOWN})


def with_former_answers(answers: Mapping[str, T]) -> dict[str, T]:
    """The answers, with those to questions of earlier versions (`FORMER`) counted as answers to today's."""
    former = {new: answers[old] for old, those in FORMER.items() if old in answers for new in those}
    return {**former, **answers}


def with_permissions_withdrawn(said: Mapping[str, bool], before: Collection[str]) -> dict[str, bool]:
    """The answers to record: a no to a question also withdraws the doctor's yes to it.

    Otherwise the permission for one pregnancy would count for the next. `before` holds the ids of
    everything answered with yes so far.
    """
    over = {BY_ID[id].permit: False for id, yes in said.items() if not yes and id in BY_ID}
    return {**{permit: yes for permit, yes in over.items() if permit in before}, **said}


def permission(question: ScreeningQuestion) -> str:
    """The line that somebody ticks once an effect of `ask` is settled."""
    return tr("My midwife has said yes") if question.who == "midwife" else tr("My doctor has said yes")


def questions_for(kind: Activity) -> tuple[ScreeningQuestion, ...]:
    """Every question that may be asked before steps of a kind and has an effect on it, in the order of `QUESTIONS`."""
    asked = (question for question in QUESTIONS if question.asked_before(kind))
    return tuple(question for question in asked if any(effect.kind == kind for effect in question.effects))


def needed(steps: Iterable[tuple[Activity, Collection[str]]]) -> tuple[ScreeningQuestion, ...]:
    """The questions that can change something in these steps, each given as its kind and its tags.

    The tags include the id of a step's exercise. Questions of the `PROFILE` are asked only before cold
    and heat, which they can rule out.
    """
    played = [(kind, frozenset(tags)) for kind, tags in steps]
    return tuple(
        question
        for question in QUESTIONS
        if any(question.asked_before(kind) and _effect(question, kind, tags) is not None for kind, tags in played)
    )


def groups_for(questions: Iterable[ScreeningQuestion], kinds: Collection[str]) -> tuple[ChecklistLine, ...]:
    """The checklist before cold or heat for these questions; `kinds` are those of the routine."""
    wanted = {question.id: question for question in questions}
    found: list[ChecklistLine] = []
    for group in GROUPS:
        line = group.both if {"cold", "heat"} <= set(kinds) else group.heat if "heat" in kinds else group.cold
        of = tuple(wanted[id] for id in group.questions if id in wanted)
        found += [ChecklistLine(group.id, line, of)] if of else []
    return tuple(found)


def due(questions: Iterable[ScreeningQuestion], answered: Mapping[str, int], now: int) -> tuple[ScreeningQuestion, ...]:
    """The questions that were never answered, or too long ago.

    `answered` maps an id to the time of its answer, in ms since 1970 like `now`. An answer from the
    future does not count: then the clock was set back.
    """
    known = with_former_answers(answered)
    return tuple(question for question in questions if not fresh(known.get(question.id), question.valid_for, now))


def _effect(question: ScreeningQuestion, kind: Activity, tags: frozenset[str]) -> Consequence | None:
    """The first of its effects that fits such a step, or None."""
    of_kind = (effect for effect in question.effects if effect.kind == kind)
    return next((effect for effect in of_kind if not effect.tags or effect.tags & tags), None)


def unfit_for(answers: Mapping[str, bool], kind: Activity, tags: Collection[str] = ()) -> tuple[Unfit, ...]:
    """What the answers change in a step of this kind with these tags, the strongest effect first.

    `tags` include the id of the step's exercise. `answers` maps the id of a question to its answer,
    and the id of a permission (`ScreeningQuestion.permit`) to whether it was given; what is missing
    changes nothing.
    """
    known, carried = with_former_answers(answers), frozenset(tags)
    found = [
        Unfit(question.id, effect.effect, effect.why, kind, effect.variant)
        for question in QUESTIONS
        if known.get(question.id) and (effect := _effect(question, kind, carried)) is not None
        if not (effect.effect == "ask" and known.get(question.permit))
    ]
    return tuple(sorted(found, key=lambda unfit: STRONGEST.index(unfit.effect)))


def strongest(unfit: Sequence[Unfit]) -> Effect | None:
    """The effect that wins if several answers concern one step; None if none does."""
    return min((each.effect for each in unfit), key=STRONGEST.index, default=None)
