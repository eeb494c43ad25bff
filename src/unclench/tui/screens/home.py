"""The home screen: how your back is, what helps right now, what is due today, and every routine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key, Resize, ScreenResume
from textual.geometry import Size
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, OptionList

from unclench.language import tr
from unclench.tui import keys
from unclench.tui.viewmodels import home as view
from unclench.tui.viewmodels.figure import FigureRenderer
from unclench.tui.viewmodels.home import HomeView, LibraryRow
from unclench.tui.widgets.home import Cards, RoutinePanes
from unclench.tui.widgets.keybar import KeyBar, caps_of
from unclench.tui.widgets.lists import Small

if TYPE_CHECKING:
    from textual.widget import AwaitMount

    from unclench.safety.exposure import Moment
    from unclench.session.compiler import ChosenRoutine
    from unclench.system.keystrokes import Guard
    from unclench.tui.screens.dialogs import Question


SHEET = Path(__file__).with_name("library.tcss")
"""The style sheet of what is built after the first frame, so that this frame need not wait until it is parsed."""


class SearchField(Input):
    """The search field, which shows its keys in the footer."""

    BINDINGS = keys.FIND


class LateLibrary:
    """The part of home that is built after the first frame: the list, and a search field once somebody looks for it."""

    def __init__(self, home: Screen[None], make: Callable[[], RoutinePanes]) -> None:
        self._home, self._make = home, make
        self._mounting: AwaitMount | None = None

    @property
    def begun(self) -> bool:
        """Whether it is being built, or has been."""
        return self._mounting is not None

    async def build(self) -> None:
        """Build the list, if it is not there yet, and give it the keys."""
        if self._mounting is not None:
            if not self.panes.is_mounted:  # awaited once more, it would lay out everything once more
                await self._mounting
            return
        sheets = self._home.app.stylesheet
        sheets.read(SHEET)
        sheets.parse()  # a sheet that was only read holds for nothing that is mounted now
        self._mounting = self._home.query_one("#home").mount(self._make())
        await self._mounting
        if self._home.focused is None:
            self._home.set_focus(self._home.query_one("#list"))  # before it is laid out, and not once more after that

    async def open_search(self) -> None:
        """Open the search field."""
        await self.build()
        if not self._home.query(SearchField):
            field = SearchField(placeholder=tr("Find: a routine or an exercise"), id="filter")
            await self._home.query_one("#home").mount(field, before=self.panes)
        # At once: the letters that are typed behind this key are no keys of home.
        self._home.set_focus(self._home.query_one(SearchField).add_class("-open"))

    @property
    def panes(self) -> RoutinePanes:
        """The list with its details."""
        return self._home.query_one(RoutinePanes)

    def fill(self, rows: Sequence[LibraryRow]) -> None:
        """List these routines, or those of them that were searched for."""
        self.panes.fill(rows, "".join(field.value for field in self._home.query(SearchField)))

    def close_search(self, rows: Sequence[LibraryRow]) -> None:
        """List all of these routines again."""
        for field in self._home.query(SearchField):
            if field.value:
                field.value = ""
                self.fill(rows)
            field.remove_class("-open")
        self.panes.take_focus()


class HomeScreen(Screen[None]):
    """Where somebody says how their back is and chooses what to do. The first frame has the question and its keys."""

    CSS_PATH = "home.tcss"
    AUTO_FOCUS = "#list"
    BINDINGS = keys.LIBRARY

    @dataclass
    class Chosen(Message):
        """The user chose a routine: to look at it, or by a key of its own, since it is `wanted_now`.

        `pain` is how much it hurts, 0 to 10, if that was said.
        """

        chosen: ChosenRoutine
        pain: int | None = None
        wanted_now: bool = False

    @dataclass
    class Pack(Message):
        """The user wants cold or heat now."""

        kind: Literal["cold", "heat"]

    class Filled(Message):
        """What was read is shown now."""

    @dataclass
    class Rated(Message):
        """The user said how much it hurts, 0 to 10."""

        screen: HomeScreen
        rating: int

    @dataclass
    class Wants(Message):
        """The user wants to `resume` what broke off, the `history`, to `quit`, a `new` routine, or to `edit` `row`."""

        screen: HomeScreen
        what: str
        row: LibraryRow | None = None

    def __init__(
        self, load: Callable[[], HomeView], figures: FigureRenderer, guard: Guard, now: Callable[[], Moment],
        still: Callable[[], bool] = lambda: False, drawing: str = "braille",
        spoken: Callable[[], object] = lambda: None,
    ) -> None:  # fmt: skip
        """`load` reads files and the journal; `still` says whether no figure may move, `spoken` how the voice is."""
        super().__init__()
        self._load, self._figures, self._guard, self._now = load, figures, guard, now
        self._drawing, self._spoken = drawing, spoken
        self._heard: object = None
        """How the voice was set when the lengths were read, which are longer for its words; None before that."""
        self._library = LateLibrary(self, lambda: RoutinePanes(figures, drawing, still))
        self._fits = Size(0, 0)
        """The size for which everything was said last."""
        self._home = HomeView(())
        self._wanted: Callable[[], None] | None = None
        """What a key asked for before the files were read."""
        self.pain: int | None = None
        """How much it hurts, if it was said since the last session."""
        self._noted = ""
        """What confirms that."""

    def compose(self) -> ComposeResult:
        """The question and two cards."""
        yield Small()
        with Vertical(id="home", classes="room"):
            yield Cards(self._figures, self._drawing, self._now)
        yield KeyBar()

    def on_mount(self) -> None:
        """Ask at once, and do the rest after the first frame."""
        self._name_keys()
        self._say()
        self.call_after_refresh(self._open_library)

    async def _open_library(self) -> None:
        if self.is_attached:
            await self._library.build()
            self.read()

    def _name_keys(self) -> None:
        """Leave out of the footer what a card shows, and going on where there is nothing to go on with."""
        resume = {} if self._home.resume else {"resume": ""}
        self.query_one(KeyBar).rename({"app.breathe": "", "app.flags": "", **resume})

    def read(self) -> None:
        """Read every file, in a thread so that a slow disk delays no key."""
        self._heard = self._spoken()
        self._read()

    @work(thread=True, exclusive=True, group="home")
    def _read(self) -> None:
        self.app.call_from_thread(self._loaded, self._load())

    def _loaded(self, found: HomeView) -> None:
        if not self.query(RoutinePanes):
            return  # the screen has gone
        self._home = found
        self._name_keys()
        self._library.fill(found.rows)
        self._say()
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            wanted()
        self.post_message(self.Filled())

    def session_is_over(self) -> None:
        """Read everything anew: a session has changed it, and what was said of the pain was said before."""
        self.pain, self._noted = None, ""
        self.query_one(Cards).stop_clock()
        self.read()

    def on_resize(self, _: Resize) -> None:
        """Move the lengths to the right edge."""
        if self.app.size != self._fits:
            self.call_after_refresh(self._refit)

    def _refit(self) -> None:
        self._say()
        if self._home.rows:
            self._library.panes.refit()

    # -- the cards and the list ------------------------------------------------------------

    def _say(self) -> None:
        self._fits = self.app.size
        self.query_one(Cards).say(self._home, caps_of(self), self.pain, self._noted)

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Go on moving; the voice may have been set otherwise meanwhile."""
        if not self._library.begun:
            event.refresh_styles = False  # each widget has just got its own
        if self._home.rows:
            self._library.panes.move()
        if self._heard is not None and self._spoken() != self._heard:
            self.read()

    # -- the menu ------------------------------------------------------------------------

    def menu(self) -> Iterator[str | Question]:
        """What can be done here, with what broke off in front."""
        from unclench.tui.screens.dialogs import a_routine, how_much

        if self._home.resume:
            yield "library.resume"
        yield from ("breathe", "home.first")
        if self._home.rows:
            yield a_routine(view.grouped([row for row in self._home.rows if row.chosen is not None]), self._open)
        yield from ("home.cold", "home.warmth", "flags", "library.history", "settings", "library.new", "library.quit")
        yield how_much(self)

    def _open(self, entry: LibraryRow) -> None:
        if entry.chosen is not None:
            self.post_message(self.Chosen(entry.chosen, self.pain))

    # -- keys ----------------------------------------------------------------------------

    def on_key(self, event: Key) -> None:
        """Ignore a key that answered a question in front and is still being held down."""
        from unclench.tui.screens.dialogs import take_held  # imported after the first frame

        take_held(event, self._guard)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Preview a routine. A broken one cannot be opened: its problems are shown beside the list."""
        event.stop()
        if (entry := self._library.panes.shown.get(event.option.id or "")) is not None:
            self._open(entry)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """In the search field, the key that opens it is a letter."""
        return action != "find" or not isinstance(self.focused, SearchField)

    def action_rate(self, rating: int) -> None:
        """Report how much it hurts, once for a key that is held down."""
        if self._guard.fresh(f"pain {rating}"):
            self.post_message(self.Rated(self, self._guard.rating(rating)))

    def rated(self, rating: int, *, kept: bool) -> None:
        """Confirm a rating (`kept`: it could be stored), and move the bar to the routine that suits it."""
        from unclench.care import pain_rules

        self.pain, self._noted = rating, pain_rules.said(rating, kept=kept)
        self._say()
        if self._home.plan is not None:
            self.read()  # the plan may wait for less pain, or for this answer
        id = view.suggested(self._home, rating)
        if id is not None and not self._library.panes.go_to(id):
            self._library.close_search(self._home.rows)
            self._library.panes.go_to(id)

    def action_choose(self, id: str) -> None:
        """Report that a routine is wanted now, by its id."""
        entry = next((each for each in self._home.rows if each.id == id), None)
        if entry is not None and entry.chosen is not None:
            self.post_message(self.Chosen(entry.chosen, self.pain, wanted_now=True))
        elif not self._home.rows:
            self._wanted = partial(self.action_choose, id)
        else:
            cap = caps_of(self)
            breathe, find = cap("breathe", "").shown, cap("library.find", "").shown
            instead = tr("{breathe} breathes at once, {find} finds another routine.", breathe=breathe, find=find)
            said = view.why_not(id, entry)
            self.notify(said if entry is not None else f"{said} {instead}", severity="warning", markup=False)

    def action_pack(self, kind: Literal["cold", "heat"]) -> None:
        """Ask for cold or heat."""
        self.post_message(self.Pack(kind))

    async def action_find(self) -> None:
        """Open the search field."""
        await self._library.open_search()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search while the user types."""
        event.stop()
        self._library.fill(self._home.rows)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Move to the list."""
        event.stop()
        self._library.panes.take_focus()

    async def action_show_all(self) -> None:
        """Close the search field and show everything."""
        await self._library.build()
        self._library.close_search(self._home.rows)

    def action_history(self) -> None:
        """Ask for the history."""
        self.post_message(self.Wants(self, "history"))

    def action_edit(self) -> None:
        """Ask to edit the file that the bar is on."""
        if self._home.rows and (row := self._library.panes.here) is not None:
            self.post_message(self.Wants(self, "edit", row))

    def action_new(self) -> None:
        """Ask for a routine of one's own: pasted, written, or added from a file."""
        self.post_message(self.Wants(self, "new"))

    def action_resume(self) -> None:
        """Ask to continue the interrupted session."""
        self.post_message(self.Wants(self, "resume"))

    def action_leave(self) -> None:
        """Ask to leave the program."""
        self.post_message(self.Wants(self, "quit"))
