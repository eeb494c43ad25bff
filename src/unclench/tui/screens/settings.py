"""The settings, in groups and with plain names. Each change applies at once and is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from types import MappingProxyType
from typing import Any

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.events import Key
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from unclench.config.settings import FIELDS, Setting, Settings, written
from unclench.config.shown import ACTS, GROUPS, listed, value_shown, where_written
from unclench.language import tr
from unclench.tui import keys
from unclench.tui.screens.dialogs import BACK, Dialog, TypedNumber
from unclench.tui.text import content, row
from unclench.tui.widgets.keybar import Cap
from unclench.tui.widgets.lists import TextLine, WalkList

CHANGING = (Cap("← →", tr("change"), "right"), Cap(tr("Enter"), tr("choose or type"), "enter"), BACK)
KEEP_IT = Cap(tr("Enter"), tr("save"), "enter")


class SettingsScreen(Dialog[None]):
    """Lists all settings; `keep` is called with the id and the new value of each change."""

    BINDINGS = keys.CHANGE

    def __init__(
        self,
        settings: Settings,
        path: str,
        keep: Callable[[str, Any], None],
        acts: Mapping[str, Callable[[], object]] = MappingProxyType({}),
    ) -> None:
        """`acts` does what some of `ACTS` offer; the others are not listed."""
        super().__init__(tr("Settings"), *CHANGING)
        self._acts = acts
        self._number = TypedNumber()
        self._settings = settings
        self._path = path
        self._keep = keep

    def body(self) -> ComposeResult:
        """The settings, a field to type in, and a sentence about the highlighted setting."""
        yield WalkList(id="settings", markup=False)
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
        options.set_options(self._options(width))
        options.highlighted = before or 1

    def _options(self, width: int) -> Iterator[Option]:
        """The groups, each below its heading, and numbered lines."""
        number = count(1)
        for heading in GROUPS:
            yield Option(content(heading, "bold $accent"), disabled=True)
            for id, name in listed(heading, self._settings, self._acts):
                value = value_shown(id, getattr(self._settings, id)) if id in FIELDS else "▶"
                yield Option(row(width, f"{next(number):>2} {name}", value), id=id)

    def _here(self) -> Setting | None:
        """The setting that the bar is on; None on anything else."""
        option = self.query_one(OptionList).highlighted_option
        return None if option is None else FIELDS.get(option.id or "")

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Explain the highlighted setting."""
        id = event.option.id or ""
        field = FIELDS.get(id)
        about = ACTS.get(id, "") if field is None else field.sentence
        if field is not None and field.table:
            about = f"{about} {where_written(self._path)}"
        self.query_one("#about", TextLine).say(about)

    # -- changing ------------------------------------------------------------------------

    def on_key(self, event: Key) -> None:
        """Move the bar to the line with the number that is typed, unless there is a field to type in."""
        if self.query_one(Input).display or not self._number.takes(event):
            return
        options = self.query_one(OptionList)
        lines = [at for at, option in enumerate(options.options) if not option.disabled]
        if number := self._number.up_to(len(lines)):
            options.highlighted = lines[number - 1]

    def action_step_on(self) -> None:
        """The next choice, or one step up and from the top to the bottom; a remote control can type nothing."""
        if (field := self._here()) is None:
            self.query_one(OptionList).action_select()
        elif field.numbers is not None and getattr(self._settings, field.id) >= field.numbers[-1]:
            self._take(field, field.numbers[0])
        else:
            self.action_change(1)

    def action_change(self, by: int) -> None:
        """Change the highlighted setting: to its next choice, or by one step."""
        if (field := self._here()) is None:
            return
        value = getattr(self._settings, field.id)
        if field.choices:
            at = field.choices.index(value) if value in field.choices else -by
            self._take(field, field.choices[(at + by) % len(field.choices)])
        elif field.numbers is not None:
            numbers = field.numbers
            self._take(field, min(numbers[-1], max(numbers[0], value + by * numbers.step)))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Switch to the next choice, or open a field to type in."""
        event.stop()
        if (field := self._here()) is None:
            if (act := self._acts.get(event.option.id or "")) is not None:
                act()
        elif field.choices:
            self.action_change(1)
        elif not field.table:
            edit = self.query_one(Input)
            edit.value = str(written(getattr(self._settings, field.id)))
            edit.display = True
            edit.focus()
            self.query_one(f".{self.BOX}").add_class("-writing")
            self.put_keys(KEEP_IT, BACK)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what was typed if it is valid; otherwise say what to type."""
        event.stop()
        if (field := self._here()) is None:
            return
        try:
            value = field.read_typed(event.value)
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
        self._settings = replace(self._settings, **{field.id: value})
        self._keep(field.id, value)
        self._fill()

    def action_back(self) -> None:
        """Close the field, or the settings."""
        if self.query_one(Input).display:
            self._close_field()
        else:
            self.dismiss(None)
