"""Packs a routine with the sounds and pictures it names into one zip, for somebody else's `unclench add`."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path

from msgspec import Struct

from unclench.exchange.archive import LARGEST_ZIP, folded, wrong_with_name
from unclench.language import tr
from unclench.routine.attachments import picture_file, sound_file
from unclench.routine.library import SUFFIXES
from unclench.routine.model import DoStep, ExerciseStep, Routine
from unclench.routine.problems import quoted
from unclench.routine.template import NAMELESS, slug
from unclench.session.progression import all_steps
from unclench.system.files import Unreadable, contents


def sounds_named(routine: Routine) -> list[str]:
    """The files that it names as sounds, each once: paths below its folder, with forward slashes."""
    return list(dict.fromkeys(name for name in routine.sounds.values() if name is not None))


def pictures_named(routine: Routine) -> list[str]:
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
    for name in sounds_named(routine):
        there = sound_file(folder, sound_folders, name)
        yield name, None if there is None else _contents(there)
    yield from _pictures_in(routine, folder)


def _pictures_in(routine: Routine, folder: Path) -> Iterator[tuple[str, bytes | Unreadable]]:
    for name in pictures_named(routine):
        try:
            yield name, _contents(picture_file(folder / name))
        except Unreadable as reason:
            yield name, reason


def _contents(path: Path) -> bytes | Unreadable:
    try:
        return contents(path)
    except Unreadable as reason:
        return reason


ROOM = LARGEST_ZIP - 2**20
"""Bytes of all files together: the zip itself takes some, too."""
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of every file in it: the same routine makes the same zip, and nobody learns when it was made."""


class Parcel(Struct, frozen=True):
    """A zip, the files in it beside the routine's own, and a sentence for each that had to stay behind."""

    content: bytes
    files: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def name_of(routine: Routine) -> str:
    """What the routine is called on other computers."""
    return slug(routine.id) or slug(routine.title) or NAMELESS


def packed(routine: Routine, text: bytes, folder: Path, sound_folders: tuple[Path, ...] = ()) -> Parcel:
    """The zip of a routine whose file has this `text`; what it names is in `folder`, or sounds in a sound folder."""
    name = name_of(routine)
    found: dict[str, bytes] = {}
    left_out, size = [], len(text)
    for file, content in looked_for(routine, folder, sound_folders):
        if content is None:
            left_out.append(_left_out(file, tr("is not beside the routine.")))
        elif not isinstance(content, bytes):
            left_out.append(_left_out(file, f"{content}."))
        elif (why := wrong_with_name(file) or _in_the_way(file, found)) is not None:
            left_out.append(_left_out(file, why))
        elif size + len(content) > ROOM:
            too_much = tr("is too much: all together would be over {most} MB.", most=ROOM // 2**20)
            left_out.append(_left_out(file, too_much))
        else:
            size += len(content)
            found[file] = content
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        # Sounds and pictures are packed already, and what hardly shrinks is no bomb to anybody.
        archive.writestr(_entry(f"{name}/{name}{SUFFIXES[0]}"), text, zipfile.ZIP_DEFLATED)
        for file, content in sorted(found.items()):
            archive.writestr(_entry(f"{name}/{file}"), content, zipfile.ZIP_STORED)
    return Parcel(out.getvalue(), tuple(found), tuple(left_out))


def _in_the_way(file: str, others: Collection[str]) -> str | None:
    """Why a file would keep others from taking the zip, as the end of a sentence; None if it would not."""
    if file.lower().endswith((*SUFFIXES, ".zip")):
        return tr("has the ending of a routine or a zip, not of a sound.")
    if folded(file) in map(folded, others):
        return tr("has the same name as another file, as far as some computers go.")
    return None


def _entry(name: str) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, _LONG_AGO)
    made.external_attr = 0o100644 << 16
    return made


def _left_out(file: str, why: str) -> str:
    return tr("Left out: {name} {why}", name=quoted(file), why=why)
