"""Ctrl-Z, and continuing after it: the terminal is restored and set up again, and the time between is not played.

The program does not stop while something is on the skin: the checks and the alarm would stop with it.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from unclench.system import log
from unclench.system.clock import Stopped, stopped

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
