"""The voice that a session uses: texts are requested ahead of time, and nobody ever waits for one.

`Engines` renders with the first engine that works, and what that one has no recording of with the first of the others;
`Store` keeps what is rendered, and `RenderedVoice` is the voice made of both, with a thread of its own.
"""

from __future__ import annotations

import threading
import time
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial

from msgspec import Struct

from unclench.language import language_name, tr
from unclench.media.pcm import RATE, Samples, frames
from unclench.system import log
from unclench.voice.engine import (
    RECORDED,
    WORDS,
    Engine,
    EngineFailed,
    EngineNotHere,
    NotRecorded,
    Raw,
    Recordings,
    Shaped,
    base,
)
from unclench.voice.recorded import BETWEEN, whole_sentences


class Recitation:
    """A text that is rendered sentence by sentence: see `ports.Recital`. The voice adds, somebody else takes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.dropped = False
        self._ready: deque[Samples] = deque()
        self._ended = self._begun = False

    def add(self, samples: Samples) -> None:
        """The next sentence; between two of them there is a pause."""
        self._ready.append(array("h", bytes(2 * frames(BETWEEN if self._begun else 0))) + samples)
        self._begun = True

    def end(self) -> None:
        """No more is added."""
        self._ended = True

    def take(self) -> Samples | None:
        """The next sentence with the pause before it; None: not yet, or there is no more."""
        return self._ready.popleft() if self._ready else None

    @property
    def over(self) -> bool:
        """Whether all of it has been taken, and nothing more comes."""
        return self._ended and not self._ready  # in this order: what is added last is seen

    def drop(self) -> None:
        """Nobody listens any more."""
        self.dropped = True


HINT = tr("pip install 'unclench[voice]' gives you one; until then the captions say everything.")
SILENT = tr("No voice; the captions say everything.")
TRIES = 2
"""How often an engine may fail with a text: after the first time it is reopened, after the last given up."""


def unspoken(tag: str) -> tuple[str, str]:
    """What is said once where no voice speaks the language of a sheet, and what to do about it: a sentence each."""
    nobody = tr(
        "No voice here speaks {language}, so words in it are shown, but not spoken.",
        language=language_name(tag),
    )
    return nobody, tr("Install the extra espeak, which speaks most languages: pip install 'unclench[espeak]'")


class Engines:
    """Several engines, the best first. Belongs to one thread, except `stop`. `wished` is the one asked for by name.

    `beyond` is set for those that say whole what the recorded voice, which goes on speaking, lacks a sentence of. They
    are not looked for before there is such a text. `sheet` is the tag of the language of those that speak for a sheet
    in another one.
    """

    def __init__(
        self,
        makers: Sequence[Callable[[], Engine]],
        on_notice: Callable[[str], None],
        wished: str | None = None,
        *,
        beyond: bool = False,
        sheet: str | None = None,
    ) -> None:
        self._makers = list(makers)
        self._notice = on_notice
        self._wished = wished
        self._beyond = beyond
        self._sheet = sheet
        self._others: Engines | None = None
        self._engine: Engine | None = None
        self._trying: Engine | None = None
        self._stopped = False
        self._exhausted = False
        self._spoke = False
        self._trouble = ""
        self._reasons: list[tuple[str, str]] = []
        self.credit = ""
        """Who said the last text, and why it was not the recorded voice: a sentence or two."""

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """The engines that do not speak, each with a sentence why."""
        return [*self._reasons, *(self._others.reasons if self._others else ())]

    @property
    def engine(self) -> Engine | None:
        """The engine that speaks; None before the first text, and when none is left."""
        return self._engine

    def render(self, text: str) -> Raw | None:
        """Render a text with the first engine that can; None when none is left for it."""
        from unclench.voice.samples import NOTHING, peak
        from unclench.voice.spoken_text import sayable  # not before there is a text, here and below

        line = self._line(text)
        if not sayable(line):
            return Raw(array("h"), RATE)
        tries = 0
        while not self._stopped and (engine := self._engine or self._open_next()):
            try:
                raw = engine.render(line)
                if not self._spoke and line.isascii() and peak(raw.samples) < NOTHING:
                    silent = tr("{name} runs, but no sound comes out.", name=engine.name)
                    raise EngineFailed(silent)  # noqa: TRY301  # handled like any other failure
            except NotRecorded as lacking:
                others = self._beyond_recordings()
                beyond = others.render(text)
                self.credit = f"{others.credit} {lacking}"
                return beyond
            except EngineFailed as failure:
                log.warning("voice", "%s has failed: %s", engine.name, failure.loggable)
                tries += 1
                engine.close()
                self._engine = None
                if tries < TRIES and not self._stopped and self._reopen(engine):
                    continue
                self._give_up(engine, failure)
                tries = 0
            else:
                self._spoke = True
                self.credit = self._credit(engine)
                return raw
        return None

    def parts(self, text: str) -> Iterator[Raw]:
        """Render a text sentence by sentence, each when it is asked for; one engine says all of them."""
        line = self._line(text)
        engine = self._engine or self._open_next()
        if isinstance(engine, Recordings) and engine.lacking(line) is not None:
            yield from self._beyond_recordings().parts(text)
            return
        for sentence in whole_sentences(line):
            if (raw := self.render(sentence)) is None:
                return
            yield raw

    def _line(self, text: str) -> str:
        """The text as an engine gets it: units are written out in English only."""
        from unclench.voice.spoken_text import plain

        return plain(text, english=self._sheet is None or base(self._sheet) == WORDS)

    def stop(self) -> None:
        """From another thread: end what is being rendered, and render nothing more."""
        self._stopped = True
        for each in (self._trying, self._others):
            if each is not None:
                each.stop()

    def close(self) -> None:
        """Close the engines."""
        self._trying = None
        for each in (self._engine, self._others):
            if each is not None:
                each.close()
        self._engine = None

    def _credit(self, engine: Engine) -> str:
        left_out = dict(self._reasons).get(RECORDED)
        if left_out is None:
            return engine.description
        return tr("{description} Not the recorded voice: {why}", description=engine.description, why=left_out)

    def _beyond_recordings(self) -> Engines:
        """Those that say whole what is not recorded."""
        if self._others is None:
            self._others = Engines(self._makers, self._notice, self._wished, beyond=True)
            if self._stopped:  # asked after `_others` is set, so that no `stop` falls in between
                self._others.stop()
        return self._others

    def _reopen(self, engine: Engine) -> bool:
        try:
            engine.open()
        except EngineFailed:
            engine.close()
            return False
        self._engine = engine
        log.info("voice", "%s is open again", engine.name)
        return True

    def _give_up(self, engine: Engine, failure: EngineFailed) -> None:
        self._engine = None
        self._spoke = False
        engine.close()
        if not self._stopped:
            self._reasons.append((engine.name, str(failure)))
            self._trouble = tr("The voice stopped: {reason}", reason=failure)

    def _open_next(self) -> Engine | None:
        """Open the next engine that works, and tell the user what they should know about it."""
        while self._makers and not self._stopped:
            engine = self._trying = self._makers.pop(0)()
            try:
                engine.open()
            except EngineFailed as failure:
                log.info("voice", "%s does not open: %s", engine.name, failure.loggable)
                engine.close()
                self._reasons.append((engine.name, str(failure)))
                if engine.name == self._wished or not isinstance(failure, EngineNotHere):
                    self._trouble = tr("{name} cannot speak: {reason}", name=engine.name, reason=failure)
                continue
            log.info("voice", "%s", engine.description)
            self._engine = engine
            if self._trouble:
                said = tr("{trouble} Now: {description}", trouble=self._trouble, description=engine.description)
                self._notice(said)
            elif engine.remark:
                self._notice(engine.remark)
            self._trouble = ""
            return engine
        if self._stopped or self._exhausted:
            return None
        self._exhausted = True
        log.warning("voice", "no engine is left")
        if self._wished != "none":
            self._notice(self._why_nobody())
        return None

    def _why_nobody(self) -> str:
        """Why nothing is said, in a sentence or two with what to do."""
        if self._sheet is not None:
            return " ".join(unspoken(self._sheet))
        nobody = tr("There is no voice on this computer.")
        if self._beyond:
            nobody = tr("Some words are not recorded, and there is no other voice on this computer.")
        return f"{self._trouble or nobody} {HINT}"


def fits(length: int | None, room: int | None) -> bool:
    """Whether speech of `length` ms (None: not rendered yet) ends within `room` ms (None: any length)."""
    return length is not None and (room is None or length <= room)


def pick(variants: Sequence[str], length: Callable[[str], int | None], room: int | None) -> str | None:
    """The first variant that is rendered and fits; pass them from the longest to the shortest."""
    return next((text for text in variants if fits(length(text), room)), None)


ROOM = 40 << 20
"""Bytes of samples kept: eight minutes of speech, five times what the longest routine needs."""


class Utterance(Struct, frozen=True):
    """A text, and how it sounds."""

    samples: Samples
    length_ms: int
    """Rounded up, so that what fits ends in time."""
    text: str
    credit: str = ""
    """Who says it, and why (see `Engines.credit`)."""


def utterance(text: str, samples: Samples, credit: str = "") -> Utterance:
    """A text with its samples and their length."""
    return Utterance(samples, -(-len(samples) * 1000 // RATE), text, credit)


class Store:
    """What has been rendered, and the queue of what has not. Not thread-safe.

    What was requested in advance will be needed sooner or later; what has been spoken may not be needed
    again. So when the room is full, what was spoken longest ago is dropped first. After that rendering
    ahead waits, and only a text that is needed now replaces others, the last ones ahead first.
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._used = 0
        self._ahead: dict[str, Utterance] = {}
        self._spoken: dict[str, Utterance] = {}
        self._queue: dict[str, None] = {}
        self._now: dict[str, None] = {}
        self._refused: set[str] = set()

    def ask(self, texts: Iterable[str], *, first: bool = False) -> bool:
        """Queue those that are not rendered yet, in this order; `first`: before all others. Returns whether any are."""
        known = (self._ahead, self._spoken, self._refused)
        missing = {t: None for t in texts if not any(t in each for each in known)}
        if first:
            self._now = missing | self._now
        else:
            self._queue |= missing
        return bool(missing)

    def next(self) -> str | None:
        """The text to render now. It stays in the queue until it is `put`."""
        if self._now:
            return next(iter(self._now))
        full = self._used >= self._room and not self._spoken
        return None if full else next(iter(self._queue), None)

    def outranks(self, text: str) -> bool:
        """Whether another text is needed sooner than this one, which is being rendered."""
        return bool(self._now) and text not in self._now

    def waits(self, text: str) -> bool:
        """Whether a text is in the queue."""
        return text in self._now or text in self._queue

    def refuse(self, text: str) -> None:
        """Nobody can say this text: take it out of the queue for good."""
        self._now.pop(text, None)
        self._queue.pop(text, None)
        self._refused.add(text)

    def put(self, text: str, samples: Samples, credit: str = "") -> None:
        """Store a rendered text, and make room for it."""
        urgent = text in self._now
        self._now.pop(text, None)
        self._queue.pop(text, None)
        if text in self._ahead or text in self._spoken:
            return
        size = _size(samples)
        while self._used + size > self._room and self._spoken:
            self._used -= _size(self._spoken.pop(next(iter(self._spoken))).samples)
        while urgent and self._used + size > self._room and self._ahead:
            self._used -= _size(self._ahead.popitem()[1].samples)
        self._ahead[text] = utterance(text, samples, credit)
        self._used += size

    def length(self, text: str) -> int | None:
        """The length in ms of a text; None if it is not rendered."""
        found = self._ahead.get(text) or self._spoken.get(text)
        return found.length_ms if found else None

    def take(self, text: str) -> Utterance:
        """Take out a text that is rendered, to speak it. It is kept, but may be dropped from now on."""
        found = self._ahead.pop(text, None) or self._spoken.pop(text)
        self._spoken[text] = found
        return found

    def clear_queue(self) -> None:
        """Request nothing any more."""
        self._queue.clear()
        self._now.clear()

    @property
    def used(self) -> int:
        """Bytes of samples stored."""
        return self._used


def _size(samples: Samples) -> int:
    return len(samples) * samples.itemsize


class Outranked(Exception):
    """What is being rendered has to wait for something that somebody waits to hear."""


BREAK = 0.0005
"""Seconds for which rendering lets other threads run after each slice of work."""
PATIENCE = 3.0
"""Seconds that `close` waits for an engine to end."""


class RenderedVoice:
    """Renders texts on a thread of its own, which starts with the first text and ends with `close`.

    Any thread may call it. Only `wait` and `close` block. Notices come on the voice's thread.
    """

    def __init__(self, engines: Engines, room: int = ROOM) -> None:
        self._engines = engines
        self._store = Store(room)
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._recitals: deque[Recitation] = deque()
        self._over = False
        self._closed = False

    @property
    def name(self) -> str:
        """The id of the engine that speaks; `auto` before the first text, `none` when there is no voice."""
        engine = self._engines.engine
        return engine.name if engine else "none" if self._over else "auto"

    @property
    def description(self) -> str:
        """One plain sentence that says who speaks."""
        engine = self._engines.engine
        return engine.description if engine else SILENT if self._over else tr("The voice has not been used yet.")

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """The engines that were tried in vain, each with a sentence why."""
        return list(self._engines.reasons)

    def prepare(self, texts: Iterable[str], *, first: bool = False) -> None:
        """Request these texts, in this order, after those requested before; `first`: ahead of them."""
        with self._changed:
            if not self._over and self._store.ask(texts, first=first):
                self._wake()

    def recite(self, text: str) -> Recitation:
        """Render a text before all others, sentence by sentence, so that its beginning can be said at once."""
        recital = Recitation(text)
        with self._changed:
            if self._over:
                recital.end()
            else:
                self._recitals.append(recital)
                self._wake()
        return recital

    def length(self, text: str) -> int | None:
        """How long a text takes in ms; None if it is not rendered."""
        with self._changed:
            return self._store.length(text)

    def line(self, variants: Sequence[str], room: int | None = None) -> Utterance | None:
        """The first variant that is rendered and ends within `room` ms (None: any length).

        Pass them from the longest to the shortest. Those not rendered yet are rendered next.
        """
        with self._changed:
            text = pick(variants, self._store.length, room)
            speech = None if text is None else self._store.take(text)
        self.prepare(variants, first=True)
        return speech

    def pending(self, variants: Sequence[str]) -> bool:
        """Whether one of them has yet to be rendered, and will be."""
        with self._changed:
            return not self._over and any(self._store.waits(text) for text in variants)

    def wait(self, texts: Iterable[str], timeout_ms: int) -> bool:
        """Wait until these are rendered, at most `timeout_ms`. Returns whether they are."""
        texts = list(texts)
        self.prepare(texts, first=True)
        with self._changed:
            idle = self._store.next  # if nothing is left to do, what is missing did not fit
            self._changed.wait_for(lambda: self._over or self._all(texts) or idle() is None, timeout_ms / 1000)
            return self._all(texts)

    def close(self) -> None:
        """End the thread and the engine. What has been rendered can still be spoken."""
        with self._changed:
            self._over = self._closed = True
            self._store.clear_queue()
            self._end_recitals()
            self._changed.notify_all()
            thread = self._thread
        self._engines.stop()
        if thread and thread is not threading.current_thread():
            thread.join(PATIENCE)

    def _all(self, texts: Sequence[str]) -> bool:
        return all(self._store.length(text) is not None for text in texts)

    def _wake(self) -> None:
        """There is something to render; called with the lock."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="unclench-voice", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _work(self) -> None:
        try:
            while (wanted := self._next()) is not None:
                if isinstance(wanted, str):
                    with suppress(Outranked):  # it is still in the queue
                        self._keep(wanted)
                else:
                    self._recite(wanted)
        finally:
            self._engines.close()
            with self._changed:
                self._over = True
                self._end_recitals()
                self._changed.notify_all()

    def _next(self) -> Recitation | str | None:
        """Wait for a text; None when it is time to end."""
        with self._changed:
            self._changed.wait_for(lambda: self._over or bool(self._recitals) or self._store.next() is not None)
            if self._over:
                return None
            return self._recitals[0] if self._recitals else self._store.next()

    def _keep(self, text: str) -> None:
        """Render a text and store it. Raises Outranked where another one is needed sooner."""
        raw = self._engines.render(text)
        samples = None if raw is None else _shaped(raw, partial(self._give_way, text))
        with self._changed:
            if samples is None and self._engines.engine is not None:
                self._store.refuse(text)
            elif samples is None:
                self._over = True
                self._store.clear_queue()
            elif not self._closed:
                self._store.put(text, samples, self._engines.credit)
            self._changed.notify_all()

    def _recite(self, recital: Recitation) -> None:
        parts = self._engines.parts(recital.text)
        while not (recital.dropped or self._over) and (raw := next(parts, None)) is not None:
            recital.add(_shaped(raw, partial(time.sleep, BREAK)))
        with self._changed:
            recital.end()
            self._recitals.remove(recital)

    def _end_recitals(self) -> None:
        """Nothing more is rendered; called with the lock."""
        for recital in self._recitals:
            recital.end()

    def _give_way(self, text: str) -> None:
        """Let other threads run. Raises Outranked where something else is waited for."""
        time.sleep(BREAK)
        with self._changed:
            if self._recitals or self._store.outranks(text):
                raise Outranked


def _shaped(raw: Raw, rest: Callable[[], None]) -> Samples:
    from unclench.voice.samples import shape  # on the voice's thread, so that it does not delay the start

    return raw.samples if isinstance(raw, Shaped) else shape(raw.samples, raw.rate, rest)
