"""The home screen: how your back is, what helps right now, what is due today, and every routine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key, Resize
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, OptionList

from unclench.language import tr
from unclench.tui import keys
from unclench.tui.viewmodels import home as view
from unclench.tui.viewmodels.figure import FigureRenderer
from unclench.tui.viewmodels.home import HomeView, LibraryRow
from unclench.tui.widgets.home import Cards, RoutinePanes
from unclench.tui.widgets.keybar import KeyBar, cap_of
from unclench.tui.widgets.lists import Small

if TYPE_CHECKING:
    from unclench.safety.exposure import Moment
    from unclench.session.compiler import ChosenRoutine
    from unclench.system.keystrokes import Guard
    from unclench.tui.screens.dialogs import Question


class SearchField(Input):
    """The search field, which shows its keys in the footer."""

    BINDINGS = keys.FIND


class HomeScreen(Screen[None]):
    """Where somebody says how their back is and chooses what to do. Files are read after the first frame."""

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
        self._still, self._drawing, self._spoken = still, drawing, spoken
        self._heard = spoken()
        """How the voice was set when the lengths were read, which are longer for its words."""
        self._home = HomeView(())
        self._wanted: Callable[[], None] | None = None
        """What a key asked for before the files were read."""
        self.pain: int | None = None
        """How much it hurts, if it was said since the last session."""
        self._noted = ""
        """What confirms that."""

    def compose(self) -> ComposeResult:
        """The question, two cards, and the list with the details of the highlighted routine."""
        yield Small()
        with Vertical(id="home", classes="room"):
            yield Cards(self._figures, self._drawing, self._now)
            yield SearchField(placeholder=tr("Find: a routine or an exercise"), id="filter")
            yield RoutinePanes(self._figures, self._drawing, self._still)
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the files after the first frame."""
        self._name_keys()
        self.call_after_refresh(self.read)

    def _name_keys(self) -> None:
        """Leave out of the footer what a card shows, and going on where there is nothing to go on with."""
        resume = {} if self._home.resume else {"resume": ""}
        self.query_one(KeyBar).rename({"app.breathe": "", "app.flags": "", **resume})

    @work(thread=True, exclusive=True, group="home")
    def read(self) -> None:
        """Read every file, in a thread so that a slow disk delays no key."""
        self.app.call_from_thread(self._loaded, self._load())

    def _loaded(self, found: HomeView) -> None:
        if not self.query(Input):
            return  # the screen has gone
        self._home = found
        self._name_keys()
        self._fill()
        self._say()
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            wanted()

    def session_is_over(self) -> None:
        """Read everything anew: a session has changed it, and what was said of the pain was said before."""
        self.pain, self._noted = None, ""
        self.query_one(Cards).stop_clock()
        self.read()

    def on_resize(self, _: Resize) -> None:
        """Move the lengths to the right edge."""
        self.call_after_refresh(self._refit)

    def _refit(self) -> None:
        self._say()
        self._routines.refit()

    # -- the cards and the list ------------------------------------------------------------

    @property
    def _routines(self) -> RoutinePanes:
        return self.query_one(RoutinePanes)

    def _say(self) -> None:
        self.query_one(Cards).say(self._home, partial(cap_of, self), self.pain, self._noted)

    def _fill(self) -> None:
        self._routines.fill(self._home.rows, self.query_one(Input).value)

    def on_screen_resume(self) -> None:
        """Go on moving; the voice may have been set otherwise meanwhile."""
        self._routines.move()
        if self._spoken() != self._heard:
            self._heard = self._spoken()
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
        if (entry := self._routines.shown.get(event.option.id or "")) is not None:
            self._open(entry)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """In the search field, the key that opens it is a letter."""
        return action != "find" or not self.query_one(Input).has_focus

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
        if id is not None and not self._routines.go_to(id):
            self.action_show_all()
            self._routines.go_to(id)

    def action_choose(self, id: str) -> None:
        """Report that a routine is wanted now, by its id."""
        entry = next((each for each in self._home.rows if each.id == id), None)
        if entry is not None and entry.chosen is not None:
            self.post_message(self.Chosen(entry.chosen, self.pain, wanted_now=True))
        elif not self._home.rows:
            self._wanted = partial(self.action_choose, id)
        else:
            breathe, find = cap_of(self, "breathe", "").shown, cap_of(self, "library.find", "").shown
            instead = tr("{breathe} breathes at once, {find} finds another routine.", breathe=breathe, find=find)
            said = view.why_not(id, entry)
            self.notify(said if entry is not None else f"{said} {instead}", severity="warning", markup=False)

    def action_pack(self, kind: Literal["cold", "heat"]) -> None:
        """Ask for cold or heat."""
        self.post_message(self.Pack(kind))

    def action_find(self) -> None:
        """Open the search field."""
        # At once: the letters that are typed behind this key are no keys of home.
        self.set_focus(self.query_one(Input).add_class("-open"))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search while the user types."""
        event.stop()
        self._fill()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Move to the list."""
        event.stop()
        self._routines.take_focus()

    def action_show_all(self) -> None:
        """Close the search field and show everything."""
        find = self.query_one(Input)
        if find.value:
            find.value = ""
            self._fill()
        find.remove_class("-open")
        self._routines.take_focus()

    def action_history(self) -> None:
        """Ask for the history."""
        self.post_message(self.Wants(self, "history"))

    def action_edit(self) -> None:
        """Ask to edit the file that the bar is on."""
        if (row := self._routines.here) is not None:
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
