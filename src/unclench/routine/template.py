"""A routine file to start from, for people with a printed sheet in one hand and no idea of YAML."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from unclench.language import tr
from unclench.routine.library import SUFFIXES
from unclench.routine.readers import LONGEST_TITLE
from unclench.system.files import there
from unclench.system.safe_text import UNSAFE

LONGEST_SLUG = 60
"""Characters of a file's name without its ending. Every file system takes that many."""
NAMELESS = "my-routine"
MOST_NUMBERED = 999
"""The most routines whose titles have no letter that a file's name may have."""

RESERVED = re.compile(r"^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$")
"""Names that Windows reserves."""

_TEXT = tr("""\
# A routine is a text file like this one. Lines that begin with # are for you: unclench skips them.
# Every line is a word, a colon, a SPACE and a value. What belongs together begins in the same column.
format: 1
title: {title}
summary: What it is for, in one sentence.
cautions:
  - Stop if it hurts.

# How often. This is a sheet's "daily for 6 weeks, then 2 to 3 days a week":
# frequency: {{per_day: 1, weeks: 6, then: {{days_a_week: 2-3}}}}

# What a step takes when it doesn't say it itself.
defaults: {{setup: 10s, rest: 5s}}

# Every step begins with a dash. Change these, copy them, take out what you don't need.
steps:
  # A pose that is held. Times are written 10s, 1m30s or 1:30; a sheet's "20 to 30 seconds" is 20-30s.
  - exercise: childs-pose
    hold: 10s
    reps: 3

  # A movement in parts, five times. The names of the parts are yours; with these the figure moves along.
  - exercise: cat-cow
    phases: [{{round: 5s}}, {{sag: 5s}}]
    reps: 5

  # First the left side, then the right, with time to change over. `reps: 20 in all` would be ten on each.
  - exercise: Heel slide
    hold: 2s
    reps: 8-10
    sides: each
    switch: 10s
    note: Only as far as it stays easy.
    # A photo beside this file, or the figure of another exercise, may be shown:
    # picture: heel-slide.png
    # figure: single-knee-to-chest

  # Counted aloud, one every four seconds. Of "up to 12" half are played, unless you choose more.
  - exercise: Heel raise
    reps: up to 12
    # Take the # away, and the space behind it, where your sheet says so:
    # tempo: 3-1-3    # 3 seconds up, 1 still, 3 down
    # sets: 2
    # load: 2kg       # or: red band

  # Slow breathing: in for 5 seconds, hold for 1, out for 4.
  - breathe: 5-1-4
    for: 2m

  # Anything else that takes time; `for: open` goes on until you press a key.
  - do: Walk slowly
    for: 5m

# `unclench check FILE` tells you what is wrong and what to write instead.
""")


def starter_text(name: str) -> str:
    """A routine with the title `name` and comments for beginners. It loads without a problem."""
    title = title_of(name)[:LONGEST_TITLE].strip() or tr("My routine")
    # Any JSON string is also a YAML string.
    return _TEXT.format(title=json.dumps(title, ensure_ascii=False))


def title_of(name: str) -> str:
    """`name` as a title, on one line; only its first LONGEST_TITLE characters are written."""
    return " ".join(re.sub(UNSAFE, " ", name).split())


def slug(name: str) -> str:
    """A file's name, without its ending, that every system takes: lower-case letters, digits, hyphens.

    It is empty if `name` has no usable letter.
    """
    plain = unicodedata.normalize("NFKD", name[:1_000]).encode("ascii", "ignore").decode("ascii")
    words = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "").lower()).strip("-")
    words = words[:LONGEST_SLUG].strip("-")
    return f"{words}-routine" if RESERVED.match(words) else words


def write_starter(folder: Path, name: str) -> Path:
    """Write a starter for `name` into `folder`, as `write_new` does."""
    return write_new(folder, name, lambda: starter_text(name))


def write_new(folder: Path, name: str, text: Callable[[], str]) -> Path:
    """Write a new routine called `name` into `folder`, creating it if needed. Returns the new file's path.

    Raises FileExistsError rather than overwrite anything, and OSError if it can't be written. Titles without a
    usable letter get numbers: my-routine, my-routine-2. `text` is asked for once there is a place for it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    *before, last = _stems(name)
    for stem in before:
        with contextlib.suppress(FileExistsError):
            return _write(folder / f"{stem}.yaml", text)
    return _write(folder / f"{last}.yaml", text)


def taken(folder: Path, name: str) -> Path | None:
    """The file that keeps `write_new` from writing a routine called `name`; None if nothing does."""
    paths = [folder / f"{stem}.yaml" for stem in _stems(name)]
    return paths[-1] if all(map(there, paths)) else None


def _stems(name: str) -> list[str]:
    """The names that the file of a routine may have, the first that is free first."""
    named = slug(name)
    return [named] if named else list(numbered(NAMELESS))


def _write(path: Path, text: Callable[[], str]) -> Path:
    with path.open("x", encoding="utf-8", newline="\n") as file:
        try:
            file.write(text())
            file.flush()
        except OSError:
            path.unlink()  # the disk is full, and half a file is no use
            raise
    return path


def numbered(stem: str) -> Iterator[str]:
    """The stem itself, then `my-routine-2` and so on, up to MOST_NUMBERED."""
    yield stem
    for number in range(2, MOST_NUMBERED + 1):
        yield f"{stem}-{number}"


def free_path(folder: Path, name: str) -> Path:
    """The path in `folder` for a routine called `name`, with a number where a file or a folder has that name.

    Nothing is made there. Raises FileExistsError if all of MOST_NUMBERED are taken.
    """
    for stem in numbered(slug(name) or NAMELESS):
        if not any(os.path.lexists(folder / f"{stem}{suffix}") for suffix in ("", *SUFFIXES)):
            return folder / f"{stem}{SUFFIXES[0]}"
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder))
