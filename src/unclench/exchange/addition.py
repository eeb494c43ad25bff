"""Takes routines from elsewhere into the user's own folder: checked first, whole or not at all, over nothing.

Every routine gets a folder of its own, `routines/ID/ID.yaml` with its sounds and pictures beside it, so that no two
can have a file in common. The folder is made under another name and renamed once it is whole: a program that is killed
in the middle leaves nothing that could be taken for a routine.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from unclench.config.paths import Home
from unclench.exchange import archive, foreign, parcel
from unclench.exchange.archive import LARGEST_ZIP, NotTaken, wrong_with_name
from unclench.language import counted, tr
from unclench.reports import routines
from unclench.reports.attachment_check import TrialDecoder
from unclench.routine import Catalogue, LoadError, Problem, library, load_file, load_text
from unclench.routine.library import PLANS_FOLDER, SUFFIXES, Library, is_of_plan
from unclench.routine.model import Mark, Routine
from unclench.routine.problems import quoted
from unclench.routine.template import NAMELESS, numbered, slug
from unclench.system.files import NotAFile, TooLarge, Unreadable, contents, create, kind_of, on_disk, read_regular
from unclench.system.signals import signals

MOST_OFFERED = 50
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
        content = read_regular(source, LARGEST_ZIP)
    except NotAFile as error:
        raise _not_taken(source, tr("this is {kind}, not a file.", kind=kind_of(error.mode))) from error
    except TooLarge as error:
        most = LARGEST_ZIP // 2**20
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
    if routines > MOST_OFFERED:
        raise _not_taken(source, tr("there are more than {most} routines in it, so none was taken.", most=MOST_OFFERED))


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


IN_THE_MAKING = ".adding-"
"""How the name of a folder begins that is not whole yet. No routine is looked for in it."""
LEFT_BEHIND = 24 * 60 * 60
"""Seconds after which such a folder is one that a killed program has left."""
_MADE = "routine.yaml"
"""What a routine's file is called until it has its id."""


class Shelf(Struct, frozen=True):
    """Where routines are added, and what there is already."""

    folder: Path
    """The user's own routines."""
    files: Mapping[str, Path]
    """Every routine there is, bundled ones too, by its id."""
    catalogue: Catalogue
    sound_folders: tuple[Path, ...] = ()


class Added(Struct, frozen=True):
    """A routine that was taken, or was `already` there word for word. `doubts` are the warnings about it."""

    id: str
    title: str
    renamed: str = ""
    """Why it has another id than its file's name; empty if it has not."""
    files: tuple[str, ...] = ()
    """The sounds and pictures that were copied with it."""
    doubts: tuple[Problem, ...] = ()
    lost: tuple[str, ...] = ()
    """What another program's file had beside it, a sentence for each."""
    already: bool = False

    def sentences(self) -> list[str]:
        """What became of it, for the person who added it."""
        if self.already:
            return [tr("“{title}” is here already, as {id}.", title=self.title, id=self.id)]
        number = len(self.files)
        brought = counted(number, "{number:g} file came with it.", "{number:g} files came with it.") if number else ""
        said = tr("“{title}” was added as {id}.", title=self.title, id=self.id)
        return [f"{said} {brought}".strip(), *filter(None, [self.renamed]), *self.lost]


def not_written(error: OSError, folder: Path) -> str:
    """Why nothing was added into a folder that can't be written."""
    reason = error.strerror or str(error)
    return tr(
        "{path}: cannot be written: {reason}. Nothing was added.", path=error.filename or folder, reason=reason
    )  # fmt: skip


def own_shelf(home: Home, library: Library, catalogue: Catalogue) -> Shelf:
    """The user's own folder, beside all routines there are."""
    return Shelf(home.routines, library.files(), catalogue, (home.sounds,))


def add(source: Path, shelf: Shelf, now: float) -> list[Added]:
    """Take every routine in a file, a folder or a zip. `now` is in seconds since 1970.

    Raises NotTaken with all mistakes in any of them, and OSError; either way nothing was added.
    """
    shelf.folder.mkdir(parents=True, exist_ok=True)
    _clear_away(shelf.folder, now)
    making = tempfile.TemporaryDirectory(prefix=IN_THE_MAKING, dir=shelf.folder, ignore_cleanup_errors=True)
    with making as path, TrialDecoder() as trial:
        workshop, ready, problems = Path(path), [], list[object]()
        for number, offer in enumerate(offered(source, workshop / "unpacked")):
            try:
                ready.append(_prepared(offer, workshop / f"{number}", shelf, trial))
            except NotTaken as error:
                problems += error.problems
        if problems:
            raise NotTaken(problems)
        placed = _Placed(shelf)
        with signals.held():
            try:
                return [placed.place(each) for each in ready]
            except BaseException:
                placed.take_back()
                raise


class _Ready(Struct, frozen=True):
    """A routine that was checked, in a folder of its own that has no name yet."""

    offer: Offer
    routine: Routine
    folder: Path
    files: tuple[str, ...]
    doubts: tuple[Problem, ...]


def _clear_away(folder: Path, now: float) -> None:
    """Remove what programs that were killed have left in the folder."""
    for left in folder.glob(f"{IN_THE_MAKING}*"):
        with contextlib.suppress(OSError):  # another program may be clearing away at the same time
            if now - left.lstat().st_mtime > LEFT_BEHIND:
                shutil.rmtree(left, ignore_errors=True)  # follows no link


# -- checking -----------------------------------------------------------------------------------


class _Trials:
    """A `routine.fields.FileChecker` that remembers which files are of no use."""

    def __init__(self, trial: TrialDecoder) -> None:
        self._trial = trial
        self.useless: set[Path] = set()

    def sound(self, path: Path, cue: str) -> str:
        """As `TrialDecoder.sound`."""
        return self._noted(path, self._trial.sound(path, cue))

    def picture(self, path: Path) -> str:
        """As `TrialDecoder.picture`."""
        return self._noted(path, self._trial.picture(path))

    def _noted(self, path: Path, trouble: str) -> str:
        if trouble:
            self.useless.add(path)
        return trouble


def _prepared(offer: Offer, folder: Path, shelf: Shelf, trial: TrialDecoder) -> _Ready:
    """Copy a routine with what it names into a new folder, and check the copy. Raises NotTaken, or OSError."""
    if is_of_plan(offer.text.decode("utf-8", "replace")):
        raise NotTaken([tr(
            "{path}: this is a plan. Put it into {folder} yourself; then: unclench plan",
            path=offer.shown, folder=shelf.folder / PLANS_FOLDER,
        )])  # fmt: skip
    try:
        routine = load_text(offer.text, offer.shown, shelf.catalogue).routine
    except LoadError as error:
        raise NotTaken(error.problems) from error
    folder.mkdir()
    _write(folder / _MADE, offer.text)
    files, useless = _copied(routine, offer, folder)
    trials = _Trials(trial)
    problems, broken = routines.check(
        folder / _MADE, shelf.catalogue, sound_folders=shelf.sound_folders, checker=trials
    )
    told = tuple(replace(_with_its_reason(problem, useless), path=offer.shown) for problem in problems)
    if broken:
        raise NotTaken(told)
    for path in trials.useless:
        if path.is_relative_to(folder.resolve()):  # not one of the user's own sounds, which a routine may name too
            path.unlink(missing_ok=True)
    return _Ready(offer, routine, folder, tuple(name for name in files if (folder / name).exists()), told)


def _copied(routine: Routine, offer: Offer, folder: Path) -> tuple[list[str], dict[str, str]]:
    """Copy the sounds and pictures that a routine names: those copied, and why others could not be.

    Raises NotTaken, or OSError.
    """
    if offer.folder is None:
        return [], {}
    wrong = [
        _problem(offer, f"{quoted(name)} {why.rstrip('.')}", tr("Give the file another name, there and here."))
        for name in (*parcel.sounds_named(routine), *parcel.pictures_named(routine))
        if (why := wrong_with_name(name)) is not None
    ]
    if wrong:
        raise NotTaken(wrong)
    names, useless, size = [], {}, 0
    for name, found in parcel.looked_for(routine, offer.folder):
        if found is None:
            continue  # it may be one of the user's own; if it is not, `check` says so
        if not isinstance(found, bytes):
            useless[name] = str(found)
            continue
        size += len(found)
        if size > LARGEST_ZIP:
            what = tr("its sounds and pictures have more than {most} MB", most=LARGEST_ZIP // 2**20)
            raise NotTaken([_problem(offer, what, tr("Make the pictures smaller."))])
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        _write(folder / name, found)
        names.append(name)
    return names, useless


def _problem(offer: Offer, what: str, instead: str) -> Problem:
    return Problem(offer.shown, Mark(1, 1), (), what, instead)


def _with_its_reason(problem: Problem, useless: Mapping[str, str]) -> Problem:
    """What is said of a file that was not copied: why, rather than that it isn't there."""
    for name, reason in useless.items():
        if quoted(name) in problem.what:
            return replace(problem, what=f"{quoted(name)} {reason}")
    return problem


def _write(path: Path, content: bytes) -> None:
    """Write a new file, and wait until the disk has it. Raises OSError."""
    create(path, content)
    on_disk(path)


# -- putting in place ---------------------------------------------------------------------------


class _Placed:
    """The folders that this run has put among the user's routines."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._files = {id.casefold(): path for id, path in shelf.files.items()}
        self._new: list[Path] = []

    def place(self, ready: _Ready) -> Added:
        """Give a routine the first id that is free, unless the very same is there. Raises OSError."""
        title = ready.routine.title
        wanted = slug(ready.offer.stem) or slug(title) or NAMELESS
        for id in numbered(wanted):
            target = self._shelf.folder / id
            there = self._files.get(id)
            if there is None and not os.path.lexists(target):
                (ready.folder / _MADE).rename(ready.folder / f"{id}{SUFFIXES[0]}")
                ready.folder.rename(target)
                self._new.append(target)
                self._files[id] = target / f"{id}{SUFFIXES[0]}"
                return Added(id, title, _renamed(ready, wanted, id), ready.files, ready.doubts, ready.offer.lost)
            if there is not None and _same(ready, there, self._shelf):
                return Added(id, title, doubts=ready.doubts, already=True)
        raise FileExistsError(errno.EEXIST, tr("there are too many routines called {name}", name=wanted))

    def take_back(self) -> None:
        """Remove what was put in place, since the rest could not be."""
        for folder in self._new:
            shutil.rmtree(folder, ignore_errors=True)


def _renamed(ready: _Ready, wanted: str, id: str) -> str:
    """Why the routine is not called as its file was; empty if it is."""
    if ready.offer.stem in {"", id}:
        return ""
    if wanted == ready.offer.stem:
        return tr("There is another {name} already, which was left alone.", name=wanted)
    return tr("Its file was called {name}; here a name has letters from a to z, digits and hyphens.",
              name=quoted(ready.offer.stem))  # fmt: skip


def _same(ready: _Ready, there: Path, shelf: Shelf) -> bool:
    """Whether a routine that is there is this one, with its sounds and pictures."""
    try:
        if there.read_bytes() != ready.offer.text:
            return False
        other = load_file(there, shelf.catalogue).routine
    except (LoadError, OSError):
        return False
    theirs, mine_too = (
        dict(parcel.carried(*each, LARGEST_ZIP)) for each in ((other, there.parent), (ready.routine, ready.folder))
    )
    return theirs == mine_too
