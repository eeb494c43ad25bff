"""Files of other programs, as routines: tables and workout timers, recognised by what is in them.

Whatever comes out is checked like any other routine before it is taken.

A workout of Just Another Workout Timer has a title and sets; a set is done `repetitions` times and has exercises; an
exercise has a name and whole seconds. That is all there is in the file: what sounds, and whether halfway is said, are
settings of the app. It counts ten seconds down before the first exercise and none between the others, so neither does
the routine.

The app writes an export with one byte for each letter, so that all but those of western Europe are lost in it; what it
shares is UTF-8 (its version 1.6, of 2026).

The first row of a table names the columns, in any order and case. Cells are written as in a routine's file.
docs/sharing.md has all columns; one that is not known is left out, and that is said. A table may be separated by
commas, semicolons or tabs, and saved as UTF-8, or as old spreadsheets do.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

import msgspec
from msgspec import Struct

from unclench.language import tr
from unclench.routine.format import KINDS, TOP, Field, Fields
from unclench.routine.loads import is_blank
from unclench.routine.model import Frequency, Mark
from unclench.routine.problems import Collector, LoadError, quoted
from unclench.routine.readers import LONGEST_TEXT, LONGEST_TITLE
from unclench.routine.source import LARGEST, START
from unclench.routine.template import slug, title_of
from unclench.routine.values import ValueProblem, format_duration, parse_count, parse_duration
from unclench.session.wording import how_often
from unclench.system import safe_text

NAMELESS = tr("Exercise")
"""What an exercise without a name is called."""
RESTS = frozenset({
    "rest", "break", "pause", "recovery", "pausa", "descanso", "riposo", "recupero", "repos", "ruhe", "erholung",
    "rust", "przerwa", "odpoczynek", "dinlenme", "mola", "отдых", "перерыв", "пауза", "休息",
})  # fmt: skip
"""What people call an exercise in which there is nothing to do, in small letters."""


class Converted(Struct, frozen=True):
    """A routine as `routine.written` has it, and a sentence for whatever could not be taken over."""

    data: dict[str, Any]
    lost: tuple[str, ...] = ()


def taken_words(text: str) -> str:
    """A text on one line, harmless and not too long for a routine; what can't be seen becomes its code."""
    return safe_text.line(text)[:LONGEST_TEXT]


def timed(name: str, seconds: str) -> dict[str, Any]:
    """A step that lasts so long: a rest, by its name, or something to do."""
    name = taken_words(name) or NAMELESS
    return {"rest": seconds} if name.casefold() in RESTS else {"do": name, "for": seconds}


def left_out(name: str, why: str) -> str:
    """A sentence about a part of the file that has no place in the routine."""
    return tr("Left out: {name}, {why}.", name=quoted(name), why=why)


# -- workouts of Just Another Workout Timer ------------------------------------------------------

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


def read_workouts(content: bytes, shown: str) -> list[Converted] | None:
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
        what = tr("this is not as Just Another Workout Timer writes it: {reason}", reason=taken_words(str(error)))
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
    title = taken_words(workout.title)[:LONGEST_TITLE] or "Workout"
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


# -- tables --------------------------------------------------------------------------------------

MOST_ROWS = 500
OTHER_NAMES = {
    "exercise": "exercise", "exercises": "exercise", "name": "name", "interval": "name",
    "duration": "duration", "time": "duration", "length": "duration", "seconds": "duration",
    "rest": "rest", "pause": "rest", "break": "rest", "rounds": "rounds", "repeat": "rounds",
    "sets": "sets", "set": "sets", "reps": "reps", "repetitions": "reps", "repeats": "reps",
    "hold": "hold", "side": "sides", "sides": "sides", "load": "load", "weight": "load", "resistance": "load",
    "frequency": "frequency", "how often": "frequency", "note": "note", "notes": "note", "comment": "note",
    "instructions": "note",
}  # fmt: skip
"""What a column may be called, in small letters, and what it is."""
INTERVALS = ("name", "duration", "rest", "rounds", "note")
SHEET = ("exercise", "sets", "reps", "hold", "rest", "sides", "load", "frequency", "note")
_OF_A_SHEET = frozenset(SHEET) - {"rest", "note"}
_DATE = re.compile(r"[0-9]{1,2}[-./ ]*[A-Za-z]{3}[a-z]*\.?|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4}")
"""What spreadsheets make of 8-10: the tenth of August."""
_OFTEN = re.compile(
    r"(?:(?P<count>[0-9]{1,2}(?: *(?:-|\u2013|to) *[0-9]{1,2})?|once|twice) *(?:x|times|days)? *(?:a|per|/|each)? *)?"
    r"(?P<unit>daily|every day|day|d|weekly|week|wk|w)",
    re.IGNORECASE,
)
_TIMES = {"once": "1", "twice": "2", None: "1"}
_FREQUENCY = (TOP.by_key["frequency"].fields or Fields()).by_key
"""The keys of a routine's frequency."""

Cells: TypeAlias = dict[str, str]


class _Row(Struct, frozen=True):
    """One row: its line in the file, its cells by what their columns are, and the columns' numbers."""

    line: int
    cells: Cells
    places: Mapping[str, int]


def read_table(content: bytes, shown: str, title: str) -> list[Converted] | None:
    """The routines of a table, or None if it is none: one for each frequency that it has.

    Raises LoadError with every mistake in it.
    """
    if len(content) > LARGEST:
        return None
    text = _text(content)
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=text.partition("\n")[0].count))
    try:
        heads = next(reader, [])
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error:
        return None
    kind, names = _columns(heads)
    if kind is None:
        return None
    problems = Collector(shown)
    table = list(_rows(rows, names))
    if len(table) > MOST_ROWS:
        what = tr("this table has more than {most} rows", most=MOST_ROWS)
        raise problems.fatal(START, (), what, tr("Make several tables of it."))
    if not table:
        raise problems.fatal(START, (), tr("this table has no rows"), tr("Write one row for each exercise."))
    lost = tuple(
        left_out(head, tr("a column that has no meaning here"))
        for head, name in zip(heads, names, strict=True) if head.strip() and name not in kind
    )  # fmt: skip
    found = _intervals(table, title, problems) if kind == INTERVALS else _sheets(table, title, problems)
    if problems.failed:
        raise LoadError(problems.problems)
    return [Converted(data, lost) for data in found]


def _text(content: bytes) -> str:
    """The text of a table, in whatever a spreadsheet saves it as."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _columns(heads: list[str]) -> tuple[tuple[str, ...] | None, list[str]]:
    """The kind of table (None: no table that is known), and what each column is; "" for what is not known."""
    names = [OTHER_NAMES.get(" ".join(re.sub(r"\(.*?\)", "", head).casefold().split()), "") for head in heads]
    if "name" in names and "exercise" not in names and not _OF_A_SHEET.isdisjoint(names):
        names[names.index("name")] = "exercise"
    if "exercise" in names:
        return SHEET, names
    return (INTERVALS, names) if {"name", "duration"} <= set(names) else (None, names)


def _rows(rows: list[tuple[int, list[str]]], names: list[str]) -> Iterator[_Row]:
    """The rows that have anything in them. Of two columns that are the same, the first counts."""
    places = {name: place for place, name in reversed(list(enumerate(names))) if name}
    for line, row in rows:
        cells = {name: row[place].strip() for name, place in places.items() if place < len(row)}
        if any(cells.values()):
            yield _Row(line, {name: cell for name, cell in cells.items() if cell}, places)


# -- the two kinds ------------------------------------------------------------------------------


def _intervals(table: list[_Row], title: str, problems: Collector) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = []
    for row in table:
        lasting = _cell(row, "duration", _duration(KINDS["rest"].head), problems)
        if lasting is None:
            _missing(row, "duration", "30s", problems)
            continue
        step = timed(row.cells.get("name", ""), lasting)
        if "note" in row.cells:
            step["note"] = taken_words(row.cells["note"])
        rest = _cell(row, "rest", _duration(KINDS["rest"].head), problems)
        inside = [step, *([{"rest": rest}] if rest is not None else [])]
        rounds = _cell(row, "rounds", _count(KINDS["repeat"].head), problems)
        steps += [{"repeat": rounds, "steps": inside}] if rounds not in (None, "1") else inside
    return [{"title": _title(title), "defaults": {"setup": "0s"}, "steps": steps}]


def _sheets(table: list[_Row], title: str, problems: Collector) -> list[dict[str, Any]]:
    """One routine for each frequency, since a frequency is that of a whole routine."""
    keys = {field.key: field for field in KINDS["exercise"].fields}
    readers: dict[str, Callable[[str], Any]] = {
        "sets": _count(keys["sets"]), "reps": _count(keys["reps"]), "hold": _duration(keys["hold"]),
        "rest": _duration(keys["rest"]), "sides": _sides, "load": _load, "note": taken_words,
    }  # fmt: skip
    found: dict[tuple[str, str] | None, list[dict[str, Any]]] = {}
    for row in table:
        if "exercise" not in row.cells:
            _missing(row, "exercise", "Heel slide", problems)
            continue
        values = {name: _cell(row, name, reader, problems) for name, reader in readers.items()}
        often = _cell(row, "frequency", _frequency, problems)
        step = {"exercise": taken_words(row.cells["exercise"]), **values}
        found.setdefault(often, []).append({key: value for key, value in step.items() if value is not None})
    routines = []
    for often, steps in found.items():
        top = {} if often is None else {"frequency": {often[0]: often[1]}}
        routines.append({"title": _title(title, often if len(found) > 1 else None), **top, "steps": steps})
    return routines


def _title(title: str, often: tuple[str, str] | None = None) -> str:
    """The title of a routine, told from others of the same table by how often it is meant."""
    said = ""
    if often is not None:
        amount = parse_count(often[1], _FREQUENCY[often[0]].forms)
        weekly = often[0] == "days_a_week"
        said = f" ({how_often(Frequency(days_a_week=amount) if weekly else Frequency(per_day=amount))})"
    return f"{taken_words(title)[: LONGEST_TITLE - len(said)] or tr('My routine')}{said}"


# -- cells --------------------------------------------------------------------------------------


def _cell(row: _Row, name: str, reader: Callable[[str], Any], problems: Collector) -> Any:
    """The value of a cell; None where it is empty, or where a problem was noted."""
    typed = row.cells.get(name)
    if typed is None:
        return None
    try:
        return reader(typed)
    except ValueProblem as error:
        problems.error(Mark(row.line, row.places[name] + 1), (name,), error.what, error.instead)
    return None


def _missing(row: _Row, name: str, example: str, problems: Collector) -> None:
    if name not in row.cells:
        mark = Mark(row.line, row.places[name] + 1)
        problems.error(mark, (name,), tr("this cell is empty"), tr("Write something like {example}.", example=example))


def _refuse_date(typed: str) -> None:
    """Raises ValueProblem for what a spreadsheet has made a date."""
    if _DATE.fullmatch(typed):
        what = tr("{text} is a date, which spreadsheets like to make of 8-10", text=quoted(typed))
        raise ValueProblem(what, tr("Write it as text, with an apostrophe in front: '8-10"))


def _duration(key: Field) -> Callable[[str], str]:
    """Reads a time as the key of a routine does, and returns it as it was typed."""

    def read(typed: str) -> str:
        _refuse_date(typed)
        parse_duration(typed, key.forms, zero=key.zero, key=key.key)
        return typed

    return read


def _count(key: Field) -> Callable[[str], str]:
    """The same for a count."""

    def read(typed: str) -> str:
        _refuse_date(typed)
        parse_count(typed, key.forms, key=key.key)
        return typed

    return read


def _load(typed: str) -> str:
    return "ask" if is_blank(load := taken_words(typed)) else load


def _sides(typed: str) -> str | list[str] | None:
    """`each`, or the sides in order; None for none."""
    low = " ".join(typed.casefold().split())
    if low in {"each", "each side", "both sides", "l/r", "left/right", "left and right", "l + r"}:
        return "each"
    if low in {"-", "no", "none"}:
        return None
    if low == "both":
        what = tr("{text} may mean one side after the other, or both at once", text=quoted(typed))
        raise ValueProblem(what, tr("Write each, or leave it empty."))
    parts = [taken_words(part) for part in re.split(r"[,;/]", typed) if part.strip()]
    if len(parts) == len(set(parts)) and {part.casefold() for part in parts} <= {"left", "right"}:
        return [part.casefold() for part in parts]
    raise ValueProblem(tr("{text} is no side", text=quoted(typed)), tr("Write each, left, right, or leave it empty."))


def _frequency(typed: str) -> tuple[str, str]:
    """The key of a routine's frequency, and how often: `2x daily`, `3 times a week`, `daily`."""
    found = _OFTEN.fullmatch(" ".join(typed.split()))
    if found is None:
        raise ValueProblem(
            tr("{text} is not a frequency", text=quoted(typed)), tr("Write it like 2x daily, or 3 times a week.")
        )
    key = _FREQUENCY["days_a_week" if found["unit"].casefold().startswith("w") else "per_day"]
    count = found["count"] and found["count"].casefold()
    count = _TIMES.get(count, count)
    parse_count(count, key.forms, key.most)
    return key.key, count


class Foreign(Struct, frozen=True):
    """A routine made of another program's file: its text, and a sentence for all that was `lost`."""

    id: str
    """Its title as an id; "" where that has no letter for it."""
    text: bytes
    lost: tuple[str, ...] = ()


def recognised(content: bytes, shown: str, stem: str) -> list[Foreign]:
    """The routines in a file of another program; none if it is no such file. Raises LoadError with every mistake.

    `shown` is what the file is called in what is said about it, and `stem` its name without folder and ending.
    """
    found = read_workouts(content, shown)
    if found is None:
        found = read_table(content, shown, title_of(stem))
    return [Foreign(slug(each.data["title"]), _as_file(each.data), each.lost) for each in found or ()]


def _as_file(data: Mapping[str, Any]) -> bytes:
    """Data as `routine.written` has it, as a person would type it: one line for each key."""
    import yaml  # needed only for a file of another program

    text: str = yaml.safe_dump({"format": 1, **data}, sort_keys=False, allow_unicode=True, width=10_000)
    return text.encode()
