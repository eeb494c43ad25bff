"""The settings, listed from their definitions. Each change applies at once and is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from unclench.config.settings import FIELDS, Setting, Settings, written
from unclench.tui.screens.dialogs import BACK, Dialog
from unclench.tui.text import row
from unclench.tui.widgets.keybar import Cap
from unclench.tui.widgets.lines import PickList, TextLine

CHANGING = (Cap("← →", "change", "right"), Cap("Enter", "write", "enter"), BACK)
KEEP_IT = Cap("Enter", "keep it", "enter")


class SettingsScreen(Dialog[None]):
    """Lists all settings; `keep` is called with the id and the new value of each change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,comma", "back", "Back", id="settings.back"),
        Binding("right,plus", "change(1)", "Next", id="settings.next"),
        Binding("left,minus", "change(-1)", "Before", id="settings.before"),
    ]

    def __init__(self, settings: Settings, path: str, keep: Callable[[str, Any], None]) -> None:
        super().__init__("Settings", *CHANGING)
        self._values = {id: getattr(settings, id) for id in FIELDS}
        self._path = path
        self._keep = keep

    def body(self) -> ComposeResult:
        """The settings, a field to type in, and a sentence about the highlighted setting."""
        yield PickList(id="settings", markup=False)
        yield Input(id="field")
        yield TextLine(id="wrong", classes="wrong")
        yield TextLine(id="about")

    def on_mount(self) -> None:
        """Fill the list as soon as its width is known."""
        self.query_one(Input).display = False
        self.call_after_refresh(self._fill)

    def on_resize(self) -> None:
        """Move the values to the right edge."""
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        options = self.query_one(OptionList)
        before, width = options.highlighted, options.scrollable_content_region.width - 2
        options.set_options([Option(row(width, id, self._shown(id)), id=id) for id in FIELDS])
        options.highlighted = before or 0

    def _shown(self, id: str) -> str:
        value = written(self._values[id])
        if isinstance(value, bool):
            return "yes" if value else "no"
        if FIELDS[id].table:
            return f"{len(value)} of your own" if value else "none of your own"
        return str(value) or "unset"

    def _here(self) -> Setting:
        option = self.query_one(OptionList).highlighted_option
        return FIELDS[option.id if option is not None and option.id is not None else "audio"]

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Explain the highlighted setting."""
        field = FIELDS[event.option.id or "audio"]
        where = f" It is written in {self._path}." if field.table else ""
        self.query_one("#about", TextLine).say(f"{field.sentence}{where}")

    # -- changing ------------------------------------------------------------------------

    def action_change(self, by: int) -> None:
        """Change the highlighted setting: to its next choice, or by one step."""
        field = self._here()
        value = self._values[field.id]
        if field.choices:
            at = field.choices.index(value) if value in field.choices else -by
            self._take(field, field.choices[(at + by) % len(field.choices)])
        elif field.numbers is not None:
            numbers = field.numbers
            self._take(field, min(numbers[-1], max(numbers[0], value + by * numbers.step)))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Switch to the next choice, or open a field to type in."""
        event.stop()
        field = self._here()
        if field.choices:
            self.action_change(1)
        elif not field.table:
            edit = self.query_one(Input)
            edit.value = str(written(self._values[field.id]))
            edit.display = True
            edit.focus()
            self.query_one(f".{self.BOX}").add_class("-writing")
            self.put_keys(KEEP_IT, BACK)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what was typed if it is valid; otherwise say what to type."""
        event.stop()
        field = self._here()
        typed: Any = event.value
        if field.numbers is not None and typed.strip().isdecimal():
            typed = int(typed)
        try:
            value = field.read(typed)
        except ValueError as problem:
            self.query_one("#wrong", TextLine).say(str(problem))
            return
        self._close_field()
        self._take(field, value)

    def _close_field(self) -> None:
        self.query_one("#wrong", TextLine).say("")
        self.query_one(Input).display = False
        self.query_one(f".{self.BOX}").remove_class("-writing")
        self.put_keys(*CHANGING)
        self.query_one(OptionList).focus()

    def _take(self, field: Setting, value: Any) -> None:
        self._values[field.id] = value
        self._keep(field.id, value)
        self._fill()

    def action_back(self) -> None:
        """Close the field, or the settings."""
        if self.query_one(Input).display:
            self._close_field()
        else:
            self.dismiss(None)
