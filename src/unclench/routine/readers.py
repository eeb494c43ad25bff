"""The readers of values, one for each `format.ValueKind`: a node in, a value out.

A reader notes what is wrong with its value as a problem, and then returns None or an empty tuple.
(`attachments` reads sounds, pictures and own figures; `parser` reads steps.)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from typing import Any, Literal, TypeVar

from msgspec.structs import replace

from unclench.language import begun, counted, tr
from unclench.routine import patterns as p
from unclench.routine.fields import Context, describe, is_empty, nearest, read_fields, scalar_text
from unclench.routine.format import Field, Fields, ValueKind
from unclench.routine.loads import HOW_TO_WRITE_LOADS, NoStep, is_blank, weights
from unclench.routine.model import (
    TO_MOVE,
    Amount,
    AtLeast,
    AtMost,
    Blank,
    BreathPattern,
    Exact,
    Group,
    Mark,
    Movement,
    Phase,
    Progress,
    Range,
    RepNote,
)
from unclench.routine.own_words import tags_of
from unclench.routine.problems import Where, quoted
from unclench.routine.source import Listing, Node, Scalar, Table
from unclench.routine.values import (
    BACK,
    THERE,
    WIDEST,
    Form,
    ValueProblem,
    parse_breathing,
    parse_count,
    parse_duration,
    parse_language,
    parse_tempo,
)

LONGEST_TEXT = 1_000
LONGEST_TITLE = 120
"""In characters."""
MOST_TEXTS = 100
"""The most tags, cautions, notes, sides or sources in one place: far more than any sheet has."""
_SENTENCES = frozenset({"cautions", "sources"})
"""Keys of lists of texts that have commas in them."""
_YES = p.whole(p.YES)
_NO = p.whole(p.NO)
_NOT_A_TEXT = r"(?i)^(?:[-+.]?[0-9][0-9_.eE+:xo-]*|[-+]?\.(?:inf|nan)|true|false)$"
BETWEEN = ("setup", "rest", "switch")
"""The movements of a figure between those of the exercise, as in `unclench.figure.kinematics`: importing that takes
longer than reading the routine."""
HOLD = "hold"
"""A phase of this name is for being there, not for moving."""
_EVERY = rf"^ *({p.WHOLE})? *([dDwW])[a-zA-Z]* *$"
_IS_EVERY = p.whole(p.EVERY)
_SPACES = r"[ \t\r\n]+"
_EACH = p.whole(p.EACH)
_GROUP = p.whole(p.GROUP)
_IN_ALL = f"{p.IN_ALL} *$"
_A_DAY = f"{p.A_DAY} *$"
_ANOTHER_SPAN = r"(?i)hour|week|month|session"
_WORKED = p.whole(p.WORKED)
_REPETITIONS = p.whole(p.REPETITIONS)
_NAME_AND_TIME = rf"^(.*[^ ]) +({p.DURATION})$"
_TIME = p.whole(p.DURATION)
_NUMBER = r"^-?[0-9]{1,6}(\.[0-9]{1,6})?$"
QUIET = "quiet"
"""What stands beside the time of a phase in which nothing is to sound."""
_FIELDS_OF_PROGRESS: tuple[Literal["reps", "sets", "hold", "load"], ...] = ("reps", "sets", "hold", "load")
_USUAL_STEP = {"reps": 1, "sets": 1, "hold": 5_000, "load": 1}
"""How much more it is each time where `by` says nothing (ours)."""
FEW_DAYS = 3
"""How many days "every few days" are at least (ours)."""
_FEW = p.whole(p.FEW_DAYS)
_BY_WEIGHT = Field("by", ValueKind.TEXT, "", example="by: 1kg")
_WHEN_EASY = p.whole(p.WHEN_EASY)
_Value = TypeVar("_Value")


# -- texts --------------------------------------------------------------------------------------


def read_text(ctx: Context, definition: Field, node: Node, where: Where) -> str | None:
    """A text. If it runs over several lines, they are joined."""
    text = scalar_text(ctx, definition, node, where)
    if text is None:
        return None
    return _fitting(ctx, node, where, text, LONGEST_TEXT)


def read_title(ctx: Context, definition: Field, node: Node, where: Where) -> str | None:
    """A short text that is not just a number."""
    text = scalar_text(ctx, definition, node, where)
    if text is None:
        return None
    if isinstance(node, Scalar) and node.plain and re.match(_NOT_A_TEXT, text):
        instead = tr("Write a few words, or put quotation marks around it if you mean it as text.")
        ctx.problems.error(node.mark, where, tr("{text} is not a text", text=quoted(text)), instead)
        return None
    return _fitting(ctx, node, where, text, LONGEST_TITLE)


def read_texts(ctx: Context, definition: Field, node: Node, where: Where) -> tuple[str, ...]:
    """A list of texts; a single text is a list of one."""
    if isinstance(node, Scalar):
        text = read_text(ctx, definition, node, where)
        return () if text is None else (text,)
    if isinstance(node, Table):
        what = tr("a list of texts should be here, not {found}", found=describe(node))
        instead = tr("Write a dash before each text; put quotation marks around a text with a colon in it.")
        ctx.problems.error(node.mark, where, what, instead)
        return ()
    too_many(ctx, [item.mark for item in node.items], where)
    found = (_item(ctx, definition, item, where) for item in node.items[:MOST_TEXTS])
    texts = tuple(text for text in found if text is not None)
    if definition.key in _SENTENCES and node.bracketed:
        _warn_of_a_cut_sentence(ctx, node.items[1:MOST_TEXTS], where)
    return texts


def _warn_of_a_cut_sentence(ctx: Context, items: Sequence[Node], where: Where) -> None:
    """Warn of the first text behind a comma that goes on in small letters: that was one sentence."""
    for item in items:
        if isinstance(item, Scalar) and item.plain and _goes_on(item.text):
            what = tr("the comma before {text} makes it a text of its own", text=quoted(item.text))
            ctx.problems.warn(item.mark, where, what, tr("Was this one sentence? Put it in quotation marks."))
            return


def _goes_on(text: str) -> bool:
    """Whether it is the rest of a sentence, and not the name of a source such as `seed 001`."""
    return text[:1].islower() and (len(text.split()) > 2 or not any(map(str.isdigit, text)))


def _item(ctx: Context, definition: Field, item: Node, where: Where) -> str | None:
    if isinstance(item, Table | Listing):
        what = tr("a text should be here, not {found}", found=describe(item))
        instead = tr("Put quotation marks around a text that has a colon in it or begins with a bracket.")
        ctx.problems.error(item.mark, where, what, instead)
        return None
    return read_text(ctx, definition, item, where)


def too_many(ctx: Context, marks: Sequence[Mark], where: Where) -> None:
    """Note that a list has more than MOST_TEXTS items, at the first one too many."""
    if len(marks) > MOST_TEXTS:
        what = tr("there are {count} here; {most} is the most", count=len(marks), most=MOST_TEXTS)
        instead = tr("Remove some, or split it into several steps or routines.")
        ctx.problems.error(marks[MOST_TEXTS], where, what, instead)


def _fitting(ctx: Context, node: Node, where: Where, text: str, most: int) -> str | None:
    if len(text) > most:
        what = counted(
            len(text),
            "this text has {count} character; {most} is the most that can be shown",
            "this text has {count} characters; {most} is the most that can be shown",
            count=len(text),
            most=most,
        )
        ctx.problems.error(node.mark, where, what, tr("Shorten it."))
        return None
    # However many lines it had, it is shown and spoken as one.
    return re.sub(_SPACES, " ", text).strip()


# -- single values ------------------------------------------------------------------------------


def read_flag(ctx: Context, definition: Field, node: Node, where: Where) -> bool | None:
    """Yes or no."""
    text = scalar_text(ctx, definition, node, where)
    if text is None:
        return None
    if re.match(_YES, text):
        return True
    if re.match(_NO, text):
        return False
    ctx.problems.error(node.mark, where, tr("{text} is neither yes nor no", text=quoted(text)), tr("Write yes or no."))
    return None


def read_group(ctx: Context, definition: Field, node: Node, where: Where) -> Group | None:
    """One of the headings of the home screen."""
    text = scalar_text(ctx, definition, node, where)
    if text is None:
        return None
    if re.match(_GROUP, text):
        return Group(text.strip().lower())
    *groups, last = list(Group)
    instead = tr("Write {groups} or {last}, or take the line out.", groups=", ".join(groups), last=last)
    if near := nearest(text.strip().lower(), list(Group)):
        instead = tr("Did you mean `group: {near}`?", near=near)
    ctx.problems.error(node.mark, where, tr("{text} is not a heading of the home screen", text=quoted(text)), instead)
    return None


def read_language(ctx: Context, definition: Field, node: Node, where: Where) -> str | None:
    """The tag of a language."""
    return _parsed(ctx, definition, node, where, parse_language)


def read_worked(ctx: Context, definition: Field, node: Node, where: Where) -> str | None:
    """Whether an exercise is done on one side at a time or on both at once."""
    text = scalar_text(ctx, definition, node, where)
    if text is None:
        return None
    if re.match(_WORKED, text):
        return text.strip().lower()
    ctx.problems.error(
        node.mark, where, tr("{text} is neither one nor both", text=quoted(text)), tr("Write one or both.")
    )
    return None


def read_duration(ctx: Context, definition: Field, node: Node, where: Where) -> Amount | None:
    """An amount of time, in ms."""
    key, forms = definition.key, definition.forms
    parse = partial(parse_duration, forms=forms, zero=definition.zero, least=definition.least, key=key)
    return _parsed(ctx, definition, node, where, parse)


def read_count(ctx: Context, definition: Field, node: Node, where: Where) -> Amount | None:
    """A whole number."""
    key, forms = definition.key, definition.forms
    return _parsed(ctx, definition, node, where, partial(parse_count, forms=forms, most=definition.most, key=key))


def read_reps(ctx: Context, definition: Field, node: Node, where: Where) -> tuple[Amount | None, bool]:
    """A whole number, and whether it counts all sides together; `open` never does."""
    number = _without(_IN_ALL, node)
    if number is node:
        return read_count(ctx, definition, node, where), False
    return read_count(ctx, replace(definition, forms=definition.forms - {Form.OPEN}), number, where), True


def _without(behind: str, node: Node) -> Node:
    """A number without what stands `behind` it; the node itself where that is not there."""
    found = re.search(behind, node.text) if isinstance(node, Scalar) and len(node.text) <= WIDEST else None
    return replace(node, text=node.text[: found.start()]) if found and isinstance(node, Scalar) else node


def read_goal(ctx: Context, definition: Field, node: Node, where: Where) -> Amount | None:
    """A whole number, with or without `a day` behind it."""
    if isinstance(node, Scalar) and re.search(_ANOTHER_SPAN, node.text[:WIDEST]):
        what = tr("{text} is not a goal for a day", text=quoted(node.text))
        ctx.problems.error(node.mark, where, what, tr("Write it like `{example}`.", example=definition.example))
        return None
    return read_count(ctx, definition, _without(_A_DAY, node), where)


def read_breathing(ctx: Context, definition: Field, node: Node, where: Where) -> BreathPattern | None:
    """A breath pattern."""
    return _parsed(ctx, definition, node, where, parse_breathing)


def _parsed(ctx: Context, definition: Field, node: Node, where: Where, parse: Callable[[str], _Value]) -> _Value | None:
    text = scalar_text(ctx, definition, node, where)
    if text is None:
        return None
    try:
        return parse(text)
    except ValueProblem as problem:
        ctx.problems.error(node.mark, where, problem.what, problem.instead)
        return None


def read_movement(ctx: Context, definition: Field, node: Node, where: Where) -> Movement | None:
    """An exercise of the catalogue, by id or name; any other text is the author's own exercise."""
    text = read_text(ctx, definition, node, where)
    if text is None:
        return None
    if (movement := ctx.movements.find(text)) is not None:
        return _by_its_authors_name(movement, text)
    if (near := ctx.movements.suggest(text)) is not None:
        what = tr("{exercise} is not in the catalogue, so it has no picture and no instructions", exercise=quoted(text))
        ctx.problems.warn(node.mark, where, what, tr("Did you mean {near}?", near=near))
    return Movement(None, text, tags=tags_of(text))


def _by_its_authors_name(movement: Movement, text: str) -> Movement:
    """The exercise under one of its other names, if that is what was written: whoever knows the sheet looks for it."""
    if _letters(text) in (_letters(movement.id or ""), _letters(movement.name)):
        return movement
    name = begun(text)
    first, _, rest = movement.say.partition(". ")
    if _letters(first) != _letters(movement.name):
        rest = movement.say
    return replace(movement, name=name, say=f"{name}. {rest}" if rest else "")


def _letters(name: str) -> str:
    """What of a name tells it from another."""
    return "".join(filter(str.isalnum, name.casefold()))


def read_every(ctx: Context, definition: Field, node: Node, where: Where) -> int | None:
    """An interval such as `3 days` or `week`, as a number of days."""
    text = scalar_text(ctx, definition, node, where)
    if text is None:
        return None
    if re.match(_FEW, text):
        return FEW_DAYS
    found = re.match(_EVERY, text) if re.match(_IS_EVERY, text) else None
    days = int(found[1] or 1) * (7 if found[2] in "wW" else 1) if found else 0
    if not 1 <= days <= 366:
        what = tr("{text} is not a number of days", text=quoted(text))
        ctx.problems.error(node.mark, where, what, tr("Write it like 3 days or 1 week."))
        return None
    return days


def read_format(ctx: Context, definition: Field, node: Node, where: Where) -> int | None:
    """The version of the format; so far there is only 1."""
    text = scalar_text(ctx, definition, node, where)
    if text is None:
        return None
    if text.strip() != "1":
        what = tr("{text} is not a version of the format that this program knows", text=quoted(text))
        instead = tr("Write `format: 1`; a higher number needs a newer unclench.")
        ctx.problems.error(node.mark, where, what, instead)
        return None
    return 1


# -- lists and groups ---------------------------------------------------------------------------


def read_table(ctx: Context, definition: Field, node: Node, where: Where) -> dict[str, Any]:
    """A group of keys, those of `definition.fields`."""
    if not isinstance(node, Table):
        not_a_table(ctx, definition, node, where)
        return {}
    return read_fields(ctx, node, definition.fields or Fields(), where, f"`{definition.key}`")


def read_parts(ctx: Context, definition: Field, node: Node, where: Where) -> tuple[tuple[Mark, dict[str, Any]], ...]:
    """A list of groups of keys, those of `definition.fields`: the place and the values of each."""
    if not isinstance(node, Listing) or not node.items:
        what = tr("{found} stands where a list should be", found=_no_list(node))
        ctx.problems.error(node.mark, where, what, tr("Begin each with a dash, as in `- routine: gentle-stretch`."))
        return ()
    too_many(ctx, [item.mark for item in node.items], where)
    found = []
    for number, item in enumerate(node.items[:MOST_TEXTS], start=1):
        inside = (*where, str(number))
        if isinstance(item, Table):
            values = read_fields(ctx, item, definition.fields or Fields(), inside, tr("a routine of a plan"))
            found.append((item.mark, values))
        else:
            what = tr("{found} stands where a group of keys should be", found=describe(item))
            ctx.problems.error(item.mark, inside, what, tr("Write it like `- routine: gentle-stretch`."))
    return tuple(found)


def _no_list(node: Node) -> str:
    """What a node is that should be a list with something in it, for a sentence."""
    return tr("an empty list") if isinstance(node, Listing) else describe(node)


def read_sides(ctx: Context, definition: Field, node: Node, where: Where) -> tuple[str, ...]:
    """`each`, or a list of names."""
    if isinstance(node, Scalar) and re.match(_EACH, node.text):
        return ("left", "right")
    if not isinstance(node, Listing) or not node.items:
        from unclench.routine import suggestions  # imported only for a mistake

        instead = suggestions.sides(node.text if isinstance(node, Scalar) else "")
        ctx.problems.error(node.mark, where, tr("this doesn't tell which sides"), instead)
        return ()
    too_many(ctx, [item.mark for item in node.items], where)
    names: dict[str, None] = {}
    for item in node.items[:MOST_TEXTS]:
        name = read_text(ctx, definition, item, where)
        if name is not None and name in names:
            what = tr("the side {name} is there twice", name=quoted(name))
            ctx.problems.error(item.mark, where, what, tr("Keep one of the two; `sets` repeats all sides."))
        elif name is not None:
            names[name] = None
    return tuple(names)


def read_phases(ctx: Context, definition: Field, node: Node, where: Where) -> tuple[Phase, ...]:
    """A list of pairs, each one name and one time."""
    if not isinstance(node, Listing) or not node.items:
        what = tr("{found} stands where a list of phases should be", found=_no_list(node))
        ctx.problems.error(node.mark, where, what, tr("Write it like `{example}`.", example=definition.example))
        return ()
    found = (_phase(ctx, definition, item, where) for item in node.items)
    return tuple(phase for phase in found if phase is not None)


def read_tempo(ctx: Context, definition: Field, node: Node, where: Where) -> tuple[Phase, ...]:
    """`4-0-4` as phases: there, a hold, back, and perhaps another hold. A zero makes no phase."""
    pattern = _parsed(ctx, definition, node, where, parse_tempo)
    return () if pattern is None else tuple(Phase(name, Exact(ms)) for name, ms in pattern if ms)


def in_its_own_words(tempo: Sequence[Phase], movement: Movement) -> tuple[Phase, ...]:
    """The phases of a tempo, called as the exercise calls its first movement and its last: then its figure moves."""
    figure = movement.figure or {}
    moves = [str(name) for name in figure.get("phases", ()) if name not in BETWEEN and HOLD not in str(name).split()]
    if len(moves) < 2:
        return tuple(tempo)
    names = {THERE: moves[0], BACK: moves[-1]}
    return tuple(Phase(names.get(phase.name, phase.name), phase.lasting) for phase in tempo)


def _phase(ctx: Context, definition: Field, item: Node, where: Where) -> Phase | None:
    if isinstance(item, Scalar) and not is_empty(item) and not re.match(_NAME_AND_TIME, item.text):
        return _phase_without_time(ctx, definition, item, where)
    if isinstance(item, Table) and (comma := _decimal_comma(item)):
        what = tr("the comma in {time} ends the time", time=quoted(comma))
        ctx.problems.error(item.mark, where, what, tr("Write {time}.", time=comma.replace(",", ".")))
        return None
    quiet = None
    if isinstance(item, Table) and len(item.values) == 2 and QUIET in item.values:
        quiet = read_flag(ctx, definition, item.values[QUIET], (*where, QUIET))
        others = {name: node for name, node in item.values.items() if name != QUIET}
        item = Table(item.mark, others, {name: item.marks[name] for name in others})
    if not isinstance(item, Table) or len(item.values) != 1:
        instead = tr("Write a pair of braces for each, like `{example}`.", example=definition.example)
        ctx.problems.error(item.mark, where, tr("each phase is one name with one time"), instead)
        return None
    ((name, node),) = item.values.items()
    mark = item.marks[name]
    if is_empty(node) and (glued := re.match(_NAME_AND_TIME, name)):
        what = tr("there is no colon between {name} and {time}", name=quoted(glued[1]), time=quoted(glued[2]))
        ctx.problems.error(mark, where, what, tr("Write {name}: {time}.", name=glued[1], time=glued[2]))
        return None
    label = read_text(ctx, definition, Scalar(name, mark, plain=False), where)
    lasting = read_duration(ctx, definition, node, (*where, name))
    return Phase(label, lasting, quiet) if label is not None and lasting is not None else None


def read_words(ctx: Context, definition: Field, node: Node, where: Where) -> dict[str, str]:
    """A short text for each of some names."""
    if not isinstance(node, Table):
        not_a_table(ctx, definition, node, where)
        return {}
    too_many(ctx, list(node.marks.values()), where)
    pairs = islice(node.values.items(), MOST_TEXTS)
    texts = {name: read_title(ctx, definition, each, (*where, name)) for name, each in pairs}
    return {name: text for name, text in texts.items() if text is not None}


def _phase_without_time(ctx: Context, definition: Field, item: Scalar, where: Where) -> Phase | None:
    """A movement takes its usual time; a hold is as long as its author says."""
    if HOLD in item.text.casefold().split():
        what = tr("{phase} has no time", phase=quoted(item.text))
        ctx.problems.error(item.mark, where, what, tr("Write it like `{example}`.", example=definition.example))
        return None
    label = read_text(ctx, definition, item, where)
    return None if label is None else Phase(label, TO_MOVE)


def _decimal_comma(item: Table) -> str | None:
    """`1,5s` if that is what was meant: YAML reads `{up: 1,5s}` as two pairs."""
    if len(item.values) != 2:
        return None
    first, second = item.values.values()
    end = list(item.values)[1]
    if isinstance(first, Scalar) and first.text.isdecimal() and is_empty(second) and re.match(_TIME, end):
        return f"{first.text},{end}"
    return None


def read_notes(ctx: Context, definition: Field, node: Node, where: Where) -> tuple[RepNote, ...]:
    """Notes by repetition: `10` or `1-3`."""
    if not isinstance(node, Table):
        not_a_table(ctx, definition, node, where)
        return ()
    too_many(ctx, list(node.marks.values()), where)
    notes: list[RepNote] = []
    for key, value in islice(node.values.items(), MOST_TEXTS):
        mark = node.marks[key]
        ends = [int(end) for end in re.findall("[0-9]+", key)] if re.match(_REPETITIONS, key) else []
        if not ends or not 1 <= ends[0] <= ends[-1]:
            instead = tr("Write numbers from 1 up, like `{example}`.", example=definition.example)
            ctx.problems.error(mark, where, tr("{key} is not a repetition", key=quoted(key)), instead)
            continue
        text = read_text(ctx, definition, value, (*where, key))
        if any(ends[0] <= note.last and note.first <= ends[-1] for note in notes):
            what = tr("a repetition of {key} has a note already", key=quoted(key))
            ctx.problems.error(mark, where, what, tr("Give each repetition one note."))
        elif text is not None:
            notes.append(RepNote(ends[0], ends[-1], text))
    return tuple(notes)


def read_progress(ctx: Context, definition: Field, node: Node, where: Where) -> Progress | None:
    """How a dose grows: what of it, from where to where, by how much, and how often or when."""
    values = read_table(ctx, definition, node, where)
    if not isinstance(node, Table):
        return None
    growing = [key for key in _FIELDS_OF_PROGRESS if key in node.values]
    if len(growing) != 1:
        instead = tr("Write it like `{example}`.", example=definition.example)
        ctx.problems.error(node.mark, where, tr("exactly one of `reps`, `sets`, `hold` and `load` can grow"), instead)
        return None
    key = growing[0]
    every = node.values.get("every")
    vague = isinstance(every, Scalar) and re.match(_FEW, every.text) is not None
    often = (values.get("every") or 1, every is None or vague or bool(values.get("when")))
    if key == "load":
        loads = _loads_of(ctx, values[key], node, where)
        return Progress(key, 1, len(loads), 1, *often, loads=loads) if loads else None
    by, by_most = _step_of(ctx, key, node.values["by"], where) if "by" in node.values else (_USUAL_STEP[key], None)
    if isinstance(values[key], Exact):
        instead = tr("Write from and to, like `{example}`.", example=definition.example)
        ctx.problems.error(node.values[key].mark, (*where, key), tr("one number can't grow"), instead)
        return None
    if values[key] is None or by is None:
        return None
    return Progress(key, *_ends(values[key]), by, *often, by_most)


def _ends(amount: Amount) -> tuple[int | None, int | None]:
    """From where to where something grows; None where that is left to the step, or has no end."""
    match amount:
        case Range(low, high):
            return low, high
        case AtLeast(low):
            return low, None
        case AtMost(high):
            return None, high
        case _:
            return None, None


def _step_of(ctx: Context, key: str, node: Node, where: Where) -> tuple[int | None, int | None]:
    """The `by` of a progress, ms if the hold grows, else a count: its smaller end, and its larger one if it has two."""
    forms = frozenset({Form.RANGE})
    if key == "hold":
        amount = read_duration(ctx, Field("by", ValueKind.DURATION, "", forms, example="by: 5s"), node, (*where, "by"))
    else:
        amount = read_count(ctx, Field("by", ValueKind.COUNT, "", forms, example="by: 1"), node, (*where, "by"))
    if isinstance(amount, Range):
        return amount.low, amount.high
    return (amount.value, None) if isinstance(amount, Exact) else (None, None)


def read_when(ctx: Context, definition: Field, node: Node, where: Where) -> bool | None:
    """`easy`: True."""
    text = scalar_text(ctx, definition, node, where)
    if text is None:
        return None
    if re.match(_WHEN_EASY, text):
        return True
    what = tr("{text} is not something that you are asked afterwards", text=quoted(text))
    ctx.problems.error(node.mark, where, what, tr("Write `{example}`.", example=definition.example))
    return None


def read_load(ctx: Context, definition: Field, node: Node, where: Where) -> str | Blank | None:
    """What an exercise is done with; a blank for `ask`, or as it stands on paper, like `____ kg`."""
    text = read_text(ctx, definition, node, where)
    return Blank() if text is not None and is_blank(text) else text


def read_loads(ctx: Context, definition: Field, node: Node, where: Where) -> tuple[str, ...] | Scalar:
    """The loads of a list, or the text of a range of weights: what is between these, `by` decides."""
    if isinstance(node, Scalar):
        return () if scalar_text(ctx, definition, node, where) is None else node
    if isinstance(node, Table) or len(node.items) < 2:
        what = tr("this doesn't tell from which load to which")
        ctx.problems.error(node.mark, where, what, HOW_TO_WRITE_LOADS)
        return ()
    too_many(ctx, [item.mark for item in node.items], where)
    found = [read_title(ctx, definition, item, where) for item in node.items[:MOST_TEXTS]]
    names = tuple(name for name in found if name is not None)
    if len(set(names)) < len(names):
        ctx.problems.error(node.mark, where, tr("a load is there twice"), tr("Keep one of the two."))
    return names


def _loads_of(ctx: Context, found: tuple[str, ...] | Scalar, node: Table, where: Where) -> tuple[str, ...]:
    """The loads that something grows along, where each of them can be read."""
    by = node.values.get("by")
    if not isinstance(found, Scalar):
        if by is not None:
            what = tr("a list of loads grows from one to the next")
            ctx.problems.error(by.mark, (*where, "by"), what, tr("Take it out."))
        return found
    step = None if by is None else scalar_text(ctx, _BY_WEIGHT, by, (*where, "by"))
    if by is not None and step is None:
        return ()
    try:
        return weights(found.text, step)
    except ValueProblem as problem:
        mark, key = (by.mark, "by") if by is not None and isinstance(problem, NoStep) else (found.mark, "load")
        ctx.problems.error(mark, (*where, key), problem.what, problem.instead)
        return ()


def not_a_table(ctx: Context, definition: Field, node: Node, where: Where) -> None:
    """Note that something else stands where a group of keys should be."""
    instead = tr("Write key: value.")
    if definition.example:
        instead = tr("Write it like `{example}`.", example=definition.example)
    what = tr("a group of keys should be here, not {found}", found=describe(node))
    ctx.problems.error(node.mark, where, what, instead)


# -- figures ------------------------------------------------------------------------------------


def read_figure(ctx: Context, definition: Field, node: Node, where: Where) -> Any:
    """The plain data of a figure, which `unclench.figure` makes sense of when it is shown."""
    if not isinstance(node, Table):
        not_a_table(ctx, definition, node, where)
        return None
    return figure_data(ctx, node, where, checked=ctx.figures)


def figure_data(ctx: Context, node: Table, where: Where, *, checked: bool) -> Any:
    """The plain data of a figure. If it is to be `checked`, its mistakes are noted as problems."""
    data = _plain(node)
    if checked:
        from unclench.figure.loader import read  # imported only to check a figure

        for fault in read(data)[1]:
            ctx.problems.error(_mark_at(node, fault.path), (*where, *fault.path), fault.what, fault.instead)
    return data


def _mark_at(node: Node, path: tuple[str, ...]) -> Mark:
    """The place that `path` leads to, as far as its keys exist."""
    mark = node.mark
    for key in path:
        if not isinstance(node, Table) or key not in node.values:
            break
        mark, node = node.marks[key], node.values[key]
    return mark


def _plain(node: Node) -> Any:
    # The tree is at most `source.DEEPEST` deep, so recursion is safe.
    if isinstance(node, Table):
        return {key: _plain(value) for key, value in node.values.items()}
    if isinstance(node, Listing):
        return [_plain(item) for item in node.items]
    if node.plain and (found := re.match(_NUMBER, node.text)):
        return float(node.text) if found[1] else int(node.text)
    return {"true": True, "false": False}.get(node.text, node.text) if node.plain else node.text
