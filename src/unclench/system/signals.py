"""One handler of SIGINT, SIGTERM and SIGHUP, from the first line of the program to the last; and what Ctrl-Z does.

An exception raised by a handler could come anywhere: with a lock held, while a thread starts, in the
very `finally` that restores the terminal, or in a destructor, where it is swallowed. So it is raised
only where the program says that it is waiting:

* If nothing has to be restored, the process ends at once.
* Inside `held` a signal is noted. It is raised by the next `waiting`, or at the end of `held`, or passed
  to whatever has asked for it with `pass_to` (an event loop).
* The first signal counts. Later ones change nothing, so they cannot disturb the way out.
* After `PATIENCE` seconds the process ends, whatever still holds it up.

On Windows Ctrl-Break and a window that is being closed count as SIGTERM.

Ctrl-Z does not stop the program while something is on the skin: the checks and the alarm would stop with it.
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
from functools import partial
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Any

from unclench.system import log
from unclench.system.clock import Stopped, stopped

NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
HANGUP, INTERRUPTED, TERMINATED = 129, 130, 143
"""The exit statuses after SIGHUP (the terminal has gone), SIGINT and SIGTERM."""
CRASHED = 70
"""The one after a bug in the screens (EX_SOFTWARE in sysexits.h)."""
PATIENCE = 3.0
"""Seconds the way out may take. The voice and the sound process are waited for, usually for a tenth."""
UNHEARD = 0.2 if sys.platform == "win32" else None
"""Seconds of a wait that no signal ends: on Windows a thread that waits for a lock hears of Ctrl-C only afterwards
(threading.Lock.acquire)."""
AT_WORST = 0.3
"""Seconds to restore the terminal after that; one that nobody reads from accepts nothing any more."""


class Signals:
    """Which signal has come, and what is done about it. Its methods are for the main thread."""

    def __init__(self, end: Callable[[int], None] = os._exit) -> None:
        self._end = end
        self._noted: int | None = None
        self._raised = False
        self._waiting = False
        self._held = 0
        self._at_worst: list[Callable[[], None]] = []
        self._hear: Callable[[int], object] | None = None
        self._turn = object()
        """Replaced when a signal has been dealt with, so that the thread that watches over it lets it be."""

    def listen(self) -> None:
        """Handle all of them from now on, except those that the caller has switched off (`nohup`)."""
        for name in NAMES:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self.come)
        if sys.platform == "win32":
            from unclench.system import windows

            # On a thread of Windows' own: what it does to the main one is what SIGTERM does.
            windows.on_close(partial(_thread.interrupt_main, signal.SIGTERM))

    def come(self, number: int, _frame: FrameType | None = None) -> None:
        """The handler."""
        log.info("signals", "%s", signal.Signals(number).name)
        if self._noted is not None:
            return
        if number == getattr(signal, "SIGBREAK", None):
            number = signal.SIGTERM
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
        """Make sure that the program, which is being left by a signal or a key, really ends."""
        if self._held:
            with contextlib.suppress(RuntimeError):  # no thread can be started: then nobody watches
                _thread.start_new_thread(self._watch, (self._turn, status))

    def status(self, otherwise: int) -> int:
        """The exit status: that of a signal if one has come, even too late to interrupt anything."""
        return otherwise if self._noted is None else 128 + self._noted

    def dealt_with(self) -> None:
        """Forget the signal: the program goes on in spite of it, and a later one counts again."""
        self._turn = object()
        self._noted, self._raised = None, False

    @contextmanager
    def held(self, at_worst: Callable[[], None] | None = None) -> Iterator[None]:
        """Inside there is something to restore, and a signal waits for that.

        `at_worst` is called, on another thread, if the process has to be ended after `PATIENCE`.
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
        """Inside, a signal is raised at once, as KeyboardInterrupt or SystemExit: only wait there."""
        self._waiting = bool(self._held)
        try:
            self.check()
            yield
        finally:
            self._waiting = False

    def wait_for(self, work: Callable[[], object]) -> None:
        """Do `work` on a thread of its own, since it may hold a lock while it waits, and wait for it."""
        over: SimpleQueue[None] = SimpleQueue()

        def do() -> None:
            try:
                work()
            finally:
                over.put(None)

        _thread.start_new_thread(do, ())
        with self.waiting():
            while True:
                with contextlib.suppress(Empty):
                    over.get(timeout=UNHEARD)
                    return

    def check(self) -> None:
        """Raise a signal that has been noted, once."""
        if self._noted is not None and not self._raised:
            raise self._reason()

    def pass_to(self, hear: Callable[[int], object] | None) -> None:
        """From now on call `hear` with the exit status of a signal; at once if one has been noted."""
        self._hear = hear
        if hear is not None and self._noted is not None:
            self._tell(hear, self._noted)

    def _tell(self, hear: Callable[[int], object], number: int) -> None:
        self._raised = True
        with contextlib.suppress(RuntimeError):  # the event loop is closed, so the program is ending anyway
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
        """Start a new line, so that the prompt does not follow the `^C`."""
        with contextlib.suppress(OSError, ValueError, AttributeError):
            if sys.stderr.isatty():
                os.write(sys.stderr.fileno(), b"\n")


signals = Signals()
"""Those of this process."""


Does = Callable[[], object]


class Stops:
    """Handles SIGTSTP and SIGCONT inside `watched`. Its methods are for the main thread."""

    def __init__(self, stopped: Stopped = stopped, stop: Does | None = None) -> None:
        self._stopped = stopped
        self._stop = stop or _stop
        self.refuse: Does | None = None
        """If set, called instead of stopping: set it for as long as something is on the skin.

        It is called between any two instructions of the main thread, so it may do no more than leave a
        note, as `SessionController.notice` does.
        """

    @contextmanager
    def watched(self, give_back: Does, take_again: Does) -> Iterator[None]:
        """Inside, `give_back` is called before the process stops, and `take_again` when it continues.

        Also after a SIGSTOP, which comes without warning. If the caller has switched Ctrl-Z off, it stays
        off; on systems without these signals nothing happens.
        """

        def halt(_number: int, _frame: FrameType | None) -> None:
            log.info("signals", "SIGTSTP%s", "" if self.refuse is None else ", refused")
            if self.refuse is not None:
                self.refuse()
                return
            give_back()
            self._stopped.begin()
            self._stop()
            self._stopped.end()
            take_again()

        def go_on(_number: int, _frame: FrameType | None) -> None:
            log.info("signals", "SIGCONT")
            self._stopped.end()
            take_again()

        before: dict[int, Any] = {}
        for name, handler in (("SIGTSTP", halt), ("SIGCONT", go_on)):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, handler)
        try:
            yield
        finally:
            for number, earlier in before.items():
                signal.signal(number, earlier)


def _stop() -> None:
    """Stop as every program does. The system ignores it if nobody could continue the process."""
    ours = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGTSTP)
    signal.signal(signal.SIGTSTP, ours)


stops = Stops()
"""Those of this process."""
