"""The output through a sound process: both ends, over pipes, with a device that is a few lines of Python."""

from __future__ import annotations

import io
import os
import sys
import threading
from array import array
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from unclench.audio.cue_bank import Bank
from unclench.audio.device import DeviceOutput
from unclench.audio.fallback import LOOKING, FallbackPlayer, Option
from unclench.audio.output import Clip, OutputMaker, ScheduledSound
from unclench.audio.process import client, launch, protocol, server
from unclench.audio.process.client import (
    DEAF,
    KEPT,
    PING,
    STARTING,
    TRIES_ALONE,
    Processes,
    ProcessOutput,
    ProcessPlayer,
)
from unclench.audio.process.server import Server
from unclench.audio.scheduled_players import NonePlayer
from unclench.audio.simpleaudio_library import FORK, ORIGINAL
from unclench.audio.stream import Buffer, Feed
from unclench.media.pcm import UNITY, frames
from unclench.ports import NotHere, PlayerFailed
from unclench.system import log
from unclench.system.clock import SystemClock
from unclench.testing import ManualClock

SOUNDS = Path(__file__).resolve().parents[3] / "sounds"
WAITING = 10.0
"""Seconds after which a test gives up on a thread; it takes a thousandth."""


class Device:
    """Plays when the test says so."""

    description = "A fake device."
    system = "PulseAudio"
    buffer = Buffer(block=20, ahead=20)

    def __init__(self) -> None:
        self.started = threading.Event()
        self.closed = threading.Event()

    def open(self, feed: Feed, stopped: Callable[[], None]) -> Device:
        self.feed, self.stopped = feed, stopped
        return self

    def start(self) -> None:
        self.started.set()

    def close(self) -> None:
        self.closed.set()


class Orders:
    """What the other process reads, while it runs."""

    def __init__(self, served: Served) -> None:
        self._served = served

    def read(self, size: int) -> bytes:
        return self._served.clip(size)


class Served:
    """The other process, in a thread of this one."""

    def __init__(
        self, make_output: OutputMaker, clock: ManualClock, serves: str = "miniaudio", *, deaf: bool = False
    ) -> None:
        self.serves = serves
        (orders, self._orders), (self._answers, answers) = os.pipe(), os.pipe()
        self._source, self._sink = os.fdopen(orders, "rb"), os.fdopen(answers, "wb", buffering=0)
        self._runs = threading.Event()
        self._runs.set()
        self.killed = self.hung_up = self.waited_for = False
        self.outliving: list[bool] = []
        self._to, self._from = os.fdopen(self._orders, "wb", buffering=0), os.fdopen(self._answers, "rb")
        self.server = Server(Orders(self), self._sink, make_output, clock)
        self.alive = True
        made.append(self)
        self._thread = threading.Thread(target=self._run, daemon=True)
        if not deaf:
            self._thread.start()

    def _run(self) -> None:
        self.server.run()
        self._sink.close()

    def stand_still(self) -> None:
        """As after SIGSTOP: orders lie in the pipe, and nobody takes them up."""
        self._runs.clear()

    def clip(self, size: int) -> bytes:
        data = self._source.read(size)
        self._runs.wait(WAITING)
        return data

    def write(self, data: bytes) -> None:
        self._to.write(data)

    def read(self, size: int) -> bytes:
        return self._from.read(size)

    def hang_up(self) -> None:
        self.hung_up = True
        self._to.close()

    def outlives(self, *, us: bool) -> bool:
        self.outliving.append(us)
        return True

    def kill(self) -> None:
        self.killed = True
        self._runs.set()

    def end(self) -> None:
        """As the real one does: what does not end is ended."""
        self.waited_for = True
        self._runs.set()
        if self._thread.is_alive():
            self._thread.join(WAITING)
        for file in (self._sink, self._source, self._from, self._to):
            file.close()


made: list[Served] = []


def wait_until(holds: Callable[[], bool]) -> None:
    """For what another thread does; it takes a thousandth."""
    for _ in range(int(WAITING * 1000)):
        if holds():
            return
        threading.Event().wait(0.001)
    raise AssertionError("never so")


@pytest.fixture(autouse=True)
def _leave_nothing_open() -> Iterator[None]:
    yield
    for served in made:
        served.hang_up()
        served.end()
    made.clear()


class World:
    """An output and the device at its other end."""

    def __init__(self, *, deaf: bool = False) -> None:
        self.clock = ManualClock()
        self.device = Device()
        self.served = Served(partial(DeviceOutput, self.clock, self.device.open), self.clock, deaf=deaf)
        self.deaths: list[str] = []
        self.dead = threading.Event()
        self.processes = Processes("miniaudio", early=self.served)
        self.seconds = 0.0
        self.output = ProcessOutput(self.clock, self.processes, self._died, lambda: self.seconds)

    def look_until(self, time: float) -> None:
        """As the player's own thread does, for as long as nothing is wrong."""
        while self.seconds < time:
            self.look(after=LOOKING)

    def look(self, after: float) -> None:
        """What the player's own thread does every now and then; an answer to be had has come by the next time."""
        self.seconds += after
        self.output.check()
        if self.served._runs.is_set():
            wait_until(lambda: self.output._answer == self.output._pings)

    def _died(self, failure: PlayerFailed) -> None:
        self.deaths.append(str(failure))
        self.dead.set()

    def run(self) -> None:
        self.output.open(WAITING)
        self.output.start()
        assert self.device.started.wait(WAITING)

    def settled(self) -> None:
        """Every order has been taken up: they are obeyed in turn."""
        feed = self.device.feed
        before = self.output._number
        mark = Clip(array("h", [1]))
        self.output.add(ScheduledSound(self.clock.now() + 10**9, mark, UNITY))
        number = self.output._clips[mark]
        for _ in range(int(WAITING * 1000)):
            if number in self.served.server._clips and feed._orders:
                break
            threading.Event().wait(0.001)
        assert number > before

    def heard(self, ms: int) -> list[int]:
        """What the device plays in its next `ms`."""
        return list(self.device.feed.send(frames(ms)))


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.output.close()


def test_a_cue_is_played_in_the_other_process(world: World) -> None:
    world.run()
    world.output.add(ScheduledSound(world.clock.now(), Clip(array("h", [1_000] * 100)), UNITY))
    world.settled()
    assert [x for x in world.heard(1_000) if x] == [1_000] * 100
    assert world.output.description == "A fake device."
    assert world.output.delay == world.device.buffer.ahead + world.device.buffer.block


def test_the_samples_of_a_cue_cross_once(world: World) -> None:
    """A tick comes hundreds of times in a session."""
    world.run()
    clip = Clip(array("h", [5]))
    for i in range(5):
        world.output.add(ScheduledSound(world.clock.now() + 100 * i, clip, UNITY))
    world.settled()
    assert len(world.served.server._clips) == 2  # the clip, and the mark
    assert [x for x in world.heard(1_000) if x] == [5] * 5


def test_a_better_rendering_replaces_what_is_still_to_come(world: World) -> None:
    """A breath is fitted to its phase while it is on its way."""
    world.run()
    clip = Clip(array("h", [1]))
    world.output.add(ScheduledSound(world.clock.now() + 50, clip, UNITY))
    clip.improve(array("h", [7, 7, 7]))
    world.settled()
    assert [x for x in world.heard(1_000) if x] == [7, 7, 7]


def test_the_other_process_keeps_only_so_many_sounds(world: World) -> None:
    """Every sentence is a sound of its own."""
    world.run()
    for i in range(3 * KEPT):
        world.output.add(ScheduledSound(world.clock.now() + i, Clip(array("h", [i + 1])), UNITY))
    world.settled()
    assert len(world.served.server._clips) <= KEPT + 1
    assert [x for x in world.heard(1_000) if x] == list(range(1, 3 * KEPT + 1))


def test_what_the_device_has_to_say_arrives_in_the_log_of_the_program(world: World, tmp_path: Path) -> None:
    path = tmp_path / "unclench.log"
    log.start(path)
    try:
        world.served.server._notes.append("PULSEAUDIO does not open (no server, -401)")
        world.run()
        wait_until(lambda: "no server" in path.read_text("utf-8"))
    finally:
        log.stop()
    assert " INFO unclench.audio.process: PULSEAUDIO does not open (no server, -401)\n" in path.read_text("utf-8")


def test_stopping_takes_back_what_has_not_begun(world: World) -> None:
    world.run()
    world.output.add(ScheduledSound(world.clock.now() + 100, Clip(array("h", [9])), UNITY))
    world.output.stop()
    world.output.add(ScheduledSound(world.clock.now() + 200, Clip(array("h", [3])), UNITY))
    world.settled()
    assert [x for x in world.heard(1_000) if x] == [3]


def test_the_master_gain_holds_for_all_but_the_alarm(world: World) -> None:
    world.run()
    world.output.add(ScheduledSound(world.clock.now() + 100, Clip(array("h", [80])), UNITY))
    world.output.add(ScheduledSound(world.clock.now() + 200, Clip(array("h", [30])), UNITY, alarm=True))
    world.output.set_gain(UNITY // 4)
    world.settled()
    assert [x for x in world.heard(1_000) if x] == [20, 30]


def test_draining_waits_until_all_has_been_given_to_the_device(world: World) -> None:
    world.run()
    world.output.add(ScheduledSound(world.clock.now(), Clip(array("h", [9] * frames(50))), UNITY))
    drained = threading.Thread(target=world.output.drain, args=(WAITING,))
    drained.start()
    while drained.is_alive():
        world.heard(20)
        drained.join(0.01)
    assert world.device.feed.idle


def test_a_device_that_goes_away_is_told_once_with_when_it_asked_last(world: World) -> None:
    world.run()
    world.heard(20)
    asked = world.clock.now()
    world.device.stopped()
    world.device.stopped()
    assert world.dead.wait(WAITING)
    assert world.deaths == ["The sound device has gone away."]
    assert world.output.asked() == asked
    with pytest.raises(PlayerFailed, match="gone away"):
        world.output.check()


def test_a_device_that_stops_asking_is_told_of_though_it_never_says_that_it_is_gone(world: World) -> None:
    world.run()
    world.heard(20)
    world.clock.advance(60_000)
    assert world.dead.wait(WAITING)
    assert world.deaths == ["The sound device no longer takes any sound."]


def test_a_process_that_ends_by_itself_is_a_device_that_is_gone(world: World) -> None:
    world.run()
    world.served._sink.close()
    assert world.dead.wait(WAITING)
    assert world.output.asked() == world.clock.now()
    with pytest.raises(PlayerFailed, match="stopped by itself"):
        world.output.check()


def test_a_device_that_cannot_be_opened_says_why_and_whether_there_is_hope() -> None:
    for error, kind in ((RuntimeError("no such device", -401), PlayerFailed), (NotHere("no library"), NotHere)):
        world = World()

        def refuse(feed: Feed, stopped: Callable[[], None], error: Exception = error) -> Device:
            raise error

        world.served = Served(partial(DeviceOutput, world.clock, refuse), world.clock)
        world.output = ProcessOutput(world.clock, Processes("miniaudio", early=world.served), world._died)
        with pytest.raises(kind, match=r"no such device, -401|no library"):
            world.output.open(WAITING)
        assert world.deaths == []  # whoever opens it has been told
        assert world.served.waited_for
        wait_until(lambda served=world.served: served.hung_up)  # type: ignore[misc]


def test_a_device_that_hangs_while_opening_is_given_up() -> None:
    world = World(deaf=True)
    with pytest.raises(PlayerFailed, match="did not open within 0 seconds"):
        world.output.open(0.0)


def test_a_process_that_stands_still_is_noticed_soon_though_nothing_is_said_and_ended(world: World) -> None:
    """An alarm has no words: its orders are so short that a pipe takes hundreds of them."""
    world.run()
    for _ in range(8):
        world.look(after=LOOKING)
    world.served.stand_still()
    still_since = world.seconds
    with pytest.raises(PlayerFailed, match="does not answer"):
        world.look_until(still_since + 10)
    assert world.seconds - still_since <= PING + DEAF + 2 * LOOKING
    assert world.served.killed


def test_what_such_a_process_was_to_play_since_its_last_answer_counts_as_unheard(world: World) -> None:
    world.run()
    world.look(after=PING)
    answered = world.clock.now()
    world.clock.advance(700)
    world.look(after=PING)
    world.served.stand_still()
    world.clock.advance(1_000)
    world.look(after=PING)
    with pytest.raises(PlayerFailed):
        world.look_until(world.seconds + 10)
    asked = world.output.asked()
    assert asked is not None
    assert answered <= asked <= answered + 700


def test_a_program_that_was_stopped_itself_does_not_take_the_process_for_dead(world: World) -> None:
    """After Ctrl-Z and an hour the first look comes before the answer is read."""
    world.run()
    world.served.stand_still()
    world.look(after=PING)
    world.look(after=3_600)
    world.served._runs.set()
    wait_until(lambda: world.output._answer == world.output._pings)
    for _ in range(20):
        world.look(after=LOOKING)


def test_a_device_that_takes_its_time_to_start_is_waited_for_longer(world: World) -> None:
    world.output.open(WAITING)
    world.served.stand_still()
    world.output.start()
    for _ in range(10):
        world.look(after=LOOKING)
    assert world.seconds > PING + DEAF
    with pytest.raises(PlayerFailed, match="does not answer"):
        world.look_until(STARTING + 10)


def test_attempts_that_fail_leave_no_process_no_thread_and_no_descriptor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a device one is made every minute for as long as the program runs. These are real processes."""
    (tmp_path / f"{FORK}.py").write_text("def play_buffer(*_):\n    raise RuntimeError('no device')\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(client, "why_not", lambda _serves: "")
    processes = Processes("simpleaudio")
    clock = SystemClock()
    player = FallbackPlayer(
        [
            Option("simpleaudio", lambda: ProcessPlayer("simpleaudio", clock, Bank(SOUNDS), make_output)),
            Option("none", lambda: NonePlayer(clock)),
        ],
        clock,
        background=lambda _work: None,
    )

    def make_output(died: Callable[[PlayerFailed], None]) -> ProcessOutput:
        output = ProcessOutput(clock, processes, died)
        begun.append(output)
        return output

    begun: list[ProcessOutput] = []
    before = held()
    player.open()
    for _ in range(3):
        player._retry_at = 0  # it is time for the next attempt
        player.look()
    assert (player.name, len(begun)) == ("none", 4)
    wait_until(lambda: held() <= before)  # what an earlier test left behind may end meanwhile


def held() -> set[object]:
    """The sound threads, the children and the descriptors of this process, each by what tells it from others."""
    threads = {thread for thread in threading.enumerate() if thread.name.startswith("unclench")}
    children = Path(f"/proc/self/task/{threading.main_thread().native_id}/children")
    pids = set(children.read_text("ascii").split()) if children.exists() else set()
    return threads | pids | descriptors()


def descriptors() -> set[object]:
    """Those that stay open: the one that lists them is closed again."""
    folder = Path("/proc/self/fd")
    numbers = list(folder.iterdir()) if folder.exists() else []
    return {(path.name, path.readlink()) for path in numbers if path.is_symlink()}


def test_a_process_that_watches_over_an_alarm_is_not_ended_with_its_output(world: World, tmp_path: Path) -> None:
    slip = tmp_path / "on-skin.json"
    slip.write_text("{}", "utf-8")
    world.run()
    world.output.watch(ScheduledSound(world.clock.now() + 10**6, Clip(array("h", [1])), UNITY, alarm=True), str(slip))
    wait_until(lambda: world.served.server._watchman.on_duty)  # it has seen the slip
    world.output.close()
    assert world.served.hung_up
    assert not world.served.waited_for
    assert not world.device.closed.is_set()
    slip.unlink()
    assert world.device.closed.wait(WAITING)


def test_a_process_that_need_not_watch_any_more_ends_with_its_output(world: World) -> None:
    world.run()
    world.output.watch(ScheduledSound(world.clock.now(), Clip(array("h", [1])), UNITY, alarm=True), "")
    world.output.watch(None)
    world.output.close()
    assert world.device.closed.is_set()


def test_only_a_process_that_watches_over_an_alarm_outlives_the_program(world: World) -> None:
    """On Windows, where it is in a job that ends with the program, this is what lets it stay."""
    alarm = ScheduledSound(world.clock.now() + 10**6, Clip(array("h", [1])), UNITY, alarm=True)
    world.run()
    world.output.watch(alarm)
    world.output.watch(None)
    assert world.served.outliving == [False, True, False]


def test_a_process_that_begins_when_there_is_an_alarm_to_watch_over_outlives_the_program(world: World) -> None:
    world.output.watch(ScheduledSound(world.clock.now() + 10**6, Clip(array("h", [1])), UNITY, alarm=True))
    world.run()
    assert world.served.outliving == [True]
    world.output.watch(None)  # or its thread would ring on beside the other tests


@pytest.mark.parametrize("allowed", [True, False])
def test_a_sound_process_leaves_the_job_of_a_terminal_where_that_lets_it(
    allowed: bool,  # noqa: FBT001  # a parameter
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A terminal's job may end with its window. Where it may not leave, CreateProcess fails: ERROR_ACCESS_DENIED."""
    import subprocess

    flags = {"CREATE_NO_WINDOW": 1, "CREATE_NEW_PROCESS_GROUP": 2, "HIGH_PRIORITY_CLASS": 4, launch.OUT_OF_JOB: 8}
    for name, value in flags.items():
        monkeypatch.setattr(subprocess, name, value, raising=False)
    tried: list[int] = []

    def start(command: list[str], *, creationflags: int, **_: object) -> str:
        tried.append(creationflags)
        if creationflags & 8 and not allowed:
            raise PermissionError(13, "Access is denied")
        return "a process"

    monkeypatch.setattr(subprocess, "Popen", start)
    launch._started(["program"])
    assert tried == ([15] if allowed else [15, 7])


def test_where_there_is_no_job_the_sound_process_may_always_stay() -> None:
    process = launch.SoundProcess.__new__(launch.SoundProcess)
    process._job = None
    assert process.outlives(us=True)
    assert process.outlives(us=False)


def test_closing_ends_the_process_and_gives_the_device_back(world: World) -> None:
    world.run()
    world.output.close()
    assert world.device.closed.is_set()
    assert world.deaths == []


def test_a_process_begun_before_is_the_first_unless_it_has_ended_or_serves_another_backend() -> None:
    world, other = World(), World()
    begun: list[tuple[str, bool]] = []

    def begin(serves: str, alone: bool) -> Served:  # noqa: FBT001  # as the real one is called
        begun.append((serves, alone))
        return other.served

    processes = Processes("miniaudio", early=world.served, begin=begin)
    assert processes.start_next() is world.served
    assert processes.start_next() is other.served
    assert Processes("simpleaudio", early=world.served, begin=begin).start_next() is other.served
    world.served.alive = False
    assert Processes("miniaudio", early=world.served, begin=begin).start_next() is other.served
    assert begun == [("miniaudio", False), ("simpleaudio", False), ("miniaudio", False)]


def test_where_pulseaudio_has_worked_it_is_tried_alone_for_a_while() -> None:
    """While it is being restarted, ALSA would take the card away from it."""
    alone: list[bool] = []

    def begin(_serves: str, only: bool) -> Served:  # noqa: FBT001  # as above
        alone.append(only)
        raise OSError(2, "No such file")

    processes = Processes("miniaudio", begin=begin)
    processes.opened("PulseAudio")
    for _ in range(TRIES_ALONE + 1):
        with pytest.raises(PlayerFailed, match="No such file"):
            processes.start_next()
        processes.failed()
    processes.opened("ALSA")
    with pytest.raises(PlayerFailed, match="can't be started"):
        processes.start_next()
    assert alone == [True] * TRIES_ALONE + [False, False]


def test_a_message_arrives_as_it_was_sent_and_half_a_one_is_the_end() -> None:
    sent = protocol.packed("cue", -1, 2, True, b"\x00", "ü")
    assert protocol.read(io.BytesIO(sent)) == ("cue", -1, 2, True, b"\x00", "ü")
    assert [protocol.read(io.BytesIO(sent[:size])) for size in range(len(sent))] == [None] * len(sent)


@pytest.mark.parametrize(
    ("line", "installed", "wanted"),
    [
        ("breathe", True, "simpleaudio"),
        ("breathe", False, "miniaudio"),
        ("breathe 4-7-8 --plain", False, "miniaudio"),
        ("--folder x cold 10m", False, "miniaudio"),
        ("run gentle-stretch --yes", False, "miniaudio"),
        ("run gentle-stretch --yes --audio miniaudio", True, "miniaudio"),
        ("run gentle-stretch --yes --audio=auto", False, "miniaudio"),
        ("run gentle-stretch --yes --audio=simpleaudio", True, "simpleaudio"),
        ("run gentle-stretch --yes --audio=simpleaudio", False, None),
        ("run gentle-stretch --audio none --yes", True, None),
        ("breathe --audio=none", True, None),
        ("breathe --audio", True, None),
        ("breathe --help", True, None),
        ("run gentle-stretch", True, None),
        ("list", True, None),
        ("", True, None),
    ],
)
def test_a_sound_process_is_begun_early_only_for_what_sounds_at_once_and_through_what_it_will(
    line: str,
    installed: bool,  # noqa: FBT001  # pytest hands it over by name
    wanted: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[str] = []
    monkeypatch.setattr(launch, "SoundProcess", begun.append)
    monkeypatch.setattr(launch, "why_not", lambda serves: "" if installed or serves == "miniaudio" else "No.")
    launch.start_early(line.split())
    assert begun == ([] if wanted is None else [wanted])


@pytest.mark.parametrize(
    ("serves", "version", "installed", "reason"),
    [
        ("simpleaudio", (3, 11), (ORIGINAL,), ""),
        ("simpleaudio", (3, 11), (FORK,), ""),
        ("simpleaudio", (3, 13), (FORK,), ""),
        ("simpleaudio", (3, 13), (FORK, ORIGINAL), ""),
        ("simpleaudio", (3, 13), (ORIGINAL,), "on this Python 3.13. One that works: pip install simpleaudiohamiltoncs"),
        ("simpleaudio", (3, 11), (), "not installed."),
        ("simpleaudio", (3, 13), (), "not installed."),
        ("miniaudio", (3, 13), (), ""),
    ],
)
def test_what_no_process_can_serve_is_known_beforehand(
    serves: str,
    version: tuple[int, int],
    installed: tuple[str, ...],
    reason: str,
) -> None:
    said = launch.why_not(serves, version, lambda name: object() if name in installed else None)
    assert said.endswith(reason)
    assert bool(said) is bool(reason)


def test_where_simpleaudio_is_of_no_use_no_process_is_begun_and_nothing_is_hoped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client, "why_not", lambda _serves: "It crashes here.")
    monkeypatch.setattr(client, "SoundProcess", None)
    output = ProcessOutput(ManualClock(), Processes("simpleaudio"), lambda _failure: None)
    with pytest.raises(NotHere, match="crashes here"):
        output.open(WAITING)


def test_a_library_that_ends_its_process_is_a_device_that_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As simpleaudio can, in C; here with a real process, and a library that is a few lines of Python."""
    (tmp_path / f"{FORK}.py").write_text(
        "import os\ndef play_buffer(samples, *_):\n    if max(samples):\n        os._exit(11)\n", "utf-8"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(client, "why_not", lambda _serves: "")
    deaths: list[str] = []
    dead = threading.Event()

    def died(failure: PlayerFailed) -> None:
        deaths.append(str(failure))
        dead.set()

    output = ProcessOutput(SystemClock(), Processes("simpleaudio"), died)
    output.open(WAITING)
    assert output.description == "Sound through simpleaudio."
    output.start()
    output.add(ScheduledSound(0, Clip(array("h", [1])), UNITY))
    assert dead.wait(WAITING)
    assert deaths == ["The sound process has stopped by itself."]
    output.close()


def test_the_sound_process_imports_neither_the_core_nor_the_screen() -> None:
    """It is to be open before the rest of the program is imported."""
    import subprocess

    code = (
        "import sys; sys.path[:0] = sys.argv[1:];"
        "import unclench.audio.process.server, unclench.audio.simpleaudio_output, unclench.audio.device;"
        "print(*sorted(name for name in sys.modules if name in"
        " ('logging', 'msgspec', 'textual', 'click', 'pathlib', 'asyncio', 'yaml', 'unclench.session.session',"
        " 'unclench.cues')))"
    )
    told = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, *filter(None, sys.path)], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == ""


@pytest.mark.skipif(not hasattr(os, "sched_setscheduler"), reason="only Linux has such priorities")
@pytest.mark.parametrize(
    ("refused", "asked"),
    [
        ((), ["first", "no longer than"]),
        (("first",), ["first", "no longer than", "nice"]),
        (("first", "nice"), ["first", "no longer than", "nice"]),
    ],
)
def test_the_sound_process_is_let_run_at_once_where_it_may_be(
    refused: tuple[str, ...], asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And never so that it could keep everybody else out; where nothing is granted it goes on as it is."""
    import resource

    made: list[str] = []

    def ask(what: str) -> Callable[..., None]:
        def asking(*_: object) -> None:
            made.append(what)
            if what in refused:
                raise PermissionError

        return asking

    monkeypatch.setattr(os, "sched_setscheduler", ask("first"))
    monkeypatch.setattr(resource, "setrlimit", ask("no longer than"))
    monkeypatch.setattr(os, "setpriority", ask("nice"))
    server.hurry()
    assert sorted(made) == sorted(asked)
    assert made.index("no longer than") < made.index("first")


def test_miniaudio_is_loaded_without_what_it_would_import_and_nobody_needs() -> None:
    """Both together make the import five times as long. Nothing of the pretence is left behind."""
    import subprocess

    pytest.importorskip("miniaudio")
    code = (
        "import sys; from unclench.audio.device import library; library();"
        "print('numpy' in sys.modules, 'urllib.request' in sys.modules);"
        "import urllib.request; print(hasattr(urllib.request, 'urlopen'))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "False", "True"]
