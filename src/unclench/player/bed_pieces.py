"""Hands the bed of holds to a player, piece by piece and ahead of time, as cues are."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from unclench.ports import Player, PlayerFailed
from unclench.session.bed_rules import pieces

if TYPE_CHECKING:
    from collections.abc import Callable

    from unclench.audio.cue_bank import BedSounds
    from unclench.session.session import Session


class Bed:
    """The bed of one session. It is no cue: where it cannot sound, nothing else is different."""

    def __init__(self, session: Session, player: Player, sounds: Callable[[], BedSounds] | None) -> None:
        """`sounds` returns them once a piece is due, and is None for whoever wishes for none."""
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
