"""What the editor shows of a draft, and the screen of a pasted sheet of what was read. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from unclench.language import counted, tr
from unclench.reports import pasted as report
from unclench.routine import patterns as p
from unclench.routine.draft import THE_TOP, Draft, DraftStep, can_be_typed
from unclench.routine.format import KINDS, Field, ValueKind
from unclench.routine.model import Amount, Exact, Group, Range, Routine
from unclench.routine.pasted.sheet import ReadSheet
from unclench.routine.splice import Place
from unclench.routine.values import EXAMPLES, Form, ValueProblem, format_duration, parse_count, parse_duration
from unclench.session import wording
from unclench.session.choices import Choices, Unplayable
from unclench.session.compiler import choose
from unclench.session.sheet_words import dose
from unclench.session.wording import name_of
from unclench.tui.text import Passage, flat
from unclench.tui.viewmodels.figure import FigureMoment

if TYPE_CHECKING:
    from unclench.routine.library import Catalogue


HEADS: Mapping[str, str] = {
    "exercise": tr("Exercise"), "breathe": tr("In, hold, out"), "cold": tr("How long"), "heat": tr("How long"),
    "rest": tr("How long"), "do": tr("What"), "confirm": tr("The question"), "repeat": tr("How often"),
    "block": tr("Which block"), "levels": tr("Levels"),
}  # fmt: skip
"""What the key is called that names a kind of step."""
LABELS: Mapping[str, str] = {
    "title": tr("Title"), "cycles": tr("Breaths"), "for": tr("How long"), "reps": tr("How often"),
    "hold": tr("Hold each"), "phases": tr("Movements"), "sides": tr("Sides"), "sets": tr("Sets"),
    "rest": tr("Rest between"), "note": tr("Note"), "setup": tr("Get ready"), "switch": tr("To change sides"),
    "set_rest": tr("Between sets"), "load": tr("Done with"), "goal": tr("A day"), "tempo": tr("There-hold-back"),
    "pace": tr("Each one takes"), "alternate": tr("Sides in turn"), "checks": tr("Look at the skin"),
    "alarm": tr("Rings"), "optional": tr("Optional"), "wait": tr("Wait for a key"), "only_if": tr("Ask me first"),
    "name": tr("Called"), "say": tr("The voice says"), "notes": tr("Single notes"), "cautions": tr("Look out for"),
    "progress": tr("Grows"), "figure": tr("Figure"), "picture": tr("Picture"), "tags": tr("Tags"),
    "source": tr("Comes from"), "alternatives": tr("Or instead"), "steps": tr("Its steps"), "block": tr("Which block"),
    "summary": tr("What it is for"), "length": tr("All of it takes"), "frequency": tr("How often"),
    "group": tr("Stands under"), "edition": tr("Edition"), "language": tr("Its language"),
    "defaults": tr("For all steps"), "sounds": tr("Own sounds"), "sources": tr("Comes from"),
}  # fmt: skip
"""What the other keys are called, in the order in which somebody with a sheet in one hand wants them."""
KINDS_SAID: Mapping[str, str] = {
    "rest": tr("Rest"), "breathe": tr("Breathing"), "cold": tr("Cold"), "heat": tr("Heat"),
    "confirm": tr("Question to answer"),
}  # fmt: skip
"""Kinds of steps that are found by typing what they are; the others name an exercise or an activity."""
MOST_OFFERS = 8
UNITS = ((1_800_000, 300_000), (120_000, 60_000), (0, 5_000))
"""(from, by): by how many ms one key changes a time, from so many ms on (our own numbers)."""
NOTHING_SAID, BOXES = "·", ("[ ]", "[x]")
ON = "yes"


class StepRow(Struct, frozen=True):
    """One line of the list: the routine itself first, then its steps."""

    place: Place
    title: str
    dose: str = ""
    depth: int = 0


class FieldRow(Struct, frozen=True):
    """One key of a step: what it is called, and what was typed for it."""

    field: Field
    label: str
    typed: str | None
    """None if only the text editor can change it."""

    @property
    def shown(self) -> str:
        """Its value as the list has it."""
        if self.typed is None:
            return tr("in the text file")
        if self.field.kind is ValueKind.FLAG:
            return BOXES[bool(re.match(p.whole(p.YES), self.typed))]
        return flat(self.typed) or NOTHING_SAID

    @property
    def takes_digits(self) -> bool:
        """Whether its value begins with a digit, so that a digit begins it anew."""
        return self.field.kind in _NUMBERS


class StepOffer(Struct, frozen=True):
    """What a typed word may become: a step of a kind, with the value of the key that names it."""

    text: str
    kind: str
    value: str


_NUMBERS = frozenset(
    {ValueKind.COUNT, ValueKind.REPS, ValueKind.GOAL, ValueKind.DURATION, ValueKind.BREATHING, ValueKind.TEMPO}
)


# -- the lists ---------------------------------------------------------------------------------


def step_rows(draft: Draft) -> Sequence[StepRow]:
    """The lines of the list."""
    return [StepRow(THE_TOP, flat(draft.title)), *(_step_row(draft.routine, step) for step in draft.steps())]


def _step_row(routine: Routine | None, step: DraftStep) -> StepRow:
    said = "" if routine is None else dose(step.step, routine.defaults)
    return StepRow(step.place, flat(name_of(step.step)), flat(said), step.depth)


def field_rows(draft: Draft, place: Place) -> Sequence[FieldRow]:
    """The fields of what stands at a place, the most wanted first."""
    head = "" if place == THE_TOP else next(iter(draft.fields(place))).key
    order = [head, *(key for key in LABELS if key != head)]
    fields = sorted(draft.fields(place), key=lambda field: order.index(field.key))
    rows = (FieldRow(each, _label(each.key, head), draft.typed(place, each.key)) for each in fields)
    return [row for row in rows if row.typed is not None or _there(draft, place, row.field)]


def _there(draft: Draft, place: Place, field: Field) -> bool:
    """Whether what can't be typed is there at all; what is not, nobody has to be told about."""
    return can_be_typed(field) or draft.has(place, field.key)


def _label(key: str, head: str) -> str:
    return HEADS[key] if key == head else LABELS[key]


def help_for(row: FieldRow) -> str:
    """How to write a value, with examples."""
    field, time = row.field, row.field.kind is ValueKind.DURATION
    if row.typed is None:
        return tr("This is written in a way that only the text editor can change.")
    if field.kind is ValueKind.FLAG:
        return tr("Yes or no.")
    if field.kind is ValueKind.MOVEMENT:
        return tr("An exercise by any of its names, or your own words.")
    if field.kind is ValueKind.TITLE:
        return tr("In your own words.")
    examples = (
        [field.example.partition(": ")[2]] if can_be_typed(field) and not field.example.endswith(("}", "]")) else []
    )
    if field.kind in (ValueKind.TEXT, ValueKind.TEXTS) and not any(examples):
        return tr("In your own words.")
    examples += [EXAMPLES[form][time] for form in (Form.RANGE, Form.AT_MOST, Form.AT_LEAST) if form in field.forms]
    examples += [_TYPED_EXAMPLES[field.key]] if field.key in _TYPED_EXAMPLES else []
    said = tr("For example {examples}.", examples=", ".join(filter(None, examples)))
    return f"{said} {LEFT_OPEN}" if Form.ASK in field.forms else said


_TYPED_EXAMPLES = {
    "phases": "up 2s, hold 3s, down 2s", "notes": "1-3 Only half way; 10 Breathe out at the end",
    "progress": "reps 5-30, by 1, every 3 days", "frequency": "per_day 2, weeks 4", "defaults": "setup 10s, rest 5s",
    "sounds": "go my-bell.wav",
}  # fmt: skip
LEFT_OPEN = tr("What your sheet leaves open: ask.")


# -- one key to the right, one to the left -------------------------------------------------------


def stepped(row: FieldRow, by: int) -> str | None:
    """The value that a key to the right (1) or left (-1) makes of it; None where that means nothing.

    Below the least there is none, unless it has to be there.
    """
    field, typed = row.field, row.typed
    if typed is None:
        return None
    if field.kind is ValueKind.FLAG:
        return "" if re.match(p.whole(p.YES), typed) else ON
    if field.kind is ValueKind.GROUP:
        groups = list(Group)
        at = groups.index(Group(typed.lower())) if typed else len(groups) - 1
        return str(groups[(at + by) % len(groups)])
    if field.kind is ValueKind.SIDES:
        return "each" if by > 0 else ""
    if field.kind is ValueKind.DURATION:
        return _stepped_time(field, typed, by)
    if field.kind in (ValueKind.COUNT, ValueKind.REPS):
        return _stepped_count(field, typed, by)
    return None


def _none_of(field: Field) -> str | None:
    return None if field.required or field.key in KINDS else ""


def _stepped_count(field: Field, typed: str, by: int) -> str | None:
    if not typed:
        return "2" if by > 0 else None
    try:
        amount = parse_count(typed, field.forms, field.most, key=field.key)
    except ValueProblem:  # `20 in all`
        return None
    ends = [end + by for end in _ends(amount)]
    if not ends or ends[-1] > field.most:
        return None
    return "-".join(map(str, ends)) if ends[0] >= 1 else _none_of(field)


def _stepped_time(field: Field, typed: str, by: int) -> str | None:
    if not typed:
        return field.example.partition(": ")[2] if by > 0 else None
    ends = _ends(parse_duration(typed, field.forms, zero=field.zero, least=field.least, key=field.key))
    if not ends:
        return None
    unit = next((unit for least, unit in UNITS if ends[-1] + by >= least), 0)
    ends = [end + by * unit for end in ends]
    return "-".join(map(format_duration, ends)) if ends[0] > 0 else _none_of(field)


def _ends(amount: Amount) -> Sequence[int]:
    """The numbers of an amount that can be moved; none of what has no such number."""
    match amount:
        case Exact(value):
            return [value]
        case Range(low, high):
            return [low, high]
        case _:
            return []


# -- a new step --------------------------------------------------------------------------------


def offers(catalogue: Catalogue, typed: str) -> Sequence[StepOffer]:
    """What a typed text may become: kinds of steps, exercises by any of their names, and the words themselves."""
    words = flat(typed)
    if not words:
        return []
    return [*_kinds(words), *_exercises(catalogue, words), *_own_words(words)]


def _kinds(words: str) -> Iterator[StepOffer]:
    """`rest 30s` is a rest of that length."""
    first, _, value = words.partition(" ")
    for kind, said in KINDS_SAID.items():
        if said.casefold().startswith(first.casefold()) or kind.startswith(first.casefold()):
            begins = value or KINDS[kind].head.example.partition(": ")[2]
            yield StepOffer(tr("{kind}, {value}", kind=said, value=begins), kind, begins)


def _exercises(catalogue: Catalogue, words: str) -> Iterator[StepOffer]:
    for movement in catalogue.search(words)[:MOST_OFFERS]:
        also = next((name for name in movement.also if words.casefold() in name.casefold()), "")
        shown = words.casefold() in movement.name.casefold() or not also
        text = movement.name if shown else tr("{name} ({also})", name=movement.name, also=also)
        yield StepOffer(flat(text), "exercise", movement.id or movement.name)


def _own_words(words: str) -> Iterator[StepOffer]:
    yield StepOffer(tr("“{words}”, my own, no picture", words=words), "exercise", words)
    yield StepOffer(tr("“{words}”, done for a time", words=words), "do", words)


# -- the whole ---------------------------------------------------------------------------------


def pose(draft: Draft, place: Place) -> FigureMoment | None:
    """The moment of the figure that shows what is done in a step; None where there is none to show."""
    from unclench.tui.viewmodels.preview import PreviewPlan

    step = next((each.step for each in draft.steps() if each.place == place), None)
    if draft.routine is None or step is None:
        return None
    alone = replace(draft.routine, steps=(step,))
    try:
        planned = PreviewPlan(choose(alone, Choices())).steps()
    except Unplayable:
        return None
    return planned[0].pose if planned else None


def length(routine: Routine | None, choices: Choices) -> str:
    """How long it takes today, or why it can't be played as it is."""
    if routine is None:
        return tr("There is no step yet.")
    try:
        timeline = choose(routine, choices).timeline
    except Unplayable as error:
        return str(error)
    return tr("Takes {length} without words.", length=wording.clock(timeline.total, at_least=timeline.at_least))


def doubt(draft: Draft) -> str:
    """The first warning about the draft; empty if there is none."""
    problem = next(iter(draft.warnings), None)
    return "" if problem is None else flat(f"{problem.what}. {problem.instead}")


THE_SHEET = tr("The whole sheet")
DOUBT = "?"
"""Stands in front of a step of which something was not understood."""


class ReadRow(Struct, frozen=True):
    """One line of the list: the whole sheet first, then its steps. `parts` is what is said of it."""

    row: StepRow
    parts: tuple[Passage, ...]


def read_rows(sheet: ReadSheet, text: str) -> Sequence[ReadRow]:
    """The lines of the list; `text` is that of the sheet."""
    given = text.splitlines()
    steps = report.steps(sheet.proposal, sheet.routine)
    found = [_whole(sheet)]
    for number, (step, pasted) in enumerate(zip(steps, sheet.proposal.steps, strict=True), 1):
        first, last = pasted.lines[0], pasted.lines[-1]
        title = f"{DOUBT} {flat(step.name)}" if step.left_over else flat(step.name)
        row = StepRow((number,), title, flat(step.dose).rstrip("."))
        found.append(ReadRow(row, tuple(_parts(step, _quoted(given[first - 1 : last])))))
    return found


def _whole(sheet: ReadSheet) -> ReadRow:
    proposal = sheet.proposal
    said = [
        (THE_SHEET, [flat(proposal.title)] if proposal.title else []),
        (tr("What holds for all of it"), report.of_all_steps(sheet.routine)),
        (report.NOT_UNDERSTOOD, report.sentences(proposal.left_over)),
        (report.BESIDE, report.sentences(proposal.beside)),
        ("", [each] if (each := report.furniture(proposal)) else []),
    ]
    parts = tuple(Passage(heading, "\n".join(lines)) for heading, lines in said if lines)
    return ReadRow(StepRow((), flat(proposal.title) or THE_SHEET), parts or (Passage(THE_SHEET, ""),))


def _quoted(given: Sequence[str]) -> str:
    return "\n".join(filter(None, map(flat, given)))


def _parts(step: report.ReadStep, quoted: str) -> Iterator[Passage]:
    """What the sheet says, what was understood of it, and what was not."""
    yield Passage(tr("On the sheet, {place}", place=step.place), quoted)
    yield Passage(tr("Understood"), "\n".join([step.dose, *step.says]).strip())
    if step.note:
        yield Passage(tr("Kept as a note"), step.note)
    if step.left_over:
        yield Passage(report.NOT_UNDERSTOOD, "\n".join(step.left_over))


def read_count(sheet: ReadSheet) -> str:
    """How many steps there are, and how much was not understood."""
    steps = counted(len(sheet.proposal.steps), "{number:g} step", "{number:g} steps")
    left = len(sheet.proposal.all_left_over())
    if not left:
        return tr("{steps}, all of it understood", steps=steps)
    lines = counted(left, "{number:g} sentence not understood", "{number:g} sentences not understood")
    return tr("{steps}, {lines}", steps=steps, lines=lines)
