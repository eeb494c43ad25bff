"""PulseAudio's library as we call it: a fake one of a few lines, and what there is where it is missing."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable
from typing import Any

import pytest

from unclench.audio import libpulse
from unclench.audio.libpulse import BufferAttr, NoPulse, NoPulseLibrary, PulseStream, SampleSpec, TimingInfo
from unclench.media.pcm import RATE


class Pulse:
    """Each `pa_` function that is not defined here notes its call and returns 1."""

    def __init__(self, context: int = 4, stream: int = 2) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.context, self.stream = context, stream
        self.info = TimingInfo()
        self.answered = False
        self.connects = 0

    def __getattr__(self, name: str) -> Callable[..., int]:
        def call(*arguments: Any) -> int:
            self.calls.append((name, *arguments))
            return 1

        return call

    def context_connect(self, *_arguments: Any) -> int:
        return self.connects

    def context_get_state(self, _context: int) -> int:
        return self.context

    def stream_get_state(self, _stream: int) -> int:
        return self.stream

    def stream_connect_playback(self, _stream: int, _sink: Any, attributes: Any, flags: int, *_rest: Any) -> int:
        self.attributes, self.flags = attributes._obj, flags
        return 0

    def operation_get_state(self, _operation: int) -> int:
        return int(self.answered)

    def stream_get_timing_info(self, _stream: int) -> int:
        return ctypes.addressof(self.info)

    def strerror(self, _number: int) -> bytes:
        return b"Connection refused"

    def called(self, name: str) -> list[list[Any]]:
        return [list(arguments) for called, *arguments in self.calls if called == name]


def opened(pulse: Pulse) -> PulseStream:
    stream = PulseStream(pulse, "unclench")
    stream.open(1_000)
    return stream


def test_the_structures_are_as_long_as_those_of_the_library() -> None:
    """On 64 bits: 12 and 20 bytes, and 80 up to the read index, as the headers have them."""
    assert ctypes.sizeof(SampleSpec) == 12
    assert ctypes.sizeof(BufferAttr) == 20
    if ctypes.sizeof(ctypes.c_void_p) == 8:
        assert (TimingInfo.sink_usec.offset, TimingInfo.read_index.offset) == (24, 72)


def test_a_stream_begins_when_it_is_told_to_and_never_waits_for_sound() -> None:
    pulse = Pulse()
    opened(pulse)
    assert pulse.attributes.prebuf == 0
    assert pulse.attributes.tlength - 2 * pulse.attributes.minreq == 1_000 * 2
    assert pulse.attributes.maxlength == 0xFFFFFFFF
    assert pulse.flags == 1


def test_frames_are_written_to_where_they_belong() -> None:
    pulse = Pulse()
    opened(pulse).write(500, b"\1\0\2\0")
    assert pulse.called("stream_write") == [[1, b"\1\0\2\0", 4, None, 1_000, 1]]


def test_what_is_to_be_sent_now_waits_for_nothing() -> None:
    pulse = Pulse()
    stream = opened(pulse)
    pulse.calls.clear()
    stream.send()
    assert pulse.called("mainloop_prepare") == [[1, 0]]
    assert [name for name, *_ in pulse.calls][1:] == ["mainloop_poll", "mainloop_dispatch"]


def test_an_answer_says_what_was_taken_and_heard_how_long_ago() -> None:
    pulse = Pulse()
    stream = opened(pulse)
    stream.ask()
    assert stream.answer() is None
    ago = time.time() - 0.25
    pulse.info.seconds, pulse.info.microseconds = int(ago), int(ago % 1 * 1e6)
    pulse.info.read_index, pulse.info.sink_usec = 2 * RATE, 20_000
    pulse.answered = True
    found = stream.answer()
    assert found is not None
    assert found.age == pytest.approx(250, abs=50)
    assert (found.taken, found.heard) == (RATE, RATE * 0.98)
    assert stream.answer() is None  # only once
    assert len(pulse.called("operation_unref")) == 1


def test_one_question_is_asked_at_a_time() -> None:
    pulse = Pulse()
    stream = opened(pulse)
    stream.ask()
    stream.ask()
    assert len(pulse.called("stream_update_timing_info")) == 1


@pytest.mark.parametrize(("context", "stream"), [(5, 2), (6, 2), (4, 3), (4, 4)])
def test_a_server_or_sink_that_ends_is_gone(context: int, stream: int) -> None:
    pulse = Pulse()
    one = opened(pulse)
    assert not one.gone
    pulse.context, pulse.stream = context, stream
    assert one.gone


def test_where_nothing_answers_the_reason_is_the_librarys() -> None:
    for pulse in (Pulse(context=5), Pulse(stream=3)):
        with pytest.raises(NoPulse, match="Connection refused"):
            opened(pulse)
    unreachable = Pulse()
    unreachable.connects = -1
    with pytest.raises(NoPulse, match="Connection refused"):
        opened(unreachable)


def test_a_server_that_does_not_answer_is_given_up_in_time() -> None:
    with pytest.raises(NoPulse, match="timed out"):
        PulseStream(Pulse(context=1), "unclench").open(1_000, patience=0.0)


@pytest.mark.parametrize("missing", ["mainloop_new", "context_new", "stream_new"])
def test_where_no_descriptors_or_no_memory_are_left_nothing_is_called_with_what_is_not_there(missing: str) -> None:
    """The library would end the process for it."""
    pulse = Pulse()
    setattr(pulse, missing, lambda *_arguments: None)
    with pytest.raises(NoPulse):
        opened(pulse)
    assert all(None not in arguments[:1] for _, *arguments in pulse.calls)


def test_a_wait_that_fails_says_so_instead_of_going_on_at_once() -> None:
    pulse = Pulse()
    stream = opened(pulse)
    setattr(pulse, "mainloop_poll", lambda _loop: -1)  # noqa: B010  # a function of the library
    with pytest.raises(NoPulse):
        stream.wait(None)


def test_a_reason_to_hurry_wakes_a_wait_that_has_forgotten_its_wakes() -> None:
    """Preparing to wait empties the pipe of wakes: what was ordered before it must still be done at once."""
    pulse = Pulse()
    stream = opened(pulse)
    pulse.calls.clear()
    stream.wait(0.4, lambda: True)
    assert [name for name, *_ in pulse.calls] == [
        "mainloop_prepare", "mainloop_wakeup", "mainloop_poll", "mainloop_dispatch",
    ]  # fmt: skip
    assert pulse.called("mainloop_prepare") == [[1, 400_000]]
    pulse.calls.clear()
    stream.wait(None)
    assert pulse.called("mainloop_prepare") == [[1, -1]]
    assert not pulse.called("mainloop_wakeup")


def test_closing_releases_everything_once() -> None:
    pulse = Pulse()
    stream = opened(pulse)
    stream.start()
    stream.ask()
    pulse.calls.clear()
    stream.close()
    assert sorted(name for name, *_ in pulse.calls) == [
        "context_disconnect", "context_unref", "mainloop_free", "operation_unref", "stream_disconnect", "stream_unref",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["libnothing-of-this-name.so.0", "libc.so.6"])
def test_without_the_library_or_one_of_its_functions_there_is_no_such_output(name: str) -> None:
    with pytest.raises(NoPulseLibrary):
        libpulse.load(name)
