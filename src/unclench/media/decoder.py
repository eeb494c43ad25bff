"""The program's end of the decoding processes: send a file, get samples or pixels back, or a sentence why not."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, TypeAlias

from msgspec import Struct

from unclench.errors import UnclenchError
from unclench.language import tr
from unclench.media import animation
from unclench.media import helper as p
from unclench.media.pcm import Samples, from_native
from unclench.system.files import Unreadable, contents

if TYPE_CHECKING:
    from unclench.system.windows import Job

RUN = "import sys; sys.path[:0] = sys.argv[2:]; from unclench.media.helper import main; main(sys.argv[1])"
"""The code it runs in a bare interpreter, as the sound process does."""
ENDING = 1.0
"""Seconds to wait for a killed process to end."""
if sys.platform == "win32":
    _USED_UP: frozenset[int] = frozenset()
else:
    import signal

    _USED_UP = frozenset({-signal.SIGPROF, -signal.SIGXCPU})


class DecoderProcess(Protocol):
    """A decoding process: `ChildProcess`, or a scripted one in tests."""

    def write(self, data: bytes) -> None:
        """Send all of `data`. Raises OSError if the process is gone."""

    def read(self, size: int) -> bytes:
        """The next `size` bytes of its output; fewer only at the end of it."""

    def end(self) -> bool:
        """End it at once. Returns whether it had used up its processor time."""

    def close(self) -> None:
        """Close its pipes, once no thread reads or writes any more."""


class ChildProcess:
    """A process that decodes files of one kind, with the limits that `helper` sets. Raises OSError."""

    def __init__(self, kind: str) -> None:
        flags = ["-I", "-S", *(["-B"] if sys.dont_write_bytecode else [])]
        self._process = subprocess.Popen(
            [sys.executable, *flags, "-c", RUN, kind, *filter(None, sys.path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
            start_new_session=True,  # off the terminal: no Ctrl-C reaches it, no library prints to it
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
        self._job: Job | None = None
        if sys.platform == "win32":
            from unclench.system.windows import Job

            # The limit on memory that `helper` sets elsewhere.
            self._job = Job(int(self._process._handle), memory=p.MEMORY[kind])  # noqa: SLF001  # as in `launch`

    def write(self, data: bytes) -> None:
        """Send all of `data`. Raises OSError if the process is gone."""
        assert self._process.stdin is not None
        rest = memoryview(data)
        while rest:
            rest = rest[self._process.stdin.write(rest) :]

    def read(self, size: int) -> bytes:
        """The next `size` bytes of its output; fewer only at the end of it."""
        assert self._process.stdout is not None
        said = bytearray()
        while len(said) < size and (more := self._process.stdout.read(size - len(said))):
            said += more
        return bytes(said)

    def end(self) -> bool:
        """End it at once. Returns whether it had used up its processor time."""
        self._process.kill()  # a process that has already ended keeps its exit status
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(ENDING) in _USED_UP
        return False

    def close(self) -> None:
        """Close its pipes, once no thread reads or writes any more."""
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        if self._job is not None:
            self._job.close()


AT_MOST = 3.0
"""Seconds for one file, including the start of a process. A sound takes 0.01 s, a large photograph 1 s."""
_NOT_ONE = {
    p.SOUND: tr("is not a sound file unclench can read: WAV, FLAC, OGG (Vorbis) or MP3"),
    p.PICTURE: tr("can't be read as a picture"),
}
_TOO_LARGE = {
    p.SOUND: tr("is longer than {longest} s, which is too long for a cue", longest=p.LONGEST),
    p.PICTURE: tr("has more than {most} megapixels", most=p.MOST_PIXELS // 1_000_000),
}
REMEDY = tr("Install libsndfile1 (Debian, Ubuntu) or libsndfile (Alpine, Fedora), or: pip install soundfile")
"""What to do where no library reads sound files, as the last sentence, without its full stop."""
_IN_ALL = tr("has more than {most} megapixels in all its frames together", most=p.MOST_PIXELS // 1_000_000)
_TOO_MANY = tr("has more than {most} frames", most=animation.MOST_FRAMES)
_LACKING = {
    p.SOUND: tr("cannot be read, because neither miniaudio nor libsndfile is installed. {remedy}", remedy=REMEDY),
    p.PICTURE: tr("can't be shown without the extra `pictures`: pip install 'unclench[pictures]'"),
}

DecodedFile: TypeAlias = tuple[int, int, bytes]
"""Width, height, and the samples or frames. A sound has the size 0 by 0."""


class Undecodable(UnclenchError):
    """A file can't be decoded. The message ends a sentence that begins with the file's name."""


class NoLibrary(Undecodable):
    """The file is not to blame: the library that decodes such files is not installed."""


class Frame(Struct, frozen=True):
    """Pixels row by row, four bytes each: red, green, blue and opacity; and for how many ms they are shown."""

    pixels: memoryview
    lasting: int


class DecodedPicture(Struct, frozen=True):
    """A picture; one that does not move has one frame."""

    width: int
    height: int
    frames: tuple[Frame, ...]


class Decoder:
    """Decodes files one after the other. A process is used again until a file harms it.

    A file may take `at_most` seconds, and all files together `altogether`, counted from the first;
    whatever isn't decoded by then is given up. Use it in a `with`, which ends the processes.
    """

    def __init__(
        self, altogether: float, start: Callable[[str], DecoderProcess] = ChildProcess, at_most: float = AT_MOST
    ) -> None:
        self._altogether = altogether
        self._at_most = at_most
        self._start = start
        self._until: float | None = None
        self._workers: dict[str, _Worker] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        while self._workers:
            self._workers.popitem()[1].end()

    def sound(self, path: Path) -> Samples:
        """The samples of a sound, mono at 44.1 kHz. Raises Undecodable."""
        _, _, data = self._decoded(p.SOUND, path)
        if not data:
            raise Undecodable(tr("contains no sound"))
        return from_native(data)

    def picture(self, path: Path) -> DecodedPicture:
        """The frames of a picture, scaled down to `LARGEST_SIDE`, or `LARGEST_MOVING_SIDE`, if it is larger.

        Raises Undecodable.
        """
        width, height, data = self._decoded(p.PICTURE, path)
        size, whole = _frame_size(width, height), memoryview(data)
        return DecodedPicture(width, height, tuple(
            Frame(whole[at + p.FRAME.size : at + size], animation.at_a_pace(*p.FRAME.unpack_from(whole, at)))
            for at in range(0, len(whole), size)
        ))  # fmt: skip

    def _decoded(self, kind: str, path: Path) -> DecodedFile:
        now = time.monotonic()
        self._until = now + self._altogether if self._until is None else self._until
        patience = min(self._at_most, self._until - now)
        if patience <= 0:
            raise Undecodable(tr("was skipped, because the files before it took too long"))
        if kind not in self._workers:
            try:
                self._workers[kind] = _Worker(kind, self._start(kind))
            except OSError as error:
                why = tr("cannot be decoded: no process can be started ({reason})", reason=error.strerror)
                raise Undecodable(why) from error
        worker = self._workers[kind]
        fresh = not worker.ready
        answer = worker.ask(path, patience)
        if isinstance(answer, tuple):
            return answer
        if isinstance(answer, _ProcessGone | NoLibrary):
            del self._workers[kind]
            used_up = worker.end()
            if isinstance(answer, _TimedOut) or used_up:
                raise Undecodable(tr("takes too long to decode"))
            if not fresh:  # an earlier file may have harmed the process: try a new one
                return self._decoded(kind, path)
        raise answer


class _ProcessGone(Undecodable):
    """The process is of no more use either."""


class _TimedOut(_ProcessGone):
    """The process did not answer in time."""


class _Worker:
    """One decoding process and the exchange with it. A thread does whatever might block for ever."""

    def __init__(self, kind: str, process: DecoderProcess) -> None:
        self._kind = kind
        self._process = process
        self.ready = False
        self._thread: threading.Thread | None = None

    def ask(self, path: Path, patience: float) -> DecodedFile | Undecodable:
        """What is in a file, or why it can't be decoded; waits at most `patience` seconds."""
        answers: SimpleQueue[DecodedFile | Undecodable] = SimpleQueue()
        work = threading.Thread(target=self._work, args=(path, answers), name="unclench-decoding", daemon=True)
        self._thread = work
        work.start()
        with contextlib.suppress(Empty):
            return answers.get(timeout=patience)
        return _TimedOut()

    def end(self) -> bool:
        """End the process. Returns whether it had used up its processor time."""
        used_up = self._process.end()
        if self._thread is not None:
            self._thread.join(ENDING)
        if self._thread is None or not self._thread.is_alive():
            self._process.close()
        return used_up

    def _work(self, path: Path, answers: SimpleQueue[DecodedFile | Undecodable]) -> None:
        try:
            answers.put(self._exchange(contents(path)))
        except Undecodable as reason:
            answers.put(reason)
        except Unreadable as reason:
            answers.put(Undecodable(str(reason)))
        except (OSError, ValueError):  # one of the two ends is closed
            answers.put(_ProcessGone(tr("is damaged: decoding it failed")))

    def _exchange(self, data: bytes) -> DecodedFile:
        """Send one file and read the answer. Raises Undecodable, and OSError if the process is gone."""
        if not self.ready:
            said = self._process.read(1)
            if said == p.LACKING:
                raise NoLibrary(_LACKING[self._kind])
            if said != p.READY:
                raise _ProcessGone(tr("cannot be decoded: the process that would do it ended at once"))
            self.ready = True
        self._process.write(p.LENGTH.pack(len(data)))
        self._process.write(data)
        head = self._process.read(p.HEAD.size)
        if len(head) < p.HEAD.size:
            raise _ProcessGone(tr("is damaged: decoding it failed"))
        verdict, width, height, size = p.HEAD.unpack(head)
        if (width, height, size) == (0, 0, 0):
            match verdict:
                case p.NOT_ONE:
                    raise Undecodable(_NOT_ONE[self._kind])
                case p.TOO_LARGE:
                    raise Undecodable(_TOO_LARGE[self._kind])
                case p.TOO_LARGE_IN_ALL:
                    raise Undecodable(_IN_ALL)
                case p.TOO_MANY:
                    raise Undecodable(_TOO_MANY)
                case p.TOO_HUNGRY:
                    raise Undecodable(tr("takes too much memory to decode"))
        if verdict != p.DONE or not self._is_plausible(width, height, size):
            raise _ProcessGone(tr("is damaged: decoding it failed"))
        data = self._process.read(size)
        if len(data) < size:
            raise _ProcessGone(tr("is damaged: decoding it failed"))
        return width, height, data

    def _is_plausible(self, width: int, height: int, size: int) -> bool:
        """Whether an honest process could answer so: a file may have taken it over."""
        if self._kind == p.SOUND:
            return (width, height) == (0, 0) and size <= p.LARGEST_SOUND and size % 2 == 0
        frames, rest = divmod(size, _frame_size(width, height))
        side = p.LARGEST_SIDE if frames == 1 else p.LARGEST_MOVING_SIDE
        return 0 < width <= side and 0 < height <= side and rest == 0 and 0 < frames <= animation.MOST_SHOWN


def _frame_size(width: int, height: int) -> int:
    """Bytes of one frame in an answer."""
    return p.FRAME.size + 4 * width * height
