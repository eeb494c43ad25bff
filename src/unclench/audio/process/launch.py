"""The sound process as a child of the program, with two pipes to it, and its early start.

A command that sounds at once starts it before anything else is imported: see `start_early`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING

from unclench.audio import simpleaudio_library
from unclench.audio.process.protocol import SERVED
from unclench.language import tr
from unclench.system import log

if TYPE_CHECKING:
    import subprocess

    from unclench.system.windows import Job

SERVE = "import sys; sys.path[:0] = sys.argv[3:]; from unclench.audio.process.server import main; main(*sys.argv[1:3])"
"""What it runs: a bare interpreter. Nothing of `site` is needed, which takes half of the start."""
ENDING = 0.5
"""Seconds it has to end by itself."""
WINDOWS = ("CREATE_NO_WINDOW", "CREATE_NEW_PROCESS_GROUP", "HIGH_PRIORITY_CLASS")
"""Flags for Windows: no window, no Ctrl-C, and a high priority."""
OUT_OF_JOB = "CREATE_BREAKAWAY_FROM_JOB"
"""And one that keeps it out of the job of a terminal, which may end with its window. Not every job allows that."""


def why_not(
    serves: str, version: tuple[int, ...] = sys.version_info[:2], find: Callable[[str], object] = PathFinder.find_spec
) -> str:
    """Why no process can serve that backend, as a sentence, as far as is known beforehand; "" if one may."""
    if serves != "simpleaudio" or any(find(module) for module in simpleaudio_library.usable(version)):
        return ""
    if not find(simpleaudio_library.ORIGINAL):
        return tr("The simpleaudio library is not installed.")
    return tr(
        "This simpleaudio makes Python 3.12 and later crash when a sound ends, so it is not used on this Python "
        "{version}. One that works: pip install {fork}",
        version=".".join(map(str, version)),
        fork=simpleaudio_library.FORK,
    )


def _started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start it, out of reach of Ctrl-C and of a closed terminal: the program ends it. Raises OSError."""
    import subprocess  # a start without sound can do without

    def start(*names: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            process_group=None if sys.platform == "win32" else 0,
            creationflags=sum(getattr(subprocess, name, 0) for name in names),
        )  # fmt: skip

    try:
        return start(*WINDOWS, OUT_OF_JOB)
    except PermissionError:
        return start(*WINDOWS)


class SoundProcess:
    """A child process that opens the sound device at once. See `Server.run` for what is said over the pipes."""

    def __init__(self, serves: str, *, alone: bool = False) -> None:
        self.serves = serves
        flags = ["-I", "-S", *(["-B"] if sys.dont_write_bytecode else [])]
        arguments = [serves, "alone" if alone else "any", *filter(None, sys.path)]
        self._process = _started([sys.executable, *flags, "-c", SERVE, *arguments])
        self._job: Job | None = None
        if sys.platform == "win32":
            from unclench.system.windows import Job

            self._job = Job(int(self._process._handle))  # noqa: SLF001  # subprocess has no other way to it

    @property
    def alive(self) -> bool:
        """Whether it is still running."""
        return self._process.poll() is None

    def write(self, data: bytes) -> None:
        """Send all of these bytes. Raises OSError when it is gone."""
        assert self._process.stdin is not None
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def read(self, size: int) -> bytes:
        """Read up to `size` bytes of what it says; fewer only at its end."""
        assert self._process.stdout is not None
        return self._process.stdout.read(size)

    def outlives(self, *, us: bool) -> bool:
        """Say whether it may go on when this program is gone, for an alarm. Returns False where it will do otherwise.

        Without a job it may anyway, and ends when the pipe does.
        """
        return self._job is None or self._job.bind(ends=not us)

    def hang_up(self) -> None:
        """Close the pipe to it: it then releases its device and ends. Raises OSError."""
        assert self._process.stdin is not None
        self._process.stdin.close()

    def end(self) -> None:
        """Wait for its end; kill it after half a second."""
        import subprocess

        try:
            self._process.wait(ENDING)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        log.info("audio.process", "process %d ended with status %s", self._process.pid, self._process.returncode)
        assert self._process.stdout is not None
        self._process.stdout.close()
        if self._job is not None:
            self._job.close()

    def kill(self) -> None:
        """End it at once, even if it hangs."""
        self._process.kill()


AT_ONCE = ("breathe", "cold", "heat")
"""The commands that sound at once, besides `run --yes`."""


def start_early(arguments: Sequence[str]) -> SoundProcess | None:
    """Start a sound process if this command line is going to need one at once; else None.

    It takes the first sound of `unclench breathe` from 120 to 83 ms with miniaudio, and from 136 to
    107 ms with simpleaudio (2 cores, Python 3.11, the quickest of 16), since device and program get
    ready at the same time. For that it reads the command line by itself, and no more of it than it
    must: if it guesses wrong, a process was started in vain, or is started later.
    """
    at_once = any(word in AT_ONCE for word in arguments) or ("run" in arguments and "--yes" in arguments)
    through = _through(arguments)
    wanted = [name for name in SERVED if through in (name, "auto")]
    if not at_once or "--help" in arguments or "-h" in arguments or not wanted:
        return None

    serves = next((name for name in wanted if not why_not(name)), None)
    try:
        return None if serves is None else SoundProcess(serves)
    except OSError:
        return None  # whoever needs one will report why there is none


def _through(arguments: Sequence[str]) -> str:
    """The backend that `--audio` names; `auto` without it."""
    words, through = iter(arguments), "auto"
    for word in words:
        option, _, name = word.partition("=")
        if option == "--audio":
            through = name or next(words, "")
    return through
