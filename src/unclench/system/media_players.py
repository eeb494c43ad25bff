"""Other players while a session plays: they pause, and their keys steer the session.

What a desktop or a headset calls play, pause, next and previous goes to the player that began last. So this program is
one of the players for as long as it plays.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from typing import Protocol

from unclench.ports import MediaKey
from unclench.system import log

GRACE = 4.0
"""Seconds after the end of a session until the others go on: its last sounds are heard first, and a breath in between
ends without them (ours)."""
PATIENCE = 1.0
"""Seconds that the program waits at its end until they have been told to go on."""
MOST = 20
"""Players that are asked whether they play."""
PLAYING, PAUSED = "Playing", "Paused"


class MediaBus(Protocol):
    """Where players meet. What fails raises whatever it raises; none of it is worth more than a line in the log."""

    def players(self) -> list[str]:
        """The names of the other players."""

    def status(self, player: str) -> str:
        """What a player does: `PLAYING`, `PAUSED`, or something else."""

    def tell(self, player: str, what: str) -> None:
        """Have a player do this: `Pause` or `Play`."""

    def show(self, status: str | None) -> None:
        """Be one of the players, which does this; None: be none any more."""

    def wait(self, timeout: float | None) -> MediaKey | None:
        """The next key; None after `timeout` seconds (None: ever), or once somebody called `wake`."""

    def wake(self) -> None:
        """Have `wait` return; from any thread."""

    def close(self) -> None:
        """Leave. It may have failed before."""


class Paused:
    """The players that were paused here, and that may go on later: no others, and not if somebody has stopped them."""

    def __init__(self, bus: MediaBus) -> None:
        self._bus = bus
        self._players: list[str] = []

    def pause(self) -> None:
        """Pause those that play."""
        for player in self._bus.players()[:MOST]:
            if self._does(player, PLAYING) and self._tell(player, "Pause"):
                self._players.append(player)
        log.info("players", "%d paused", len(self._players))

    def play_on(self) -> None:
        """Have them go on."""
        players, self._players = self._players, []
        for player in players:
            if self._does(player, PAUSED):
                self._tell(player, "Play")

    def _does(self, player: str, status: str) -> bool:
        try:
            return self._bus.status(player) == status
        except Exception as error:  # noqa: BLE001  # one that hangs or has gone is not asked again
            log.info("players", "one does not answer: %s", type(error).__name__)
            return False

    def _tell(self, player: str, what: str) -> bool:
        try:
            self._bus.tell(player, what)
        except Exception as error:  # noqa: BLE001  # as above
            log.info("players", "one does not %s: %s", what.lower(), type(error).__name__)
            return False
        return True


def no_key(_key: MediaKey) -> None:
    """Nobody takes the keys."""


class OtherPlayers:
    """Has them wait, on a thread of its own: no session waits for a bus. No call raises, and only `close` waits."""

    def __init__(self, connect: Callable[[], MediaBus], grace: float = GRACE) -> None:
        self._connect, self._grace = connect, grace
        self._lock = threading.Lock()
        self._playing: bool | None = None
        self._pressed: Callable[[MediaKey], None] = no_key
        self._since = 0.0
        """When a session ended last."""
        self._leaving = False
        self._bus: MediaBus | None = None
        self._thread: threading.Thread | None = None

    def come_first(self, playing: bool | None, pressed: Callable[[MediaKey], None]) -> None:  # noqa: FBT001  # as in `ports`
        """As in `Surroundings`."""
        with self._lock:
            if (playing, pressed) == (self._playing, self._pressed):
                return
            self._playing, self._pressed, self._since = playing, pressed, time.monotonic()
            if self._thread is None and playing is not None:
                self._thread = threading.Thread(target=self._run, name="players", daemon=True)
                self._thread.start()
        self._wake()

    def close(self) -> None:
        """Have the others go on now, because the program ends; waits a moment for that."""
        with self._lock:
            self._playing, self._leaving, thread = None, True, self._thread
        self._wake()
        if thread is not None:
            thread.join(PATIENCE)

    def _wake(self) -> None:
        if (bus := self._bus) is not None:
            bus.wake()

    def _run(self) -> None:
        try:
            self._bus = bus = self._connect()
        except Exception as error:  # noqa: BLE001  # no bus, or no library for it: then there are no others
            log.info("players", "there is no way to other players: %s", type(error).__name__)
            return
        try:
            self._serve(bus)
        except Exception as error:  # noqa: BLE001  # the bus has gone, and the session goes on without it
            log.info("players", "the bus is gone: %s", type(error).__name__)
        finally:
            self._bus = None
            bus.close()

    def _serve(self, bus: MediaBus) -> None:
        paused, shown = Paused(bus), None
        while True:
            with self._lock:
                playing, pressed, leaving = self._playing, self._pressed, self._leaving
                left = None if playing is not None else max(0.0, self._since + self._grace - time.monotonic())
            if playing is not None and shown is None:
                paused.pause()
            if playing is None and (leaving or not left):
                if shown is not None:
                    paused.play_on()
                    _show(bus, shown := None)
                if leaving:
                    return
                left = None
            elif playing is not None and (status := PLAYING if playing else PAUSED) != shown:
                _show(bus, shown := status)
            if (key := bus.wait(left)) is not None and playing is not None:
                with contextlib.suppress(Exception):  # the front end has just gone
                    pressed(key)


def _show(bus: MediaBus, status: str | None) -> None:
    try:
        bus.show(status)
    except Exception as error:  # noqa: BLE001  # then there are no keys, and the others are looked after all the same
        log.info("players", "the bus takes no player: %s", type(error).__name__)
