"""Keeping the machine awake while a session runs, and letting it and the sound device rest in a long pause."""

from __future__ import annotations

from unclench.ports import Player, Surroundings

LONG_PAUSE = 300_000
"""After a pause this long (ms) the machine may sleep and the sound device is given back (ours)."""


class PowerSaver:
    """Decides from moment to moment whether the machine has to stay awake."""

    def __init__(self, player: Player, surroundings: Surroundings | None) -> None:
        self._player, self._surroundings = player, surroundings
        self._settled = False
        self._paused_since: int | None = None

    def settle(self) -> None:
        """From now on the machine may be asked to stay awake; before the first sound that would take too long."""
        self._settled = True

    def update(self, now: int, *, paused: bool, over: bool) -> None:
        """Stay awake while the session goes on; let go in a long pause and when it is over."""
        if paused:
            self._paused_since = now if self._paused_since is None else self._paused_since
            needed = now - self._paused_since < LONG_PAUSE
            if not needed:
                self._player.doze()
        else:
            self._paused_since, needed = None, not over
        if self._surroundings is not None and self._settled:
            self._surroundings.stay_awake(needed)
