"""Unpacks a zip from a stranger: only plain files, only below the given folder, and only so much.

Nothing is written before every entry has been looked at, and whatever is wrong with any of them is told at once.
Sizes that a zip claims are claims: no entry is read further than what it claims.
"""

from __future__ import annotations

import io
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import TypeAlias

from msgspec import Struct

from unclench.errors import UnclenchError
from unclench.language import tr
from unclench.routine.attachments import leads_out
from unclench.routine.problems import quoted
from unclench.routine.template import RESERVED
from unclench.system.safe_text import UNSAFE


class NotTaken(UnclenchError):
    """Nothing of a file, folder or zip was taken. Each of `problems` is a line: where, what is wrong, what instead."""

    def __init__(self, problems: Iterable[object]) -> None:
        self.problems = tuple(map(str, problems))
        super().__init__("\n".join(self.problems))


LARGEST_ZIP = 64 * 2**20
"""Bytes of a zip, and of all that is in it: a routine with sixteen sounds and a hundred photographs has half of it."""
MOST_ENTRIES = 200
"""Entries."""
_MOST_LOOKED_AT = 1_000
"""Entries beyond which not even their names are read."""
_RATIO = 200
"""How many times as large as packed an entry may be. Text shrinks to a tenth, a blank picture to a hundredth."""
_SMALL = 2**20
"""Bytes up to which the ratio does not matter: a file of nothing but blanks is no danger."""
_LONGEST_NAME = 200
"""Characters of one part of a path: no system takes many more."""
_DEEPEST = 8
"""Folders inside each other."""
_READ = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""Ways of packing that can't be made to need much memory."""
_ENTRY = b"PK\x01\x02"
"""Every entry of the list at the end of a zip begins with it."""
_PASSED_OVER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
"""What computers put beside a person's own files."""
_ENCRYPTED, _SAYS_UTF_8 = 0x1 | 0x40, 0x800
"""Flags of an entry."""

Entries: TypeAlias = dict[PurePosixPath, zipfile.ZipInfo]


def folded(name: str) -> str:
    """A name as systems compare it that look neither at its case nor at how its accents are written."""
    return unicodedata.normalize("NFC", name).casefold()


class _Refused(Struct, frozen=True):
    """One entry that is not taken, and why."""

    name: str
    why: str

    def __str__(self) -> str:
        return f"{quoted(self.name, _LONGEST_NAME)} {self.why}"


def is_zip(content: bytes) -> bool:
    """Whether this is a zip, judging by how it begins."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def unpack(content: bytes, shown: str, into: Path) -> list[Path]:
    """Write the files of a zip below a new folder and return their paths, sorted. Raises NotTaken, or OSError.

    `shown` is the name of the zip in what is said about it.
    """
    try:
        if content.count(_ENTRY) > _MOST_LOOKED_AT:
            raise NotTaken([_too_many(shown)])
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = _looked_at(archive, shown)
            files = [into.joinpath(*name.parts) for name in entries]
            for path, entry in zip(files, entries.values(), strict=True):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(_contents(archive, entry))
            return sorted(files)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        damaged = tr("{zip}: this zip is damaged, so nothing of it was taken. Ask for it once more.", zip=shown)
        raise NotTaken([damaged]) from error


def _looked_at(archive: zipfile.ZipFile, shown: str) -> Entries:
    """The files to unpack, by their names. Raises NotTaken with whatever is wrong with any of them."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise NotTaken([_too_many(shown)])
    problems: list[object] = [f"{shown}: {each}" for entry in entries for each in _wrong_with(entry)]
    if sum(entry.file_size for entry in entries) > LARGEST_ZIP:
        problems.append(tr("{zip}: unpacked it would be larger than {most} MB, so it was left alone.",
                           zip=shown, most=LARGEST_ZIP // 2**20))  # fmt: skip
    found: Entries = {}
    names: dict[str, str] = {}
    for entry in entries:
        name = _name(entry)
        if entry.is_dir() or _passed_over(name):
            continue
        same = names.setdefault(folded(name), name)
        if same is not name:
            why = tr("has the same name as {other}, as far as some computers go.", other=quoted(same))
            problems.append(f"{shown}: {_Refused(name, why)}")
        found[PurePosixPath(name)] = entry
    problems += [
        f"{shown}: {_Refused(str(path), tr('is a file and a folder at once.'))}"
        for path in found
        if not found.keys().isdisjoint(other for other in path.parents)
    ]
    if problems:
        raise NotTaken(dict.fromkeys(map(str, problems)))
    return found


def _wrong_with(entry: zipfile.ZipInfo) -> Iterator[_Refused]:
    name = _name(entry)
    if _passed_over(name):
        return
    if (why := wrong_with_name(name.removesuffix("/"))) is not None:
        yield _Refused(name, why)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if stat.S_ISLNK(kind):
        yield _Refused(name, tr("is a link. Put the file itself into the zip."))
    elif kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        yield _Refused(name, tr("is not a file."))
    if entry.flag_bits & _ENCRYPTED:
        yield _Refused(name, tr("has a password. Pack it again without one."))
    elif entry.compress_type not in _READ:
        yield _Refused(name, tr("is packed in a way that unclench doesn't read. Pack it again as an ordinary zip."))
    if name.lower().endswith(".zip"):
        yield _Refused(name, tr("is a zip inside the zip. Unpack it, and add what is in it."))
    if entry.file_size > _SMALL and entry.file_size > _RATIO * max(1, entry.compress_size):
        yield _Refused(name, tr("would grow to {size} MB when unpacked, as no sound, picture or text does.",
                                size=max(1, entry.file_size // 2**20)))  # fmt: skip


def _name(entry: zipfile.ZipInfo) -> str:
    """An entry's name as it was packed: macOS writes UTF-8 without saying so, which is then read as that of old PCs."""
    if entry.flag_bits & _SAYS_UTF_8:
        return entry.orig_filename
    try:
        return entry.orig_filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.orig_filename


def wrong_with_name(name: str) -> str | None:
    """Why a path with forward slashes is not taken, as the end of a sentence; None if it leads below its folder."""
    parts = name.split("/")
    if re.search(UNSAFE, name):
        return tr("has letters in its name that can't be seen.")
    if leads_out(name):
        return tr("leads out of its folder.")
    if any(part in ("", ".") for part in parts) or len(parts) > _DEEPEST:
        return tr("is not the name of a file.")
    if any(len(part.encode("utf-8", "replace")) > _LONGEST_NAME for part in parts):
        return tr("has too long a name.")
    if any(part[-1] in ". " or RESERVED.match(part.split(".")[0].strip().lower()) for part in parts):
        return tr("has a name that Windows doesn't take. Give it another one.")
    return None


def _passed_over(name: str) -> bool:
    return not set(_PASSED_OVER).isdisjoint(name.split("/"))


def _contents(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of an entry. Raises BadZipFile if they are not what it claims."""
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise zipfile.BadZipFile(entry.orig_filename)
    return content


def _too_many(shown: str) -> str:
    return tr("{zip}: there are more than {most} files in it, so it was left alone.", zip=shown, most=MOST_ENTRIES)
