"""A slip that says for which kinds of routine nothing is left to ask, so that a start need not open the journal.

It holds no answer: a kind stands on it only while all of its questions were answered, and none
with yes. Whoever keeps an answer, or changes the journal otherwise, throws it away; for another
journal file than the one it was written beside it does not hold, nor where nobody could throw
it away.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Collection, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from unclench.config.paths import Home
from unclench.session.timeline import Timeline

SPASM = "spasm"
SIGNS = "signs"
"""Asked before any session at all: clear for as long as the short question need not be asked, and no sign stands."""
KINDS = frozenset({"cold", "heat", "massage", "relaxation", "exercise", SPASM, SIGNS})
"""The names of `safety.screening`, which is too slow to import for this, and those of the warning signs."""


LONGEST = 10_000
"""Bytes of it at most."""


class ScreeningCache(Struct, frozen=True):
    """`journal` is the file's number; each kind holds from its first time until before its second, ms since 1970."""

    journal: int
    kinds: Mapping[str, tuple[int, int]]


def kinds(timeline: Timeline, tags: Collection[str]) -> frozenset[str]:
    """Whatever may be asked about before this, or left out of it."""
    carried = {*tags, *(tag for step in timeline.steps for tag in step.tags), *(step.kind for step in timeline.steps)}
    # Whatever somebody does may be an exercise by its name alone, which `fitting` knows better.
    moving = any(step.exercise is not None or step.kind in ("exercise", "do") for step in timeline.steps)
    return KINDS & (carried | {SIGNS} | ({"exercise"} if moving else set()))


def clear(home: Home, wanted: Collection[str], now: int) -> bool:
    """Whether nothing is to be asked or left out for any of these kinds; False also where nobody can tell."""
    try:
        slip = msgspec.json.decode(_read(home.asked), type=ScreeningCache)
        journal = home.journal.stat().st_ino
    except (OSError, msgspec.MsgspecError):
        return False
    return slip.journal == journal and all(
        since <= now < until for since, until in (slip.kinds.get(kind, (0, 0)) for kind in wanted)
    )


def _read(path: Path) -> bytes:
    """A small plain file of the user's own, in a folder where it could be thrown away. Raises OSError for any other."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        owned = not hasattr(os, "geteuid") or found.st_uid == os.geteuid()
        if not (stat.S_ISREG(found.st_mode) and owned and os.access(path.parent, os.W_OK)):
            raise OSError("This is no slip of ours.")
        return file.read(LONGEST)


def keep(home: Home, found: Mapping[str, tuple[int, int]]) -> None:
    """These kinds are clear. Where that cannot be written, the journal is opened the next time too."""
    with contextlib.suppress(OSError):
        home.asked.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = home.asked.with_name(f"{home.asked.name}.{os.urandom(8).hex()}")
        try:
            # A new file or none: a link that somebody has laid there is not followed.
            descriptor = os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(msgspec.json.encode(ScreeningCache(home.journal.stat().st_ino, found)))
            new.replace(home.asked)
        except OSError:
            new.unlink(missing_ok=True)


def throw_away(home: Home) -> None:
    """An answer was given, or the journal is another one now. Where it has to stay, `clear` does not believe it."""
    with contextlib.suppress(OSError):
        home.asked.unlink()
