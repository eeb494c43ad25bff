"""Questions as data, what each key does to them, and what they come to: a session may begin, or not. Pure.

Both front ends render these and decide nothing.

A key is the character a terminal sends (`ENTER`, `ESCAPE` and `BACKSPACE` are such characters), or one of
the names `UP` and `DOWN`. The answer to any question is None if somebody left it with Escape.

A presenter's remote has too few keys for that, and whoever holds it may not see the screen. Its keys only walk
(`FORWARD`, `BACKWARD`) and take what has been walked to (`TAKE`): no single one of them answers anything, and they wait
longer before they count. A number pad walks with its digits where these are no answers.

In lines of text every row has a number (`row_numbers`). Where that is the row's own key, it answers at once. Where it
is not, it waits for Enter, since a digit may have been meant for the pain; and so it does with more than nine rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from itertools import count
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

from msgspec import Struct, field

from unclench.cues import Sound
from unclench.errors import UnclenchError
from unclench.language import tr
from unclench.routine.model import Routine
from unclench.session import wording
from unclench.session.choices import Choices
from unclench.session.timeline import Timeline
from unclench.system.keystrokes import QUESTION, TOGETHER, Guard

ENTER, ESCAPE, BACKSPACE, SPACE = "\n", "\x1b", "\x7f", " "
UP, DOWN = "up", "down"
ENTER_NAME, ESCAPE_NAME, SPACE_NAME = tr("Enter"), tr("Esc"), tr("space")
"""What three of the keys are called."""
FORWARD, BACKWARD, TAKE = "forward", "backward", "take"
"""What the keys of a remote control do to a question. Which keys these are, the front end says."""
SETTLE = 400
"""A key pressed sooner than this (ms) after a question appeared was not meant for it (ours)."""
SOUNDED = 700
"""The same where a cue has to be heard: it is on its way for 0.25 s, and nobody answers it at once (ours)."""
WALKED = 1_500
"""The same for a key of a remote control: somebody who skips along by ear must have heard the question (ours)."""
MOST_TYPED = 1_000
TEN = tr("Pain of ten? Then end here: press 3.")
BACK = tr("Press space when you are back.")
I_AM_BACK, I_UNDERSTAND = tr("I am back"), tr("I understand")
NONE_OF_THESE = tr("none of these")
HOW_TO_TICK = tr("Press n for none of these. If one applies, press its key, then Enter.")
HOW_TO_RATE = tr("Press a number, t for ten, or Enter to skip.")
HOW_TO_CLOSE = tr("Once you have heard this, press y, then Enter.")
HOW_TO_TYPE = tr("Type it, then press Enter.")
Y_OR_N = tr("Press y or n.")
YES_NO = ("y", "n")
"""The keys of `yes_no`."""
TWICE = 2
"""How often a question with `patience` is asked; one with `calls` as often as it has them."""
UNANSWERED = "nobody answered"
"""The answer if nobody gives one; only to a question with `patience`."""
ROW_KEYS = "123456789abcdefghijklmoprstuvwxz"
"""The keys for the rows of a list: without `n`, which is "none of these", and without `q` and `y`."""

T = TypeVar("T")


class Call(Struct, frozen=True):
    """A cue that a question is asked with, how loud (0 to 1), and the words after it; empty for none."""

    sound: Sound
    level: float = 1.0
    words: str = ""


class Ask(Struct, frozen=True, kw_only=True):
    """One question: a heading, and what somebody should know before they answer."""

    heading: str
    text: str = ""
    spoken: str = ""
    """What the voice says in place of what can be read; see `words`."""
    may_leave: bool = True
    """Whether Escape leaves it without an answer."""
    patience: int = 0
    """Ms without an answer before it is asked once more; after as long again it is `UNANSWERED`. 0: wait for ever."""
    calls: tuple[Call, ...] = ()
    """What sounds with it: one each time it is asked, in place of `spoken`. `UNANSWERED` comes after the last."""
    insists: bool = False
    """Whether it is asked again every `patience`, for ever, instead of going unanswered."""
    stands_for: tuple[str, int | None] | None = None
    """The question of the session (`View.question`) that this gives answers to; with that, it goes. None: for none."""
    urgent: bool = False
    """Whether it is about an emergency: shown large, and nothing else takes its place."""

    def row_keys(self) -> Sequence[str]:
        """The key for each row; empty if there are no rows."""
        return ()

    def rows(self) -> Sequence[str]:
        """What there is to choose or tick, one line each."""
        return ()

    def legend(self) -> Sequence[tuple[str, str]]:
        """The keys that answer, each with what it does."""
        return ()

    def how(self) -> str:
        """How to answer it, as it is said: the rows behind their keys, or what to press."""
        return ""

    def words(self) -> str:
        """What the voice says: at once, and once more if nobody answers. Without `spoken`, all that is asked."""
        return self.spoken or " ".join(filter(None, (wording.join(self.heading, *self.text.split("\n")), self.how())))


class _Unread(Ask, frozen=True, kw_only=True):
    """Something of which only what is `spoken` is said: nobody has to answer it with closed eyes."""

    def words(self) -> str:
        return self.spoken


class Tell(_Unread, frozen=True, kw_only=True):
    """Not a question: this is shown, `spoken` is said, and everything goes on. The answer is None.

    What follows says it: the question after it begins with it, or it is said before the session begins. So nothing is
    `spoken` where it would come too late or twice, or where nobody is there to hear it.
    """


class Await(_Unread, frozen=True, kw_only=True):
    """Not a question: something that takes a moment, such as opening a device. The answer is what `does` returns."""

    heading: str = ""
    does: Callable[[], Any]


class Choose(Ask, frozen=True, kw_only=True):
    """One of several: the answer is its number, from 0."""

    options: tuple[str, ...]
    keys: tuple[str, ...] = ()
    """A key for each option; `ROW_KEYS` unless given."""
    also: Mapping[str, int] = field(default_factory=dict)
    """Further keys, each with the number of the option it chooses."""
    groups: tuple[int, ...] = ()
    """How many of the options belong together, from the first on; a screen draws a box around each such group."""
    first: int = 0
    """The option that a remote control comes to first: of all answers the one that can do least harm."""
    rates: bool = False
    """Whether somebody may take it for the pain scale: then a 1 counts only once no 0 has made it a ten."""

    def row_keys(self) -> Sequence[str]:
        return self.keys or ROW_KEYS[: len(self.options)]

    def rows(self) -> Sequence[str]:
        return self.options

    def key_names(self) -> Sequence[str]:
        """For each option what its key is called, `1 or space`: with the first of its further keys."""
        first = {number: key for key, number in reversed(list(self.also.items()))}
        also = {number: SPACE_NAME if key == SPACE else key for number, key in first.items()}
        return [
            tr("{key} or {also}", key=key, also=also[number]) if number in also else key
            for number, key in enumerate(self.row_keys())
        ]

    def legend(self) -> Sequence[tuple[str, str]]:
        return ((ESCAPE_NAME, tr("back")),) if self.may_leave else ()

    def how(self) -> str:
        # What is a question with yes and no needs no more words; beneath a sentence the rows say what they mean.
        if self.row_keys() == YES_NO and "?" in self.heading + self.text:
            return Y_OR_N
        return _keyed(self.row_keys(), self.options)


class Tick(Ask, frozen=True, kw_only=True):
    """Which lines of a list apply: the answer is a frozenset of the ids that were ticked.

    "None of these" has its own key, `n`, so that nobody says it by accident with Enter or space.
    """

    items: tuple[tuple[str, str], ...]
    """The rows, as (id, sentence)."""
    ticked: frozenset[str] = frozenset()
    """The ids that are ticked to begin with."""
    none: str = NONE_OF_THESE

    def row_keys(self) -> Sequence[str]:
        return ROW_KEYS[: len(self.items)]

    def rows(self) -> Sequence[str]:
        return tuple(text for _, text in self.items)

    def legend(self) -> Sequence[tuple[str, str]]:
        return (("n", self.none), (ENTER_NAME, tr("done")), (ESCAPE_NAME, tr("back")))

    def how(self) -> str:
        return f"{_keyed(self.row_keys(), self.rows())} {self._how_to_tick()}"

    def _how_to_tick(self) -> str:
        if self.ticked:
            return ticked_so_far(self, self.ticked)
        if self.none == NONE_OF_THESE:
            return HOW_TO_TICK
        return tr("Press n for: {none}. If one applies, press its key, then Enter.", none=self.none)


class Rate(Ask, frozen=True, kw_only=True):
    """How much it hurts: the answer is 0 to 10, or None for Enter or Escape alone."""

    def legend(self) -> Sequence[tuple[str, str]]:
        return (("0-9", tr("how much")), ("t", tr("ten")), (ENTER_NAME, tr("skip")))

    def how(self) -> str:
        return HOW_TO_RATE


class Begin(_Unread, frozen=True, kw_only=True):
    """A routine about to begin: digits say how much it hurts, Enter or `s` starts. The answer is a `Begun`."""

    def legend(self) -> Sequence[tuple[str, str]]:
        return (("0-9 t", tr("how much it hurts")), (ENTER_NAME, tr("start")), ("q", tr("leave")))


class Fetch(Ask, frozen=True, kw_only=True):
    """Things to fetch first, for which no clock runs: the answer is True once somebody is back with them."""

    def legend(self) -> Sequence[tuple[str, str]]:
        return ((SPACE_NAME, I_AM_BACK), (ESCAPE_NAME, tr("leave it")))

    def how(self) -> str:
        return BACK


class Begun(Struct, frozen=True):
    """It may begin; `pain` is how much it hurts now, 0 to 10, if that was said."""

    pain: int | None = None


class Fill(Ask, frozen=True, kw_only=True):
    """Something to type: the answer is what `read` makes of it.

    `read` raises ValueError with a sentence that says what to write instead. Enter alone takes
    what is `suggested`; without a suggestion something has to be typed.
    """

    read: Callable[[str], Any] = str
    suggested: str = ""

    def legend(self) -> Sequence[tuple[str, str]]:
        taken = tr("use {suggested}", suggested=self.suggested) if self.suggested else tr("go on")
        return ((ENTER_NAME, taken), (ESCAPE_NAME, tr("back")))

    def how(self) -> str:
        if not self.suggested:
            return HOW_TO_TYPE
        return tr("Type it, or press Enter for {suggested}.", suggested=self.suggested)


class Acknowledge(Ask, frozen=True, kw_only=True):
    """Something that no single key dismisses: it takes `y` and then Enter. The answer is True."""

    may_leave: bool = False

    def legend(self) -> Sequence[tuple[str, str]]:
        return (("y", I_UNDERSTAND), (ENTER_NAME, tr("close, after y")))

    def words(self) -> str:
        """What is `spoken`, or else only the heading, and always its keys."""
        return f"{self.spoken or self.heading} {HOW_TO_CLOSE}"


def _keyed(keys: Sequence[str], rows: Sequence[str]) -> str:
    return " ".join(f"{key}: {wording.sentence(text)}" for key, text in zip(keys, rows, strict=False))


def read_out(heading: str, rows: Sequence[str], how: str = "") -> str:
    """A list as it is read aloud: what is asked, each row behind its key, and `how` to answer."""
    return " ".join(filter(None, (heading, _keyed(ROW_KEYS, rows), how)))


def ticked_so_far(ask: Tick, ticked: Collection[str]) -> str:
    """Which rows of a list are ticked, by their keys, and how to go on; `ticked` are ids."""
    keys = [key for key, (id, _) in zip(ask.row_keys(), ask.items, strict=True) if id in ticked]
    if not keys:
        return tr("Nothing is ticked.")
    return tr("Ticked: {keys}. Press Enter when done.", keys=", ".join(keys))


def yes_no(heading: str, text: str = "", *, yes: str = tr("yes"), no: str = tr("no"), **about: Any) -> Choose:
    """A question answered with `y` (`YES`) or `n` (`NO`); `about` sets any other field of `Choose`.

    A no does least harm, unless it is said otherwise: it begins, deletes and overrides nothing.
    """
    return Choose(heading=heading, text=text, options=(yes, no), keys=YES_NO, **{"first": NO, **about})


YES, NO = 0, 1
"""The answers to `yes_no`."""
NOTHING: Mapping[str, str] = MappingProxyType({})

Flow: TypeAlias = Generator[Ask, Any, T]
"""Questions one after the other, and what comes of them: it yields an `Ask` and is sent the answer."""


class Walk:
    """Where a remote control or a number pad has come to in a question. Walking answers nothing."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self.place: int | None = None
        """The number of the row, or of the rating; behind the last row of a `Tick` it is done. None: not begun."""

    @property
    def row(self) -> int | None:
        """The row to highlight; None if there is none."""
        return self.place if self.place is not None and self.place < len(self._ask.rows()) else None

    def stop(self) -> None:
        """Another key was pressed: nothing is marked any more."""
        self.place = None

    def turn(self, key: str) -> None:
        """Go on or back, or to the place that a digit stands for.

        A `Tick` goes round in no circle: whoever comes to "none of these" has been at every row.
        """
        ask, by = self._ask, -1 if key == BACKWARD else 1
        if (place := self.place_of(key)) is not None:
            self.place = place
        elif isinstance(ask, Choose):
            self.place = ask.first if self.place is None else (self.place + by) % len(ask.options)
        elif self.place is None:
            self.place = 0
        elif isinstance(ask, Tick | Rate):
            self.place = min(max(0, self.place + by), len(ask.items) if isinstance(ask, Tick) else 10)

    def place_of(self, key: str) -> int | None:
        """Where a digit leads: 1 and 2 to yes and no, 0 behind a list, 1 to the only answer there is. Else None."""
        ask = self._ask
        if isinstance(ask, Tick):
            return len(ask.items) if key == "0" else None
        if isinstance(ask, Choose) and ask.row_keys() == YES_NO:
            return {"1": YES, "2": NO}.get(key)
        return 0 if isinstance(ask, Acknowledge | Fetch) and key == "1" else None

    def offer(self, ticked: Collection[str]) -> str:
        """What taking it would answer, if these rows are ticked; empty if there is nothing to take."""
        ask, place = self._ask, self.place
        if place is None:
            return ""
        if isinstance(ask, Tick):
            if place == len(ask.items):
                return tr("done") if ticked else ask.none
            id, text = ask.items[place]
            return tr("untick: {row}", row=text) if id in ticked else tr("tick: {row}", row=text)
        if isinstance(ask, Choose):
            return ask.options[place]
        if isinstance(ask, Rate):
            return tr("pain {rating} of 10", rating=place)
        return I_AM_BACK if isinstance(ask, Fetch) else I_UNDERSTAND


def told_aloud(told: Sequence[Tell]) -> str:
    """What is said of all of these; empty for nothing."""
    return " ".join(filter(None, (each.spoken for each in told)))


def row_numbers(ask: Ask) -> Sequence[str]:
    """The number of each row: its key where that is a digit, or else the next one behind all of these."""
    keys = ask.row_keys()
    others = count(1 + max((int(key) for key in keys if key.isdigit()), default=0))
    return [key if key.isdigit() else str(next(others)) for key in keys]


class RowNumber:
    """The number of a row while it is typed. The 0 of a list to tick is "none of these"."""

    def __init__(self, ask: Ask | None) -> None:
        """None: no row has a number, and each key is its own."""
        self._ticks = isinstance(ask, Tick)
        self._rows: dict[str, tuple[str, str]] = {}
        """By its number, the key of each row and its text."""
        if ask is not None:
            self._rows |= zip(row_numbers(ask), zip(ask.row_keys(), ask.rows(), strict=True), strict=True)
        if isinstance(ask, Tick):
            self._rows["0"] = ("n", ask.none)
        self._long = any(len(number) > 1 for number in self._rows)
        """Whether there are more rows than digits: then every number to choose one takes Enter."""
        self.typed = ""
        self.hint = ""
        """What to say about what has been typed; empty if nothing waits."""

    def take(self, key: str) -> Sequence[str]:
        """Take a key; returns the keys of the question that it stands for by now, none while it waits for more."""
        before, self.typed, self.hint = self.typed, "", ""
        if len(key) == 1 and key.isascii() and key.isdigit():
            return self._digit(before, key)
        if before and key == ENTER:
            row, _ = self._rows[before]
            return (row, ENTER) if self._marks(before) else (row,)
        if before and key == SPACE and self._marks(before):
            return (self._rows[before][0],)
        return (key,)

    def _marks(self, number: str) -> bool:
        """Whether that number ticks a row, which answers nothing yet."""
        return self._ticks and number != "0"

    def _apart(self, before: str, key: str) -> Sequence[str]:
        """Two digits that are no number together."""
        if not before:
            return (key,)
        if self._long and not self._ticks:
            self.hint = tr("There is no {number} here.", number=before + key)
            return ()
        first = [self._rows[before][0]] if self._ticks else []
        return [*first, *self._digit("", key)]

    def _may_go_on(self, number: str) -> bool:
        return any(len(other) > len(number) and other.startswith(number) for other in self._rows)

    def _digit(self, before: str, key: str) -> Sequence[str]:
        before = "" if before == "0" else before
        number = before + key
        if number not in self._rows:
            return self._apart(before, key)
        row, text = self._rows[number]
        if not (self._may_go_on(number) if self._marks(number) else self._long or row != number):
            return (row,)
        self.typed = number
        if self._marks(number):
            self.hint = tr("{number}: {row}. Space ticks it, Enter ticks it and goes on.", number=number, row=text)
        else:
            self.hint = tr("{number}: {row}. Press Enter.", number=number, row=text)
        return ()


class Reply:
    """A question while it is being answered. `hint` is what to say about the last key, or empty."""

    def __init__(
        self, ask: Ask, shown: int | None = None, guard: Guard | None = None, remote: Mapping[str, str] = NOTHING,
        *, numbered: bool = False, told: Sequence[Tell] = (),
    ) -> None:  # fmt: skip
        """`shown` is when it appeared, in ms; `guard` knows which keys are held down. None: keys come from a file.

        `remote` says of keys that they are a `FORWARD`, a `BACKWARD`, a `TAKE` or an `ESCAPE`. `numbered`: rows are
        shown with their `row_numbers`, and chosen by them, too. What was `told` before it is said with it, once.
        """
        self._told = told_aloud(told)
        self.ask, self._shown, self._guard = ask, shown, guard
        self._walk = Walk(ask)
        self._number = RowNumber(ask if numbered else None)
        self._remote = remote
        self.done = isinstance(ask, Tell)
        self.answer: Any = None
        self.typed, self.hint = "", ""
        self.did = False
        """Whether the last key did something."""
        self.ticked = set(ask.ticked) if isinstance(ask, Tick) else set[str]()
        self.pain: int | None = None
        self.cursor: int | None = None
        """The row that the arrow keys have reached; None before the first."""
        self._understood, self._repeated = False, 0
        self._one: int | None = None
        """When a 1 was pressed that a 0 may still make a ten."""

    def repeat_if_due(self, now: int) -> bool:
        """Whether to ask once more now because nobody answers. After the last time it is done, and `UNANSWERED`.

        A 1 that waited to see whether it was going to be a ten counts now, if it has waited long enough.
        """
        if self._one is not None and now - self._one >= TOGETHER:
            self._row(list(self.ask.row_keys()).index("1"))
        patience = self.ask.patience
        if self.done or not patience or self._shown is None or now - self._shown < patience * (self._repeated + 1):
            return False
        self._repeated += 1
        if self._repeated >= (len(self.ask.calls) or TWICE) and not self.ask.insists:
            self._finish(UNANSWERED)
        return not self.done

    @property
    def aloud(self) -> tuple[str] | tuple[str, Sound, float] | None:
        """What is heard with the question now: its words, perhaps after a cue of this loudness. None: nothing."""
        told = "" if self._repeated else self._told
        if self._repeated < len(self.ask.calls):
            call = self.ask.calls[self._repeated]
            return f"{told} {call.words}".strip(), call.sound, call.level
        return (words,) if (words := f"{told} {self.ask.words()}".strip()) else None

    def wakes_in(self, now: int) -> int | None:
        """In how many ms `repeat_if_due` may have something to do; None: not before the next key."""
        if self._one is not None:
            return max(0, self._one + TOGETHER - now)
        return self.ask.patience or None

    @property
    def counting(self) -> bool:
        """Whether the number of a row has been typed that waits for Enter, or for more."""
        return bool(self._number.typed)

    def press(self, key: str, now: int = 0) -> bool:
        """Take a key; returns whether it counted. One pressed before somebody could read the question does not."""
        before = self._state()
        counted = self._press(key, now)
        self.did = self._state() != before
        return counted

    def _state(self) -> tuple[Any, ...]:
        return (
            self.done, frozenset(self.ticked), self.pain, self.typed, self.cursor, self._walk.place, self._understood,
            self._one, self._number.typed,
        )  # fmt: skip

    def _press(self, key: str, now: int) -> bool:
        turn = self._turn(key)
        if self.done or not self._meant(key, now, turn):
            return False
        if turn == ESCAPE:
            key, turn = ESCAPE, ""
        self.hint = ""
        one, self._one = self._one, None
        if one is not None and key == "0":
            self.hint, self.cursor = TEN, None  # nor does the Enter behind a number
            return True
        for each in self._number.take(key):
            self._act(each, now, turn)
        self.hint = self.hint or self._number.hint
        return True

    def _act(self, key: str, now: int, turn: str) -> None:
        if turn:
            self._take_turn(turn)
            return
        self._walk.stop()
        leaves = key == ESCAPE or (isinstance(self.ask, Begin) and key.lower() == "q")
        if leaves and self.ask.may_leave:
            self._finish(None)
        elif key in (UP, DOWN):
            if rows := len(self.ask.rows()):
                self.cursor = 0 if self.cursor is None else (self.cursor + (1 if key == DOWN else -1)) % rows
        else:
            self._take(key, now)

    def paste(self, text: str) -> None:
        """A text was pasted: where something is typed it counts as typed, on one line; elsewhere it is no answer."""
        if isinstance(self.ask, Fill) and not self.done:
            added = "".join(each for each in " ".join(text[:MOST_TYPED].split()) if each.isprintable())
            self.typed, self.hint = (self.typed + added)[:MOST_TYPED], ""

    def choose(self, row: int) -> None:
        """A row was clicked, counted from 0."""
        if not self.done and 0 <= row < len(self.ask.rows()):
            self._row(row)

    @property
    def offer(self) -> str:
        """What `TAKE` would answer now, in a few words; empty before anything has been walked to."""
        return self._walk.offer(self.ticked)

    def _turn(self, key: str) -> str:
        """What the key is on a remote control or a number pad; empty if it is an answer of its own, or text."""
        if not self._remote or (isinstance(self.ask, Fill) and len(key) == 1):
            return ""
        return key if self._walk.place_of(key) is not None else self._remote.get(key, "")

    def _take_turn(self, turn: str) -> None:
        ask = self.ask
        if isinstance(ask, Fill):
            self._take_suggestion(ask, turn)
        elif turn != TAKE:
            self._walk.turn(turn)
            # Beside yes and no nothing is highlighted, so that no Enter takes what only `offer` tells.
            self.cursor = None if ask.row_keys() == YES_NO else self._walk.row
        elif (place := self._walk.place) is None:
            self.hint = self._hint(ask) if ask.row_keys() else ""
        elif isinstance(ask, Tick) and place == len(ask.items):
            self._finish(frozenset(self.ticked))
        elif isinstance(ask, Choose | Tick):
            self._row(place)
        else:
            self._finish(place if isinstance(ask, Rate) else True)

    def _take_suggestion(self, ask: Fill, turn: str) -> None:
        """First it stands in the field, and then it is taken. Anything else has to be typed."""
        if turn == FORWARD and self.typed == ask.suggested:
            self._type(ask, ENTER)
        elif turn == FORWARD and not self.typed:
            self.typed = ask.suggested

    def _meant(self, key: str, now: int, turn: str) -> bool:
        """Whether the key is pressed for this question, and not held down since before it. What is typed may repeat."""
        typing = (isinstance(self.ask, Fill) and key != ENTER) or (self.counting and key.isdigit())
        if (guard := self._guard) is not None and (
            guard.comes_from_elsewhere(key, QUESTION)
            # Walking may be quick: it answers nothing.
            or not (typing or turn in (FORWARD, BACKWARD) or guard.fresh(f"key {key.lower()}"))
        ):
            return False
        return self._shown is None or now - self._shown >= (WALKED if turn else SOUNDED if self.ask.calls else SETTLE)

    def _take(self, key: str, now: int) -> None:
        ask, low = self.ask, key.lower()
        if isinstance(ask, Fill):
            self._type(ask, key)
        elif isinstance(ask, Rate):
            self._rate(low)
        elif isinstance(ask, Begin):
            self._begin(low)
        elif isinstance(ask, Fetch):
            if key in (SPACE, ENTER):
                self._finish(True)
            self.hint = tr("Take your time. {press_space}", press_space=BACK)
        elif isinstance(ask, Acknowledge):
            if self._understood and key == ENTER:
                self._finish(True)
            self._understood = self._understood or low == "y"
            self.hint = tr("Press Enter to close this.") if self._understood else tr("Press y once you have read this.")
        elif low == "1" and isinstance(ask, Choose) and ask.rates and "1" in ask.row_keys():
            self._one, self.cursor = now, list(ask.row_keys()).index(low)
        elif low in ask.row_keys():
            self._row(list(ask.row_keys()).index(low))
        elif isinstance(ask, Choose) and low in ask.also:
            self._row(ask.also[low])
        elif key in (SPACE, ENTER) and self.cursor is not None and (key == SPACE or isinstance(ask, Choose)):
            self._row(self.cursor)
        elif isinstance(ask, Tick) and low == "n" and not self.ticked:
            self._finish(frozenset())
        elif isinstance(ask, Tick) and key == ENTER and self.ticked:
            self._finish(frozenset(self.ticked))
        else:
            self.hint = self._hint(ask)

    def _hint(self, ask: Ask) -> str:
        """What to press instead."""
        if not isinstance(ask, Tick):
            by_space = isinstance(ask, Choose) and SPACE in ask.also and bool(ask.calls)
            return _either([SPACE_NAME, *ask.row_keys()] if by_space else ask.row_keys())
        if self.ticked:
            return tr("Press Enter when done, or untick them first.")
        return tr("Press n for: {none}.", none=ask.none)

    def _row(self, row: int) -> None:
        self.cursor = row
        if isinstance(self.ask, Tick):
            self.ticked ^= {self.ask.items[row][0]}
        else:
            self._finish(row)

    def _rate(self, low: str) -> None:
        """A 1 waits for the next key: a 0 makes it ten."""
        if low == ENTER:
            self._finish(1 if self.typed else None)
        elif low == "t" or (low == "0" and self.typed):
            self._finish(10)
        elif low == "1":
            self.typed, self.hint = "1", tr("For 1 press Enter, for 10 press 0.")
        elif low.isascii() and low.isdigit():
            self._finish(int(low))
        else:
            self.hint = tr("Type a number from 0 to 10; t for ten.")

    def _begin(self, low: str) -> None:
        if low in (ENTER, "s"):
            self._finish(Begun(self.pain))
        elif low == "t" or (low == "0" and self.pain == 1):
            self.pain = 10
        elif low.isascii() and low.isdigit():
            self.pain = int(low)
        self.hint = "" if self.pain is None else tr("Pain now: {pain} of 10. Enter starts.", pain=self.pain)

    def _type(self, ask: Fill, key: str) -> None:
        if key == ENTER:
            typed = self.typed.strip() or ask.suggested
            try:
                self._finish(ask.read(typed) if typed else _refuse_nothing())
            except ValueError as problem:
                self.hint, self.typed = str(problem), ""
        elif key in (BACKSPACE, "\b"):
            self.typed = self.typed[:-1]
        elif key.isprintable():
            self.typed = (self.typed + key)[:MOST_TYPED]

    def _finish(self, answer: Any) -> None:
        self.done, self.answer = True, answer


def _refuse_nothing() -> str:
    raise ValueError(tr("Please type something, or press Esc to go back."))


def _either(keys: Sequence[str]) -> str:
    """The hint `Press y or n.` for these keys."""
    if any(len(key) > 1 for key in keys if key != SPACE_NAME):
        return tr("Type one of the numbers, then press Enter.")
    if len(keys) > 1:
        return tr("Press {keys} or {last}.", keys=", ".join(keys[:-1]), last=keys[-1])
    return tr("Press {key}.", key="".join(keys))


NOT_ANSWERED = tr("You didn't answer the questions, so nothing has started.")


class Ready(Struct, frozen=True):
    """Everything has been answered, and this may be played."""

    routine: Routine
    choices: Choices
    timeline: Timeline
    pain: int | None = None
    """Pain beforehand, 0 to 10, if it was given."""
    notes: tuple[str, ...] = ()
    """What to say at the start, such as the gentler variants that were chosen."""


class NotBegun(UnclenchError):
    """Nothing begins. The message is a sentence for the user, or empty if they have seen the reason already.

    With `breathe` they chose to breathe instead; `pain` is how much it hurt, 0 to 10, if that was said.
    """

    def __init__(self, sentence: str = "", *, breathe: bool = False, pain: int | None = None) -> None:
        super().__init__(sentence)
        self.breathe, self.pain = breathe, pain


class InterruptedSession(Struct, frozen=True):
    """A session that stopped before its end and can be resumed.

    `session` is its id, `began` when it began in ms since 1970, `place` the index of the segment it had reached.
    """

    session: str
    began: int
    routine: Routine
    timeline: Timeline
    place: int
    pain: int | None = None
    """Pain before it resumes, 0 to 10, if it was given."""
