"""One stream through PulseAudio's own library, whose queue can be written anew. PipeWire answers as PulseAudio does.

It is the library that miniaudio opens too, so nothing more has to be installed. It is called by ctypes, and
never calls back: whoever calls `PulseStream.wait` looks at what has become of the stream.
"""

from __future__ import annotations

import ctypes
import errno
import time
from collections.abc import Callable
from ctypes import c_char_p, c_int, c_int64, c_long, c_size_t, c_uint8, c_uint32, c_uint64, c_void_p
from functools import cache
from os import strerror
from sys import byteorder
from typing import Any, NamedTuple

from unclench.media.pcm import RATE

LIBRARY = "libpulse.so.0"
WIDTH = 2
"""Bytes of a frame: mono, 16 bit."""

# The numbers below are those of the headers pulse/def.h and pulse/sample.h, which never change.
_NO_AUTOSPAWN = 1
_CONTEXT_READY, _CONTEXT_OVER = 4, (5, 6)
_STREAM_READY, _STREAM_OVER = 2, (3, 4)
_SAMPLES = 3 if byteorder == "little" else 4
_START_CORKED = 1
_ABSOLUTE = 1
_RUNNING = 0
_AS_IT_LIKES = 0xFFFFFFFF
_US = 1_000_000
OPENING = 2.0
"""Seconds that a server has to answer; a thousandth is usual. One that hangs must not keep others from being tried."""

_FUNCTIONS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "strerror": (c_char_p, (c_int,)),
    "mainloop_new": (c_void_p, ()),
    "mainloop_free": (None, (c_void_p,)),
    "mainloop_get_api": (c_void_p, (c_void_p,)),
    "mainloop_prepare": (c_int, (c_void_p, c_int)),
    "mainloop_poll": (c_int, (c_void_p,)),
    "mainloop_dispatch": (c_int, (c_void_p,)),
    "mainloop_wakeup": (None, (c_void_p,)),
    "context_new": (c_void_p, (c_void_p, c_char_p)),
    "context_connect": (c_int, (c_void_p, c_char_p, c_int, c_void_p)),
    "context_get_state": (c_int, (c_void_p,)),
    "context_errno": (c_int, (c_void_p,)),
    "context_disconnect": (None, (c_void_p,)),
    "context_unref": (None, (c_void_p,)),
    "stream_new": (c_void_p, (c_void_p, c_char_p, c_void_p, c_void_p)),
    "stream_connect_playback": (c_int, (c_void_p, c_char_p, c_void_p, c_int, c_void_p, c_void_p)),
    "stream_get_state": (c_int, (c_void_p,)),
    "stream_get_device_index": (c_uint32, (c_void_p,)),
    "stream_cork": (c_void_p, (c_void_p, c_int, c_void_p, c_void_p)),
    "stream_write": (c_int, (c_void_p, c_char_p, c_size_t, c_void_p, c_int64, c_int)),
    "stream_update_timing_info": (c_void_p, (c_void_p, c_void_p, c_void_p)),
    "stream_get_timing_info": (c_void_p, (c_void_p,)),
    "stream_disconnect": (c_int, (c_void_p,)),
    "stream_unref": (None, (c_void_p,)),
    "operation_get_state": (c_int, (c_void_p,)),
    "operation_unref": (None, (c_void_p,)),
}
"""What we call, without the `pa_` before each name: what it returns, and what it takes."""


class SampleSpec(ctypes.Structure):
    """`pa_sample_spec`."""

    _fields_ = (("format", c_int), ("rate", c_uint32), ("channels", c_uint8))


class BufferAttr(ctypes.Structure):
    """`pa_buffer_attr`, in bytes."""

    _fields_ = tuple((name, c_uint32) for name in ("maxlength", "tlength", "prebuf", "minreq", "fragsize"))


class TimingInfo(ctypes.Structure):
    """The beginning of `pa_timing_info`: what the server said, and the wall clock's time of that."""

    _fields_ = (
        ("seconds", c_long), ("microseconds", c_long), ("synchronized_clocks", c_int), ("sink_usec", c_uint64),
        ("source_usec", c_uint64), ("transport_usec", c_uint64), ("playing", c_int), ("write_index_corrupt", c_int),
        ("write_index", c_int64), ("read_index_corrupt", c_int), ("read_index", c_int64),
    )  # fmt: skip


class NoPulse(Exception):
    """There is no such library, no server that answers, or no stream to be had; the text says why."""


class NoPulseLibrary(NoPulse):
    """There is no such library, so trying again would not help."""


class Timing(NamedTuple):
    """Where the server was in the stream at one moment."""

    age: float
    """Ms since that moment."""
    taken: int
    """Frames that it had taken from the queue: these can't be written anew."""
    heard: float
    """Frames that had been heard, as far as the server knows."""


@cache
def load(name: str = LIBRARY) -> Any:
    """The functions above as attributes of one object. Raises NoPulseLibrary where one is missing."""
    functions = _Functions()
    try:
        library = ctypes.CDLL(name)
        for called, (returns, takes) in _FUNCTIONS.items():
            function = getattr(library, f"pa_{called}")
            function.restype, function.argtypes = returns, takes
            setattr(functions, called, function)
    except (OSError, AttributeError) as error:
        raise NoPulseLibrary(str(error)) from error
    return functions


class _Functions:
    """Holds them."""


class PulseStream:
    """A stream to the default sink, with its connection.

    One thread at a time may use it, but any thread may call `wake`. The stream counts its own frames from 0
    on. Once it is started they pass by whether something was written for them or not (`prebuf` is 0),
    so a queue that ran dry shifts nothing.
    """

    def __init__(self, pulse: Any, name: str) -> None:
        """`pulse` is what `load` returned; `name` is shown in volume controls. Raises NoPulse."""
        self._pulse = pulse
        self._name = name.encode()
        self._loop = pulse.mainloop_new()
        if not self._loop:  # no descriptors are left; any call with it would end the process
            raise NoPulse(strerror(errno.EMFILE))
        self._context = pulse.context_new(pulse.mainloop_get_api(self._loop), self._name)
        if not self._context:
            pulse.mainloop_free(self._loop)
            raise NoPulse(strerror(errno.ENOMEM))
        self._stream: int | None = None
        self._question: int | None = None

    def open(self, latency: int, patience: float = OPENING) -> None:
        """Connect, and make a stream that stands still, within `patience` seconds.

        `latency` is how many frames the server should hold itself: it asks for a target length of three
        times as much, of which PulseAudio and PipeWire subtract twice the smallest request. Raises NoPulse.
        """
        pulse = self._pulse
        if pulse.context_connect(self._context, None, _NO_AUTOSPAWN, None) < 0:
            raise NoPulse(self._why())
        until = time.monotonic() + patience
        self._wait_until(lambda: bool(pulse.context_get_state(self._context) == _CONTEXT_READY), until)
        form = SampleSpec(_SAMPLES, RATE, 1)
        attributes = BufferAttr(_AS_IT_LIKES, 3 * latency * WIDTH, 0, latency * WIDTH, _AS_IT_LIKES)
        self._stream = pulse.stream_new(self._context, self._name, ctypes.byref(form), None)
        if (
            not self._stream
            or pulse.stream_connect_playback(
                self._stream, None, ctypes.byref(attributes), _START_CORKED, None, None
            ) < 0
        ):  # fmt: skip
            raise NoPulse(self._why())
        self._wait_until(lambda: bool(pulse.stream_get_state(self._stream) == _STREAM_READY), until)

    def start(self) -> None:
        """Let it play from frame 0 on."""
        self._forget(self._pulse.stream_cork(self._stream, 0, None, None))

    def write(self, frame: int, data: bytes) -> None:
        """Put these frames into the queue from `frame` on, in place of what may be there."""
        self._pulse.stream_write(self._stream, data, len(data), None, frame * WIDTH, _ABSOLUTE)

    def send(self) -> None:
        """Send what was written so far now, and not only with the next `wait`."""
        self.wait(0)

    def ask(self) -> None:
        """Ask where the server is; `answer` has what it says, after a `wait` or two."""
        if self._question is None:
            self._question = self._pulse.stream_update_timing_info(self._stream, None, None)

    def answer(self) -> Timing | None:
        """What the server answered, once; None as long as it has not."""
        pulse = self._pulse
        if self._question is None or pulse.operation_get_state(self._question) == _RUNNING:
            return None
        self._forget(self._question)
        self._question = None
        found = pulse.stream_get_timing_info(self._stream)
        if not found:
            return None
        info = TimingInfo.from_address(found)  # a cast would be a reference cycle, and nothing collects those here
        taken = info.read_index // WIDTH
        age = (time.time() - info.seconds - info.microseconds / _US) * 1000
        return Timing(age, taken, taken - info.sink_usec * RATE / _US)

    @property
    def gone(self) -> bool:
        """Whether the server, the connection or the sink is gone."""
        pulse = self._pulse
        return pulse.context_get_state(self._context) in _CONTEXT_OVER or (
            bool(self._stream) and pulse.stream_get_state(self._stream) in _STREAM_OVER
        )

    @property
    def sink(self) -> int:
        """The number of the sink it plays to: another one when it has been moved."""
        return int(self._pulse.stream_get_device_index(self._stream))

    def wait(self, seconds: float | None, hurried: Callable[[], bool] = lambda: False) -> None:
        """Wait for news from the server or a `wake`, at most for so long; None: as long as it takes.

        It does not wait if there is a reason to hurry, and `wake` after that reason came to be is never missed.
        Raises NoPulse if it can't wait at all.
        """
        pulse = self._pulse
        pulse.mainloop_prepare(self._loop, -1 if seconds is None else max(int(seconds * _US), 0))
        if hurried():  # preparing forgets every wake before it
            pulse.mainloop_wakeup(self._loop)
        if pulse.mainloop_poll(self._loop) < 0:
            raise NoPulse(strerror(errno.EBADF))
        pulse.mainloop_dispatch(self._loop)

    def wake(self) -> None:
        """End the `wait` of another thread."""
        self._pulse.mainloop_wakeup(self._loop)

    def close(self) -> None:
        """Release it. Nothing may be called any more."""
        pulse = self._pulse
        if self._question is not None:
            self._forget(self._question)
        if self._stream:
            pulse.stream_disconnect(self._stream)
            pulse.stream_unref(self._stream)
        pulse.context_disconnect(self._context)
        pulse.context_unref(self._context)
        pulse.mainloop_free(self._loop)

    def _wait_until(self, ready: Callable[[], bool], until: float) -> None:
        while not ready():
            if self.gone:
                raise NoPulse(self._why())
            left = until - time.monotonic()
            if left <= 0:
                raise NoPulse(strerror(errno.ETIMEDOUT))
            self.wait(left)

    def _why(self) -> str:
        return str(self._pulse.strerror(self._pulse.context_errno(self._context)).decode("utf-8", "replace"))

    def _forget(self, operation: int | None) -> None:
        if operation is not None:
            self._pulse.operation_unref(operation)
