"""Fakes for tests of this program and of what others build on it: no real time, no device."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from unclench.application import Application
from unclench.config.paths import Home
from unclench.cues import ANSWERS, Sound
from unclench.player.controller import SessionController
from unclench.ports import MediaKey, PlayerFailed, Reach, Recital
from unclench.routine.model import Amount, AnyStep, Exact, ExerciseStep, Movement, Routine
from unclench.safety.exposure import Moment, boot_name, nameless
from unclench.session.compiler import compile_routine
from unclench.session.end_reason import EndReason
from unclench.session.questions import FRESH
from unclench.session.session import Session
from unclench.session.timeline import Kind, Segment, Timeline


class ManualClock:
    """A clock that stands still until it is moved. It starts at an odd time, so that a forgotten offset shows."""

    def __init__(self, start: int = 1_234_567) -> None:
        self._now = start
        self._asleep = 0

    def now(self) -> int:
        return self._now

    def asleep(self) -> int:
        return self._asleep

    def advance(self, ms: int) -> int:
        """Let `ms` go by. Returns the new time."""
        self._now += ms
        return self._now

    def suspend(self, ms: int) -> int:
        """Let the machine sleep for `ms`."""
        self._asleep += ms
        return self.advance(ms)


class ManualMoments:
    """Moments by a ManualClock, with a time of day that can be set and a machine that can be restarted.

    A `machine` names the boots. If they are not `named`, the system has no name for a boot, and every
    `new_run` of the program has a boot of its own.
    """

    def __init__(
        self, clock: ManualClock, wall: int = 1_700_000_000_000, *, machine: str = "", named: bool = True
    ) -> None:
        self._clock, self._machine, self._named = clock, machine, named
        self._boots = self._runs = 1
        self._booted = 0
        self._ahead = wall - clock.now()

    def __call__(self) -> Moment:
        now = self._clock.now()
        name = f"boot {self._boots}" if self._named else nameless("", f"run {self._runs}")
        return Moment(boot_name(name, self._machine), now - self._booted, now + self._ahead)

    def set_wall(self, by: int) -> None:
        """Put the time of day `by` ms ahead (negative: back)."""
        self._ahead += by

    def new_run(self) -> None:
        """Start the program again."""
        self._runs += 1

    def reboot(self, taking: int) -> None:
        """Restart the machine, which takes that many ms."""
        self._booted = self._clock.advance(taking)
        self._boots += 1
        self._runs += 1


class Played(Struct, frozen=True):
    """A cue that a RecordingPlayer was asked to play."""

    sound: Sound
    at: int
    level: float = 1.0
    lasting: int | None = None


class RecordingPlayer:
    """Records what it is asked to play. While `failing`, playing and speaking raise PlayerFailed."""

    name = "recording"
    description = "Nothing sounds; everything is written down."

    def __init__(self, lead: int = 0, delay: int = 0) -> None:
        self.lead = lead
        self.delay = delay
        self.played: list[Played] = []
        self.answered: list[Played] = []
        """The ticks that answer keys, apart from the cues of the session."""
        self.spoken: list[tuple[int, int]] = []
        """(clock time, samples) of speech."""
        self.laid: list[tuple[int, int]] = []
        """(clock time, samples) of the bed."""
        self.withdrawn = self.dozes = 0
        self.volume = 100
        self.failing = False
        self.opened = self.closed = False
        self.reach = Reach.ALL
        self.rings_on = False
        self.alarms: list[int | None] = []
        """The times given to `ring_from`."""

    def open(self) -> None:
        self.opened = True

    def soonest(self) -> int:
        return sys.maxsize  # it has no device, and so nothing that must start first

    def play(self, sound: Sound, at: int, *, level: float = 1.0, lasting: int | None = None) -> None:
        if self.failing:
            raise PlayerFailed("The recording player was told to fail.")
        (self.answered if sound in ANSWERS else self.played).append(Played(sound, at, level, lasting))

    def speak(self, samples: array[int], at: int) -> None:
        if self.failing:
            raise PlayerFailed("The recording player was told to fail.")
        self.spoken.append((at, len(samples)))

    def lay(self, samples: array[int], at: int) -> None:
        if self.failing:
            raise PlayerFailed("The recording player was told to fail.")
        self.laid.append((at, len(samples)))

    def ring_from(self, at: int | None) -> None:
        self.alarms.append(at)

    def withdraw(self) -> None:
        self.withdrawn += 1

    def set_volume(self, percent: int) -> None:
        self.volume = percent

    def doze(self) -> None:
        self.dozes += 1

    def drain(self, timeout: int) -> None:
        pass

    def close(self) -> None:
        self.closed = True


class RecordingSurroundings:
    """Records what a session asks of the machine; of `stay_awake` only the changes."""

    def __init__(self) -> None:
        self.awake: list[bool] = []
        self.calls: list[str] = []
        self.first: list[bool | None] = []
        """What `come_first` was told, only the changes."""
        self.pressed: Callable[[MediaKey], None] = lambda _: None
        """Presses a media key."""
        self.closed = False

    def stay_awake(self, wanted: bool) -> None:  # noqa: FBT001  # the protocol's own
        if self.awake[-1:] != [wanted]:
            self.awake.append(wanted)

    def call(self, text: str) -> None:
        self.calls.append(text)

    def come_first(self, playing: bool | None, pressed: Callable[[MediaKey], None]) -> None:  # noqa: FBT001  # as above
        self.pressed = pressed
        if self.first[-1:] != [playing]:
            self.first.append(playing)

    def close(self) -> None:
        self.closed = True


class RecordingRecorder:
    """A recorder that writes down what is put on and taken off, left out and ended, and lets everything begin."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def entered(self, segment: Segment, at: int, timeline: Timeline) -> None: ...
    def changed(self, timeline: Timeline) -> None: ...
    def verdict(self, kind: str) -> None: ...

    def unfit(self, timeline: Timeline) -> str:  # noqa: ARG002  # the protocol's own
        return ""

    def left_out(self) -> None:
        self.told.append("left out")

    def counted(self, count: int) -> None:
        self.told.append(f"counted {count}")

    def put_on(self, kind: str, lasting: int, reason: str | None = None) -> None:  # noqa: ARG002  # the protocol's own
        self.told.append(f"{kind} on")

    def taken_off(self) -> None:
        self.told.append("off")

    def off_elsewhere(self) -> bool:
        return False

    def ended(self, why: EndReason, at: int) -> None:  # noqa: ARG002  # the protocol's own
        self.told.append(why.value)


class FakeSpeech(Struct, frozen=True):
    """A sentence as silence of the right length."""

    text: str
    samples: array[int]
    credit: str = ""


class FakeRecital:
    """A text of one sentence, rendered already; of none if the text is None."""

    def __init__(self, samples: array[int] | None) -> None:
        self.dropped = False
        self._left = samples

    def take(self) -> array[int] | None:
        samples, self._left = self._left, None
        return samples

    @property
    def over(self) -> bool:
        return self._left is None

    def drop(self) -> None:
        self.dropped = True


class FakeVoice:
    """A voice that takes 50 ms per character. Unless `ready`, everything is still being rendered."""

    def __init__(self) -> None:
        self.prepared: list[str] = []
        self.said: list[str] = []
        self.ready = True

    @staticmethod
    def length(text: str) -> int:
        """How many ms a text takes."""
        return 50 * len(text)

    def prepare(self, texts: Iterable[str]) -> None:
        self.prepared += texts

    def line(self, variants: Sequence[str], room: int | None) -> FakeSpeech | None:
        for text in variants if self.ready else ():
            if room is None or self.length(text) <= room:
                self.said.append(text)
                return FakeSpeech(text, self.samples(text))
        return None

    def samples(self, text: str) -> array[int]:
        """Silence, as long as a text."""
        return array("h", bytes(2 * 441 * self.length(text) // 10))

    def recite(self, text: str) -> Recital:
        if not self.ready:
            return FakeRecital(None)
        self.said.append(text)
        return FakeRecital(self.samples(text))

    def pending(self, variants: Sequence[str]) -> bool:
        return bool(variants) and not self.ready

    def close(self) -> None:
        pass


class RecordingEvents:
    """Records the events; `lines` shows the whole log as (event, seconds) pairs."""

    def __init__(self) -> None:
        self.events: list[Mapping[str, Any]] = []

    def write(self, event: Mapping[str, Any]) -> None:
        self.events.append(event)

    def close(self) -> None:
        pass

    @property
    def lines(self) -> list[tuple[str, float]]:
        return [(event["event"], event["t"]) for event in self.events]


def routine(*steps: AnyStep, id: str = "test", title: str = "Test") -> Routine:
    """A routine of these steps."""
    return Routine(id=id, title=title, steps=steps)


def hold(seconds: float, *, name: str = "Pose", **kwargs: Any) -> ExerciseStep:
    """A step that holds a pose. Times among `kwargs` are in seconds."""
    times = {"rest", "set_rest", "switch", "setup"}
    values: dict[str, Any] = {"setup": 0, "rest": 0, **kwargs}
    amounts: dict[str, Any] = {
        key: Exact(round(value * 1000)) if key in times else Exact(value) if key in {"reps", "sets"} else value
        for key, value in values.items()
    }
    lasting: Amount = Exact(round(seconds * 1000))
    return ExerciseStep(exercise=Movement(id=None, name=name), hold=lasting, **amounts)


class Desk:
    """The program put together over fakes, in a home of its own: what a front end, or somebody who asks, sits at."""

    def __init__(self, folder: Path, **options: Any) -> None:
        """`folder` holds the home; `options` are the application's, instead of the fakes or beside them."""
        self.clock = ManualClock()
        self.moments = ManualMoments(self.clock)
        self.player, self.events = RecordingPlayer(), RecordingEvents()
        self.home = Home(folder / "config", folder / "data", folder / "state")
        fakes = {"clock": self.clock, "moment": self.moments, "make_player": lambda _: self.player}
        self.program = Application(home=self.home, **{**fakes, **options})


class Rig:
    """A session over fakes, which has begun, and somebody at its keys. All steps are in one routine."""

    def __init__(
        self,
        *steps: AnyStep,
        clock: ManualClock | None = None,
        player: RecordingPlayer | None = None,
        voice: FakeVoice | None = None,
        recorder: RecordingRecorder | None = None,
        lead: int = 0,
        delay: int = 0,
        place: int | None = None,
        title: str = "",
        **options: Any,
    ) -> None:
        """What is not given is made: a player with `lead` and `delay`, for one; there is no voice unless it is given.

        `place` and `title` are the session's, further options the controller's. Get-readies are as long as written.
        """
        self.clock = clock or ManualClock()
        self.player = player or RecordingPlayer(lead, delay)
        self.voice = voice or FakeVoice()
        self.recorder = recorder or RecordingRecorder()
        self.events, self.surroundings = RecordingEvents(), RecordingSurroundings()
        options = {"voice": lambda: voice, "make_recorder": lambda: self.recorder, **options}
        self.began = self.clock.now()
        lengths = None if voice is None else voice.length
        session = Session(
            compile_routine(routine(*steps)), self.began, place=place, title=title, lengths=lambda: lengths
        )
        self.controller = SessionController(
            session, self.player, self.clock, self.events, surroundings=self.surroundings, **options
        )
        self.controller.begin()
        self.controller.settle()

    def run(self, seconds: float) -> None:
        """Let time go by as a front end would: whenever there is something to do, bring everything up to now."""
        end = self.clock.now() + round(seconds * 1000)
        if self.clock.now() < end:
            self.controller.tick()
        while self.clock.now() < end:
            wanted = self.controller.sleep_for()
            assert wanted > 0, "it would spin"
            self.clock.advance(min(wanted, end - self.clock.now()))
            self.controller.tick()

    def read(self) -> None:
        """Read whatever is asked; keys typed before that answer nothing."""
        if self.controller.question_timer.fresh(self.clock.now()):
            self.run(FRESH / 1000)

    def press(self, key: Callable[[], object]) -> None:
        """Press a key once whatever is asked has been read."""
        self.read()
        key()

    @property
    def here(self) -> Kind | None:
        """The phase that the session itself is in."""
        segment = self.controller.view().segment
        return None if segment is None else segment.kind

    @property
    def shown(self) -> Kind | None:
        """The phase that is heard, and so shown."""
        segment = self.controller.audible_view().segment
        return None if segment is None else segment.kind

    @property
    def sounded(self) -> list[tuple[float, str]]:
        """(seconds since it began, sound) of each cue that was handed to the player."""
        return [((played.at - self.began) / 1000, played.sound.value) for played in self.player.played]

    @property
    def spoken(self) -> list[float]:
        """When each sentence was to begin, in seconds since the session did."""
        return [(at - self.began) / 1000 for at, _ in self.player.spoken]
