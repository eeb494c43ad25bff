"""Whole sessions of the real program, each in a terminal of its own before a sound server of its own."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from tests.acoustic.decoding import RATE, Decoded, Decoder
from tests.acoustic.soundserver import STEADY, Pace, SoundServer
from tests.acoustic.underspeech import Listener, Overheard
from tests.terminal.pseudo import Terminal, base_environment, program

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FORTY = HERE / "forty-seconds.yaml"
LONG_HOLD = HERE / "long-hold.yaml"
LASTING = 90.0
"""Seconds that a session may take; the longest is to take 50."""
AFTER = 0.4
"""Seconds that are recorded after the program has ended."""
STALL = 0.025
"""Where the recorder itself was not let run for so many seconds, a cue that came late says little."""
REPEATS = 2
"""How often such a session is played again."""

ROUNDING = 6.0
"""Of 32,768: what is left of a recording when every cue in it has been named. Mixing rounds."""

Acting = Callable[[Terminal, SoundServer], Mapping[str, float]]
"""What happens while a session plays; gives the `time.monotonic()` of what it did."""


@dataclass(frozen=True)
class Script:
    """A session to play: the arguments of the program, and what happens meanwhile."""

    arguments: Sequence[str]
    acting: Acting | None = None
    latency: int = STEADY
    through: Sequence[str] = ()
    """A command that starts the program, whose command line is put behind it."""
    talk: str = "off"
    """How much the voice says; off: only cues are to be heard."""
    voice: str = "auto"
    """What speaks. Not the recorded voice in whole sessions: its pitch is that of a tap, so the listener hears cues."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Variables that are to be otherwise."""
    lasting: float = LASTING
    server: Callable[[int], SoundServer] = SoundServer
    """Makes the sound server for a latency."""


@dataclass(frozen=True)
class Played:
    """What one session left behind."""

    status: int
    output: str
    events: list[dict[str, Any]]
    samples: bytes
    pace: Pace
    did: Mapping[str, float]

    @cached_property
    def all_decoded(self) -> Decoded:
        """Every cue that was heard; listening takes seconds, so it is done once."""
        return decoder().decode(self.samples)

    @cached_property
    def overheard(self) -> Overheard:
        """The same where somebody speaks, or for minutes on end."""
        return listener().overhear(self.samples)

    @property
    def stall(self) -> float:
        """The longest that this machine kept our own recorder waiting, in seconds."""
        return self.pace.worst_stall

    def decoded(self, without: Sequence[str] = ()) -> Decoded:
        """The cues that were heard, but for those named."""
        return replace(self.all_decoded, cues=tuple(cue for cue in self.all_decoded.cues if cue.name not in without))

    def moments(self, decoded: Decoded) -> list[float]:
        """Their real times, in seconds."""
        return [self.pace.time_of(cue.time * RATE) for cue in decoded.cues]


@cache
def decoder() -> Decoder:
    """The one that knows the program's sounds."""
    return Decoder(ROOT / "sounds")


@cache
def listener() -> Listener:
    """The same for recordings in which somebody speaks."""
    return Listener(ROOT / "sounds")


def timeline(path: Path | str) -> dict[str, Any]:
    """What `show --json` says about a routine's file, or a bundled one's id."""
    with tempfile.TemporaryDirectory() as home:
        shown = subprocess.run(
            program("show", str(path), "--json"), env=base_environment(Path(home)), capture_output=True, check=True
        )
    found: dict[str, Any] = json.loads(shown.stdout)
    return found


def home(folder: Path, talk: str, voice: str = "auto") -> Path:
    """A home for the program in which the voice says so much, in the same English everywhere, and explains nothing."""
    (folder / "config").mkdir(parents=True)
    settings = f'talk = "{talk}"\nvoice = "{voice}"\nlanguage = "en"\nexplain = "never"\n'
    (folder / "config" / "settings.toml").write_text(settings, "utf-8")
    return folder


def play(script: Script) -> Played:
    """Play a session from beginning to end, in real time."""
    with script.server(script.latency) as server, server.recording() as recording:
        events = server.folder / "events.jsonl"
        environment = {
            **base_environment(home(server.folder / "unclench", script.talk, script.voice)),
            **server.environment,
            **script.environment,
        }
        command = [*script.through, *program(*script.arguments, "--events", str(events))]
        with Terminal(command, environment) as terminal:
            did = dict(script.acting(terminal, server)) if script.acting else {}
            status = terminal.wait(script.lasting)
            time.sleep(AFTER)
            recording.stop()
            lines = events.read_text("utf-8").splitlines() if events.exists() else []
            return Played(
                status, terminal.text, [json.loads(line) for line in lines],
                recording.samples, recording.pace, did,
            )  # fmt: skip


Judge = Callable[[Played], list[str]]
"""Gives complaints, a line each."""


@dataclass
class Stage:
    """Plays scripts side by side, before anything is decoded: decoding would disturb them."""

    scripts: Mapping[str, Script]
    _playing: dict[str, Future[Played]] = field(default_factory=dict)

    def begin(self, names: Sequence[str]) -> None:
        """Play all of these at once, and wait for them."""
        with ThreadPoolExecutor(max(len(names), 1)) as pool:
            for name in names:
                self._playing[name] = pool.submit(play, self.scripts[name])
                time.sleep(0.7)  # so that no start disturbs another

    def listen(self, listening: Callable[[Played], object]) -> None:
        """Do what takes long for all that was played, on two processors."""
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda playing: listening(playing.result()), self._playing.values()))

    def disturbed(self, name: str, judge: Judge) -> bool:
        """Whether a session does not pass, but this machine stalled in it."""
        played = self._playing[name].result()
        return played.stall >= STALL and bool(judge(played))

    def judged(self, name: str, judge: Judge, repeats: int = REPEATS) -> Played:
        """The session that passed a judgement, which is a list of complaints.

        One in which this machine stalled is played again, alone; a late cue in a session that
        nothing disturbed is a late cue.
        """
        played = self._playing[name].result()
        complaints = judge(played)
        for _ in range(repeats):
            if not complaints or played.stall < STALL:
                break
            played = play(self.scripts[name])
            complaints = judge(played)
        assert not complaints, "\n".join([*complaints, f"longest stall of this machine: {played.stall * 1000:.0f} ms"])
        return played


def compared(
    played: Played, wanted: Sequence[tuple[float, str]], limit: float, without: Sequence[str] = ()
) -> list[str]:
    """What is wrong with what was heard: other cues than wanted, or a spacing off by more than `limit` seconds.

    The n-th sound of a name is taken for the n-th wanted, so that cues that begin together may
    come in either order. Sounds named in `without` are left out on both sides.
    """
    decoded = played.decoded(without)
    heard = sorted(zip(decoded.names, played.moments(decoded), strict=True))
    due = sorted((name, at) for at, name in wanted if name not in without)
    if [name for name, _ in heard] != [name for name, _ in due]:
        return [f"heard was {_told(heard)}", f"  instead of {_told(due)}"]
    late = {at: (moment - at, name) for (name, at), (_, moment) in zip(due, heard, strict=True)}
    least, most = min(late.values())[0], max(late.values())[0]
    if most - least <= limit:
        return []
    complaint = f"the spacing is off by up to {(most - least) * 1000:.1f} ms, {limit * 1000:.0f} are allowed; ms late:"
    return [
        complaint,
        *(f"{at:8.3f}  {name:8} {(error - least) * 1000:6.1f}" for at, (error, name) in sorted(late.items())),
    ]


def _told(cues: Sequence[tuple[str, float]]) -> str:
    first = min((at for _, at in cues), default=0)
    return ", ".join(f"{at - first:.3f} {name}" for name, at in sorted(cues, key=lambda cue: cue[1]))


def through(played: Played, backend: str) -> list[str]:
    """A complaint where the session was not played through this backend."""
    used = [event["audio"] for event in played.events if event["event"] == "started"]
    return [] if used == [backend] else [f"played through {used}, not {backend}"]


def unnamed(played: Played) -> list[str]:
    """A complaint where something is left of the recording without its cues."""
    decoded = played.decoded()
    if decoded.remainder <= ROUNDING:
        return []
    since = decoded.remains_at - decoded.times[0]
    said = f"besides the cues there is something in the recording, up to {decoded.remainder:.0f} of 32,768"
    return [f"{said}, {since:.3f} s after the first cue"]
