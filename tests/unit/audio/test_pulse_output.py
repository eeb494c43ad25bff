"""The output that writes its queue anew, before a sound server of a few lines that is moved by hand."""

from __future__ import annotations

import gc
import os
import weakref
from array import array
from collections.abc import Callable
from itertools import pairwise

import pytest

from unclench.audio import pulse_output
from unclench.audio.first_output import FirstOutput
from unclench.audio.libpulse import NoPulse, NoPulseLibrary, Timing
from unclench.audio.output import STALE, Clip, Output, ScheduledSound
from unclench.audio.pulse_output import PulseOutput
from unclench.audio.server_queue import DELAY, LATENCY, LOOK, NEAR, QUEUE, SPARE, STARTING, UNANSWERED, ServerPosition
from unclench.audio.server_queue import FIRST as FIRST_MADE
from unclench.audio.stream import FADE, RAMP
from unclench.media.pcm import UNITY, frames
from unclench.ports import NotHere, PlayerFailed
from unclench.testing import ManualClock

FIRST = 10
"""Ms until the server begins to play a stream that is started."""
LOUD = 1_000


class Server:
    """Takes `block` ms at a time, as early as that must be, and plays them. A `Stream` is its other side."""

    def __init__(self, clock: ManualClock, block: int = 20) -> None:
        self._clock = clock
        self.block = block
        self.queue: dict[int, int] = {}
        self.taken = 0
        self.played: list[int] = []
        self.begun_at: int | None = None
        self.slept = 0
        self.gone = self.hangs = self.stands_still = self.closed = False
        self.sink = 7
        self.asked = 0
        self.latency = 0
        self.age = 0.0
        self.refuses = ""
        self._question = False

    def open(self, latency: int) -> None:
        if self.refuses:
            raise NoPulse(self.refuses)
        self.latency = latency

    def start(self) -> None:
        self.begun_at = self._clock.now() + FIRST

    def write(self, frame: int, data: bytes) -> None:
        assert frame >= 0
        for number, sample in enumerate(array("h", data), frame):
            self.queue[number] = sample

    def send(self) -> None:
        pass

    def ask(self) -> None:
        self.asked += 1
        self._question = True

    def answer(self) -> Timing | None:
        if not self._question or self.hangs:
            return None
        self._question = False
        return Timing(self.age, self.taken, self.heard)

    @property
    def heard(self) -> float:
        return 0 if self.begun_at is None else max(frames(self._clock.now() - self.begun_at - self.slept), 0)

    def work(self) -> None:
        """Take what is due, as the clock has moved on."""
        if self.begun_at is None or self._clock.now() < self.begun_at or self.stands_still or self.gone:
            return
        while self.taken <= self.heard:
            until = self.taken + frames(self.block)
            self.played += [self.queue.pop(number, 0) for number in range(self.taken, until)]
            self.taken = until

    def wait(self, _seconds: float | None, _hurried: Callable[[], bool] = lambda: False) -> None:
        raise AssertionError("the tests do not wait")

    def wake(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True


class World:
    """An output, its server, and the time that goes by."""

    def __init__(self, block: int = 20) -> None:
        self.clock = ManualClock()
        self.server = Server(self.clock, block)
        self.deaths: list[str] = []
        self.notes: list[str] = []
        self.turns = 0
        self._turn_at = 0
        self.output = PulseOutput(
            self.clock, lambda failure: self.deaths.append(str(failure)), self.notes.append,
            lambda: self.server, lambda _work: None,
        )  # fmt: skip
        self.output.open()

    def turn(self, *, in_vain: bool = False) -> None:
        self.turns += 1
        wait = self.output.turn(waited_in_vain=in_vain)
        self._turn_at = self.clock.now() + (10**9 if wait is None else wait)

    def pass_time(self, ms: int, *, stopped: bool = False) -> None:
        """Let time go by, with the output at work as its thread would be, or `stopped` as by SIGSTOP."""
        for _ in range(ms):
            self.clock.advance(1)
            self.server.work()
            if stopped:
                continue
            answered = self.server._question and not self.server.hangs
            in_vain = self.clock.now() >= self._turn_at
            if answered or in_vain or self.output._hurried():
                self.turn(in_vain=in_vain)

    def start(self, *dues: ScheduledSound) -> None:
        for due in dues:
            self.output.add(due)
        self.output.start()
        self.turn()

    def due(self, after: int, ms: int = 5, value: int = LOUD, *, alarm: bool = False) -> ScheduledSound:
        return ScheduledSound(self.clock.now() + after, Clip(array("h", [value] * frames(ms))), UNITY, alarm=alarm)

    def heard_at(self, index: int) -> float:
        """The clock time at which a frame was heard."""
        assert self.server.begun_at is not None
        return self.server.begun_at + self.server.slept + index * 1000 / 44_100

    def sounds(self) -> list[float]:
        """When each sound that was played began to be heard."""
        played = self.server.played
        return [self.heard_at(i) for i, x in enumerate(played) if x and not (i and played[i - 1])]


def test_the_first_sound_is_the_first_frame_and_the_next_keep_their_distance_from_it() -> None:
    world = World()
    first = world.due(-DELAY)
    world.start(first, world.due(700 - DELAY), world.due(2_500 - DELAY))
    world.pass_time(3_000)
    assert world.server.played[0] == LOUD
    one, two, three = world.sounds()
    assert two - one == pytest.approx(700, abs=1.1)
    assert three - one == pytest.approx(2_500, abs=1.1)


@pytest.mark.parametrize("handing", [0, 5, NEAR - FIRST - 2])
def test_a_session_that_begins_with_its_stream_sounds_at_once_and_no_key_moves_what_follows(handing: int) -> None:
    """Up to its first sound 6 to 14 ms pass, the start of the server among them."""
    world = World()
    began = world.clock.now() - DELAY
    world.pass_time(handing)
    world.start(world.due(-DELAY - handing), world.due(1_000 - DELAY - handing))
    world.pass_time(1_500)
    assert world.server.played[0] == LOUD
    world.output.stop()
    world.output.add(world.due(500))
    third = world.clock.now() + 500
    world.pass_time(1_000)
    late = [at - due for at, due in zip(world.sounds(), [began, began + 1_000, third], strict=True)]
    assert late == pytest.approx([DELAY + handing + FIRST] * 3, abs=1.6)


def test_a_server_that_plays_a_little_sooner_than_was_thought_moves_no_sound_until_a_key() -> None:
    world = World()
    world.start(world.due(-DELAY), world.due(300 - DELAY), world.due(2_000 - DELAY))
    assert world.server.begun_at is not None
    world.server.begun_at -= FIRST + 6
    world.pass_time(2_500)
    one, two, three = world.sounds()
    assert [two - one, three - one] == pytest.approx([300, 2_000], abs=1.1)
    world.output.stop()
    world.output.add(due := world.due(500))
    world.pass_time(1_000)
    assert world.sounds()[-1] - due.at == pytest.approx(DELAY, abs=1.1)


@pytest.mark.parametrize("block", [5, 20, 21, 43])
def test_a_sound_ordered_ahead_is_heard_at_its_time_whatever_the_servers_step(block: int) -> None:
    world = World(block)
    world.start(world.due(-DELAY))
    world.pass_time(5_000)
    due = world.due(3_000)
    world.output.add(due)
    world.pass_time(4_000)
    late = world.sounds()[1] - due.at
    assert DELAY <= late <= DELAY + FIRST + 1


def test_a_second_of_sound_is_in_the_queue_and_never_less_than_half_of_one() -> None:
    world = World()
    world.start(world.due(-DELAY))
    least = QUEUE
    for _ in range(3_000):
        world.pass_time(1)
        least = min(least, len(world.server.queue) * 1000 // 44_100)
    assert least >= 500


def test_a_process_that_stands_still_for_500_ms_is_not_heard() -> None:
    world = World()
    world.start(world.due(-DELAY, 9_000))
    world.pass_time(STARTING + 100)
    for stopped in (60, 120, 300, 400, 450, 500):
        world.pass_time(stopped, stopped=True)
        world.pass_time(617)  # so that each begins at another time after a look
    assert set(world.server.played) == {LOUD}
    assert world.deaths == []


def test_after_a_longer_stall_the_sounds_are_where_they_would_have_been() -> None:
    """The frames pass by though nothing was written for them, so nothing has to be learnt anew."""
    world = World()
    world.start(world.due(-DELAY))
    world.pass_time(1_000)
    due = world.due(4_000)
    world.output.add(due)
    world.pass_time(2_500, stopped=True)
    world.pass_time(2_500)
    assert world.sounds()[1] - due.at == pytest.approx(DELAY + FIRST, abs=1.5)
    assert any("ran dry" in note for note in world.notes)


@pytest.mark.parametrize("handed_over", [0, 100])
def test_after_a_long_stall_only_the_alarm_makes_up_for_what_was_due_long_ago(handed_over: int) -> None:
    world = World()
    world.start(world.due(-DELAY))
    world.pass_time(1_000)
    world.output.add(world.due(1_500, value=100))
    world.output.add(world.due(1_500, value=300, alarm=True))
    world.output.add(due := world.due(1_500 + STALE + 700, value=50))
    world.pass_time(handed_over)
    world.pass_time(1_500 + STALE + 500 - handed_over, stopped=True)
    resumed = world.clock.now()
    world.pass_time(1_000)
    values = [x for x in world.server.played[frames(900) :] if x]
    assert (values.count(100), values.count(300), values.count(50)) == (0, frames(5), frames(5))
    assert world.sounds()[-2] - resumed <= DELAY + FIRST + 5
    assert world.sounds()[-1] - due.at == pytest.approx(DELAY + FIRST, abs=2)


def test_a_sound_for_now_is_heard_within_its_delay_though_a_second_is_queued() -> None:
    world = World()
    world.start(world.due(-DELAY))
    for _ in range(10):
        world.pass_time(1_237)
        world.output.stop()
        due = world.due(0)
        world.output.add(due)
        world.turn()
        world.pass_time(100)
        assert world.sounds()[-1] - due.at <= DELAY + FIRST + 1


def test_what_a_key_changes_is_sent_before_all_the_rest_of_the_queue_is_made() -> None:
    world = World()
    world.start(world.due(-DELAY, 10_000))
    world.pass_time(1_000)
    sent, queue = [], world.server.queue
    world.server.send = lambda: sent.append([number for number, x in queue.items() if x != LOUD])  # type: ignore[method-assign]
    world.output.set_gain(0)
    world.turn()
    assert frames(15) <= len(sent[0]) <= frames(FIRST_MADE)
    assert sum(x != LOUD for x in queue.values()) > frames(500)


def test_a_stop_is_heard_at_once_as_a_fade_and_what_waited_is_gone() -> None:
    world = World()
    world.start(world.due(-DELAY, 10_000), world.due(1_500), world.due(8_000))
    world.pass_time(1_111)
    pressed = world.clock.now()
    world.output.stop()
    world.turn()
    world.pass_time(9_000)
    last = max(i for i, x in enumerate(world.server.played) if x)
    assert world.heard_at(last) - pressed <= LATENCY + SPARE + 15 + 1
    tail = world.server.played[last - FADE + 1 : last + 1]
    assert tail == sorted(tail, reverse=True)
    assert max(a - b for a, b in pairwise(tail)) <= 3


def test_muting_is_heard_at_once_but_not_in_the_alarm_and_unmuting_loses_nothing() -> None:
    world = World()
    world.start(world.due(-DELAY, 3_000), world.due(300, 2_000, 7, alarm=True), world.due(1_900, 5, 60))
    world.pass_time(1_000)
    muted = world.clock.now()
    world.output.set_gain(0)
    world.pass_time(800)
    assert world.server.played[frames(1_100) : frames(1_700)] == [7] * (frames(1_700) - frames(1_100))
    last = max(i for i, x in enumerate(world.server.played) if x > 7)
    assert world.heard_at(last) - muted <= LATENCY + SPARE + RAMP / 44.1 + 1
    world.output.set_gain(UNITY)
    world.pass_time(1_000)
    assert world.server.played.count(LOUD + 7 + 60) == frames(5)


def test_a_change_of_the_gain_is_heard_without_a_step_however_often_it_changes() -> None:
    world = World()
    world.start(world.due(-DELAY, 10_000))
    world.pass_time(1_000)
    for gain in (UNITY // 2, 0, UNITY, UNITY // 4):
        world.output.set_gain(gain)
        world.pass_time(7)
    world.output.set_gain(UNITY // 2)
    world.pass_time(300)
    played = world.server.played
    assert max(abs(a - b) for a, b in pairwise(played)) <= LOUD // RAMP + 2
    assert played[-1] == LOUD // 2


def test_a_gain_that_was_set_before_the_start_holds_from_the_first_frame() -> None:
    world = World()
    world.output.set_gain(UNITY // 2)
    world.start(world.due(-DELAY))
    world.pass_time(200)
    assert world.server.played[0] == LOUD // 2


def test_the_answer_to_a_key_is_heard_at_once_however_late_the_sounds_are() -> None:
    """It is added as if it were long due. The others keep their distance from the first, which came late here."""
    world = World()
    world.start(world.due(-DELAY))
    assert world.server.begun_at is not None
    world.server.begun_at += 90
    world.pass_time(1_000)
    pressed = world.clock.now()
    world.output.add(world.due(-500))
    world.pass_time(200)
    assert world.sounds()[-1] - pressed <= LATENCY + SPARE + 1


def test_an_answer_that_is_the_very_first_sound_makes_no_others_late() -> None:
    world = World()
    world.start(world.due(-500))
    world.pass_time(1_000)
    world.output.add(due := world.due(500))
    world.pass_time(1_000)
    assert world.sounds()[-1] - due.at == pytest.approx(DELAY + FIRST, abs=2)


def test_a_better_rendering_replaces_what_lies_in_the_queue_and_has_not_begun() -> None:
    world = World()
    world.start(world.due(-DELAY))
    world.pass_time(1_000)
    due = world.due(500)
    world.output.add(due)
    world.pass_time(100)
    due.clip.improve(array("h", [5] * 99))
    world.pass_time(1_000)
    assert world.server.played.count(5) == 99
    assert world.server.played.count(LOUD) == frames(5)


def test_it_wakes_up_only_a_few_times_a_second_when_nothing_changes() -> None:
    """Two turns a look: the question and its answer. A server whose answers are old is asked again."""
    world = World()
    world.start(world.due(-DELAY))
    world.pass_time(2_000)
    before, asked = world.turns, world.server.asked
    world.pass_time(10_000)
    assert world.server.asked - asked <= 26
    assert world.turns - before <= 80


def test_what_is_ordered_before_the_start_keeps_no_processor_busy() -> None:
    """As the volume, which is set as soon as the device is open: a session may begin long after that."""
    world = World()
    world.output.set_gain(UNITY // 2)
    world.pass_time(1_000)
    assert world.turns == 1


def test_the_latency_of_a_late_start_does_not_outlast_the_next_key() -> None:
    world = World()
    world.start(world.due(-DELAY))
    assert world.server.begun_at is not None
    world.server.begun_at += 90
    world.pass_time(1_000)
    world.output.add(due := world.due(500))
    world.pass_time(1_000)
    assert world.sounds()[-1] - due.at == pytest.approx(DELAY + FIRST + 90, abs=2)
    world.output.stop()
    world.output.add(due := world.due(500))
    world.pass_time(1_000)
    assert world.sounds()[-1] - due.at == pytest.approx(DELAY, abs=2)


def test_a_sink_that_takes_its_sound_long_before_keeps_the_distances_too() -> None:
    """As headphones without a wire: a key is heard as late as they are, and what follows it in step with that."""
    world = World(block=150)
    world.start(world.due(-DELAY), world.due(1_000 - DELAY))
    world.pass_time(2_500)
    one, two = world.sounds()
    assert two - one == pytest.approx(1_000, abs=1.1)
    world.output.stop()
    at_once, later = world.due(0), world.due(1_000)
    world.output.add(at_once)
    world.output.add(later)
    world.pass_time(2_500)
    one, two = world.sounds()[2:]
    assert two - one == pytest.approx(1_000, abs=1.1)
    assert one - at_once.at <= 150 + DELAY


def test_a_suspend_is_not_learnt_as_latency_and_what_is_long_past_is_dropped() -> None:
    world = World()
    world.start(world.due(-DELAY))
    world.pass_time(3_000)
    world.output.add(world.due(3_000))
    world.clock.suspend(60_000)
    world.server.slept += 60_000
    world.pass_time(1_000)
    assert world.deaths == []
    assert len(world.sounds()) == 1
    world.output.add(due := world.due(2_000))
    world.pass_time(2_500)
    assert world.sounds()[-1] - due.at == pytest.approx(DELAY + FIRST, abs=2)


def test_a_stop_right_after_a_suspend_is_heard_at_once_and_not_when_the_queue_is_over() -> None:
    """Until the server has answered, nobody knows which frames it has taken, and so the order waits for that."""
    world = World()
    world.start(world.due(-DELAY, 10_000))
    world.pass_time(3_000)
    world.clock.suspend(60_000)
    world.server.slept += 60_000
    woken = world.clock.now()
    world.output.stop()
    world.pass_time(1_500)
    last = max(i for i, x in enumerate(world.server.played) if x)
    assert world.heard_at(last) - woken <= LATENCY + SPARE + FIRST + 15 + 5


@pytest.mark.parametrize("age", [-300.0, 30.0, 450.0])
def test_a_wall_clock_that_is_set_while_a_question_is_answered_moves_no_sound(age: float) -> None:
    world = World()
    world.start(world.due(-DELAY))
    world.pass_time(3_000)
    world.server.age = age
    world.pass_time(LOOK + 50)
    world.server.age = 0.0
    world.output.add(due := world.due(500))
    world.pass_time(1_000)
    assert world.sounds()[-1] - due.at == pytest.approx(DELAY + FIRST, abs=2)


def test_what_lay_in_the_queue_when_the_machine_fell_asleep_is_not_made_up_for_but_an_alarm_is() -> None:
    world = World()
    world.start(world.due(-DELAY))
    world.pass_time(3_000)
    for after in (200, 300, 400):
        world.output.add(world.due(after, value=100))
    world.output.add(world.due(500, value=300, alarm=True))
    world.pass_time(10)
    world.clock.suspend(60_000)
    world.server.slept += 60_000
    world.pass_time(1_000)
    values = [x for x in world.server.played[frames(1_000) :] if x]
    assert (values.count(100), values.count(300)) == (0, frames(5))


def test_a_suspend_before_the_server_has_played_anything_puts_no_sound_far_away() -> None:
    world = World()
    world.start(world.due(-DELAY))
    world.clock.suspend(60_000)
    world.server.slept += 60_000
    world.output.add(due := world.due(0))
    world.pass_time(500)
    assert world.deaths == []
    assert world.sounds()[-1] - due.at <= DELAY + 2 * FIRST + 2


def test_a_fault_in_the_thread_of_the_stream_is_told_as_the_end_of_the_device() -> None:
    clock, deaths = ManualClock(), list[str]()

    class Broken(Server):
        def wait(self, _seconds: float | None, _hurried: Callable[[], bool] = lambda: False) -> None:
            raise NoPulse("Bad file descriptor")

    stream = Broken(clock)
    output = PulseOutput(
        clock, lambda failure: deaths.append(str(failure)), make_stream=lambda: stream, background=lambda work: work()
    )
    output.open()
    assert deaths == ["Mixing the sound went wrong (Bad file descriptor)."]
    assert stream.closed
    with pytest.raises(PlayerFailed):
        output.check()


def test_when_the_server_misses_a_cycle_what_is_in_the_queue_already_is_moved_too() -> None:
    """PipeWire does where it is kept from running, and all sounds of the next second would be late by that."""
    world = World()
    world.start(world.due(-DELAY))
    world.pass_time(3_000)
    dues = [world.due(after) for after in range(100, 2_000, 100)]
    for due in dues:
        world.output.add(due)
    world.pass_time(50)
    assert world.server.begun_at is not None
    world.server.begun_at += 11
    world.pass_time(2_500)
    late = [at - due.at for at, due in zip(world.sounds()[1:], dues, strict=True)]
    assert late[0] == pytest.approx(DELAY + FIRST + 11, abs=1.5)
    assert late[9:] == pytest.approx([DELAY + FIRST] * 10, abs=1.5)


@pytest.mark.parametrize("after", [900, 2_000])
def test_a_stream_that_is_moved_to_another_sink_is_placed_by_that_one_within_a_second(after: int) -> None:
    world = World()
    world.start(world.due(-DELAY))
    world.pass_time(3_000)
    world.server.sink = 8
    assert world.server.begun_at is not None
    world.server.begun_at += 120  # it holds so much more
    world.pass_time(after)
    world.output.add(due := world.due(500))
    world.pass_time(1_000)
    assert world.sounds()[-1] - due.at == pytest.approx(DELAY + FIRST, abs=2)
    assert world.notes == ["the stream was moved from sink 7 to 8"]
    assert world.deaths == []


def test_a_server_or_a_sink_that_goes_away_is_noticed_at_once_with_what_was_heard() -> None:
    world = World()
    world.start(world.due(-DELAY))
    world.pass_time(3_000)
    world.server.gone = True
    world.turn()
    assert world.deaths == ["The sound device has gone away."]
    assert world.output.asked() == pytest.approx(world.clock.now() - DELAY - FIRST, abs=2)
    with pytest.raises(PlayerFailed, match="gone away"):
        world.output.check()


@pytest.mark.parametrize("way", ["hangs", "stands_still"])
def test_a_server_that_hangs_or_a_sink_that_is_suspended_is_noticed_within_a_second(way: str) -> None:
    world = World()
    world.start(world.due(-DELAY))
    world.pass_time(STARTING + 500)
    assert world.deaths == []
    setattr(world.server, way, True)
    world.pass_time(1_000)
    assert world.deaths == ["The sound device no longer takes any sound."]
    assert world.output.asked() is not None


def test_a_server_that_is_late_with_one_answer_is_not_given_up() -> None:
    world = World()
    world.start(world.due(-DELAY))
    world.pass_time(STARTING + 500)
    world.output._watch.hurry(world.clock.now())
    world.turn()
    world.server.hangs = True
    world.pass_time(UNANSWERED + 50)
    world.server.hangs = False
    world.pass_time(1_000)
    assert world.deaths == []


def test_a_sink_that_has_played_nothing_says_so_as_it_dies_so_that_it_is_not_opened_for_ever() -> None:
    world = World()
    world.start(world.due(-DELAY))
    world.server.stands_still = True
    world.pass_time(STARTING + 500)
    assert len(world.deaths) == 1
    assert world.output.asked() is None


def test_a_sink_may_take_its_time_to_wake_up() -> None:
    world = World()
    world.start(world.due(-DELAY))
    world.server.stands_still = True
    world.pass_time(STARTING - 100)
    assert world.deaths == []
    world.pass_time(600)
    assert world.deaths == ["The sound device no longer takes any sound."]


def test_a_process_that_was_stopped_does_not_take_its_own_silence_for_the_servers() -> None:
    world = World()
    world.start(world.due(-DELAY))
    world.pass_time(4_000)
    world.output._watch.hurry(world.clock.now())
    world.turn()
    assert world.server._question
    world.pass_time(5_000, stopped=True)
    world.pass_time(1_000)
    assert world.deaths == []


def test_one_that_is_closed_leaves_nothing_behind_though_nobody_collects_garbage() -> None:
    """The sound process does not, and without the program it may open one device after the other for hours."""
    clock, work = ManualClock(), list[Callable[[], None]]()
    server = Server(clock)
    output = PulseOutput(clock, lambda _failure: None, make_stream=lambda: server, background=work.append)
    output.open()
    output.add(ScheduledSound(clock.now() + 5_000, Clip(array("h", [1])), UNITY))
    output.start()
    output.turn()
    server.gone = True
    output.turn()
    with pytest.raises(PlayerFailed):
        output.check()
    output.close()
    work.pop()()
    left = weakref.ref(output)
    gc.disable()
    try:
        del output
        assert left() is None
    finally:
        gc.enable()
    assert server.closed


def test_everything_has_been_heard_only_when_the_last_sound_has_ended() -> None:
    world = World()
    world.start(world.due(-DELAY), world.due(1_500, 300))
    world.pass_time(1_700)
    idle = [world.output.idle]
    world.pass_time(600)
    idle.append(world.output.idle)
    world.output.add(world.due(100))
    idle.append(world.output.idle)
    world.turn()  # it is in the queue, and has not been heard
    idle.append(world.output.idle)
    world.pass_time(200)
    idle.append(world.output.idle)
    assert idle == [False, True, False, False, True]


def test_without_a_server_it_says_why_and_the_next_output_is_opened() -> None:
    clock = ManualClock()
    refusing, server = Server(clock), Server(clock)
    refusing.refuses = "Connection refused"
    notes: list[str] = []

    def making(server: Server) -> Callable[[Callable[[PlayerFailed], None]], Output]:
        return lambda died: PulseOutput(clock, died, make_stream=lambda: server, background=lambda _work: None)

    output = FirstOutput([making(refusing), making(server)], lambda failure: None, notes.append)
    assert output.asked() is None
    output.open(1.0)
    assert refusing.closed
    assert server.latency == frames(LATENCY)
    assert notes == ["The sound device can't be opened (Connection refused)."]
    assert (output.delay, output.system) == (DELAY, "PulseAudio")
    output.add(ScheduledSound(0, Clip(array("h", [1])), UNITY))
    output.stop()
    output.start()
    output.check()
    output.close()


def test_nobody_overrules_how_much_is_buffered(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise NoPulse("no library")

    monkeypatch.setattr(pulse_output, "load", refuse)
    monkeypatch.setenv(pulse_output.OVERRIDE, "2000")
    with pytest.raises(PlayerFailed):
        PulseOutput(ManualClock(), lambda _failure: None).open()
    assert pulse_output.OVERRIDE not in os.environ


def test_if_none_opens_the_failure_is_that_of_the_last() -> None:
    def failing(why: str) -> Callable[[Callable[[PlayerFailed], None]], Output]:
        def make(died: Callable[[PlayerFailed], None]) -> Output:
            raise PlayerFailed(why)

        return make

    output = FirstOutput([failing("No pulse."), failing("No device.")], lambda failure: None)
    with pytest.raises(PlayerFailed, match=r"No device\."):
        output.open(1.0)
    output.close()


@pytest.mark.parametrize(
    ("first", "last", "raised"),
    [
        (PlayerFailed("The server is away."), NotHere("No miniaudio."), "The server is away"),
        (NotHere("No libpulse."), NotHere("No miniaudio."), "No miniaudio"),
        (NotHere("No libpulse."), PlayerFailed("The device is held."), "The device is held"),
    ],
)
def test_a_server_that_may_come_back_is_no_lost_cause_where_there_is_no_other_way(
    first: PlayerFailed, last: PlayerFailed, raised: str
) -> None:
    """Else a session on a computer without miniaudio would never go back to a sound server that was restarted."""

    def failing(failure: PlayerFailed) -> Callable[[Callable[[PlayerFailed], None]], Output]:
        def make(died: Callable[[PlayerFailed], None]) -> Output:
            raise failure

        return make

    with pytest.raises(PlayerFailed, match=raised) as caught:
        FirstOutput([failing(first), failing(last)], lambda failure: None).open(1.0)
    assert isinstance(caught.value, NotHere) == (isinstance(first, NotHere) and isinstance(last, NotHere))


@pytest.mark.parametrize(("why", "hopeless"), [(NoPulseLibrary("no such file"), True), (NoPulse("refused"), False)])
def test_a_library_that_is_not_there_does_not_come_back_and_a_server_may(
    monkeypatch: pytest.MonkeyPatch,
    why: NoPulse,
    hopeless: bool,  # noqa: FBT001  # a parameter
) -> None:
    def refuse() -> None:
        raise why

    monkeypatch.setattr(pulse_output, "load", refuse)
    with pytest.raises(PlayerFailed) as caught:
        PulseOutput(ManualClock(), lambda _failure: None).open()
    assert isinstance(caught.value, NotHere) == hopeless


def test_answers_that_are_late_do_not_move_the_line_and_earlier_ones_do() -> None:
    position = ServerPosition()
    position.observe(0, 900, 0)
    for at in range(10, 3_000, 10):
        late = at * 7 % 21
        position.observe(at, (at - late) * 44.1 + 900, (at - late) * 44.1)
    assert position.heard_at(3_000) == pytest.approx(3_000 * 44.1, abs=44)
    assert position.taken_at(3_000) == pytest.approx(3_000 * 44.1 + 900, abs=44)
    assert position.late(3_000, 3_000 * 44.1 - 100)
    assert not position.late(3_000, 3_000 * 44.1)
    position.observe(3_010, 0, 3_020 * 44.1)
    assert position.heard_at(3_010) == pytest.approx(3_020 * 44.1, abs=44)


def test_a_stream_that_fell_behind_is_followed_after_a_few_looks() -> None:
    position = ServerPosition()
    for at in range(0, 4_000, LOOK):
        position.observe(at, at * 44.1, at * 44.1)
        position.look_ended()
    for at in range(4_000, 6_000, LOOK):
        position.observe(at, (at - 60) * 44.1, (at - 60) * 44.1)
        position.look_ended()
    assert position.heard_at(6_000) == pytest.approx((6_000 - 60) * 44.1, abs=44)
