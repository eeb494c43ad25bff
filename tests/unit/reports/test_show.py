"""What `unclench show` tells of a routine: everything that its sheet says, in text and as data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from unclench.reports.routines import details, details_text
from unclench.routine import Catalogue, load_file, load_text
from unclench.routine import model as m
from unclench.routine.model import Mark, Routine
from unclench.routine.written import written
from unclench.session.choices import Choices
from unclench.session.compiler import choose

ROUTINES = Path(__file__).parents[3] / "routines"
CATALOGUE = Catalogue(ROUTINES / "exercises")


def routine(sheet: str) -> Routine:
    return load_text(sheet, "sheet.yaml", CATALOGUE).routine


def shown(sheet: str, choices: Choices = Choices(optional="all")) -> str:
    chosen = choose(routine(sheet), choices)
    return details_text(chosen, chosen.timeline)


def as_data(sheet: str, choices: Choices = Choices(optional="all")) -> dict[str, Any]:
    """As a program reads it: through JSON."""
    chosen = choose(routine(sheet), choices)
    found: dict[str, Any] = json.loads(json.dumps(details(chosen, chosen.timeline)))
    return found


def steps(*lines: str, top: str = "") -> str:
    return "\n".join(["title: T", *([top] if top else []), "steps:", *(f"  {line}" for line in lines), ""])


def exercise(*lines: str, top: str = "", sides: str = "each") -> str:
    """A sheet of one exercise that has repetitions, sets and sides, so that every pause of it is played."""
    usual = {"exercise": "Pose", "hold": "10s", "reps": "3", "sets": "2", "sides": sides}
    own = dict(line.split(": ", 1) for line in lines)
    together = {**usual, **own}
    for key, others in {"phases": ("hold",), "pace": ("hold",)}.items():
        if key in own:
            together = {name: value for name, value in together.items() if name not in others}
    first, *more = [f"{key}: {value}" for key, value in together.items()]
    return steps(f"- {first}", *(f"  {line}" for line in more), top=top)


def one(*lines: str) -> str:
    first, *more = lines
    return steps(f"- {first}", *(f"  {line}" for line in more))


FIGURE = "{poses: {a: {hip: 0 55, trunk: 90, legs: 270 270}}, phases: {setup: a, hold: a}}"
BEFORE_AND_AFTER: dict[tuple[type[msgspec.Struct], str], tuple[str, str]] = {
    (m.Routine, "title"): (steps("- rest: 5s"), steps("- rest: 5s").replace("title: T", "title: U")),
    (m.Routine, "steps"): (steps("- rest: 5s"), steps("- rest: 5s", "- rest: 5s")),
    (m.Routine, "summary"): (exercise(), exercise(top="summary: For the hips")),
    (m.Routine, "language"): (exercise(), exercise(top="language: de")),
    (m.Routine, "edition"): (exercise(), exercise(top="edition: '2024'")),
    (m.Routine, "sources"): (exercise(), exercise(top="sources: [NHS]")),
    (m.Routine, "cautions"): (exercise(), exercise(top="cautions: [Not on ice]")),
    (m.Routine, "tags"): (exercise(), exercise(top="tags: [spasm]")),
    (m.Routine, "group"): (exercise(), exercise(top="group: easing")),
    (m.Routine, "frequency"): (exercise(), exercise(top="frequency: {per_day: 2}")),
    (m.Routine, "length"): (exercise(), exercise(top="length: 20-30m")),
    (m.Routine, "defaults"): (exercise(), exercise(top="defaults: {rest: 5s}")),
    (m.Routine, "sounds"): (exercise(), exercise(top="sounds: {go: none}")),
    (m.Frequency, "per_day"): (exercise(top="frequency: {per_day: 2}"), exercise(top="frequency: {per_day: ask}")),
    (m.Frequency, "days_a_week"): (exercise(), exercise(top="frequency: {days_a_week: 2-4}")),
    (m.Frequency, "weeks"): (exercise(), exercise(top="frequency: {weeks: '>=6'}")),
    (m.Frequency, "then"): (exercise(top="frequency: {per_day: 1, weeks: 4-6}"),
                            exercise(top="frequency: {per_day: 1, weeks: 4-6, then: {days_a_week: 2-3}}")),
    **{(m.Defaults, name): (exercise(), exercise(top=f"defaults: {{{name}: 7s}}"))
       for name in ("setup", "rest", "set_rest", "switch")},
    (m.Defaults, "pace"): (one("exercise: Pose"), steps("- exercise: Pose", top="defaults: {pace: open}")),
    (m.Step, "name"): (exercise(), exercise("name: Lean over")),
    (m.Step, "say"): (exercise(), exercise("say: Lean over.")),
    (m.Step, "note"): (exercise(), exercise("note: Easy")),
    (m.Step, "notes"): (exercise(), exercise("notes: {1-2: Half way only}")),
    (m.Step, "cautions"): (exercise(), exercise("cautions: [Not on ice]")),
    (m.Step, "tags"): (exercise(), exercise("tags: [flexion]")),
    (m.Step, "source"): (exercise(), exercise("source: NHS")),
    (m.Step, "optional"): (exercise(), exercise("optional: yes")),
    (m.Step, "wait"): (exercise(), exercise("wait: yes")),
    (m.Step, "only_if"): (exercise(), exercise("only_if: Has it calmed down?")),
    (m.Step, "frequency"): (exercise(), exercise("frequency: {per_day: 1}")),
    **{(m.StepFrequency, name): (exercise("frequency: {per_day: 1, days_a_week: 3, every: 1 day}"),
                                 exercise(f"frequency: {{per_day: 1, days_a_week: 3, every: 1 day, {key}}}"
                                          .replace(old, "")))
       for name, key, old in (("per_day", "per_day: 2", "per_day: 1, "),
                              ("days_a_week", "days_a_week: 2-3", "days_a_week: 3, "),
                              ("every_days", "every: 1 week", "every: 1 day, "))},
    (m.Step, "alternatives"): (exercise(), exercise("alternatives: [{do: Walk, for: 5m}]")),
    (m.Step, "progress"): (exercise(), exercise("progress: {reps: 3-10, by: 1, every: 1 day}")),
    (m.Progress, "field"): (exercise("progress: {reps: 2-9, by: 1, every: 1 day}"),
                            exercise("progress: {sets: 2-9, by: 1, every: 1 day}")),
    (m.Progress, "low"): (exercise("progress: {reps: 2-9, by: 1, every: 1 day}"),
                          exercise("progress: {reps: 3-9, by: 1, every: 1 day}")),
    (m.Progress, "high"): (exercise("progress: {reps: 2-9, by: 1, every: 1 day}"),
                           exercise("progress: {reps: 2-10, by: 1, every: 1 day}")),
    (m.Progress, "by"): (exercise("progress: {reps: 2-9, by: 1, every: 1 day}"),
                         exercise("progress: {reps: 2-9, by: 2, every: 1 day}")),
    (m.Progress, "every_days"): (exercise("progress: {reps: 2-9, by: 1, every: 1 day}"),
                                 exercise("progress: {reps: 2-9, by: 1, every: 1 week}")),
    (m.Progress, "asks"): (exercise("progress: {reps: 2-9, by: 1, every: 3 days}"),
                           exercise("progress: {reps: 2-9, by: 1, every: 3 days, when: easy}")),
    (m.Progress, "by_most"): (exercise("progress: {reps: 2-9, by: 1}"), exercise("progress: {reps: 2-9, by: 1-2}")),
    (m.Progress, "loads"): (exercise("progress: {load: 2-4kg}"), exercise("progress: {load: 2-4kg, by: 500g}")),
    (m.RepNote, "first"): (exercise("notes: {1-2: Half}"), exercise("notes: {2: Half}")),
    (m.RepNote, "last"): (exercise("notes: {1-2: Half}"), exercise("notes: {1-3: Half}")),
    (m.RepNote, "text"): (exercise("notes: {1-2: Half}"), exercise("notes: {1-2: All}")),
    (m.Phase, "name"): (exercise("phases: [{up: 2s}]"), exercise("phases: [{down: 2s}]")),
    (m.Phase, "lasting"): (exercise("phases: [{up: 2s}]"), exercise("phases: [{up: 2-4s}]")),
    (m.Phase, "quiet"): (exercise("phases: [{up: 20s}]"), exercise("phases: [{up: 20s, quiet: yes}]")),
    (m.BreathPattern, "inhale"): (one("breathe: 5-1-4", "for: 5m"), one("breathe: 6-1-4", "for: 5m")),
    (m.BreathPattern, "hold"): (one("breathe: 5-1-4", "for: 5m"), one("breathe: 5-2-4", "for: 5m")),
    (m.BreathPattern, "exhale"): (one("breathe: 5-1-4", "for: 5m"), one("breathe: 5-1-5", "for: 5m")),
    (m.BreathPattern, "empty"): (one("breathe: 5-1-4", "for: 5m"), one("breathe: 5-1-4-1", "for: 5m")),
    (m.ExerciseStep, "exercise"): (exercise(), exercise("exercise: Lean")),
    (m.ExerciseStep, "hold"): (exercise(), exercise("hold: 10-20s")),
    (m.ExerciseStep, "phases"): (exercise(), exercise("phases: [{up: 2s}]")),
    (m.ExerciseStep, "reps"): (exercise(), exercise("reps: 3-5")),
    (m.ExerciseStep, "in_all"): (exercise("reps: 8"), exercise("reps: 8 in all")),
    (m.ExerciseStep, "goal"): (exercise("goal: 30 a day"), exercise("goal: 20-30 a day")),
    (m.ExerciseStep, "sets"): (exercise(), exercise("sets: '>=2'")),
    (m.ExerciseStep, "load"): (exercise(), exercise("load: red band")),
    (m.ExerciseStep, "sides"): (exercise(), exercise("sides: [right, left]")),
    (m.ExerciseStep, "alternate"): (exercise(), exercise("alternate: yes")),
    **{(m.ExerciseStep, name): (exercise(), exercise(f"{name}: ask"))
       for name in ("rest", "set_rest", "switch", "setup")},
    (m.ExerciseStep, "pace"): (exercise("pace: 3s"), exercise("pace: 3-5s")),
    (m.ExerciseStep, "figure"): (exercise(), exercise(f"figure: {FIGURE}")),
    (m.ExerciseStep, "picture"): (exercise(), exercise("picture: pose.png")),
    (m.BreatheStep, "pattern"): (one("breathe: 5-1-4", "for: 5m"), one("breathe: 4-7-8", "for: 5m")),
    (m.BreatheStep, "cycles"): (one("breathe: 5-1-4", "cycles: 6"), one("breathe: 5-1-4", "cycles: 6-8")),
    (m.BreatheStep, "lasting"): (one("breathe: 5-1-4", "for: 5m"), one("breathe: 5-1-4", "for: ask")),
    (m.BreatheStep, "setup"): (one("breathe: 5-1-4", "for: 5m"), one("breathe: 5-1-4", "for: 5m", "setup: 3s")),
    (m.ApplyStep, "kind"): (one("cold: 10m"), one("heat: 10m")),
    (m.ApplyStep, "lasting"): (one("cold: 10m"), one("cold: 10-15m")),
    (m.ApplyStep, "checks"): (one("cold: 10m"), one("cold: 10m", "checks: 4m")),
    (m.ApplyStep, "setup"): (one("cold: 10m"), one("cold: 10m", "setup: 3s")),
    (m.RestStep, "lasting"): (one("rest: 10s"), one("rest: ask")),
    (m.DoStep, "what"): (one("do: Walk", "for: 5m"), one("do: Sit", "for: 5m")),
    (m.DoStep, "lasting"): (one("do: Walk", "for: 5m"), one("do: Walk", "for: '>=5m'")),
    (m.DoStep, "setup"): (one("do: Walk", "for: 5m"), one("do: Walk", "for: 5m", "setup: 3s")),
    (m.DoStep, "figure"): (one("do: Walk", "for: 5m"), one("do: Walk", "for: 5m", f"figure: {FIGURE}")),
    (m.DoStep, "picture"): (one("do: Walk", "for: 5m"), one("do: Walk", "for: 5m", "picture: walk.png")),
    (m.ConfirmStep, "question"): (one("confirm: Ready?"), one("confirm: Warm?")),
    (m.ConfirmStep, "alarm"): (one("confirm: Ready?"), one("confirm: Ready?", "alarm: yes")),
    (m.ConfirmStep, "estimate"): (one("confirm: Ready?"), one("confirm: Ready?", "for: 20-40s")),
    (m.RepeatStep, "times"): (one("repeat: 2", "steps: [{rest: 5s}]"), one("repeat: 2-3", "steps: [{rest: 5s}]")),
    (m.RepeatStep, "steps"): (one("repeat: 2", "steps: [{rest: 5s}]"), one("repeat: 2", "steps: [{rest: 6s}]")),
    (m.RepeatStep, "levels"): (one("repeat: 1", "steps: [{rest: 5s}, {rest: 6s}]"),
                               one("levels: [{rest: 5s}, {rest: 6s}]")),
    (m.RepeatStep, "rest"): (one("repeat: 2", "steps: [{rest: 5s}]"),
                             one("repeat: 2", "steps: [{rest: 5s}]", "rest: ask")),
}  # fmt: skip
"""For each field of the model two sheets that differ in nothing but that."""
ELSEWHERE = {
    (m.Routine, "id"): "the name of its file", (m.Routine, "path"): "the place of its file",
    (m.Step, "mark"): "its place in the file", (m.BreathPattern, "sip"): "no file can write it",
}  # fmt: skip
"""The fields that nothing written in a sheet changes, and why."""
OF_A_SHEET = (
    m.Routine, m.Frequency, m.StepFrequency, m.Defaults, m.Step,
    m.ExerciseStep, m.BreatheStep, m.ApplyStep, m.RestStep, m.DoStep,
    m.ConfirmStep, m.RepeatStep, m.Progress, m.RepNote, m.Phase, m.BreathPattern,
)  # fmt: skip


def test_the_law_of_show_leaves_no_field_of_the_model_out():
    of_every_step = {field.name for field in msgspec.structs.fields(m.Step)}
    fields = {
        (kind, field.name)
        for kind in OF_A_SHEET
        for field in msgspec.structs.fields(kind)
        if kind is m.Step or not issubclass(kind, m.Step) or field.name not in of_every_step
    }
    assert fields == set(BEFORE_AND_AFTER) | set(ELSEWHERE)
    kinds = {each for each in vars(m).values() if isinstance(each, type) and issubclass(each, m.Step)}
    assert kinds <= set(OF_A_SHEET)


@pytest.mark.parametrize(
    ("before", "after"), BEFORE_AND_AFTER.values(), ids=[f"{kind.__name__}.{name}" for kind, name in BEFORE_AND_AFTER]
)
def test_every_field_of_a_sheet_is_seen_in_show_and_in_its_data(before, after):
    assert shown(before) != shown(after)
    assert as_data(before)["sheet"] != as_data(after)["sheet"]
    without = [{key: value for key, value in as_data(each).items() if key != "sheet"} for each in (before, after)]
    assert without[0] != without[1]


def test_a_block_says_what_is_left_blank_and_not_what_is_suggested_for_it():
    told = shown(steps("- exercise: Pose", "  hold: ask", "  reps: 8-10", "  sets: '>=2'"))
    assert "At least 2 sets of 8 to 10: hold ___.\n         This time: 2 sets of 8: hold 10 seconds." in told
    assert told.endswith("Asked before the start:\n  Pose: how long do you hold it?")


NESTED = steps(
    "- repeat: 2", "  name: Level one", "  only_if: Is it easy?", "  steps:",
    "  - repeat: 3", "    rest: 4s", "    steps: [{exercise: Pose, hold: 5s}]",
    "- repeat: 1", "  name: Level two", "  steps: [{exercise: Lean, hold: open}, {exercise: Pose, hold: 5s}]",
)  # fmt: skip


def test_blocks_are_shown_by_name_with_their_question_and_their_rounds():
    told = shown(NESTED).splitlines()
    assert "   0:00  1. Level one" in told
    assert told[told.index("   0:00  1. Level one") + 1 :][:2] == [
        "         2 rounds.", "         Asked first: Is it easy?",
    ]  # fmt: skip
    assert "   0:00  Block 1.1, 3 rounds" in told
    assert any(line.endswith("  Level two") for line in told)


def test_a_plain_block_has_no_rounds():
    told = shown("title: T\nblocks:\n  Stretches: [{exercise: Pose, hold: 5s}]\nsteps:\n  - block: Stretches\n")
    assert "   0:00  Stretches" in told.splitlines()
    assert "round" not in told


@pytest.mark.parametrize(
    "lines",
    [
        ("do: Walk", "for: 5m", "progress: {reps: 5-10, by: 1, every: 3 days}"),
        ("breathe: 5-1-4", "cycles: 4", "progress: {reps: 5-10, by: 1, every: 3 days}"),
        ("exercise: Pose", "reps: 5", "progress: {hold: 5-10s, by: 1s, every: 3 days}"),
    ],
)
def test_growth_that_never_happens_is_not_promised(lines):
    assert "Grows" not in shown(one(*lines))
    assert "Grows from 5 to 10" in shown(one("exercise: Pose", "reps: 5", "progress: {reps: 5-10, every: 3 days}"))


@pytest.mark.parametrize("rest", [(), ("rest: 0s",)])
def test_holds_that_follow_each_other_are_said_to_have_no_pause_between_them(rest):
    assert "No pause between repetitions." in shown(one("exercise: Pose", "hold: 10s", "reps: 3", *rest))


@pytest.mark.parametrize(
    "lines", [("hold: 10s",), ("reps: 3",), ("hold: open", "reps: 3"), ("phases: [up]", "reps: 3")]
)
def test_no_pause_is_said_where_nothing_follows_a_hold_at_once(lines):
    assert "No pause" not in shown(one("exercise: Pose", *lines))


def test_a_pack_with_a_name_of_its_own_is_still_said_to_be_cold():
    told = shown(one("cold: 15m", "name: Peas in a cloth")).splitlines()
    assert "         Cold." in told
    assert "         Heat." in shown(one("heat: 15m", "name: Bottle")).splitlines()
    assert "         Cold." not in shown(one("cold: 15m")).splitlines()


def test_nested_rounds_are_all_said():
    assert "Pose (round 2 of 3 in round 1 of 2)" in shown(NESTED)
    rounds = {step["name"]: step["rounds"] for step in as_data(NESTED)["steps"]}
    assert rounds["Pose (round 2 of 3 in round 1 of 2)"] == [
        {"block": "1", "round": 1, "of": 2},
        {"block": "1.1", "round": 2, "of": 3},
    ]


def test_the_start_of_a_step_behind_an_open_hold_is_the_earliest():
    told = shown(steps("- exercise: Lean", "  hold: open", "  setup: 0s", "- rest: 5s", "- rest: 5s"))
    assert [line.split()[0] for line in told.splitlines() if ". " in line and line[:7].strip()] == [
        "0:00", "0:00+", "0:05+",
    ]  # fmt: skip


def test_alternatives_are_shown_with_their_own_dose():
    told = shown(exercise("alternatives: [{exercise: Lean, hold: 20-30s, sides: each, switch: 9s}]"))
    assert "Lean: once on each side, left first: hold 20 to 30 seconds. 9 seconds to change sides." in told


def test_optional_steps_are_offered_only_while_they_are_left_out():
    sheet = steps("- exercise: Pose", "  optional: yes", "- exercise: Lean")
    assert "Optional: Pose (--with-optional)" in shown(sheet, Choices())
    assert "--with-optional" not in shown(sheet)
    assert "Left out unless you choose it." in shown(sheet)


def test_the_questions_of_an_optional_step_that_is_chosen_are_shown():
    sheet = steps("- exercise: Pose", "  optional: yes", "  reps: ask")
    assert as_data(sheet)["open_questions"] == ["Pose: how many repetitions?"]
    assert as_data(sheet, Choices())["open_questions"] == []


EVERYTHING = steps(
    "- exercise: cat-cow", "  phases: [{round: 5-7s}, {sag: open}]", "  sets: '>=2'", "  sides: [right, left, both]",
    "  alternate: yes", "  set_rest: 2-3 breaths", "  setup: ask", "  rest: 0s", "  notes: {1: Half, 2-3: All}",
    "- exercise: Lean", "  hold: 1 breath", "  progress: {sets: 2-3, by: 1, every: 2 weeks}", f"  figure: {FIGURE}",
    "- {exercise: Lean, reps: 8, goal: '>=30 a day'}",
    "- {exercise: Lean, progress: {reps: up to 30, by: 1-2}}", "- {exercise: Lean, progress: {reps: open}}",
    "- {exercise: Lean, progress: {sets: '>=2', every: few days}}", "- {exercise: Lean, progress: {load: 2-5kg}}",
    "- {exercise: Lean, load: red band, progress: {load: [red band, blue band], every: 1 week}}",
    "- exercise: Lean", "  pace: open", "  optional: yes", "  picture: lean.png", "  name: 'yes'",
    "- exercise: Lean", "  hold: 7.5s", "  progress: {hold: 7.5-30s, by: 2.5s, every: 1 day}",
    "- {breathe: 5.5-0-5.5, cycles: 8-10, source: NHS, tags: [a, b]}", "- {breathe: 4-4-4-4, for: 1h, wait: yes}",
    "- {cold: ask, checks: 90s, cautions: [Cloth]}", "- {heat: 10-15m}", "- {rest: '>=5s', name: On your back}",
    "- {rest: up to 30s}", "- {exercise: Lean, tempo: 4-0-4, reps: 10-20 in all, sides: each, load: 2.5 kg}",
    "- {exercise: Lean, phases: [up, {hold: 3s}, down]}", "- {exercise: Lean, load: ask}",
    "- {exercise: Lean, reps: open, sets: 2-3}",
    "- {rest: 5s, frequency: {per_day: up to 2, days_a_week: 2-3, every: 1 week}}",
    "- {levels: [{rest: 5s, name: Short}, {repeat: 2, steps: [{rest: 5s}]}], name: Rest, note: Still}",
    "- {do: walk, for: open, only_if: Dry?, alternatives: [{do: Sit, for: 2m}, {repeat: 2, steps: [{rest: 5s}]}]}",
    "- {confirm: 'Off?', alarm: yes, for: 0s}", "- {repeat: 2-3, rest: ask, note: 'a: b', steps: [{rest: 5s}]}",
    top="frequency: {per_day: ask, days_a_week: 2-4, weeks: '>=6', then: {days_a_week: 2-3}}\n"
    "language: pt-BR\nsounds: {go: none, tick: a.wav}\nlength: '>=20m'\n"
    "defaults: {setup: 10s, rest: 5-6s, set_rest: ask, switch: 2 breaths, pace: 3s}\ngroup: easing\n"
    "tags: [stretch]\nsources: [NHS]\nsummary: For the hips\nedition: '2024'\ncautions: [Not on ice]",
)  # fmt: skip


def unmarked(value: Any) -> Any:
    """A record of the model without its places in the file."""
    if isinstance(value, tuple):
        return tuple(map(unmarked, value))
    if not isinstance(value, msgspec.Struct):
        return value
    found = {name: unmarked(getattr(value, name)) for name in value.__struct_fields__}
    return type(value)(**{**found, **({"mark": Mark(1, 1)} if "mark" in found else {})})


def again(read: Routine) -> Routine:
    return load_text(json.dumps(written(read), ensure_ascii=False), read.id, CATALOGUE).routine


def test_what_show_gives_as_data_is_a_file_that_says_the_same():
    read = routine(EVERYTHING)
    assert unmarked(again(read)) == unmarked(msgspec.structs.replace(read, path=None))


@pytest.mark.parametrize("path", sorted(ROUTINES.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_bundled_routine_written_out_is_the_same_routine(path: Path) -> None:
    read = load_file(path, CATALOGUE).routine
    assert unmarked(again(read)) == unmarked(msgspec.structs.replace(read, path=None))


@pytest.mark.parametrize(
    ("typed", "name", "say"),
    [
        ("Bridge", "Bridge", "Bridge. On your back, knees bent, feet flat."),
        ("bottom to heels", "Bottom to heels", "Bottom to heels. Kneel, and sit back towards your heels."),
        ("hip-lift", "Hip lift", "Hip lift. On your back, knees bent, feet flat."),
        ("HIP LIFT", "Hip lift", "Hip lift. On your back, knees bent, feet flat."),
        ("Walking", "Walking", "Walking. Stand tall, arms loose."),
    ],
)
def test_an_exercise_keeps_the_name_that_its_author_gave_it(typed, name, say):
    (step,) = choose(routine(one(f"exercise: {typed}"))).timeline.steps
    assert (step.name, step.say) == (name, say)
    assert step.exercise is not None
    assert f"1. {name}\n" in shown(one(f"exercise: {typed}"))


def test_of_levels_inside_of_levels_the_inner_ones_are_told_in_short():
    cautions = ", ".join(["Careful " * 100] * 20)
    level = "{exercise: cat-cow, cautions: [" + cautions + "]}"
    for _ in range(12):
        level = "{levels: [" + level + ", {rest: 5s}]}"
    assert len(shown(f"title: Deep\nsteps:\n  - {level}\n")) < 60_000
