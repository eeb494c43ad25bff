"""Reads what Just Another Workout Timer exports: `{"workouts": [...]}`, or a single workout as it is shared.

A workout has a title and sets; a set is done `repetitions` times and has exercises; an exercise has a name and whole
seconds. That is all there is in the file: what sounds, and whether halfway is said, are settings of the app. It counts
ten seconds down before the first exercise and none between the others, so neither does the routine.

The app writes an export with one byte for each letter, so that all but those of western Europe are lost in it; what it
shares is UTF-8 (its version 1.6, of 2026).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from unclench.exchange.converted import Converted, left_out, timed, words
from unclench.language import tr
from unclench.routine.problems import Collector
from unclench.routine.readers import LONGEST_TITLE
from unclench.routine.source import LARGEST, START
from unclench.routine.values import format_duration

COUNTDOWN = 10_000
"""Ms that the app counts down before the first exercise."""
_LOST_LETTERS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class TimedExercise(Struct):
    """A name, and how many seconds it lasts."""

    name: str
    duration: int = 30


class TimedSet(Struct):
    """Exercises, done one after the other and so many times."""

    repetitions: int
    exercises: list[TimedExercise]


class Workout(Struct):
    """What becomes one routine. `position` is its place in the app's list, -1 for none."""

    title: str
    sets: list[TimedSet]
    position: int = -1


class WorkoutExport(Struct):
    """One or several workouts, as the app exports them."""

    workouts: list[Workout]


def read(content: bytes, shown: str) -> list[Converted] | None:
    """The workouts of a file, or None if it is not one of the app's. Raises LoadError for one that is damaged."""
    if content.lstrip()[:1] != b"{" or len(content) > LARGEST:
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    try:
        data = json.loads(text, strict=False)  # a lost letter may have become a control character
    except (ValueError, RecursionError):
        return None  # perhaps YAML; its loader says what is wrong
    if not isinstance(data, dict) or not ("workouts" in data or {"title", "sets"} <= data.keys()):
        return None
    try:
        if "workouts" in data:
            found = msgspec.convert(data, WorkoutExport).workouts
        else:
            found = [msgspec.convert(data, Workout)]
    except msgspec.ValidationError as error:
        what = tr("this is not as Just Another Workout Timer writes it: {reason}", reason=words(str(error)))
        raise Collector(shown).fatal(START, (), what, tr("Export it once more.")) from error
    return [_converted(each) for each in found]


def _converted(workout: Workout) -> Converted:
    lost: list[str] = []
    steps = list(_steps(workout, lost))
    first = steps[0]["steps"][0] if steps and "repeat" in steps[0] else (steps[0] if steps else {})
    if "do" in first:
        first["setup"] = format_duration(COUNTDOWN)
    if workout.position >= 0:
        lost.append(tr("Its place in the app's list has no meaning here."))
    if _LOST_LETTERS.search("".join([workout.title, *(one.name for each in workout.sets for one in each.exercises)])):
        lost.append(
            tr("Some letters were lost when the app wrote the file; its Share keeps them, its Export does not.")
        )
    if steps:
        lost.append(tr(
            "The app knows names and seconds only, and goes on without a pause. For time to get into position, "
            "write `setup: 10s` under `defaults`."
        ))  # fmt: skip
    title = words(workout.title)[:LONGEST_TITLE] or "Workout"
    return Converted({"title": title, "defaults": {"setup": "0s"}, "steps": steps}, tuple(lost))


def _steps(workout: Workout, lost: list[str]) -> Iterator[dict[str, Any]]:
    """The steps of the routine; what the app would not play either is noted in `lost`."""
    for number, each in enumerate(workout.sets, 1):
        name = tr("set {number}", number=number)
        steps = []
        for exercise in each.exercises:
            if exercise.duration < 1:
                lost.append(left_out(exercise.name, tr("which lasts no time")))
            else:
                steps.append(timed(exercise.name, format_duration(exercise.duration * 1_000)))
        if each.repetitions < 1:
            lost.append(left_out(name, tr("which is done no times")))
        elif not steps:
            lost.append(left_out(name, tr("in which there is nothing")))
        elif each.repetitions == 1:
            yield from steps
        else:
            yield {"repeat": each.repetitions, "steps": steps}
