"""The clinical rules, written down by hand a second time.

Nothing here is computed from what is tested: whoever changes a rule has to change it in both places.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from msgspec import Struct

from unclench.care import suitability
from unclench.config import paths
from unclench.keynames import USUAL
from unclench.routine import Catalogue, Library, load_text
from unclench.safety import limits, red_flags, screening
from unclench.session.choices import Choices, UnsafeCombination
from unclench.session.compiler import compile_routine, questions
from unclench.session.timeline import Kind
from unclench.system.country import country_here, country_of

MIN = 60_000
HOUR = 60 * MIN
DAY = 24 * HOUR
NOW = 1_800_000_000_000

catalogue = Catalogue(paths.shipped("routines") / "exercises")
routines: Any = {
    entry.id: entry.routine for entry in Library([("bundled", paths.shipped("routines"))], catalogue).entries()
}


class Said(Struct):
    """An answer, as the journal stores it."""

    at: int
    yes: bool


def has(text: str, words: str) -> None:
    """Every one of these words, separated by `|`, is in the text, in upper or lower case."""
    for word in words.split("|"):
        assert word.strip().lower() in text.lower(), f"{word.strip()!r} is missing: {text}"


# -- C1, C2: values and what is done -----------------------------------------------------


def table(*rows: tuple[str, int, str, str]) -> None:
    for id, value, action, words in rows:
        limit = limits.LIMITS[id]
        assert (limit.value, limit.action) == (value, action), id
        has(limit.sentence, words)


def test_c1_1_c1_2_c1_3_c1_4_c1_5_c1_6_c1_7_of_cold_are_the_sheets():
    table(
        ("C1.1", 20 * MIN, "refuse", "at most 20 minutes"),
        ("C1.2", 15 * MIN, "inform", "15 minutes"),
        ("C1.3", 10 * MIN, "warn", "thin skin|old|5 or 10 minutes"),
        ("C1.4", 120 * MIN, "override", "two hours|feel and look normal"),
        ("C1.5", 2, "refuse", "two packs|chose"),
        ("C1.6", 4, "warn", "four cold packs in a day"),
        ("C1.7", 72 * HOUR, "inform", "two or three days|still help"),
    )


def test_c1_8_c1_9_c1_10_c1_11_c1_12_c1_13_of_heat_are_the_sheets():
    table(
        ("C1.8", 20 * MIN, "refuse", "at most 20 minutes"),
        ("C1.9", 60 * MIN, "refuse", "an hour|two or three"),
        ("C1.10", 3, "warn", "heat|three times in a day"),
        ("C1.11", 72 * HOUR, "warn", "blow|fall|swelling|two or three days"),
        ("C1.12", 1, "refuse", "one round"),
        ("C1.13", 20 * MIN, "refuse", "bare|20 minutes"),
    )


def test_c1_14_c1_15_c1_16_c1_17_c1_18_c1_19_of_the_rest_are_the_sheets():
    table(
        ("C1.14", 0, "inform", "wrap|own label"),
        ("C1.15", 30_000, "warn", "20 to 30 seconds|forearm|never under bedding"),
        ("C1.16", 60_000, "refuse", "60 seconds"),
        ("C1.17", 15 * MIN, "inform", "10 to 15 minutes|twice a day"),
        ("C1.18", 60_000, "warn", "60"),
        ("C1.19", 10 * MIN, "warn", "10"),
    )


def test_c2_1_c2_2_c2_3_c2_4_c2_5_of_the_checks_are_the_sheets():
    table(
        ("C2.1", 5 * MIN, "refuse", "5 minutes|at the end"),
        ("C2.2", 30_000, "refuse", "30 seconds|alarm"),
        ("C2.3", 0, "refuse", "until you say that the pack is off"),
        ("C2.4", 0, "refuse", "pause|closed lid|crash|restart"),
        ("C2.5", 0, "refuse", "taken it off|timer keeps running"),
    )
    assert (limits.CHECK_EVERY, limits.UNANSWERED_AFTER) == (5 * MIN, 30_000)
    has(limits.SKIN_SIGNS, "white|grey|mottled|blister|very red|numb|burning|off now|stop")


def test_c2_6_c2_7_c2_8_c2_9_c2_10_c2_11_of_how_it_lies_are_the_sheets():
    table(
        ("C2.6", 0, "refuse", "cloth|before the timer starts"),
        ("C2.7", 0, "warn", "on you|never lie on it"),
        ("C2.8", 0, "warn", "low|never on high|boiling water"),
        ("C2.9", 0, "warn", "alone|alcohol|drowsy|tired"),
        ("C2.10", 5 * MIN, "refuse", "relaxing|sleep|breathing"),
        ("C2.11", 0, "warn", "rub|patch"),
    )
    assert {"relaxation", "sleep", "pmr"} <= limits.SLEEPY


def test_the_limits_are_these_and_no_others():
    assert len(limits.LIMITS) == 19 + 11


@pytest.mark.parametrize("kind", ["cold", "heat"])
def test_c1_4_c2_6_c2_7_c2_9_right_before_the_clock_it_is_asked_what_changes_from_day_to_day(kind):
    question = limits.BEFORE[kind].by(USUAL)
    has(
        question,
        "beside you|cloth|on you, not under|skin unbroken and normal|no fever|awake and sober",
    )
    assert question.endswith("Put it on as you press space.")
    assert len(question.split()) < 60


def test_c1_11_c2_8_c2_11_before_every_heat_the_blow_the_setting_and_the_rub_are_asked_about():
    has(limits.BEFORE["heat"].by(USUAL), "blow|fall|swelling|bruise|three days|no cream or patch|on low|never boiling")
    has(limits.BEFORE["cold"].by(USUAL), "damp cloth")
    assert "C1.11" not in screening.BY_ID  # an answer from three days ago knows nothing of today's fall


@pytest.mark.parametrize(
    ("kind", "words"),
    [("cold", "alcohol|drowsy|thin skin|5 or 10 minutes"), ("heat", "alcohol|drowsy|rub|patch|microwave|label")],
)
def test_c1_3_c1_14_c1_15_c2_9_c2_11_what_is_said_with_cold_and_heat(kind, words):
    has(" ".join(limits.CAUTIONS[kind]), words)


def test_c1_1_c1_8_a_blank_that_is_answered_with_forty_minutes_is_not_played():
    for kind in ("cold", "heat"):
        text = f"format: 1\ntitle: One\nsteps:\n  - {kind}: ask\n"
        routine = load_text(text, "one.yaml", catalogue).routine
        with pytest.raises(UnsafeCombination, match="20 minutes"):
            compile_routine(routine, Choices(answers={("1", "for"): 40 * MIN}))


# -- C3: one row for each cell of the table ----------------------------------------------

QUESTIONS = {
    "C3.numb": (90, "numb|nerve|scar"),
    "C3.diabetes": (90, "diabetes"),
    "C3.checks": (90, "unable|skin checks"),
    "C3.age": (None, "under 16"),
    "C3.over65": (None, "over 65"),
    "C3.circulation": (90, "circulation|arteries"),
    "C3.heart": (90, "heart|angina"),
    "C3.cold": (90, "raynaud|hives|cryoglobulins|cold haemoglobinuria"),
    "C3.reaction": (90, "reacted badly|heat or cold"),
    "C3.skin": (14, "broken skin|wound|rash|eczema|infection|fever"),
    "C3.cancer": (90, "cancer now or in the past"),
    "C3.clot": (14, "clot|suspected"),
    "C3.pregnant": (14, "pregnant"),
    "C3.bones": (90, "osteoporosis|vertebra|steroids"),
    "C3.spine": (90, "stenosis|slipped vertebra"),
    "C3.fused": (90, "fused|operation"),
    "C3.sciatica": (14, "sciatica|down the leg"),
    "C3.knee": (90, "knee"),
    "C3.wrist": (90, "wrist"),
    "C3.blood": (90, "thinners|bleeding disorder|severe osteoporosis|broken bone"),
    "C3.pressure": (90, "high blood pressure"),
}
"""After how many days it is asked again (None: never), and words that it contains."""

UNTOUCHED = ["cold", "heat", "massage", "walk", "settle-supine", "get-up", "cat-cow", "childs-pose", "knee-roll"]
LYING = ["settle-supine", "get-up"]
KNEE_TO_CHEST = ["single-knee-to-chest", "double-knee-to-chest"]
ON_THE_FRONT = ["prone-lying", "cobra", "cobra-elbows", "press-up", "back-extension-elbows"]
BACKWARDS = [*ON_THE_FRONT, "standing-back-bend", "cat-cow", "ball-drape"]
TWISTS = ["knee-roll", "lower-trunk-rotation", "seated-rotation"]
LYING_STILL = ["lie-propped", "lie-on-side"]
UPRIGHT = ["seated-tilt", "wall-tilt", "stand-up"]
HARD = ["plank", "side-plank", "bird-dog", "hip-lift", "band-row"]
RUBS = ["press-point", "circular-rub", "gentle-pinch", "ball-roll"]
EVERYTHING = {
    "cold", "heat", *LYING, *KNEE_TO_CHEST, *BACKWARDS, *TWISTS, *HARD, *RUBS, "walk", "muscle-group", "childs-pose",
    "pelvic-tilt", "hamstring-stretch", *LYING_STILL, *UPRIGHT, "table-lean",
}  # fmt: skip

YES: dict[str, dict[str, list[str]]] = {
    "C3.numb": {"no": ["cold", "heat", *RUBS]},
    "C3.diabetes": {"ask": ["cold", "heat"]},
    "C3.checks": {"no": ["cold", "heat"]},
    "C3.age": {"no": ["cold", "heat"], "adapt": sorted(EVERYTHING - {"cold", "heat", *LYING_STILL})},
    "C3.over65": {"adapt": ["cold"]},
    "C3.circulation": {"no": ["cold", "heat"]},
    "C3.heart": {"ask": ["cold", "heat", *RUBS, *HARD, "walk", "muscle-group", "childs-pose"]},
    "C3.cold": {"no": ["cold"]},
    "C3.reaction": {"no": ["cold", "heat"]},
    "C3.skin": {"no": ["cold", "heat", *RUBS]},
    "C3.cancer": {
        "ask": ["cold", "heat", *RUBS, *HARD, *KNEE_TO_CHEST, *BACKWARDS, *TWISTS, "childs-pose", "hamstring-stretch",
                "table-lean"]
    },
    "C3.clot": {"no": ["heat", *RUBS]},
    "C3.pregnant": {
        "no": ["heat", *ON_THE_FRONT, "ball-drape"],
        "ask": ["cold", *RUBS, *KNEE_TO_CHEST, "knee-roll", "lower-trunk-rotation", "pelvic-tilt", "hip-lift",
                "hamstring-stretch", "plank", "side-plank", "standing-back-bend", "childs-pose"],
        "adapt": ["settle-supine", "muscle-group", "cat-cow"],
    },
    "C3.bones": {
        "no": [*KNEE_TO_CHEST, "childs-pose", "lower-trunk-rotation", "seated-rotation", "table-lean", "ball-drape",
               "ball-roll"],
        "ask": ["press-point", "circular-rub", "gentle-pinch"],
        "adapt": ["cat-cow", "knee-roll"],
    },
    "C3.spine": {"ask": BACKWARDS},
    "C3.fused": {"ask": [*BACKWARDS, *TWISTS]},
    "C3.sciatica": {"ask": ["hamstring-stretch"]},
    "C3.knee": {"adapt": ["childs-pose", "cat-cow", "bird-dog"]},
    "C3.wrist": {"adapt": ["press-up", "cobra", "cat-cow", "bird-dog"]},
    "C3.blood": {"no": RUBS},
    "C3.pressure": {"ask": ["muscle-group", "childs-pose", "plank", "side-plank"]},
}  # fmt: skip
"""What a yes does to cold, heat and each exercise of the catalogue; whatever is not named stays as it is."""


def session(*ids: str) -> Any:
    """A timeline with each of these exercises, or cold and heat, as a step."""
    lines = [f"  - {id}: 5m" if id in {"cold", "heat"} else f"  - {{do: {id}, for: 10s}}" for id in ids]
    text = "format: 1\ntitle: All\nsteps:\n" + "\n".join(lines)
    return compile_routine(load_text(text, "all.yaml", catalogue).routine)


def effects(question: str, *ids: str) -> dict[str, str]:
    """What a yes to one question does to each of these steps."""
    ids = ids or tuple(sorted(EVERYTHING))
    found = suitability.concerns(session(*ids), {question: True})
    names: dict[str, str] = {
        id: screening.strongest(concern.unfit) or "" for id, concern in zip(ids, found, strict=True) if concern.unfit
    }
    assert all(concern.outcome == "kept" for concern in found if not concern.unfit)
    return names


def test_c3_has_the_sheets_questions_and_no_others():
    assert {each.id for each in screening.QUESTIONS} == set(QUESTIONS) == set(YES)
    assert {path.stem for path in (paths.shipped("routines") / "exercises").glob("*.yaml")} == EVERYTHING - {
        "cold",
        "heat",
    }


@pytest.mark.parametrize("id", QUESTIONS)
def test_c3_each_question_has_its_words_and_its_days(id):
    days, words = QUESTIONS[id]
    has(screening.BY_ID[id].text, words)
    assert screening.BY_ID[id].days == days


@pytest.mark.parametrize("id", YES)
def test_c3_a_yes_changes_what_the_table_says_and_nothing_else(id):
    assert effects(id) == {step: effect for effect, steps in YES[id].items() for step in steps}


@pytest.mark.parametrize("id", YES)
def test_c3_a_no_changes_nothing(id):
    found = suitability.concerns(session(*sorted(EVERYTHING)), {id: False})
    assert {concern.outcome for concern in found} == {"kept"}
    assert suitability.skin(session("cold", "heat"), {id: False}) == ()


@pytest.mark.parametrize(
    ("id", "step", "words"),
    [
        ("C3.pregnant", "settle-supine", "on your side|pillow|half sitting"),
        ("C3.pregnant", "muscle-group", "sitting|on your side"),
        ("C3.pregnant", "cat-cow", "leave out the sag"),
        ("C3.bones", "cat-cow", "without rounding|small sag"),
        ("C3.bones", "knee-roll", "small"),
        ("C3.knee", "childs-pose", "high|pillow under you"),
        ("C3.knee", "bird-dog", "soft under your knees"),
        ("C3.wrist", "press-up", "forearms"),
        ("C3.wrist", "cobra", "forearms"),
        ("C3.wrist", "bird-dog", "forearms or fists"),
        ("C3.over65", "cold", "Ten minutes is enough"),
        ("C3.age", "plank", "adult"),
        ("C3.age", "press-point", "adult"),
    ],
)
def test_c3_an_easier_way_is_told_with_the_step_that_stays(id, step, words):
    (concern,) = suitability.concerns(session(step), {id: True})
    assert concern.outcome == "adapted"
    has(concern.variant, words)
    assert suitability.variants([concern]) == {"1": concern.variant}
    assert suitability.left_out([concern]) == ()


@pytest.mark.parametrize(
    ("id", "step", "outcome"),
    [
        ("C3.cold", "cold", "refused"),
        ("C3.heart", "heat", "refused"),
        ("C3.bones", "childs-pose", "left out"),
        ("C3.heart", "walk", "left out"),
        ("C3.heart", "get-up", "kept"),
        ("C3.cancer", "settle-supine", "kept"),
    ],
)
def test_c3_each_step_is_kept_adapted_left_out_or_refused(id, step, outcome):
    (concern,) = suitability.concerns(session(step), {id: True})
    assert concern.outcome == outcome
    assert bool(concern.why) == (outcome != "kept")


def test_c3_the_strongest_of_several_answers_counts():
    (concern,) = suitability.concerns(session("childs-pose"), {"C3.knee": True, "C3.pressure": True, "C3.bones": True})
    assert concern.outcome == "left out"
    assert [unfit.effect for unfit in concern.unfit] == ["no", "ask", "adapt"]
    assert concern.permits == ()
    assert concern.variant == ""


def test_c3_my_doctor_has_said_yes_is_one_answer_that_keeps_every_such_step_in():
    yes = {"C3.heart": True, "ok.heart": True}
    assert {each.outcome for each in suitability.concerns(session("walk", "plank", "childs-pose"), yes)} == {"kept"}
    assert suitability.skin(session("cold", "heat"), yes) == ()
    (asked,) = suitability.concerns(session("walk"), {"C3.heart": True})
    assert asked.permits == ("ok.heart",)
    assert screening.permission(screening.BY_ID["C3.heart"]) == "My doctor has said yes"
    assert screening.permission(screening.BY_ID["C3.pregnant"]) == "My midwife has said yes"


def test_c3_a_permission_does_not_help_against_what_the_table_forbids():
    for id, step in [
        ("C3.cold", "cold"),
        ("C3.pregnant", "cobra"),
        ("C3.bones", "childs-pose"),
        ("C3.blood", "press-point"),
    ]:
        (concern,) = suitability.concerns(session(step), {id: True, f"ok.{id.removeprefix('C3.')}": True})
        assert concern.outcome in {"left out", "refused"}


def test_c3_with_a_no_the_permission_is_over_too():
    assert screening.with_permissions_withdrawn({"C3.pregnant": False}, {"ok.pregnant"}) == {
        "ok.pregnant": False,
        "C3.pregnant": False,
    }
    assert screening.with_permissions_withdrawn({"C3.pregnant": False}, set()) == {"C3.pregnant": False}
    assert screening.with_permissions_withdrawn({"C3.pregnant": True}, {"ok.pregnant"}) == {"C3.pregnant": True}


@pytest.mark.parametrize(
    ("id", "kind", "typed"),
    [
        ("C3.cold", "cold", True), ("C3.numb", "cold", True), ("C3.circulation", "heat", True),
        ("C3.clot", "heat", True), ("C3.pregnant", "heat", True), ("C3.age", "cold", True), ("C3.heart", "cold", False),
        ("C3.pregnant", "cold", False), ("C3.diabetes", "heat", False), ("C3.blood", "press-point", False),
    ],
)  # fmt: skip
def test_c3_past_a_no_to_cold_or_heat_it_takes_a_typed_reason(id, kind, typed):
    (concern,) = suitability.concerns(session(kind), {id: True})
    assert [unfit.typed for unfit in concern.unfit] == [typed]


def test_c3_an_old_answer_about_knee_or_wrist_counts_for_both_until_they_are_answered():
    assert set(effects("C3.joint")) == {"childs-pose", "cat-cow", "bird-dog", "press-up", "cobra"}
    old = {"C3.joint": NOW}
    knee, wrist = screening.BY_ID["C3.knee"], screening.BY_ID["C3.wrist"]
    assert screening.due([knee, wrist], old, NOW + 89 * DAY) == ()
    assert screening.due([knee, wrist], old, NOW + 90 * DAY) == (knee, wrist)
    newer = suitability.concerns(session("press-up"), {"C3.joint": True, "C3.wrist": False})
    assert [each.outcome for each in newer] == ["kept"]


@pytest.mark.parametrize(
    ("name", "question", "outcome"),
    [
        ("Toe touch", "C3.bones", "left out"), ("Sit-up", "C3.bones", "left out"), ("Curl-ups", "C3.bones", "left out"),
        ("Seated forward bend", "C3.bones", "left out"), ("Russian twist", "C3.bones", "left out"),
        ("Superman", "C3.spine", "left out"), ("Superman", "C3.pregnant", "left out"),
        ("Wall squat", "C3.heart", "left out"), ("Seated row", "C3.heart", "left out"),
        ("Something from my physio", "C3.heart", "left out"), ("Something from my physio", "C3.bones", "kept"),
        ("Shoulder rolls", "C3.bones", "kept"),
    ],
)  # fmt: skip
def test_c3_a_movement_of_an_own_sheet_is_known_by_its_name(name, question, outcome):
    text = f"format: 1\ntitle: Mine\nsteps:\n  - {{exercise: {name}, hold: 10s}}\n"
    timeline = compile_routine(load_text(text, "mine.yaml", catalogue).routine)
    assert [each.outcome for each in suitability.concerns(timeline, {question: True})] == [outcome]
    assert (question in {each.id for each in suitability.due(timeline, (), {}, NOW)}) == (outcome != "kept")


# -- C3: what is asked before each routine -----------------------------------------------

SKIN_TABLE = "numb diabetes checks age circulation heart reaction skin cancer pregnant"
PER_ROUTINE = {
    "spasm-first-minutes": "",
    "breathing-5-1-4": "",
    "gentle-stretch": "pregnant bones spine fused sciatica knee wrist pressure heart cancer",
    "long-hold-stretch": "pregnant bones spine fused sciatica knee wrist pressure heart cancer",
    "morning-in-bed": "pregnant bones spine fused cancer",
    "flexion-ease": "pregnant bones fused knee pressure heart cancer",
    "extension-ease": "pregnant spine fused wrist cancer",
    "core-strength": "heart pressure pregnant bones spine fused knee wrist cancer",
    "pmr-toes-to-head": "pressure heart pregnant",
    "pressure-point-massage": "numb skin blood clot bones pregnant cancer heart",
    "walk-10-15": "heart",
    "ice-15": f"{SKIN_TABLE} over65 cold",
    "ice-20-20": f"{SKIN_TABLE} over65 cold",
    "heat-15": f"{SKIN_TABLE} clot",
    "hot-cold-20-20-20": f"{SKIN_TABLE} over65 cold clot",
    "before-and-after-activity": "pregnant bones spine fused knee wrist sciatica heart cancer",
    "chair-ease": "bones fused cancer",
    "gentle-in-bed": "pregnant bones fused heart cancer",
    "standing-ease": "pregnant spine fused heart cancer",
    "desk-break": "pregnant spine fused heart cancer",
    "propped-rest": "",
    "front-rest": "pregnant spine fused cancer",
    "wall-roll": "numb skin blood clot bones pregnant cancer heart",
    "ball-rest": "pregnant bones spine fused cancer",
}
"""The questions that can change something in each bundled routine. "Spine" is two questions (an operation rules out
twists, stenosis does not), and so is "joint". Cancer is among them because it asks a doctor before exercise."""


def asked(timeline: Any, tags: Any = (), answered: Any = None, now: int = NOW) -> set[str]:
    return {question.id.removeprefix("C3.") for question in suitability.due(timeline, tags, answered or {}, now)}


@pytest.mark.parametrize("id", PER_ROUTINE)
def test_c3_before_each_routine_only_that_is_asked_which_can_change_it(id):
    routine = routines[id]
    assert asked(compile_routine(routine), routine.tags) == set(PER_ROUTINE[id].split())
    assert set(PER_ROUTINE) == set(routines)


def test_c3_tensing_muscles_of_ones_own_is_asked_about_by_its_tags():
    text = "format: 1\ntitle: Mine\nsteps:\n  - {exercise: Fists on your back, hold: 5s, tags: [pmr, relaxation]}\n"
    timeline = compile_routine(load_text(text, "mine.yaml", catalogue).routine)
    assert {"pressure", "heart"} <= asked(timeline)
    for question in ("C3.pressure", "C3.heart"):
        assert [each.outcome for each in suitability.concerns(timeline, {question: True})] == ["left out"]


@pytest.mark.parametrize(("id", "effect"), [("C3.cold", "no"), ("C3.heart", "ask")])
def test_c3_what_speaks_against_cold_and_heat_is_told_before_them(id, effect):
    assert [(unfit.question, unfit.effect) for unfit in suitability.skin(session("cold"), {id: True})] == [(id, effect)]
    assert suitability.skin(session("cold"), {"C3.over65": True}) == ()
    assert suitability.skin(session("walk"), {id: True}) == ()


def test_c3_a_walk_within_a_sheet_is_asked_about_like_any_exercise():
    text = "format: 1\ntitle: Walk\nsteps:\n  - do: walk\n    for: 5m\n"
    assert asked(compile_routine(load_text(text, "walk.yaml", catalogue).routine)) == {"heart"}


def test_c3_a_routine_for_a_spasm_of_ones_own_is_asked_about_what_else_it_does():
    steps = "  - {do: settle-supine, for: 1m}\n  - {do: prone-lying, for: 1m}\n"
    text = f"format: 1\ntitle: Mine\ntags: [spasm]\nsteps:\n{steps}"
    routine = load_text(text, "mine.yaml", catalogue).routine
    assert asked(compile_routine(routine), routine.tags) == {"pregnant", "spine", "fused", "cancer"}


def test_c4_session_with_much_pain_a_spasm_is_left_its_lying_and_breathing_and_nothing_else_is_begun():
    spasm, stretch = routines["spasm-first-minutes"], routines["gentle-stretch"]
    sore = suitability.too_sore(compile_routine(spasm), spasm.tags)
    assert [step.exercise for step in compile_routine(spasm).steps if step.id in sore] == ["pelvic-tilt"]
    timeline = compile_routine(stretch)
    assert suitability.too_sore(timeline, stretch.tags) == {step.id for step in timeline.steps}


def test_c4_session_lying_still_is_begun_with_any_pain_and_nothing_is_asked_before_it():
    rest = routines["propped-rest"]
    assert [name for question in questions(rest) for name in question.options] == [
        "Lie propped up",
        "Lie on your side",
    ]
    for pick in (0, 1):
        timeline = compile_routine(rest, Choices(alternatives={"1": pick}))
        assert timeline.steps[0].exercise == LYING_STILL[pick]
        assert suitability.too_sore(timeline, rest.tags) == frozenset()
        assert suitability.kinds(timeline, rest.tags) == ()
        assert asked(timeline, rest.tags) == set()


@pytest.mark.parametrize(("id", "question"), [("wall-roll", "doctor"), ("ball-rest", "beside you")])
def test_c3_before_a_ball_it_is_asked_who_has_agreed_or_who_is_there(id, question):
    (step,) = routines[id].steps
    has(step.only_if, question)


def test_a_ball_at_the_wall_rolls_for_two_minutes_a_side_at_most():
    timeline = compile_routine(routines["wall-roll"])
    for side in ("left", "right"):
        assert 0 < sum(s.width for s in timeline.segments if s.side == side and s.kind is Kind.WORK) <= 2 * MIN


def test_lying_propped_up_is_twenty_minutes_with_a_check_after_ten_at_most():
    timeline = compile_routine(routines["propped-rest"])
    (check,) = [s for s in timeline.segments if s.kind is Kind.CONFIRM]
    assert check.start <= 10 * MIN
    assert timeline.total - check.width <= 20 * MIN


def test_c3_nothing_is_asked_again_before_its_days_are_over_and_what_comes_and_goes_after_fourteen():
    timeline = session("cold", "heat", "hamstring-stretch")
    answered = dict.fromkeys(QUESTIONS, NOW)
    assert asked(timeline, (), answered, NOW + 14 * DAY - 1) == set()
    assert asked(timeline, (), answered, NOW + 14 * DAY) == {"skin", "clot", "pregnant", "sciatica"}
    everything = asked(timeline, (), answered, NOW + 90 * DAY)
    assert {"numb", "heart"} <= everything
    assert not {"age", "over65"} & everything
    assert {"numb", "age"} <= asked(timeline, (), answered, NOW - 1)  # the clock was set back


def test_c3_under_sixteen_and_over_sixty_five_belong_to_the_person():
    assert {question.id for question in screening.PROFILE} == {"C3.age", "C3.over65"}


@pytest.mark.parametrize(
    ("kinds", "lines"),
    [
        (["cold"], {
            "feeling": "numb diabetes checks age over65", "blood": "circulation heart", "reaction": "cold reaction",
            "ill": "skin cancer", "pregnant": "pregnant"}),
        (["heat"], {
            "feeling": "numb diabetes checks age", "blood": "circulation heart clot", "reaction": "reaction",
            "ill": "skin cancer", "pregnant": "pregnant"}),
        (["heat", "cold"], {
            "feeling": "numb diabetes checks age over65", "blood": "circulation heart clot",
            "reaction": "cold reaction", "ill": "skin cancer", "pregnant": "pregnant"}),
    ],
)  # fmt: skip
def test_c3_cold_and_heat_are_asked_in_five_lines_and_each_opens_its_own(kinds, lines):
    due = suitability.due(session(*kinds), (), {}, NOW)
    groups = screening.groups_for(due, kinds)
    assert {group.id: {each.id for each in group.questions} for group in groups} == {
        id: {f"C3.{name}" for name in names.split()} for id, names in lines.items()
    }
    text = {group.id: group.text for group in groups}
    has(text["feeling"], "numb|nerve|scar|diabetes|skin checks|under 16")
    has(text["blood"], "circulation|arteries|heart" + ("|clot" if "heat" in kinds else ""))
    has(text["reaction"], "bad reaction" + ("|raynaud|hives|cryoglobulins|haemoglobinuria" if "cold" in kinds else ""))
    has(text["ill"], "wound|broken skin|rash|eczema|infection|fever|cancer")
    has(text["pregnant"], "pregnant")


def test_c3_a_group_of_which_all_is_known_is_not_asked():
    due = suitability.due(session("cold"), (), {id: NOW for id in QUESTIONS if id != "C3.pregnant"}, NOW)
    assert [group.id for group in screening.groups_for(due, ["cold"])] == ["pregnant"]


@pytest.mark.parametrize("id", ["gentle-stretch", "core-strength", "flexion-ease", "before-and-after-activity"])
def test_c3_what_is_left_out_is_not_in_the_session_and_what_is_kept_is(id):
    whole = compile_routine(routines[id])
    found = suitability.concerns(whole, {"C3.bones": True, "C3.spine": True})
    out = {each.id for each in suitability.left_out(found)}
    assert out
    played = compile_routine(routines[id], Choices(left_out=frozenset(out)))
    assert {step.id for step in played.steps} == {step.id for step in whole.steps} - out
    exercises = {step.exercise for step in played.steps}
    assert not exercises & {"childs-pose", *KNEE_TO_CHEST, "cobra-elbows", "cobra", "press-up", "standing-back-bend"}
    assert played.total < whole.total


OUT = re.compile(
    r"leave (this|this one) out|ask (first|your midwife first|a doctor)|not (with|on)|no massage", re.IGNORECASE
)
CONDITIONS = {
    "Osteoporosis": "C3.bones", "stenosis": "C3.spine", "fused": "C3.fused", "Pregnant": "C3.pregnant",
    "pregnancy": "C3.pregnant", "Heart condition": "C3.heart", "heart condition": "C3.heart",
    "igh blood pressure": "C3.pressure", "sciatica": "C3.sciatica", "Blood thinners": "C3.blood",
    "blood clot": "C3.clot", "cancer": "C3.cancer", "numb, broken or infected": "C3.skin",
}  # fmt: skip


@pytest.mark.parametrize("id", sorted(EVERYTHING - {"cold", "heat"}))
def test_c3_every_leave_this_out_and_ask_first_of_the_catalogue_has_an_effect(id):
    for caution in yaml.safe_load((paths.shipped("routines") / "exercises" / f"{id}.yaml").read_text("utf-8"))[
        "cautions"
    ]:
        if not OUT.search(caution):
            continue
        for words, question in CONDITIONS.items():
            if words in caution:
                assert effects(question, id), f"{id}: {caution}"


# -- C4: signs and what to do ------------------------------------------------------------

SIGNS = {
    "C4.saddle": ("emergency", "numb|pins and needles|between the legs|inner thighs|genitals|buttocks|passage|toilet"),
    "C4.bladder": ("emergency", "urine|starting|holding|leaking|feeling it pass|bladder is full"),
    "C4.bowel": ("emergency", "bowels|holding|feeling|motion"),
    "C4.sexual": ("emergency", "less feeling|genitals|erection|climax"),
    "C4.legs": ("call", "pain|tingling|weakness|numbness|both legs|getting worse|cannot move"),
    "C4.chest": ("call", "chest pain|throbbing|belly"),
    "C4.accident": ("call", "accident|fall|just now or in recent days|small fall|older|weak bones|steroids"),
    "C4.fever": ("urgent", "fever|very ill"),
    "C4.weight": ("urgent", "weight loss|cancer now or in the past"),
    "C4.night": ("urgent", "night|lying down|no position"),
    "C4.ill": ("urgent", "lump|changed shape|between the shoulder|unsteady walk|band"),
    "C4.leg": ("doctor", "new|numbness|tingling|weakness|one leg|belly"),
    "C4.weeks": ("appointment", "one or two weeks|keep coming"),
    "C4.session": ("end", "6 or more|down a leg|dizz|new numbness"),
}  # fmt: skip
EMERGENCIES = ["C4.saddle", "C4.bladder", "C4.bowel", "C4.sexual", "C4.legs", "C4.chest", "C4.accident"]
DOCTORS = ["C4.fever", "C4.weight", "C4.night", "C4.ill", "C4.leg"]


@pytest.mark.parametrize("id", SIGNS)
def test_c4_each_sign_has_its_urgency_and_its_words(id):
    urgency, words = SIGNS[id]
    has(red_flags.BY_ID[id].question, words)
    assert red_flags.BY_ID[id].urgency == urgency


def test_c4_leg_does_not_take_the_buttocks_from_the_emergency():
    assert "buttocks" not in red_flags.BY_ID["C4.leg"].question


def test_c4_there_are_these_signs_and_each_is_asked_in_its_place():
    assert {flag.id for flag in red_flags.FLAGS} == set(SIGNS)
    assert [flag.id for flag in red_flags.EMERGENCY] == EMERGENCIES
    assert [flag.id for flag in red_flags.DOCTOR_GROUP] == DOCTORS
    assert [flag.id for flag in red_flags.AT_THE_END] == ["C4.weeks"]
    assert [flag.id for flag in red_flags.SIGNS] == [*EMERGENCIES, *DOCTORS]


def test_c4_the_short_question_names_every_sign_of_the_emergency():
    has(
        red_flags.SHORT_QUESTION,
        "new|numbness|tingling|between your legs|bottom|bladder|bowels|sex|pain, tingling, weakness or numbness "
        "in both legs|weaker|won't move|chest pain|throbbing belly|accident|recent days|fall|older|weak bones|steroids",
    )
    assert len(red_flags.SHORT_QUESTION.split()) < 90
    has(red_flags.SHORT_REASSURANCE, "these are rare|most spasms let go within days")
    has(red_flags.AFTER_NONE, "none of the signs")


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("C4.saddle", "emergency department now|don't wait until morning|call 999"),
        ("C4.bladder", "emergency department now|don't wait until morning|call 999"),
        ("C4.bowel", "emergency department now|don't wait until morning|call 999"),
        ("C4.sexual", "emergency department now|don't wait until morning|call 999"),
        ("C4.legs", "before anything else call 999|do not drive|do not move after a fall"),
        ("C4.chest", "before anything else call 999|do not drive|do not move after a fall"),
        ("C4.accident", "before anything else call 999|do not drive|do not move after a fall"),
        ("C4.fever", "a doctor today|call 111"),
        ("C4.weight", "a doctor today|call 111"),
        ("C4.night", "a doctor today|call 111"),
        ("C4.ill", "a doctor today|call 111"),
        ("C4.leg", "call a doctor now"),
        ("C4.weeks", "appointment"),
        ("C4.session", "stop"),
    ],
)
def test_c4_what_to_do_about_each_sign(id, words):
    told = red_flags.action([id], "", "en_GB.UTF-8")
    assert told is not None
    has(told, words)
    assert "setting" not in told


@pytest.mark.parametrize(
    ("ids", "first"),
    [
        (["C4.saddle", "C4.chest"], "Before anything else"), (["C4.leg", "C4.saddle"], "Go to an emergency"),
        (["C4.leg", "C4.fever"], "See a doctor today"), (["C4.weeks", "C4.leg"], "Call a doctor now"),
        (["C4.session", "C4.weeks"], "Make an appointment"), ([], None),
    ],
)  # fmt: skip
def test_c4_of_several_signs_the_most_urgent_says_what_to_do(ids, first):
    told = red_flags.action(ids, "", "de_DE")
    assert told is None if first is None else told is not None and told.startswith(first)


def test_c4_a_yes_stands_until_it_is_answered_again_whatever_time_has_passed():
    year = 366 * DAY
    answers = {"C4.fever": Said(NOW - year, yes=True), "C4.saddle": Said(NOW - 2 * year, yes=True)}
    assert [flag.id for flag in red_flags.standing(answers)] == ["C4.saddle", "C4.fever"]
    ahead = {"C4.chest": Said(NOW + year, yes=True)}
    assert [flag.id for flag in red_flags.standing(ahead)] == ["C4.chest"]
    answers["C4.saddle"] = Said(NOW, yes=False)
    assert [flag.id for flag in red_flags.standing(answers)] == ["C4.fever"]
    assert red_flags.standing({}) == ()


@pytest.mark.parametrize("id", [*EMERGENCIES, *DOCTORS])
def test_c4_each_sign_stands(id):
    assert [flag.id for flag in red_flags.standing({id: Said(NOW, yes=True)})] == [id]


def test_c4_that_it_keeps_coming_never_stands_and_so_never_stops_a_session():
    assert red_flags.standing({"C4.weeks": Said(NOW, yes=True), "C4.session": Said(NOW, yes=True)}) == ()


NONE = dict.fromkeys([*QUESTIONS, *SIGNS], (NOW, False))


def test_c4_nothing_is_clear_while_a_sign_stands_or_the_short_question_is_due():
    clear = suitability.cleared(NONE)
    assert set(clear) == {"cold", "heat", "exercise", "massage", "relaxation", "signs"}
    assert set(clear.values()) == {(NOW, NOW + DAY)}
    assert suitability.cleared({**NONE, "C4.leg": (NOW - 400 * DAY, True)}) == {}
    assert suitability.cleared({id: said for id, said in NONE.items() if id != "C4.saddle"}) == {}
    assert "exercise" not in suitability.cleared({**NONE, "C3.bones": (NOW, True)})
    assert suitability.cleared({**NONE, "C3.skin": (NOW - 13 * DAY, False)})["cold"] == (NOW, NOW + DAY)
    assert suitability.cleared({**NONE, "C3.skin": (NOW - 14 * DAY, False)})["cold"] == (NOW, NOW)


def test_c4_the_short_question_is_due_at_every_spasm_and_otherwise_once_in_a_day():
    none = {id: Said(NOW, yes=False) for id in EMERGENCIES}
    assert red_flags.due_short({}, NOW)
    assert not red_flags.due_short(none, NOW)
    assert red_flags.due_short(none, NOW, spasm=True)
    assert not red_flags.due_short(none, NOW + DAY - 1)
    assert red_flags.due_short(none, NOW + DAY)
    assert red_flags.due_short(none, NOW - 1)  # the clock was set back
    for id in EMERGENCIES:
        assert red_flags.due_short({other: said for other, said in none.items() if other != id}, NOW)
    assert not red_flags.due_short({**none, "C4.leg": Said(0, yes=False)}, NOW)


def test_c4_session_six_of_ten_ends_it():
    assert [red_flags.ends_session(rating) for rating in (0, 5, 6, 10)] == [False, False, True, True]


# -- C4: the number ----------------------------------------------------------------------

NUMBERS = {
    "112": "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE "
           "CH LI NO IS JE GG IM IN TR",
    "911": "US CA MX", "999": "GB HK", "000": "AU", "111": "NZ", "995": "SG", "119": "JP KR TW", "192": "BR",
    "101": "IL", "120": "CN", "10177": "ZA",
}  # fmt: skip


def test_c4_the_numbers_are_these():
    assert {
        country: number for number, countries in NUMBERS.items() for country in countries.split()
    } == red_flags.NUMBERS


@pytest.mark.parametrize(
    ("locale", "country", "said"),
    [
        ("en_GB.UTF-8", "", "999"),
        ("en-AU", "", "000"),
        ("de_CH.UTF-8", "CH", "112"),
        ("ja_JP", "JP", "119"),
        ("pt_BR.UTF-8", "BR", "192"),
        ("zh_Hant_TW", "", "119"),
        ("sr_RS@latin", "", red_flags.UNKNOWN),
        ("en_US.UTF-8", "DE", "112 (in the US 911)"),
        ("en_US", "IN", "112 (in the US 911)"),
        ("en_GB", "ES", "112 (in the UK 999)"),
        ("de_DE", "US", "911 (in Europe 112)"),
        ("en_US", "CA", "911"),
        ("de_DE", "FR", "112"),
        ("en_US", "NP", f"{red_flags.UNKNOWN} (in the US 911)"),
        ("en_ZA", "ZA", "10177, or 112 from a mobile phone"),
        ("ca", "", red_flags.UNKNOWN),
        ("ca", "ES", "112"),
        ("en", "CA", "911"),
        ("C.UTF-8", "GB", "999"),
        ("C", "", red_flags.UNKNOWN),
        ("", "", red_flags.UNKNOWN),
        ("en_001", "", red_flags.UNKNOWN),
    ],
)
def test_c4_the_number_is_the_places_and_a_second_witness_is_said(locale, country, said):
    assert red_flags.number_for(locale, country).said == said
    assert red_flags.number_for(locale, country).guessed == (red_flags.UNKNOWN in said)
    assert red_flags.number_for(locale, country, "555").said == "555"


def test_c4_where_the_number_is_a_guess_that_is_said_and_nothing_about_settings():
    has(red_flags.UNKNOWN, "your local emergency number|112 works from most mobile phones")
    assert red_flags.number_for("C").dial == "112"
    assert red_flags.number_for("en_US", "DE").dial == "112"
    told = red_flags.action(["C4.saddle"], "", "C") or ""
    assert red_flags.UNKNOWN in told
    assert "setting" not in told


@pytest.mark.parametrize(
    ("locale", "country", "told"),
    [
        ("en_GB", "", "See a doctor today, or call 111."), ("de_DE", "DE", "See a doctor today, or call 116117."),
        ("en_AU", "AU", "See a doctor today, or call 1800 022 222."), ("fr_FR", "FR", "See a doctor today."),
        ("en_GB", "FR", "See a doctor today."), ("C", "", "See a doctor today."),
    ],
)  # fmt: skip
def test_c4_for_a_doctor_the_same_day_the_line_is_named_where_it_is_known(locale, country, told):
    assert red_flags.action(["C4.fever"], "", locale, country) == told


@pytest.fixture
def zones(tmp_path: Path) -> Path:
    (tmp_path / "zone.tab").write_text(
        "# a comment\nDE\t+5230+01322\tEurope/Berlin\tmost of Germany\nIN\t+2232\tAsia/Kolkata\n"
    )
    (tmp_path / "tzdata.zi").write_text("# version\nR d 1 o - x\nL Asia/Kolkata Asia/Calcutta\nL Etc/UTC UTC\n")
    return tmp_path


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Berlin", "DE"),
        ("Asia/Kolkata", "IN"),
        ("Asia/Calcutta", "IN"),
        ("UTC", ""),
        ("", ""),
        ("Mars/North", ""),
    ],
)
def test_c4_the_country_is_that_of_the_time_zone(zones, zone, country):
    assert country_of(zone, [zones / "nothing here", zones]) == country


def test_c4_without_a_zone_database_the_zone_says_nothing(tmp_path):
    assert country_of("Europe/Berlin", [tmp_path]) == ""
    assert country_of("Europe/Berlin", []) == ""


def test_c4_the_zone_that_is_set_is_the_one_that_is_looked_up(zones, monkeypatch):
    monkeypatch.setattr("unclench.system.country._zone_folders", lambda: [zones])
    monkeypatch.setattr("unclench.system.country._region_here", lambda: "")
    for value in ("Europe/Berlin", ":Europe/Berlin", "/usr/share/zoneinfo/Europe/Berlin"):
        monkeypatch.setenv("TZ", value)
        assert country_here() == "DE"
    monkeypatch.setattr("unclench.system.country._region_here", lambda: "NZ")
    monkeypatch.setenv("TZ", "UTC")
    assert country_here() == "NZ"


# -- C5, and the texts of the routines ---------------------------------------------------


def test_c5_a_swelling_or_a_blow_speaks_for_cold_and_the_evidence_for_heat():
    assert re.search(r"blow, or with a swelling, in the last three days: use cold\.", screening.COLD_OR_HEAT)
    has(screening.COLD_OR_HEAT, "what feels better|evidence is a little better for heat")


def test_c4_the_routine_for_a_spasm_is_known_as_one():
    assert [id for id, routine in routines.items() if "spasm" in routine.tags] == ["spasm-first-minutes"]


ON_SKIN = ["ice-15", "ice-20-20", "heat-15", "hot-cold-20-20-20"]


@pytest.mark.parametrize("id", ON_SKIN)
def test_c1_1_c2_6_no_text_puts_anything_on_the_skin_before_the_key_that_starts_its_clock(id):
    for step in compile_routine(routines[id], Choices(optional="all")).steps:
        said = f"{step.name} {step.say} {step.note} {step.position} {step.instructions}"
        rest = said.replace("Do not put it on yet", "").replace("already", "")
        assert not re.search(r"\bput (it|the \w+) on\b|between it and your skin|rest it on", rest, re.IGNORECASE), said
    first = compile_routine(routines[id]).steps[0]
    has(first.name, "lay it ready beside you|cloth")
    has(first.note, "do not put it on yet|on your front, a pillow under your belly|on your side|sitting")


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("ice-15", "raynaud|numb|diabetes|heart|pregnan|cancer|sixteen|alcohol|20 min|white|evidence|10 minutes or 5"),
        ("ice-20-20", "two packs|raynaud|numb|diabetes|heart|pregnan|cancer|sixteen|alcohol|white|mottled|evidence"),
        ("heat-15", "blow|swollen|creams|patches|alcohol|20 to 30 seconds|never under bedding|two thirds|boiling|clot"),
        ("hot-cold-20-20-20", "one round|blow|swollen|creams|patches|alcohol|boiling|raynaud|clot|pregnant|white"),
        ("spasm-first-minutes", "warning signs|bladder|bowel|natural pause|pregnant"),
        ("breathing-5-1-4", "dizzy|natural pause|5-0-5"),
        ("gentle-stretch", "light pull|never into pain|osteoporosis|stenosis|down a leg"),
        ("before-and-after-activity", "light pull|never into pain|osteoporosis|pregnant|heart"),
        ("morning-in-bed", "osteoporosis|stenosis|pregnant|down a leg"),
        ("core-strength", "two to three weeks|heart|blood pressure|osteoporosis|pregnant|stenosis|down a leg|breath"),
        ("long-hold-stretch", "six weeks|twist|osteoporosis|stenosis|pregnant|down a leg"),
        ("extension-ease", "belly or groin|pregnant|stenosis|down a leg"),
        ("flexion-ease", "osteoporosis|pregnant|fused|pressure|knee"),
        ("pmr-toes-to-head", "blood pressure|heart|pregnant|begin at the hands|lower back"),
        ("pressure-point-massage", "firm enough|hold your breath|light touch|kidneys|bleeding|clot|numb|pulse"),
        ("walk-10-15", "flat ground|weak or numb"),
        ("chair-ease", "light pull|never into pain|osteoporosis|fused|six weeks|down a leg"),
        ("gentle-in-bed", "light pull|never into pain|osteoporosis|fused|heart|pregnant|down a leg"),
        ("standing-ease", "stenosis|pregnant|heart|slip|down a leg"),
        ("desk-break", "stenosis|pregnant|heart|down a leg"),
        ("propped-rest", "numb or weak|bladder|bowel|no heat and no cold pack|twisted"),
        ("front-rest", "not worse|down a leg|pregnant|stenosis"),
        ("wall-roll", "doctor|firm enough|light touch|kidneys|bleeding|clot|osteoporosis|numb"),
        ("ball-rest", "beside you|osteoporosis|pregnant|stenosis|dizzy|down a leg"),
    ],
)  # fmt: skip
def test_each_routine_has_its_cautions(id, words):
    has(" ".join(routines[id].cautions), words)


def test_the_first_minutes_say_the_position_first_and_wait_before_getting_up():
    timeline = compile_routine(routines["spasm-first-minutes"])
    first, last = timeline.steps[0], timeline.steps[-1]
    has(first.note, "floor|bed|on your back|calves on a chair|on your side|pregnant|on your front|half sitting")
    spoken = timeline.cues[0].spoken
    has(spoken[0], "on your side, a pillow between your knees")
    gates = [segment.gate for segment in timeline.segments if segment.step == last.index]
    assert "ready" in gates
    has(last.instructions, "from a bed|edge|from the floor|hands and knees|chair|one foot forward")


@pytest.mark.parametrize("id", ["press-point", "circular-rub", "ball-roll"])
def test_a_massage_is_firm_and_never_strong(id):
    movement = catalogue.get(id)
    assert movement is not None
    told = " ".join(movement.cautions)
    has(told, "firm enough to feel|hold your breath|light touch|kidneys|same spot twice")
    assert "strong" not in told.lower()
