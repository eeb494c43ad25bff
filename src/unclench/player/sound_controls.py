"""The keys for sound: volume, mute, and how much the voice says."""

from __future__ import annotations

from typing import Any

from unclench.player.speech import TALK_SAID, Speaker, Talk
from unclench.ports import Player
from unclench.session.session import Session


class SoundControls:
    """The volume and the voice of a running session. Each key returns the sentence that says what it did."""

    def __init__(self, session: Session, player: Player, speaker: Speaker, volume: int) -> None:
        self.volume = volume
        """0 to 100."""
        self.muted = False
        self.chosen: dict[str, Any] = {}
        """The settings that were changed by keys, to be saved when the session is over."""
        self._session, self._player, self._speaker = session, player, speaker

    def change_volume(self, by: int) -> str:
        """Make it louder or softer by so many percent; that also ends muting."""
        self.volume, self.muted = min(100, max(0, self.volume + by)), False
        self.chosen["volume"] = self.volume
        self._player.set_volume(self.volume)
        return f"Volume {self.volume} percent."

    def toggle_mute(self) -> str:
        """Silence everything but the alarm, or undo it."""
        self.muted = not self.muted
        self._apply()
        return "Muted. An alarm would still sound." if self.muted else "Sound on."

    def cycle_talk(self) -> str:
        """Have the voice say everything, then only what is needed, then nothing, and so on."""
        order = list(Talk)
        talk = order[(order.index(self._speaker.talk) + 1) % len(order)]
        self._speaker.change_talk(talk, self._session.timeline)
        self.chosen["talk"] = talk.value
        return TALK_SAID[talk]

    def take_over(self, other: SoundControls) -> None:
        """Be as loud as `other` was: a session that was played in between on the same player."""
        self.volume, self.muted = other.volume, other.muted
        self._apply()

    def _apply(self) -> None:
        self._player.set_volume(0 if self.muted else self.volume)
