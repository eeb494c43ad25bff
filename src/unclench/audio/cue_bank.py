"""The cues' samples: read when first asked for, the user's own in place of the built-in ones."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from unclench.audio import breath_cues, wavfile
from unclench.audio.output import Clip
from unclench.cues import Sound
from unclench.media.pcm import Samples, cut, frames
from unclench.ports import PlayerFailed

if TYPE_CHECKING:
    from unclench.audio.soundfile import BadSound, OwnFiles


class SoundSet(Struct, frozen=True):
    """A set by its id, and one sentence for the user."""

    id: str
    about: str
    folder: str = ""
    """Under the folder of sounds; empty for the files that lie in it directly."""
    sounds: frozenset[Sound] = frozenset(Sound)
    """What sounds. The alarm and the check always do: being left out must not make them unsafe."""


SETS: dict[str, SoundSet] = {
    "soft": SoundSet("soft", "Warm bells and wood, for a quiet room."),
    "clear": SoundSet("clear", "Higher and plainer, for a noisy room or weak hearing.", "clear"),
    "minimal": SoundSet(
        "minimal",
        "The soft sounds, but only those that say go, release, switch and done, and the breaths.",
        # In and out stay: a breathing session has nothing else, and would be silent.
        sounds=frozenset(
            {Sound.GO, Sound.RELEASE, Sound.SWITCH, Sound.DONE, Sound.IN, Sound.OUT, Sound.CHECK, Sound.ALARM}
        ),
    ),
}
DEFAULT = SETS["soft"]


BREATHS = {Sound.IN: 5_000, Sound.OUT: 4_000}
"""The cues that fill their phase, and the length in ms that their files have."""
FADE = frames(300)
"""A breath cut short fades over this many frames."""
KEPT = 8
"""Fitted breaths kept: a session has a handful of lengths, half a megabyte each."""

Overrides = Mapping[Sound, Path | None]
"""A cue to a sound file of the user's, or to None to silence it."""


class Bank:
    """The cues of one set, whose files lie under `folder`, with replacements for some.

    `own` are the user's, for all routines; `replace` puts a routine's above them. A cue that
    the set leaves out still sounds if it is replaced by a file. A file that cannot be used is
    named in `problems`, once, and the built-in cue plays. The alarm cannot be silenced,
    and no file that nobody would hear takes its place or the check's: see `audible`. All files are
    read when the first of them is wanted, since one process decodes them.
    """

    def __init__(
        self,
        folder: Path,
        own: Overrides | None = None,
        start: Callable[[Callable[[], None]], None] = breath_cues.in_background,
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
        """Another set, and other sounds of the user's, from the next cue on."""
        self.sounds, self._own = sounds, _followed(own or {})
        self._forget()

    def replace(self, overrides: Overrides) -> None:
        """A routine's replacements, from the next cue on; none for a routine that brings none."""
        if dict(overrides) != self._of_routine:
            self._of_routine = dict(overrides)
            self._forget()

    def clip(self, sound: Sound, lasting: int | None = None) -> Clip | None:
        """What to play for a cue; None if there is nothing to be heard.

        `lasting` (ms) is the length of the phase, which only breaths fit themselves to. Raises
        PlayerFailed if a built-in file is missing or damaged.
        """
        if sound not in self._clips:
            self._clips[sound] = self._load(sound)
        clip = self._clips[sound]
        if clip is None or lasting is None or sound not in BREATHS or lasting == BREATHS[sound]:
            return clip
        return self._fit(sound, clip, lasting)

    def replaced(self, sound: Sound) -> bool:
        """Whether a cue that was taken is a sound of the user's own, or of the routine's."""
        return sound in self._replaced

    def prepare(self, wanted: Iterable[tuple[Sound, int | None]]) -> None:
        """Have these ready, breaths of these lengths among them, by the time they are played."""
        for sound, lasting in wanted:
            self.clip(sound, lasting)

    def check(self) -> list[str]:
        """Load every replacement and give back what is wrong with them, a sentence each."""
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
        from unclench.audio import audible  # most users have no sounds of their own

        if self._read is None:
            self._read = self._read_all()
        found = self._read[path]
        if isinstance(found, Exception):
            self.problems.append(f"The sound for {sound.value} cannot be used: {found}")
            return None
        if trouble := audible.trouble(sound, found):
            self.problems.append(f"The sound for {sound.value} cannot be used: {path} {trouble}.")
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
            return Clip(wavfile.read(self._folder / self.sounds.folder / f"{sound.value}.wav"))
        except wavfile.BadWav as error:
            raise PlayerFailed(f"unclench's own sounds are damaged or missing: {error}") from error

    def _fit(self, sound: Sound, whole: Clip, lasting: int) -> Clip:
        key = (sound, lasting)
        if key in self._fitted:
            return self._fitted[key]
        length = max(frames(lasting), 1)
        clip = Clip(cut(whole.samples, length, FADE))
        if len(self._fitted) >= KEPT:
            del self._fitted[next(iter(self._fitted))]
        self._fitted[key] = clip
        if sound not in self._replaced:  # a sound of the user's own is cut, never replaced
            folder = self.sounds.folder

            def render() -> None:
                clip.improve(breath_cues.render(sound, length, folder))

            self._start(render)
        return clip


def _followed(own: Overrides) -> dict[Sound, Path | None]:
    """With the user's own links replaced by what they lead to, wherever it lies.

    A routine's are not: only whoever found them knows how far they may lead.
    """
    followed = dict(own)
    for sound, path in own.items():
        with contextlib.suppress(OSError, ValueError):  # a name that no system takes; it is said when it is read
            followed[sound] = path and Path(os.path.realpath(path))
    return followed
