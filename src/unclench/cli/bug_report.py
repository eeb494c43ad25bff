"""`unclench doctor --report`: what somebody needs to look into a bug, as text to paste.

It says what the program runs on and what it found there. It doesn't open the journal, names no
routine, and repeats nothing that a person wrote: folders under the home folder begin with `~`, and
anything in quotation marks in the log is left out.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unclench import __version__
from unclench.cli.doctor import nearest_there
from unclench.config import paths
from unclench.system import safe_text, streams
from unclench.system.files import read_regular, there

if TYPE_CHECKING:
    from unclench.application import Application

LIBRARIES = (
    "textual", "pyyaml", "miniaudio", "soundfile", "click", "platformdirs", "msgspec", "tomlkit", "wakepy",
    "simpleaudio", "simpleaudiohamiltoncs", "hibari-tts", "espeakng-loader", "textual-image", "aiohttp", "segno",
    "textual-serve",
)  # fmt: skip
"""What pyproject.toml names under `dependencies` and in the extras for users; a test compares them."""
TERMINAL_VARIABLES = (
    "TERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "COLORTERM", "NO_COLOR", "LANG", "LC_ALL", "LC_CTYPE",
    "PYTHONIOENCODING", "PYTHONUTF8",
)  # fmt: skip
"""What decides how text and colours come out. None of them holds anything personal."""
LOG_LINES = 60
LOG_BYTES = 64 * 1024
"""How much of the log's end is looked at for them."""
LARGEST_LOG = 64 * 1024 * 1024
LONGEST_LINE = 300


def bug_report(program: Application, log: Path | None = None) -> str:
    """The report, ready to print; `log` is a log file whose last lines belong in it. Plays nothing."""
    sections = [_program(), _terminal(), _folders(program), _sound(program), _voices(program)]
    if log is not None:
        sections.append(_log(program, log))
    text = "\n\n".join("\n".join(section) for section in sections)
    return safe_text.lines(without_home(text))


def without_home(text: str) -> str:
    """The text with `~` for the home folder, and `$UNCLENCH_HOME` for the folder that this names."""
    places = []
    if own := os.environ.get("UNCLENCH_HOME"):
        places.append((own, "$UNCLENCH_HOME"))
        places.append((os.path.expanduser(own), "$UNCLENCH_HOME"))  # noqa: PTH111  # Path would raise for ~nobody
    home = os.path.expanduser("~")  # noqa: PTH111  # as above
    places += [(home, "~"), (os.path.realpath(home), "~")]
    for place, name in sorted(places, key=lambda pair: len(pair[0]), reverse=True):
        if len(place.strip("/\\.")) > 1:  # an empty home, or the root, is in every path
            text = re.sub(rf"{re.escape(place.rstrip('/'))}(?![\w.-])", name, text)
    return text


def _program() -> list[str]:
    lines = [
        f"unclench {__version__}",
        f"Python {platform.python_version()} ({platform.python_implementation()})",
        f"System: {platform.platform()}{_distribution()}",
    ]
    return [*lines, "Libraries: " + ", ".join(f"{name} {_version(name)}" for name in LIBRARIES)]


def _distribution() -> str:
    try:
        return f", {platform.freedesktop_os_release().get('PRETTY_NAME', 'Linux')}"
    except OSError:
        return ""  # not Linux, or one that does not say


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"


def _terminal() -> list[str]:
    streams_here = {"input": sys.stdin, "output": sys.stdout, "errors": sys.stderr}
    columns, rows = shutil.get_terminal_size()
    lines = ["Terminal:", f"  size: {columns}x{rows}"]
    lines += [f"  {name}: {_stream(stream)}" for name, stream in streams_here.items()]
    return [*lines, *(f"  {name}={os.environ[name]}" for name in TERMINAL_VARIABLES if name in os.environ)]


def _stream(stream: Any) -> str:
    if stream is None:
        return "closed"
    encoding = getattr(stream, "encoding", None) or "unknown encoding"
    try:
        return f"{'a terminal' if stream.isatty() else 'not a terminal'}, {encoding}"
    except ValueError:  # closed meanwhile
        return "closed"


def _folders(program: Application) -> list[str]:
    home = program.home
    kept = {"settings": home.config, "data": home.data, "state": home.state}
    lines = [f"  {name}: {path} ({writable(path)})" for name, path in kept.items()]
    lines += [
        f"  shipped {name}: {(place := paths.shipped(name))} ({'there' if there(place) else 'MISSING'})"
        for name in ("routines", "sounds")
    ]
    entries = program.library.entries()
    broken = sum(entry.routine is None for entry in entries)
    return ["Folders:", *lines, f"  routines found: {len(entries)}, {broken} of which can't be read"]


def writable(path: Path) -> str:
    """Whether a folder can be written, in words; where it isn't there yet, whether it could be made."""
    place = nearest_there(path)
    allowed = place.is_dir() and os.access(place, os.W_OK)
    if place == path:
        return "writable" if allowed else "NOT WRITABLE"
    return "not there yet, can be made" if allowed else f"not there, CANNOT BE MADE in {place}"


def _sound(program: Application) -> list[str]:
    from unclench.audio.player_choice import probe_all

    found = probe_all(program.clock, paths.shipped("sounds"), streams.terminal_bell())
    return ["Sound:", *(f"  {each.name}: {_works(each)}" for each in found)]


def _voices(program: Application) -> list[str]:
    from unclench.voice.voice_choice import cast, probe_voices

    wish = program.sound.voice_wish()
    hidden = [str(part) for part in (wish.piper_model, wish.voice) if part is not None]
    voices = probe_voices(wish)
    lines = [*(f"  {each.name}: {_works(each)}" for each in voices), f"  {cast(wish, voices)}"]
    return ["Voices:", *(_without(line, hidden, "<from your settings>") for line in lines)]


def _works(probe: Any) -> str:
    return f"works. {probe.description}" if probe.available else f"does not work. {probe.why_not}"


def _without(text: str, hidden: list[str], instead: str) -> str:
    for words in sorted(filter(None, hidden), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(words)}(?!\w)", lambda _: instead, text)
    return text


def _log(program: Application, log: Path) -> list[str]:
    """The last lines of the log, without what a person wrote."""
    try:
        lines = last_lines(log)
    except (OSError, ValueError) as error:
        return [f"The log cannot be read: {getattr(error, 'strerror', None) or error}."]
    hidden = _routine_names(program)
    return ["The end of the log:", *(f"  {_discreet(line, hidden)}" for line in lines)]


def last_lines(log: Path) -> list[str]:
    """At most `LOG_LINES` lines from the end of a file. Raises OSError, or ValueError for an impossible name."""
    content = read_regular(log, LARGEST_LOG)
    lines = content[-LOG_BYTES:].decode("utf-8", "replace").splitlines()
    return lines[1 if len(content) > LOG_BYTES else 0 :][-LOG_LINES:]  # the first one was cut in two


_QUOTED = re.compile(r"""(?<!\w)(?P<mark>["'`])(?P<text>.*?)(?P=mark)(?!\w)|“[^”]*”""")
_ROUTINE_FILE = re.compile(r"[^\s/\\]*\.ya?ml\b", re.IGNORECASE)


def _discreet(line: str, hidden: list[str]) -> str:
    """A line of the log without routines' names and without quotations, except the files of a traceback."""
    line = _without(line, hidden, "<routine>")
    line = _ROUTINE_FILE.sub("<routine>", line)
    line = _QUOTED.sub(lambda found: found[0] if (found["text"] or "").endswith(".py") else "<text>", line)
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"


def _routine_names(program: Application) -> list[str]:
    """Paths, ids and titles of all routines, and what the person's own call their steps."""
    from unclench.session.progression import all_steps
    from unclench.session.step_names import name_of

    entries = program.library.entries()
    routines = [entry.routine for entry in entries if entry.routine is not None]
    own = [each for each in routines if each.path is None or each.path.parent != paths.shipped("routines")]
    return [
        *(str(entry.path) for entry in entries),
        *(entry.id for entry in entries),
        *(routine.title for routine in routines),
        *(name_of(step) for routine in own for _, step in all_steps(routine.steps)),
    ]
