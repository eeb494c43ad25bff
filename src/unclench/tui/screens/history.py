"""The history: sessions by day, how the pain changed, and when cold or heat may go on again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.events import ScreenResume
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.widgets import OptionList

from unclench.journal.logbook import Logbook
from unclench.journal.queries import SessionDetails, SessionPage
from unclench.journal.records import SessionRecord
from unclench.language import tr
from unclench.reports.history import (
    USUAL_SPAN,
    HistoryOverview,
    HistoryReader,
    JournalUnreadable,
    span_after,
)
from unclench.reports.today import SkinStatus, recent_exposures, skin_now
from unclench.safety.exposure import Exposure
from unclench.system.local_time import zone_here
from unclench.tui import keys
from unclench.tui.text import Passage
from unclench.tui.viewmodels import history
from unclench.tui.viewmodels.history import OLDER, SessionRows
from unclench.tui.widgets.keybar import KeyBar, key_of, marked
from unclench.tui.widgets.lists import Small, TextLine
from unclench.tui.widgets.panes import DETAIL, LIST, PANES, Panes, SessionList

if TYPE_CHECKING:
    from unclench.tui.screens.dialogs import Question

LATEST = 9
"""Sessions in the menu: the latest, each with a digit of its own."""
ONLY_NOW = tr("Without it only this run's own cold and heat are known:")


class HistoryScreen(Screen[None]):
    """Four panes: the pain, what helped, the days, and every session. The journal is read after the first frame."""

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
    class Request(Message):
        """The user wants a `note`, `again`, `delete` or a `page`; with the session the bar is on, if any."""

        screen: HistoryScreen
        what: str
        session: SessionRecord | None

    def __init__(self, reader: HistoryReader, book: Logbook) -> None:
        """`book` is this run's own: it knows of exposures that are possibly not on disk."""
        super().__init__()
        self.reader, self._book = reader, book
        self._span: int | None = USUAL_SPAN
        self._overview: HistoryOverview | None = None
        self._exposures: Sequence[Exposure] = ()
        self._skin: Sequence[SkinStatus] = ()
        self._rows = SessionRows()
        self._stale = True
        """Whether the journal may hold more than was read."""

    def compose(self) -> ComposeResult:
        """Over how many days it looks back, and the panes."""
        yield Small()
        yield TextLine(id="head", classes="room")
        yield Panes()
        yield KeyBar()

    def on_screen_resume(self, _: ScreenResume) -> None:
        """Read the journal, and read it again after a session was played in front of this screen."""
        if self._stale:
            self._stale = False
            self.read()

    def on_screen_suspend(self) -> None:
        """Anything in front may play a session, except a dialog."""
        self._stale = not isinstance(self.app.screen, ModalScreen)

    # -- what is shown ---------------------------------------------------------------------

    @property
    def _panes(self) -> Panes:
        return self.query_one(Panes)

    @property
    def _list(self) -> SessionList:
        return self.query_one(SessionList)

    def on_panes_arranged(self, event: Panes.Arranged) -> None:
        """Draw what is seen now: ratings are at the right edge, and pictures as wide as their pane."""
        event.stop()
        self._draw()

    def _draw(self) -> None:
        """Fill everything that is shown, now that its size is known."""
        spans, at = history.spans(self._span, self.size.width)
        self.query_one("#head", TextLine).put(marked(tr("History"), spans, at, key_of(self, "span")))
        if self._overview is not None:
            _show_texts(self._panes, self._overview, self._exposures, self._skin)
            self._list.fill(self._rows)

    def action_pane(self, by: int) -> None:
        """Give the keys to the next pane, or to the one before."""
        self._panes.turn(by)

    def action_span(self) -> None:
        """Look back over more days; after all of them over the fewest."""
        self._span = span_after(self._span)
        self.read()

    # -- reading, in threads so that a slow disk delays no key -----------------------------

    @work(thread=True, exclusive=True, group="history")
    def read(self) -> None:
        """Read the overview."""
        with self._explaining():
            overview, said = self.reader.overview(self._span)
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
        self._rows.begin(event.overview)
        if not self._rows.sessions and self._panes.front == LIST:
            self._panes.look("pain")  # which says what will be here
        self.call_after_refresh(self._draw)  # at first, reading may be done before the frame

    def on_history_screen_read_older(self, event: ReadOlder) -> None:
        """Append the sessions; the highlight stays, now on the first of them."""
        event.stop()
        self._rows.take(event.page)
        self._list.fill(self._rows)

    def on_history_screen_read_details(self, event: ReadDetails) -> None:
        """Show the session, unless another is highlighted by now."""
        event.stop()
        if self._overview is not None and self._list.here == event.session.id:
            now = self._overview.now.wall
            self._panes.part(DETAIL).show(history.details(event.session, event.details, now))

    def on_history_screen_not_read(self, event: NotRead) -> None:
        """Say why not, and show the cold and heat that this run knows of."""
        event.stop()
        exposures, now = self._book.exposures.past(), self.reader.now()
        skin = history.skin(recent_exposures(exposures, now), skin_now(self._book), now, zone_here(now.wall))
        self._panes.look("pain")
        self._panes.part("pain").show([Passage(tr("The journal cannot be read"), f"{event.why}\n\n{ONLY_NOW}"), skin])
        for id in ("helped", "days"):
            self._panes.part(id).show(())

    # -- the list ------------------------------------------------------------------------

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """While one session is looked at, the bar moves on to the next."""
        event.stop()
        if self._panes.opened:
            self._describe(event.option.id or "")

    def _describe(self, id: str) -> None:
        if id in self._rows.sessions:
            self.read_details(self._rows.sessions[id])
        else:
            self._panes.part(DETAIL).show([Passage(tr("Older sessions"), tr("Enter shows them."))])

    # -- keys ----------------------------------------------------------------------------

    def menu(self) -> Iterator[str | Question]:
        """What can be done with the session that the bar is on, and with all of them."""
        from unclench.tui.screens.dialogs import one_of

        if latest := self._rows.latest(LATEST):
            go = [partial(self._list.go_to, id) for id in latest]
            yield tr("Go to a session"), one_of(tr("Which session?"), list(latest.values()), go)
        on_one = self._list.here in self._rows.sessions
        yield from ("history.again", "history.delete") if on_one else ()
        yield from ("history.right", "history.page", "history.note", "breathe", "flags", "history.leave")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Look at one session, or read more of them."""
        event.stop()
        if event.option.id == OLDER:
            *_, last = self._rows.sessions.values()
            self.read_older(last.began)
        else:
            self._panes.look(DETAIL)
            self._describe(event.option.id or "")

    def action_open(self) -> None:
        """The same as Enter; beside the list, the next pane."""
        if self._list.has_focus:
            self._list.action_select()
        elif not self._panes.opened:
            self.action_pane(1)

    def action_want(self, what: str) -> None:
        """Have something done, to the session that the bar is on or, beside the list, to all of it."""
        session = self._rows.sessions.get(self._list.here) if self._panes.keys_are_in_list else None
        if session is None and what in ("again", "delete"):
            self.notify(tr("Choose a session in the list first."), timeout=3)
        else:
            self.post_message(self.Request(self, what, session))

    def action_back(self) -> None:
        """Leave the session that is looked at, or the screen."""
        if self._panes.opened:
            self._panes.close()
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Return to the screen before."""
        if self.is_current:
            self.app.pop_screen()


def _show_texts(panes: Panes, told: HistoryOverview, past: Sequence[Exposure], skin: Sequence[SkinStatus]) -> None:
    """Fill those of the upper panes, and of the days, that are shown."""
    pain, helped, days = (panes.part(id) for id in PANES[:3])
    if pain.room:
        pain.show(history.pain(told, pain.room, pain.content_size.height))
    if helped.room:
        helped.show(history.helped(told, helped.room))
    if days.room:
        days.show(history.practice(told, recent_exposures(past, told.now), skin, days.room))
