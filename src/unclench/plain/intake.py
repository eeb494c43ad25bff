"""Asks in lines of text what `unclench.care` wants to know, and what the settings are to be, key by key."""

from __future__ import annotations

import os
import re
import sys
import textwrap
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TextIO, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from unclench.care.asks import (
    ESCAPE_NAME,
    Ask,
    Await,
    Choose,
    Fill,
    Flow,
    Reply,
    Tell,
    Tick,
    row_numbers,
    ticked_so_far,
    told_aloud,
)
from unclench.config.settings import FIELDS, Setting, Settings, written
from unclench.config.shown import ACTS, GROUPS, listed, value_shown, where_written
from unclench.language import tr
from unclench.player.playback import KeyTick
from unclench.system.keyboard import ENTER, Keys
from unclench.system.keystrokes import BACKSPACE, ESCAPE, Guard
from unclench.system.streams import forget, take_any_letter

NARROWEST = 20
"""Below this many columns, breaking lines between words doesn't help."""
HEAD = re.compile(r"\s*(\S.{,10}?\s\s+)?")
"""The head of a line, such as a time. When a line wraps, its other rows are indented by that much."""


AGAIN = "."
"""The key that has what was said last written once more; but where something is typed, it is a full stop."""


class LineWriter:
    """Standard output, which may be closed or go away at any time; `open` says whether anyone still reads it.

    It only ever goes on: nothing that was written is drawn over, so that a screen reader reads everything once.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stdout
        self.open = self._stream is not None
        take_any_letter(self._stream)
        self.terminal = self.open and self._stream.isatty()
        self.last = ""
        """The last line, without what sets it apart at its beginning."""
        self._typed: str | None = None
        """What has been typed into the row that is not ended yet; None where there is none."""

    def line(self, text: str) -> None:
        """Write one line."""
        self.end_typing()
        self.last = printable(text).strip()
        self._write(self._fitted(printable(text)) + "\n")

    def again(self, now: str = "") -> None:
        """Write the last line once more, since somebody has asked for it, and how things stand now."""
        last = self.last
        for text in filter(None, (last and tr("Again: {line}", line=last), now)):
            self.line(text)
        self.last = last

    def typing(self, text: str) -> None:
        """Show what has been typed so far; what is taken back begins another row. Does nothing without a terminal."""
        if not self.terminal:
            return
        shown = printable(text)
        if self._typed is not None and not shown.startswith(self._typed):
            self.end_typing()
        self._write(shown.removeprefix(self._typed or ""))
        self._typed = shown

    def end_typing(self) -> None:
        """End the row that is typed into, so that somebody else can write."""
        if self._typed is not None:
            self._write("\n")
            self._typed = None

    def _fitted(self, text: str) -> str:
        """The text wrapped between words, where the terminal would break it inside them."""
        columns = self._columns()
        if len(text) <= columns or columns < NARROWEST:
            return text
        head = HEAD.match(text)
        assert head is not None  # the pattern matches an empty text too
        inset = " " * min(head.end(), columns // 2)
        return "\n".join(textwrap.wrap(text, columns, subsequent_indent=inset, break_on_hyphens=False))

    def _columns(self) -> int:
        """The width of the terminal now, 0 without one."""
        try:
            return os.get_terminal_size(self._stream.fileno()).columns if self.terminal else 0
        except (OSError, ValueError):
            return 0

    def _write(self, text: str) -> None:
        if not self.open:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            self.open = False
            forget(1)


def printable(text: str) -> str:
    """The text with a space for every character that a terminal would act on."""
    return "".join(char if char.isprintable() else " " for char in text)


T = TypeVar("T")


class Say(Struct, frozen=True):
    """Lines to show. With `typing` there is one line: what has been typed so far."""

    lines: Sequence[str] = ()
    typing: bool = False
    entry: bool = False
    """Whether the next key belongs to a line that ends with Enter; `Keys.get` calls this `typing`."""
    numbering: bool = False
    """Whether that line is the number of a row, which has no full stop."""
    waits: bool = True
    """Whether a key is wanted. If not, the dialogue goes on by itself."""
    patience: int | None = None
    """Ms without a key after which the dialogue wants to be sent an empty key; None: never."""
    again: Sequence[str] = ()
    """What `AGAIN` says again: the question, until there is something newer; then the last line."""


Dialogue: TypeAlias = Generator[Say, str, T]


class LeftPrompt(Exception):
    """Somebody left a dialogue without an answer."""


def typed_line(*lines: str) -> Dialogue[str]:
    """A dialogue that returns what is typed up to Enter. Raises LeftPrompt on Escape."""
    key, typed = (yield Say(lines, entry=True)), ""
    while key != ENTER:
        if key == ESCAPE:
            raise LeftPrompt
        typed = typed[:-1] if key == BACKSPACE else typed + key
        key = yield Say((typed,), typing=True, entry=True)
    return typed.strip()


def show(said: Say, out: LineWriter, indent: str = "") -> None:
    """Write what a dialogue has yielded."""
    for text in said.lines:
        out.typing(text) if said.typing else out.line(f"{indent}{text}")


def say_again(said: Say, out: LineWriter, indent: str = "") -> None:
    """Write once more what is asked; or the last line, where nothing is."""
    if said.again:
        show(replace(said, lines=said.again, typing=False), out, indent)
    else:
        out.again()


def asks_again(key: str | None, said: Say) -> bool:
    """Whether a key has what is asked written once more, while a dialogue waits for one."""
    return key == AGAIN and (said.numbering or not said.entry)


def run(dialogue: Dialogue[T], out: LineWriter, keys: Keys) -> T | None:
    """Run a dialogue to its end while nothing plays; returns its result.

    None if the person left it, or nobody is typing any more.
    """
    try:
        said = next(dialogue)
        while True:
            show(said, out)
            key = keys.get(said.patience, typing=said.entry) if said.waits else ""
            if key is None and said.patience is not None and not keys.ended:
                key = ""
            if key is None:
                dialogue.close()
                return None
            if asks_again(key, said):
                say_again(said, out)
                said = replace(said, lines=())
            else:
                said = dialogue.send(key)
    except StopIteration as end:
        answer: T = end.value
        return answer
    except LeftPrompt:
        return None


NAMES = {" ": tr("space"), "\n": tr("Enter")}


class LineIntake:
    """Takes a flow of questions to its end, key by key.

    `now` returns the time in ms, `guard` recognises keys that are being held down, and `speak` takes what
    `Reply.aloud` is.
    """

    def __init__(
        self,
        out: LineWriter,
        keys: Keys,
        now: Callable[[], int],
        guard: Guard,
        speak: Callable[..., None] | None = None,
        tick: KeyTick | None = None,
        hush: Callable[[], None] | None = None,
    ) -> None:
        """`hush` ends what `speak` has begun: a question that is answered is read no further."""
        self._out, self._keys, self._now = out, keys, now
        self._guard = guard if keys.terminal else None
        self._speak, self._tick, self._hush = speak, tick, hush
        self._untold: list[Tell] = []
        """What has been shown, and will be said with the question that follows, or at the end."""
        self._aloud = False
        """Whether a question is being read aloud."""
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
        finally:
            self._cut_short()
            words = told_aloud(self._untold)
            self._untold.clear()
            if words and self._speak is not None:
                self._speak(words)

    def _answer(self, ask: Ask) -> Dialogue[Any]:
        self._keys.flush()
        self.urgent = ask.urgent
        if isinstance(ask, Await):
            return ask.does()
        # Keys from a file or pipe come all at once; each was written for its question, so none is too early.
        answering = Reply(
            ask, self._now() if self._keys.terminal else None, self._guard, numbered=True, told=self._untold
        )
        if isinstance(ask, Tell):
            self._untold.append(ask)
        else:
            self._untold.clear()
            self._say(answering)
        asked = tuple(question_lines(ask))
        said = Say(asked, entry=isinstance(ask, Fill), waits=not answering.done, again=asked)
        while True:
            key = yield replace(said, patience=answering.wakes_in(self._now()))
            if key:
                answering.press(key, self._now())
                if self._tick is not None and (key == ENTER or not isinstance(ask, Fill)):
                    self._tick.answer(taken=answering.did)
            elif answering.repeat_if_due(self._now()):
                self._say(answering)
            if answering.done:
                self._cut_short()
                return answering.answer
            said = _state(answering) if key else Say(again=said.again)

    def _say(self, answering: Reply) -> None:
        if self._speak is not None and answering.aloud:
            self._speak(*answering.aloud)
            self._aloud = True

    def _cut_short(self) -> None:
        """Nobody has to hear the end of a question that is answered, or left."""
        if self._aloud and self._hush is not None:
            self._hush()
        self._aloud = False


def question_lines(ask: Ask) -> Iterator[str]:
    """A question in lines: heading, text, one numbered row per answer with its other keys, and what other keys do."""
    yield ask.heading
    yield from filter(None, ask.text.split("\n"))
    also = ask.also if isinstance(ask, Choose) else {}
    for row, (number, key, text) in enumerate(zip(row_numbers(ask), ask.row_keys(), ask.rows(), strict=True)):
        yield _row(number, text, [key, *(other for other, means in also.items() if means == row)])
    if isinstance(ask, Tick):
        yield _row("0", ask.none, ["n"])
    if isinstance(ask, Tick) and ask.ticked:
        yield ticked_so_far(ask, ask.ticked)
    # What has a row of its own is said there.
    rows = {"n"} if isinstance(ask, Tick) else {ESCAPE_NAME} if "0" in ask.row_keys() else set()
    if legend := [(key, does) for key, does in ask.legend() if key not in rows]:
        yield ", ".join(f"{key}: {does}" for key, does in legend)


def _row(number: str, text: str, keys: Sequence[str]) -> str:
    """`  1  yes (or y)`: a row with its number, and with the other keys that answer it."""
    others = [NAMES.get(key, key) for key in keys if key != number]
    row = f"  {number}  {text}"
    return tr("{row} (or {keys})", row=row, keys=", ".join(others)) if others else row


def _state(answering: Reply) -> Say:
    """What to show after a key that didn't answer the question yet."""
    ask = answering.ask
    if isinstance(ask, Fill) and answering.hint:
        return Say((answering.hint,), entry=True)
    if isinstance(ask, Fill):
        return Say((answering.typed,), typing=True, entry=True)
    if isinstance(ask, Tick) and not answering.hint:
        return Say((ticked_so_far(ask, answering.ticked),))
    return Say((answering.hint,) if answering.hint else (), entry=answering.counting, numbering=answering.counting)


Keep = Callable[[str, Any], object]
"""Takes the id and the new value of a setting."""
Acts = Mapping[str, Callable[[], object]]
"""What some of `ACTS` do, by their ids."""
EMPTY = "-"
"""Typed for a text: nothing, so that it is found by itself again."""
WHICH_GROUP, BACK = tr("Settings"), tr("Back")


def numbered(heading: str, rows: Sequence[str], *, text: str = "", leave: str = BACK) -> Choose:
    """A list of any length, with `leave` as its 0."""
    keys = (*(str(number) for number in range(1, len(rows) + 1)), "0")
    return Choose(heading=heading, text=text, options=(*rows, leave), keys=keys)


def settings_flow(now: Callable[[], Settings], path: str, keep: Keep, acts: Acts) -> Flow[None]:
    """Ask for settings to change, until somebody goes back. They stand in the file at `path`."""
    headings = tuple(GROUPS)
    while (group := (yield numbered(WHICH_GROUP, headings))) is not None and group < len(headings):
        yield from _group(headings[group], now, path, keep, acts)


def _group(heading: str, now: Callable[[], Settings], path: str, keep: Keep, acts: Acts) -> Flow[None]:
    while True:
        settings = now()
        rows = listed(heading, settings, acts)
        answer = yield numbered(heading, [_setting_row(id, name, settings) for id, name in rows])
        if answer is None or answer == len(rows):
            return
        id, name = rows[answer]
        if id in acts:
            acts[id]()
        elif FIELDS[id].table:
            yield numbered(name, (), text=f"{FIELDS[id].sentence} {where_written(path)}")
        else:
            yield from _change(name, FIELDS[id], getattr(settings, id), keep)


def _setting_row(id: str, name: str, settings: Settings) -> str:
    return name if id in ACTS else f"{name}: {value_shown(id, getattr(settings, id))}"


def _change(name: str, field: Setting, value: Any, keep: Keep) -> Flow[None]:
    if field.choices:
        rows = [_choice(field.id, each, now=each == value) for each in field.choices]
        answer = yield numbered(name, rows, text=field.sentence)
        if answer is not None and answer < len(rows):
            keep(field.id, field.choices[answer])
        return
    text, read = field.sentence, field.read_typed
    if isinstance(getattr(Settings(), field.id), str):
        text, read = f"{text} " + tr("Type {nothing} to leave it empty.", nothing=EMPTY), partial(_read_text, field)
    typed = yield Fill(heading=name, text=text, suggested=str(written(value)), read=read)
    if typed is not None:
        keep(field.id, typed)


def _read_text(field: Setting, typed: str) -> Any:
    """What was typed as the value of a text. Raises ValueError with what to type instead."""
    return field.read_typed("" if typed == EMPTY else typed)


def _choice(id: str, value: Any, *, now: bool) -> str:
    shown = value_shown(id, value)
    return tr("{value}, as it is now", value=shown) if now else shown
