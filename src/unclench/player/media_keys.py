"""The keys of a headset or of the desktop for play, pause, next and previous, as a session takes them.

They do what a remote control's do: they turn, pause and go on, but answer nothing and touch no pack.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from unclench.ports import MediaKey, Surroundings
from unclench.session.session import Status

if TYPE_CHECKING:
    from unclench.player.controller import SessionController

MOST = 8
"""Keys that wait at most: older ones were meant for what is past."""


class MediaKeys:
    """Those of one session, until its front end takes them; and the other players, which wait as long as it goes on."""

    def __init__(self, surroundings: Surroundings | None) -> None:
        self.on_press: Callable[[], object] = lambda: None
        """Is called from another thread when there is a key to take."""
        self._surroundings = surroundings
        self._pressed: deque[MediaKey] = deque(maxlen=MOST)
        self._settled = False

    def settle(self) -> None:
        """From now on there may be other players; before the first sound that would take too long."""
        self._settled = True

    def update(self, *, paused: bool, over: bool) -> None:
        """Whether the session plays, stands still, or is over."""
        if self._surroundings is not None and self._settled:
            self._surroundings.come_first(None if over else not paused, self._press)

    def _press(self, key: MediaKey) -> None:
        self._pressed.append(key)
        self.on_press()

    def pop(self) -> MediaKey | None:
        """The next key; None if there is none."""
        return self._pressed.popleft() if self._pressed else None


def may_turn(controller: SessionController) -> bool:
    """Whether a key that answers nothing may go on or back now."""
    return controller.view().asked is None and not controller.on_skin


def may_stand_still(controller: SessionController) -> bool:
    """Whether such a key may pause or go on now: not at what waits for somebody, and not with a pack on.

    Where a key counts repetitions there is nothing to pause, and it counts.
    """
    view = controller.view()
    at_a_gate = view.waiting and view.status is not Status.PAUSED and view.count is None
    return not at_a_gate and not controller.on_skin


def by(key: MediaKey) -> int:
    """1 for on, -1 for back, 0 for a key that pauses or goes on."""
    return {MediaKey.NEXT: 1, MediaKey.PREVIOUS: -1}.get(key, 0)


def changes(key: MediaKey, controller: SessionController) -> bool:
    """Whether a key that pauses or goes on does so: what is paused already does not go on for that."""
    paused = controller.view().status is Status.PAUSED
    return key is MediaKey.TOGGLE or paused is (key is MediaKey.PLAY)


def take_media_keys(controller: SessionController, *, asking: bool) -> None:
    """Do what the keys that have come want; nothing while the front end is `asking` something."""
    while (key := controller.media_keys.pop()) is not None:
        if asking or not (may_turn if by(key) else may_stand_still)(controller):
            controller.refuse()
        elif by(key):
            (controller.next if by(key) > 0 else controller.back)()
        elif changes(key, controller):
            controller.answer_or_pause()
