"""What a sheet says of one exercise, put together: facts that fit are the dose, and those that don't are left over."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from unclench.routine.model import (
    Amount,
    Blank,
    BreathPattern,
    Breaths,
    Frequency,
    Phase,
)
from unclench.routine.pasted.outline import Sentence
from unclench.routine.pasted.phrases import FREQUENCY, Key, Value, phases_of
from unclench.routine.pasted.tokens import most

_MOST: Mapping[Key, int] = MappingProxyType({
    "hold": 300_000, "bare": 10_800_000, "time": 10_800_000, "rest": 600_000, "set_rest": 600_000, "relax": 600_000,
    "reps": 100, "sets": 10, "breaths": 60,
})  # fmt: skip
"""The largest number that a sheet is believed, in ms or as a count (ours): above it a point or a space got lost."""
_OF_EXERCISES = frozenset[Key]({
    "hold", "reps", "sets", "sides", "both", "alternate", "rest", "set_rest", "relax",
})  # fmt: skip
"""What only something that is repeated or held has, and no activity and no breath."""
_SHORTEST_HOLD = 500
"""In ms."""


class Prescription(Struct, frozen=True):
    """The dose of one exercise by its `Key`, and the sentences that it could not be read from."""

    values: Mapping[Key, Value]
    left_over: tuple[Sentence, ...]
    phases: tuple[Phase, ...] = ()
    """The parts of one repetition, where a sentence names them."""

    def amount(self, key: Key) -> Amount | None:
        """What is said of a key that has an amount."""
        value = self.values.get(key)
        return None if isinstance(value, BreathPattern | Frequency) else value


def prescription_of(said: Sequence[Sentence], *, one_sided: bool, described: bool = False) -> Prescription:
    """Put together what the sentences say. `one_sided`: the exercise is done on one side at a time.

    `described` says that a time counts whatever else its sentence says, as for a pack that is put on.
    """
    parts = [each for each in said if not described and _names_parts(each)]
    if len(parts) == 1:
        others = [each for each in said if each is not parts[0]]
        read = prescription_of(others, one_sided=one_sided)
        if not read.values.keys() & _OF_ANOTHER_SHAPE:
            return Prescription(read.values, read.left_over, phases_of(parts[0].reading.sentence))
    beliefs = _Beliefs(said)
    beliefs.leave(each for each in said if each.reading.unclear)
    beliefs.leave_where(lambda key, value: not _plausible(key, value))
    if not described:
        beliefs.leave(each for each in said if each.reading.words and beliefs.has(each, "bare", "breaths"))
    if not one_sided:
        beliefs.leave(each for each in said if beliefs.has(each, "both"))
    beliefs.leave_contradictions()
    while any(
        beliefs.leave(each for each in said if beliefs.has(each, *keys)) for keys in _conflicts(beliefs.values())
    ):
        pass  # what is left may contradict itself in another way
    return Prescription(MappingProxyType(_settled(beliefs.values())), tuple(beliefs.left))


_OF_ANOTHER_SHAPE = frozenset[Key]({"hold", "time", "pattern"})
"""What a repetition in parts has not: one hold, a time of the whole, or a breath."""


def _names_parts(said: Sentence) -> bool:
    """Whether a sentence names the parts of a repetition, and nothing but their times was read in it."""
    return all(fact.key in ("bare", "hold") for fact in said.reading.facts) and bool(phases_of(said.reading.sentence))


class _Beliefs:
    """The sentences that are still believed, and those that are left."""

    def __init__(self, said: Sequence[Sentence]) -> None:
        self._believed = {id(each): each for each in said}
        self.left: list[Sentence] = []

    def has(self, said: Sentence, *keys: Key) -> bool:
        """Whether a sentence is believed and says something of one of the keys."""
        return id(said) in self._believed and any(fact.key in keys for fact in said.reading.facts)

    def leave(self, sentences: Iterable[Sentence]) -> bool:
        """Believe nothing of these. Returns whether anything of them had been believed."""
        left = [each for each in list(sentences) if self._believed.pop(id(each), None) is not None]
        self.left += left
        return bool(left)

    def leave_where(self, doubted: Callable[[Key, Value], bool]) -> None:
        """Leave the sentences with a fact (key, value) of which `doubted` is true."""
        self.leave(
            each
            for each in self._believed.values()
            if any(doubted(fact.key, fact.value) for fact in each.reading.facts)
        )

    def leave_contradictions(self) -> None:
        """Leave all sentences that say different things of the same key."""
        seen: dict[Key, set[Value]] = {}
        for each in self._believed.values():
            for fact in each.reading.facts:
                seen.setdefault(fact.key, set()).add(fact.value)
        twice = [key for key, values in seen.items() if len(values) > 1]
        self.leave(each for each in self._believed.values() if self.has(each, *twice))

    def values(self) -> dict[Key, Value]:
        """What is said by the sentences that are believed."""
        return {fact.key: fact.value for each in self._believed.values() for fact in each.reading.facts}


def _plausible(key: Key, value: Value) -> bool:
    if isinstance(value, Breaths):
        return value.high <= _MOST["breaths"]
    if value is None or isinstance(value, BreathPattern | Blank | Frequency):
        return True
    least = _SHORTEST_HOLD if key in ("hold", "bare", "time") else 0
    return least <= most(value) <= _MOST.get(key, most(value))


def _conflicts(values: Mapping[Key, Value]) -> list[tuple[Key, ...]]:
    """The keys that can't all be meant: each tuple is left over together."""
    found: list[tuple[Key, ...]] = []
    if "time" in values and _OF_EXERCISES & values.keys() and "pattern" not in values:
        found.append(("time", *_OF_EXERCISES))
    bare = values.get("bare")
    if not isinstance(bare, BreathPattern | Frequency) and most(bare) > _MOST["hold"] and _OF_EXERCISES & values.keys():
        found.append(("bare", *_OF_EXERCISES))
    if "bare" in values and ("hold" in values or "time" in values):
        found.append(("bare", "hold", "time"))
    if "alternate" in values and "reps" in values and "sides" not in values:
        found.append(("reps",))  # in all, or on each side?
    between = values.keys() & {"rest", "sets"}  # with sets, it may be a rest between these
    if "relax" in values and not ("hold" in values and "reps" in values and not between):
        found.append(("relax",))
    if "pattern" in values:
        found.append(("breaths", *(_OF_EXERCISES - {"reps"})))
        if "reps" in values and values.keys() & {"time", "bare"}:
            found.append(("reps", "time", "bare"))
    return found


def _settled(values: Mapping[Key, Value]) -> dict[Key, Value]:
    """A time beside a number of repetitions is their hold; alone it is the time of the whole."""
    settled = dict(values)
    for loose in ("bare", "breaths"):
        if loose in settled:
            value = settled.pop(loose)
            held = bool(settled.keys() & _OF_EXERCISES) and "pattern" not in settled
            settled.setdefault("hold" if held else "time", value)
    if "relax" in settled:
        settled["rest"] = settled.pop("relax")
    if settled.keys() & {"both", "alternate"}:
        settled.setdefault("sides", None)
    return settled


def frequency_of(said: Collection[Sentence]) -> dict[Key, Value] | None:
    """How often the sentences say; None where they contradict one another.

    Weeks beside one rate don't go with a rate in another sentence: that may be what comes after them.
    """
    found: dict[Key, Value] = {}
    for each in said:
        often = {fact.key: fact.value for fact in each.reading.facts if fact.key in FREQUENCY}
        if any(found.get(key, value) != value for key, value in often.items()):
            return None
        if any("weeks" in some and some.keys() & _RATES and more.keys() & _RATES - some.keys()
               for some, more in ((found, often), (often, found))):  # fmt: skip
            return None
        found |= often
    return found


_RATES = frozenset[Key]({"per_day", "days_a_week"})
