"""Dialogs: what they share, a question of `unclench.care`, the list of keys, of steps, and the menu of a screen."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.css.query import NoMatches
from textual.events import Key, Paste, Resize
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from unclench.care import pain_rules
from unclench.care.asks import (
    BACKSPACE,
    BACKWARD,
    DOWN,
    ENTER,
    ENTER_NAME,
    ESCAPE,
    ESCAPE_NAME,
    FORWARD,
    NOTHING,
    ROW_KEYS,
    SPACE,
    SPACE_NAME,
    TAKE,
    UP,
    YES_NO,
    Ask,
    Choose,
    Fill,
    Flow,
    Rate,
    Reply,
    Tell,
    Tick,
)
from unclench.care.what_now import HOW_MUCH, WHAT_NOW
from unclench.keynames import character_of, keys_of, name_of
from unclench.language import tr
from unclench.player.playback import KeyTick
from unclench.ports import Clock
from unclench.session.timeline import AT_WILL, StepInfo, Timeline
from unclench.session.wording import clock
from unclench.system.keystrokes import SESSION, Guard
from unclench.tui import keys
from unclench.tui.keys import USES, purpose, use_of
from unclench.tui.text import content, flat, gist, hanging, row
from unclench.tui.widgets.keybar import ROOMY, Cap, CapLines, lines
from unclench.tui.widgets.lists import ChoiceBoxes, PickList, Small, TextLine, WalkList

if TYPE_CHECKING:
    from unclench.tui.viewmodels.home import LibraryRow


Result = TypeVar("Result")

TAKE_IT, BACK = Cap(ENTER_NAME, tr("choose"), "enter"), Cap(ESCAPE_NAME, tr("back"), "escape")


class Dialog(ModalScreen[Result]):
    """A box with a heading and keys, in front of a screen until it is answered.

    In a window that is too small for the box, one line shows `question` and `caps`, with the
    highlighted line of a list or the text in a field.
    """

    CSS_PATH = "modal.tcss"
    BOX = "box"

    def __init__(self, heading: str, *caps: Cap, question: str = "") -> None:
        super().__init__()
        self._heading, self._caps = heading, caps
        self._question = question or heading

    def compose(self) -> ComposeResult:
        """The heading, the body, the keys."""
        yield Small(flat(self._question), self._keys())
        with Vertical(classes=self.BOX):
            yield from self.above()
            yield TextLine(self._heading, classes="heading")
            yield from self.body()
            yield CapLines(*self._caps, classes="keys")

    def above(self) -> ComposeResult:
        """What is shown above the heading."""
        yield from ()

    def body(self) -> ComposeResult:
        """What is shown between the heading and the keys."""
        raise NotImplementedError

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close this dialog, and never what is behind it.

        A timer, or a key that was typed ahead, may still reach a dialog that has just been closed; Textual would then
        close the screen in front, whichever that is.
        """
        # `is_current` would be true of a dialog behind another, too.
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def _keys(self) -> str:
        return "  ".join(f"{cap.shown} {cap.label}" for cap in self._caps)

    def put_keys(self, *caps: Cap) -> None:
        """Show other keys."""
        self._caps = caps
        self.query_one(CapLines).put(*caps)
        self._tell("")

    def _tell(self, here: str) -> None:
        self.query_one(Small).tell(flat(f"{self._question} {here}"), self._keys())

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Say which line of how many this is, for a window that shows just one."""
        self._tell(_nth(event.option_index, event.option_list.option_count, event.option.prompt))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what has been typed."""
        self._tell(event.value)


def _nth(index: int, total: int, line: object) -> str:
    """A line of a list, where there is room for just one."""
    return tr("({number} of {total}) {line}", number=index + 1, total=total, line=line)


_SHOWN = {"space": SPACE_NAME, "question_mark": "?", "plus": "+", "equals_sign": "=", "minus": "-",
          "left_square_bracket": "[", "right_square_bracket": "]", "enter": ENTER_NAME, "escape": ESCAPE_NAME,
          "slash": "/", "exclamation_mark": "!", "comma": ",", "0": "0-9"}  # fmt: skip


class HelpScreen(Dialog[None]):
    """Explains the keys of the screen beneath it."""

    BINDINGS = keys.HELP

    def __init__(self, beneath: Screen[object], own: Mapping[str, str]) -> None:
        """`own` are the keys from the settings."""
        super().__init__(tr("Keys"), BACK)
        self._beneath, self._own = beneath, own

    def body(self) -> ComposeResult:
        """Two columns by use: keys, and what they do. Keys of one group share a line."""
        explained = list(self._explained())
        with VerticalScroll(id="keys"):
            for use in USES:
                lines = [(keys, does) for of, keys, does in explained if of == use]
                if lines:
                    yield Static(use, classes="use", markup=False)
                for keys, does in lines:
                    with Horizontal():
                        yield Static(keys, classes="key", markup=False)
                        yield Static(does, markup=False)

    def _explained(self) -> Iterator[tuple[str, str, str]]:
        explained = [b for b in self._beneath.BINDINGS if isinstance(b, Binding) and not b.system]
        taken = {key for binding in explained for key in keys_of(self._own.get(binding.id or "", ""))}
        for _, members in groupby(explained, key=lambda binding: binding.group or binding.action):
            pair = [(binding, keys) for binding in members if (keys := self._keys_for(binding, taken))]
            shown = " ".join(self._shown(binding, key) for binding, keys in pair for key in keys)
            if pair:
                yield use_of(pair[0][0].action), shown, purpose([binding for binding, _ in pair])
        yield tr("Around"), tr("Ctrl-C"), tr("Leave the program at once, from anywhere.")

    def _shown(self, binding: Binding, key: str) -> str:
        return _SHOWN.get(key) or self.app.get_key_display(binding.with_key(key))

    def _keys_for(self, binding: Binding, taken: Collection[str]) -> Sequence[str]:
        """Those from the settings; otherwise its usual ones, without those that the settings give to something else."""
        if own := self._own.get(binding.id or ""):
            return keys_of(own)
        return [key for key in binding.key.split(",") if key not in taken]

    def action_back(self) -> None:
        """Close the list."""
        self.dismiss(None)


class TypedNumber:
    """The number of a row, typed digit by digit."""

    def __init__(self) -> None:
        self._typed = ""

    def takes(self, event: Key) -> bool:
        """Whether the key is a digit; that is used up. Any other key begins a new number."""
        character = event.character or ""
        if not (character.isascii() and character.isdecimal()):
            self._typed = ""
            return False
        event.stop()
        event.prevent_default()
        self._typed = f"{self._typed}{character}".lstrip("0")
        return True

    def up_to(self, most: int) -> int:
        """The number typed so far; 0, and begun anew, if there is no such row."""
        number = int(self._typed or "0")
        if number > most:
            self._typed, number = "", 0
        return number


JUMP_WIDTH, BESIDE_JUMP = 54, 5
"""Columns of a row of the jump list, and what a narrow window has besides: padding, margins, the scroll bar."""


class JumpScreen(Dialog[int | None]):
    """Lists the steps of a session; returns the index of the chosen one, or None.

    A number chooses a step: at once, unless another digit could still make it the number of another step.
    """

    BINDINGS = keys.JUMP

    def __init__(self, timeline: Timeline, current: int, heading: str = tr("Jump to")) -> None:
        go, stay = Cap(ENTER_NAME, tr("go there"), "enter"), Cap(ESCAPE_NAME, tr("stay"), "escape")
        super().__init__(heading, go, stay)
        self._timeline = timeline
        self._current = current
        self._number = TypedNumber()

    def body(self) -> ComposeResult:
        """All steps."""
        yield WalkList(*map(self._row, self._timeline.steps), markup=False)

    def _row(self, step: StepInfo) -> Content:
        here = step.index == self._current
        mark, style = ("▶", "bold") if here else ("✓" if step.index < self._current else "·", "")
        width = min(JUMP_WIDTH, self.app.size.width - BESIDE_JUMP)
        return row(width, f"{step.index + 1:>2} {mark} {flat(step.title)}", self._length(step), style)

    def _length(self, step: StepInfo) -> str:
        here = self._timeline.segments[step.first : step.last + 1]
        if any(each.gate in AT_WILL for each in here):
            return tr("open")
        return clock(round(self._timeline.seconds_of(step) * 1000))

    def on_mount(self) -> None:
        """Highlight the current step."""
        self.query_one(OptionList).highlighted = self._current

    def on_key(self, event: Key) -> None:
        """Take the digits of a step's number."""
        if not self._number.takes(event):
            return
        steps = len(self._timeline.steps)
        if number := self._number.up_to(steps):
            self.query_one(OptionList).highlighted = number - 1
            if number * 10 > steps:
                self.dismiss(number - 1)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Return the step."""
        event.stop()
        self.dismiss(event.option_index)

    def action_take(self) -> None:
        """Return the step that the bar is on."""
        self.dismiss(self.query_one(OptionList).highlighted)

    def action_stay(self) -> None:
        """Return None."""
        self.dismiss(None)


KEYS = {"enter": ENTER, "escape": ESCAPE, "backspace": BACKSPACE, "space": SPACE, "up": UP, "down": DOWN}
"""Textual's names of the keys that are not characters."""


def key_of(event: Key) -> str | None:
    """The key as questions and the guard know it; None for one that is neither a character nor one of `KEYS`."""
    return KEYS.get(event.key) or event.character


def take_held(event: Key, guard: Guard) -> bool:
    """Whether a key answered a question in front and is still being held down: it then does nothing else."""
    if guard.comes_from_elsewhere(key_of(event) or event.key, SESSION):
        event.stop()
        event.prevent_default()
        return True
    return False


NUMBER_PAD = {"+": FORWARD, "-": BACKWARD, "*": ESCAPE}
"""What stands beside the digits, for rows that have none."""


def remote(own: Mapping[str, str]) -> Mapping[str, str]:
    """What each key of a remote control does to a question; `own` are the keys from the settings.

    A letter or digit that somebody has given to turning or pausing answers questions, as any other does.
    """
    turns = {"player.forward": FORWARD, "player.backward": BACKWARD, "player.still": TAKE}
    usual = {each.id: each.key for each in keys.PLAYER if isinstance(each, Binding)}
    found = dict(NUMBER_PAD)
    for id, turn in turns.items():
        for key in map(character_of, keys_of(own.get(id) or usual[id])):
            if key not in KEYS and not (len(key) == 1 and key.isalnum()):
                found[key] = turn
    return found


NAMES = {ENTER_NAME: "enter", ESCAPE_NAME: "escape", SPACE_NAME: "space"}
WAKE_EVERY = 0.25
"""Seconds between two checks that somebody still has time to answer."""
BESIDE_ROW = 3
"""Columns beside a row's text: a margin on each side, and the scroll bar."""
CURSOR = "▌"
"""Follows what has been typed in the field."""


def told_in_full(tell: Tell) -> str:
    """What is shown of something that is told."""
    return f"{tell.heading} {tell.text}".strip()


class AskScreen(Dialog[Any]):
    """Shows an `Ask` and returns its answer. It draws the state of `Reply` and decides nothing itself."""

    AUTO_FOCUS = ""

    def __init__(
        self, ask: Ask, clock: Clock, guard: Guard, speak: Callable[..., None] | None = None,
        told: Sequence[Tell] = (), own: Mapping[str, str] = NOTHING, *, tick: KeyTick | None = None,
    ) -> None:  # fmt: skip
        """`speak` takes what `Reply.aloud` is; `told` comes before it; `own` are the keys from the settings."""
        before = " ".join(map(told_in_full, told))
        super().__init__(ask.heading, *_caps(ask), question=f"{before} {ask.heading} {ask.text}".strip())
        self.ask, self._told = ask, tuple(told)
        self._shorten = 0
        """Columns that each row is cut to if not all rows fit; 0: not cut."""
        self._wide = 0
        """Columns of a row that is not cut; 0 as long as they are not known."""
        self._clock, self._guard, self._speak, self._tick = clock, guard, speak, tick
        self._told_of = ""
        """The answer that was said aloud, because a remote control walked to it."""
        self._remote = remote(own)
        self._answering = Reply(ask, clock.now(), guard, self._remote)
        self.BOX = "box warning" if ask.urgent else "box wide" if len(ask.rows()) > 2 else "box"

    def above(self) -> ComposeResult:
        """What was told just before."""
        yield TextLine(" ".join(map(told_in_full, self._told)), id="told")

    def body(self) -> ComposeResult:
        """The explanation, the rows, the text field, and a hint about the last key."""
        with VerticalScroll(id="signs", can_focus=False):
            yield TextLine(self.ask.text, id="text")
        if _listed(self.ask):
            rows = PickList(*self._options(), markup=False, id="items")
            rows.can_focus = False
            yield rows
        if isinstance(self.ask, Choose) and self.ask.groups:
            rows_of_boxes = list(zip(self.ask.key_names(), self.ask.rows(), strict=True))
            yield ChoiceBoxes(rows_of_boxes, self.ask.groups, self._choose, id="boxes")
        if isinstance(self.ask, Fill):
            yield TextLine(CURSOR, id="typed")
        yield TextLine(id="wrong", classes="wrong")

    def on_mount(self) -> None:
        """Start the clock of the question, now that it can be seen."""
        self._answering = Reply(self.ask, self._clock.now(), self._guard, self._remote, told=self._told)
        if (rows := self._rows()) is not None:
            rows.highlighted = None
        self._brief()
        self._say()
        if self.ask.patience:
            self.set_interval(WAKE_EVERY, self.wake)

    def _say(self) -> None:
        if self._speak is not None and self._answering.aloud:
            self._speak(*self._answering.aloud)

    def wake(self) -> None:
        """Repeat the question, or close it, if nobody answers. Tests call it after they move their clock."""
        if self._answering.repeat_if_due(self._clock.now()):
            self._say()
        elif self._answering.done:
            self.dismiss(self._answering.answer)

    def warn(self, text: str) -> None:
        """Say that something behind this needs an answer, too."""
        if self.is_mounted and not self._answering.hint:
            self.query_one("#wrong", TextLine).say(text)

    def on_key(self, event: Key) -> None:
        """Handle every key: none reaches the screen behind."""
        key = key_of(event) or (event.key if event.key in self._remote else None)
        if key is None:
            return
        event.stop()
        event.prevent_default()
        if not self._scroll_text(key):
            self._press(key)

    def on_paste(self, event: Paste) -> None:
        """Take a pasted text as typed; the screen behind gets none of it."""
        event.stop()
        self._answering.paste(event.text)
        self._show()

    def _scroll_text(self, key: str) -> bool:
        """Scroll the text if the key is for that; returns whether it was. The arrows scroll if there are no rows.

        A remote control reads the text to its end before it walks, and goes back to it before it has.
        """
        text = self.query_one("#signs", VerticalScroll)
        if key in (UP, DOWN) and not _listed(self.ask):
            (text.scroll_page_down if key == DOWN else text.scroll_page_up)(animate=False)
            return True
        turn = self._remote.get(key) if len(key) > 1 and not self._answering.offer else None
        if turn == FORWARD and text.scroll_y < text.max_scroll_y:
            text.scroll_page_down(animate=False)
        elif turn == BACKWARD and text.scroll_y > 0:
            text.scroll_page_up(animate=False)
        else:
            return False
        return True

    def _press(self, key: str) -> None:
        self._answering.press(key, self._clock.now())
        if self._tick is not None and (key == ENTER or not isinstance(self.ask, Fill)):
            self._tick.answer(taken=self._answering.did)
        self._show()

    def _show(self) -> None:
        answering = self._answering
        if answering.done:
            self.dismiss(answering.answer)
            return
        hint = answering.hint or self._offered()
        if self.query_one("#wrong", TextLine).said != hint:
            self.query_one("#wrong", TextLine).say(hint)
            self._fit()
        if isinstance(self.ask, Fill):
            self.query_one("#typed", TextLine).say(answering.typed + CURSOR)
        self._list()
        self._brief()

    def _offered(self) -> str:
        """What a remote control would take now, and with which key."""
        offer = self._answering.offer
        if not offer:
            return ""
        if offer != self._told_of and self._answering.aloud and self._speak is not None:
            self._speak(offer)
        self._told_of = offer
        takes = next((key for key, turn in self._remote.items() if turn == TAKE), "")
        return tr("Press {key} for: {offer}", key=name_of(takes) or takes, offer=offer)

    def _list(self) -> None:
        if (rows := self._rows()) is not None:
            rows.set_options(self._options())
            rows.highlighted = self._answering.cursor
        if isinstance(self.ask, Choose) and self.ask.groups:
            self.query_one(ChoiceBoxes).mark(self._answering.cursor)

    def _brief(self) -> None:
        """Tell the one line of a tiny window what is typed or highlighted."""
        answering, rows = self._answering, self.ask.rows()
        here = answering.typed or answering.hint or self._offered()
        if answering.cursor is not None and rows:
            here = _nth(answering.cursor, len(rows), self._marked(answering.cursor))
        elif _listed(self.ask) and not here:
            here = "  ".join(map(self._marked, range(len(rows))))
        self._tell(here)

    def _rows(self) -> OptionList | None:
        return self.query_one("#items", OptionList) if _listed(self.ask) else None

    def _options(self) -> list[Option]:
        rows = range(len(self.ask.rows()))
        return [
            Option(content(gist(self._marked(row), self._shorten) if self._shorten else self._hung(row)))
            for row in rows
        ]

    def _hung(self, row: int) -> str:
        """A row in full, its further lines under its first word, so that the keys stand alone at the left."""
        lead = self._lead(row)
        return hanging(lead, self.ask.rows()[row], self._wide) if self._wide else self._marked(row)

    def _marked(self, row: int) -> str:
        """A row with its key, and a box if it can be ticked."""
        return f"{self._lead(row)}{self.ask.rows()[row]}"

    def _lead(self, row: int) -> str:
        ask, mark = self.ask, ""
        if isinstance(ask, Tick):
            mark = "[x] " if ask.items[row][0] in self._answering.ticked else "[ ] "
        return f"{ask.row_keys()[row]}  {mark}"

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Ignored: `Reply` knows the highlighted row itself."""
        event.stop()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the row that was clicked."""
        event.stop()
        self._choose(event.option_index)

    def _choose(self, row: int) -> None:
        self._answering.choose(row)
        self._show()

    def on_resize(self, _: Resize) -> None:
        """Fit the question to its new room."""
        self._brief()
        self.call_after_refresh(self._fit_if_there)

    def _fit_if_there(self) -> None:
        with contextlib.suppress(NoMatches):  # answered meanwhile: its widgets are being removed one by one
            self._fit()

    def _fit(self) -> None:
        """Share the room out: first to the keys, then to the rows, then to the text, which can be scrolled."""
        box, keys = self.query_one(".box"), self.query_one(CapLines)
        columns = box.content_region.width
        if not columns:
            return
        fixed = [
            self.query_one("#told", TextLine),
            box.query_one(".heading", TextLine),
            self.query_one("#wrong", TextLine),
        ]
        beside = box.gutter.height + sum(
            _height(line.said, columns) + line.styles.margin.height for line in fixed if line.said
        )
        beside += keys.styles.margin.height
        text = _height(self.query_one("#text", TextLine).said, columns)
        before, self._wide = (self._wide, self._shorten), max(1, columns - BESIDE_ROW)
        hung = [self._hung(row) for row in range(len(self.ask.rows()))] if _listed(self.ask) else []
        rows = sum(_height(row, self._wide) for row in hung)
        caps = tuple(_caps(self.ask))
        room = self.size.height - beside - len(lines(caps, columns, ROOMY))
        # In a choice every key has to be visible, so rows are cut; what is ticked has to be read in full.
        shorten = isinstance(self.ask, Choose) and rows > room - min(text, 2)
        rows = len(hung) if shorten else rows
        self._shorten = self._wide if shorten else 0
        if (self._wide, self._shorten) != before:
            self._list()
        if isinstance(self.ask, Choose) and self.ask.groups:
            boxes = self.query_one(ChoiceBoxes)
            boxes.display = boxes.fit(columns, room - text)
            self.query_one("#items").display = not boxes.display
            if boxes.display:
                rows = room - text
        if text + rows == room + 1 and text < 3 and [cap.key for cap in caps] == ["escape"]:
            caps, room = (), room + 1  # the last row of a list matters more than Esc
        if text + rows > room and text:
            more = Cap(tr("PgDn"), tr("read on"), "pagedown") if rows else Cap("↓", tr("read on"), "down")
            caps = (*caps, more) if rows + min(text, 2) <= room or not rows else caps
            room = self.size.height - beside - len(lines(caps, columns, ROOMY))
        # Above a choice the text gives way, and can be scrolled: every key has to be visible.
        for_text = min(text, max(room - rows, 1 if isinstance(self.ask, Choose) else room // 3, 1))
        self.query_one("#signs").styles.max_height = max(for_text, 1)
        if (listed := self._rows()) is not None:
            listed.styles.max_height = max(room - for_text, 1)
        self._caps = tuple(_caps(self.ask))  # a tiny window, in which nothing is read on, has room for them
        keys.display = bool(caps)
        keys.put(*caps)


def _height(text: str, columns: int) -> int:
    return sum(len(content(line).wrap(columns)) or 1 for line in text.splitlines()) if text else 0


def _listed(ask: Ask) -> bool:
    """Whether its rows are shown as a list. Yes and no are keys at the bottom instead."""
    return bool(ask.rows()) and not (isinstance(ask, Choose) and ask.row_keys() == YES_NO)


def _caps(ask: Ask) -> Sequence[Cap]:
    legend = [Cap(shown, does, NAMES.get(shown, shown[0])) for shown, does in ask.legend()]
    if not _listed(ask):
        named = ask.key_names() if isinstance(ask, Choose) else ()
        rows = zip(named, ask.row_keys(), ask.rows(), strict=True)
        legend = [Cap(shown, text, key) for shown, key, text in rows] + legend
    return legend


GO_BACK, A_ROUTINE, WHICH_KIND = tr("Back"), tr("A routine from the list"), tr("Which kind?")
Does: TypeAlias = Callable[[], object]
"""Does what was chosen; it may return something to wait for."""
Question: TypeAlias = tuple[str, Callable[[], Flow[Does | None]]]
"""A row that leads to further questions."""


class HasMenu(Protocol):
    """A screen with a menu."""

    def menu(self) -> Iterator[str | Question]:
        """Its rows, the most wanted first: ids of its keys, or questions. Keys that do nothing now are left out."""

    def action_rate(self, rating: int) -> None:
        """Take a pain rating, 0 to 10."""


def menu(screen: Screen[Any]) -> Flow[Does | None]:
    """Ask what somebody wants to do on a screen; returns what does it, or None."""
    found = list(_rows(screen))
    answer = yield Choose(
        heading=WHAT_NOW, options=(*(text for text, _ in found), GO_BACK), keys=(*ROW_KEYS[: len(found)], "0")
    )
    if answer is None or answer == len(found):
        return None
    return (yield from found[answer][1]())


def has_menu(screen: Screen[Any]) -> bool:
    """Whether a screen has one."""
    return hasattr(screen, "menu")


def how_much(screen: HasMenu) -> Question:
    """The row that asks for the pain."""

    def ask() -> Flow[Does | None]:
        rating = yield Rate(heading=pain_rules.HOW_MUCH_NOW)
        return None if rating is None else partial(screen.action_rate, rating)

    return HOW_MUCH, ask


def one_of(heading: str, texts: Sequence[str], does: Sequence[Does]) -> Callable[[], Flow[Does | None]]:
    """Asks for one of several, and returns what it does."""

    def ask() -> Flow[Does | None]:
        row = yield Choose(heading=heading, options=tuple(map(flat, texts)))
        return None if row is None else does[row]

    return ask


def a_routine(groups: Sequence[tuple[str, Sequence[LibraryRow]]], opens: Callable[[LibraryRow], object]) -> Question:
    """The row that asks for a group, and then for a routine in it; `opens` is called with that."""

    def ask() -> Flow[Does | None]:
        group = yield Choose(heading=WHICH_KIND, options=tuple(heading for heading, _ in groups))
        if group is None:
            return None
        heading, under = groups[group]
        under = under[: len(ROW_KEYS)]
        texts = [f"{each.title}  {each.minutes}" for each in under]
        return (yield from one_of(heading, texts, [partial(opens, each) for each in under])())

    return A_ROUTINE, ask


def _rows(screen: Any) -> Iterator[Question]:
    known = {active.binding.id: active.binding for active in screen.active_bindings.values() if active.enabled}
    for entry in screen.menu():
        if not isinstance(entry, str):
            yield entry
        elif entry in known:
            binding = known[entry]
            does = partial(screen.app.run_action, binding.action, screen)
            yield (binding.tooltip or binding.description).removesuffix("."), partial(_at_once, does)


def _at_once(does: Does) -> Flow[Does | None]:
    yield from ()
    return does
