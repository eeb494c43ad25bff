"""The home screen: how your back is, what helps right now, what is due today, and every routine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import Key, Resize
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from unclench.tui import keys
from unclench.tui.text import content, flat, row
from unclench.tui.viewmodels import home as view
from unclench.tui.viewmodels.figure import FigureMoment, FigureRenderer, first_pictured, slowly, start_of
from unclench.tui.viewmodels.home import Home, Part
from unclench.tui.viewmodels.library import LibraryRow
from unclench.tui.widgets.columns import Column, Columns
from unclench.tui.widgets.keybar import Cap, CapTable, KeyBar
from unclench.tui.widgets.lines import Small, TextLine

if TYPE_CHECKING:
    from unclench.safety.exposure import Moment
    from unclench.session.compiler import ChosenRoutine
    from unclench.system.keystrokes import Guard
    from unclench.tui.widgets.stage import FigureView

ROOMY = 3
"""Rows from which on the cards have a picture and whole sentences."""


WIDE = 32
"""Columns of a list from which on `7 min` is not shortened to `7 m`."""


class SearchField(Input):
    """The search field, which shows its keys in the footer."""

    BINDINGS = keys.FIND


class LibraryScreen(Screen[None]):
    """Where somebody says how their back is and chooses what to do. Files are read after the first frame."""

    CSS_PATH = "library.tcss"
    AUTO_FOCUS = "#list"
    BINDINGS = keys.LIBRARY

    @dataclass
    class Chosen(Message):
        """The user chose a routine: to look at, or to begin `at_once`. `pain` is what was said of it, 0 to 10."""

        chosen: ChosenRoutine
        pain: int | None = None
        at_once: bool = False

    @dataclass
    class Pack(Message):
        """The user wants cold or heat now."""

        kind: Literal["cold", "heat"]

    @dataclass
    class Rated(Message):
        """The user said how much it hurts, 0 to 10."""

        screen: LibraryScreen
        rating: int

    class Resume(Message):
        """The user wants to continue the interrupted session."""

    class History(Message):
        """The user wants to see the history."""

    class Quit(Message):
        """The user wants to leave the program."""

    def __init__(
        self, load: Callable[[], Home], figures: FigureRenderer, guard: Guard, now: Callable[[], Moment],
        still: Callable[[], bool] = lambda: False, drawing: str = "braille",
    ) -> None:  # fmt: skip
        """`load` reads files and the journal; `still` says whether no figure may move."""
        super().__init__()
        self._load, self._figures, self._guard, self._now = load, figures, guard, now
        self._still, self._drawing = still, drawing
        self._home = Home(())
        self._shown: dict[str, LibraryRow] = {}
        self._width = 0
        self._wanted: Callable[[], None] | None = None
        """What a key asked for before the files were read."""
        self.pain: int | None = None
        """How much it hurts, if it was said since the last session."""
        self._noted = ""
        """What confirms that."""
        self._moments: Iterator[tuple[FigureMoment, int]] = iter(())
        self._next: Timer | None = None
        self._drawn: dict[str, FigureView] = {}
        self._clock: Timer | None = None

    @property
    def _rows(self) -> list[LibraryRow]:
        return list(self._home.rows)

    def compose(self) -> ComposeResult:
        """The question, two cards, and the list with the details of the highlighted routine."""
        yield Small()
        with Vertical(id="home", classes="room"):
            with Horizontal(id="ask"):
                yield TextLine(id="question")
                yield TextLine(id="last")
            yield TextLine(id="state")
            with Horizontal(id="cards"):
                with Vertical(id="now") as card:
                    card.border_title = "RIGHT NOW"
                    with Horizontal():
                        yield Vertical(id="lying")
                        yield CapTable(id="choices")
                    yield CapTable(id="signs")
                with Vertical(id="today") as card:
                    card.border_title = "TODAY"
                    yield TextLine(id="due")
            yield SearchField(placeholder="Find: a routine or an exercise", id="filter")
            with Horizontal(id="panes"):
                yield Columns(id="columns")
                with VerticalScroll(id="detail"):
                    yield TextLine("One moment…", id="d-title")
                    yield Vertical(id="d-figure")
                    for id in ("summary", "facts", "helped", "problems"):
                        yield TextLine(id=f"d-{id}")
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the files after the first frame."""
        for action in ("app.breathe", "app.flags"):  # they stand in a card
            self.query_one(KeyBar).rename(action, "")
        self.call_after_refresh(self.read)

    @work(thread=True, exclusive=True, group="library")
    def read(self) -> None:
        """Read every file, in a thread so that a slow disk delays no key."""
        self.app.call_from_thread(self._loaded, self._load())

    def _loaded(self, found: Home) -> None:
        if not self.query(Input):
            return  # the screen has gone
        self._home = found
        self.refresh_bindings()
        self._fill(self.query_one(Input).value)
        self._say()
        if found.on_skin and self._clock is None:
            self._clock = self.set_interval(1, self._say_today)
        if (wanted := self._wanted) is not None:
            self._wanted = None
            wanted()

    def session_is_over(self) -> None:
        """Read everything anew: a session has changed it, and what was said of the pain was said before."""
        self.pain, self._noted = None, ""
        if self._clock is not None:
            self._clock.stop()
            self._clock = None
        self.read()

    def on_resize(self, _: Resize) -> None:
        """Move the lengths to the right edge."""
        self.call_after_refresh(self._refit)

    def _refit(self) -> None:
        self._say()
        if self._rows and self.query_one(Columns).size.width != self._width:
            self._fill(self.query_one(Input).value)

    # -- the cards -----------------------------------------------------------------------

    def _key(self, id: str) -> str:
        binding = self._binding(id)
        return "" if binding is None else self.app.get_key_display(binding)

    def _binding(self, id: str) -> Binding | None:
        return next((each.binding for each in self.active_bindings.values() if each.binding.id == id), None)

    def _cap(self, id: str, label: str) -> Cap:
        binding = self._binding(id)
        return Cap(self._key(id), label, binding.key if binding is not None else "")

    def _say(self) -> None:
        """Everything above the list."""
        width = self.size.width
        question = view.question(self.pain, self._key, self._noted, room=width)
        self.query_one("#question", TextLine).put(_content(question))
        last = self._noted if width >= view.WIDE else ""
        self.query_one("#last", TextLine).say(last or ("" if self._noted else view.last_said(self._home, room=width)))
        roomy = self.query_one("#today").size.height >= ROOMY
        choices, signs = view.choices(self._home, self._cap, roomy=roomy)
        self.query_one("#choices", CapTable).tabulate(choices)
        self.query_one("#signs", CapTable).tabulate(signs)
        self._say_today()
        self._lie_down(roomy=roomy)

    def _say_today(self) -> None:
        home, now = self._home, self._now()
        if home.now is None:
            return
        key = self._key("library.resume")
        card = self.query_one("#today")
        lines = view.today(home, now, key, card.content_size.width, card.content_size.height)
        self.query_one("#due", TextLine).show(Content("\n").join(map(_content, lines)))
        self.query_one("#state", TextLine).show(_content(view.state(home, now, key, self._noted)))

    def _lie_down(self, *, roomy: bool) -> None:
        """The figure of the first minutes, in the card that they are begun from."""
        chosen = next((each.chosen for each in self._rows if each.id == view.FIRST), None)
        step = None if chosen is None else first_pictured(chosen.timeline, self._figures)
        self.query_one("#lying").display = step is not None and roomy
        if step is not None and roomy:
            self._figure_in("#lying").show(start_of(step))

    # -- the list ------------------------------------------------------------------------

    def _fill(self, typed: str) -> None:
        columns, before = self.query_one(Columns), self._highlighted()
        self._width = columns.size.width
        self._shown = {str(n): row for n, row in enumerate(self._rows) if row.matches(typed)}
        ids = {row.path: id for id, row in self._shown.items()}
        groups = view.grouped(list(self._shown.values()))
        ends = view.balanced([len(under) + 2 for _, under in groups], columns.most)
        width = columns.width_of_each(len(ends))
        made = []
        for first, last in ends:
            options: list[Option] = []
            for heading, under in groups[first:last]:
                options += [Option("", disabled=True)] if options else []
                options.append(Option(content(heading), disabled=True))
                options += [_option(entry, ids[entry.path], width) for entry in under]
            made.append(options)
        columns.fill(made)
        # What was typed is more likely a title than an exercise in something else.
        listed = sorted((entry for _, under in groups for entry in under), key=lambda entry: not entry.named(typed))
        keep = ids.get(before.path) if before is not None and (not typed or before.named(typed)) else None
        keep = keep or next((ids[entry.path] for entry in listed), None)
        if keep is not None:
            columns.highlight(keep)
            self._describe(self._shown[keep])
        else:
            self._describe(None)

    def _highlighted(self) -> LibraryRow | None:
        return self._shown.get(self.query_one(Columns).highlighted or "")

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the details of the highlighted routine."""
        if isinstance(event.option_list, Column):
            self.query_one(Columns).only(event.option_list)
            self._describe(self._shown.get(event.option.id or ""))

    def _describe(self, entry: LibraryRow | None) -> None:
        typed = self.query_one(Input).value
        said = dict.fromkeys(("title", "summary", "facts", "helped", "problems"), "")
        said["title"] = f"Nothing found for “{typed}”." if self._rows else "There are no routines here."
        if entry is not None:
            problems = (*entry.problems, *((entry.locked.sentence,) if entry.locked is not None else ()))
            said = {
                "title": entry.title, "summary": entry.summary, "facts": "\n".join(view.facts(entry, typed)),
                "helped": view.helped(entry), "problems": "\n\n".join(problems),
            }  # fmt: skip
        for id, text in said.items():
            self.query_one(f"#d-{id}", TextLine).say(flat(text) if id == "title" else text)
        detail = self.query_one("#detail")
        detail.set_class(bool(said["problems"]), "-wrong")
        detail.scroll_home(animate=False)
        self._moments = iter(())
        self.call_after_refresh(self._picture, entry)

    # -- the moving figure ---------------------------------------------------------------

    def _picture(self, entry: LibraryRow | None) -> None:
        """Show the first exercise of a routine."""
        if entry is not None and entry is not self._highlighted():
            return  # the bar has moved on
        timeline = entry.chosen.timeline if entry is not None and entry.chosen is not None else None
        step = None if timeline is None else first_pictured(timeline, self._figures)
        self.query_one("#d-figure").display = step is not None
        if timeline is not None and step is not None:
            self._figure_in("#d-figure").show(start_of(step))
            self._moments = slowly(timeline, step, self._figures)
            self.call_after_refresh(self._move)

    def _figure_in(self, place: str) -> FigureView:
        """The figure in a place that is kept free for it: the first frame need not wait for what draws it."""
        from unclench.tui.widgets.stage import FigureView

        if place not in self._drawn:
            self._drawn[place] = FigureView(self._figures, self._drawing)
            self.query_one(place).mount(self._drawn[place])
        return self._drawn[place]

    def _move(self) -> None:
        figure = self._drawn.get("#d-figure")
        if figure is None or not figure.size.area or self._still() or not self.is_current:
            return
        if self._next is not None:
            self._next.stop()
        if (found := next(self._moments, None)) is not None:
            figure.show(found[0])
            self._next = self.set_timer(found[1] / 1000, self._move)

    def on_screen_suspend(self) -> None:
        """Behind another screen nothing moves."""
        if self._next is not None:
            self._next.stop()

    def on_screen_resume(self) -> None:
        """Go on moving."""
        if self._rows:
            self._move()

    # -- keys ----------------------------------------------------------------------------

    def on_key(self, event: Key) -> None:
        """Ignore a key that answered a question in front and is still being held down."""
        from unclench.system.keystrokes import SESSION
        from unclench.tui.screens.dialogs import key_of  # imported after the first frame

        if self._guard.comes_from_elsewhere(key_of(event) or event.key, SESSION):
            event.stop()
            event.prevent_default()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Preview a routine. A broken one cannot be opened: its problems are shown beside the list."""
        event.stop()
        entry = self._shown.get(event.option.id or "")
        if entry is not None and entry.chosen is not None:
            self.post_message(self.Chosen(entry.chosen, self.pain))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """In the search field, the key that opens it is a letter. Without a session to go on with there is no key."""
        if action == "resume":
            return bool(self._home.resume)
        return action != "find" or not self.query_one(Input).has_focus

    def action_rate(self, rating: int) -> None:
        """Report how much it hurts, once for a key that is held down. A 0 after a 1 makes ten."""
        if self._guard.fresh(f"pain {rating}"):
            self.post_message(self.Rated(self, 10 if rating == 0 and self.pain == 1 else rating))

    def rated(self, rating: int, *, kept: bool) -> None:
        """Confirm a rating (`kept`: it could be stored), and move the bar to the routine that suits it."""
        from unclench.care import pain_rules
        from unclench.reports.today import suggested

        self.pain, self._noted = rating, pain_rules.said(rating, kept=kept)
        self._say()
        id = suggested(rating, [each.id for each in self._rows if each.chosen and not each.locked], self._home.due)
        if id is None:
            return
        if not any(entry.id == id for entry in self._shown.values()):
            self.action_show_all()
        if found := next((key for key, entry in self._shown.items() if entry.id == id), None):
            self.query_one(Columns).highlight(found, focus=True)

    def action_look_at(self, id: str) -> None:
        """Preview a routine by its id."""
        self._choose(id, at_once=False)

    def action_begin(self, id: str) -> None:
        """Begin a routine by its id, after what has to be asked."""
        self._choose(id, at_once=True)

    def _choose(self, id: str, *, at_once: bool) -> None:
        entry = next((each for each in self._rows if each.id == id), None)
        if entry is not None and entry.chosen is not None:
            self.post_message(self.Chosen(entry.chosen, self.pain, at_once=at_once))
        elif not self._rows:
            self._wanted = partial(self._choose, id, at_once=at_once)
        elif entry is not None:
            self.notify(f"Your own file for this needs fixing: {entry.path}", severity="warning", markup=False)

    def action_pack(self, kind: Literal["cold", "heat"]) -> None:
        """Ask for cold or heat."""
        self.post_message(self.Pack(kind))

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
        self.query_one(Columns).take_focus()

    def action_show_all(self) -> None:
        """Close the search field and show everything."""
        find = self.query_one(Input)
        find.value = ""
        find.remove_class("-open")
        self.query_one(Columns).take_focus()

    def action_history(self) -> None:
        """Ask for the history."""
        self.post_message(self.History())

    def action_resume(self) -> None:
        """Ask to continue the interrupted session."""
        self.post_message(self.Resume())

    def action_leave(self) -> None:
        """Ask to leave the program."""
        self.post_message(self.Quit())


def _content(parts: list[Part]) -> Content:
    return Content.assemble(*(content(text, style) for text, style in parts))


def _option(entry: LibraryRow, id: str, width: int) -> Option:
    """The line of a routine: its length, or from when on it may begin, or where its file needs fixing."""
    end, style = entry.minutes if width >= WIDE else entry.minutes.removesuffix("in"), ""
    if entry.locked is not None:
        end = entry.locked.since or "not now"
    if entry.chosen is None:
        at = f"line {entry.line}" if entry.line else ""
        end, style = (f"needs fixing: {at}" if at and width >= WIDE else at or "needs fixing"), "$error"
    return Option(row(width, f"  {flat(entry.title)}", end, style), id=id)
