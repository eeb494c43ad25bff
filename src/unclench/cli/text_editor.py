"""A routine in somebody's own text editor, for whoever wants lines of text and no screen; then it is checked."""

from __future__ import annotations

import os
from pathlib import Path

from unclench.application import Application
from unclench.care.asks import YES
from unclench.cli.common import UserError
from unclench.cli.plain_session import PlainSession
from unclench.cli.routines import verdict
from unclench.language import tr
from unclench.system import files, safe_text, text_editor


class TextEditor:
    """Opens files in the editor that the environment names, and says in lines what is wrong with them afterwards."""

    def __init__(self, program: Application, seat: PlainSession | None = None) -> None:
        self._program, self._seat = program, seat or PlainSession(program)

    def edit(self, path: Path, title: str, line: int | None = None) -> int:
        """Edit a file at a line; of one that comes with unclench a copy, if that is wanted. Returns the exit status.

        Raises UserError where no editor opens, or where the copy can't be written.
        """
        if self._program.is_bundled(path):
            if not self._wants_a_copy(title):
                return 1
            path = self._copy(path)
        try:
            text_editor.edit(text_editor.command(path, line, os.environ))
        except text_editor.NoEditor as error:
            where = tr("The file is {path}", path=safe_text.line(str(path)))
            raise UserError(f"{error} {where}") from error
        return self._check(path)

    def _wants_a_copy(self, title: str) -> bool:
        from unclench.tui.editor_flow import want_a_copy

        with self._seat.keys.listening():
            return self._seat.asker.run(want_a_copy(title)) == YES

    def _copy(self, path: Path) -> Path:
        own = self._program.home.routines / path.name
        try:
            own.parent.mkdir(parents=True, exist_ok=True)
            files.create(own, path.read_bytes())
        except FileExistsError:
            return own  # a copy from before, which has mistakes, or it would stand in front of ours
        except OSError as error:
            reason = error.strerror or str(error)
            raise UserError(tr("{path}: cannot be written: {reason}.", path=own, reason=reason)) from error
        return own

    def _check(self, path: Path) -> int:
        from unclench.reports.routines import check

        program = self._program
        problems, broken = check(path, program.catalogue, sound_folders=(program.home.sounds,))
        for problem in problems:
            self._seat.out.line(str(problem))
        self._seat.out.line(f"{path}: {verdict(problems, broken=broken)}")
        return 2 if broken else 0
