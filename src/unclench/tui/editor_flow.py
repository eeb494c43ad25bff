"""What leads to the editor, and what its keys lead to: questions, files, and somebody's own text editor."""

from __future__ import annotations

import os
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unclench.care.asks import YES_NO, Choose, Fill, Flow, yes_no
from unclench.language import tr
from unclench.routine.problems import ByHand, LoadError
from unclench.system import safe_text
from unclench.system.local_time import at_clock

if TYPE_CHECKING:
    from unclench.routine.draft_file import DraftFile, Unsaved
    from unclench.tui.screens.editor import EditorScreen
    from unclench.tui.session_flow import SessionFlow
    from unclench.tui.settings_app import SettingsApp

SAID = 20
"""Seconds for which a sentence about a file stays on screen: there is a path in it to read."""
After = Callable[[], object]
"""What is done once the editor is left."""
KEEP_BOTH, TAKE_THEIRS = 0, 1
SAVE, THROW_AWAY = 0, 1
KEEP_CHANGES, AS_IT_IS = 0, 1


class EditorFlow:
    """Opens the editor on routines of one's own, on copies of others, and on new ones."""

    def __init__(self, app: SettingsApp, flow: SessionFlow) -> None:
        self._app, self._program, self._flow = app, app.program, flow

    def _run(self, work: Coroutine[Any, Any, object]) -> None:
        self._app.run_worker(work, group="care", exclusive=True)

    def screen(self, file: DraftFile, kept_as: str = "") -> EditorScreen:
        """The editor of a draft; `kept_as` is what one without a file was kept under, if it was."""
        from unclench.tui.draft_keeper import DraftKeeper
        from unclench.tui.screens.editor import EditorScreen
        from unclench.tui.viewmodels.figure import FigureRenderer

        program = self._program
        return EditorScreen(
            file, program.catalogue, FigureRenderer(program.figure), self._flow.guard, program.choices(),
            DraftKeeper(file, program.home.unsaved, self._now, kept_as), program.settings.drawing,
        )  # fmt: skip

    def _now(self) -> int:
        return self._program.moment().wall

    # -- to the editor -------------------------------------------------------------------

    def edit(self, path: Path, title: str, after: After) -> None:
        """Open the editor on the file of a routine; of one that comes with unclench, on a copy, if that is wanted.

        A file with mistakes opens in the text editor, at the first of them.
        """
        self._run(self._edit(path, title, after))

    async def _edit(self, path: Path, title: str, after: After) -> None:
        from unclench.routine.draft_file import copy_draft, open_draft, restore_draft

        program = self._program
        folder, catalogue, sounds = program.home.routines, program.catalogue, program.home.sounds
        bundled = program.is_bundled(path)
        own = folder / path.name if bundled else path
        goes_on, kept = await self._changes_of(own)
        if not goes_on or (bundled and kept is None and await self._flow.asker.carry(want_a_copy(title)) != SAVE):
            return
        try:
            file = copy_draft(path, folder, catalogue, sounds) if bundled else open_draft(path, catalogue, sounds)
            if kept is not None:
                file.take_up(kept)
        except (LoadError, ByHand) as error:
            if kept is not None:
                self._open_kept(lambda: restore_draft(kept, own, own.parent, catalogue, sounds), after)
            elif self.open_text(path, error.problems[0].mark.line if isinstance(error, LoadError) else None):
                after()
        else:
            self.show(file, after)

    async def _changes_of(self, path: Path) -> tuple[bool, Unsaved | None]:
        """Ask about changes of a file that were not saved: whether to open it, and the changes to take up."""
        from unclench.routine import draft_file
        from unclench.routine.draft_file import content_now

        folder, name = self._program.home.unsaved, draft_file.unsaved_name(path)
        kept, content = draft_file.unsaved_kept(folder, name), content_now(path)
        if kept is not None and kept.lost(content):
            answer = await self._flow.asker.carry(keep_changes(kept, self._now(), elsewhere=kept.elsewhere(content)))
            if answer != AS_IT_IS:
                return answer == KEEP_CHANGES, kept
        draft_file.forget_unsaved(folder, name)
        return True, None

    def opened_first(self) -> None:
        """The program has opened with the editor of a file: ask in front of it about changes that were not saved."""
        from unclench.tui.screens.editor import EditorScreen

        assert isinstance(self._app.screen, EditorScreen)
        self._run(self._ask_in_front(self._app.screen))

    async def _ask_in_front(self, screen: EditorScreen) -> None:
        assert screen.file.path is not None  # a new routine is no way to open the program
        goes_on, kept = await self._changes_of(screen.file.path)
        if not goes_on:
            self._close(screen)
        elif kept is not None:
            try:
                screen.file.take_up(kept)
            except (LoadError, ByHand) as error:
                screen.complain(_first(error))
            else:
                screen.begin()

    def go_on(self, name: str, kept: Unsaved, after: After) -> None:
        """Open the editor on a routine without a file that was kept under a name."""
        from unclench.routine.draft_file import restore_draft

        program = self._program
        folder, sounds = program.home.routines, program.home.sounds
        self._open_kept(lambda: restore_draft(kept, None, folder, program.catalogue, sounds), after, name)

    def _open_kept(self, make: Callable[[], DraftFile], after: After, kept_as: str = "") -> None:
        try:
            file = make()
        except (LoadError, ByHand) as error:
            self._app.notify(_first(error), severity="warning", timeout=SAID, markup=False)
        else:
            self.show(file, after, kept_as)

    def show(self, file: DraftFile, after: After, kept_as: str = "") -> None:
        """Open the editor on a draft; `kept_as` is as in `screen`."""

        def closed(_: None) -> None:
            after()

        self._app.push_screen(self.screen(file, kept_as), closed)

    async def new(self, after: After) -> None:
        """Ask for a title, and open the editor on a routine with nothing else in it."""
        from unclench.routine.draft_file import new_draft

        program = self._program
        make = partial(new_draft, folder=program.home.routines, catalogue=program.catalogue, sounds=program.home.sounds)
        file = await self._flow.asker.carry(what_title(make))
        if file is not None:
            self.show(file, after)

    # -- from the editor -----------------------------------------------------------------

    def wanted(self, screen: EditorScreen, what: str) -> None:
        """Save, leave, or open the text file."""
        self._run({"save": self._save, "leave": self._leave, "text": self._text}[what](screen))

    async def _save(self, screen: EditorScreen) -> bool:
        """Save it, and say why not if not. Returns whether the file has it all now."""
        from unclench.routine.draft_file import NoStepYet
        from unclench.system.files import ChangedMeanwhile

        try:
            screen.file.save()
        except NoStepYet as error:
            screen.complain(str(error))
        except ChangedMeanwhile as error:
            await self._sort_out(screen, str(error))
        except OSError as error:
            self._not_saved(screen, error)
        screen.say_state()
        return screen.file.saved

    async def _sort_out(self, screen: EditorScreen, what: str) -> None:
        """Ask what to do about a file that another program has changed meanwhile, and do it."""
        answer = await self._flow.asker.carry(whose(what))
        try:
            if answer == KEEP_BOTH:
                screen.file.save_beside()
                self._app.notify(_at(screen), timeout=SAID, markup=False)
            elif answer == TAKE_THEIRS:
                screen.file.read_again()
                screen.show_draft()
        except OSError as error:
            self._not_saved(screen, error)
        except (LoadError, ByHand) as error:
            screen.complain(_first(error))

    def _not_saved(self, screen: EditorScreen, error: OSError) -> None:
        screen.complain(not_saved(error, screen.file.path or self._program.home.routines))

    async def _leave(self, screen: EditorScreen) -> None:
        if screen.file.changed:
            answer = await self._flow.asker.carry(save_first(whole=screen.file.draft.routine is not None))
            if answer is None or (answer == SAVE and not await self._save(screen)):
                return
        screen.keeper.forget(over=True)
        self._close(screen)

    def _close(self, screen: EditorScreen) -> None:
        if len(self._app.screen_stack) > 1:
            screen.dismiss()
        else:
            self._app.exit(0)

    async def _text(self, screen: EditorScreen) -> None:
        file = screen.file
        if not file.saved and not (
            await self._flow.asker.carry(save_for_the_text()) == SAVE and await self._save(screen)
        ):
            return
        assert file.path is not None  # it was just saved
        if not self.open_text(file.path, file.draft.line(screen.place)):
            return
        try:
            file.read_again()
        except (LoadError, ByHand) as error:
            self._app.notify(_first(error), severity="warning", timeout=SAID, markup=False)
            self._close(screen)
        else:
            screen.show_draft()

    def open_text(self, path: Path, line: int | None) -> bool:
        """Open a file in somebody's own text editor. If that can't be, it is said, and returns False."""
        from textual.app import SuspendNotSupported

        from unclench.system import text_editor

        try:
            opens = text_editor.command(path, line, os.environ, in_browser=self._program.in_browser)
            with self._app.suspend():
                text_editor.edit(opens)
        except (text_editor.NoEditor, SuspendNotSupported) as error:
            why = (
                str(error)
                if isinstance(error, text_editor.NoEditor)
                else tr("This terminal can't be lent to an editor.")
            )
            where = tr("The file is {path}", path=safe_text.line(str(path)))
            self._app.notify(f"{why} {where}", severity="warning", timeout=SAID, markup=False)
            return False
        return True


def not_saved(error: OSError, path: Path) -> str:
    """Why a draft could not be saved at a path, and that it is still there."""
    shown = safe_text.line(str(error.filename or path))
    why = tr("{path} can't be written: {reason}.", path=shown, reason=(error.strerror or str(error)).lower())
    kept = tr("Nothing is lost: all that you changed is still here.")
    return f"{why} {kept}"


def _at(screen: EditorScreen) -> str:
    return tr("Yours is saved as {path}.", path=safe_text.line(str(screen.file.path)))


def _first(error: LoadError | ByHand) -> str:
    return str(error.problems[0]) if isinstance(error, LoadError) else str(error)


# -- the questions -----------------------------------------------------------------------


def want_a_copy(title: str) -> Flow[int | None]:
    """Whether to make one's own of a routine that comes with unclench: SAVE if so."""
    answer: int | None = yield yes_no(
        tr("“{title}” comes with unclench.", title=safe_text.line(title)),
        tr("Make your own copy of it, and change that? Once you save it, it takes the place of ours."),
        yes=tr("make my own"), no=tr("leave it"),
    )  # fmt: skip
    return answer


def keep_changes(kept: Unsaved, now: int, *, elsewhere: bool) -> Flow[int | None]:
    """What to do about changes that were not saved: KEEP_CHANGES, AS_IT_IS, or None to open nothing.

    `elsewhere`: the file is not what was changed then.
    """
    when = at_clock(kept.at, now)
    since = tr("The file itself has been changed since, too. If you keep your changes, you are asked before they "
               "replace it.")  # fmt: skip
    options = (tr("Keep the changes"), tr("Open the file as it is, and throw the changes away"))
    answer: int | None = yield Choose(
        heading=tr("You changed this at {when} and didn't save it.", when=when), text=since if elsewhere else "",
        options=options, first=KEEP_CHANGES,
    )  # fmt: skip
    return answer


def what_title(make: Callable[[str], DraftFile]) -> Flow[DraftFile | None]:
    """What a new routine is called; returns its draft, or None."""
    from unclench.routine.draft import InvalidChange

    def read(typed: str) -> DraftFile:
        try:
            return make(typed)
        except (InvalidChange, ByHand) as error:
            raise ValueError(str(error)) from error

    text = tr("What is it called? You can change that later.")
    draft: DraftFile | None = yield Fill(heading=tr("A routine of your own"), text=text, read=read)
    return draft


def whose(what: str) -> Flow[int | None]:
    """What to do about a file that has changed: KEEP_BOTH, TAKE_THEIRS, or None."""
    both = tr("Keep both: save mine under another name beside it")
    options = (both, tr("Take that one; undo brings mine back"))
    answer: int | None = yield Choose(heading=what, options=options, first=KEEP_BOTH)
    return answer


def save_first(*, whole: bool) -> Flow[int | None]:
    """Whether to save before leaving: SAVE, THROW_AWAY, or None to stay. What is not `whole` can't be saved."""
    heading, throw = tr("Not everything is saved."), tr("throw it away")
    answer: int | None
    if whole:
        answer = yield yes_no(heading, yes=tr("save it"), no=throw, first=SAVE)
        return answer
    text = tr("There is no step in it yet, so it can't be saved.")
    answer = yield Choose(heading=heading, text=text, options=(tr("stay here"), throw), keys=YES_NO)
    return THROW_AWAY if answer == THROW_AWAY else None


def save_for_the_text() -> Flow[int | None]:
    """Whether to save before the text editor opens the file: SAVE if so."""
    heading = tr("Save it first? Your text editor opens the file.")
    answer: int | None = yield yes_no(heading, yes=tr("save it"), no=tr("stay here"))
    return answer
