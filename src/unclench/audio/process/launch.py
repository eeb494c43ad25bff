"""Starting the sound process, and the two pipes to it. It is begun before anything else is imported."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.machinery import PathFinder

from unclench.audio.process.protocol import SERVED
from unclench.system import log

SERVE = "import sys; sys.path[:0] = sys.argv[3:]; from unclench.audio.process.server import main; main(*sys.argv[1:3])"
"""What it runs: a bare interpreter, since nothing of the site is needed and half the time goes there."""
ENDING = 0.5
"""Seconds it may take to end by itself."""
WINDOWS = ("CREATE_NO_WINDOW", "CREATE_NEW_PROCESS_GROUP", "HIGH_PRIORITY_CLASS")
"""What Windows is told of it: no window, no Ctrl-C, and to let it run at once."""


def why_not(
    serves: str, version: tuple[int, ...] = sys.version_info[:2], find: Callable[[str], object] = PathFinder.find_spec
) -> str:
    """The sentence why no process can serve that backend, as far as is known beforehand; empty if one may."""
    if serves == "simpleaudio" and version >= (3, 12):
        return (
            "simpleaudio makes Python 3.12 and later crash when a sound ends, so it is not used"
            f" on this Python {'.'.join(map(str, version))}."
        )
    if serves == "simpleaudio" and not find(serves):
        return "The simpleaudio library is not installed."
    return ""


class SoundProcess:
    """A process that opens the sound device as soon as it is made. See `serving` for what is said."""

    def __init__(self, serves: str, *, alone: bool = False) -> None:
        self.serves = serves
        flags = ["-I", "-S", *(["-B"] if sys.dont_write_bytecode else [])]
        arguments = [serves, "alone" if alone else "any", *filter(None, sys.path)]
        import subprocess  # a start without sound need not pay for it

        self._process = subprocess.Popen(
            [sys.executable, *flags, "-c", SERVE, *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            # Neither Ctrl-C nor the terminal's end are for it: its program ends it.
            process_group=None if sys.platform == "win32" else 0,
            creationflags=sum(getattr(subprocess, name, 0) for name in WINDOWS),
        )  # fmt: skip

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def write(self, data: bytes) -> None:
        """Send all of these bytes. Raises OSError when it is gone."""
        assert self._process.stdin is not None
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def read(self, size: int) -> bytes:
        """So many bytes of what it says; fewer at its end."""
        assert self._process.stdout is not None
        return self._process.stdout.read(size)

    def hang_up(self) -> None:
        """It will hear no more, and so give its device back and end. Raises OSError."""
        assert self._process.stdin is not None
        self._process.stdin.close()

    def end(self) -> None:
        """Wait for its end; after half a second it is killed."""
        import subprocess

        try:
            self._process.wait(ENDING)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        log.info("audio.process", "process %d ended with status %s", self._process.pid, self._process.returncode)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def kill(self) -> None:
        """End it at once, even where it stands still."""
        self._process.kill()


AT_ONCE = ("breathe", "cold", "heat")
"""The commands that sound before anything else, and `run` where nobody is asked first."""


def start_early(arguments: Sequence[str]) -> SoundProcess | None:
    """A sound process, where this command line will want one at once; else None.

    It reads no more of the command line than it must. Where it is wrong, and settings or a
    mistake lead elsewhere, a process was begun in vain, or is begun later.
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
        return None  # whoever needs one will say why there is none


def _through(arguments: Sequence[str]) -> str:
    """What `--audio` says."""
    words, through = iter(arguments), "auto"
    for word in words:
        option, _, name = word.partition("=")
        if option == "--audio":
            through = name or next(words, "")
    return through
