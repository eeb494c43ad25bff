"""What a voice engine does, what can go wrong with it, and what the user can ask of it.

Engines that are programs are run here: they get the text as data, and nothing of it reaches the terminal.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from msgspec import Struct, field
from msgspec.structs import replace

from unclench.audio import backend
from unclench.errors import UnclenchError
from unclench.language import counted, language_name, tr
from unclench.media.pcm import Samples

if TYPE_CHECKING:
    import subprocess


class EngineFailed(UnclenchError):
    """An engine cannot speak; the message is a sentence for the user.

    `quoted` is the part of it that is not the program's own: what a helper program said, which may
    repeat a text, or a name from the settings. `loggable` is the sentence without it.
    """

    def __init__(self, sentence: str, quoted: str = "") -> None:
        super().__init__(sentence)
        self.loggable = sentence.replace(quoted, "…") if quoted else sentence


class EngineNotHere(EngineFailed):
    """The engine is not on this machine, or not set up; trying again is no use."""


def no_voice_for(tag: str) -> EngineNotHere:
    """What an engine raises that has to speak a language and has no voice for it."""
    return EngineNotHere(tr("It has no voice for {language}.", language=language_name(tag)))


class NotRecorded(EngineFailed):
    """The recorded voice lacks a sentence of this text: another voice says the whole of it. Nothing is broken."""


class Raw(NamedTuple):
    """Mono samples as an engine returned them."""

    samples: Samples
    rate: int
    """Frames per second."""


class Shaped(Raw):
    """The same, as loud and as long as they are to be already (see `samples.shape`), at the mixer's rate."""


class Engine(Protocol):
    """Turns texts into samples. All calls come from one thread, except `stop`."""

    name: str
    """The engine's id, one of `ENGINES`."""
    description: str
    """One plain sentence that says who speaks."""
    remark: str
    """After `open`: a sentence about a wish that could not be met, or empty."""

    def open(self) -> None:
        """Find and load what is needed. Raises EngineFailed."""

    def render(self, text: str) -> Raw:
        """Render a text that `text.plain` has made harmless. Raises EngineFailed."""

    def stop(self) -> None:
        """From another thread: make a running `render` fail soon."""

    def close(self) -> None:
        """Release everything. Safe to call twice, and before `open`."""


@runtime_checkable
class Recordings(Engine, Protocol):
    """An engine that says only what it has."""

    def lacking(self, text: str) -> NotRecorded | None:
        """What it would raise for this text, which `text.plain` has made harmless; None if it has all of it."""


ENGINES = ("recorded", "say", "sapi", "piper", "hibari", "espeak", "espeak-ng", "none")
"""The engines' ids in the order they are tried: `recorded` has what the program itself says, the others say anything.
`hibari` is the package hibari-tts, `espeak` the library of the package espeakng-loader, `espeak-ng` the program of that
name."""
RECORDED = ENGINES[0]
TRIAL = "yes"
"""The word that an engine says to show that it works."""
WORDS = "en"
"""The language of the program's own words and of the bundled routines."""
SLOWEST, FASTEST = 50, 200
"""The limits of rate and pitch, in percent."""
CALM = 90
"""Percent of an engine's normal rate: unhurried, and the sentence of a setup still ends in time."""


def language_here(environ: Mapping[str, str] = os.environ) -> str:
    """The language to speak: the locale's variety of English, such as `en-us`, or plain `en`.

    Other locales do not change it: a German voice would read the English words as if they were German.
    """
    locale = next(filter(None, (environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    tag = locale.split(".")[0].split("@")[0].replace("_", "-").lower()
    return tag if base(tag) == WORDS and tag.replace("-", "").isalnum() else WORDS


class VoiceWish(Struct, frozen=True):
    """The voice the user wants. Raises ValueError, with a sentence for the user, for what no voice can do."""

    engine: str = "auto"
    """One of `ENGINES`, or `auto` for the first that works."""
    voice: str | None = None
    """A voice's name as its engine knows it; None for one that suits the language."""
    language: str = field(default_factory=language_here)
    """The language of the voice; it does not translate anything."""
    rate: int = CALM
    """Percent of the engine's normal rate."""
    pitch: int = 100
    """Percent of the voice's normal pitch. Only espeak-ng can change it."""
    piper_model: Path | None = None
    """The .onnx file of a piper voice; piper is tried only if there is one."""
    recordings: Path | None = None
    """The folder of the recorded voice; None where nothing is recorded."""
    only: bool = False
    """Whether the language is a must: an engine without a voice for it raises EngineNotHere. Otherwise an English voice
    is better than none."""

    def __post_init__(self) -> None:
        if self.engine != "auto" and self.engine not in ENGINES:
            none = tr("There is no voice engine called {name!r}.", name=self.engine)
            raise ValueError(backend.unknown(none, self.engine, ENGINES))
        if not SLOWEST <= self.rate <= FASTEST:
            wrong = tr(
                "The voice's rate is {rate}; it can be {least} to {most} percent.",
                rate=self.rate, least=SLOWEST, most=FASTEST,
            )  # fmt: skip
            raise ValueError(wrong)
        if not SLOWEST <= self.pitch <= FASTEST:
            wrong = tr(
                "The voice's pitch is {pitch}; it can be {least} to {most} percent.",
                pitch=self.pitch, least=SLOWEST, most=FASTEST,
            )  # fmt: skip
            raise ValueError(wrong)

    def in_language(self, tag: str) -> VoiceWish:
        """The same for a text in another language, which no voice of any other is to read, not even one by name."""
        return replace(self, language=tag.lower(), only=True, voice=None)

    def speaks(self, tag: str) -> bool:
        """Whether the voice wished for speaks this language by itself; its varieties count as one."""
        return base(tag) == base(self.language)


def base(tag: str) -> str:
    """The language of a tag without script and region: `pt` of `pt-BR`."""
    return tag.partition("-")[0].lower()


PATIENCE = 30
"""Seconds for one text: enough for a large piper model on a small machine."""


def find(*names: str) -> str:
    """The path of the first of these programs that is installed. Raises EngineNotHere."""
    import shutil  # only engines that are programs need this, and `subprocess`

    for name in names:
        if path := shutil.which(name):
            return path
    raise EngineNotHere(tr("The program {names} is not installed here.", names=tr(" or ").join(names)))


def start(args: Sequence[str], environ: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start a program with pipes, out of reach of the terminal's Ctrl-C. Raises EngineFailed."""
    import subprocess

    try:
        return subprocess.Popen(
            args,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(environ or {})},
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # on Windows, no console of its own
        )
    except OSError as error:
        why = tr("{program} cannot be started ({reason}).", program=args[0], reason=error.strerror or error)
        raise EngineFailed(why) from error


class Command:
    """Runs a program, one run at a time; `stop` ends it from another thread."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def run(
        self, args: Sequence[str], text: str, environ: Mapping[str, str] | None = None, patience: float = PATIENCE
    ) -> bytes:
        """Run the program with `text` and a line end as its input. Returns its output. Raises EngineFailed."""
        from subprocess import TimeoutExpired

        with start(args, environ) as process:
            self._process = process
            if self._stopped:  # checked after `_process` is set, so that no `stop` falls in between
                process.kill()
            try:
                out, err = process.communicate(f"{text}\n".encode(), patience)
            except TimeoutExpired as error:
                process.kill()
                process.communicate()
                late = counted(
                    patience,
                    "{program} did not answer within {number:g} second.",
                    "{program} did not answer within {number:g} seconds.",
                    program=args[0],
                )
                raise EngineFailed(late) from error
            finally:
                self._process = None
        if process.returncode != 0:
            why = said(err)
            reason = why or tr("status {status}", status=process.returncode)
            raise EngineFailed(tr("{program} failed ({reason}).", program=args[0], reason=reason), why)
        return out

    def stop(self) -> None:
        """End what is running, and any later run at once."""
        self._stopped = True
        if process := self._process:
            process.kill()


class KeptRunning:
    """For an engine whose process runs for as long as it is open; `stop` ends it from another thread."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def stop(self) -> None:
        """End the process."""
        if process := self._process:
            process.kill()

    def close(self) -> None:
        """End the process and wait for it."""
        if process := self._process:
            process.kill()
            process.communicate()
            self._process = None


def said(err: bytes) -> str:
    """The last line of a program's error output, short and safe to show."""
    lines = [line for line in err.decode(errors="replace").splitlines() if line.strip()]
    return "".join(c for c in lines[-1].strip()[:120] if c.isprintable()) if lines else ""


def system_now() -> str:
    """`linux`, `darwin`, `win32`; a function, so that no type checker assumes one of them."""
    return sys.platform
