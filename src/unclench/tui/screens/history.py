"""The history: sessions by day, how the pain changed, and when cold or heat may go on again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize, ScreenResume
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from unclench.journal.logbook import Logbook
from unclench.journal.queries import RatedSession, SessionDetails, SessionPage
from unclench.journal.records import SessionRecord
from unclench.reports.history import HistoryOverview, HistoryReader, JournalUnreadable
from unclench.reports.today import SkinStatus, recent_exposures, skin_now
from unclench.safety.exposure import Exposure
from unclench.system.local_time import in_zone, zone_here
from unclench.tui import keys
from unclench.tui.text import content, row
from unclench.tui.viewmodels import history
from unclench.tui.viewmodels.history import Part
from unclench.tui.widgets.keybar import KeyBar
from unclench.tui.widgets.lines import Parts, Small, WalkList

if TYPE_CHECKING:
    from unclench.tui.menus import Question

LATEST = 9
"""Sessions in the menu: the latest, each with a digit of its own."""
ONLY_NOW = "Without it only this run's own cold and heat are known:"
OVERVIEW, OLDER = "overview", "older"
TALL, LOW = 9, 5
"""Rows of the plot on a tall screen and on a low one."""


class HistoryScreen(Screen[None]):
    """A list whose first line is the overview and every other a session. The journal is read after the first frame."""

    CSS_PATH = "history.tcss"
    AUTO_FOCUS = "#list"
    BINDINGS = keys.HISTORY

    @dataclass
    class Read(Message):
        """The journal was read; `said` are sentences about trouble with it."""

        overview: HistoryOverview
        said: Sequence[str]

    @dataclass
    class ReadOlder(Message):
        """Another page of sessions was read."""

        page: SessionPage

    @dataclass
    class ReadDetails(Message):
        """Everything about one session was read."""

        session: SessionRecord
        details: SessionDetails

    @dataclass
    class NotRead(Message):
        """The journal cannot be read."""

        why: str

    @dataclass
    class Wants(Message):
        """The user wants a `note`, `again`, `delete` or a `page`; with the session the bar is on, if any."""

        screen: HistoryScreen
        what: str
        session: SessionRecord | None

    def __init__(self, reader: HistoryReader, book: Logbook) -> None:
        """`book` is this run's own: it knows of exposures that are possibly not on disk."""
        super().__init__()
        self.reader, self._book = reader, book
        self._overview: HistoryOverview | None = None
        self._exposures: Sequence[Exposure] = ()
        self._skin: Sequence[SkinStatus] = ()
        self._sessions: dict[str, SessionRecord] = {}
        self._rated: dict[str, RatedSession] = {}
        self._more = False
        self._stale = True
        """Whether the journal may hold more than was read."""
        self._width = 0

    def compose(self) -> ComposeResult:
        """The sessions, and beside or below them the details of the highlighted one."""
        yield Small()
        with Horizontal(id="panes", classes="room"):
            yield WalkList(id="list", markup=False)
            yield Parts(id="detail")
        yield KeyBar()

    def on_screen_resume(self, _: ScreenResume) -> None:
        """Read the journal, and read it again after a session was played in front of this screen."""
        if self._stale:
            self._stale = False
            self.read()

    def on_screen_suspend(self) -> None:
        """Anything in front may play a session, except a dialog."""
        self._stale = not isinstance(self.app.screen, ModalScreen)

    def on_resize(self, _: Resize) -> None:
        """Ratings are at the right edge, and pictures as wide as the screen."""
        self.call_after_refresh(self._refit)

    def _refit(self) -> None:
        if self._overview is not None and self.query_one(OptionList).scrollable_content_region.width != self._width:
            self._fill()

    # -- reading, in threads so that a slow disk delays no key -----------------------------

    @work(thread=True, exclusive=True, group="history")
    def read(self) -> None:
        """Read the overview."""
        with self._explaining():
            overview, said = self.reader.overview()
            self._tell(self.Read(overview, said))

    @work(thread=True, exclusive=True, group="older")
    def read_older(self, than: int) -> None:
        """Read the page of sessions before `than`."""
        with self._explaining():
            self._tell(self.ReadOlder(self.reader.page_before(than)))

    @work(thread=True, exclusive=True, group="details")
    def read_details(self, session: SessionRecord) -> None:
        """Read everything about one session."""
        with self._explaining():
            self._tell(self.ReadDetails(session, self.reader.details(session)))

    @contextlib.contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except JournalUnreadable as error:
            self._tell(self.NotRead(str(error)))

    def _tell(self, message: Message) -> None:
        with contextlib.suppress(RuntimeError):  # the program has ended in the meantime
            self.post_message(message)

    def on_history_screen_read(self, event: Read) -> None:
        """Show the overview."""
        event.stop()
        for sentence in event.said:
            self.notify(sentence, severity="warning", markup=False)
        self._overview = event.overview
        self._exposures, self._skin = self._book.exposures.past(), skin_now(self._book)
        self._sessions, self._rated = {}, {}
        self._take(event.overview.page)
        self.call_after_refresh(self._fill)  # at first, reading may be done before the frame

    def on_history_screen_read_older(self, event: ReadOlder) -> None:
        """Append the sessions; the highlight stays, now on the first of them."""
        event.stop()
        self._take(event.page)
        self._fill()

    def _take(self, page: SessionPage) -> None:
        self._sessions.update((session.id, session) for session in page.sessions)
        self._rated.update(page.rated)
        self._more = page.more

    def on_history_screen_read_details(self, event: ReadDetails) -> None:
        """Show the session, unless another is highlighted by now."""
        event.stop()
        if self._overview is not None and self._here() == event.session.id:
            now = self._overview.now.wall
            self.query_one(Parts).show(history.details(event.session, event.details, now))

    def on_history_screen_not_read(self, event: NotRead) -> None:
        """Say why not, and show the cold and heat that this run knows of."""
        event.stop()
        exposures, now = self._book.exposures.past(), self.reader.now()
        skin = history.skin(recent_exposures(exposures, now), skin_now(self._book), now, zone_here(now.wall))
        self.query_one(Parts).show([Part("The journal cannot be read", f"{event.why}\n\n{ONLY_NOW}"), skin])

    # -- the list ------------------------------------------------------------------------

    def _fill(self) -> None:
        options = self.query_one(OptionList)
        before, at = self._here(), options.highlighted
        self._width = options.scrollable_content_region.width
        options.set_options(self._options())
        if before in self._sessions:
            options.highlighted = options.get_option_index(before)
        else:
            options.highlighted = at if before == OLDER else 0

    def _options(self) -> Iterable[Option]:
        assert self._overview is not None
        today, width = in_zone(self._overview.now.wall, self._overview.zone), self._width - 2
        yield Option(row(width, "Over time", "pain before→after" if self._rated else "", "bold"), id=OVERVIEW)
        lines = history.lines(list(self._sessions.values()), self._rated, today)
        for id, (left, right) in zip(self._sessions, lines, strict=True):
            yield Option(row(width, left, right), id=id)
        if self._more:
            yield Option(content("Older sessions"), id=OLDER)

    def _here(self) -> str:
        option = self.query_one(OptionList).highlighted_option
        return option.id or "" if option is not None else ""

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the details of the highlighted line."""
        event.stop()
        self._describe(event.option.id or "")

    def _describe(self, id: str) -> None:
        if id in self._sessions:
            self.read_details(self._sessions[id])
        elif id == OLDER:
            self.query_one(Parts).show([Part("Older sessions", "Enter shows them.")])
        elif self._overview is not None:
            self.query_one(Parts).show(self._parts(self._overview))

    def _parts(self, overview: HistoryOverview) -> Iterable[Part]:
        rows = LOW if self.size.height < 20 else TALL
        exposures = recent_exposures(self._exposures, overview.now)
        return history.overview(overview, exposures, self._skin, self.query_one(Parts).room, rows)

    # -- keys ----------------------------------------------------------------------------

    def menu(self) -> Iterator[str | Question]:
        """What can be done with the session that the bar is on, and with all of them."""
        from unclench.tui.menus import one_of

        if self._sessions and self._overview is not None:
            latest = list(self._sessions.values())[:LATEST]
            lines = history.lines(latest, self._rated, in_zone(self._overview.now.wall, self._overview.zone))
            go = [partial(self._go_to, session.id) for session in latest]
            yield "Go to a session", one_of("Which session?", [left for left, _ in lines], go)
        on_one = self._here() in self._sessions
        yield from ("history.again", "history.delete") if on_one else ()
        yield from ("history.right", "history.page", "history.note", "breathe", "flags", "history.leave")

    def _go_to(self, id: str) -> None:
        options = self.query_one(OptionList)
        options.highlighted = options.get_option_index(id)
        options.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Read more sessions, or move the focus to the details, which the arrows then scroll."""
        event.stop()
        if event.option.id == OLDER:
            *_, last = self._sessions.values()
            self.read_older(last.began)
        else:
            self.query_one(Parts).focus()

    def action_open(self) -> None:
        """The same as Enter."""
        self.query_one(OptionList).action_select()

    def action_want(self, what: str) -> None:
        """Have something done, to the session that the bar is on or to all of it."""
        session = self._sessions.get(self._here())
        if session is None and what in ("again", "delete"):
            self.notify("Choose a session in the list first.", timeout=3)
        else:
            self.post_message(self.Wants(self, what, session))

    def action_back(self) -> None:
        """Leave the details, or the screen."""
        options = self.query_one(OptionList)
        if options.has_focus:
            self.action_leave()
        else:
            options.focus()

    def action_leave(self) -> None:
        """Return to the screen before."""
        if self.is_current:
            self.app.pop_screen()
