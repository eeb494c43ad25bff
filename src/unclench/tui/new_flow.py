"""What leads to a routine of one's own: the text of a sheet, pasted; nothing but a title; or a file from elsewhere."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from unclench.care.asks import Await, Choose, Fill, Flow
from unclench.language import tr
from unclench.system import safe_text
from unclench.system.files import there
from unclench.system.local_time import at_clock
from unclench.tui.editor_flow import SAID, SAVE, After, EditorFlow, not_saved, save_first

if TYPE_CHECKING:
    from unclench.exchange.addition import Added, Shelf
    from unclench.routine.draft_file import Unsaved
    from unclench.tui.screens.pasted import PasteScreen
    from unclench.tui.session_flow import SessionFlow
    from unclench.tui.settings_app import SettingsApp

PASTE, WRITE, ADD = 0, 1, 2
"""The ways to a routine of one's own, as `how_to_begin` lists them."""
MOST_OFFERED = 3
"""Routines that were begun and never saved, the latest."""
MOST_SAID = 6
"""Lines of what is wrong with a file that a question shows; `unclench add` lists them all."""


class NewFlow:
    """Asks which way it is to be, and goes it."""

    def __init__(
        self, app: SettingsApp, flow: SessionFlow, editor: EditorFlow, preview: Callable[[str], object]
    ) -> None:  # fmt: skip
        """`preview` shows the routine with an id."""
        self._app, self._program, self._flow = app, app.program, flow
        self.editor, self._preview = editor, preview
        self._after: After = lambda: None
        """Reads anew what lists the routines."""

    def _run(self, work: Coroutine[Any, Any, object]) -> None:
        self._app.run_worker(work, group="care", exclusive=True)

    def begin(self, after: After) -> None:
        """Ask how to begin, and do it; `after` reads anew what lists the routines."""
        self._after = after
        self._run(self._begin())

    async def _begin(self) -> None:
        from unclench.routine.draft_file import unsaved_new

        kept = list(islice(unsaved_new(self._program.home.unsaved), MOST_OFFERED))
        begun = [begun_at(each, self._program.moment().wall) for _, each in kept]
        answer = await self._flow.asker.carry(how_to_begin(begun))
        if answer is not None and answer > ADD:
            name, unsaved = kept[answer - ADD - 1]
            self.editor.go_on(name, unsaved, self._after)
        elif answer == PASTE:
            self._open_paste()
        elif answer == WRITE:
            await self.editor.new(self._after)
        elif answer == ADD and self._program.in_browser:
            refused = tr("From a browser no file of this computer can be added. There itself: unclench add FILE")
            self._app.notify(refused, severity="warning", timeout=SAID, markup=False)
        elif answer == ADD:
            await self._add()

    # -- a pasted sheet --------------------------------------------------------------------

    def _open_paste(self) -> None:
        from unclench.routine.pasted.sheet import read_sheet
        from unclench.tui.screens.pasted import PasteScreen

        catalogue = self._program.catalogue
        self._app.push_screen(PasteScreen(lambda text: read_sheet(text, "", catalogue), self._flow.guard))

    def wanted(self, screen: PasteScreen, what: str) -> None:
        """Save what was read, change it first, or leave."""
        self._run({"save": self._save, "edit": self._edit, "leave": self._leave}[what](screen))

    async def _save(self, screen: PasteScreen) -> None:
        from unclench.routine.draft_file import propose_draft
        from unclench.routine.pasted.sheet import file_text

        if screen.sheet is None:
            return
        proposal, home = screen.sheet.proposal, self._program.home
        title = await self._flow.asker.carry(what_name(proposal.title))
        if title is None:
            return
        file = propose_draft(file_text(proposal, title), home.routines, self._program.catalogue, home.sounds)
        try:
            file.save()
        except OSError as error:
            screen.complain(not_saved(error, home.routines))
            return
        assert file.path is not None  # it was just saved
        await screen.dismiss()
        self._look_at(file.path.stem)

    def _look_at(self, id: str) -> None:
        self._after()
        self._preview(id)

    async def _edit(self, screen: PasteScreen) -> None:
        """Open the editor in front of the sheet, which goes once all is saved there."""
        from unclench.routine.draft_file import propose_draft

        if screen.sheet is None:
            return
        home = self._program.home
        file = propose_draft(screen.sheet.file_text, home.routines, self._program.catalogue, home.sounds)

        def after() -> None:
            if file.path is not None:
                screen.dismiss()
                self._look_at(file.path.stem)

        self.editor.show(file, after)

    async def _leave(self, screen: PasteScreen) -> None:
        if screen.text.strip():
            answer = await self._flow.asker.carry(save_first(whole=screen.sheet is not None))
            if answer == SAVE:
                await self._save(screen)
            if answer is None or answer == SAVE:
                return
        screen.dismiss()

    # -- a file from elsewhere -------------------------------------------------------------

    async def _add(self) -> None:
        from unclench.exchange.addition import own_shelf

        program = self._program
        shelf = own_shelf(program.home, program.library, program.catalogue)
        added = await self._flow.asker.carry(what_to_add(partial(_taken, shelf)))
        if added is None:
            return
        for each in added:
            self._app.notify(safe_text.lines("\n".join(each.sentences())), timeout=SAID, markup=False)
        self._after()
        if len(added) == 1:
            self._preview(added[0].id)


def _taken(shelf: Shelf, source: Path) -> list[Added] | str:
    """What was taken, or why nothing was."""
    from unclench.exchange import addition
    from unclench.exchange.archive import NotTaken

    try:
        return addition.add(source, shelf, time.time())
    except NotTaken as error:
        said = [*error.problems[:MOST_SAID], tr("Nothing was added.")]
        return safe_text.lines("\n".join(said))
    except OSError as error:
        return safe_text.lines(addition.not_written(error, shelf.folder))


# -- the questions -------------------------------------------------------------------------


def begun_at(kept: Unsaved, now: int) -> str:
    """The row for a routine that was begun and never saved."""
    title, when = safe_text.line(kept.title), at_clock(kept.at, now)
    return tr("Go on with “{title}”, last changed at {when} and not saved", title=title, when=when)


def how_to_begin(begun: Sequence[str] = ()) -> Flow[int | None]:
    """Which way to go: PASTE, WRITE, ADD, behind them one of those that were `begun`, or None."""
    options = (
        tr("Paste the text of a sheet"),
        tr("Write it step by step"),
        tr("Add a file, a folder or a zip that somebody gave you"),
        *begun,
    )
    answer: int | None = yield Choose(heading=tr("A routine of your own"), options=options)
    return answer


def what_name(suggested: str) -> Flow[str | None]:
    """What a pasted sheet is called: its own title, or another."""
    text = tr("This is what the list calls it. You can change that later.")
    name: str | None = yield Fill(heading=tr("What is it called?"), text=text, suggested=safe_text.line(suggested))
    return name


def what_to_add(take: Callable[[Path], list[Added] | str]) -> Flow[list[Added] | None]:
    """Which file to add, asked again as long as it is refused; `take` returns what was added, or why nothing was."""
    text = tr("Type where it is, or drag it into this window. It is checked first, and replaces nothing of yours.")
    while True:
        path: Path | None = yield Fill(heading=tr("Which file, folder or zip?"), text=text, read=path_of)
        if path is None:
            return None
        found: list[Added] | str = yield Await(does=partial(take, path))
        if not isinstance(found, str):
            return found
        text = found


def path_of(typed: str) -> Path:
    """The file or folder that was typed, or that a terminal typed for somebody who dragged it there.

    Terminals put it in quotation marks, put a backslash before blanks and signs, or write a `file:` address. Raises
    ValueError with a sentence for the person where there is none.
    """
    text = typed.strip()
    if text[:1] in ("'", '"') and text[-1:] == text[0]:
        text = text[1:-1]
    ways = [text, text.replace("'\\''", "'"), re.sub(r"\\(.)", r"\1", text)]
    if text.startswith("file://"):
        ways.append(unquote(urlsplit(text).path))
    for way in ways:
        if way and there(path := Path(os.path.expanduser(way))):  # noqa: PTH111  # unlike Path's, it raises nothing
            return path
    raise ValueError(tr("There is no file or folder {path}.", path=safe_text.line(text)))
