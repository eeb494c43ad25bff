"""The small files beside the journal: what is on the skin, what came off lately, and who may be dozing.

They are there for when the journal is not: on a full disk, after it was deleted, and at a start
that must not wait for it.

* `on-skin.json` is there while something is on the skin; whoever looks after it holds its lock.
* `lock-outs` is two pages long from its first day on and written in place, so that a full disk
  takes nothing from it. It holds the last applications, and how the journal's file looked when it
  was last known that nothing in it is still on. Each page is a whole sheet with a checksum, and
  the older one is written over: a power cut takes the latest change at most.
* `dozing` is locked for as long as something is played that may put somebody to sleep.

Whatever lies under these names is hostile: it is read only where it is a plain file, and never followed.
"""

from __future__ import annotations

import contextlib
import os
import stat
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from unclench.config.paths import Home
from unclench.safety.exposure import Exposure, Moment

PAGE = 4_096
PAGES = 2
ROOM = 1_000
"""So much of a page is left to everything but the applications."""
ENTRIES = 6
"""So many applications find room on a page; more than any two hours allow."""
TRIES = 1_000
STRAY = "on-skin.json.[0-9]*"
"""What a program of an older version leaves behind where it died, or the disk was full, while it wrote its slip."""
_PLAIN = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
_FAR = 1 << 30
"""Windows locks bytes, and nobody else may read those: so one that is never there."""

Looks = tuple[int, ...]
"""How the journal's files look: number, size and last change of each."""


class Noted(Struct, frozen=True):
    """An application as the sheet knows it; `kept` where the journal has it like this."""

    exposure: Exposure
    kept: bool = False


class Sheet(Struct, frozen=True):
    """What `lock-outs` says. `said`: when the last one came off, by somebody who was asked.

    `asked_of` is the journal in which nothing is on the skin; None: it has to be looked at.
    """

    number: int = 0
    noted: tuple[Noted, ...] = ()
    said: Moment | None = None
    asked_of: Looks | None = None


def may_be_on(home: Home) -> bool:
    """Whether something may be on the skin, so that the journal has to be asked. Opens no journal, and never raises."""
    slips = Slips(home)
    if slips.there:
        return True
    sheet = slips.read()
    if sheet is not None and any(noted.exposure.open for noted in sheet.noted):
        return True
    looks = slips.looks()
    return bool(looks) and (sheet is None or sheet.asked_of != looks)


class Slips:
    """The files of one home, as one program sees them. Nothing here raises: a disk may always fail."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._held: int | None = None
        """The slip's descriptor: as long as it is open, somebody looks after what the slip says."""
        self._written = False
        """Whether this program has written a slip, which it can look at."""
        self._mark: Looks = ()
        """How that looked at the last look."""
        self._dozing: int | None = None

    # -- on the skin now -----------------------------------------------------------------

    @property
    def slip(self) -> Path:
        """The file that is there while something is on the skin."""
        return self._home.slip

    @property
    def there(self) -> bool:
        """Whether there is a slip, readable or not."""
        return os.path.lexists(self.slip)

    def on_skin(self) -> Exposure | None:
        """What the slip says is on the skin."""
        with contextlib.suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return msgspec.json.decode(_read(self.slip, PAGE), type=Exposure)
        return None

    def hold(self, exposure: Exposure) -> None:
        """Write it on a new slip, and hold that for as long as this program looks after it."""
        self.let_go()
        self._written = False
        with contextlib.suppress(OSError):
            self._clean()
            self.slip.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.slip.unlink(missing_ok=True)
            self._held = _open(self.slip, os.O_CREAT | os.O_EXCL | os.O_RDWR)
            _lock(self._held)
            _write(self._held, msgspec.json.encode(exposure))
            self._written, self._mark = True, _looks(self.slip)

    def touched(self) -> bool:
        """Whether another program has torn the slip that this one wrote, or written it anew, since the last look."""
        if not self._written:
            return False
        before, self._mark = self._mark, _looks(self.slip)
        return self._mark != before

    def tear(self) -> None:
        """Nothing is on the skin any more."""
        self.let_go()
        with contextlib.suppress(OSError):
            self._clean()
            self.slip.unlink()

    def let_go(self) -> None:
        """This program no longer looks after it; the slip stays."""
        held, self._held = self._held, None
        if held is not None:
            os.close(held)

    def attended(self) -> bool:
        """Whether a program that still runs holds the slip."""
        return self._held is not None or _locked_elsewhere(self.slip)

    def _clean(self) -> None:
        for stray in self.slip.parent.glob(STRAY):
            stray.unlink(missing_ok=True)

    # -- what came off lately ------------------------------------------------------------

    @property
    def _sheet(self) -> Path:
        return self._home.data / "lock-outs"

    @property
    def usable(self) -> bool:
        """Whether the sheet is there, whole, and can be written even where nothing else can."""
        return self.read() is not None and os.access(self._sheet, os.W_OK)

    def prepare(self) -> bool:
        """Take the room for the sheet where there is none, and say whether it is usable now.

        Where there is too little room, what was made stays: it says that something may be missing.
        """
        with contextlib.suppress(OSError):
            self._sheet.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with _opened(self._sheet, os.O_CREAT | os.O_EXCL | os.O_RDWR) as file:
                _write(file, _page(Sheet()) + b" " * PAGE)
        return self.usable

    def read(self) -> Sheet | None:
        """The latest whole sheet; None where there is none."""
        with contextlib.suppress(OSError):
            data = _read(self._sheet, PAGE * PAGES)
            found = [sheet for at in range(PAGES) if (sheet := _sheet_of(data[at * PAGE :][:PAGE])) is not None]
            return max(found, key=lambda sheet: sheet.number, default=None)
        return None

    def note(self, *exposures: Noted) -> bool:
        """Add applications, or say anew how they stand; whether that is on the disk."""
        ids = {noted.exposure.id for noted in exposures}
        return self._change(
            lambda sheet: replace(
                sheet, asked_of=None,
                noted=(*(noted for noted in sheet.noted if noted.exposure.id not in ids), *exposures),
            )
        )  # fmt: skip

    def strike(self, id: str) -> bool:
        """This one was not put on after all."""
        return self._change(
            lambda sheet: replace(sheet, noted=tuple(noted for noted in sheet.noted if noted.exposure.id != id))
        )

    def note_said(self, said: Moment | None) -> bool:
        """Somebody has said when the last one came off; None: so long ago that it does not matter."""
        return self._change(lambda sheet: replace(sheet, said=said), anew=True)

    def settle(self, noted: Sequence[Noted], said: Moment | None, asked_of: Looks | None) -> bool:
        """What is still worth knowing at the end of a run."""
        before = self.read()
        if before is None or (tuple(noted), said, asked_of) == (before.noted, before.said, before.asked_of):
            return before is not None
        return self._change(lambda sheet: replace(sheet, noted=tuple(noted), said=said, asked_of=asked_of), wait=False)

    def _change(self, change: Callable[[Sheet], Sheet], *, anew: bool = False, wait: bool = True) -> bool:
        """With `anew` also where what is there is no sheet; with `wait` it is on the disk at the end."""
        try:
            with _opened(self._sheet, os.O_RDWR | (os.O_CREAT if anew else 0)) as file:
                _lock(file)  # if another program writes just now, the later one wins
                sheet = self.read()
                if sheet is None and not anew:
                    return False
                new = change(sheet or Sheet())
                new = replace(new, number=new.number + 1, noted=_latest(new.noted))
                if sheet is None:
                    os.ftruncate(file, 0)
                    _write(file, b" " * PAGE * PAGES)
                os.lseek(file, new.number % PAGES * PAGE, os.SEEK_SET)
                _write(file, _page(new), wait=wait)
        except OSError:
            return False
        return True

    def looks(self) -> Looks:
        """How the journal's files look now; nothing where there is no journal."""
        path = self._home.journal
        return (*_looks(path), *_looks(path.with_name(f"{path.name}-wal")))

    # -- dozing --------------------------------------------------------------------------

    @property
    def _dozing_at(self) -> Path:
        return self._home.data / "dozing"

    def doze(self) -> None:
        """From now on this program plays what may put somebody to sleep (C2.10)."""
        if self._dozing is not None:
            return
        with contextlib.suppress(OSError):
            self._dozing_at.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._dozing = _open(self._dozing_at, os.O_CREAT | os.O_RDWR)
            for _ in range(TRIES):  # whoever looks whether it is locked holds it for a moment
                if _lock(self._dozing, shared=True):
                    break

    def wake(self) -> None:
        """It is over."""
        dozing, self._dozing = self._dozing, None
        if dozing is not None:
            os.close(dozing)

    def dozing_elsewhere(self) -> bool:
        """Whether another program plays what may put somebody to sleep; the death of a program ends that too."""
        return self._dozing is None and _locked_elsewhere(self._dozing_at)


def _latest(noted: Sequence[Noted]) -> tuple[Noted, ...]:
    """As many as find room: what is still on, then the last that came off."""
    sort = sorted(noted, key=lambda each: (each.exposure.open, (each.exposure.off or each.exposure.on).wall))
    while len(sort) > ENTRIES or len(msgspec.json.encode(sort)) > PAGE - ROOM:
        del sort[0]
    return tuple(sort)


def _page(sheet: Sheet) -> bytes:
    data = msgspec.json.encode(sheet)
    return b"%08x %s" % (zlib.crc32(data), data.ljust(PAGE - 10)) + b"\n"


def _sheet_of(page: bytes) -> Sheet | None:
    mark, data = page[:8], page[9:].rstrip()
    with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError):
        return msgspec.json.decode(data, type=Sheet) if mark == b"%08x" % zlib.crc32(data) else None
    return None


def _read(path: Path, most: int) -> bytes:
    with _opened(path, os.O_RDONLY) as file:
        return os.read(file, most)


def _open(path: Path, flags: int) -> int:
    """A descriptor of a plain file. Raises OSError for anything else."""
    file = os.open(path, flags | _PLAIN, 0o600)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise OSError(f"{path} is no plain file")
    return file


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    file = _open(path, flags)
    try:
        yield file
    finally:
        os.close(file)


def _write(file: int, data: bytes, *, wait: bool = True) -> None:
    while data:
        data = data[os.write(file, data) :]
    if wait:
        os.fsync(file)


def _looks(path: Path) -> Looks:
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _locked_elsewhere(path: Path) -> bool:
    try:
        with _opened(path, os.O_RDONLY) as file:
            return not _lock(file)
    except OSError:
        return False


def _lock(file: int, *, shared: bool = False) -> bool:
    """Lock an open file until it is closed, without waiting; whether that was possible or nobody knows how."""
    try:
        if os.name == "nt":
            import msvcrt

            os.lseek(file, _FAR, os.SEEK_SET)
            try:
                msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]  # on Windows
            finally:
                os.lseek(file, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except (ImportError, OSError):
        return True
    return True
