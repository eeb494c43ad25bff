"""`python -m tests.acoustic.log_of_a_bad_day`: all that can happen to a session's sound, second by second.

The sound server is killed and restarted, the only output is taken away and another one added,
and in the middle of a cold pack the terminal is closed. What is printed is what was heard,
what the event file says, what was done, and what was said of it. A null sink that begins has
some two seconds of silence in store, before which nothing can be heard: it delivers after them.
"""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.acoustic.decoding import RATE
from tests.acoustic.listening import HERE, decoder, home
from tests.acoustic.soundserver import Recording, SoundServer
from tests.terminal.pseudo import Hangs, Terminal, base_environment, program

ROUTINE = HERE / "bad-day.yaml"
KILLED_AT, RESTARTED_AFTER = 5.5, 1.5
"""Seconds from the beginning to the server's end, and from there to the next one."""
TAKEN_AT, ADDED_AFTER = 13.5, 1.0
APPLIED = 30.0
"""Seconds that the cold pack is on, as the routine says."""
CLOSED_AFTER = 12.0
"""Seconds of the cold pack that go by before its terminal is closed."""
STROKES = 4
"""So many strokes of the alarm are waited for."""
FETCHED = "I am back"
"""What can be answered once everything has been fetched."""
READ = 0.6
"""Seconds after which a question may be answered: a key pressed sooner was not meant for it."""
CLOTH = "in a damp cloth"
"""What is asked before the pack."""
LIKE = 0.7
"""How much alike a sound must be to its file to be told: one that a dying server cuts off is like others, too."""
UNDER_WAY = 0.05
"""Seconds from a recording's start in which a sound that is heard has begun before."""


@dataclass(frozen=True)
class BadDay:
    """All times are seconds from the session's beginning."""

    heard: list[tuple[float, str]]
    events: list[dict[str, Any]]
    did: Mapping[str, float]
    told: list[tuple[float, str]]
    """What the terminal was told of the sound."""
    status: int
    output: str

    def heard_from(self, since: float, until: float = float("inf")) -> list[tuple[float, str]]:
        """What was heard between two moments."""
        return [(at, name) for at, name in self.heard if since <= at < until]


_begun: list[Future[BadDay]] = []


def begin_beside(pool: ThreadPoolExecutor) -> None:
    """Live through it beside something else that takes longer."""
    _begun.append(pool.submit(live_through))


def of_today() -> BadDay:
    """The one that was begun, or one of its own."""
    return _begun[0].result() if _begun else live_through()


def live_through() -> BadDay:
    """A minute of it, in real time."""
    clocks = time.time() - time.monotonic()
    did: dict[str, float] = {}
    with SoundServer() as server:
        events = server.folder / "events.jsonl"
        environment = {**base_environment(home(server.folder / "unclench", "off")), **server.environment}
        command = program("run", str(ROUTINE), "--plain", "--yes", "--audio", "miniaudio", "--events", str(events))
        recordings = [server.start_recording()]
        with Terminal(command, environment) as terminal:
            terminal.wait_for(FETCHED)
            time.sleep(READ)
            terminal.type(" ")
            started = _started(events) - clocks
            _wait_until(started + KILLED_AT)
            did["the sound server is killed"] = time.monotonic()
            server.kill()
            time.sleep(RESTARTED_AFTER)
            did["it is started again"] = time.monotonic()
            server.start()
            recordings.append(server.start_recording())
            did["the new server delivers"] = time.monotonic()
            _wait_until(started + TAKEN_AT)
            did["the output is taken away"] = time.monotonic()
            server.take_sink_away()
            time.sleep(ADDED_AFTER)
            did["another output is added"] = time.monotonic()
            server.add_sink("another")
            recordings.append(server.start_recording())
            did["the other output delivers"] = time.monotonic()
            terminal.wait_for(CLOTH)
            time.sleep(2)
            did["space is pressed: the pack is on"] = terminal.type(" ")
            time.sleep(CLOSED_AFTER)
            output = terminal.text
            told_at = [(_when(terminal, line), line) for line in _of_sound(output)]
            did["the terminal is closed"] = time.monotonic()
            terminal.hang_up()
            _wait_for_strokes(events)
            did["SIGTERM"] = time.monotonic()
            terminal.signal(signal.SIGTERM)
            status = terminal.wait(10)
            recordings[-1].stop()
            written = [json.loads(line) for line in events.read_text("utf-8").splitlines()]
    started = min(map(_beginning, written)) - clocks  # an event may be written late, but never early
    heard = sorted((at - started, name) for recording in recordings for at, name in _heard(recording))
    done = {what: at - started for what, at in did.items()}
    return BadDay(heard, written, done, [(at - started, line) for at, line in told_at], status, output)


def lines(day: BadDay) -> Iterator[str]:
    """Second by second."""
    yield f"{'s':>3}  {'heard at the output':30}  {'the event file says':62}  done to it, and said"
    last = max([at for at, _ in day.heard] + [event["t"] for event in day.events] + list(day.did.values()))
    for second in range(int(last) + 1):
        heard = ", ".join(f"{name} {at:.3f}" for at, name in day.heard if int(at) == second)
        says = ", ".join(_told(event) for event in day.events if int(event["t"]) == second)
        done = [f"{what} ({at:.3f})" for what, at in day.did.items() if int(at) == second]
        done += [f"the terminal says: {line} ({at:.3f})" for at, line in day.told if int(at) == second]
        yield f"{second:3}  {heard:30}  {says:62}  {'; '.join(done)}".rstrip()


def _when(terminal: Terminal, line: str) -> float:
    return terminal.when(lambda text: line in text)


def _of_sound(output: str) -> list[str]:
    """The lines that tell of the sound, each once."""
    stripped = [line.strip() for line in output.splitlines()]
    return list(dict.fromkeys(line for line in stripped if "sound" in line.lower()))


def _told(event: Mapping[str, Any]) -> str:
    about = event.get("sound") or event.get("label") or event.get("audio") or event.get("reason") or ""
    return f"{event['event']} {about}".strip() + f" {event['t']:.3f}"


def _heard(recording: Recording) -> Iterator[tuple[float, str]]:
    """The real time and the name of each cue; in brackets where it was under way when recording began."""
    pace = recording.pace
    for cue in decoder().decode(recording.samples).cues:
        if cue.likeness > LIKE:
            yield pace.time_of(cue.time * RATE), f"({cue.name})" if cue.time < UNDER_WAY else cue.name


def _started(events: Path) -> float:
    """The wall clock's time at which the session began, once it has."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if events.exists() and (written := events.read_text("utf-8")).count("\n"):
            return _beginning(json.loads(written.splitlines()[0]))
        time.sleep(0.01)
    raise Hangs("the session does not begin")


def _beginning(event: Mapping[str, Any]) -> float:
    """The wall clock's time of the session's beginning, by one event."""
    return datetime.fromisoformat(event["at"]).timestamp() - float(event["t"])


def _wait_until(moment: float) -> None:
    time.sleep(max(moment - time.monotonic(), 0))


def _wait_for_strokes(events: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if events.read_text("utf-8").count('"sound": "alarm"') >= STROKES:
            return
        time.sleep(0.05)
    raise Hangs("the alarm does not come")


if __name__ == "__main__":
    for line in lines(live_through()):
        print(line)
