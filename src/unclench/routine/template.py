"""A routine file to start from, for people with a printed sheet in one hand and no idea of YAML."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from unclench.language import tr
from unclench.routine.library import SUFFIXES
from unclench.routine.readers import LONGEST_TITLE
from unclench.system.safe_text import UNSAFE

LONGEST_SLUG = 60
"""Characters of a file's name without its ending. Every file system takes that many."""
NAMELESS = "my-routine"
MOST_NUMBERED = 999
"""The most routines whose titles have no letter that a file's name may have."""

_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$")
"""Names that Windows reserves."""

_TEXT = tr("""\
# A routine is a text file like this one. Lines that begin with # are for you: unclench skips them.
# Every line is a word, a colon, a SPACE and a value. What belongs together begins in the same column.
format: 1
title: {title}
summary: What it is for, in one sentence.
cautions:
  - Stop if it hurts.

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

  # First the left side, then the right, with time to change over.
  - exercise: Heel slide
    hold: 2s
    reps: 8-10
    sides: each
    switch: 10s
    note: Only as far as it stays easy.
    # A photo beside this file, or the figure of another exercise, may be shown:
    # picture: heel-slide.png
    # figure: single-knee-to-chest

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


def _slug(name: str) -> str:
    """A file's name, without its ending, that every system takes: lower-case letters, digits, hyphens.

    It is empty if `name` has no usable letter.
    """
    plain = unicodedata.normalize("NFKD", name[:1_000]).encode("ascii", "ignore").decode("ascii")
    words = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "").lower()).strip("-")
    words = words[:LONGEST_SLUG].strip("-")
    return f"{words}-routine" if _RESERVED.match(words) else words


def write_starter(folder: Path, name: str) -> Path:
    """Write a starter for `name` into `folder`, creating it if needed. Returns the new file's path.

    Raises FileExistsError rather than overwrite anything, and OSError if it can't be written. Titles without a
    usable letter get numbers: my-routine, my-routine-2.
    """
    folder.mkdir(parents=True, exist_ok=True)
    named = _slug(name)
    *numbered, last = [named] if named else _numbered(NAMELESS)
    for stem in numbered:
        with contextlib.suppress(FileExistsError):
            return _write(folder / f"{stem}.yaml", name)
    return _write(folder / f"{last}.yaml", name)


def _write(path: Path, name: str) -> Path:
    with path.open("x", encoding="utf-8", newline="\n") as file:
        try:
            file.write(starter_text(name))
            file.flush()
        except OSError:
            path.unlink()  # the disk is full, and half a starter is no use
            raise
    return path


def _numbered(stem: str) -> Iterator[str]:
    """my-routine, my-routine-2 and so on, up to MOST_NUMBERED."""
    yield stem
    for number in range(2, MOST_NUMBERED + 1):
        yield f"{stem}-{number}"


def free_path(folder: Path, name: str) -> Path:
    """The path in `folder` for a routine called `name`, with a number where the name is taken.

    Nothing is made there. Raises FileExistsError if all of MOST_NUMBERED are taken.
    """
    for stem in _numbered(_slug(name) or NAMELESS):
        if not any(os.path.lexists(path := folder / f"{stem}{suffix}") for suffix in SUFFIXES):
            return path.with_suffix(SUFFIXES[0])
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder))
