"""A person, a pack, and machines that sleep, die, restart and have their clocks set: ten thousand schedules.

Logbook, slips and session are the real code; only the journal and the player are stand-ins. The
true time is the ManualClock's, which nothing in a schedule can turn back or stop.

There are two machines and two homes. A home may be carried from one machine to the other, as on a
stick, or import the other's journal. Its disk may be full or read-only, its journal unreadable, and
its files may be deleted. Whoever is asked tells the truth.
"""

from __future__ import annotations

import errno
import os
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unclench.cli.still_on import OffListener, rest_of
from unclench.config.paths import Home
from unclench.cues import Sound
from unclench.journal import slips
from unclench.journal.errors import Unavailable
from unclench.journal.logbook import Logbook
from unclench.player.controller import SessionController
from unclench.player.recorder import SessionRecorder
from unclench.routine.model import ApplyStep, Exact, RestStep, Routine
from unclench.safety.exposure import Exposure, Moment, earlier
from unclench.session.compiler import compile_routine
from unclench.session.questions import FRESH
from unclench.session.session import Session
from unclench.session.timeline import EXPOSURE, Gate, Timeline
from unclench.testing import ManualClock, ManualMoments, RecordingPlayer, routine

MIN = 60_000
MOST = 20 * MIN
KNOWS = 35_000
"""The alarm sounds within this many ms of when the machine could first know."""
HALF_A_DAY = 12 * 60 * MIN
DAY = 2 * HALF_A_DAY
APART = 10 * 60 * MIN
"""How far off each of two clocks may be; people notice a clock that is wrong by a day."""
GAPS = {"cold": 120 * MIN, "heat": 60 * MIN}
SCHEDULES = int(os.environ.get("UNCLENCH_SCHEDULES", "1500"))
"""Ten thousand take three minutes: for those, set UNCLENCH_SCHEDULES=10000."""
CHUNKS = 5


class Disk:
    """What outlives a program: a folder with its slips, and a stand-in for the journal in memory."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder / "config", folder / "data", folder / "state")
        self.home.data.mkdir(parents=True, exist_ok=True)
        for left in self.home.data.iterdir():
            left.unlink()
        self.home.journal.write_bytes(b"journal")
        self.exposures: dict[str, Exposure] = {}
        self.state = "whole"
        """Or "full", "full and seen at once", "read-only", or "unreadable" (the journal only)."""
        self._writes = 0
        self.written()

    @property
    def files(self) -> list[Path]:
        return [self.home.slip, self.home.data / "lock-outs"]

    def written(self) -> None:
        """From now on the journal's file looks different."""
        self._writes += 1
        os.utime(self.home.journal, ns=(self._writes, self._writes))

    def knows(self, id: str) -> bool:
        """Whether any readable file here contains an application's id."""
        kept = self.state != "unreadable" and id in self.exposures
        return kept or any(id.encode() in file.read_bytes() for file in self.files if file.exists())


class MemoryJournal:
    """A Disk's journal, as the logbook uses it."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self.read_only = disk.state in ("full and seen at once", "read-only")

    def _write(self) -> None:
        if self._disk.state != "whole":
            raise Unavailable("The journal cannot be written.")
        self._disk.written()

    def recent_exposures(self, now: Moment) -> list[Exposure]:
        return list(self._disk.exposures.values())

    def read(self, kind: Any, where: str) -> list[Exposure]:
        return [exposure for exposure in self._disk.exposures.values() if exposure.open]

    def start_exposure(self, exposure: Exposure, allowed: Any) -> Any:
        self._write()
        refusal = allowed(self.recent_exposures(exposure.on))
        if refusal is None:
            self._disk.exposures[exposure.id] = exposure
        return refusal

    def confirm_off(self, id: str, off: Moment) -> None:
        self._write()
        self._disk.exposures[id] = filled(self._disk.exposures[id], off)

    def add(self, *records: Any) -> None:
        self._write()
        for record in records:
            if isinstance(record, Exposure):
                self._disk.exposures.setdefault(record.id, record)

    def keep_content(self, *_: Any) -> None: ...
    def move(self, *_: Any) -> bool:
        return True

    def end(self, *_: Any) -> bool:
        return True

    def close(self) -> None: ...


def filled(exposure: Exposure, off: Moment | None) -> Exposure:
    return Exposure(
        exposure.id, exposure.kind, exposure.on, exposure.limit, exposure.off or off, exposure.session
    )  # fmt: skip


class DiskBook(Logbook):
    """A logbook on a Disk."""

    def __init__(self, disk: Disk, moments: ManualMoments) -> None:
        super().__init__(disk.home, lambda _: None, moments)
        self._disk = disk

    def _open(self) -> Any:
        if self._disk.state == "unreadable":
            raise Unavailable("The journal cannot be read.")
        return MemoryJournal(self._disk)


class Broken:
    """What the file system does with the slips, given the state of the current disk."""

    state = "whole"


@pytest.fixture(autouse=True)
def disk_full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files cannot grow on a full disk, nor change on a read-only one."""
    opened, write = slips._open, slips._write

    def opening(path: Path, flags: int) -> int:
        if Broken.state == "read-only" and flags & (os.O_RDWR | os.O_CREAT):
            raise OSError(errno.EROFS, "read-only")
        return opened(path, flags)

    def writing(file: int, data: bytes, **how: Any) -> None:
        room = os.fstat(file).st_size - os.lseek(file, 0, os.SEEK_CUR)
        if Broken.state.startswith("full") and len(data) > room:
            raise OSError(errno.ENOSPC, "full")
        write(file, data, wait=False)

    monkeypatch.setattr(slips, "_open", opening)
    monkeypatch.setattr(slips, "_write", writing)
    monkeypatch.setattr(os, "access", lambda *_: Broken.state != "read-only")


class Pack:
    """What was really on the skin, by the true time; `known` holds the homes that have heard of it."""

    def __init__(self, id: str, kind: str, on: int, disk: Disk, controller: SessionController) -> None:
        self.id, self.kind, self.on, self.controller = id, kind, on, controller
        self.off: int | None = None
        self.known = {id_of(disk)}
        self.unkept = disk.state == "read-only"


def id_of(disk: Disk) -> str:
    return str(disk.home.data)


@cache
def prepared(kind: str, minutes: int, *, twice: bool) -> tuple[Routine, Timeline]:
    """A routine that puts something on, once or with a rest in between, and its timeline."""
    apply = ApplyStep(kind=kind, lasting=Exact(minutes * MIN), setup=Exact(0))  # type: ignore[arg-type]
    made = routine(*((apply, RestStep(lasting=Exact(MOST)), apply) if twice else (apply,)))
    return made, compile_routine(made)


class World:
    """The truth, and at most one program in it."""

    def __init__(self, folder: Path, *, named: tuple[bool, bool] = (True, True), alone: bool = False) -> None:
        """`named`: whether each machine has names for its boots. A machine that is `alone` has no name itself."""
        self.clock = ManualClock()
        base = 1_700_000_000_000
        self.machines = [
            ManualMoments(self.clock, base, machine="" if alone else "ab"[n], named=named[n]) for n in range(2)
        ]
        self.ahead = [0, 0]
        """How far each machine's wall clock is ahead of the true time."""
        self.alone = alone
        self._base = base - self.clock.now()
        self.disks = [Disk(folder / "a"), Disk(folder / "b")]
        self.machine = self.home = 0
        self.controller: SessionController | None = None
        self.guard: tuple[OffListener, Exposure] | None = None
        self.book = self._new_book()
        self.packs: list[Pack] = []
        self.awake_since = self.clock.now()
        self.reasoned = False
        """Whether a reason was typed for the next application."""
        self.starts = self.alarms = self.refused = self.told = 0

    @property
    def now(self) -> int:
        return self.clock.now()

    @property
    def disk(self) -> Disk:
        return self.disks[self.home]

    @property
    def moments(self) -> ManualMoments:
        return self.machines[self.machine]

    def _new_book(self) -> DiskBook:
        self.moments.new_run()
        return DiskBook(self.disk, self.moments)

    # -- the machine ---------------------------------------------------------------------

    def begin(self, kind: str, minutes: int, *, twice: bool) -> None:
        """Start the program, which first asks about packs that were never confirmed off."""
        if self.controller is not None and not self.controller.finished:
            return
        if self.controller is not None:
            self.book.close()
        self._lose()
        self.book, self.guard, self.awake_since = self._new_book(), None, self.now
        could_know = [pack for pack in self.packs if pack.off is None and self.disk.knows(pack.id)]
        waiting = self.book.exposures.waiting()
        assert waiting or not could_know, f"{could_know[0].kind} is on, and nobody asks"
        if waiting:
            self.guard = (OffListener(), waiting[0])
            guard = self.guard[0]
            self._conduct(rest_of(waiting[0], self.moments()), lambda: guard)
            return
        self._tell(kind)
        made, timeline = prepared(kind, minutes, twice=twice)
        self._conduct(timeline, lambda: SessionRecorder(self.book, made, timeline))

    def _lose(self) -> None:
        """What began on a read-only disk is asked about as long as the disk stays so; after that nobody knows of it."""
        for pack in self.packs:
            if pack.unkept and self.disk.state not in ("read-only", "unreadable") and not self.disk.knows(pack.id):
                pack.known.discard(id_of(self.disk))

    def _tell(self, kind: str) -> None:
        """Say how long ago the last one came off, if asked."""
        verdict = self.book.lock_outs.verdict(kind, "single")  # type: ignore[arg-type]
        if verdict is None or verdict.action != "when" or any(pack.off is None for pack in self.packs):
            return
        self.told += 1
        gone = min((self.now - pack.off for pack in self.packs if pack.off is not None), default=DAY)
        self.book.lock_outs.say_last_off(earlier(self.moments(), gone) if gone < DAY else None)

    def _conduct(self, timeline: Timeline, keep: Any) -> None:
        session = Session(timeline, self.now)
        self.controller = SessionController(session, RecordingPlayer(), self.clock, make_recorder=keep)
        self.controller.begin()
        self.controller.settle()
        self.check()

    def run(self, ms: int) -> None:
        """Let the program run; of a long alarm, only the end is checked stroke by stroke."""
        end, strokes = self.now + ms, 0
        while self.now < end:
            controller = self.controller
            if controller is None or controller.finished:
                self.clock.advance(end - self.now)
                return
            due = controller.session.cues.next_at()
            step = end - self.now if due is None else min(max(1, due - self.now), end - self.now)
            if strokes > 20 and end - self.now > 2 * KNOWS:
                step = end - self.now - KNOWS
            self.clock.advance(step)
            before = len(controller.player.played)  # type: ignore[attr-defined]
            controller.tick()
            strokes += len(controller.player.played) - before  # type: ignore[attr-defined]
            self.check()

    def suspend(self, ms: int) -> None:
        """The lid is closed; the program learns of it when it opens."""
        self.clock.suspend(ms)
        self.wake()

    def stop(self, ms: int) -> None:
        """SIGSTOP, and SIGCONT later."""
        self.clock.advance(ms)
        self.wake()

    def wake(self) -> None:
        self.awake_since = self.now
        if self.controller is not None:
            self.controller.tick()
        self.check()

    def kill(self) -> None:
        self.book.slips.release_lock()  # as the system does
        self.book.slips.wake()
        self.controller = None

    def reboot(self, ms: int, *, forgetful: bool) -> None:
        """The machine restarts; one that forgets the time starts with the same time again."""
        self.kill()
        self.moments.reboot(ms)
        if forgetful:
            self.set_wall(self._base + 1_234_567 - self.moments().wall)

    def set_wall(self, by: int) -> None:
        """A step of the wall clock: NTP, daylight saving, the user; never more than half a day off in all."""
        most = HALF_A_DAY if self.alone else APART
        ahead = self.ahead[self.machine]
        by = max(-most - ahead, min(most - ahead, by))
        self.ahead[self.machine] += by
        self.moments.set_wall(by)

    def carry(self) -> None:
        """The home moves to the other machine: on a stick, or in a synchronised folder."""
        if not self.alone:
            self.kill()
            self.machine = 1 - self.machine

    def take_in(self) -> None:
        """Go on with the other machine and its own home, which imports this one's journal."""
        if self.alone or "unreadable" in (self.disk.state, self.disks[1 - self.home].state):
            return
        if self.disks[1 - self.home].state != "whole":
            return
        self.kill()
        there = self.disk
        self.machine, self.home = 1 - self.machine, 1 - self.home
        for exposure in there.exposures.values():
            mine = self.disk.exposures.get(exposure.id, exposure)
            self.disk.exposures[exposure.id] = filled(mine, exposure.off)
        self.disk.written()
        for pack in self.packs:
            if pack.id in there.exposures:
                pack.known.add(id_of(self.disk))

    def delete(self, *, journal: bool) -> None:
        """The slips are lost, or the journal; what both have lost nobody can know."""
        if self.disk.state == "read-only":
            return
        self.kill()
        if journal and self.disk.state != "unreadable":
            self.disk.exposures.clear()
            self.disk.written()
        elif not journal:
            for file in self.disk.files:
                file.unlink(missing_ok=True)
        for pack in self.packs:
            if pack.id not in self.disk.exposures and not self.disk.knows(pack.id):
                pack.known.discard(id_of(self.disk))

    def break_disk(self, state: str) -> None:
        """The disk is full now, or read-only, or its journal unreadable; or all is well again."""
        self.disk.state = Broken.state = state
        self.book.release()  # the program notices when it opens its journal again

    # -- the person ----------------------------------------------------------------------

    def answer(self, *, reason: bool) -> None:
        """Read the question and press its key; with a reason, even during a lock-out."""
        controller = self.controller
        if controller is None or controller.finished:
            return
        if controller.question_timer.fresh(self.now):
            self.clock.advance(FRESH)
            controller.tick()
        segment = controller.view().segment
        if controller.view().asking == "off":
            self.take_off()
            controller.answer(yes=True)
        else:
            controller.answer_or_pause()
        if controller.view().asking == "taken off?":
            controller.answer(yes=False)
        locked = controller.exposure_guard.locked
        if locked is not None:
            self.refused += 1
            if locked.action == "confirm" and self._clock_is_right():
                controller.override("the clock was confirmed")
            elif locked.action == "override" and reason:
                self.reasoned = True
                controller.override("because")
        self._note_off()
        after = controller.view().segment
        if segment is not None and after is not None and after.kind in EXPOSURE and segment.gate is Gate.ANSWER:
            self.put_on(after.kind.value)
        self.reasoned = False
        self.check()

    def _clock_is_right(self) -> bool:
        """The answer of somebody who sees the time now, and when the last one is said to have come off."""
        last = max(pack.off or self.now for pack in self.packs) if self.packs else 0
        ends = (self.book.lock_outs.beside().said, *(each.off for each in self.book.lock_outs.in_the_way()))
        shown = max((each.wall for each in ends if each is not None), default=0)
        return abs(self.ahead[self.machine]) < MIN and abs(shown - self._base - last) < MIN

    def pause(self, *, off: bool) -> None:
        """Press space halfway through, and say whether it is off."""
        controller = self.controller
        segment = controller.view().segment if controller is not None else None
        if controller is None or segment is None or segment.kind not in EXPOSURE or controller.view().check_pending:
            return
        controller.answer_or_pause()
        if off:
            self.take_off()
        controller.answer(yes=off)
        self._note_off()
        self.check()

    def _note_off(self) -> None:
        """What the command line does after the question at the start."""
        if self.guard is not None and self.guard[0].off:
            self.book.exposures.off(self.guard[1])
            self.guard = None

    def take_off(self) -> None:
        """Tell nobody."""
        for pack in self.packs:
            pack.off = self.now if pack.off is None else pack.off

    def put_on(self, kind: str) -> None:
        assert self.controller is not None
        self.starts += 1
        for pack in self.packs:
            if id_of(self.disk) not in pack.known:
                continue
            assert pack.off is not None, "a second one was begun while one is on"
            gap = GAPS[kind] if pack.kind == kind else MOST
            if self.now - pack.off < gap and not self._reasoned(kind, pack) and not self._second_of_two(kind, pack):
                raise AssertionError(f"{kind} began {(self.now - pack.off) / MIN} minutes after {pack.kind} came off")
        on = next(each for each in self.book.exposures.of_this_run if each.open)
        self.packs.append(Pack(on.id, kind, self.now, self.disk, self.controller))

    def _reasoned(self, kind: str, pack: Pack) -> bool:
        """Only the two hours between cold packs can be overridden, by a typed reason."""
        return self.reasoned and kind == pack.kind == "cold"

    def _second_of_two(self, kind: str, pack: Pack) -> bool:
        """20 on and 20 off, chosen as such: two in one session (C1.5), and no third."""
        assert self.controller is not None
        near = [other for other in self.packs if other.kind == kind and other.on >= pack.on]
        return (
            kind == "cold" and pack.controller is self.controller
            and self.now - (pack.off or 0) >= MOST and len(near) == 1
        )  # fmt: skip

    # -- the law -------------------------------------------------------------------------

    def check(self) -> None:
        """Over 20 minutes on the skin and somebody there to know it: an alarm within the last 35 s."""
        controller = self.controller
        for pack in self.packs:
            if pack.off is not None or controller is None:
                continue
            if pack.controller is not controller and not (self.guard is not None and self.guard[1].id == pack.id):
                continue  # `begin` checks that it is asked about, where that can be known
            could_know = max(pack.on + MOST, self.awake_since)
            if self.now < could_know + KNOWS:
                continue
            rings = [p.at for p in controller.player.played[-40:] if p.sound is Sound.ALARM]  # type: ignore[attr-defined]
            self.alarms += 1
            assert rings, f"no alarm for {pack.kind}, on for {(self.now - pack.on) / MIN} minutes"
            assert rings[-1] >= self.now - KNOWS, f"the alarm for {pack.kind} fell silent"


LENGTHS = (1_000, 29_000, MIN, 5 * MIN, 8 * MIN, 20 * MIN, 25 * MIN, 100 * MIN, 130 * MIN)
STEPS = (-HALF_A_DAY, -61 * MIN, -5_000, 5_000, 61 * MIN, HALF_A_DAY)


STATES = ("whole", "whole", "whole", "full", "full and seen at once", "read-only", "unreadable")


def do(world: World, event: str, number: int) -> None:
    """One event of a schedule; `number` chooses among its variants."""
    length = LENGTHS[number % len(LENGTHS)]
    Broken.state = world.disk.state
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
            world.reboot(length, forgetful=number % 5 == 0)
        case "wall":
            world.set_wall(STEPS[number % len(STEPS)])
        case "answer":
            world.answer(reason=number % 4 == 0)
        case "pause":
            world.pause(off=number % 2 == 0)
        case "off in silence":
            world.take_off()
        case "carry":
            world.carry()
        case "take in":
            world.take_in()
        case "delete":
            world.delete(journal=number % 2 == 0)
        case "disk":
            world.break_disk(STATES[number % len(STATES)])


EVENTS = (
    "begin", "run", "suspend", "stop", "kill", "reboot", "wall", "answer", "pause", "off in silence",
    "carry", "take in", "delete", "disk",
)  # fmt: skip
WEIGHTS = (6, 6, 2, 1, 2, 1, 2, 9, 1, 1, 1, 1, 1, 1)


def play(schedule: Sequence[tuple[str, int]], folder: Path, kind: int = 0) -> World:
    """Play a schedule; `kind` chooses the machines: one or two, with or without names for their boots."""
    world = World(folder, named=(kind % 2 == 0, kind // 2 % 2 == 0), alone=kind // 4 % 4 == 3)
    try:
        for event, number in schedule:
            do(world, event, number)
        world.run(2 * KNOWS)
    finally:
        world.kill()
        Broken.state = "whole"
    return world


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_c2_4_whatever_happens_the_alarm_sounds_in_time_and_nothing_begins_inside_a_lock_out(chunk, tmp_path):
    totals = dict.fromkeys(("starts", "alarms", "refused", "told"), 0)
    seeds = range(chunk * SCHEDULES // CHUNKS, (chunk + 1) * SCHEDULES // CHUNKS)
    for seed in seeds:
        chance = random.Random(seed)
        schedule = [(event, chance.randrange(10_000)) for event in chance.choices(EVENTS, WEIGHTS, k=36)]
        try:
            world = play(schedule, tmp_path, seed)
        except AssertionError as error:
            raise AssertionError(f"schedule {seed}: {error}\n{schedule}") from error
        for name in totals:
            totals[name] += getattr(world, name)
    print(totals)
    # A law that was never put to the test would hold as well.
    assert totals["starts"] > len(seeds) / 2, totals
    assert totals["refused"] > len(seeds) / 5, totals
    assert totals["alarms"] > len(seeds) / 20, totals
    assert totals["told"] > len(seeds) / 100, totals


@settings(max_examples=150, derandomize=True)
@given(st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 10_000)), max_size=25), st.integers(0, 15))
def test_c2_4_the_same_for_schedules_that_are_searched_for(homes, schedule, kind):
    play(schedule, next(homes), kind)
