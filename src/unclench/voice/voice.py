"""The voice as the session uses it: asked ahead of time, never waited for."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence

from unclench.audio.pcm import Samples
from unclench.voice.ladder import SILENT, Ladder
from unclench.voice.picking import pick
from unclench.voice.store import ROOM, Speech, Store

BREAK = 0.0005
"""Seconds that rendering gives to the other threads after every slice of work."""
PATIENCE = 3.0
"""Seconds that `close` waits for an engine to end."""


class Voice:
    """Renders texts in a thread of its own, which begins with the first text and ends with `close`.

    Any thread may call; nothing but `wait` and `close` blocks. Notices come on the voice's thread.
    """

    def __init__(self, ladder: Ladder, room: int = ROOM) -> None:
        self._ladder = ladder
        self._store = Store(room)
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._over = False
        self._closed = False

    @property
    def name(self) -> str:
        """The id of the engine that speaks; `auto` before the first text, `none` when there is no voice."""
        engine = self._ladder.engine
        return engine.name if engine else "none" if self._over else "auto"

    @property
    def description(self) -> str:
        """One plain sentence: who speaks."""
        engine = self._ladder.engine
        return engine.description if engine else SILENT if self._over else "The voice has not been needed yet."

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """Which engines were tried in vain, and why, a sentence each."""
        return list(self._ladder.reasons)

    def prepare(self, texts: Iterable[str], *, first: bool = False) -> None:
        """Render these, in this order, after what was asked for before; `first`: ahead of it."""
        with self._changed:
            if self._over or not self._store.ask(texts, first=first):
                return
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="unclench-voice", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def length(self, text: str) -> int | None:
        """How long a text takes, in ms; None if it is not rendered."""
        with self._changed:
            return self._store.length(text)

    def line(self, variants: Sequence[str], room: int | None = None) -> Speech | None:
        """The first wording that is rendered and is over within `room` ms (None: any length).

        Give them from the longest to the shortest. Those not rendered yet are rendered next.
        """
        with self._changed:
            text = pick(variants, self._store.length, room)
            speech = None if text is None else self._store.take(text)
        self.prepare(variants, first=True)
        return speech

    def pending(self, variants: Sequence[str]) -> bool:
        """Whether one of them is still to be rendered, and will be."""
        with self._changed:
            return not self._over and any(self._store.waits(text) for text in variants)

    def wait(self, texts: Iterable[str], timeout_ms: int) -> bool:
        """Wait until these are rendered, at most so long; whether they are."""
        texts = list(texts)
        self.prepare(texts, first=True)
        with self._changed:
            idle = self._store.next  # with nothing left to do, what is missing was too much to keep
            self._changed.wait_for(lambda: self._over or self._all(texts) or idle() is None, timeout_ms / 1000)
            return self._all(texts)

    def close(self) -> None:
        """End the thread and what it has started. What is rendered stays."""
        with self._changed:
            self._over = self._closed = True
            self._store.clear_queue()
            self._changed.notify_all()
            thread = self._thread
        self._ladder.stop()
        if thread and thread is not threading.current_thread():
            thread.join(PATIENCE)

    def _all(self, texts: Sequence[str]) -> bool:
        return all(self._store.length(text) is not None for text in texts)

    def _work(self) -> None:
        try:
            while (text := self._next()) is not None:
                samples = self._render(text)
                with self._changed:
                    if samples is None:
                        self._over = True
                        self._store.clear_queue()
                    elif not self._closed:
                        self._store.put(text, samples)
                    self._changed.notify_all()
        finally:
            self._ladder.close()
            with self._changed:
                self._over = True
                self._changed.notify_all()

    def _next(self) -> str | None:
        """Wait for a text; None when it is time to end."""
        with self._changed:
            self._changed.wait_for(lambda: self._over or self._store.next() is not None)
            return None if self._over else self._store.next()

    def _render(self, text: str) -> Samples | None:
        from unclench.voice.shaping import shape  # on this thread: choosing a voice costs the start nothing

        raw = self._ladder.render(text)
        return None if raw is None else shape(raw.samples, raw.rate, _give_way)


def _give_way() -> None:
    time.sleep(BREAK)
