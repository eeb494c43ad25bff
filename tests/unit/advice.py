"""Mistakes made at random in routine files, and a reader who does what the messages say, to the letter.

`mistake` makes a file with one mistake in it; `follow` changes the file as one message tells. Used by
`tests/unit/routine/test_advice.py`, and by `python tests/run.py --advice 5000` for as many as you like.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from msgspec import Struct

from unclench.routine import Catalogue, LoadError, Problem, load_text
from unclench.routine.fields import OTHER_WORDS
from unclench.routine.format import KINDS, TOP, Field, ValueKind, own_keys

CATALOGUE = Catalogue(Path(__file__).parents[2] / "routines" / "exercises")
HEAD = {
    "exercise": "Lean", "breathe": "5-1-4", "cold": "10m", "heat": "10m", "rest": "10s", "do": "Walk",
    "confirm": "Ready?", "repeat": "2", "block": "warm-up", "levels": "[{rest: 5s}, {rest: 9s}]",
}  # fmt: skip
"""A value for the key that names each kind of step."""
NEEDED = {"breathe": {"for": "5m"}, "do": {"for": "10m"}, "repeat": {"steps": "[{rest: 5s}]"}}
"""The lines without which a kind of step is no step."""
Lines = list[str]


class Sheet(Struct):
    """A file as lines: those above `steps:`, and those of its one step, without indentation."""

    top: Lines
    step: Lines

    def text(self) -> str:
        first, *more = self.step
        return "\n".join(["title: T", *self.top, "steps:", f"  - {first}", *(f"    {line}" for line in more), ""])

    def place(self, problem: Problem) -> tuple[Lines, int]:
        """The lines, and which of them, that a problem is about."""
        line = problem.mark.line - 2
        return (self.top, line) if 0 <= line < len(self.top) else (self.step, line - len(self.top) - 1)


def problems(sheet: Sheet) -> tuple[Problem, ...]:
    """All that is said about it."""
    try:
        return load_text(sheet.text(), "a.yaml", CATALOGUE).problems
    except LoadError as error:
        return error.problems


# -- mistakes -----------------------------------------------------------------------------------

_NUMBERS = (
    "3", "5", "8", "10", "12", "15", "20", "30", "45", "60", "90", "0", "1001", "two", "ten", "thirty", "1,5",
    "2.5", "½", "1½", "half a", "a", "1O", "l0", "３", "-5", "about 10", "ca. 10", "5-", "10-5",
)  # fmt: skip
_UNITS = (
    "", "s", " s", " sec", " sec.", " secs", " seconds", '"', "m", " min", " min.", " minute", " minutes", "'",
    "h", " hour", " hours", " Minuten", " Sekunden", " segundos", " breaths", " deep breaths", " times", " x", "x",
    " reps", " sets", " ms", "+", " or more", " per side", " each side", " on each leg", " a day", " weeks",
    " days", " minute and a half", " and a half minutes",
)  # fmt: skip
_BEFORE = (
    "", "", "", "", "at least ", "up to ", "at most ", "no more than ", "max ", "min ", ">=", "<=", "<", ">", "3x",
    "3 x ", "2 sets of ", "3 sets of ", "hold for ", "about ", "around ", "~", "building to ",
)  # fmt: skip
_WORDS = (
    "ask", "open", "as long as you like", "as many as possible", "none", "some", "often", "until tired", "", "~",
    "[5s]", "{a: 5s}", "yes", "0", "0s", "9999", "99h", "a while", "?", "___", "5s 5s", "8 or 10", "eight to ten",
    "8 - 10", "5s - 3s", "20-30-40", "1:70", "0:30-1:00", "2-3 breaths", "3-2 breaths", "0 breaths",
)  # fmt: skip
_SIDES = (
    "both", "left", "right", "each side", "10 each side", "alternate", "alternating", "left and right", "one",
    "l/r", "in turn", "[left, left]", "[]", "[[a]]", "yes", "2", "30s each side",
)  # fmt: skip
_BREATHS = (
    "5-5",
    "5/1/4",
    "5 1 4",
    "slowly",
    "0-1-4",
    "5-1-0",
    "5,5-0-5,5",
    "99-1-4",
    "5s-1s-4s",
    "5-1-4-1-2",
    "",
    "5",
)
_OTHER = {
    ValueKind.FLAG: ("maybe", "2", "", "true!", "[yes]"), ValueKind.GROUP: ("eazing", "stretching", "[easing]", ""),
    ValueKind.SIDES: _SIDES, ValueKind.BREATHING: _BREATHS, ValueKind.FORMAT: ("2", "one", "1.0", ""),
    ValueKind.LOAD: ("", "{a: b}", "[5kg]", "x" * 1_001),
    ValueKind.LANGUAGE: ("German", "deutsch", "de_", "d", "[de]", ""),
    ValueKind.TEXT: ("", "{a: b}", "[a]", "x" * 1_001), ValueKind.TEXTS: ("{a: b}", "[[a]]", "[{a: b}]"),
    ValueKind.TITLE: ("", "5", "true", "x" * 121), ValueKind.MOVEMENT: ("", "[a]", "cat-cov", "hamstring-stretc"),
    ValueKind.PHASES: (
        "{up: 2s}", "[up 2s]", "[{up: 2s, down: 2s}]", "[{up: 0s}]", "[{up: 1,5s}]", "[]", "[{up: ten}]", "",
    ),
    ValueKind.TEMPO: ("4-4", "4/0/4", "slow", "4-1-0", "99-0-4", "4s-0s-4s", ""),
    ValueKind.NOTES: ("[a]", "{first: b}", "{0: b}", "{3-1: b}", "{1: }", "text"),
    ValueKind.PROGRESS: (
        "{}", "often", "{by: 1, every: 1 day}", "{reps: 5, by: 1, every: 1 day}", "{reps: 5-9, by: x, every: daily}",
        "{reps: 5-9, by: 1, every: never}", "{reps: 5-9, sets: 2-3, by: 1, every: 1 day}", "{reps: 5-9}",
        "{hold: 5-9s, by: 1, every: 1 dya}", "{repz: 5-9, by: 1, every: 1 day}", "{reps: up to 9, when: tired}",
        "{load: 5kg}", "{load: [red band]}", "{load: 2-5kg, by: 2}", "{load: [a, b], by: 1}", "{load: 5-2kg}",
        "{reps: open, by: 1-2, wenn: easy}", "{load: light to heavy}",
    ),
    ValueKind.SOUNDS: ("[go]", "{gong: a.wav}", "{go: ../a.wav}", "{alarm: none}", "{goo: a.wav}"),
    ValueKind.PICTURE: ("a.gif", "../a.png", "pics/a.png", "", "a.heic"),
    ValueKind.OWN_FIGURE: ("cat-cov", "sitting", ""), ValueKind.TABLE: ("daily", "[a]", "{weekly: 3}"),
    ValueKind.BLOCK: ("warmup", "cool-down", "", "[a]"), ValueKind.BLOCKS: ("[a]", "{a: walk}", "warm-up", ""),
    ValueKind.LEVELS: ("walk", "[]", "{rest: 5s}", "", "[walk, {rest: 5s}]", "[{rest: 5s, optional: yes}, {rest: 9s}]"),
    ValueKind.STEPS: ("walk", "[]", "{rest: 5s}", "", "[walk]", "[{rests: 5s}]"),
}  # fmt: skip


def mistake(rng: random.Random) -> Sheet:
    """A sheet with a mistake; now and then it is none, or two."""
    kind = rng.choice(list(KINDS))
    fields = [field for field in own_keys(kind) if not field.hidden]
    wrong = rng.choice([_a_value, _a_value, _a_value, _a_key, _a_key, _a_strange_key, _a_top_line, _something_missing])
    lines = {kind: HEAD[kind], **NEEDED.get(kind, {})}
    top = {"blocks": "{warm-up: [{rest: 5s}]}"}
    wrong(rng, fields, lines, top)
    return Sheet([f"{key}: {value}" for key, value in top.items()], [f"{key}: {value}" for key, value in lines.items()])


def _a_value(rng: random.Random, fields: list[Field], lines: dict[str, str], top: dict[str, str]) -> None:
    field = rng.choice(fields)
    if field.key in ("cycles", "block"):
        lines.pop({"cycles": "for", "block": "steps"}[field.key], None)
    if field.key == "alternate":
        lines["sides"] = "each"
    lines[field.key] = _value(rng, field)


def _value(rng: random.Random, field: Field) -> str:
    if field.kind in (ValueKind.DURATION, ValueKind.COUNT, ValueKind.REPS, ValueKind.GOAL):
        if rng.random() < 0.2:
            return rng.choice(_WORDS)
        return rng.choice(_BEFORE) + rng.choice(_NUMBERS) + rng.choice(_UNITS)
    return rng.choice(_OTHER[field.kind])


def _a_key(rng: random.Random, fields: list[Field], lines: dict[str, str], top: dict[str, str]) -> None:
    field = rng.choice(fields)
    key, value = field.key, field.example.partition(": ")[2]
    if field.kind in (ValueKind.STEPS, ValueKind.SOUNDS) or not value:
        value = "[{rest: 5s}]" if field.kind is ValueKind.STEPS else "yes"
    if key in lines:
        value = lines.pop(key)
    lines[_misspelt(rng, key)] = value
    if key == "cycles":
        lines.pop("for")


def _misspelt(rng: random.Random, key: str) -> str:
    other = [word for word, meant in OTHER_WORDS.items() if meant == key]
    if other and rng.random() < 0.4:
        word = rng.choice(other)
        return rng.choice([word.title(), word, word.replace("_", " ")])
    at = rng.randrange(len(key))
    return rng.choice([
        key[:at] + key[at + 1 :], key[:at] + key[at] + key[at:], key.upper(), key.replace("_", "-") + "s",
        key[: at + 1] + rng.choice("aeioust") + key[at + 1 :],
    ])  # fmt: skip


def _a_strange_key(rng: random.Random, fields: list[Field], lines: dict[str, str], top: dict[str, str]) -> None:
    everything = {field.key: field for kind in KINDS for field in own_keys(kind)} | {field.key: field for field in TOP}
    field = rng.choice(list(everything.values()))
    key = rng.choice([field.key, "colour", "weekday", "how", "muscle", "1"])
    (top if rng.random() < 0.3 else lines).setdefault(key, field.example.partition(": ")[2] or "yes")


def _a_top_line(rng: random.Random, fields: list[Field], lines: dict[str, str], top: dict[str, str]) -> None:
    field = rng.choice([field for field in TOP if field.key not in ("title", "steps", "sounds", "blocks")])
    if field.kind is ValueKind.TABLE and field.fields and rng.random() < 0.8:
        inner = rng.choice(field.fields)
        value = _value(rng, inner)
        top[field.key] = f"{{{inner.key}: {'some' if set(value) & set('[{,') else value}}}"
    elif rng.random() < 0.3:
        top[_misspelt(rng, field.key)] = field.example.partition(": ")[2] or "yes"
    else:
        top[field.key] = _value(rng, field)


def _something_missing(rng: random.Random, fields: list[Field], lines: dict[str, str], top: dict[str, str]) -> None:
    lines.pop(rng.choice(list(lines)))
    field = rng.choice(fields)
    lines.setdefault(field.key, field.example.partition(": ")[2] or "yes")


# -- doing what a message says ------------------------------------------------------------------

Change = Callable[[Sheet, Problem, re.Match[str]], Iterator[Sheet]]
"""What a message tells to do: every sheet that one of its proposals leads to."""


def _copy(sheet: Sheet) -> Sheet:
    return Sheet(list(sheet.top), list(sheet.step))


def _with(sheet: Sheet, problem: Problem, change: Callable[[str], list[str]]) -> Iterator[Sheet]:
    """The sheet with other lines in place of the one that the problem is about."""
    made = _copy(sheet)
    lines, at = made.place(problem)
    lines[at : at + 1] = change(lines[at])
    yield made


def _value_of(line: str, problem: Problem, value: str) -> str:
    """The line with another value for the key that the problem names last, inside braces too."""
    key = problem.where[-1]
    head, colon, _ = line.partition(": ")
    if head == key or not colon:
        return f"{head}: {value}"
    return re.sub(rf"({re.escape(key)}: )(?:\[[^\]]*\]|[^,}}\]]*)", rf"\g<1>{value}", line)


def _write_lines(sheet: Sheet, problem: Problem, found: re.Match[str]) -> Iterator[Sheet]:
    yield from _with(sheet, problem, lambda _: list(found.groups()))


def _write_line(sheet: Sheet, problem: Problem, found: re.Match[str]) -> Iterator[Sheet]:
    key = found[1].partition(":")[0]
    groups = ("defaults", "frequency", "progress")
    inside = any(group in problem.where[:-1] and group != key for group in groups)
    if not inside and (key in problem.where[:-1] or problem.where[-1] == key or ":" not in found[1]):
        yield from _with(sheet, problem, lambda _: [found[1]])
    else:  # inside braces
        yield from _with(sheet, problem, lambda line: [_value_of(line, problem, found[1].partition(": ")[2])])


def _write_value(sheet: Sheet, problem: Problem, found: re.Match[str]) -> Iterator[Sheet]:
    if comma := re.match("the comma in “([^”]*)”", problem.what):
        yield from _with(sheet, problem, lambda line: [line.replace(comma[1], found[1])])
        return
    yield from _with(sheet, problem, lambda line: [_value_of(line, problem, found[1])])


def _write_one_of(sheet: Sheet, problem: Problem, found: re.Match[str]) -> Iterator[Sheet]:
    for value in re.findall(r">=[0-9]+s?|<=[0-9]+s?|[0-9]+ breaths|[0-9][0-9:ms-]*|open|ask", found[0]):
        yield from _with(sheet, problem, partial(_with_value, problem, value))


def _with_value(problem: Problem, value: str, line: str) -> list[str]:
    return [_value_of(line, problem, value)]


def _rename(sheet: Sheet, problem: Problem, found: re.Match[str]) -> Iterator[Sheet]:
    """Another key, or another value where the one that was typed is no key."""
    wrong = re.search(r"“([^”]*)”|`([^`]*)`", problem.what)
    assert wrong is not None, problem
    key = re.escape(wrong[1] or wrong[2])

    def renamed(line: str) -> list[str]:
        changed = re.sub(rf"(^|[{{, ]){key}(?=:)", rf"\g<1>{found[1]}", line, count=1)
        return [changed if changed != line else _value_of(line, problem, found[1])]

    yield from _with(sheet, problem, renamed)


def _remove(sheet: Sheet, problem: Problem, found: re.Match[str]) -> Iterator[Sheet]:
    yield from _with(sheet, problem, lambda _: [])


def _add(sheet: Sheet, problem: Problem, found: re.Match[str]) -> Iterator[Sheet]:
    """A further line, or a further key between the braces of a growth."""
    for line in re.findall("`([a-z_]+:[^`]*)`", found[0]):
        if problem.where[-1:] == ("progress",):
            yield from _with(sheet, problem, partial(_with_key, line))
            continue
        made = _copy(sheet)
        made.step.append(f"{line} [{{rest: 5s}}]" if line.endswith("steps:") else line)
        yield made


def _with_key(more: str, line: str) -> list[str]:
    return [line.replace("}", f", {more}}}").replace("{, ", "{")]


def _may_have(sheet: Sheet, problem: Problem, found: re.Match[str]) -> Iterator[Sheet]:
    """Any of these keys with its example, in place of the line."""
    at_top = problem.where == ()
    for key in re.findall("`([a-z_]+)`", found[2]):
        kind = (re.search("`([a-z]+)` step", found[1]) or [None, ""])[1]
        fields = TOP.by_key if at_top else own_keys(kind).by_key if kind else {}
        if (field := fields.get(key)) is not None and ": " in field.example:
            made = _copy(sheet)
            lines, at = made.place(problem)
            there = key in ("title", "steps") or any(line.startswith(f"{key}: ") for line in lines)
            lines[at : at + 1] = [] if there else [field.example]
            yield made
    if "frequency" in problem.where or "defaults" in problem.where or "progress" in problem.where:
        yield from _remove(sheet, problem, found)


def _own_step(sheet: Sheet, problem: Problem, found: re.Match[str]) -> Iterator[Sheet]:
    """The second kind as a step of its own: here, without it."""
    yield from _remove(sheet, problem, found)


def _nothing(sheet: Sheet, problem: Problem, found: re.Match[str]) -> Iterator[Sheet]:
    """What only its author can do, such as to shorten a text, or to keep it."""
    yield from ()


FOLLOWED: list[tuple[str, Change]] = [
    (r"^Write `([^`]+)` and, in a line of its own, `([^`]+)`\.$", _write_lines),
    (r"^Write `([a-z_]+)` here\.$", _rename),
    (r"^Did you mean `([a-z_-]+)`\?$", _rename),
    (r"^Did you mean `([a-z_]+: [^`]+)`\?$", _write_line),
    (r"^Did you mean ([^`?]+)\?$", _write_value),
    (r"^Write `do: .*$|^Write `- .*$", _nothing),
    (r"^Write (?:it|from and to, ?)?(?: ?like )?`([^`]+)`(?:, or delete the line| or more| or less)?\.$", _write_line),
    (r"^Write numbers from 1 up, like `([^`]+)`\.$", _write_line),
    (r"^Write a pair of braces for each, like `([^`]+)`\.$", _write_line),
    (r"^Write `sides: each`, or names in order like `(.*)`\.$", _write_line),
    (r"^Write `([^`]+)`, .*$", _write_line),
    (r"^Write (?:a time like|a whole number like) .*$", _write_one_of),
    (r"^Write it like (3 days) or 1 week\.$", _write_value),
    (r"^Write in-hold-out in seconds, like (5-1-4), .*$", _write_value),
    (r"^Write there-hold-back in seconds, like (4-0-4), .*$", _write_value),
    (r"^Write one of ([^,;]+)[,;].*$", _write_value),
    (r"^Write (yes) or no\.$", _write_value),
    (r"^Write (.+): (.+)\.$", _nothing),
    (r"^Write a (?:number|smaller|larger|shorter|few|value|text|word).*$", _nothing),
    (r"^Write (?:one|key|the smaller|a smaller|it without|worst|`?each).*$", _nothing),
    (r"^Write what kind it is.*$|^Write `- .*$|^Begin .*$|^Write a dash.*$", _nothing),
    (r"^Write ([^`]+)\.$", _write_value),
    (r"^Add `?a line like.*$|^Add (?:a line like )?`.*$", _add),
    (r"^(?:Take it out|Take the line out|Delete the line|Remove one|Leave the line out).*$", _remove),
    (r"^(.*) may have (.*)\.$", _may_have),
    (r"^Make each one a step of its own.*$", _own_step),
    (r"^(?:Put |Keep |Remove the |Shorten|Give |The cues are|It knows|Check the sheet|Is that what).*$", _nothing),
    (r"^(?:Take `optional` out|Add a level|Write `frequency` beside).*$", _nothing),
    (r"^(?:`unclench figures`|unclench's own|The figure is shown).*$", _nothing),
]
"""What each kind of message tells to do, by its words: the first that fits counts."""


def follow(sheet: Sheet, problem: Problem) -> list[Sheet]:
    """The sheet as the message tells to change it, once for each of its proposals. Raises LookupError for one that
    says nothing that can be done.
    """
    for pattern, change in FOLLOWED:
        if (found := re.match(pattern, problem.instead)) is not None:
            return list(change(sheet, problem, found))
    raise LookupError(problem.instead)


_ASKS_FOR_MORE = ("needs", "doesn't say how long", "can't be in the same step", "is missing", "safety limit")
"""What may be said then: a key that was offered among others may need or exclude another, and the value that was meant
may be more than is safe."""


def refused_advice(sheet: Sheet) -> list[str]:
    """What was told about a sheet, and did not help: the message, and what is said once it has been followed."""
    found = problems(sheet)
    known = {(problem.what, problem.severity) for problem in found}
    failed = []
    for problem in found:
        for changed in follow(sheet, problem):
            again = problems(changed)
            still = [other for other in again if other.what == problem.what and other.where == problem.where]
            new = [other for other in again if other.severity == "error" and (other.what, "error") not in known]
            worse = [other for other in new if not any(words in other.what for words in _ASKS_FOR_MORE)]
            if still or worse:
                failed.append(f"{sheet.text()}\n{problem}\n-> {changed.text()}\n{(still or worse)[0]}")
    return failed
