"""The format as data: every key, its possible values, and what leaving it out means.

The parser and the JSON Schema both follow these definitions, so they can't drift apart. Keys are in the
order in which an author would write them.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property, lru_cache

from msgspec import Struct
from msgspec.structs import replace

from unclench.routine.values import MOST, Form


class ValueKind(StrEnum):
    """The kind of value that a key has. Each has a reader in `parser.READERS`."""

    FORMAT = "format"
    LANGUAGE = "language"
    TEXT = "text"
    TITLE = "title"
    TEXTS = "texts"
    FLAG = "flag"
    DURATION = "duration"
    COUNT = "count"
    REPS = "reps"
    BREATHING = "breathing"
    MOVEMENT = "movement"
    SIDES = "sides"
    PHASES = "phases"
    TEMPO = "tempo"
    NOTES = "notes"
    PROGRESS = "progress"
    EVERY = "every"
    GOAL = "goal"
    WHEN = "when"
    LOAD = "load"
    LOADS = "loads"
    SOUNDS = "sounds"
    STEPS = "steps"
    LEVELS = "levels"
    BLOCK = "block"
    BLOCKS = "blocks"
    TABLE = "table"
    PARTS = "parts"
    FIGURE = "figure"
    OWN_FIGURE = "own-figure"
    WORDS = "words"
    PICTURE = "picture"
    GROUP = "group"
    WORKED = "worked"


class Field(Struct, frozen=True):
    """One key. `forms`, `zero`, `most` and `least` apply to amounts, `fields` to groups of keys."""

    key: str
    kind: ValueKind
    doc: str
    """One sentence or two: what it is, and what leaving it out means. Editors show it."""
    forms: frozenset[Form] = frozenset()
    required: bool = False
    zero: bool = False
    most: int = MOST
    least: int = 0
    """The shortest time allowed, in ms."""
    fields: Fields | None = None
    example: str = ""
    """The line as an author would write it, for a problem's sentence."""
    hidden: bool = False
    """Whether it is read here but not offered, since it does nothing here."""


class Fields(tuple[Field, ...]):  # noqa: SLOT001  (cached_property needs a __dict__)
    """The keys of one group, in an author's order."""

    @cached_property
    def by_key(self) -> dict[str, Field]:
        """The fields by their keys."""
        return {field.key: field for field in self}

    @cached_property
    def required(self) -> tuple[Field, ...]:
        """The fields that must be there."""
        return tuple(field for field in self if field.required)


class StepKind(Struct, frozen=True):
    """A kind of step: the key that names it, and its own keys."""

    head: Field
    fields: tuple[Field, ...] = ()
    together: tuple[tuple[str, str], ...] = ()
    """Pairs of keys that exclude each other."""
    one_of: tuple[str, ...] = ()
    """Keys of which at least one must be there."""
    needs: tuple[tuple[str, str], ...] = ()
    """(key, other): the key makes sense only together with the other."""
    unless_open: tuple[tuple[str, str], ...] = ()
    """(key, other): where the other is `open`, the key has nothing to say."""


_ASK = frozenset({Form.ASK})
_RANGE = frozenset({Form.RANGE, Form.AT_MOST, Form.ASK})
_DOSE = frozenset({Form.RANGE, Form.AT_LEAST, Form.AT_MOST, Form.ASK})
_RARELY = frozenset({Form.RANGE, Form.AT_MOST})
_REPS = _DOSE | {Form.OPEN}
_ANY = frozenset(Form)
_PAUSE = frozenset({Form.RANGE, Form.AT_LEAST, Form.AT_MOST, Form.BREATHS, Form.OPEN, Form.ASK})


def _pause(key: str, doc: str) -> Field:
    return Field(key, ValueKind.DURATION, doc, _PAUSE, zero=True, example=f"{key}: 10s")


SETUP = _pause("setup", "Time to get into position. Default: the routine's own, else 10s.")
REST = _pause("rest", "Between repetitions. Default: the routine's own, else none.")
SET_REST = _pause("set_rest", "Between sets. Default: the routine's own, else 30s.")
SWITCH = _pause("switch", "To change sides. Default: the routine's own, else 5s.")
PACE = Field(
    "pace",
    ValueKind.DURATION,
    "How long a counted repetition takes, or `open`: a key for each. Default: the routine's own, else 4s.",
    _PAUSE,
    example="pace: 4s",
)

MOST_STAGES = 5
"""How many stages a frequency may have: "daily, then every other day, then …"."""


def _frequency(stages: int) -> Fields:
    """The keys of a frequency of so many stages at most."""
    fields = (
        Field("per_day", ValueKind.COUNT, "Times a day. Default: nothing is said.", _DOSE, most=24),
        Field(
            "days_a_week",
            ValueKind.COUNT,
            "Days a week; 3-4 is every other day. Default: nothing is said.",
            _DOSE,
            most=7,
        ),
        Field("weeks", ValueKind.COUNT, "For how many weeks. Default: nothing is said.", _DOSE, most=520),
    )
    if stages == 1:
        return Fields(fields)
    then = Field("then", ValueKind.TABLE, "How often after these weeks. Default: nothing is said.",
                 fields=_frequency(stages - 1), example="then: {days_a_week: 2-3}")  # fmt: skip
    return Fields((*fields, then))


STEP_FREQUENCY = Fields(
    (
        Field("per_day", ValueKind.COUNT, "Times a day. Default: once, where it is done at all.", _RARELY, most=24),
        Field("days_a_week", ValueKind.COUNT, "Days a week. Default: any.", _RARELY, most=7),
        Field("every", ValueKind.EVERY, "How far apart. Default: any.", example="every: 2 days"),
    )
)

_GROWTH = frozenset({Form.RANGE, Form.AT_LEAST, Form.AT_MOST, Form.OPEN})
PROGRESS = Fields((
    Field("reps", ValueKind.COUNT, "Repetitions, from and to; `up to 30` begins with the step's own, `>=5` has no end, "
          "`open` neither.", _GROWTH),
    Field("sets", ValueKind.COUNT, "Sets, in the same way.", _GROWTH),
    Field("hold", ValueKind.DURATION, "The length of the hold, in the same way.", _GROWTH),
    Field("load", ValueKind.LOADS, "A weight from and to, like `2-5kg`, or a list of loads, the lightest first.",
          example="load: [yellow band, red band]"),
    Field("by", ValueKind.TEXT, "How much more each time. Default: 1, or 5s of a hold.", example="by: 1"),
    Field("every", ValueKind.EVERY, "How often it grows. Default: you are asked afterwards how it was, and it grows "
          "when it was easy.", example="every: 3 days"),
    Field("when", ValueKind.WHEN, "`easy`: it grows when it was easy, and `every` is the least time in between. "
          "Default: by the days alone, if there is `every`.", example="when: easy"),
))  # fmt: skip

TOP = Fields((
    Field("format", ValueKind.FORMAT, "The version of this format. Default: 1.", example="format: 1"),
    Field("title", ValueKind.TITLE, "What the routine is called. Required.", required=True,
          example="title: My stretches"),
    Field("language", ValueKind.LANGUAGE, "What the words of the file are in, as a tag: `de`, `pt-BR`. A voice that "
          "speaks it says them. Default: the language of the program.", example="language: de"),
    Field("summary", ValueKind.TEXT, "What it is for, in a sentence. Default: none is shown."),
    Field("edition", ValueKind.TEXT, "Which edition of a printed sheet it is. Default: none is shown."),
    Field("sources", ValueKind.TEXTS, "Where the exercises come from. Default: none are shown."),
    Field("cautions", ValueKind.TEXTS, "What to look out for, shown before the start. Default: none."),
    Field("tags", ValueKind.TEXTS, "Words to find the routine by. Default: none."),
    Field("group", ValueKind.GROUP, "The heading of the home screen that it stands under: worst days, easing, cold and "
          "heat, getting strong or yours. Default: yours.", example="group: easing"),
    Field("frequency", ValueKind.TABLE, "How often to do the routine. Default: nothing is said.",
          fields=_frequency(MOST_STAGES), example="frequency: {per_day: 2}"),
    Field("length", ValueKind.DURATION, "How long the whole takes, as the sheet says. It is told beside what its steps "
          "come to. Default: nothing is said.", frozenset({Form.RANGE, Form.AT_LEAST, Form.AT_MOST}),
          example="length: 20-30m"),
    Field("defaults", ValueKind.TABLE, "Values for the steps that don't set their own. "
          "Default: the program's own.", fields=Fields((SETUP, REST, SET_REST, SWITCH, PACE)),
          example="defaults: {setup: 10s, rest: 5s}"),
    Field("sounds", ValueKind.SOUNDS, "Other sounds: a cue's name and a file beside the routine, "
          "or `none`. Default: the program's own.", example="sounds: {go: my-bell.wav}"),
    Field("blocks", ValueKind.BLOCKS, "Steps to be used several times: a name and its steps for each. Default: none.",
          example="blocks: {warm-up: [{exercise: cat-cow}]}"),
    Field("steps", ValueKind.STEPS, "What to do, in order. Required, at least one.", required=True,
          example="steps:"),
))  # fmt: skip

COMMON = Fields((
    Field("name", ValueKind.TEXT, "What the step is called. Default: the exercise's or the kind's name."),
    Field("say", ValueKind.TEXT, "What the voice says as the step begins. Default: its name, and how to begin.",
          example="say: Now your neck."),
    Field("note", ValueKind.TEXT, "One line that is shown and spoken. Default: none."),
    Field("notes", ValueKind.NOTES, "Notes for some repetitions only. Default: none.",
          example="notes: {1-3: Only half way, 10: Breathe out at the end}"),
    Field("cautions", ValueKind.TEXTS, "What to look out for in this step. Default: the exercise's own."),
    Field("tags", ValueKind.TEXTS, "Words about the step, like massage. Default: the exercise's own."),
    Field("source", ValueKind.TEXT, "Where the step comes from. Default: none is shown."),
    Field("optional", ValueKind.FLAG, "Skipped unless you choose it. Default: no."),
    Field("wait", ValueKind.FLAG, "Waits for a key before it starts. Default: no."),
    Field("only_if", ValueKind.TEXT, "A yes/no question asked first. Default: none is asked."),
    Field("frequency", ValueKind.TABLE, "How often to do the step, never more often than the routine; once it has "
          "been done so often, it is left out unless you choose it. Default: each time.", fields=STEP_FREQUENCY,
          example="frequency: {every: 2 days}"),
    Field("alternatives", ValueKind.STEPS, "Steps that may be chosen instead. Default: none.",
          example="alternatives:"),
    Field("progress", ValueKind.PROGRESS, "How the dose of an exercise should grow: one of its repetitions, sets, hold "
          "and load. Default: it doesn't.", fields=PROGRESS, example="progress: {reps: 5-30, by: 1, every: 3 days}"),
))  # fmt: skip

FIGURE = Field(
    "figure",
    ValueKind.OWN_FIGURE,
    "A stick figure of your own, as in the files of routines/exercises, or the exercise whose figure is shown. "
    "Default: the exercise's own.",
    example="figure: cat-cow",
)
PICTURE = Field(
    "picture",
    ValueKind.PICTURE,
    "A PNG, JPEG, GIF or WebP beside the routine, shown in place of the figure where the terminal can. Default: none.",
    example="picture: heel-slide.png",
)

_FOR = "How long"
MOST_LEVELS = 9
"""Levels of one step: each is chosen with a digit."""

STEP_KINDS = (
    StepKind(
        Field("exercise", ValueKind.MOVEMENT, "A pose or a movement: a catalogue id, or your own words.",
              example="exercise: childs-pose"),
        (
            Field("hold", ValueKind.DURATION, "How long the pose is held. Default: see `phases`.", _ANY,
                  example="hold: 10s"),
            Field("phases", ValueKind.PHASES, "The parts of one repetition, in order; one without a time takes 2s; "
                  "`quiet: yes` beside a time: no sign within it. Without this, `tempo` and `hold`, repetitions are "
                  "counted aloud.",
                  _ANY,
                  example="phases: [{up: 2s}, {hold: 3s}, {down: 2s}]"),
            Field("tempo", ValueKind.TEMPO, "A repetition as there-hold-back or there-hold-back-hold, in seconds. "
                  "Default: see `phases`.", example="tempo: 4-0-4"),
            Field("reps", ValueKind.REPS, "How many repetitions on each side; `20 in all` counts all sides together; "
                  "`open`: as many as you can, each counted with a key. Default: one.", _REPS, example="reps: 5"),
            Field("goal", ValueKind.GOAL, "How many repetitions a day, on each side, in as many sessions as you like: "
                  "`30 a day`. Default: nothing is said.", frozenset({Form.RANGE, Form.AT_LEAST}),
                  example="goal: 30 a day"),
            Field("sets", ValueKind.COUNT, "How many sets, each on all sides. Default: one.", _DOSE, example="sets: 2"),
            Field("load", ValueKind.LOAD, "What it is done with: `5kg`, `red band`, `own weight`. Default: nothing.",
                  _ASK, example="load: 5kg"),
            Field("sides", ValueKind.SIDES, "`each` (left, then right), or names in order. "
                  "Default: no sides.", example="sides: each"),
            Field("alternate", ValueKind.FLAG, "Take the sides in turn, repetition by repetition, with `rest` "
                  "between them and no `switch`. Default: all of one side first."),
            REST, SET_REST, SWITCH, SETUP, PACE, FIGURE, PICTURE,
        ),
        together=(("hold", "phases"), ("hold", "pace"), ("phases", "pace"), ("hold", "tempo"), ("phases", "tempo"),
                  ("tempo", "pace")),
        needs=(("alternate", "sides"),),
        unless_open=tuple((key, "reps") for key in ("hold", "phases", "tempo", "pace", "rest", "alternate", "notes")),
    ),
    StepKind(
        Field("breathe", ValueKind.BREATHING, "A breath: in-hold-out or in-hold-out-hold, in seconds.",
              example="breathe: 5-1-4"),
        (
            Field("cycles", ValueKind.COUNT, "How many breaths.", _DOSE, example="cycles: 10"),
            Field("for", ValueKind.DURATION, f"{_FOR}, rounded up to whole breaths.", _DOSE,
                  example="for: 5m"),
            SETUP,
        ),
        together=(("cycles", "for"),),
        one_of=("for", "cycles"),
    ),
    *(
        StepKind(
            Field(key, ValueKind.DURATION, f"{key.capitalize()} on the skin, for how long.", _RANGE,
                  example=f"{key}: 15m"),
            (
                Field("checks", ValueKind.DURATION, "How often to check the skin, 10s to 5m. Default: 5m.",
                      least=10_000, example="checks: 5m"),
                SETUP,
            ),
        )
        for key in ("cold", "heat")
    ),
    StepKind(
        Field("rest", ValueKind.DURATION, "Nothing to do, for how long.",
              frozenset(Form),
              example="rest: 20m"),
    ),
    StepKind(
        Field("do", ValueKind.MOVEMENT, "A free activity: a catalogue id, or your own words.",
              example="do: Walk"),
        (
            Field("for", ValueKind.DURATION, f"{_FOR}, or `open`. Required.", _ANY, required=True,
                  example="for: 10m"),
            SETUP, FIGURE, PICTURE,
        ),
    ),
    StepKind(
        Field("confirm", ValueKind.TEXT, "What must be answered before going on.",
              example="confirm: The pack is off"),
        (
            Field("alarm", ValueKind.FLAG, "Rings until it is answered. Default: no."),
            Field("for", ValueKind.DURATION, "How long to count it for in totals. Default: 30s.",
                  frozenset({Form.RANGE}), zero=True, example="for: 30s"),
        ),
    ),
    StepKind(
        Field("repeat", ValueKind.COUNT, "How many times to play the block.", _DOSE,
              example="repeat: 3"),
        (
            Field("steps", ValueKind.STEPS, "The steps of the block. Required, unless there is `block`.",
                  example="steps:"),
            Field("block", ValueKind.BLOCK, "The name of a block from `blocks`, in place of `steps`.",
                  example="block: warm-up"),
            Field("rest", ValueKind.DURATION, "Between rounds. Default: none.", _PAUSE, zero=True,
                  example="rest: 10s"),
        ),
        together=(("steps", "block"),),
        one_of=("steps", "block"),
    ),
    StepKind(
        Field("levels", ValueKind.LEVELS, "The levels of an exercise or a block, from easier to harder, nine at "
              "most. One is chosen before the start, and remembered.", example="levels:"),
    ),
    StepKind(
        Field("block", ValueKind.BLOCK, "The name of a block from `blocks`, whose steps are played here.",
              example="block: warm-up"),
    ),
)  # fmt: skip

EXERCISE = Fields((
    Field("name", ValueKind.TITLE, "What the exercise is called. Required.", required=True,
          example="name: Child's pose"),
    Field("also", ValueKind.TEXTS, "Its other names. Default: none."),
    Field("position", ValueKind.TEXT, "How to begin, in a sentence or two. Default: nothing is shown."),
    Field("do", ValueKind.TEXT, "What to do, in one to three sentences. Default: nothing is shown."),
    Field("say", ValueKind.TEXT, "What the voice says, short. Default: the name."),
    Field("first", ValueKind.WORDS, "What the voice says with each phase of the first repetition, by the phase's name. "
          "Default: the name alone, as later.", example="first: {round: round your back, sag: now let your belly sag}"),
    Field("come_out", ValueKind.TEXT, "How to come out of it, in a sentence. Default: nothing is said."),
    Field("things", ValueKind.TEXTS, "What to have ready: a towel, two pillows. Default: nothing.",
          example="things: [a towel]"),
    Field("cautions", ValueKind.TEXTS, "What to look out for. Default: none."),
    Field("tags", ValueKind.TEXTS, "Words about it: flexion, supine, massage. Default: none."),
    Field("sides", ValueKind.WORKED, "`one` if it is done on one side at a time, `both` if on both at once. "
          "Default: it may be done either way.", example="sides: one"),
    Field("sources", ValueKind.TEXTS, "Where it comes from. Default: none are shown."),
    Field("figure", ValueKind.FIGURE, "The poses of the stick figure. Default: no picture."),
))  # fmt: skip
"""The keys of an exercise's file, as in routines/exercises."""

PART = Fields((
    Field("routine", ValueKind.TEXTS, "The id of a routine, or a list of ids of which any will do. Required.",
          required=True, example="routine: gentle-stretch"),
    Field("per_day", ValueKind.COUNT, "How many times a day. Default: see `days_a_week` and `as_needed`.",
          frozenset({Form.RANGE}), most=24, example="per_day: 1-2"),
    Field("days_a_week", ValueKind.COUNT, "On how many days a week. Default: see `per_day` and `as_needed`.",
          frozenset({Form.RANGE}), most=7, example="days_a_week: 2-4"),
    Field("as_needed", ValueKind.FLAG, "Offered every day and never due. Default: no.", example="as_needed: yes"),
    Field("from", ValueKind.COUNT, "The first day of the plan on which it counts. Default: 1.", most=1_000,
          example="from: 15"),
    Field("to", ValueKind.COUNT, "The last such day. Default: the plan's last.", most=1_000, example="to: 21"),
    Field("pain_at_most", ValueKind.COUNT, "Not while pain was rated above this today. Default: however it hurts.",
          most=10, example="pain_at_most: 5"),
    Field("note", ValueKind.TEXT, "One line that is shown with it. Default: none."),
))  # fmt: skip
"""The keys of one routine in a plan."""

PLAN = Fields((
    Field("format", ValueKind.FORMAT, "The version of this format. Default: 1.", example="format: 1"),
    Field("title", ValueKind.TITLE, "What the plan is called. Required.", required=True,
          example="title: First 72 hours"),
    Field("summary", ValueKind.TEXT, "What it is for, in a sentence. Default: none is shown."),
    Field("sources", ValueKind.TEXTS, "Where its numbers come from. Default: none are shown."),
    Field("cautions", ValueKind.TEXTS, "What to look out for. Default: none."),
    Field("days", ValueKind.COUNT, "How many days it lasts. Default: until it is left.", most=1_000,
          example="days: 3"),
    Field("then", ValueKind.TEXT, "The id of the plan that follows it. Default: none.", example="then: days-after"),
    Field("ask", ValueKind.TEXT, "What is asked on the next day, and answered with 0 to 10. Default: how it was after.",
          example="ask: How is your back after yesterday?"),
    Field("routines", ValueKind.PARTS, "Which routines, and how often. Required, at least one.", required=True,
          fields=PART, example="routines:"),
))  # fmt: skip
"""The keys of a plan's file, as in routines/plans."""

OF_REPETITIONS = frozenset({"notes", "progress"})
"""Keys that any step may have, but that do something in an exercise only; elsewhere there is a warning."""
KINDS: dict[str, StepKind] = {kind.head.key: kind for kind in STEP_KINDS}


@lru_cache(maxsize=16)
def own_keys(kind: str) -> Fields:
    """Every field that a step of this kind may have, first the one that names it."""
    definition = KINDS[kind]
    common = (replace(field, hidden=field.key in OF_REPETITIONS and kind != "exercise") for field in COMMON)
    return Fields((definition.head, *definition.fields, *common))


@lru_cache(maxsize=64)
def kinds_with(key: str) -> tuple[str, ...]:
    """The kinds of step that have `key` as one of their own."""
    return tuple(kind.head.key for kind in STEP_KINDS if any(field.key == key for field in kind.fields))


KEYS = frozenset(field.key for fields in (TOP, COMMON) for field in fields) | frozenset(
    field.key for kind in STEP_KINDS for field in (kind.head, *kind.fields)
)
"""Every key that may begin a line of a routine."""
