"""The history: what was done day by day, what it did to the pain, and when cold or heat may go on again."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize, ScreenResume
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from unclench.journal.records import SessionRecord
from unclench.reports.today import recent_exposures, skin_status
from unclench.safety.exposure import Exposure
from unclench.safety.lockouts import Beside
from unclench.tui import keys
from unclench.tui.text import content, row
from unclench.tui.viewmodels import history
from unclench.tui.viewmodels.history import (
    HistoryOverview,
    JournalUnreadable,
    Lookback,
    Page,
    Part,
    RatedSession,
    SessionDetails,
    zone_of,
)
from unclench.tui.widgets.keybar import KeyBar
from unclench.tui.widgets.lines import Parts, Small
from unclench.tui.widgets.picklist import PickList

ONLY_NOW = "Without it only this run's own cold and heat are known:"
OVERVIEW, OLDER = "overview", "older"
TALL, LOW = 9, 5
"""Rows of the plot, and where the screen has few."""


class HistoryScreen(Screen[None]):
    """Its first line is the course of things; every other one is a session. Read behind the first frame."""

    CSS_PATH = "history.tcss"
    AUTO_FOCUS = "#list"
    BINDINGS = keys.HISTORY

    @dataclass
    class Read(Message):
        """The journal was read; `said` is what happened to it on the way."""

        told: HistoryOverview
        said: Sequence[str]

    @dataclass
    class ReadOlder(Message):
        """One page more was read."""

        page: Page

    @dataclass
    class ReadCloser(Message):
        """One session was looked at."""

        session: SessionRecord
        closer: SessionDetails

    @dataclass
    class NotRead(Message):
        """The journal cannot be read."""

        why: str

    def __init__(self, lookback: Lookback, past: Callable[[], Sequence[Exposure]]) -> None:
        """`past` gives the exposures of the last days as this run knows them: it may know more than the disk."""
        super().__init__()
        self._lookback, self._past = lookback, past
        self._told: HistoryOverview | None = None
        self._exposures: Sequence[Exposure] = ()
        self._sessions: dict[str, SessionRecord] = {}
        self._rated: dict[str, RatedSession] = {}
        self._more = False
        self._stale = True
        """Whether the journal holds more than was read."""
        self._width = 0

    def compose(self) -> ComposeResult:
        """The sessions, and beside or below them more about the line that the bar is on."""
        yield Small()
        with Horizontal(id="panes", classes="room"):
            yield PickList(id="list", markup=False)
            yield Parts(id="detail")
        yield KeyBar()

    def on_screen_resume(self, _: ScreenResume) -> None:
        """Read while the frame is painted; and again after what was played from here."""
        if self._stale:
            self._stale = False
            self.read()

    def on_screen_suspend(self) -> None:
        """In front of it a session may be played; a dialog adds nothing to the journal."""
        self._stale = not isinstance(self.app.screen, ModalScreen)

    def on_resize(self, _: Resize) -> None:
        """Ratings stand at the right edge, and pictures are as wide as there is room."""
        self.call_after_refresh(self._refit)

    def _refit(self) -> None:
        if self._told is not None and self.query_one(OptionList).scrollable_content_region.width != self._width:
            self._fill()

    # -- reading, in threads: a slow disk must not hold up a key ---------------------------

    @work(thread=True, exclusive=True, group="history")
    def read(self) -> None:
        """Read what the screen opens with."""
        with self._explaining():
            told, said = self._lookback.all()
            self._tell(self.Read(told, said))

    @work(thread=True, exclusive=True, group="older")
    def read_older(self, than: int) -> None:
        """Read one page more."""
        with self._explaining():
            self._tell(self.ReadOlder(self._lookback.older(than)))

    @work(thread=True, exclusive=True, group="closer")
    def read_closer(self, session: SessionRecord) -> None:
        """Read one session's steps, ratings and notes."""
        with self._explaining():
            self._tell(self.ReadCloser(session, self._lookback.closer(session)))

    @contextlib.contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except JournalUnreadable as error:
            self._tell(self.NotRead(str(error)))

    def _tell(self, message: Message) -> None:
        with contextlib.suppress(RuntimeError):  # the program has ended meanwhile
            self.post_message(message)

    def on_history_screen_read(self, event: Read) -> None:
        """Show it."""
        event.stop()
        for sentence in event.said:
            self.notify(sentence, severity="warning", markup=False)
        self._told = event.told
        self._exposures = self._past()
        self._sessions, self._rated = {}, {}
        self._take(event.told.page)
        self.call_after_refresh(self._fill)  # the first time this may be quicker than the frame

    def on_history_screen_read_older(self, event: ReadOlder) -> None:
        """The bar stays where it is: on the first of the older ones."""
        event.stop()
        self._take(event.page)
        self._fill()

    def _take(self, page: Page) -> None:
        self._sessions.update((session.id, session) for session in page.sessions)
        self._rated.update(page.rated)
        self._more = page.more

    def on_history_screen_read_closer(self, event: ReadCloser) -> None:
        """Show it, unless the bar has moved on."""
        event.stop()
        if self._told is not None and self._here() == event.session.id:
            now = history.wall(self._told.now.wall, self._told.zone)
            self.query_one(Parts).show(history.details(event.session, event.closer, now))

    def on_history_screen_not_read(self, event: NotRead) -> None:
        """Why not; and what this run itself knows of cold and heat."""
        event.stop()
        exposures, now = self._past(), self._lookback.now()
        skin = history.skin(
            recent_exposures(exposures, now), skin_status(exposures, now, Beside(unknown=True)), now, zone_of(now.wall)
        )
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
        assert self._told is not None
        today, width = history.wall(self._told.now.wall, self._told.zone), self._width - 2
        yield Option(row(width, "Over time", "pain before→after" if self._rated else "", "bold"), id=OVERVIEW)
        lines = history.lines(list(self._sessions.values()), self._rated, today)
        for id, (left, right) in zip(self._sessions, lines, strict=True):
            yield Option(row(width, left, right), id=id)
        if self._more:
            yield Option(content("Older ones"), id=OLDER)

    def _here(self) -> str:
        option = self.query_one(OptionList).highlighted_option
        return option.id or "" if option is not None else ""

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Say more about the line that the bar is on."""
        event.stop()
        self._describe(event.option.id or "")

    def _describe(self, id: str) -> None:
        if id in self._sessions:
            self.read_closer(self._sessions[id])
        elif id == OLDER:
            self.query_one(Parts).show([Part("Older ones", "Enter shows them.")])
        elif self._told is not None:
            self.query_one(Parts).show(self._overview(self._told))

    def _overview(self, told: HistoryOverview) -> Iterable[Part]:
        rows = LOW if self.size.height < 20 else TALL
        standing = skin_status(self._exposures, told.now)
        return history.overview(
            told, recent_exposures(self._exposures, told.now), standing, self.query_one(Parts).room, rows
        )

    # -- keys ----------------------------------------------------------------------------

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """More sessions, or a closer look: the arrows then move what stands there."""
        event.stop()
        if event.option.id == OLDER:
            *_, last = self._sessions.values()
            self.read_older(last.began)
        else:
            self.query_one(Parts).focus()

    def action_back(self) -> None:
        """Out of the closer look, or out."""
        options = self.query_one(OptionList)
        if options.has_focus:
            self.action_leave()
        else:
            options.focus()

    def action_leave(self) -> None:
        """Back to where it was opened from."""
        if self.is_current:
            self.app.pop_screen()
