"""The alarm for what is on the skin: when it is due, and the calls that go with its strokes."""

from __future__ import annotations

from unclench.cues import Sound
from unclench.ports import Player, Surroundings
from unclench.session.session import DueCue

CALL_EVERY = 5
"""The alarm also calls through the terminal and the desktop with every fifth stroke (ours)."""
CALL = "Your session needs an answer now."


class Alarm:
    """Tells the player when it must ring even without this program, and calls for attention while it rings."""

    def __init__(self, player: Player, surroundings: Surroundings | None) -> None:
        self.due_at: int | None = None
        """The clock time at which the alarm is due, or was; None while nothing is on the skin.

        It stays when somebody left without saying that the pack is off, since it may still be on.
        """
        self._player, self._surroundings = player, surroundings
        self._strokes = 0

    def expect(self, at: int | None) -> None:
        """The alarm is now due at clock time `at`; None: nothing is on the skin any more."""
        if at != self.due_at:
            self.due_at = at
            self._player.ring_from(at)

    def cue_heard(self, heard: DueCue) -> None:
        """A cue sounded. A stroke of the alarm calls in every way there is: the first, then every fifth."""
        if heard.cue.sound is not Sound.ALARM:
            self._strokes = 0
        elif self._surroundings is not None:
            if self._strokes % CALL_EVERY == 0:
                self._surroundings.call(CALL)
            self._strokes += 1
