"""A person, a pack, and a machine that sleeps, dies, restarts and has its clock set: ten thousand schedules.

The book's and the session's own code runs; only its disk and its device are stand-ins. The
true time is the ManualClock's, which nothing in a schedule can turn back or stop.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unclench.cli.waiting import _Guard, rest_of
from unclench.compiling import compile_routine
from unclench.conducting import Conductor
from unclench.cues import Sound
from unclench.exposure.moments import Moment
from unclench.exposure.records import Exposure
from unclench.journal.records import OverrideRecord
from unclench.keeping import Book
from unclench.model import ApplyStep, Exact, RestStep
from unclench.paths import Home
from unclench.recording import Recorder
from unclench.session import Session
from unclench.testing import ManualClock, ManualMoments, RecordingPlayer, routine
from unclench.timeline import EXPOSURE, Gate, Timeline

MIN = 60_000
MOST = 20 * MIN
KNOWS = 35_000
"""The alarm sounds within so many ms of when the machine could first know (issue 5)."""
HALF_A_DAY = 12 * 60 * MIN
GAPS = {"cold": 120 * MIN, "heat": 60 * MIN}
SCHEDULES, CHUNKS = 10_000, 10


class Disk:
    """What outlives a program: the journal's part in it, in memory."""

    def __init__(self) -> None:
        self.exposures: dict[str, Exposure] = {}
        self.overrides: list[OverrideRecord] = []
        self.slip: Exposure | None = None

    def recent_exposures(self, now: Moment) -> list[Exposure]:
        return list(self.exposures.values())

    def start_exposure(self, exposure: Exposure, allowed: Any) -> Any:
        refusal = allowed(self.recent_exposures(exposure.on))
        if refusal is None:
            self.exposures[exposure.id] = exposure
        return refusal

    def confirm_off(self, id: str, off: Moment) -> None:
        found = self.exposures[id]
        if found.off is None:
            self.exposures[id] = Exposure(found.id, found.kind, found.on, found.limit, off, found.session)

    def add(self, *records: Any) -> None:
        self.overrides += [record for record in records if isinstance(record, OverrideRecord)]
        for record in records:
            if isinstance(record, Exposure):
                self.exposures.setdefault(record.id, record)

    def keep_content(self, *_: Any) -> None: ...
    def move(self, *_: Any) -> None: ...
    def end(self, *_: Any) -> None: ...
    def close(self) -> None: ...


class DiskBook(Book):
    """A book on a Disk."""

    def __init__(self, disk: Disk, moments: ManualMoments) -> None:
        super().__init__(Home(Path(), Path(), Path()), lambda _: None, moments)
        self._disk = disk
        self._journal = disk  # type: ignore[assignment]

    def waiting(self) -> list[Exposure]:
        return [exposure for exposure in self.past() if exposure.open]

    def rest(self) -> None: ...

    def _read_slip(self) -> Exposure | None:
        return self._disk.slip

    def _write_slip(self, exposure: Exposure) -> None:
        self._disk.slip = exposure

    def _tear_slip(self) -> None:
        self._disk.slip = None


class World:
    """The truth, and at most one program in it."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.moments = ManualMoments(self.clock)
        self.disk = Disk()
        self.book = DiskBook(self.disk, self.moments)
        self.conductor: Conductor | None = None
        self.guard: tuple[_Guard, Exposure] | None = None
        self.truth: list[list[Any]] = []
        """What was on the skin, as [kind, on, off or None], in true time."""
        self.awake_since = self.clock.now()
        self.ahead = 0
        self.starts = self.alarms = 0

    @property
    def now(self) -> int:
        return self.clock.now()

    # -- the machine ---------------------------------------------------------------------

    def begin(self, kind: str, minutes: int, *, twice: bool) -> None:
        """Start the program: it asks first about what was never said to be off."""
        if self.conductor is not None and not self.conductor.finished:
            return
        self.book, self.guard, self.awake_since = DiskBook(self.disk, self.moments), None, self.now
        waiting = self.book.waiting()
        if waiting:
            self.guard = (_Guard(), waiting[0])
            guard = self.guard[0]
            self._conduct(rest_of(waiting[0], self.moments()), lambda: guard)
            return
        apply = ApplyStep(kind=kind, lasting=Exact(minutes * MIN), setup=Exact(0))  # type: ignore[arg-type]
        steps = (apply, RestStep(lasting=Exact(MOST)), apply) if twice else (apply,)
        made = routine(*steps)
        timeline = compile_routine(made)
        self._conduct(timeline, lambda: Recorder(self.book, made, timeline))

    def _conduct(self, timeline: Timeline, keep: Any) -> None:
        session = Session(timeline, self.now)
        self.conductor = Conductor(session, RecordingPlayer(), self.clock, keep=keep)
        self.conductor.begin()
        self.conductor.settle()
        self.check()

    def run(self, ms: int) -> None:
        """Let the program run; where its alarm rings for long, only the last of it is looked at stroke by stroke."""
        end, strokes = self.now + ms, 0
        while self.now < end:
            conductor = self.conductor
            if conductor is None or conductor.finished:
                self.clock.advance(end - self.now)
                return
            due = conductor.session.next_cue_at()
            step = end - self.now if due is None else min(max(1, due - self.now), end - self.now)
            if strokes > 20 and end - self.now > 2 * KNOWS:
                step = end - self.now - KNOWS
            self.clock.advance(step)
            before = len(conductor.player.played)  # type: ignore[attr-defined]
            conductor.tick()
            strokes += len(conductor.player.played) - before  # type: ignore[attr-defined]
            self.check()

    def suspend(self, ms: int) -> None:
        """The lid is closed; what runs knows of it when it is opened."""
        self.clock.suspend(ms)
        self.wake()

    def stop(self, ms: int) -> None:
        """SIGSTOP, and SIGCONT so much later."""
        self.clock.advance(ms)
        self.wake()

    def wake(self) -> None:
        self.awake_since = self.now
        if self.conductor is not None:
            self.conductor.tick()
        self.check()

    def kill(self) -> None:
        self.conductor = None

    def reboot(self, ms: int) -> None:
        self.kill()
        self.moments.reboot(ms)

    def set_wall(self, by: int) -> None:
        """A step of the wall clock: NTP, daylight saving, the user; never more than half a day off in all."""
        by = max(-HALF_A_DAY - self.ahead, min(HALF_A_DAY - self.ahead, by))
        self.ahead += by
        self.moments.set_wall(by)

    # -- the person ----------------------------------------------------------------------

    def answer(self, *, reason: bool) -> None:
        """Press space, and do what it says; with a reason, also where it is locked."""
        conductor = self.conductor
        if conductor is None or conductor.finished:
            return
        view = conductor.view()
        segment = view.segment
        if segment is not None and segment.gate is Gate.ANSWER and segment.alarm and not view.check_pending:
            self.take_off()
        conductor.answer_or_pause()
        if conductor.tending.asked:
            conductor.answer(yes=False)
        if conductor.tending.locked is not None and reason:
            conductor.override("because")
        self._note_off()
        after = conductor.view().segment
        if segment is not None and after is not None and after.kind in EXPOSURE and segment.gate is Gate.ANSWER:
            self.put_on(after.kind.value)
        self.check()

    def pause(self, *, off: bool) -> None:
        """Press space in the middle, and say whether it is off."""
        conductor = self.conductor
        segment = conductor.view().segment if conductor is not None else None
        if conductor is None or segment is None or segment.kind not in EXPOSURE or conductor.view().check_pending:
            return
        conductor.answer_or_pause()
        if off:
            self.take_off()
        conductor.answer(yes=off)
        self._note_off()
        self.check()

    def _note_off(self) -> None:
        """What the command line does after the question at the start."""
        if self.guard is not None and self.guard[0].off:
            self.book.off(self.guard[1])
            self.guard = None

    def take_off(self) -> None:
        """Without a word to anybody."""
        for pack in self.truth:
            pack[2] = self.now if pack[2] is None else pack[2]

    def put_on(self, kind: str) -> None:
        self.starts += 1
        for other, on, off in self.truth:
            assert off is not None, "a second one was begun while one is on"
            gap = GAPS[kind] if other == kind else MOST
            if self.now - off < gap and not self._overridden() and not self._second_of_two(kind, on, off):
                raise AssertionError(f"{kind} began {(self.now - off) / MIN} minutes after {other} came off")
        self.truth.append([kind, self.now, None])

    def _overridden(self) -> bool:
        latest = max(self.disk.exposures.values(), key=lambda exposure: exposure.open)
        return any(override.exposure == latest.id for override in self.disk.overrides)

    def _second_of_two(self, kind: str, on: int, off: int) -> bool:
        """20 on and 20 off, chosen as such: C1.5's two, and no third within C1.4's gap of the first."""
        assert self.conductor is not None
        applications = sum(segment.kind in EXPOSURE for segment in self.conductor.session.timeline.segments)
        near = [pack for pack in self.truth if pack[0] == kind and pack[1] >= on]
        return kind == "cold" and applications == 2 and self.now - off >= MOST and len(near) == 1

    # -- the law -------------------------------------------------------------------------

    def check(self) -> None:
        """Over 20 minutes on the skin and somebody there to know it: an alarm within the last 35 s."""
        conductor = self.conductor
        for kind, on, off in self.truth:
            if off is not None or conductor is None:
                continue
            could_know = max(on + MOST, self.awake_since)
            if self.now < could_know + KNOWS:
                continue
            rings = [p.at for p in conductor.player.played[-40:] if p.sound is Sound.ALARM]  # type: ignore[attr-defined]
            self.alarms += 1
            assert rings, f"no alarm for {kind}, on for {(self.now - on) / MIN} minutes"
            assert rings[-1] >= self.now - KNOWS, f"the alarm for {kind} fell silent"


LENGTHS = (1_000, 29_000, MIN, 5 * MIN, 8 * MIN, 20 * MIN, 25 * MIN, 100 * MIN, 130 * MIN)
STEPS = (-HALF_A_DAY, -61 * MIN, -5_000, 5_000, 61 * MIN, HALF_A_DAY)


def do(world: World, event: str, number: int) -> None:
    """One event of a schedule; `number` chooses among its variants."""
    length = LENGTHS[number % len(LENGTHS)]
    match event:
        case "begin":
            kind, twice = ("cold", "heat")[number % 2], number % 6 == 0
            world.begin(kind, 20 if twice else (5, 10, 15, 20)[number % 4], twice=twice)
        case "run":
            world.run(length)
        case "suspend":
            world.suspend(length)
        case "stop":
            world.stop(length)
        case "kill":
            world.kill()
        case "reboot":
            world.reboot(length)
        case "wall":
            world.set_wall(STEPS[number % len(STEPS)])
        case "answer":
            world.answer(reason=number % 4 == 0)
        case "pause":
            world.pause(off=number % 2 == 0)
        case "off in silence":
            world.take_off()


EVENTS = ("begin", "run", "suspend", "stop", "kill", "reboot", "wall", "answer", "pause", "off in silence")
WEIGHTS = (6, 6, 2, 1, 2, 1, 2, 9, 1, 1)


def play(schedule: Sequence[tuple[str, int]]) -> World:
    world = World()
    for event, number in schedule:
        do(world, event, number)
    world.run(2 * KNOWS)
    return world


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_c2_4_whatever_happens_the_alarm_sounds_in_time_and_nothing_begins_inside_a_lock_out(chunk):
    starts = alarms = 0
    for seed in range(chunk * SCHEDULES // CHUNKS, (chunk + 1) * SCHEDULES // CHUNKS):
        chance = random.Random(seed)
        schedule = [(event, chance.randrange(10_000)) for event in chance.choices(EVENTS, WEIGHTS, k=24)]
        try:
            world = play(schedule)
        except AssertionError as error:
            raise AssertionError(f"schedule {seed}: {error}\n{schedule}") from error
        starts, alarms = starts + world.starts, alarms + world.alarms
    # A law that was never put to the test would hold too.
    assert starts > SCHEDULES // CHUNKS
    assert alarms > 100


@settings(max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 10_000)), max_size=25))
def test_c2_4_the_same_for_schedules_that_are_searched_for(schedule):
    play(schedule)
