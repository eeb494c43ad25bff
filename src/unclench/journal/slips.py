"""The small files beside the journal: what is on the skin, what came off recently, and who may be dozing.

They stand in for the journal where it was deleted, cannot be written, or would take too long to open at a start.

* `on-skin.json`, the slip, exists while something is on the skin. The program that looks after it
  holds a lock on the file.
* `lock-outs`, the sheet, has two pages from its first day, and is written in place, so that a full
  disk does no harm. It holds the last applications, and a fingerprint of the journal from when
  nothing in it was still on. Each page is a complete sheet with a checksum, and the older one is
  overwritten: a power cut costs the latest change at most.
* `dozing` is locked while something plays that may put somebody to sleep.

Anybody may have put something else under these names: only a plain file is read, and no link followed.
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
"""Bytes of a page of the sheet; also of a slip at most."""
PAGES = 2
ROOM = 1_000
"""Bytes of a page for everything but the applications."""
ENTRIES = 6
"""Applications that fit on a page: more than two hours allow."""
TRIES = 1_000
"""How often to try for a lock that others hold only for a moment."""
STRAY = "on-skin.json.[0-9]*"
"""What older versions left behind when they died, or the disk was full, while they wrote the slip."""
_PLAIN = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
_FAR = 1 << 30
"""The byte to lock on Windows, which keeps others from reading it: one far beyond the end of the file."""

Fingerprint = tuple[int, ...]
"""Number, size and last change of each of some files."""


class Noted(Struct, frozen=True):
    """An application as the sheet has it; `kept` where the journal has it in the same state."""

    exposure: Exposure
    kept: bool = False


class Sheet(Struct, frozen=True):
    """The content of `lock-outs`. `said` is when the last one came off, according to a user who was asked.

    `asked_of` is the fingerprint of a journal in which nothing is on; with None it has to be opened.
    """

    number: int = 0
    noted: tuple[Noted, ...] = ()
    said: Moment | None = None
    asked_of: Fingerprint | None = None


def may_be_on(home: Home) -> bool:
    """Whether something may be on the skin, so that the journal has to be opened. Never raises."""
    slips = Slips(home)
    if slips.there:
        return True
    sheet = slips.read()
    if sheet is not None and any(noted.exposure.open for noted in sheet.noted):
        return True
    now = slips.fingerprint()
    return bool(now) and (sheet is None or sheet.asked_of != now)


class Slips:
    """The files of one home, as one program uses them. No method raises where the disk fails."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._held: int | None = None
        """The descriptor of the slip. While it is open, this program looks after what the slip says."""
        self._written = False
        """Whether this program has written a slip whose changes it can notice."""
        self._seen: Fingerprint = ()
        """The fingerprint of that slip when it was last looked at."""
        self._dozing: int | None = None
        """The descriptor of `dozing`, open while this program plays what may put somebody to sleep."""

    # -- on the skin now -----------------------------------------------------------------

    @property
    def slip(self) -> Path:
        """The file that exists while something is on the skin."""
        return self._home.slip

    @property
    def there(self) -> bool:
        """Whether there is a slip, readable or not."""
        return os.path.lexists(self.slip)

    def on_skin(self) -> Exposure | None:
        """What is on the skin according to the slip; None without one that can be read."""
        with contextlib.suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return msgspec.json.decode(_read(self.slip, PAGE), type=Exposure)
        return None

    def hold(self, exposure: Exposure) -> None:
        """Write a new slip, and hold its lock: from now on this program looks after the exposure.

        A program that did so before notices (see `touched`), and stops ringing.
        """
        self.release_lock()
        self._written = False
        with contextlib.suppress(OSError):
            self._delete_strays()
            self.slip.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.slip.unlink(missing_ok=True)
            self._held = _open(self.slip, os.O_CREAT | os.O_EXCL | os.O_RDWR)
            _lock(self._held)
            _write(self._held, msgspec.json.encode(exposure))
            self._written, self._seen = True, _fingerprint(self.slip)

    def touched(self) -> bool:
        """Whether another program has deleted or replaced the slip that this one wrote, since the last call."""
        if not self._written:
            return False
        before, self._seen = self._seen, _fingerprint(self.slip)
        return self._seen != before

    def delete(self) -> None:
        """Delete the slip: nothing is on the skin any more."""
        self.release_lock()
        with contextlib.suppress(OSError):
            self._delete_strays()
            self.slip.unlink()

    def release_lock(self) -> None:
        """Release the lock: this program no longer looks after the exposure. The slip stays."""
        held, self._held = self._held, None
        if held is not None:
            os.close(held)

    def attended(self) -> bool:
        """Whether a running program, this one included, holds the slip."""
        return self._held is not None or _locked_elsewhere(self.slip)

    def _delete_strays(self) -> None:
        for stray in self.slip.parent.glob(STRAY):
            stray.unlink(missing_ok=True)

    # -- what came off recently ----------------------------------------------------------

    @property
    def _sheet(self) -> Path:
        return self._home.data / "lock-outs"

    @property
    def usable(self) -> bool:
        """Whether the sheet is there and intact, and can be written even on a full disk."""
        return self.read() is not None and os.access(self._sheet, os.W_OK)

    def prepare(self) -> bool:
        """Create the sheet, at its full size, where there is none; whether it is usable now.

        Where there is too little room, what was created stays: it shows that something may be missing.
        """
        with contextlib.suppress(OSError):
            self._sheet.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with _opened(self._sheet, os.O_CREAT | os.O_EXCL | os.O_RDWR) as file:
                _write(file, _page(Sheet()) + b" " * PAGE)
        return self.usable

    def read(self) -> Sheet | None:
        """The latest intact sheet; None where there is none."""
        with contextlib.suppress(OSError):
            data = _read(self._sheet, PAGE * PAGES)
            found = [sheet for at in range(PAGES) if (sheet := _sheet_of(data[at * PAGE :][:PAGE])) is not None]
            return max(found, key=lambda sheet: sheet.number, default=None)
        return None

    def note(self, *exposures: Noted) -> bool:
        """Add applications, or update those that are there; whether that is on the disk."""
        ids = {noted.exposure.id for noted in exposures}
        return self._change(
            lambda sheet: replace(
                sheet, asked_of=None,
                noted=(*(noted for noted in sheet.noted if noted.exposure.id not in ids), *exposures),
            )
        )  # fmt: skip

    def withdraw(self, id: str) -> bool:
        """Remove an application that did not go on after all; whether that is on the disk."""
        return self._change(
            lambda sheet: replace(sheet, noted=tuple(noted for noted in sheet.noted if noted.exposure.id != id))
        )

    def note_said(self, said: Moment | None) -> bool:
        """Note when the last one came off, according to the user; None: so long ago that it does not matter."""
        return self._change(lambda sheet: replace(sheet, said=said), replace_broken=True)

    def settle(self, noted: Sequence[Noted], said: Moment | None, asked_of: Fingerprint | None) -> bool:
        """Reduce the sheet to what still matters at the end of a run; whether that was written."""
        before = self.read()
        if before is None or (tuple(noted), said, asked_of) == (before.noted, before.said, before.asked_of):
            return before is not None
        return self._change(lambda sheet: replace(sheet, noted=tuple(noted), said=said, asked_of=asked_of), wait=False)

    def _change(self, change: Callable[[Sheet], Sheet], *, replace_broken: bool = False, wait: bool = True) -> bool:
        """Write a changed sheet; whether that was done.

        With `replace_broken` also where there is no intact sheet; with `wait` it is on the disk at the end.
        """
        try:
            with _opened(self._sheet, os.O_RDWR | (os.O_CREAT if replace_broken else 0)) as file:
                _lock(file)  # if another program is writing too, the later one wins
                sheet = self.read()
                if sheet is None and not replace_broken:
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

    def fingerprint(self) -> Fingerprint:
        """The fingerprint of the journal's file and log now; empty where there is no journal."""
        path = self._home.journal
        return (*_fingerprint(path), *_fingerprint(path.with_name(f"{path.name}-wal")))

    # -- dozing --------------------------------------------------------------------------

    @property
    def _dozing_at(self) -> Path:
        return self._home.data / "dozing"

    def doze(self) -> None:
        """From now on this program plays what may put somebody to sleep, so nothing may be put on beside it (C2.10)."""
        if self._dozing is not None:
            return
        with contextlib.suppress(OSError):
            self._dozing_at.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._dozing = _open(self._dozing_at, os.O_CREAT | os.O_RDWR)
            for _ in range(TRIES):  # a program that tests the lock holds it for a moment
                if _lock(self._dozing, shared=True):
                    break

    def wake(self) -> None:
        """What may put somebody to sleep is over."""
        dozing, self._dozing = self._dozing, None
        if dozing is not None:
            os.close(dozing)

    def dozing_elsewhere(self) -> bool:
        """Whether another program plays what may put somebody to sleep, and is still alive."""
        return self._dozing is None and _locked_elsewhere(self._dozing_at)


def _latest(noted: Sequence[Noted]) -> tuple[Noted, ...]:
    """As many as fit on a page: first what is still on, then what came off last."""
    sort = sorted(noted, key=lambda each: (each.exposure.open, (each.exposure.off or each.exposure.on).wall))
    while len(sort) > ENTRIES or len(msgspec.json.encode(sort)) > PAGE - ROOM:
        del sort[0]
    return tuple(sort)


def _page(sheet: Sheet) -> bytes:
    """A sheet as a page: its checksum in hex, a blank, JSON, blanks to the end."""
    data = msgspec.json.encode(sheet)
    return b"%08x %s" % (zlib.crc32(data), data.ljust(PAGE - 10)) + b"\n"


def _sheet_of(page: bytes) -> Sheet | None:
    """The sheet on a page; None where the checksum or the JSON is wrong."""
    mark, data = page[:8], page[9:].rstrip()
    with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError):
        return msgspec.json.decode(data, type=Sheet) if mark == b"%08x" % zlib.crc32(data) else None
    return None


def _read(path: Path, most: int) -> bytes:
    with _opened(path, os.O_RDONLY) as file:
        return os.read(file, most)


def _open(path: Path, flags: int) -> int:
    """The descriptor of an opened plain file. Raises OSError for anything else."""
    file = _os_open(path, flags)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise OSError(f"{path} is not an ordinary file")
    return file


def _os_open(path: Path, flags: int) -> int:
    if os.name == "nt":
        from unclench.system.windows import open_shared

        return open_shared(str(path), flags)  # another window has to be able to delete the slip
    return os.open(path, flags | _PLAIN, 0o600)


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


def _fingerprint(path: Path) -> Fingerprint:
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
    """Lock an open file until it is closed, without waiting. False where others hold it, True where nobody can lock."""
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
