"""The settings: an id, a sentence and what is accepted for each; stored as TOML, and what this run has instead."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from unclench.config import paths
from unclench.config.night import NEVER, Hours, parse, start
from unclench.errors import UnclenchError
from unclench.language import tr
from unclench.routine.model import BreathPattern, Dose

if TYPE_CHECKING:
    from unclench.config.night import Start


AUDIO_NAMES = ("auto", "simpleaudio", "miniaudio", "system", "bell", "none")
SOUND_SETS = ("soft", "minimal")
TALK = ("full", "short", "off")
THEMES = (
    "dark", "light", "contrast", "night", "ansi-dark", "ansi-light", "atom-one-dark", "atom-one-light",
    "catppuccin-frappe", "catppuccin-latte", "catppuccin-macchiato", "catppuccin-mocha", "dracula", "flexoki",
    "gruvbox", "monokai", "nord", "rose-pine", "rose-pine-dawn", "rose-pine-moon", "solarized-dark",
    "solarized-light", "textual-dark", "textual-light", "tokyo-night",
)  # fmt: skip
"""Our own themes, then those of Textual."""
PICTURES = ("auto", "kitty", "sixel", "none")
DRAWINGS = ("braille", "blocks", "ascii")
EXPLAIN = ("always", "at first", "never")
ENGINES = ("auto", "recorded", "say", "sapi", "piper", "hibari", "espeak", "espeak-ng", "none")
FIVE_ONE_FOUR = BreathPattern(5_000, 1_000, 4_000)
"""The default breath pattern: in for 5 seconds, hold 1, out for 4."""


DIGITS = 9
"""A number that is typed has fewer than these: no setting is as large."""


class SettingsError(UnclenchError):
    """Something in the settings file cannot be used; each of `problems` is a sentence for the user, with its place."""

    def __init__(self, problems: list[str], good: Settings | None = None) -> None:
        """`good` are the settings without those that are refused; None where nothing could be read."""
        super().__init__("\n".join(problems))
        self.problems, self.good = problems, good


class Setting(Struct, frozen=True):
    """One setting. Its id is its key in the file and its name in `Settings`."""

    id: str
    sentence: str
    read: Callable[[Any], Any]
    """Turns what is in the file into the value. Raises ValueError with what to write instead."""
    choices: tuple[Any, ...] = ()
    """All accepted values, where they can be listed."""
    numbers: range | None = None
    """The values that a key on the settings screen steps through, for a number."""
    table: bool = False
    """Whether it takes several lines, which are best written in the file itself."""

    def read_typed(self, typed: str) -> Any:
        """What was typed as a value; a number needs no more than its digits. Raises ValueError as `read` does."""
        digits = typed.strip()
        if self.numbers is not None and digits.isascii() and digits.isdecimal() and len(digits) < DIGITS:
            return self.read(int(digits))
        return self.read(typed)


class Settings(Struct, frozen=True):
    """The values of all settings, with the defaults for what the file leaves out. `FIELDS` describes each."""

    audio: str = "auto"
    volume: int = 80
    sounds: str = "soft"
    bed: bool = False
    talk: str = "full"
    explain: str = "at first"
    voice: str = "auto"
    voice_name: str = ""
    language: str = ""
    rate: int = 90
    pitch: int = 100
    piper_model: str = ""
    theme: str = "dark"
    night: Hours = NEVER
    drawing: str = "braille"
    pictures: str = "auto"
    still: bool = False
    plain: bool = False
    pause_others: bool = True
    emergency: str = ""
    dose: Dose = Dose.LOW
    breath: BreathPattern = FIVE_ONE_FOUR
    patterns: Mapping[str, BreathPattern] = field(default_factory=dict)
    cues: Mapping[str, str | None] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)


def _one_of(*names: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in names:
            raise ValueError(tr("Write one of: {names}.", names=", ".join(names)))
        return str(value)

    return read


def _sound_set(value: Any) -> str:
    """`clear` was a set for weak hearing until `soft` was as easy to hear; a file that has it means that one now."""
    return _one_of(*SOUND_SETS)("soft" if value == "clear" else value)


def _whole(low: int, high: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(tr("Write a whole number from {low} to {high}.", low=low, high=high))
        return value

    return read


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(tr("Write true or false."))  # noqa: TRY004  # all readers raise the same
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable() or len(value) > 500:
        raise ValueError(tr("Write a short text in quotes."))
    return value


def _dose(value: Any) -> Dose:
    return Dose(_one_of(*Dose)(value))


def _night(value: Any) -> Hours:
    return parse(value if isinstance(value, str) else "?")  # a time without quotes, too, is told what to write


def _breath(value: Any) -> BreathPattern:
    from unclench.routine.values import ValueProblem, parse_breathing  # needed only where one is set

    if not isinstance(value, str):
        raise ValueError(tr('Write it in quotes, in-hold-out: "5-1-4".'))  # noqa: TRY004  # all readers raise the same
    try:
        return parse_breathing(value)
    except ValueProblem as error:
        raise ValueError(error.instead) from error


def _patterns(value: Any) -> Mapping[str, BreathPattern]:
    if not isinstance(value, dict):
        raise ValueError(tr('Write a table: [patterns], and below it: calm = "6-0-6".'))  # noqa: TRY004  # as above
    return {name: _breath(pattern) for name, pattern in value.items()}


def _cues(value: Any) -> Mapping[str, str | None]:
    from unclench.cues import Sound

    if not isinstance(value, dict) or not all(isinstance(file, str) for file in value.values()):
        raise ValueError(tr('Write a table: [cues], and below it: go = "gong.wav", or "none".'))
    for name, file in value.items():
        if name not in set(Sound):
            raise ValueError(tr("There is no cue {name!r}; the cues are {cues}.", name=name, cues=", ".join(Sound)))
        if name == Sound.ALARM and file == "none":
            raise ValueError(tr("The alarm can't be silenced."))
    return {name: None if file == "none" else file for name, file in value.items()}


def _keys(value: Any) -> Mapping[str, str]:
    from unclench.keynames import problem_with  # needed only where some are set

    if not isinstance(value, dict) or not all(isinstance(keys, str) and keys for keys in value.values()):
        raise ValueError(tr('Write a table: [keys], and below it: "player.next" = "n,right".'))
    if problem := problem_with(value):
        raise ValueError(problem)
    return dict(value)


def _choice(id: str, sentence: str, *names: str) -> Setting:
    return Setting(id, sentence, _one_of(*names), choices=names)


def _number(id: str, sentence: str, low: int, high: int) -> Setting:
    return Setting(id, sentence, _whole(low, high), numbers=range(low, high + 1, 10))


LARGEST = 1024 * 1024
"""Bytes of a settings file at most: a larger file is something else."""

MOST_QUOTED = 80
"""Characters of what is refused that a message repeats."""

_ALL = (
    _choice("audio", tr("How sound is played; `auto` uses the first that works."), *AUDIO_NAMES),
    _number(
        "volume", tr("How loud the cues and the voice are, 0 to 100; an alarm always rises to full volume."), 0, 100
    ),
    Setting("sounds", tr("Which cues: soft (all) or minimal (what begins or ends)."), _sound_set, choices=SOUND_SETS),
    Setting(
        "bed",
        tr("Whether there is a very soft noise under each hold; it changes in the last three seconds."),
        _flag,
        choices=(False, True),
    ),
    _choice("talk", tr("How much the voice says: full, short (names, sides, what comes next) or off."), *TALK),
    _choice(
        "explain",
        tr("When it is said how an exercise is done: always, at first (the first two times) or never."),
        *EXPLAIN,
    ),
    _choice("voice", tr("What speaks; `auto` uses the first that works."), *ENGINES),
    Setting("voice_name", tr("Which of its voices; empty: the one for the language."), _text),
    Setting(
        "language",
        tr("The language to read in, such as `en-gb`, or `ru` for a sheet in Russian; empty: English."),
        _text,
    ),
    _number("rate", tr("How fast the voice speaks, in percent of its own pace, 50 to 200."), 50, 200),
    _number("pitch", tr("How high the voice is, in percent of its own pitch, 50 to 150."), 50, 150),
    Setting("piper_model", tr("The voice file for piper, if you have set piper up."), _text),
    _choice(
        "theme", tr("The colours: dark, light, contrast (the strongest), night, or one of Textual's themes."), *THEMES
    ),
    Setting("night", tr("Your hours of the night, such as `22:00-07:00`: dim colours, and a quieter start."), _night),
    _choice(
        "drawing", tr("What figures are drawn with: braille, blocks (where a font has no braille) or ascii."), *DRAWINGS
    ),
    _choice(
        "pictures", tr("How to show a routine's own pictures; `auto` goes by the name of your terminal."), *PICTURES
    ),
    Setting(
        "still", tr("Whether everything on the screen stays still but the countdown."), _flag, choices=(False, True)
    ),
    Setting(
        "plain",
        tr(
            "Whether everything comes as lines of text instead of screens, for a screen reader; from the next start on."
        ),
        _flag,
        choices=(False, True),
    ),
    Setting(
        "pause_others",
        tr("Whether other players pause while a session plays, and a headset's keys are its (on Linux)."),
        _flag,
        choices=(True, False),
    ),
    Setting("emergency", tr("The emergency number; empty: your country's, or 112."), _text),
    Setting(
        "dose", tr("Which end of a range such as 8-10 is played: low, middle or high."), _dose, choices=tuple(Dose)
    ),
    Setting("breath", tr("Your breathing pattern: what `breathe` plays, and how long `3 breaths` take."), _breath),
    Setting(
        "patterns", tr("Breath patterns of your own, each with its name for `breathe NAME`."), _patterns, table=True
    ),
    Setting("cues", tr("Your own sounds instead of cues: a file in your sound folder, or `none`."), _cues, table=True),
    Setting(
        "keys", tr('Keys of your own: the id of an action and its keys: "player.next" = "n,right".'), _keys, table=True
    ),
)

FIELDS: Mapping[str, Setting] = {field.id: field for field in _ALL}
"""Every setting by its id, in the order in which they are shown."""


def load(path: Path) -> Settings:
    """The settings in a file; the defaults where there is no file. Raises SettingsError."""
    try:
        text = _text_of(path)
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SettingsError([tr("{path}: cannot be read: {reason}.", path=path, reason=reason)]) from error
    import tomllib  # needed only where something is set

    try:
        table = tomllib.loads(text)
    except RecursionError as error:
        raise SettingsError([tr("{path}: this is nested too deeply for settings.", path=path)]) from error
    except ValueError as error:  # a TOMLDecodeError, or a number of thousands of digits
        raise SettingsError([tr("{path}: this is not valid TOML: {error}.", path=path, error=error)]) from error
    return _checked(path, text, table)


def _text_of(path: Path) -> str:
    """The text of a settings file. Raises OSError, and SettingsError for what cannot be one."""
    if path.exists() and not path.is_file() and not path.is_dir():  # reading from a pipe or a device may never end
        raise SettingsError([tr("{path}: can't be read, because it is not an ordinary file.", path=path)])
    if path.exists() and path.stat().st_size > LARGEST:
        why = tr("{path}: can't be read, because it is larger than {most} KiB.", path=path, most=LARGEST // 1024)
        raise SettingsError([why])
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise SettingsError([tr("{path}: can't be read, because it is not saved as UTF-8.", path=path)]) from error


def written(value: Any) -> Any:
    """A value as it is written in the file."""
    return str(value) if isinstance(value, BreathPattern | Dose | Hours) else value


def store(path: Path, key: str, value: Any) -> None:
    """Set one field in the file, and leave everything else in it as it is, comments included.

    The file is replaced in one step, so that it is never half written. Raises OSError, and
    SettingsError where the file is not valid TOML: then it is left alone.
    """
    import tomlkit  # 30 ms, which only a changed setting costs
    from tomlkit.exceptions import TOMLKitError

    from unclench.system.files import replace_private

    plain = written(value)
    FIELDS[key].read(plain)
    try:
        document = tomlkit.parse(_text_of(path))
    except (FileNotFoundError, NotADirectoryError):
        document = tomlkit.document()
    except (TOMLKitError, RecursionError, ValueError) as error:
        raise SettingsError([tr("{path}: this is not valid TOML: {error}.", path=path, error=error)]) from error
    document[key] = plain
    replace_private(path, tomlkit.dumps(document).encode())


def _checked(path: Path, text: str, table: Mapping[str, Any]) -> Settings:
    """Raises SettingsError for any setting that is refused; the error has the others."""
    settings, problems = Settings(), []
    for key, value in table.items():
        place = f"{path}:{_line_of(key, text)}"
        if key not in FIELDS:
            hint = _nearest(key, FIELDS) or tr("The settings are: {ids}.", ids=", ".join(FIELDS))
            problems.append(tr("{place}: {word} is not a setting. {hint}", place=place, word=_quoted(key), hint=hint))
            continue
        try:
            settings = replace(settings, **{key: FIELDS[key].read(value)})
        except ValueError as error:
            said = _quoted(value)
            problems.append(tr("{place}: {key} is {value}. {hint}", place=place, key=key, value=said, hint=error))
    if problems:
        raise SettingsError(problems, settings)
    return settings


def unknown_keys(path: Path, own: Mapping[str, str], ids: Collection[str]) -> list[str]:
    """What to say of keys in the settings file that are given to none of the `ids` there are, each with its line."""
    unknown = [id for id in own if id not in ids]
    if not unknown:
        return []
    text = ""
    with contextlib.suppress(OSError, SettingsError):
        text = _text_of(path)
    found, known = [], tr("The ids are: {ids}.", ids=", ".join(sorted(ids)))
    for id in unknown:
        place, hint = f"{path}:{_line_of(id, text)}", _nearest(id, sorted(ids)) or known
        found.append(tr("{place}: nothing has the id {id}. {hint}", place=place, id=_quoted(id), hint=hint))
    return found


def _quoted(value: Any) -> str:
    said = repr(value)
    return said if len(said) <= MOST_QUOTED else f"{said[:MOST_QUOTED]}…"


def _nearest(word: str, known: Iterable[str]) -> str:
    """`Did you mean volume?`; empty where nothing is like it."""
    import difflib

    near = difflib.get_close_matches(word, list(known), n=1)
    return tr("Did you mean {near}?", near=near[0]) if near else ""


def _line_of(key: str, text: str) -> int:
    for number, line in enumerate(text.splitlines(), 1):
        if line.split("=")[0].strip().strip("[]\"'") == key:
            return number
    return 1


class RunSettings(Struct, dict=True):
    """The file's settings, where the file is, and what this run has in place of them."""

    settings: Settings = field(default_factory=Settings)
    home: paths.Home = field(default_factory=paths.home)
    wall: Callable[[], datetime] = datetime.now
    """Returns the time of day, for people to read."""
    audio: str | None = None
    """How sound is played, instead of what the settings say."""
    volume: int | None = None
    """How loud to begin, 0 to 100, instead of what the settings say."""
    plain: bool | None = None
    """Whether lines of text take the place of screens, if the command line or the environment says so."""
    night: bool | None = None
    """Whether it is night, if a key has said so in this run; None: the hours in the settings decide."""
    night_volume: int | None = None
    """How loud to begin at night, if a key has said so in this run."""

    @property
    def of_sound(self) -> Settings:
        """The settings, with what the command line says of sound in place of theirs."""
        return replace(self.settings, audio=self.audio or self.settings.audio, volume=self.loudness)

    @property
    def in_lines(self) -> bool:
        """Whether lines of text take the place of screens."""
        return self.settings.plain if self.plain is None else self.plain

    @property
    def start(self) -> Start:
        """How the program, and a session, would start now."""
        return start(self.settings, self.wall(), self.night)

    @property
    def loudness(self) -> int:
        """How loud to begin, 0 to 100."""
        start = self.start
        of_night = self.night_volume if start.night else None
        return next(each for each in (self.volume, of_night, start.volume) if each is not None)

    def change_setting(self, key: str, value: Any) -> None:
        """Change a setting here and in the file; on a full disk or in a broken file, only here."""
        self.settings = replace(self.settings, **{key: value})
        if key == "night":
            self.night = None  # the hours decide again
        with contextlib.suppress(OSError, SettingsError):
            store(self.home.settings, key, value)

    def keep_volume(self, volume: int) -> None:
        """Start this loud from now on: at night only in this run, since the setting is for the day."""
        self.volume = None
        if self.start.night:
            self.night_volume = volume
        else:
            self.change_setting("volume", volume)

    def switch_night(self) -> bool:
        """Begin the night, or end it, for this run and whatever the hours; returns whether it is night now."""
        self.night, self.volume, self.night_volume = not self.start.night, None, None
        return self.night
