"""espeak-ng, in two ways: the library from the package espeakng-loader (the extra `espeak`), and the program.

The library renders the same text to the same samples, bit for bit. By itself it would not: it lets the
pitch waver slowly and softens every second beat of some vowels, and continues both where the last
text ended. So the voice is loaded from a copy of its description with these two turned off.
"""

from __future__ import annotations

import ctypes
import os
import tempfile
import threading
from array import array
from functools import cache
from pathlib import Path

from unclench.language import tr
from unclench.media.pcm import Samples
from unclench.voice import engine, samples
from unclench.voice.engine import WORDS, EngineFailed, EngineNotHere, Raw, VoiceWish, no_voice_for

SYNCHRONOUS = 2
DO_NOT_EXIT = 0x8000
UTF8 = 1
"""Neither SSML (0x10) nor phonemes in brackets (0x100)."""
AT_CHARACTER = 1
RATE, PITCH = 1, 3
SEED = 1
LONGEST = 60
"""Seconds of speech after which a text is cut off."""
LONGEST_PATH = 140
"""Bytes of the data path; the library cuts a longer one off at 160 and complains on stderr."""

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


class EspeakLibrary:
    """The loaded library. Hold `lock` from setting a voice until `synth` returns: others may use it too."""

    def __init__(self, path: Path, data: Path) -> None:
        if not (data / "phontab").is_file():
            raise EngineFailed(tr("espeak-ng's data is missing from {folder}.", folder=data))
        if len(os.fsencode(data)) > LONGEST_PATH:
            raise EngineNotHere(tr("espeak-ng cannot read its data from a path as long as {folder}.", folder=data))
        self.lock = threading.Lock()
        self.data = data
        self.current: object = None
        """Which voice is set, in the caller's own terms; None if none is."""
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
            raise EngineFailed(tr("espeak-ng's library can't be loaded ({reason}).", reason=error)) from error
        if self.rate <= 0:
            raise EngineFailed(tr("espeak-ng's library won't start."))

    def set_named(self, name: str) -> bool:
        """Choose a voice such as `en-us` or `en-us+f3`. Returns whether there is one."""
        return int(self._lib.espeak_SetVoiceByName(name.encode())) == 0

    def set_language(self, language: str) -> bool:
        """Choose the voice closest to a language such as `en-us`. Returns whether there is one."""
        wanted = _Voice(languages=language.encode())
        return int(self._lib.espeak_SetVoiceByProperties(ctypes.byref(wanted))) == 0

    def set_file(self, path: Path) -> bool:
        """Choose the voice that a file describes. Returns whether it could be read."""
        return int(self._lib.espeak_SetVoiceByFile(os.fsencode(path))) == 0

    def voice(self) -> tuple[str, str]:
        """The name of the current voice, and its file inside `data`/lang."""
        found = self._lib.espeak_GetCurrentVoice()
        if not found:
            return "", ""
        return (found.contents.name or b"").decode(errors="replace"), os.fsdecode(found.contents.identifier or b"")

    def synth(self, text: str, rate: int, pitch: int) -> Samples:
        """Speak a text with the current voice: `rate` in words per minute, `pitch` 0 to 99. Raises EngineFailed."""
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
            raise EngineFailed(tr("espeak-ng could not speak (status {status}).", status=status))
        return samples

    def abort(self) -> None:
        """From another thread: end a running `synth`."""
        self._aborted = True

    def _collect(self, wave: int | None, count: int, _events: int | None) -> int:
        if wave and count > 0:
            self._collected.frombytes(ctypes.string_at(wave, 2 * count))
        self._aborted = self._aborted or len(self._collected) >= self._most
        return int(self._aborted)


_making = threading.Lock()
"""`cache` alone would let two threads make one each, but the library has only one state."""


def library() -> EspeakLibrary:
    """The library that espeakng-loader brings along. Raises EngineFailed; EngineNotHere without the package."""
    with _making:
        return _made()


@cache
def _made() -> EspeakLibrary:
    try:
        import espeakng_loader
    except ImportError as error:
        raise EngineNotHere(tr("The package espeakng-loader is not installed.")) from error
    try:
        return EspeakLibrary(Path(espeakng_loader.get_library_path()), Path(espeakng_loader.get_data_path()))
    except RuntimeError as error:
        raise EngineFailed(tr("espeakng-loader is damaged ({reason}).", reason=error)) from error


STEADY = b"\nflutter 0\nroughness 0\n"
NORMAL_RATE, SLOWEST, FASTEST = 175, 80, 450
NORMAL_PITCH, HIGHEST = 50, 99


def words_a_minute(percent: int) -> int:
    """A rate in percent, in espeak-ng's words per minute."""
    return min(max(NORMAL_RATE * percent // 100, SLOWEST), FASTEST)


def pitch_level(percent: int) -> int:
    """A pitch in percent, on espeak-ng's scale."""
    return min(max(NORMAL_PITCH * percent // 100, 0), HIGHEST)


class EspeakEngine:
    """The library as an engine: about 2 ms per sentence, most of it without holding Python's lock."""

    name = "espeak"

    def __init__(self, wish: VoiceWish) -> None:
        self._wish = wish
        self._library: EspeakLibrary | None = None
        self.remark = ""
        self.description = tr("The voice is espeak-ng, from the package espeakng-loader.")

    def open(self) -> None:
        """Load the library and choose the voice."""
        self._library = library()
        with self._library.lock:
            self._library.current = None
            self._set_voice(self._library)
            spoken = self._library.voice()[0]
        if spoken:
            self.description = tr("The voice is espeak-ng, from the package espeakng-loader: {voice}.", voice=spoken)

    def render(self, text: str) -> Raw:
        """Render a text. Another `EspeakEngine` may have used the library since the last one."""
        if self._library is None:
            raise EngineFailed(tr("espeak-ng is not open."))
        with self._library.lock:
            self._set_voice(self._library)
            samples = self._library.synth(text, words_a_minute(self._wish.rate), pitch_level(self._wish.pitch))
        return Raw(samples, self._library.rate)

    def stop(self) -> None:
        """End a text that is being spoken: a sentence takes 2 ms, but there may be a long one."""
        if self._library:
            self._library.abort()

    def close(self) -> None:
        """The library stays loaded: it cannot be given back safely."""
        self._library = None

    def _set_voice(self, library: EspeakLibrary) -> None:
        wish = self._wish
        if library.current == (wish.voice, wish.language, wish.only):
            return
        library.current = (wish.voice, wish.language, wish.only)
        if wish.voice and library.set_named(wish.voice):
            if "+" not in wish.voice:  # the waver of a variant is part of it
                _steady(library)
            return
        language = next((tag for tag in (wish.language, WORDS) if library.set_language(tag)), None)
        if wish.only and language != wish.language:
            raise no_voice_for(wish.language)
        if language is None:
            raise EngineFailed(tr("espeak-ng has lost its voices."))
        if wish.voice:
            self.remark = tr(
                "espeak-ng has no voice called {voice!r}, so its {used} voice is used.", voice=wish.voice, used=language
            )
        elif language != wish.language:
            self.remark = tr(
                "espeak-ng has no voice for {language!r}, so its {used} voice is used.",
                language=wish.language, used=language,
            )  # fmt: skip
        _steady(library)


def _steady(library: EspeakLibrary) -> None:
    """Replace the voice by the same without the waver, if its description can be read."""
    source = library.data / "lang" / library.voice()[1]
    if not source.is_file():
        return
    with tempfile.TemporaryDirectory(prefix="unclench-") as folder:
        copy = Path(folder) / source.name
        copy.write_bytes(source.read_bytes() + STEADY)
        library.set_file(copy)


class EspeakCommandEngine:
    """The program as an engine: one run per text, about 20 ms, with the text on its standard input."""

    name = "espeak-ng"

    def __init__(self, wish: VoiceWish) -> None:
        self._wish = wish
        self._program = ""
        self._voice = wish.language
        self._command = engine.Command()
        self.remark = ""
        self.description = tr("The voice is the program espeak-ng.")

    def open(self) -> None:
        """Find the program, and a voice it has."""
        self._program = engine.find("espeak-ng", "espeak")
        self._voice = self._wish.voice or self._wish.language
        try:
            self.render("yes")
        except EngineFailed as failure:
            if self._wish.only:
                raise no_voice_for(self._wish.language) from failure
            self._voice = "en"
            self.render("yes")
            program, wished = self._program, self._wish.voice or self._wish.language
            self.remark = tr(
                "{program} has no voice {wished!r}, so its English one is used.", program=program, wished=wished
            )

    def render(self, text: str) -> Raw:
        """Render a text. Without -m there is no SSML, and `text.plain` has removed phonemes in brackets."""
        rate, pitch = words_a_minute(self._wish.rate), pitch_level(self._wish.pitch)
        args = [self._program, "--stdin", "--stdout", "-b", "1", "-v", self._voice, "-s", str(rate), "-p", str(pitch)]
        return samples.read(self._command.run(args, text), self._program)

    def stop(self) -> None:
        """End the program if it runs."""
        self._command.stop()

    def close(self) -> None:
        """Nothing to release: no program runs between texts."""
