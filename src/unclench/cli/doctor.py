"""The commands that look at this computer and try its sound: doctor, with its report for a bug, sounds, say.

The report says what the program runs on and what it found there. It doesn't open the journal, names no
routine, and repeats nothing that a person wrote: folders under the home folder begin with `~`, and
anything in quotation marks in the log is left out.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from unclench import __version__
from unclench.application import Application
from unclench.cli import common
from unclench.cli.common import UserError, closing_program, echo, print_json, tune
from unclench.config import paths
from unclench.config.settings import SOUND_SETS
from unclench.cues import VOCABULARY, Sound
from unclench.language import language_name, tr
from unclench.media.pcm import RATE
from unclench.ports import PlayerFailed
from unclench.session.cue_queue import alarm_level
from unclench.system import safe_text, streams
from unclench.system.files import read_regular, there
from unclench.system.signals import signals

if TYPE_CHECKING:
    from unclench.audio.backend import Probe


Echo = Callable[[str], None]

INDENT = "  "
GAP = 400
"""Silence between two cues, in ms."""
LONGEST_CUE = 5_000
"""How long (ms) to wait at most until the last cue has been heard."""


def examine(program: Application, say: Echo, *, silent: bool = False) -> int:
    """Look at everything and say what was found. Returns 0: nothing found here keeps a session from running."""
    say(tr(
        "unclench {version}, Python {python} on {system} {machine}", version=__version__,
        python=platform.python_version(), system=platform.system(), machine=platform.machine(),
    ))  # fmt: skip
    _terminal(say)
    _folders(program, say)
    _sound(program, say, silent=silent)
    return 0


def _terminal(say: Echo) -> None:
    columns, lines = shutil.get_terminal_size()
    screen = sys.stdout is not None and sys.stdout.isatty()
    kind = os.environ.get("TERM", tr("unknown"))
    if screen:
        say("\n" + tr("Terminal: {kind}, {columns}x{lines}", kind=kind, columns=columns, lines=lines))
    else:
        say("\n" + tr("Terminal: none; sessions run in plain text"))
    if screen and (columns < 40 or lines < 12):
        say(INDENT + tr("It is smaller than 40x12: you hear sessions, but see only one line of them."))
    if "NO_COLOR" in os.environ:
        say(INDENT + tr("NO_COLOR is set: no colours."))


def _folders(program: Application, say: Echo) -> None:
    home = program.home
    say("\n" + tr("Folders:"))
    for what, path in (
        (tr("settings"), home.settings),
        (tr("your routines"), home.routines),
        (tr("your sounds"), home.sounds),
    ):
        say(" ".join([f"{INDENT}{what}: {path}", *_remarks(path)]))
    say(INDENT + tr("bundled routines: {folder}", folder=paths.shipped("routines")))
    found, broken = _routines_found(program)
    if broken:
        said = tr("{all} routines, {broken} with mistakes to fix: see `unclench list`", all=found, broken=broken)
    else:
        said = tr("{all} routines, all good", all=found)
    say(f"{INDENT}{said}")


def _remarks(path: Path) -> Iterator[str]:
    """That it isn't there yet, and that it can't be written, each in brackets."""
    if not there(path):
        absent = tr("not there yet")
        yield f"({absent})"
    if not os.access(place := nearest_there(path), os.W_OK):
        locked = tr("cannot be written: {place}", place=place)
        yield f"({locked})"


def nearest_there(path: Path) -> Path:
    """The path itself, or the nearest folder above it that exists: it decides whether the path can be written."""
    while not there(path) and path != path.parent:
        path = path.parent
    return path


def _routines_found(program: Application) -> tuple[int, int]:
    """How many routines there are, and how many of them can't be read."""
    entries = program.library.entries()
    return len(entries), sum(entry.routine is None for entry in entries)


def _players_found(program: Application) -> Sequence[Probe]:
    from unclench.audio.player_choice import probe_all

    return probe_all(program.clock, paths.shipped("sounds"), streams.terminal_bell())


def _voices_found(program: Application) -> tuple[Sequence[Probe], str]:
    """The voices, and who of them says what."""
    from unclench.voice.voice_choice import cast, probe_voices

    wish = program.sound.voice_wish()
    voices = probe_voices(wish)
    return voices, cast(wish, voices)


def _says(probe: Probe) -> str:
    return probe.description if probe.available else probe.why_not


def _sound(program: Application, say: Echo, *, silent: bool) -> None:
    say("\n" + tr("Sound:"))
    for player in _players_found(program):
        say(f"{INDENT}{player.name}: {_says(player)}")
    if find_spec("miniaudio") is None:
        say(INDENT + tr(
            "The package miniaudio isn't installed. On Linux, “miniaudio” above then means PulseAudio's own library, "
            "and libsndfile reads the sound files."
        ))  # fmt: skip
    say("\n" + tr("Voice:"))
    voices, who_says_what = _voices_found(program)
    for voice in voices:
        say(f"{INDENT}{voice.name}: {_says(voice)}")
    say(f"{INDENT}{who_says_what}")
    for tag, voice_for_it in _sheet_voices(program):
        say(f"{INDENT}{_who_speaks(tag, voice_for_it)}")
    if not silent:
        say("")
        audition(program, say)


def _sheet_voices(program: Application) -> Iterator[tuple[str, Probe | None]]:
    """For each language in which there are routines beside the usual voice's, who speaks it; None where nobody does."""
    from unclench.voice.voice_choice import probe_sheet_voice

    wish = program.sound.voice_wish()
    if wish.engine == "none":
        return
    tags = {entry.routine.language for entry in program.library.entries() if entry.routine is not None}
    for tag in sorted(tag for tag in tags if tag is not None and not wish.speaks(tag)):
        yield tag, probe_sheet_voice(wish, tag)


def _who_speaks(tag: str, probe: Probe | None) -> str:
    from unclench.voice.voice import unspoken

    if probe is None:
        return " ".join(unspoken(tag))
    return tr("{name} says the words of routines in {language}.", name=probe.name, language=language_name(tag))


def findings(program: Application) -> dict[str, Any]:
    """What `examine` finds, as plain data for JSON. Plays nothing."""
    voices, who_says_what = _voices_found(program)
    routines, broken = _routines_found(program)
    columns, lines = shutil.get_terminal_size()
    home = program.home
    kept = {"settings": home.settings, "routines": home.routines, "sounds": home.sounds}
    return {
        "version": __version__,
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
        "terminal": {
            "kind": os.environ.get("TERM"),
            "columns": columns,
            "lines": lines,
            "screen": sys.stdout is not None and sys.stdout.isatty(),
        },
        "folders": {
            name: {"path": str(path), "there": there(path), "writable": os.access(nearest_there(path), os.W_OK)}
            for name, path in kept.items()
        },
        "routines": {"found": routines, "broken": broken},
        "players": [_probed(each) for each in _players_found(program)],
        "voices": [_probed(each) for each in voices],
        "who_says_what": who_says_what,
        "other_languages": {tag: None if probe is None else probe.name for tag, probe in _sheet_voices(program)},
    }


def _probed(probe: Probe) -> dict[str, Any]:
    return {"name": probe.name, "works": probe.available, "says": _says(probe)}


def audition(program: Application, say: Echo) -> None:
    """Name each cue of the chosen set and play it once; the alarm only as softly as it starts."""
    player = program.sound.player
    say(tr("Using {name}: {description}", name=player.name, description=player.description))
    for sound in Sound:
        meaning = VOCABULARY[sound]
        try:
            take = program.sound.bank.clip(sound)
            if take is None:
                silent = tr("Silent with your settings.")
                say(f"{INDENT}{sound.value}: {meaning.when} {silent}")
                continue
            character = tr("Your own sound.") if program.sound.bank.replaced(sound) else meaning.character
            say(f"{INDENT}{sound.value}: {meaning.when} {character}")
            player.play(sound, program.clock.now(), level=alarm_level(0) if sound is Sound.ALARM else 1.0)
            with signals.waiting():
                time.sleep((len(take.samples) * 1000 // RATE + GAP) / 1000)
        except PlayerFailed as failure:
            say(2 * INDENT + tr("could not be played: {reason}", reason=failure))
    for problem in program.sound.bank.problems:
        say(problem)
    signals.wait_for(partial(player.drain, LONGEST_CUE))


def utter(program: Application, text: str, say: Echo, language: str | None = None) -> int:
    """Say a text, in a language other than the settings' if its tag is given.

    Returns 0, or 2 if there is nothing to say or no voice to say it with.
    """
    from unclench.voice.spoken_text import plain, sayable

    if not sayable(plain(text)):
        say(tr("There is nothing to say in this text: write words or numbers."))
        return 2
    if program.settings.voice == "none":
        say(tr('The voice is off: your settings say voice = "none".'))
        return 2
    player, voice = program.sound.player, program.sound.voices.in_language(language)
    noticed: list[str] = []
    program.on_notice = noticed.append
    speech = None
    if voice is not None:
        voice.prepare([text])
        while speech is None and voice.pending([text]):
            speech = voice.line([text], None)
            with signals.waiting():
                time.sleep(0.01)
        speech = speech or voice.line([text], None)
    program.on_notice = say
    for sentence in noticed:
        say(sentence)
    if speech is None:
        if not noticed:
            say(tr("There is no voice yet. Get one with: pip install 'unclench[voice]'"))
        return 2
    if speech.credit:
        say(speech.credit)
    player.speak(speech.samples, program.clock.now())
    signals.wait_for(partial(player.drain, len(speech.samples) * 1000 // RATE + LONGEST_CUE))
    return 0


@click.command()
@click.option("--set", "set_name", type=click.Choice(SOUND_SETS), help=tr("A set of cues other than yours."))
@common.audio
@common.volume
@common.pass_program
def sounds(program: Application, set_name: str | None, audio: str | None, volume: int | None) -> int:
    """Play each cue of a set and name it."""
    tune(program, audio, volume)
    if set_name is not None:
        program.settings = replace(program.settings, sounds=set_name)
    with closing_program(program):
        audition(program, _echo_safely)
    return 0


@click.command()
@click.argument("text")
@click.option("--language", metavar="TAG", help=tr("The language of TEXT, as in a routine file: de, pt-BR."))
@common.audio
@common.volume
@common.pass_program
def say(program: Application, text: str, language: str | None, audio: str | None, volume: int | None) -> int:
    """Say TEXT with the voice of your settings, and tell which voice that is."""
    from unclench.routine.values import ValueProblem, parse_language

    tune(program, audio, volume)
    try:
        tag = None if language is None else parse_language(language)
    except ValueProblem as problem:
        raise UserError(f"{problem.what}. " + tr("Write a tag like de, en-GB or pt-BR.")) from problem
    with closing_program(program):
        return utter(program, text, _echo_safely, tag)


@click.command()
@common.audio
@common.volume
@click.option("--silent", is_flag=True, help=tr("Don't play anything, just report."))
@click.option("--json", "as_json", is_flag=True, help=tr("Print the same for a program. Makes no sound."))
@click.option("--report", is_flag=True, help=tr("Print what a bug report needs, and nothing personal. Makes no sound."))
@click.option(
    "--log", type=click.Path(dir_okay=False, path_type=Path),
    help=tr("With --report: add the last lines of this log file."),
)  # fmt: skip
@common.pass_program
def doctor(
    program: Application, audio: str | None, volume: int | None, silent: bool, as_json: bool, report: bool,
    log: Path | None,
) -> int:  # fmt: skip
    """Check Python, terminal, folders and sound; play each cue and say which player was used."""
    if log is not None and not report:
        raise UserError(tr("--log only works together with --report."))
    if as_json and report:
        raise UserError(tr("Choose one: --json is for programs, --report for people."))
    tune(program, audio, volume)
    with closing_program(program):
        if report:
            # `unclench --log FILE doctor --report` means the same, and then has this very run in it.
            echo(bug_report(program, log or click.get_current_context().find_root().params.get("log_file")))
            return 0
        if as_json:
            print_json(findings(program))
            return 0
        return examine(program, _echo_safely, silent=silent)


def _echo_safely(text: str) -> None:
    """Echo what may hold names of files and devices, which can hold anything."""
    echo(safe_text.lines(text))


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
    sections = [_program(), _terminal_lines(), _folder_lines(program), _sound_lines(program), _voice_lines(program)]
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


def _terminal_lines() -> list[str]:
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


def _folder_lines(program: Application) -> list[str]:
    home = program.home
    kept = {"settings": home.config, "data": home.data, "state": home.state}
    lines = [f"  {name}: {path} ({writable(path)})" for name, path in kept.items()]
    lines += [
        f"  shipped {name}: {(place := paths.shipped(name))} ({'there' if there(place) else 'MISSING'})"
        for name in ("routines", "sounds")
    ]
    found, broken = _routines_found(program)
    return ["Folders:", *lines, f"  routines found: {found}, {broken} of which can't be read"]


def writable(path: Path) -> str:
    """Whether a folder can be written, in words; where it isn't there yet, whether it could be made."""
    place = nearest_there(path)
    allowed = place.is_dir() and os.access(place, os.W_OK)
    if place == path:
        return "writable" if allowed else "NOT WRITABLE"
    return "not there yet, can be made" if allowed else f"not there, CANNOT BE MADE in {place}"


def _sound_lines(program: Application) -> list[str]:
    return ["Sound:", *(f"  {each.name}: {_works(each)}" for each in _players_found(program))]


def _voice_lines(program: Application) -> list[str]:
    wish = program.sound.voice_wish()
    hidden = [str(part) for part in (wish.piper_model, wish.voice) if part is not None]
    voices, who_says_what = _voices_found(program)
    lines = [*(f"  {each.name}: {_works(each)}" for each in voices), f"  {who_says_what}"]
    return ["Voices:", *(_without(line, hidden, "<from your settings>") for line in lines)]


def _works(probe: Probe) -> str:
    return f"{'works' if probe.available else 'does not work'}. {_says(probe)}"


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
    from unclench.session.wording import name_of

    entries = program.library.entries()
    routines = [entry.routine for entry in entries if entry.routine is not None]
    own = [each for each in routines if each.path is None or each.path.parent != paths.shipped("routines")]
    return [
        *(str(entry.path) for entry in entries),
        *(entry.id for entry in entries),
        *(routine.title for routine in routines),
        *(name_of(step) for routine in own for _, step in all_steps(routine.steps)),
    ]
