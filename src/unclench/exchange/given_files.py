"""Looks into a file, a folder or a zip that somebody was given, for the routines in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from unclench.exchange import archive, foreign
from unclench.exchange.refusal import NotTaken
from unclench.language import tr
from unclench.routine import LoadError, library
from unclench.system.files import NotAFile, TooLarge, Unreadable, contents, kind_of, read_regular

MOST = 50
"""Routines in one folder, zip or file of another program."""


class Offer(Struct, frozen=True):
    """A routine that could be taken. `shown` is what its file is called in what is said about it; `stem` may be empty.

    `folder` is where its sounds and pictures would be; None where it can have none.
    """

    shown: str
    stem: str
    text: bytes
    folder: Path | None = None
    lost: tuple[str, ...] = ()
    """What could not be taken over from another program's file, a sentence for each."""


def offered(source: Path, workshop: Path) -> list[Offer]:
    """All routines in a file, a folder or a zip, which is unpacked into the new folder `workshop`.

    Raises NotTaken with whatever is wrong with any of them, or OSError if there is no room.
    """
    try:
        if source.is_dir():
            return _in_folder(source)
        content = read_regular(source, archive.LARGEST)
    except NotAFile as error:
        raise _not_taken(source, tr("this is {kind}, not a file.", kind=kind_of(error.mode))) from error
    except TooLarge as error:
        most = archive.LARGEST // 2**20
        raise _not_taken(source, tr("this is larger than {most} MB, as no routine is.", most=most)) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or tr("its name is not possible")
        raise _not_taken(source, tr("it can't be read: {reason}.", reason=reason)) from error
    if archive.is_zip(content):
        return _in_zip(source, content, workshop)
    if made := _of_other_programs(content, str(source), source.stem):
        _few_enough(source, len(made))
        return made
    return [Offer(str(source), library.routine_id(source), content, source.parent)]


def _of_other_programs(content: bytes, shown: str, stem: str) -> list[Offer]:
    """The routines in a file of another program; none if it is no such file. Raises NotTaken."""
    try:
        return [Offer(shown, each.id, each.text, lost=each.lost) for each in foreign.recognised(content, shown, stem)]
    except LoadError as error:
        raise NotTaken(error.problems) from error


def _in_folder(folder: Path) -> list[Offer]:
    """The routines in a folder, not in those below it. No link in it is followed."""
    paths = library.yaml_files(folder)
    if not paths:
        raise _not_taken(folder, tr("there is no routine in this folder: no file ends in .yaml."))
    return _all(folder, paths, lambda path: path)


def _in_zip(source: Path, content: bytes, workshop: Path) -> list[Offer]:
    files = archive.unpack(content, str(source), workshop)
    paths = [path for path in files if path.suffix.lower() in library.SUFFIXES]
    if not paths:
        raise _not_taken(source, tr("there is no routine in this zip: no file ends in .yaml."))
    return _all(source, paths, lambda path: source / path.relative_to(workshop))


def _few_enough(source: Path, routines: int) -> None:
    """Raise NotTaken if there are so many that they would flood the library."""
    if routines > MOST:
        raise _not_taken(source, tr("there are more than {most} routines in it, so none was taken.", most=MOST))


def _all(source: Path, paths: list[Path], shown: Callable[[Path], Path]) -> list[Offer]:
    _few_enough(source, len(paths))
    found, problems = [], []
    for path in paths:
        name = str(shown(path))
        try:
            found.append(Offer(name, library.routine_id(path), contents(path), path.parent))
        except Unreadable as reason:
            problems.append(f"{name}: {reason}.")
    if problems:
        raise NotTaken(problems)
    return found


def _not_taken(path: Path, why: str) -> NotTaken:
    return NotTaken([f"{path}: {why}"])
