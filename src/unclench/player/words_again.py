"""Words of a running session that a key cut off, or that nobody heard, and what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unclench.session.cue_queue import CutWords

if TYPE_CHECKING:
    from unclench.player.runner import SessionRunner


class WordsAgain:
    """Finds them for a session, and has it go on with them; what comes again where, `session.cut_words` decides."""

    def __init__(self, runner: SessionRunner) -> None:
        self._runner = runner

    def cut_off(self, now: int) -> CutWords | None:
        """Those of the running phase that have not been heard to their end by clock time `now`."""
        segment = self._runner.view().segment
        return None if segment is None else self._runner.speaker.cut_off(segment.index, now)

    def say(self, cut: CutWords | None, now: int) -> None:
        """Go on with these at once, where a phase runs in which words come again."""
        runner = self._runner
        if cut is not None and runner.ended is None and runner.session.say_again(cut, now):
            runner.withdraw(now)
            runner.playback.moved_at = now
            runner.catch_up(now)
