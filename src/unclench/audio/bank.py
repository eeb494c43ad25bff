"""The cues' samples: read when first asked for, the user's own in place of the built-in ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from unclench.audio import breaths, wavfile
from unclench.audio.pcm import Samples, cut, frames
from unclench.cues import Sound
from unclench.ports import PlayerFailed

BREATHS = {Sound.IN: 5_000, Sound.OUT: 4_000}
"""The cues that fill their phase, and the length in ms that their files have."""
FADE = frames(30)
"""A breath cut short fades over this many frames."""
KEPT = 8
"""Fitted breaths kept: a session has a handful of lengths, half a megabyte each."""


class Take:
    """The samples of one cue as it will be played.

    Looked at only when the cue is due: a fitted breath may still be on its way, and until it
    has come `samples` is the nearest thing there is.
    """

    __slots__ = ("samples",)

    def __init__(self, samples: Samples) -> None:
        self.samples = samples


class Bank:
    """The cues of one folder, with the user's replacements.

    `overrides` maps a cue to a WAV file of the user's, or to None to silence it. A file that
    cannot be used is named in `problems`, once, and the built-in cue plays.
    """

    def __init__(
        self,
        folder: Path,
        overrides: Mapping[Sound, Path | None] | None = None,
        start: Callable[[Callable[[], None]], None] = breaths.in_background,
    ) -> None:
        self._folder = folder
        self._overrides = dict(overrides or {})
        self._start = start
        self._own: set[Sound] = set()
        self._takes: dict[Sound, Take | None] = {}
        self._fitted: dict[tuple[Sound, int], Take] = {}
        self.problems: list[str] = []

    def replace(self, overrides: Mapping[Sound, Path | None]) -> None:
        """Other replacements from now on: each routine may bring its own."""
        changed = {s for s in {*self._overrides, *overrides} if self._overrides.get(s, s) != overrides.get(s, s)}
        self._overrides = dict(overrides)
        self._own -= changed
        for sound in changed:
            self._takes.pop(sound, None)
        self._fitted = {key: take for key, take in self._fitted.items() if key[0] not in changed}

    def take(self, sound: Sound, lasting: int | None = None) -> Take | None:
        """What to play for a cue; None if the user wants none.

        `lasting` (ms) is the length of the phase, which only breaths fit themselves to. Raises
        PlayerFailed if a built-in file is missing or damaged.
        """
        if sound not in self._takes:
            self._takes[sound] = self._load(sound)
        take = self._takes[sound]
        if take is None or lasting is None or sound not in BREATHS or lasting == BREATHS[sound]:
            return take
        return self._fit(sound, take, lasting)

    def check(self) -> list[str]:
        """Load every replacement and give back what is wrong with them, a sentence each."""
        for sound in self._overrides:
            self.take(sound)
        return self.problems

    def _load(self, sound: Sound) -> Take | None:
        if sound in self._overrides:
            path = self._overrides[sound]
            if path is None:
                return None
            try:
                own = Take(wavfile.read(path))
            except wavfile.BadWav as error:
                self.problems.append(f"The sound for {sound.value} cannot be used: {error}")
            else:
                self._own.add(sound)
                return own
        try:
            return Take(wavfile.read(self._folder / f"{sound.value}.wav"))
        except wavfile.BadWav as error:
            raise PlayerFailed(f"unclench's own sounds are damaged or missing: {error}") from error

    def _fit(self, sound: Sound, whole: Take, lasting: int) -> Take:
        key = (sound, lasting)
        if key in self._fitted:
            return self._fitted[key]
        length = max(frames(lasting), 1)
        take = Take(cut(whole.samples, length, FADE))
        if len(self._fitted) >= KEPT:
            del self._fitted[next(iter(self._fitted))]
        self._fitted[key] = take
        if sound not in self._own:  # a sound of the user's own is cut, never replaced

            def render() -> None:
                take.samples = breaths.render(sound, length)

            self._start(render)
        return take
