"""What of a session is heard: cues, words and the bed, given to the player ahead of time; the alarm.

A cue is heard the player's `delay` after its time. So that eyes and ears agree, the front ends show and
report what is heard now. Only what waits for a key, or is on the skin, is shown at once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from unclench.cues import Sound
from unclench.language import tr
from unclench.player.speech import Speaker
from unclench.ports import Clock, Player, PlayerFailed, Surroundings
from unclench.session.bed_rules import pieces
from unclench.session.session import DueCue, Session, StartedSegment, Status
from unclench.session.timeline import EXPOSURE

if TYPE_CHECKING:
    from unclench.audio.cue_bank import BedSounds


class Bed:
    """The bed of one session. It is no cue: where it cannot sound, nothing else is different."""

    def __init__(self, session: Session, player: Player, sounds: Callable[[], BedSounds] | None) -> None:
        """`sounds` returns the sounds of the bed once a piece is due, and is None for whoever wishes for none."""
        self._session, self._player, self._sounds = session, player, sounds
        self._until = session.began
        """The clock time up to which it was handed over."""

    def hand_over(self, now: int) -> None:
        """Give the player every piece that begins within its lead."""
        if self._sounds is None:
            return
        for piece in pieces(self._session.playhead, max(self._until, now), now + self._player.lead):
            with contextlib.suppress(PlayerFailed):  # there is none, or the next cue fails as well, and is missed
                self._player.lay(self._sounds().piece(piece.skip, piece.lasting, opens=piece.opens), piece.at)
            self._until = piece.at + piece.lasting

    def withdraw(self, now: int) -> None:
        """The player has forgotten what had not sounded by `now`."""
        self._until = now


class Playback:
    """Hands a session's cues to a player and their words to a speaker. Times are ms on the session's clock."""

    def __init__(
        self, session: Session, player: Player, speaker: Speaker, bed: Callable[[], BedSounds] | None = None
    ) -> None:
        self.moved_at = session.began
        """When a key last changed what is to come: nothing from before that is heard or shown any more."""
        self._session, self._cues, self._player, self._speaker = session, session.cues, player, speaker
        self._bed = Bed(session, player, bed)
        self._handed: list[DueCue] = []

    def delay(self, now: int) -> int:
        """How long (ms) after its time a moment of the session is heard and shown; 0 where it is shown at once."""
        segment, status = self._session.playhead.segment_at(now), self._session.status(now)
        held = segment is not None and (segment.gate is not None or segment.kind in EXPOSURE)
        return self._player.delay if status in (Status.RUNNING, Status.FINISHED) and not held else 0

    def audible_at(self, now: int) -> int:
        """The moment of the session that is heard now; never one before the last key."""
        return max(now - self.delay(now), self.moved_at)

    def hand_over(self, now: int) -> None:
        """Give the player every cue that is due within its lead, and have the words said that are rendered."""
        for heard in self._cues.pop_due(now, self._player.lead):
            if heard.cue.sound is not None:
                self._player.play(heard.cue.sound, heard.at, level=heard.level, lasting=heard.cue.lasting)
            self._handed.append(heard)
            self._speaker.add(heard)
        self._bed.hand_over(now)
        self._speaker.speak(now, self._cues.next_at())
        self._handed.sort(key=lambda heard: heard.at)

    def pop_happened(self, until: int) -> list[StartedSegment | DueCue]:
        """What began or sounded up to clock time `until`, in order: a segment before the cue that opens it."""
        begun = self._session.pop_started_segments(until)
        due = [heard for heard in self._handed if heard.at <= until]
        del self._handed[: len(due)]
        return sorted([*begun, *due], key=_when)

    def withdraw(self, now: int) -> None:
        """Take back everything that has not sounded yet; it will be handed over again."""
        self._player.withdraw()
        self._bed.withdraw(now)
        self._speaker.withdraw()
        self._cues.hand_back(now)
        self._handed.clear()

    def due_times(self, now: int) -> Iterator[int]:
        """The clock times at which there is next something to hand over, to report or to show."""
        if (cue := self._cues.next_at()) is not None:
            yield cue - self._player.lead
        delay, heard_at = self.delay(now), self.audible_at(now)
        if (wait := self._session.view(heard_at).changes_in) is not None:
            yield heard_at + wait + delay
        if delay and (gate := self._session.next_gate_at()) is not None:
            yield gate
        if self._handed:
            yield self._handed[0].at + delay
        if (retry := self._speaker.retry_in) is not None:
            yield now + retry


def _when(happened: StartedSegment | DueCue) -> tuple[int, bool]:
    return happened.at, isinstance(happened, DueCue)


class KeyTick:
    """Tells the ear that a key was taken, or that it does nothing now: nobody on the floor sees which.

    `player` returns the player, or None while none is open: a key opens no device.
    """

    APART = 150
    """Ms between two answers at least, so that a key that is held down does not rattle (ours)."""

    def __init__(self, player: Callable[[], Player | None], clock: Clock) -> None:
        self._player, self._clock = player, clock
        self._answered_at: int | None = None

    def answer(self, *, taken: bool) -> None:
        """Play the one or the other at once."""
        now, player = self._clock.now(), self._player()
        if player is None or (self._answered_at is not None and now - self._answered_at < self.APART):
            return
        self._answered_at = now
        with contextlib.suppress(PlayerFailed):  # the session reports what is wrong with it
            player.play(Sound.KEY if taken else Sound.REFUSED, now)


CALL_EVERY = 3
"""The alarm also calls through the terminal and the desktop with every third stroke (ours)."""
CALL = tr("Your session needs an answer now.")


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
        """A cue sounded. A stroke of the alarm calls in every way there is: the first, then every third."""
        if heard.cue.sound is not Sound.ALARM:
            self._strokes = 0
        elif self._surroundings is not None:
            if self._strokes % CALL_EVERY == 0:
                self._surroundings.call(CALL)
            self._strokes += 1
