"""Which backend plays the sound. Start here: `choose` for a session, `probe_all` for the doctor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from unclench.audio import backend
from unclench.audio.backend import Backend, Probe
from unclench.audio.cue_bank import Bank
from unclench.audio.fallback import FallbackPlayer, OnChange, Option
from unclench.audio.output import ServedOutputMaker
from unclench.audio.process.protocol import SERVED
from unclench.cues import Sound
from unclench.language import tr
from unclench.ports import Clock, PlayerFailed

if TYPE_CHECKING:
    from unclench.audio.process.client import ServerProcess

NAMES = (*SERVED, "system", "bell", "none")
"""The backends' ids in the order they are tried."""


def choose(
    preference: str | None,
    clock: Clock,
    sounds: Path | Bank,
    *,
    overrides: Mapping[Sound, Path | None] | None = None,
    ring: Callable[[], None] | None = None,
    on_change: OnChange | None = None,
    early: ServerProcess | None = None,
    slip: Path | None = None,
) -> FallbackPlayer:
    """The player for a session. It is not open yet: opening it tries the backends one by one.

    `preference` is one of `NAMES`, or None or "auto" for the first that works. If a preferred one
    fails, the others follow in order, except that nothing follows "none" and only silence follows
    "bell". `sounds` is the folder of WAV files, or a bank made from it; `ring` rings the terminal's bell;
    `early` is a sound process that has been started already; `slip` is the file that exists while
    something is on the skin (see `unclench.audio.process.server`). Raises ValueError for an unknown preference, with a
    sentence for the user.
    """
    bank = sounds if isinstance(sounds, Bank) else Bank(sounds, overrides)
    makers = _makers(clock, bank, ring, early, slip)
    return FallbackPlayer([Option(name, makers[name]) for name in order(preference)], clock, on_change)


def order(preference: str | None) -> tuple[str, ...]:
    """The ids to try for a preference, first to last. Raises ValueError."""
    if preference not in (None, "auto", *NAMES):
        none = tr("There is no sound backend called {name!r}.", name=str(preference))
        raise ValueError(backend.unknown(none, str(preference), NAMES))
    return backend.order(preference, NAMES, final=("bell", "none"))


def probe_all(clock: Clock, sounds: Path, ring: Callable[[], None] | None = None) -> list[Probe]:
    """Open and close every backend to see which ones work. Takes seconds if one of them hangs."""
    found = []
    for name, make in _makers(clock, Bank(sounds), ring).items():
        backend = make()
        try:
            backend.open()
        except PlayerFailed as failure:
            found.append(Probe(name, backend.description, available=False, why_not=str(failure)))
        else:
            found.append(Probe(name, backend.description, available=True))
        backend.close()
    return found


def _makers(
    clock: Clock,
    bank: Bank,
    ring: Callable[[], None] | None,
    early: ServerProcess | None = None,
    slip: Path | None = None,
) -> dict[str, Callable[[], Backend]]:
    """What makes each backend. Its module is imported only when it is tried, to keep the start short."""
    makers: dict[str, ServedOutputMaker] = {}  # one per run, so that it knows what worked before

    def in_process(name: str) -> Backend:
        from unclench.audio.process.client import Processes, ProcessOutput, ProcessPlayer

        if name not in makers:
            makers[name] = partial(ProcessOutput, clock, Processes(name, early))
        return ProcessPlayer(name, clock, bank, makers[name], slip="" if slip is None else str(slip))

    def system() -> Backend:
        from unclench.audio.scheduled_players import SystemPlayer

        return SystemPlayer(clock, bank)

    def bell() -> Backend:
        from unclench.audio.scheduled_players import BellPlayer

        return BellPlayer(clock, bank, ring)

    def none() -> Backend:
        from unclench.audio.scheduled_players import NonePlayer

        return NonePlayer(clock)

    return dict(zip(NAMES, (*(partial(in_process, name) for name in SERVED), system, bell, none), strict=True))
