"""Packs a routine with its sounds and pictures into one zip, for somebody else's `unclench add`."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Collection
from pathlib import Path

from msgspec import Struct

from unclench.exchange import belongings
from unclench.exchange.archive import LARGEST, wrong_with_name
from unclench.language import tr
from unclench.routine.library import SUFFIXES
from unclench.routine.model import Routine
from unclench.routine.problems import quoted
from unclench.routine.template import NAMELESS, slug

ROOM = LARGEST - 2**20
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
    for file, content in belongings.looked_for(routine, folder, sound_folders):
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
    folded = unicodedata.normalize("NFC", file).casefold()
    if any(folded == unicodedata.normalize("NFC", other).casefold() for other in others):
        return tr("has the same name as another file, as far as some computers go.")
    return None


def _entry(name: str) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, _LONG_AGO)
    made.external_attr = 0o100644 << 16
    return made


def _left_out(file: str, why: str) -> str:
    return tr("Left out: {name} {why}", name=quoted(file), why=why)
