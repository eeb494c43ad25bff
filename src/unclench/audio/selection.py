"""Choosing the way out for sound. Start here: `choose` for a session, `probe_all` for the doctor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from unclench.audio.backend import Backend
from unclench.audio.cue_bank import Bank
from unclench.audio.fallback import FallbackPlayer, OnChange, Option
from unclench.audio.output import ServedOutputMaker
from unclench.audio.process.protocol import SERVED
from unclench.cues import Sound
from unclench.ports import Clock, PlayerFailed

if TYPE_CHECKING:
    from unclench.audio.process.client import Process

NAMES = (*SERVED, "system", "bell", "none")
"""The backends' ids in the order they are tried."""


class Probe(Struct, frozen=True):
    """What the doctor says about one backend; `why_not` is a sentence, empty if it is available."""

    name: str
    description: str
    available: bool
    why_not: str = ""


def choose(
    preference: str | None,
    clock: Clock,
    sounds: Path | Bank,
    *,
    overrides: Mapping[Sound, Path | None] | None = None,
    ring: Callable[[], None] | None = None,
    on_change: OnChange | None = None,
    early: Process | None = None,
    slip: Path | None = None,
) -> FallbackPlayer:
    """The player for a session, not yet open; opening it tries the backends one by one.

    `preference` is one of `NAMES`, or None or "auto" for the first that works. A preferred one
    that fails is followed by the rest in order, except that nothing follows "none" and only
    silence follows "bell". `sounds` is the folder of WAV files, or a bank made from it; `ring`
    writes the terminal's bell; `early` is a sound process that has been begun already; `slip` is the
    file that is there while something is on the skin (see `watchman`). Raises
    ValueError for an unknown preference; its text is a sentence for the user.
    """
    bank = sounds if isinstance(sounds, Bank) else Bank(sounds, overrides)
    makers = _makers(clock, bank, ring, early, slip)
    return FallbackPlayer([Option(name, makers[name]) for name in order(preference)], clock, on_change)


def order(preference: str | None) -> tuple[str, ...]:
    """The ids to try for a preference, first to last. Raises ValueError."""
    if preference is None or preference == "auto":
        return NAMES
    if preference not in NAMES:
        raise ValueError(_unknown(preference))
    if preference in ("bell", "none"):
        return NAMES[NAMES.index(preference) :]
    return (preference, *(name for name in NAMES if name != preference))


def probe_all(clock: Clock, sounds: Path, ring: Callable[[], None] | None = None) -> list[Probe]:
    """Open and close every backend, to see which work. Takes seconds if one of them hangs."""
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
    clock: Clock, bank: Bank, ring: Callable[[], None] | None, early: Process | None = None, slip: Path | None = None
) -> dict[str, Callable[[], Backend]]:
    """How each backend is made, its module imported only when it is tried: start-up is precious."""
    makers: dict[str, ServedOutputMaker] = {}  # one for all of a run, so that it knows what worked before

    def apart(name: str) -> Backend:
        from unclench.audio.process.client import Processes, ProcessOutput
        from unclench.audio.process.player import ProcessPlayer

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

    return dict(zip(NAMES, (*(partial(apart, name) for name in SERVED), system, bell, none), strict=True))


def _unknown(name: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, ("auto", *NAMES), 1)
    hint = f" Did you mean {close[0]}?" if close else ""
    return f"There is no sound backend called {name!r}.{hint} Known: auto, {', '.join(NAMES)}."
