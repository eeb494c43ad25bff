"""The library: every routine, what it is for and how long it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.events import Resize
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from unclench.tui import keys
from unclench.tui.text import content, flat, row
from unclench.tui.viewmodels.library import GROUPS, LibraryRow
from unclench.tui.widgets.keybar import KeyBar
from unclench.tui.widgets.lines import PickList, Small, TextLine

if TYPE_CHECKING:
    from unclench.session.compiler import ChosenRoutine


class SearchField(Input):
    """The search field, which shows its keys in the footer."""

    BINDINGS = keys.FIND


class LibraryScreen(Screen[None]):
    """Where the user chooses a routine. The files are read after the first frame."""

    CSS_PATH = "library.tcss"
    AUTO_FOCUS = "#list"
    BINDINGS = keys.LIBRARY

    @dataclass
    class Chosen(Message):
        """The user chose a routine to preview."""

        chosen: ChosenRoutine

    class Resume(Message):
        """The user wants to continue the interrupted session."""

    class History(Message):
        """The user wants to see the history."""

    class Quit(Message):
        """The user wants to leave the program."""

    def __init__(self, load: Callable[[], Sequence[LibraryRow]]) -> None:
        super().__init__()
        self._load = load
        self._rows: Sequence[LibraryRow] = ()
        self._shown: dict[str, LibraryRow] = {}
        self._width = 0

    def compose(self) -> ComposeResult:
        """The list, and beside it the details of the highlighted routine."""
        yield Small()
        yield SearchField(placeholder="Find: title, purpose or tag", id="filter", classes="room")
        with Horizontal(id="panes", classes="room"):
            yield PickList(id="list", markup=False)
            with VerticalScroll(id="detail"):
                yield TextLine("One moment…", id="d-title")
                yield TextLine(id="d-summary")
                yield TextLine(id="d-facts")
                yield TextLine(id="d-problems")
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the files after the first frame."""
        self.call_after_refresh(self.read)

    @work(thread=True, exclusive=True, group="library")
    def read(self) -> None:
        """Read every file, in a thread so that a slow disk delays no key."""
        self.app.call_from_thread(self._loaded, self._load())

    def _loaded(self, found: Sequence[LibraryRow]) -> None:
        if self.query(Input):  # the screen is still there
            self._rows = found
            self._fill(self.query_one(Input).value)

    def on_resize(self, _: Resize) -> None:
        """Move the lengths to the right edge."""
        self.call_after_refresh(self._refit)

    def _refit(self) -> None:
        if self._rows and self.query_one(OptionList).scrollable_content_region.width != self._width:
            self._fill(self.query_one(Input).value)

    # -- the list ------------------------------------------------------------------------

    def _fill(self, typed: str) -> None:
        options, before = self.query_one(OptionList), self._highlighted()
        self._width = options.scrollable_content_region.width
        self._shown = {str(n): row for n, row in enumerate(self._rows) if row.matches(typed)}
        options.set_options(self._options())
        keep = next((id for id, row in self._shown.items() if before and row.path == before.path), None)
        keep = keep or next(iter(self._shown), None)
        if keep is not None:
            options.highlighted = options.get_option_index(keep)
        else:
            self._describe(None)

    def _options(self) -> list[Option]:
        options, group = [], ""
        several = len({row.source for row in self._shown.values()}) > 1
        for id, entry in self._shown.items():
            if several and entry.source != group:
                group = entry.source
                options.append(Option(content(GROUPS.get(group, group)), disabled=True))
            broken = entry.chosen is None
            end = "to be mended" if broken else entry.length
            if entry.locked is not None:
                end = f"from {entry.locked.since}" if entry.locked.since else "not now"
            style = "$error" if broken else ""
            options.append(Option(row(self._width - 2, flat(entry.title), end, style), id=id))
        return options

    def _highlighted(self) -> LibraryRow | None:
        option = self.query_one(OptionList).highlighted_option
        return self._shown.get(option.id) if option is not None and option.id is not None else None

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the details of the highlighted routine."""
        self._describe(self._shown.get(event.option.id or ""))

    def _describe(self, entry: LibraryRow | None) -> None:
        title, summary, facts, problems = "Nothing is called so.", "", "", ""
        if not self._rows:
            title = "There are no routines here."
        if entry is not None:
            title, summary = entry.title, entry.summary
            parts = [entry.length and f"{entry.length} long", ", ".join(entry.tags), GROUPS.get(entry.source, "")]
            if entry.done:
                parts.append(f"last done {entry.done}")
            if entry.source != "bundled":
                parts.append(entry.path)
            if entry.shadows:
                parts.append(f"stands in front of {entry.shadows}")
            facts = "\n".join(filter(None, parts))
            problems = "\n\n".join((*entry.problems, *((entry.locked.sentence,) if entry.locked is not None else ())))
        for id, text in {"title": flat(title), "summary": summary, "facts": facts, "problems": problems}.items():
            self.query_one(f"#d-{id}", TextLine).say(text)
        self.query_one("#detail").scroll_home(animate=False)

    # -- keys ----------------------------------------------------------------------------

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Preview a routine. A broken one cannot be opened: its problems are shown beside the list."""
        event.stop()
        entry = self._shown.get(event.option.id or "")
        if entry is not None and entry.chosen is not None:
            self.post_message(self.Chosen(entry.chosen))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """In the search field, the key that opens it is a letter."""
        return action != "find" or not self.query_one(Input).has_focus

    def action_find(self) -> None:
        """Open the search field."""
        self.query_one(Input).add_class("-open").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search while the user types."""
        event.stop()
        self._fill(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Move to the list."""
        event.stop()
        self.query_one(OptionList).focus()

    def action_show_all(self) -> None:
        """Close the search field and show everything."""
        find = self.query_one(Input)
        find.value = ""
        find.remove_class("-open")
        self.query_one(OptionList).focus()

    def action_history(self) -> None:
        """Ask for the history."""
        self.post_message(self.History())

    def action_resume(self) -> None:
        """Ask to continue the interrupted session."""
        self.post_message(self.Resume())

    def action_leave(self) -> None:
        """Ask to leave the program."""
        self.post_message(self.Quit())
