"""The samples of what sounds: cues of a sound set or of the user's own, and the bed under a hold.

Breathing cues are made to fit a phase of any length, in the background, so that nobody waits for them.
"""

from __future__ import annotations

import contextlib
import os
from array import array
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from unclench.audio.output import Clip
from unclench.cues import Sound
from unclench.language import tr
from unclench.media import pcm
from unclench.media.pcm import BadWav, Samples, cut, frames, read_wav
from unclench.ports import PlayerFailed

if TYPE_CHECKING:
    from unclench.audio.soundfile import BadSound, OwnFiles


BED_GOES_ON, BED_OPENING = "bed/goes-on.wav", "bed/opens.wav"
"""In a folder of their own: they are no cues."""
BED_OVERLAP = 250
"""Ms by which a piece reaches under the next one, so that nobody hears where they meet."""


class BedSounds:
    """The two sounds of the bed. Raises PlayerFailed if their files are missing or damaged."""

    def __init__(self, folder: Path) -> None:
        try:
            self._goes_on, self._opens = (read_wav(folder / name) for name in (BED_GOES_ON, BED_OPENING))
        except BadWav as error:
            raise PlayerFailed(tr("unclench's own sounds are damaged or missing: {error}", error=error)) from error

    def piece(self, skip: int, lasting: int, *, opens: bool) -> Samples:
        """So many ms of it, without its first `skip` ms; what is cut off is faded, and a whole piece is one array."""
        whole, fade = (self._opens, 0) if opens else (self._goes_on, frames(BED_OVERLAP))
        begin, end = frames(skip), min(frames(skip + lasting) + fade, len(whole))
        piece = _begun(whole[begin:], min(frames(BED_OVERLAP), end - begin)) if begin else whole
        return cut(piece, end - begin, fade)


def _begun(samples: Samples, length: int) -> Samples:
    """The sound with its first frames faded in."""
    return array("h", [x * i // length for i, x in enumerate(samples[:length])]) + samples[length:]


def fitted_breath(sound: Sound, length: int) -> Samples:
    """The swell of a breathing cue, exactly `length` frames long: about 10 ms of work per second of sound."""
    from unclench.audio import synth  # most sessions breathe at the length of the files

    return synth.breath(synth.SWELLS[sound], length)


def in_background(work: Callable[[], None]) -> None:
    """Run `work` on a thread that the program does not wait for when it ends."""
    import threading

    threading.Thread(target=work, name="unclench-breath", daemon=True).start()


class SoundSet(Struct, frozen=True):
    """A set of cues: its id, and one sentence about it for the user."""

    id: str
    about: str
    sounds: frozenset[Sound] = frozenset(Sound)
    """The cues it plays. The alarm and the check are in every set, for safety."""


SETS: dict[str, SoundSet] = {
    "soft": SoundSet("soft", tr("All cues: warm bells and soft taps, for old ears and small loudspeakers too.")),
    "minimal": SoundSet(
        "minimal",
        tr("Only the cues for what begins and what ends, and the ticks before that."),
        # In and out stay: a breathing session has nothing else, and would be silent.
        frozenset(
            {
                Sound.GO,
                Sound.TICK,
                Sound.RELEASE,
                Sound.REST,
                Sound.SWITCH,
                Sound.DONE,
                Sound.IN,
                Sound.OUT,
                Sound.CHECK,
                Sound.ALARM,
                Sound.MINUTE,
                Sound.KEY,
                Sound.REFUSED,
            }
        ),
    ),
}
DEFAULT = SETS["soft"]


BREATHS = {Sound.IN: 5_000, Sound.OUT: 4_000}
"""The cues that fill their phase, with the length of their files in ms."""
FADE = frames(300)
"""Frames over which a breath that is cut short fades out."""
KEPT = 8
"""Fitted breaths kept in memory: a session has a handful of lengths, half a megabyte each."""

Overrides = Mapping[Sound, Path | None]
"""A sound file of the user's for a cue, or None to silence it."""


class Bank:
    """The cues of one set, with replacements for some; its files are under `folder`.

    `own` are the user's sounds for all routines; a routine's, set with `replace`, come before them. A cue
    that the set leaves out still plays if a file replaces it. A file that cannot be used is named
    in `problems`, once, and the built-in cue plays instead. The alarm cannot be silenced, and neither it
    nor the check can be replaced by something inaudible (see `soundfile.trouble`). All files are read when the
    first of them is needed, since one helper process decodes them all.
    """

    def __init__(
        self,
        folder: Path,
        own: Overrides | None = None,
        start: Callable[[Callable[[], None]], None] = in_background,
        *,
        sounds: SoundSet = DEFAULT,
    ) -> None:
        self.sounds = sounds
        self._folder = folder
        self._own = _followed(own or {})
        self._of_routine: dict[Sound, Path | None] = {}
        self._start = start
        self._files: OwnFiles | None = None
        self._read: Mapping[Path, Samples | BadSound] | None = None
        self._replaced: set[Sound] = set()
        self._clips: dict[Sound, Clip | None] = {}
        self._fitted: dict[tuple[Sound, int], Clip] = {}
        self.problems: list[str] = []

    def use(self, sounds: SoundSet, own: Overrides | None = None) -> None:
        """Change to another set, and to these sounds of the user's, from the next cue on."""
        self.sounds, self._own = sounds, _followed(own or {})
        self._forget()

    def replace(self, overrides: Overrides) -> None:
        """Use a routine's own sounds from the next cue on; none for a routine without any."""
        if dict(overrides) != self._of_routine:
            self._of_routine = dict(overrides)
            self._forget()

    def clip(self, sound: Sound, lasting: int | None = None) -> Clip | None:
        """What to play for a cue; None for one that is silent.

        `lasting` (ms) is the length of its phase; only breaths are fitted to it. Raises PlayerFailed
        if a built-in file is missing or damaged.
        """
        if sound not in self._clips:
            self._clips[sound] = self._load(sound)
        clip = self._clips[sound]
        if clip is None or lasting is None or sound not in BREATHS or lasting == BREATHS[sound]:
            return clip
        return self._fit(sound, clip, lasting)

    def replaced(self, sound: Sound) -> bool:
        """Whether a cue that has been loaded is the user's own sound or the routine's."""
        return sound in self._replaced

    def prepare(self, wanted: Iterable[tuple[Sound, int | None]]) -> None:
        """Load these cues, and fit the breaths to these lengths, before they are played."""
        for sound, lasting in wanted:
            self.clip(sound, lasting)

    def check(self) -> list[str]:
        """Load every replacement and return what is wrong with them, a sentence each."""
        for sound in {**self._own, **self._of_routine}:
            self.clip(sound)
        return self.problems

    def _forget(self) -> None:
        self._clips.clear()
        self._fitted.clear()
        self._replaced.clear()
        self._read = None
        self.problems = []

    def _load(self, sound: Sound) -> Clip | None:
        for overrides in (self._of_routine, self._own):
            if sound not in overrides:
                continue
            path = overrides[sound]
            if path is None:
                if sound is Sound.ALARM:
                    continue
                return None
            clip = self._load_own(sound, path)
            if clip is not None:
                return clip
        return self._built_in(sound) if sound in self.sounds.sounds else None

    def _load_own(self, sound: Sound, path: Path) -> Clip | None:
        from unclench.audio import soundfile  # most users have no sounds of their own

        if self._read is None:
            self._read = self._read_all()
        found = self._read[path]
        if isinstance(found, Exception):
            self.problems.append(tr("unclench can't use your sound for {cue}: {why}", cue=sound.value, why=found))
            return None
        if trouble := soundfile.trouble(sound, found):
            why = f"{path} {trouble}."
            self.problems.append(tr("unclench can't use your sound for {cue}: {why}", cue=sound.value, why=why))
            return None
        self._replaced.add(sound)
        return Clip(found)

    def _read_all(self) -> Mapping[Path, Samples | BadSound]:
        from unclench.audio.soundfile import OwnFiles  # most users have none

        if self._files is None:
            self._files = OwnFiles()
        paths = [*self._of_routine.values(), *self._own.values()]
        return self._files.read(path for path in paths if path is not None)

    def _built_in(self, sound: Sound) -> Clip:
        try:
            return Clip(pcm.read_wav(self._folder / f"{sound.value}.wav"))
        except pcm.BadWav as error:
            raise PlayerFailed(tr("unclench's own sounds are damaged or missing: {error}", error=error)) from error

    def _fit(self, sound: Sound, whole: Clip, lasting: int) -> Clip:
        key = (sound, lasting)
        if key in self._fitted:
            return self._fitted[key]
        length = max(frames(lasting), 1)
        clip = Clip(cut(whole.samples, length, FADE))
        if len(self._fitted) >= KEPT:
            del self._fitted[next(iter(self._fitted))]
        self._fitted[key] = clip
        if sound not in self._replaced:  # the user's own sound is cut, never replaced

            def improve() -> None:
                clip.improve(fitted_breath(sound, length))

            self._start(improve)
        return clip


def _followed(own: Overrides) -> dict[Sound, Path | None]:
    """The same with links replaced by their targets, wherever those are.

    Only for the user's own settings: whoever finds a routine's sounds decides how far its links may lead.
    """
    followed = dict(own)
    for sound, path in own.items():
        with contextlib.suppress(OSError, ValueError):  # an impossible name; reading it will say so
            followed[sound] = path and Path(os.path.realpath(path))
    return followed
