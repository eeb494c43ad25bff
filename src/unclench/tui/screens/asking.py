"""Small questions: yes or no, a number or a time, one of several."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList

from unclench import words
from unclench.choosing import Question
from unclench.model import Exact
from unclench.tui.guard import Guard
from unclench.tui.text import content
from unclench.tui.widgets.line import Line
from unclench.tui.widgets.picklist import PickList


class YesNoScreen(ModalScreen[bool | None]):
    """Yes, no, or None where it was taken away. `space` is what the space bar says."""

    CSS_PATH = "modal.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True, 'yes')", "Yes", id="ask.yes"),
        Binding("n,escape", "answer(False, 'no')", "No", id="ask.no"),
        Binding("space", "space", "Answer", show=False, id="ask.space"),
    ]

    def __init__(self, heading: str, text: str, guard: Guard, *, keys: str = "", space: bool = True) -> None:
        super().__init__()
        self._heading, self._text, self._space = heading, text, space
        self._keys = keys or "space, y  yes      n  no"
        self._guard = guard

    def compose(self) -> ComposeResult:
        """A heading, the question, the keys."""
        with Vertical(classes="box"):
            yield Line(self._heading, classes="heading")
            yield Line(self._text)
            yield Line(self._keys, classes="keys")

    def action_answer(self, yes: bool, sort: str) -> None:  # noqa: FBT001 - Textual hands it over
        """Held down, a key answers one question and not the next."""
        if self._guard.fresh(sort):
            self.dismiss(yes)

    def action_space(self) -> None:
        """The big key: yes where that is harmless."""
        self.action_answer(self._space, "space")


class BlankScreen(ModalScreen[int | None]):
    """A value that the sheet leaves open: ms or a count; None means do not start."""

    CSS_PATH = "modal.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", "Back", id="ask.back")]

    def __init__(self, question: Question) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """A heading, a field, what was wrong with it."""
        question = self._question
        offered = str(question.suggested) if question.counts else words.short(question.suggested)
        with Vertical(classes="box"):
            yield Line(question.text, classes="heading")
            yield Line("A number, like 5." if question.counts else "A time, like 20s or 1m30s.")
            yield Input(value=offered)
            yield Line(id="wrong", classes="wrong")
            yield Line("Enter  take it      Esc  back", classes="keys")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Only what is understood is taken; anything else says what to write."""
        from unclench.loading.values import ValueProblem, parse_count, parse_duration

        event.stop()
        try:
            amount = parse_count(event.value) if self._question.counts else parse_duration(event.value)
        except ValueProblem as problem:
            self.query_one("#wrong", Line).say(problem.instead)
            return
        if isinstance(amount, Exact):
            self.dismiss(amount.value)

    def action_give_up(self) -> None:
        """Rather not start."""
        self.dismiss(None)


class ReasonScreen(ModalScreen[str | None]):
    """A reason in the user's own words; None where there is none."""

    CSS_PATH = "modal.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", "Back", id="ask.back")]

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        """Why not, and a field for why all the same."""
        with Vertical(classes="box"):
            yield Line("Why now? It is kept.", classes="heading")
            yield Line(self._text)
            yield Input(max_length=1_000)
            yield Line("Enter  with this reason   Esc  leave it", classes="keys")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Without words it is no reason."""
        event.stop()
        if event.value.strip():
            self.dismiss(event.value.strip())

    def action_give_up(self) -> None:
        """Rather not."""
        self.dismiss(None)


class ChoiceScreen(ModalScreen[int | None]):
    """One of several: its number, from 0; None means do not start."""

    CSS_PATH = "modal.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", "Back", id="ask.back")]

    def __init__(self, question: Question) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """A heading, the list."""
        with Vertical(classes="box"):
            yield Line(self._question.text, classes="heading")
            yield PickList(*(content(option) for option in self._question.options), markup=False)
            yield Line("Enter  take it      Esc  back", classes="keys")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """This one."""
        event.stop()
        self.dismiss(event.option_index)

    def action_give_up(self) -> None:
        """Rather not start."""
        self.dismiss(None)
