"""Asks in lines of text what `unclench.care` wants to know: the question, its answers with their keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from msgspec.structs import replace

from unclench.care.asks import Ask, Choose, Fill, Flow, Reply, Tick
from unclench.plain.prompts import Dialogue, LineWriter, Say, run
from unclench.system.keyboard import Keys
from unclench.system.keystrokes import Guard

T = TypeVar("T")
NAMES = {" ": "space", "\n": "Enter"}


class LineIntake:
    """Takes a flow of questions to its end, key by key.

    `now` returns the time in ms, `guard` recognises keys that are being held down, and `speak` says a
    question aloud.
    """

    def __init__(
        self,
        out: LineWriter,
        keys: Keys,
        now: Callable[[], int],
        guard: Guard,
        speak: Callable[[str], None] | None = None,
    ) -> None:
        self._out, self._keys, self._now = out, keys, now
        self._guard = guard if keys.terminal else None
        self._speak = speak
        self.urgent = False
        """Whether the current question is about an emergency; nothing may replace such a question."""

    def run(self, flow: Flow[T]) -> T | None:
        """Ask everything while nothing is playing. Returns None if nobody is typing any more."""
        return run(self.carry(flow), self._out, self._keys)

    def carry(self, flow: Flow[T]) -> Dialogue[T]:
        """The flow as a dialogue, so that a session can go on beside it."""
        try:
            ask = next(flow)
            while True:
                ask = flow.send((yield from self._answer(ask)))
        except StopIteration as end:
            done: T = end.value
            return done

    def _answer(self, ask: Ask) -> Dialogue[Any]:
        self._keys.flush()
        self.urgent = ask.urgent
        self._say(ask)
        # Keys from a file or pipe come all at once; each was written for its question, so none is too early.
        answering = Reply(ask, self._now() if self._keys.terminal else None, self._guard)
        patience = ask.patience or None
        said = Say(tuple(lines(ask)), entry=isinstance(ask, Fill), waits=not answering.done, patience=patience)
        while True:
            key = yield said
            if key:
                answering.press(key, self._now())
            elif answering.repeat_if_due(self._now()):
                self._say(ask)
            if answering.done:
                return answering.answer
            said = replace(_state(answering), patience=patience) if key else Say(patience=patience)

    def _say(self, ask: Ask) -> None:
        if ask.spoken and self._speak is not None:
            self._speak(ask.spoken)


def lines(ask: Ask) -> Iterator[str]:
    """A question in lines: heading, text, one row per answer with its keys, and what other keys do."""
    yield ask.heading
    yield from filter(None, ask.text.split("\n"))
    also: dict[int, list[str]] = {}
    for key, number in ask.also.items() if isinstance(ask, Choose) else ():
        also.setdefault(number, []).append(NAMES.get(key, key))
    for number, (key, text) in enumerate(zip(ask.row_keys(), ask.rows(), strict=True)):
        others = f" (or {', '.join(also[number])})" if number in also else ""
        yield f"  {key}  {text}{others}"
    if legend := ask.legend():
        yield ", ".join(f"{key}: {does}" for key, does in legend)


def _state(answering: Reply) -> Say:
    """What to show after a key that didn't answer the question yet."""
    ask = answering.ask
    if isinstance(ask, Fill):
        return (
            Say((answering.hint,), entry=True) if answering.hint else Say((answering.typed,), typing=True, entry=True)
        )
    if isinstance(ask, Tick) and not answering.hint:
        keys = [key for key, (id, _) in zip(ask.row_keys(), ask.items, strict=True) if id in answering.ticked]
        return Say((f"Ticked: {', '.join(keys)}. Enter when done." if keys else "Nothing is ticked.",))
    return Say((answering.hint,) if answering.hint else ())
