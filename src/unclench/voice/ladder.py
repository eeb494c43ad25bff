"""The engines in order: one speaks, and when it fails the next takes over."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

from unclench.audio.pcm import RATE
from unclench.voice.engine import Engine, EngineFailed, NotHere, Raw

HINT = "pip install 'unclench[voice]' gives one; until then the captions say everything."
SILENT = "No voice; the captions say everything."
TRIES = 2
"""An engine that fails once is opened again; one that fails twice with a text is given up."""


class Ladder:
    """Belongs to one thread, except `stop`. `wished` is the engine the user asked for by name."""

    def __init__(
        self,
        makers: Sequence[Callable[[], Engine]],
        on_notice: Callable[[str], None],
        wished: str | None = None,
    ) -> None:
        self._makers = list(makers)
        self._notice = on_notice
        self._wished = wished
        self._engine: Engine | None = None
        self._trying: Engine | None = None
        self._stopped = False
        self._spoke = False
        self._trouble = ""
        self.reasons: list[tuple[str, str]] = []
        """Why others do not speak: id and sentence."""

    @property
    def engine(self) -> Engine | None:
        """Who speaks; None before the first text, and when nobody is left."""
        return self._engine

    def render(self, text: str) -> Raw | None:
        """The text in samples; None when no engine is left."""
        from unclench.voice.plain import plain, sayable  # here and below: not before there is a text
        from unclench.voice.shaping import NOTHING, peak

        line = plain(text)
        if not sayable(line):
            return Raw(array("h"), RATE)
        tries = 0
        while not self._stopped and (engine := self._engine or self._climb()):
            try:
                raw = engine.render(line)
                if not self._spoke and line.isascii() and peak(raw.samples) < NOTHING:
                    raise EngineFailed(f"{engine.name} runs, but no sound comes out.")  # noqa: TRY301  # same end
            except EngineFailed as failure:
                tries += 1
                engine.close()
                self._engine = None
                if tries < TRIES and not self._stopped and self._again(engine):
                    continue
                self._give_up(engine, failure)
                tries = 0
            else:
                self._spoke = True
                return raw
        return None

    def stop(self) -> None:
        """From another thread: end what is under way, start nothing more."""
        self._stopped = True
        if engine := self._trying:
            engine.stop()

    def close(self) -> None:
        """Close the engine."""
        self._trying = None
        if self._engine:
            self._engine.close()
            self._engine = None

    def _again(self, engine: Engine) -> bool:
        try:
            engine.open()
        except EngineFailed:
            engine.close()
            return False
        self._engine = engine
        return True

    def _give_up(self, engine: Engine, failure: EngineFailed) -> None:
        self._engine = None
        self._spoke = False
        engine.close()
        if not self._stopped:
            self.reasons.append((engine.name, str(failure)))
            self._trouble = f"The voice stopped: {failure}"

    def _climb(self) -> Engine | None:
        """Open the next engine that opens, and say what the user should know about it."""
        while self._makers and not self._stopped:
            engine = self._trying = self._makers.pop(0)()
            try:
                engine.open()
            except EngineFailed as failure:
                engine.close()
                self.reasons.append((engine.name, str(failure)))
                if engine.name == self._wished or not isinstance(failure, NotHere):
                    self._trouble = f"{engine.name} cannot speak: {failure}"
                continue
            self._engine = engine
            if self._trouble:
                self._notice(f"{self._trouble} Now: {engine.description}")
            elif engine.remark:
                self._notice(engine.remark)
            self._trouble = ""
            return engine
        if not self._stopped and self._wished != "none":
            self._notice(f"{self._trouble or 'There is no voice on this machine.'} {HINT}")
        return None
