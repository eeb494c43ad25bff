"""A routine in somebody's own text editor, for whoever wants lines of text and no screen; then it is checked."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

from unclench.application import Application
from unclench.care.asks import YES
from unclench.cli.common import UserError
from unclench.cli.plain_home import PlainSeat
from unclench.cli.routines import checked
from unclench.language import tr
from unclench.system import files, safe_text, text_editor


class TextEditor:
    """Opens files in the editor that the environment names, and says in lines what is wrong with them afterwards."""

    def __init__(self, program: Application, seat: PlainSeat | None = None) -> None:
        self._program, self._seat = program, seat or PlainSeat(program)

    def edit(self, path: Path, title: str, line: int | None = None) -> int:
        """Edit a file at a line; of one that comes with unclench a copy, if that is wanted. Returns the exit status.

        A copy that is left as it was does not stay. Raises UserError where no editor opens, or where the copy can't be
        written.
        """
        program = self._program
        bundled = program.is_bundled(path)
        own = program.home.routines / path.name if bundled else path
        try:
            opens = text_editor.command(own, line, os.environ, in_browser=program.in_browser)
            if not bundled:
                text_editor.edit(opens)
            elif not self._wants_a_copy(title):
                return 1
            elif not self._edit_copy(path, own, opens):
                self._seat.out.line(tr("Nothing was changed, so no copy was kept."))
                return 0
        except text_editor.NoEditor as error:
            if not own.exists():
                raise UserError(str(error)) from error
            where = tr("The file is {path}", path=safe_text.line(str(own)))
            raise UserError(f"{error} {where}") from error
        return self._check(own)

    def _wants_a_copy(self, title: str) -> bool:
        from unclench.tui.editor_flow import want_a_copy

        with self._seat.keys.listening():
            return self._seat.asker.run(want_a_copy(title)) == YES

    def _edit_copy(self, path: Path, own: Path, opens: Sequence[str]) -> bool:
        """Edit a copy of a bundled file; returns whether it stays. Raises NoEditor, and UserError."""
        ours = _copied(path, own)
        if ours is None:
            text_editor.edit(opens)
            return True
        try:
            text_editor.edit(opens)
        finally:
            kept = not _discarded(own, ours)
        return kept

    def _check(self, path: Path) -> int:
        from unclench.reports.attachment_check import TrialDecoder

        with TrialDecoder() as trial:
            found = checked(self._program, path, trial)
        for problem in found.problems:
            self._seat.out.line(str(problem))
        self._seat.out.line(found.verdict)
        return found.status


def _copied(path: Path, own: Path) -> bytes | None:
    """Make the copy, and return what is in it; None if there is one from before. Raises UserError.

    One from before has mistakes, or it would stand in front of ours.
    """
    try:
        ours = path.read_bytes()
        own.parent.mkdir(parents=True, exist_ok=True)
        files.create(own, ours)
    except FileExistsError:
        return None
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(tr("{path}: cannot be written: {reason}.", path=own, reason=reason)) from error
    return ours


def _discarded(own: Path, ours: bytes) -> bool:
    """Delete a copy that is still the same as ours; returns whether it is gone."""
    with contextlib.suppress(OSError):
        if own.read_bytes() == ours:
            own.unlink()
    return not own.exists()
