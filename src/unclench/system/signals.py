"""SIGINT, SIGTERM and SIGHUP: one handler, from the first line of the program to the last.

An exception out of a handler comes wherever the program happens to be: with a lock held, in a
thread's start, in the very `finally` that gives the terminal back, or in a destructor, where it is
swallowed. So there is none, but where the program says that it only waits:

* Where nothing is to be given back, the process ends there and then.
* Inside `held` a signal is noted. It is raised by the next `waiting`, or at the end of `held`;
  or it is passed to who has asked for it with `pass_to`, an event loop.
* The first signal counts. Those after it change nothing, and so cannot disturb the leaving.
* Whatever still holds the process after `PATIENCE`, it ends.
"""

from __future__ import annotations

import _thread
import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from types import FrameType

from unclench.system import log

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
HANGUP, INTERRUPTED, TERMINATED = 129, 130, 143
"""The exit statuses after SIGHUP (the terminal has gone), SIGINT and SIGTERM."""
PATIENCE = 3.0
"""Seconds that leaving may take. The voice and the sound process are waited for: a tenth, as a rule."""
AT_WORST = 0.3
"""Seconds in which the terminal must then be given back; one that nobody reads from takes nothing any more."""


class Signals:
    """What has come, and what is to be done about it. Its methods are for the main thread."""

    def __init__(self, end: Callable[[int], None] = os._exit) -> None:
        self._end = end
        self._noted: int | None = None
        self._raised = False
        self._waiting = False
        self._held = 0
        self._at_worst: list[Callable[[], None]] = []
        self._hear: Callable[[int], object] | None = None
        self._turn = object()
        """Another one once a signal has been dealt with: whoever watched over it then lets it be."""

    def listen(self) -> None:
        """Take all three from now on, but what the caller of this program has switched off (`nohup`)."""
        for name in NAMES:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self.come)

    def come(self, number: int, _frame: FrameType | None = None) -> None:
        """The handler."""
        log.info("signals", "%s", signal.Signals(number).name)
        if self._noted is not None:
            return
        self._noted = number
        if not self._held:
            if number == signal.SIGINT:
                self._new_line()
            self._end(128 + number)
        self.see_to_the_end(128 + number)
        if self._waiting:
            raise self._reason()
        if self._hear is not None:
            self._tell(self._hear, number)

    def see_to_the_end(self, status: int) -> None:
        """The program is being left, by a signal or a key: where it does not come to that, it is ended."""
        if self._held:
            with contextlib.suppress(RuntimeError):  # no thread can be had: then nobody watches
                _thread.start_new_thread(self._watch, (self._turn, status))

    def status(self, otherwise: int) -> int:
        """The exit status: the signal's, if one has come, even if it came too late to interrupt anything."""
        return otherwise if self._noted is None else 128 + self._noted

    def dealt_with(self) -> None:
        """The signal has been understood, and the program goes on: a later one counts again."""
        self._turn = object()
        self._noted, self._raised = None, False

    @contextmanager
    def held(self, at_worst: Callable[[], None] | None = None) -> Iterator[None]:
        """Inside, something is to be given back; a signal waits for that.

        `at_worst` is all that is done where the process must be ended from outside; on another thread.
        """
        self._held += 1
        if at_worst is not None:
            self._at_worst.append(at_worst)
        try:
            yield
        finally:
            if at_worst is not None:
                self._at_worst.remove(at_worst)
            self._held -= 1
            if not self._held:
                self.check()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Inside, a signal is raised at once, KeyboardInterrupt or SystemExit: do nothing there but wait."""
        self._waiting = bool(self._held)
        try:
            self.check()
            yield
        finally:
            self._waiting = False

    def wait_for(self, work: Callable[[], object]) -> None:
        """Wait for `work`, which is done on a thread of its own, since it may hold a lock while it waits."""
        over: SimpleQueue[None] = SimpleQueue()

        def do() -> None:
            try:
                work()
            finally:
                over.put(None)

        _thread.start_new_thread(do, ())
        with self.waiting():
            over.get()

    def check(self) -> None:
        """Raise what has been noted, once."""
        if self._noted is not None and not self._raised:
            raise self._reason()

    def pass_to(self, hear: Callable[[int], object] | None) -> None:
        """From now on `hear` is called with the exit status of a signal; at once, if one is noted."""
        self._hear = hear
        if hear is not None and self._noted is not None:
            self._tell(hear, self._noted)

    def _tell(self, hear: Callable[[int], object], number: int) -> None:
        self._raised = True
        with contextlib.suppress(RuntimeError):  # the event loop is closed: it is being left anyway
            hear(128 + number)

    def _reason(self) -> BaseException:
        self._raised, self._waiting = True, False
        assert self._noted is not None
        return KeyboardInterrupt() if self._noted == signal.SIGINT else SystemExit(128 + self._noted)

    def _watch(self, turn: object, status: int) -> None:
        time.sleep(PATIENCE)
        if turn is self._turn:
            with contextlib.suppress(RuntimeError):
                _thread.start_new_thread(self._give_back, ())
                time.sleep(AT_WORST)
            self._end(status)

    def _give_back(self) -> None:
        for give_back in reversed(self._at_worst):
            give_back()

    def _new_line(self) -> None:
        """The prompt that follows does not stand behind the `^C`."""
        with contextlib.suppress(OSError, ValueError, AttributeError):
            if sys.stderr.isatty():
                os.write(sys.stderr.fileno(), b"\n")


signals = Signals()
"""Those of this process."""
