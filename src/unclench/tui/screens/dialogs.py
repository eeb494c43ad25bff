"""Dialogs: what they share, the list of keys, and the list of steps to jump to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, OptionList, Static

from unclench.keynames import keys_of
from unclench.session.timeline import StepInfo
from unclench.tui.text import content, flat
from unclench.tui.widgets.keybar import Cap, CapLines
from unclench.tui.widgets.lines import PickList, Small, TextLine

Result = TypeVar("Result")

TAKE_IT, BACK = Cap("Enter", "take it", "enter"), Cap("Esc", "back", "escape")


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
        return super().dismiss(result) if self.is_current else AwaitComplete()

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
        self._tell(f"({event.option_index + 1} of {event.option_list.option_count}) {event.option.prompt}")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what has been typed."""
        self._tell(event.value)


_SHOWN = {"space": "space", "question_mark": "?", "plus": "+", "equals_sign": "=", "minus": "-",
          "left_square_bracket": "[", "right_square_bracket": "]", "enter": "Enter", "escape": "Esc",
          "slash": "/", "exclamation_mark": "!", "comma": ",", "0": "0-9"}  # fmt: skip


class HelpScreen(Dialog[None]):
    """Explains the keys of the screen beneath it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,space,enter", "back", "Back", id="help.back"),
    ]

    def __init__(self, beneath: Screen[object], own: Mapping[str, str]) -> None:
        """`own` are the keys from the settings."""
        super().__init__("Keys", BACK)
        self._beneath, self._own = beneath, own

    def body(self) -> ComposeResult:
        """Two columns: keys, and what they do. Keys of one group share a line."""
        with VerticalScroll(id="keys"):
            for keys, does in self._explained():
                with Horizontal():
                    yield Static(keys, classes="key", markup=False)
                    yield Static(does, markup=False)

    def _explained(self) -> Iterator[tuple[str, str]]:
        explained = [b for b in self._beneath.BINDINGS if isinstance(b, Binding) and not b.system]
        taken = {key for binding in explained for key in keys_of(self._own.get(binding.id or "", ""))}
        for _, members in groupby(explained, key=lambda binding: binding.group or binding.action):
            pair = [(binding, keys) for binding in members if (keys := self._keys_for(binding, taken))]
            shown = " ".join(self._shown(binding, key) for binding, keys in pair for key in keys)
            if pair:
                yield shown, " ".join(binding.tooltip or f"{binding.description}." for binding, _ in pair)
        yield "Ctrl-C", "Leave the program at once, from anywhere."

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


class JumpScreen(Dialog[int | None]):
    """Lists the steps of a session; returns the index of the chosen one, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,j,q", "stay", "Back", id="jump.back")]

    def __init__(self, steps: Sequence[StepInfo], current: int) -> None:
        super().__init__("Jump to", Cap("Enter", "go there", "enter"), Cap("Esc", "stay", "escape"))
        self._steps = steps
        self._current = current

    def body(self) -> ComposeResult:
        """All steps."""
        rows = (content(f"{step.index + 1:>2}  {flat(step.title)}") for step in self._steps)
        yield PickList(*rows, markup=False)

    def on_mount(self) -> None:
        """Highlight the current step."""
        self.query_one(OptionList).highlighted = self._current

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Return the step."""
        event.stop()
        self.dismiss(event.option_index)

    def action_stay(self) -> None:
        """Return None."""
        self.dismiss(None)
