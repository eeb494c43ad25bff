"""Turns the text of a file into its record: the top level of routines and exercises, and each step by its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Any, TypedDict

from msgspec.structs import replace

from unclench.language import begun, tr
from unclench.routine import patterns as p
from unclench.routine.attachments import read_own_figure, read_picture, read_sounds
from unclench.routine.fields import (
    THE_ROUTINE,
    Block,
    Context,
    FileChecker,
    MovementLookup,
    NoMovements,
    Reader,
    describe,
    is_empty,
    is_open,
    nearest,
    read_fields,
)
from unclench.routine.format import (
    COMMON,
    EXERCISE,
    KINDS,
    MOST_LEVELS,
    PLAN,
    PROGRESS,
    TOP,
    Field,
    Fields,
    StepKind,
    ValueKind,
    kinds_with,
    own_keys,
)
from unclench.routine.lint import DEFAULT_LENGTH, check_routine, check_step, most
from unclench.routine.model import (
    AFTER_YESTERDAY,
    AnyStep,
    ApplyStep,
    BreatheStep,
    ConfirmStep,
    Defaults,
    DoStep,
    Exact,
    ExerciseStep,
    Frequency,
    Group,
    Mark,
    Movement,
    Plan,
    PlanPart,
    Progress,
    RepeatStep,
    RepNote,
    RestStep,
    Routine,
    StepFrequency,
)
from unclench.routine.own_words import on_the_skin, tags_of
from unclench.routine.problems import Collector, Where, quoted, visible
from unclench.routine.readers import (
    LONGEST_TITLE,
    MOST_TEXTS,
    in_its_own_words,
    not_a_table,
    read_breathing,
    read_count,
    read_duration,
    read_every,
    read_figure,
    read_flag,
    read_format,
    read_goal,
    read_group,
    read_language,
    read_load,
    read_loads,
    read_movement,
    read_notes,
    read_parts,
    read_phases,
    read_progress,
    read_reps,
    read_sides,
    read_table,
    read_tempo,
    read_text,
    read_texts,
    read_title,
    read_when,
    read_words,
    read_worked,
    too_many,
)
from unclench.routine.source import Listing, Node, Scalar, Table, read_nodes
from unclench.routine.values import ValueProblem, format_duration, parse_duration
from unclench.safety.limits import SLEEPY

_CHOOSE = tr(
    "Begin it with `exercise`, `breathe`, `cold`, `heat`, `rest`, `do`, `confirm`, `repeat`, `levels` or `block`."
)
MOST_STEPS = 10_000
"""Steps of a file, with those of its blocks wherever they are used; as many as a session may have phases."""
DEEPEST_STEPS = 40
"""How deep blocks and alternatives may stand in each other, by their names too: whatever walks them goes as deep."""
_TIME = p.whole(p.DURATION, p.DURATION_RANGE)


class _Common(TypedDict):
    mark: Mark
    name: str | None
    say: str | None
    note: str | None
    notes: tuple[RepNote, ...]
    cautions: tuple[str, ...]
    tags: tuple[str, ...]
    source: str | None
    optional: bool
    wait: bool
    only_if: str | None
    frequency: StepFrequency | None
    alternatives: tuple[AnyStep, ...]
    progress: Progress | None


def read_steps(ctx: Context, definition: Field, node: Node, where: Where) -> tuple[AnyStep, ...]:
    """A list of at least one step. In `where`, `step 1` and so on take the place of a final `steps`."""
    if not isinstance(node, Listing) or not node.items:
        what = tr("there are no steps here")
        if isinstance(node, Table):
            what = tr("a list of steps should be here, not a group of keys")
        ctx.problems.error(node.mark, where, what, tr("Begin each step with a dash, as in `- rest: 30s`."))
        return ()
    inside = where[:-1] if definition.key in ("steps", "levels") else where
    called = tr("level {number}") if definition.kind is ValueKind.LEVELS else tr("step {number}")
    found = (
        _read_step(ctx, item, (*inside, called.format(number=number)))
        for number, item in enumerate(node.items, start=1)
    )
    steps = tuple(step for step in found if step is not None)
    ctx.sizes[id(steps)], ctx.heights[id(steps)] = _size(ctx, steps), _height(ctx, steps)
    if ctx.sizes[id(steps)] > MOST_STEPS:
        what = tr("this makes more than {most:,} steps", most=MOST_STEPS)
        ctx.problems.error(node.mark, where, what, tr("Use fewer blocks inside blocks."))
        return ()
    if ctx.heights[id(steps)] > DEEPEST_STEPS:
        what = tr("there are more than {most} blocks inside each other", most=DEEPEST_STEPS)
        ctx.problems.error(node.mark, where, what, tr("Use fewer blocks inside blocks."))
        return ()
    return steps


def read_levels(ctx: Context, definition: Field, node: Node, where: Where) -> tuple[AnyStep, ...]:
    """A list of steps, no more than there are digits to choose one by."""
    if isinstance(node, Listing) and len(node.items) > MOST_LEVELS:
        what = tr("there are {count} levels here, and {most} is the most", count=len(node.items), most=MOST_LEVELS)
        ctx.problems.error(node.items[MOST_LEVELS].mark, where, what, tr("Keep the ones that you would choose from."))
    return read_steps(ctx, definition, node, where)


def read_blocks(ctx: Context, definition: Field, node: Node, where: Where) -> tuple[()]:
    """The blocks of a file, each a name and its steps, put into the context. One may use those above it."""
    if not isinstance(node, Table):
        not_a_table(ctx, definition, node, where)
        return ()
    too_many(ctx, list(node.marks.values()), where)
    for key, steps in islice(node.values.items(), MOST_TEXTS):
        inside = (*where, visible(key))
        name = read_title(ctx, definition, Scalar(key, node.marks[key], plain=False), inside)
        read = read_steps(ctx, definition, steps, inside)
        if name is None:
            continue
        if name.casefold() in ctx.blocks:
            what = tr("there are two blocks called {name}", name=quoted(name))
            ctx.problems.error(node.marks[key], inside, what, tr("Give one of them another name."))
        ctx.blocks[name.casefold()] = Block(name, read)
    return ()


def read_block(ctx: Context, definition: Field, node: Node, where: Where) -> Block | None:
    """One of the blocks, by its name."""
    text = read_text(ctx, definition, node, where)
    if text is None:
        return None
    if (block := ctx.blocks.get(text.casefold())) is not None:
        return block
    what = tr("there is no block called {name}", name=quoted(text))
    names = [visible(block.name) for block in ctx.blocks.values()]
    instead = tr("Give it its steps under `blocks`, at the very left: `{name}:`.", name=visible(text))
    if near := get_close_matches(text.casefold()[:LONGEST_TITLE], list(ctx.blocks), 1, 0.6):
        instead = tr("Did you mean {near}?", near=visible(ctx.blocks[near[0]].name))
    elif names:
        instead = tr("Write one of {names}; a block may use those above it.", names=", ".join(names))
    ctx.problems.error(node.mark, where, what, instead)
    return None


def _size(ctx: Context, steps: Sequence[AnyStep]) -> int:
    """How many steps there are, with those inside of them, wherever a block is used."""
    return len(steps) + sum(ctx.sizes.get(id(others), 0) for others in _inside(steps))


def _height(ctx: Context, steps: Sequence[AnyStep]) -> int:
    """How many lists of steps are inside each other, this one included."""
    return 1 + max((ctx.heights.get(id(others), 0) for others in _inside(steps)), default=0)


def _inside(steps: Sequence[AnyStep]) -> Iterator[tuple[AnyStep, ...]]:
    """The lists of steps right inside of these."""
    for step in steps:
        yield from filter(None, (step.alternatives, step.steps if isinstance(step, RepeatStep) else ()))


def _read_step(ctx: Context, node: Node, where: Where) -> AnyStep | None:
    if not isinstance(node, Table):
        _not_a_step(ctx, node, where)
        return None
    key, kind = _kind_of(ctx, node, where)
    if kind is None:
        return None
    head = kind.head.key
    _check_keys(ctx, kind, node, where)
    if key != head:  # the misspelling is reported; read on as if it were right
        node = Table(
            node.mark,
            {head if name == key else name: value for name, value in node.values.items()},
            {head if name == key else name: mark for name, mark in node.marks.items()},
        )
    owner = tr("an `exercise` step") if head == "exercise" else tr("a `{kind}` step", kind=head)
    if head != "exercise":
        node = _without_growth(ctx, node, where)
    values = read_fields(ctx, node, own_keys(head), where, owner)
    step = _build(head, values, node.mark)
    if step is not None:
        check_step(ctx.problems, step, node, where)
    return step


def _without_growth(ctx: Context, node: Table, where: Where) -> Table:
    """The step without a growth by keys of its own, as in `progress: {cycles: 4-8}`, which no other key could mend."""
    grows = node.values.get("progress")
    if not isinstance(grows, Table) or set(grows.values) <= set(PROGRESS.by_key):
        return node
    what = tr("only an exercise can grow")
    ctx.problems.error(grows.mark, (*where, "progress"), what, tr("Take `progress` out."))
    values = {key: value for key, value in node.values.items() if key != "progress"}
    return Table(node.mark, values, {key: node.marks[key] for key in values})


def _kind_of(ctx: Context, table: Table, where: Where) -> tuple[str, StepKind | None]:
    """The key that names the kind, as written, and the kind; None if that is unclear."""
    heads = [key for key in table.values if key in KINDS]
    if "repeat" in heads:  # `block` is a kind of step, and also a key of those that are repeated
        heads = [head for head in heads if head != "block"]
    if len(heads) > 1 and "rest" in heads:
        # `rest` is a kind of step, and also a key of exercises and of blocks.
        others = [head for head in heads if head != "rest"]
        if any(field.key == "rest" for head in others for field in KINDS[head].fields):
            heads = others
    if len(heads) == 1:
        return heads[0], KINDS[heads[0]]
    if heads:
        listed = tr(" and ").join(f"`{head}`" for head in heads)
        what = tr("a step can be only one thing, but this one has {kinds}", kinds=listed)
        instead = tr("Make each one a step of its own, with its own dash.")
        ctx.problems.error(table.marks[heads[1]], where, what, instead)
        either = {field.key: field for head in heads for field in own_keys(head)}
        fields = Fields(replace(field, required=False) for field in either.values())
        read_fields(ctx, table, fields, where, tr("this step"))  # only for what else is wrong with it
        return heads[0], None
    return _guess(ctx, table, where)


def _guess(ctx: Context, table: Table, where: Where) -> tuple[str, StepKind | None]:
    """The kind that was probably meant, so that the rest of the step can be checked too."""
    for key in table.values:
        homes = kinds_with(key)
        if not homes and key not in COMMON.by_key and (near := nearest(key, KINDS)):
            what = tr("{key} is not a kind of step", key=quoted(key))
            ctx.problems.error(table.marks[key], where, what, tr("Did you mean `{near}`?", near=near))
            return key, KINDS[near]
    for key, value in table.values.items():
        if not kinds_with(key) and key not in COMMON.by_key and (instead := _as_a_pack(key, value)):
            ctx.problems.error(table.marks[key], where, tr("{key} is not a kind of step", key=quoted(key)), instead)
            return "", None
    for key in table.values:
        if len(homes := kinds_with(key)) == 1:
            kind = KINDS[homes[0]]
            what = tr("this step has `{key}`, but doesn't say what kind of step it is", key=key)
            instead = tr("Add a line like `{example}`.", example=kind.head.example)
            ctx.problems.error(table.mark, where, what, instead)
            return homes[0], kind
    for key, value in table.values.items():
        if isinstance(value, Scalar) and key not in COMMON.by_key and re.match(_TIME, value.text):
            activity, time = visible(key), visible(value.text)
            instead = tr("Write `do: {activity}` and under it `for: {time}`.", activity=activity, time=time)
            ctx.problems.error(table.marks[key], where, tr("{key} is not a kind of step", key=quoted(key)), instead)
            return "", None
    ctx.problems.error(table.mark, where, tr("this step doesn't say what kind it is"), _CHOOSE)
    return "", None


def _as_a_pack(words: str, time: Node | None = None) -> str:
    """What to write for cold or heat in an author's own words, which nothing would time or check (C1.1, C1.8).

    "" for other words. `time` is what stands behind them: it is kept up to the usual length.
    """
    lasting = DEFAULT_LENGTH
    if isinstance(time, Scalar) and re.match(p.whole(p.DURATION), time.text):
        with suppress(ValueProblem):  # too long for any step
            lasting = most(parse_duration(time.text)) or DEFAULT_LENGTH
    kind = on_the_skin(words, lasting)
    if kind is None:
        return ""
    return tr("Write `{key}: {time}`.", key=kind, time=format_duration(min(lasting, DEFAULT_LENGTH)))


def _not_a_step(ctx: Context, node: Node, where: Where) -> None:
    what = tr("{found} is not a step", found=describe(node))
    instead = tr("Write what kind it is, as in `- rest: 30s`.")
    if is_empty(node):
        what = tr("there is nothing after the dash")
    elif isinstance(node, Scalar):
        what = tr("{text} alone is not a step", text=quoted(node.text))
        instead = _as_a_pack(node.text) or tr("Write `- exercise: {text}`.", text=visible(node.text))
    ctx.problems.error(node.mark, where, what, instead)


def _check_keys(ctx: Context, kind: StepKind, table: Table, where: Where) -> None:
    for one, other in kind.together:
        if one in table.values and other in table.values:
            what = tr("`{one}` and `{other}` can't be in the same step", one=one, other=other)
            if other == "pace":
                what = tr("`pace` is only for counted repetitions, but this step has `{key}`", key=one)
            ctx.problems.error(table.marks[other], where, what, tr("Remove one of the two."))
    if kind.one_of and not any(key in table.values for key in kind.one_of):
        examples = [f"`{field.example}`" for key in kind.one_of for field in kind.fields if field.key == key]
        instead = tr("Add a line like {examples}.", examples=tr(" or ").join(examples))
        what = tr("this doesn't say how long it goes on")
        if "steps" in kind.one_of:
            what = tr("this doesn't say which steps are repeated")
        ctx.problems.error(table.mark, where, what, instead)
    for key, other in kind.unless_open:
        if key in table.values and is_open(table.values.get(other)):
            what = tr(
                "`{key}` can't stand beside `{other}: open`, where you press a key after each repetition",
                key=key, other=other,
            )  # fmt: skip
            instead = tr("Take the line out, or write a number like `{other}: 10`.", other=other)
            ctx.problems.error(table.marks[key], where, what, instead)
    for key, other in kind.needs:
        if key in table.values and other not in table.values:
            what = tr("`{key}` needs `{other}` beside it", key=key, other=other)
            instead = tr("Add `{other}: each`, or take `{key}` out.", other=other, key=key)
            ctx.problems.error(table.marks[key], where, what, instead)


def _build(kind: str, values: dict[str, Any], mark: Mark) -> AnyStep | None:
    """The record, or None if its head can't be read; that is an error already."""
    head = values.get(kind)
    if head in (None, ()):
        return None
    common = _common(values, mark)
    get = values.get
    match kind:
        case "exercise":
            reps, in_all = get("reps") or (None, False)
            return ExerciseStep(
                exercise=head,
                hold=get("hold"),
                phases=get("phases") or in_its_own_words(get("tempo") or (), head),
                reps=reps,
                in_all=in_all,
                goal=get("goal"),
                sets=get("sets"),
                load=get("load"),
                sides=get("sides") or (),
                alternate=bool(get("alternate")),
                rest=get("rest"),
                set_rest=get("set_rest"),
                switch=get("switch"),
                setup=get("setup"),
                pace=get("pace"),
                figure=get("figure"),
                picture=get("picture"),
                **common,
            )
        case "breathe":
            return BreatheStep(pattern=head, cycles=get("cycles"), lasting=get("for"), setup=get("setup"), **common)
        case "cold" | "heat":
            return ApplyStep(
                kind="cold" if kind == "cold" else "heat",
                lasting=head,
                checks=get("checks"),
                setup=get("setup"),
                **common,
            )
        case "rest":
            common["tags"] = tuple(dict.fromkeys((*common["tags"], *tags_of(common["name"] or ""))))
            return RestStep(lasting=head, **common)
        case "do":
            lasting = get("for")
            own = {key: get(key) for key in ("setup", "figure", "picture")}
            return DoStep(what=head, lasting=lasting, **own, **common) if lasting else None
        case "confirm":
            return ConfirmStep(question=head, alarm=bool(get("alarm")), estimate=get("for"), **common)
        case _:
            block = head if kind == "block" else get("block")
            if block is not None:
                common["name"] = common["name"] or begun(block.name)
            # What sends to sleep does so under any heading; what else a heading may mean, its steps say themselves.
            sleepy = SLEEPY.intersection(tags_of(common["name"] or ""))
            common["tags"] = tuple(dict.fromkeys((*common["tags"], *sorted(sleepy))))
            steps = get("steps") or (() if block is None else block.steps)
            times = head if kind == "repeat" else Exact(1)
            if levels := kind == "levels":
                steps = head
            return RepeatStep(times=times, steps=steps, rest=get("rest"), levels=levels, **common)


def _common(values: dict[str, Any], mark: Mark) -> _Common:
    get = values.get
    return {
        "mark": mark,
        "name": get("name"),
        "say": get("say"),
        "note": get("note"),
        "notes": get("notes") or (),
        "cautions": get("cautions") or (),
        "tags": get("tags") or (),
        "source": get("source"),
        "optional": bool(get("optional")),
        "wait": bool(get("wait")),
        "only_if": get("only_if"),
        "frequency": _step_frequency(get("frequency") or {}),
        "alternatives": get("alternatives") or (),
        "progress": get("progress"),
    }


READERS: Mapping[ValueKind, Reader] = {
    ValueKind.FORMAT: read_format,
    ValueKind.LANGUAGE: read_language,
    ValueKind.TEXT: read_text,
    ValueKind.TITLE: read_title,
    ValueKind.TEXTS: read_texts,
    ValueKind.FLAG: read_flag,
    ValueKind.DURATION: read_duration,
    ValueKind.COUNT: read_count,
    ValueKind.REPS: read_reps,
    ValueKind.BREATHING: read_breathing,
    ValueKind.MOVEMENT: read_movement,
    ValueKind.SIDES: read_sides,
    ValueKind.PHASES: read_phases,
    ValueKind.TEMPO: read_tempo,
    ValueKind.NOTES: read_notes,
    ValueKind.PROGRESS: read_progress,
    ValueKind.EVERY: read_every,
    ValueKind.GOAL: read_goal,
    ValueKind.WHEN: read_when,
    ValueKind.LOAD: read_load,
    ValueKind.LOADS: read_loads,
    ValueKind.SOUNDS: read_sounds,
    ValueKind.STEPS: read_steps,
    ValueKind.LEVELS: read_levels,
    ValueKind.BLOCK: read_block,
    ValueKind.BLOCKS: read_blocks,
    ValueKind.TABLE: read_table,
    ValueKind.PARTS: read_parts,
    ValueKind.FIGURE: read_figure,
    ValueKind.OWN_FIGURE: read_own_figure,
    ValueKind.PICTURE: read_picture,
    ValueKind.GROUP: read_group,
    ValueKind.WORDS: read_words,
    ValueKind.WORKED: read_worked,
}


def parse_routine(
    text: str,
    id: str,
    problems: Collector,
    movements: MovementLookup,
    *,
    path: Path | None = None,
    sound_folders: tuple[Path, ...] = (),
    checker: FileChecker | None = None,
) -> Routine | None:
    """The routine, or None if `problems` has an error. Raises LoadError if it can't read on."""
    ctx = Context(problems, READERS, movements, path.parent if path else None, sound_folders, checker=checker)
    values = _read_top(ctx, text, TOP, THE_ROUTINE)
    if problems.failed:
        return None
    get = values.get
    routine = Routine(
        id=id,
        title=values["title"],
        steps=values["steps"],
        path=path,
        language=get("language"),
        summary=get("summary") or "",
        edition=get("edition") or "",
        sources=get("sources") or (),
        cautions=get("cautions") or (),
        tags=get("tags") or (),
        group=get("group") or Group.YOURS,
        frequency=_frequency(get("frequency") or {}),
        length=get("length"),
        defaults=Defaults(**get("defaults") or {}),
        sounds=get("sounds") or {},
    )
    check_routine(problems, routine)
    return None if problems.failed else routine


def _frequency(values: dict[str, Any]) -> Frequency:
    then = values.get("then")
    return Frequency(**{**values, "then": _frequency(then) if then else None})


def _step_frequency(values: dict[str, Any]) -> StepFrequency | None:
    get = values.get
    return StepFrequency(get("per_day"), get("days_a_week"), get("every")) if any(values.values()) else None


def parse_exercise(text: str, id: str, problems: Collector, *, figures: bool = False) -> Movement | None:
    """The exercise, or None if `problems` has an error. Raises LoadError if it can't read on.

    `figures` also checks its figure; otherwise that is taken as it is.
    """
    values = _read_top(Context(problems, READERS, NoMovements(), figures=figures), text, EXERCISE, tr("an exercise"))
    if problems.failed:
        return None
    get = values.get
    return Movement(
        id=id,
        name=values["name"],
        also=get("also") or (),
        position=get("position") or "",
        do=get("do") or "",
        say=get("say") or "",
        first=get("first") or {},
        come_out=get("come_out") or "",
        things=get("things") or (),
        cautions=get("cautions") or (),
        tags=get("tags") or (),
        sources=get("sources") or (),
        figure=get("figure"),
        sides=get("sides"),
    )


def parse_plan(text: str, id: str, problems: Collector, *, path: Path | None = None) -> Plan | None:
    """The plan, or None if `problems` has an error. Raises LoadError if it can't read on."""
    values = _read_top(Context(problems, READERS), text, PLAN, tr("the plan"))
    parts = tuple(_part(problems, mark, read, values.get("days")) for mark, read in values.get("routines") or ())
    if problems.failed:
        return None
    get = values.get
    return Plan(
        id=id,
        title=values["title"],
        parts=parts,
        days=_number(get("days")),
        then=get("then"),
        ask=get("ask") or AFTER_YESTERDAY,
        summary=get("summary") or "",
        cautions=get("cautions") or (),
        sources=get("sources") or (),
        path=path,
    )


def _number(amount: Exact | None) -> int | None:
    return None if amount is None else amount.value


def _part(problems: Collector, mark: Mark, values: dict[str, Any], days: Exact | None) -> PlanPart:
    """One routine of a plan; what can't be meant is noted."""
    get = values.get
    often = [key for key in ("per_day", "days_a_week", "as_needed") if get(key)]
    if len(often) != 1:
        what = tr("it isn't said how often")
        if often:
            what = tr("`{one}` and `{other}` can't stand together", one=often[0], other=often[1])
        instead = tr("Write one of `per_day: 2`, `days_a_week: 3` and `as_needed: yes`.")
        problems.error(mark, ("routines",), what, instead)
    first, last = _number(get("from")), _number(get("to"))
    if last is not None and last < (first or 1):
        problems.error(mark, ("routines",), tr("`to` is before `from`"), tr("Write the earlier day after `from`."))
    if days is not None and max(first or 1, last or 1) > days.value:
        what = tr("this is about a day after the plan's last, day {last}", last=days.value)
        problems.error(mark, ("routines",), what, tr("Write an earlier day, or more `days`."))
    return PlanPart(
        mark=mark,
        routines=get("routine") or (),
        per_day=get("per_day"),
        days_a_week=get("days_a_week"),
        first=first or 1,
        last=last,
        pain_at_most=_number(get("pain_at_most")),
        note=get("note"),
    )


def _read_top(ctx: Context, text: str, fields: Fields, owner: str) -> dict[str, Any]:
    root = read_nodes(text, ctx.problems)
    if not isinstance(root, Table):
        what = tr("this is a text or a list, but not yet a routine")
        instead = tr(
            "Begin it with lines like `title: My stretches` and `steps:`; `unclench new NAME` writes such a file."
        )
        raise ctx.problems.fatal(root.mark, (), what, instead)
    if "blocks" in root.values:  # whatever stands above it may use them
        first = {"blocks": root.values["blocks"]}
        root = Table(root.mark, {**first, **root.values}, root.marks)
    return read_fields(ctx, root, fields, (), owner)
