"""Small questions: yes or no, a number or a time, one of several."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, OptionList

from unclench import words
from unclench.choosing import Question
from unclench.model import Exact
from unclench.guard import Guard
from unclench.tui.screens.dialog import BACK, TAKE_IT, Dialog
from unclench.tui.text import content
from unclench.tui.widgets.keybar import Cap
from unclench.tui.widgets.line import Line
from unclench.tui.widgets.picklist import PickList


class YesNoScreen(Dialog[bool | None]):
    """Yes, no, or None where it was taken away. The big key says no, which does no harm."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True, 'yes')", "Yes", id="ask.yes"),
        Binding("n,escape", "answer(False, 'no')", "No", id="ask.no"),
        Binding("space", "space", "Answer", show=False, id="ask.space"),
    ]

    def __init__(self, heading: str, text: str, guard: Guard, *, yes: str, no: str) -> None:
        super().__init__(heading, Cap("y", yes, "y"), Cap("n", no, "n"))
        self._text, self._guard = text, guard

    def body(self) -> ComposeResult:
        """What is to be known before it is answered."""
        yield Line(self._text)

    def action_answer(self, yes: bool, sort: str) -> None:  # noqa: FBT001 - Textual hands it over
        """Held down, a key answers one question and not the next."""
        if self._guard.fresh(sort):
            self.dismiss(yes)

    def action_space(self) -> None:
        """Not what was asked for."""
        self.action_answer(yes=False, sort="space")


class BlankScreen(Dialog[int | None]):
    """A value that the sheet leaves open: ms or a count; None means do not start."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", "Back", id="ask.back")]

    def __init__(self, question: Question) -> None:
        super().__init__(question.text, TAKE_IT, BACK)
        self._asked = question

    def body(self) -> ComposeResult:
        """A field, and what was wrong with it."""
        question = self._asked
        offered = str(question.suggested) if question.counts else words.short(question.suggested)
        yield Line("A number, like 5." if question.counts else "A time, like 20s or 1m30s.")
        yield Input(value=offered)
        yield Line(id="wrong", classes="wrong")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Only what is understood is taken; anything else says what to write."""
        from unclench.loading.values import ValueProblem, parse_count, parse_duration

        event.stop()
        try:
            amount = parse_count(event.value) if self._asked.counts else parse_duration(event.value)
        except ValueProblem as problem:
            self.query_one("#wrong", Line).say(problem.instead)
            return
        if isinstance(amount, Exact):
            self.dismiss(amount.value)

    def action_give_up(self) -> None:
        """Rather not start."""
        self.dismiss(None)


class ReasonScreen(Dialog[str | None]):
    """A reason in the user's own words; None where there is none."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", "Back", id="ask.back")]

    def __init__(self, text: str) -> None:
        keys = Cap("Enter", "with this reason", "enter"), Cap("Esc", "leave it", "escape")
        super().__init__("Why now? It is kept.", *keys)
        self._text = text

    def body(self) -> ComposeResult:
        """Why not, and a field for why all the same."""
        yield Line(self._text)
        yield Input(max_length=1_000)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Without words it is no reason."""
        event.stop()
        if event.value.strip():
            self.dismiss(event.value.strip())

    def action_give_up(self) -> None:
        """Rather not."""
        self.dismiss(None)


class ChoiceScreen(Dialog[int | None]):
    """One of several: its number, from 0; None means do not start."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", "Back", id="ask.back")]

    def __init__(self, question: Question) -> None:
        super().__init__(question.text, TAKE_IT, BACK)
        self._options = question.options

    def body(self) -> ComposeResult:
        """The list."""
        yield PickList(*(content(option) for option in self._options), markup=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """This one."""
        event.stop()
        self.dismiss(event.option_index)

    def action_give_up(self) -> None:
        """Rather not start."""
        self.dismiss(None)
