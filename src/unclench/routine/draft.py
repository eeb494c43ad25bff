"""A routine while it is being changed: a text that is valid after every change.

What somebody types who does not know YAML is read here, too. Most values are one text. Lists and groups of keys are
typed as words with commas or semicolons between them: `round 5s, sag 5s` for phases, `left, right` for sides.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct

from unclench.errors import UnclenchError
from unclench.language import begun, tr
from unclench.routine import patterns as p
from unclench.routine.format import KINDS, TOP, Field, Fields, ValueKind, own_keys
from unclench.routine.library import Loaded
from unclench.routine.model import (
    AnyStep,
    ApplyStep,
    BreatheStep,
    ConfirmStep,
    DoStep,
    ExerciseStep,
    RepeatStep,
    RestStep,
    Routine,
)
from unclench.routine.problems import ByHand, LoadError, Problem
from unclench.routine.splice import AliasSpot, Place, Plain, SplicedText, TableSpot, plain, written

_TIME_BEHIND = re.compile(rf"^(.*[^ ]) +((?:{p.LEAST}|{p.MOST})?[0-9].*|{p.OPEN}|{p.ASK})$")
"""A name and a time behind it."""


class Shape(Struct, frozen=True):
    """How a list or a group of keys is typed. `between` separates its items."""

    between: str
    pairs: bool = False
    """Whether each item is a key with its value behind it."""
    several: bool = False
    """Whether it is a list of such items, rather than one group of keys."""


_SHAPES: Mapping[ValueKind, Shape | None] = {
    **dict.fromkeys(
        (
            ValueKind.FORMAT, ValueKind.LANGUAGE, ValueKind.TEXT, ValueKind.TITLE, ValueKind.FLAG, ValueKind.DURATION,
            ValueKind.COUNT, ValueKind.REPS, ValueKind.GOAL, ValueKind.BREATHING, ValueKind.MOVEMENT, ValueKind.TEMPO,
            ValueKind.EVERY, ValueKind.BLOCK, ValueKind.PICTURE, ValueKind.GROUP, ValueKind.WORKED,
            ValueKind.OWN_FIGURE, ValueKind.LOAD,
        ),
        None,
    ),
    ValueKind.TEXTS: Shape(";"),
    ValueKind.SIDES: Shape(","),
    ValueKind.PHASES: Shape(",", pairs=True, several=True),
    ValueKind.NOTES: Shape(";", pairs=True),
    ValueKind.PROGRESS: Shape(",", pairs=True),
    ValueKind.TABLE: Shape(",", pairs=True),
    ValueKind.SOUNDS: Shape(",", pairs=True),
    ValueKind.WORDS: Shape(";", pairs=True),
}  # fmt: skip


def can_be_typed(field: Field) -> bool:
    """Whether there is a way to type the value of a key on one line; steps inside of a step have none."""
    return field.kind in _SHAPES


def typed(field: Field, value: Plain) -> str | None:
    """What a person would have typed for a value; None where it says more than can be typed.

    Only for what `can_be_typed`.
    """
    shape = _SHAPES[field.kind]
    if isinstance(value, str):
        return value
    if shape is None:
        return None
    if isinstance(value, dict):
        items: list[Plain] = [{key: each} for key, each in value.items()] if not shape.several else []
    else:
        items = value if not shape.pairs or shape.several else []
    words = [_word(item, pairs=shape.pairs) for item in items]
    said = f"{shape.between} ".join(word for word in words if word is not None)
    if not said or None in words:
        return None
    # What isn't read back as it was, such as a text with a comma in it, is left to the text editor.
    return said if meant(field, said) in (value, items[0]) else None


def _word(item: Plain, *, pairs: bool) -> str | None:
    if isinstance(item, str):
        return item
    if pairs and isinstance(item, dict) and len(item) == 1:
        [(key, value)] = item.items()
        return f"{key} {value}" if isinstance(value, str) else None
    return None


def meant(field: Field, text: str) -> Plain:
    """What a typed text is in a file. The parser says whether that is right."""
    shape = _SHAPES[field.kind]
    text = " ".join(text.split())
    if shape is None:
        return text
    items = [item.strip() for item in text.split(shape.between) if item.strip()]
    if not shape.pairs:
        # The reader says of `both` what to write instead; as a list it would be the name of one side.
        single = field.kind is ValueKind.TEXTS or re.match(p.whole(p.EACH), text) or text.casefold() == "both"
        return items[0] if len(items) == 1 and single else list(items)
    if shape.several:
        found = (re.match(_TIME_BEHIND, item) for item in items)
        return [{pair[1]: pair[2]} if pair else item for pair, item in zip(found, items, strict=True)]
    split = (item.partition(" ") for item in items)
    return {key: value.strip() for key, _, value in split}


THE_TOP: Place = ()
"""The place of the routine itself, with its title and all else that stands above the steps."""
STEPS = "steps"
_NOT_OFFERED = frozenset({STEPS, "blocks", "format"})
_HEADS: dict[type, str] = {
    ExerciseStep: "exercise", BreatheStep: "breathe", RestStep: "rest", DoStep: "do", ConfirmStep: "confirm",
}  # fmt: skip
Read: TypeAlias = Callable[[str], Loaded]
"""Reads a text as the loader does. Raises LoadError."""


class InvalidChange(UnclenchError):
    """A change that would make the routine invalid, and was not made; the message says what to write instead."""


class DraftStep(Struct, frozen=True):
    """One step: where it stands, how deep inside of blocks, its kind, and what it is."""

    place: Place
    depth: int
    kind: str
    step: AnyStep
    by_hand: bool = False
    """Whether it stands somewhere else, and is only repeated here."""


class Draft:
    """The text of one routine. Every change either is made, leaving it valid, or raises InvalidChange or ByHand.

    There is one exception: as long as it has no step at all it can't be played, and `routine` is None.
    """

    def __init__(self, content: bytes, read: Read, *, whole: bool = True) -> None:
        """`content` is what a file has, in UTF-8. Raises LoadError if that is no valid routine, and ByHand.

        If it is not `whole`, it may lack all steps.
        """
        self._read = read
        self._mark, text = _parted(content)
        self._past, self._at = [(self._mark, text)], 0
        self._take_up(text, whole=whole)

    @classmethod
    def new(cls, title: str, read: Read) -> Draft:
        """A draft with a title and no step. Raises InvalidChange if that can't be a title."""
        try:
            return cls(f"format: 1\ntitle: {written(' '.join(title.split()))}\n".encode(), read, whole=False)
        except LoadError as error:
            raise InvalidChange(_sentence(error)) from error

    def _take_up(self, text: str, *, whole: bool = False) -> None:
        """Make this text the draft; a `whole` one has steps. Raises LoadError, and ByHand."""
        loaded = self._read(text) if whole else None  # before its outline, which has no limits of its own
        source = SplicedText(text)
        bare = loaded is None and isinstance(source.says, dict) and STEPS not in source.says
        if loaded is None:
            loaded = self._read(f"{text}{source.eol}{STEPS}:{source.eol}  - rest: 1s" if bare else text)
        self._source = source
        self.routine: Routine | None = None if bare else loaded.routine
        self.title: str = loaded.routine.title
        self.warnings: Sequence[Problem] = () if bare else loaded.problems
        self._steps = () if self.routine is None else tuple(self._walk((STEPS,), self.routine.steps))
        self._kinds = {each.place: each.kind for each in self._steps}

    # -- what it has -------------------------------------------------------------------------

    @property
    def content(self) -> bytes:
        """What a file has of it."""
        return self._mark + self._source.text.encode()

    def steps(self) -> Sequence[DraftStep]:
        """Its steps in order, those of a repeated block behind the block."""
        return self._steps

    def _walk(self, place: Place, steps: Sequence[AnyStep]) -> Iterator[DraftStep]:
        with suppress(ByHand):
            for number, step in enumerate(steps):
                here: Place = (*place, number)
                spot = self._source.at(here)
                keys = spot.keys() if isinstance(spot, TableSpot) else []
                yield DraftStep(here, len(here) // 2 - 1, _kind(step, keys), step, isinstance(spot, AliasSpot))
                if isinstance(step, RepeatStep) and STEPS in keys:
                    yield from self._walk((*here, STEPS), step.steps)

    def line(self, place: Place) -> int:
        """The line of the text, from 1, on which something stands; the first one if it is nowhere."""
        with suppress(ByHand):
            return self._source.text.count("\n", 0, self._source.at(place).start) + 1
        return 1

    def fields(self, place: Place) -> Fields:
        """The keys that what stands at a place may have, in an author's order. Raises ByHand if no step is there."""
        if place == THE_TOP:
            return Fields(field for field in TOP if field.key not in _NOT_OFFERED)
        kind = self._kinds.get(place)
        if kind is None:
            raise ByHand
        return _offered(kind)

    def typed(self, place: Place, key: str) -> str | None:
        """The value of a key as one types it: "" where it isn't there, None for what only a text editor can change."""
        field = self._field(place, key)
        spot = self._source.at(place)
        if not isinstance(spot, TableSpot) or not can_be_typed(field):
            return None
        pair = spot.pair(key)
        return "" if pair is None else typed(field, plain(pair[1]))

    def has(self, place: Place, key: str) -> bool:
        """Whether a key is there."""
        spot = self._source.at(place)
        return isinstance(spot, TableSpot) and spot.pair(key) is not None

    def _field(self, place: Place, key: str) -> Field:
        return self.fields(place).by_key[key]

    # -- changes -----------------------------------------------------------------------------

    def set(self, place: Place, key: str, text: str) -> None:
        """Give a key the value that was typed; with an empty text, take the key out."""
        before = self.typed(place, key)
        if before is None:
            raise ByHand
        text = " ".join(text.split())
        if text == before:
            return
        if not text:
            self._change(lambda source: source.take(place, key))
            return
        value = meant(self._field(place, key), text)
        try:
            self._put(place, key, value)
        except InvalidChange:
            if not isinstance(value, str):
                raise
            with suppress(InvalidChange):  # a text such as 12 needs quotation marks; the first refusal says more
                self._put(place, key, value, quoted=True)
                return
            raise

    def _put(self, place: Place, key: str, value: Plain, *, quoted: bool = False) -> None:
        keys = [field.key for field in self.fields(place)]
        before = keys[: keys.index(key)]
        self._change(lambda source: source.put(place, key, value, before, quoted=quoted))

    def insert(self, after: Place, kind: str, value: str) -> Place:
        """Put a step of a kind behind the one at `after`, with the least that it needs; returns its place.

        Behind THE_TOP means behind all others.
        """
        item: list[tuple[str, Plain]] = [(kind, value or _example(KINDS[kind].head))]
        item += [(field.key, _example(field)) for field in _needed(kind)]
        if self.routine is None:
            self._change(lambda source: source.begin(STEPS, item))
            return (STEPS, 0)
        *inside, number = after if after != THE_TOP else (STEPS, len(self.routine.steps) - 1)
        at = int(number) + 1
        self._change(lambda source: source.insert(tuple(inside), at, item))
        return (*inside, at)

    def copy(self, place: Place) -> Place:
        """Put a copy of a step behind it; returns its place."""
        *inside, number = place
        self._change(lambda source: source.copy(tuple(inside), int(number)))
        return (*inside, int(number) + 1)

    def delete(self, place: Place) -> None:
        """Take a step out, with the comments that belong to it; the last one in the routine, too."""
        *inside, number = place
        if inside == [STEPS] and self.routine is not None and len(self.routine.steps) == 1:
            self._change(lambda source: source.take(THE_TOP, STEPS))
        else:
            self._change(lambda source: source.delete(tuple(inside), int(number)))

    def move(self, place: Place, by: int) -> Place:
        """Let a step and its neighbour change places: the one above (`by` is -1) or below (1). Returns its place."""
        *inside, number = place
        spot = self._source.at(tuple(inside))
        at = int(number) + by
        if not 0 <= at < len(getattr(spot, "items", ())):
            return place
        self._change(lambda source: source.swap(tuple(inside), min(int(number), at)))
        return (*inside, at)

    def take_all(self, content: bytes) -> None:
        """Take another content of the file as one change. Raises LoadError if that is no valid routine, and ByHand."""
        self._keep(*_parted(content), whole=True)

    def take_kept(self, content: bytes) -> None:
        """Take what was kept of an earlier draft as one change: it may lack all steps. Raises as `take_all` does."""
        mark, text = _parted(content)
        self._keep(mark, text, whole=has_steps(text, self._read))

    def _change(self, edit: Callable[[SplicedText], str]) -> None:
        try:
            self._keep(self._mark, edit(self._source))
        except LoadError as error:
            raise InvalidChange(_sentence(error)) from error

    def _keep(self, mark: bytes, text: str, *, whole: bool = False) -> None:
        if (mark, text) != self._past[self._at]:
            self._take_up(text, whole=whole)
            self._mark = mark
            self._past[self._at + 1 :] = [(mark, text)]
            self._at += 1

    # -- back and forth ------------------------------------------------------------------------

    def undo(self) -> bool:
        """Take the last change back. False if there is none."""
        return self._go(-1)

    def redo(self) -> bool:
        """Make the change again that was taken back last. False if there is none."""
        return self._go(1)

    def _go(self, by: int) -> bool:
        if not 0 <= self._at + by < len(self._past):
            return False
        self._at += by
        self._mark, text = self._past[self._at]
        self._take_up(text)
        return True


def has_steps(text: str, read: Read) -> bool:
    """Whether a text is a valid routine; False if nothing but its steps is lacking. Raises LoadError otherwise."""
    try:
        read(text)
    except LoadError:
        read(f"{text}\n{STEPS}:\n  - rest: 1s\n")
        return False
    return True


def _parted(content: bytes) -> tuple[bytes, str]:
    """The byte order mark that a file begins with, if it has one, and its text."""
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    return mark, content[len(mark) :].decode("utf-8")


@lru_cache(maxsize=16)
def _offered(kind: str) -> Fields:
    """The keys of a kind of step that an author is offered."""
    return Fields(field for field in own_keys(kind) if not field.hidden)


def _kind(step: AnyStep, keys: Sequence[str]) -> str:
    if isinstance(step, RepeatStep):
        return next((kind for kind in ("repeat", "levels") if kind in keys), "block")
    return step.kind if isinstance(step, ApplyStep) else _HEADS[type(step)]


def _needed(kind: str) -> Iterator[Field]:
    """The keys besides its head without which a step of this kind is not valid."""
    definition = KINDS[kind]
    by_key = {field.key: field for field in definition.fields}
    yield from (field for field in definition.fields if field.required)
    yield from (by_key[key] for key in definition.one_of[:1])


def _example(field: Field) -> str:
    return field.example.partition(": ")[2]


def _sentence(error: LoadError) -> str:
    """What is wrong first of all, for a person who sees no lines."""
    problem = next(each for each in error.problems if each.severity == "error")
    return tr("{what}. {instead}", what=begun(problem.what), instead=problem.instead)
