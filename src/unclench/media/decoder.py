"""The program's end of the decoding processes: a file goes in, its samples or pixels come back, or a sentence."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Self, TypeAlias

from msgspec import Struct

from unclench.errors import UnclenchError
from unclench.media import protocol as p
from unclench.media.pcm import Samples, from_native
from unclench.media.process import ENDING, Child, Process
from unclench.system.plain_files import Unreadable, contents

AT_MOST = 3.0
"""Seconds for one file, the start of a process among them; a sound takes a hundredth, a large photograph one."""
_NOT_ONE = {
    p.SOUND: "is not a sound file that can be read: WAV, FLAC, OGG (Vorbis) or MP3",
    p.PICTURE: "can't be read as a picture",
}
_TOO_LARGE = {
    p.SOUND: f"lasts more than {p.LONGEST} s, which is too long for a cue",
    p.PICTURE: f"has more than {p.MOST_PIXELS // 1_000_000} megapixels",
}
_LACKING = {
    p.SOUND: "cannot be read. The miniaudio library cannot be loaded",
    p.PICTURE: "is not shown: that needs the extra `pictures`, see the README",
}

Answer: TypeAlias = tuple[int, int, bytes]
"""Width and height, and samples or pixels."""


class Undecodable(UnclenchError):
    """A file gives no sound or picture; the message ends a sentence that begins with the file's name."""


class NoLibrary(Undecodable):
    """It is not the file: what decodes such files is not installed."""


class DecodedPicture(Struct, frozen=True):
    """Four bytes a pixel, red, green, blue and opacity, row by row."""

    width: int
    height: int
    pixels: bytes


class Decoder:
    """Decodes files one after the other, in a process that serves all those that do it no harm.

    A file takes `at_most` seconds and all of them together `altogether`, counted from the first; what is
    not decoded by then is given up. To be used in a `with`, at whose end the processes end.
    """

    def __init__(self, altogether: float, begin: Callable[[str], Process] = Child, at_most: float = AT_MOST) -> None:
        self._altogether = altogether
        self._at_most = at_most
        self._begin = begin
        self._until: float | None = None
        self._lines: dict[str, _Line] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        while self._lines:
            self._lines.popitem()[1].end()

    def sound(self, path: Path) -> Samples:
        """The samples of a sound, mono at 44.1 kHz. Raises Undecodable."""
        _, _, data = self._decoded(p.SOUND, path)
        if not data:
            raise Undecodable("contains no sound")
        return from_native(data)

    def picture(self, path: Path) -> DecodedPicture:
        """The pixels of a picture, made smaller where it is larger than can be shown. Raises Undecodable."""
        return DecodedPicture(*self._decoded(p.PICTURE, path))

    def _decoded(self, kind: str, path: Path) -> Answer:
        now = time.monotonic()
        self._until = now + self._altogether if self._until is None else self._until
        patience = min(self._at_most, self._until - now)
        if patience <= 0:
            raise Undecodable("was not read, because the files before it took too long")
        if kind not in self._lines:
            try:
                self._lines[kind] = _Line(kind, self._begin(kind))
            except OSError as error:
                raise Undecodable(f"cannot be decoded: no process can be started ({error.strerror})") from error
        line = self._lines[kind]
        fresh = not line.ready
        answer = line.ask(path, patience)
        if isinstance(answer, tuple):
            return answer
        if isinstance(answer, _Over | NoLibrary):
            del self._lines[kind]
            used_up = line.end()
            if isinstance(answer, _Late) or used_up:
                raise Undecodable("takes too long to decode")
            if not fresh:  # perhaps it was a file before this one that did the harm
                return self._decoded(kind, path)
        raise answer


class _Over(Undecodable):
    """And the process is of no more use."""


class _Late(_Over):
    """It has not answered in time."""


class _Line:
    """One decoding process, and what is said to it. Whatever may last for ever is done by a thread."""

    def __init__(self, kind: str, process: Process) -> None:
        self._kind = kind
        self._process = process
        self.ready = False
        self._thread: threading.Thread | None = None

    def ask(self, path: Path, patience: float) -> Answer | Undecodable:
        """What a file holds, or why that cannot be told, after `patience` seconds at most."""
        answers: SimpleQueue[Answer | Undecodable] = SimpleQueue()
        work = threading.Thread(target=self._work, args=(path, answers), name="unclench-decoding", daemon=True)
        self._thread = work
        work.start()
        with contextlib.suppress(Empty):
            return answers.get(timeout=patience)
        return _Late()

    def end(self) -> bool:
        """End the process; gives whether it had used up its processor time."""
        used_up = self._process.end()
        if self._thread is not None:
            self._thread.join(ENDING)
        if self._thread is None or not self._thread.is_alive():
            self._process.close()
        return used_up

    def _work(self, path: Path, answers: SimpleQueue[Answer | Undecodable]) -> None:
        try:
            answers.put(self._exchange(contents(path)))
        except Undecodable as reason:
            answers.put(reason)
        except Unreadable as reason:
            answers.put(Undecodable(str(reason)))
        except (OSError, ValueError):  # it has closed its end, or we have closed ours
            answers.put(_Over("is damaged: decoding it failed"))

    def _exchange(self, data: bytes) -> Answer:
        """Raises Undecodable, and OSError when the process is gone."""
        if not self.ready:
            said = self._process.read(1)
            if said == p.LACKING:
                raise NoLibrary(_LACKING[self._kind])
            if said != p.READY:
                raise _Over("cannot be decoded: the process that would do it ended at once")
            self.ready = True
        self._process.write(p.LENGTH.pack(len(data)))
        self._process.write(data)
        head = self._process.read(p.HEAD.size)
        if len(head) < p.HEAD.size:
            raise _Over("is damaged: decoding it failed")
        verdict, width, height, size = p.HEAD.unpack(head)
        if (width, height, size) == (0, 0, 0):
            match verdict:
                case p.NOT_ONE:
                    raise Undecodable(_NOT_ONE[self._kind])
                case p.TOO_LARGE:
                    raise Undecodable(_TOO_LARGE[self._kind])
                case p.TOO_HUNGRY:
                    raise Undecodable("takes too much memory to decode")
        if verdict != p.DONE or not self._may_be(width, height, size):
            raise _Over("is damaged: decoding it failed")
        data = self._process.read(size)
        if len(data) < size:
            raise _Over("is damaged: decoding it failed")
        return width, height, data

    def _may_be(self, width: int, height: int, size: int) -> bool:
        """Whether a process that means well can have said so."""
        if self._kind == p.SOUND:
            return (width, height) == (0, 0) and size <= p.LARGEST_SOUND and size % 2 == 0
        return 0 < width <= p.LARGEST_SIDE and 0 < height <= p.LARGEST_SIDE and size == 4 * width * height
