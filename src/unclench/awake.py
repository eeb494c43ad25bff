"""Keeping the machine awake while a session runs: neither sleep nor a blank screen."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

CANNOT = "This computer can't tell whether it will stay awake. Please keep it from going to sleep."


class _Mode(Protocol):
    @property
    def active(self) -> bool: ...


Hold = Callable[[], AbstractContextManager[_Mode]]
"""Makes what keeps the machine awake while it is entered."""


def presenting() -> AbstractContextManager[_Mode]:
    """The way of wakepy, on Linux, macOS and Windows. Its import takes 70 ms: only ever in a thread."""
    from wakepy import keep

    return keep.presenting(on_fail="pass")


class StayAwake:
    """Held from `hold` to `release`, as often as wanted. Neither ever blocks or raises.

    Each hold lives in a thread of its own, because wakepy wants entering and leaving to happen
    in one, and the session's must not wait for D-Bus.
    """

    def __init__(self, on_notice: Callable[[str], None], mode: Hold = presenting) -> None:
        self._on_notice = on_notice
        self._mode = mode
        self._release: threading.Event | None = None
        self._said = False

    @property
    def held(self) -> bool:
        """Whether the machine is asked to stay awake at this moment."""
        return self._release is not None

    def hold(self) -> None:
        """From now on: stay awake."""
        if self._release is None:
            self._release = threading.Event()
            threading.Thread(target=self._stay, args=(self._release,), name="awake", daemon=True).start()

    def release(self) -> None:
        """The machine may sleep again."""
        if self._release is not None:
            self._release.set()
            self._release = None

    def _stay(self, released: threading.Event) -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # wakepy warns where it cannot; we say it in our own words
                with self._mode() as mode:
                    if not mode.active:
                        self._cannot()
                    released.wait()
        except Exception:  # noqa: BLE001  # whatever a desktop's service does, the session goes on
            self._cannot()

    def _cannot(self) -> None:
        if not self._said:
            self._said = True
            self._on_notice(CANNOT)
