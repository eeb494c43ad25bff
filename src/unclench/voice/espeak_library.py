"""The espeak-ng library through ctypes: what is called, and how it is kept quiet.

The library has one state for the whole process and is never unloaded, so there is one `Library`,
made when first asked for, and one call at a time.
"""

from __future__ import annotations

import ctypes
import os
import threading
from array import array
from functools import cache
from pathlib import Path

from unclench.audio.pcm import Samples
from unclench.voice.engine import EngineFailed, NotHere

SYNCHRONOUS = 2
DO_NOT_EXIT = 0x8000
UTF8 = 1
"""Neither SSML (0x10) nor phonemes in brackets (0x100)."""
AT_CHARACTER = 1
RATE, PITCH = 1, 3
SEED = 1
LONGEST = 60
"""Seconds after which a text is cut off."""
LONGEST_PATH = 140
"""Bytes; the library cuts a longer data path off at 160 and then complains on stderr."""

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class _Voice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


class Library:
    """Hold `lock` from setting a voice to the end of `synth`: another voice may want the library too."""

    def __init__(self, path: Path, data: Path) -> None:
        if not (data / "phontab").is_file():
            raise EngineFailed(f"espeak-ng's data are missing from {data}.")
        if len(os.fsencode(data)) > LONGEST_PATH:
            raise NotHere(f"espeak-ng cannot read its data from a path as long as {data}.")
        self.lock = threading.Lock()
        self.data = data
        self.current: object = None
        """Whose voice is set, in the callers' own terms; None: nobody's."""
        self._collected: Samples = array("h")
        self._most = 0
        self._aborted = False
        self._callback = _Callback(self._collect)
        try:
            self._lib = ctypes.CDLL(str(path))
            self._lib.espeak_GetCurrentVoice.restype = ctypes.POINTER(_Voice)
            self.rate = int(self._lib.espeak_Initialize(SYNCHRONOUS, 0, os.fsencode(data), DO_NOT_EXIT))
            self._lib.espeak_SetSynthCallback(self._callback)
            self._seed = getattr(self._lib, "espeak_ng_SetRandSeed", None)
        except (OSError, AttributeError) as error:
            raise EngineFailed(f"espeak-ng's library cannot be loaded ({error}).") from error
        if self.rate <= 0:
            raise EngineFailed("espeak-ng's library does not start.")

    def set_named(self, name: str) -> bool:
        """Speak with a voice such as `en-us` or `en-us+f3`; whether there is one."""
        return int(self._lib.espeak_SetVoiceByName(name.encode())) == 0

    def set_language(self, language: str) -> bool:
        """Speak with the voice nearest to a language such as `en-us`; whether there is one."""
        wanted = _Voice(languages=language.encode())
        return int(self._lib.espeak_SetVoiceByProperties(ctypes.byref(wanted))) == 0

    def set_file(self, path: Path) -> bool:
        """Speak with the voice that a file describes; whether it can be read."""
        return int(self._lib.espeak_SetVoiceByFile(os.fsencode(path))) == 0

    def voice(self) -> tuple[str, str]:
        """The current voice's name, and its file inside `data`/lang."""
        found = self._lib.espeak_GetCurrentVoice()
        if not found:
            return "", ""
        return (found.contents.name or b"").decode(errors="replace"), os.fsdecode(found.contents.identifier or b"")

    def synth(self, text: str, rate: int, pitch: int) -> Samples:
        """The text as the current voice says it: `rate` in words a minute, `pitch` 0 to 99."""
        self._lib.espeak_SetParameter(RATE, rate, 0)
        self._lib.espeak_SetParameter(PITCH, pitch, 0)
        if self._seed:
            self._seed(ctypes.c_long(SEED))
        self._collected = array("h")
        self._most = LONGEST * self.rate
        self._aborted = False
        data = text.encode()
        size = ctypes.c_size_t(len(data) + 1)
        status = self._lib.espeak_Synth(data, size, 0, AT_CHARACTER, 0, UTF8, None, None)
        samples, self._collected = self._collected, array("h")
        if status != 0 and not self._aborted:
            raise EngineFailed(f"espeak-ng could not speak (status {status}).")
        return samples

    def abort(self) -> None:
        """From another thread: end a `synth` that is under way."""
        self._aborted = True

    def _collect(self, wave: int | None, count: int, _events: int | None) -> int:
        if wave and count > 0:
            self._collected.frombytes(ctypes.string_at(wave, 2 * count))
        self._aborted = self._aborted or len(self._collected) >= self._most
        return int(self._aborted)


_making = threading.Lock()
"""`cache` alone would let two threads make one each, and the library's one state bears no second."""


def library() -> Library:
    """The one that espeakng-loader brings along. Raises EngineFailed, or NotHere without it."""
    with _making:
        return _made()


@cache
def _made() -> Library:
    try:
        import espeakng_loader
    except ImportError as error:
        raise NotHere("The package espeakng-loader is not installed.") from error
    try:
        return Library(Path(espeakng_loader.get_library_path()), Path(espeakng_loader.get_data_path()))
    except RuntimeError as error:
        raise EngineFailed(f"espeakng-loader is damaged ({error}).") from error
