"""The sounds and pictures that a routine names: which they are, and where they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from unclench.routine.attachments import picture_file, sound_file
from unclench.routine.model import DoStep, ExerciseStep, Routine
from unclench.session.progression import all_steps
from unclench.system.files import Unreadable, contents


def sounds(routine: Routine) -> list[str]:
    """The files that it names as sounds, each once: paths below its folder, with forward slashes."""
    return list(dict.fromkeys(name for name in routine.sounds.values() if name is not None))


def pictures(routine: Routine) -> list[str]:
    """The files that any of its steps names as a picture, each once."""
    steps = (step for _, step in all_steps(routine.steps) if isinstance(step, ExerciseStep | DoStep))
    return list(dict.fromkeys(step.picture for step in steps if step.picture is not None))


def carried(routine: Routine, folder: Path, most: int, *, sounds_too: bool = True) -> Iterator[tuple[str, bytes]]:
    """The name and bytes of each of them that may be read beside the routine, until they are more than `most` bytes.

    Without the sounds, the pictures may be so many alone.
    """
    size = 0
    for name, found in looked_for(routine, folder) if sounds_too else _pictures_in(routine, folder):
        if isinstance(found, bytes):
            size += len(found)
            if size > most:
                return
            yield name, found


def looked_for(
    routine: Routine, folder: Path, sound_folders: tuple[Path, ...] = ()
) -> Iterator[tuple[str, bytes | Unreadable | None]]:
    """Each of them with its bytes, or with why it can't be used; None for a sound that is in none of the folders."""
    for name in sounds(routine):
        there = sound_file(folder, sound_folders, name)
        yield name, None if there is None else _contents(there)
    yield from _pictures_in(routine, folder)


def _pictures_in(routine: Routine, folder: Path) -> Iterator[tuple[str, bytes | Unreadable]]:
    for name in pictures(routine):
        try:
            yield name, _contents(picture_file(folder / name))
        except Unreadable as reason:
            yield name, reason


def _contents(path: Path) -> bytes | Unreadable:
    try:
        return contents(path)
    except Unreadable as reason:
        return reason
