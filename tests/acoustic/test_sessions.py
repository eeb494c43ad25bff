"""What a session sounds like: played by the real program, recorded, and compared with `show --json`."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from tests.acoustic.listening import (
    FORTY,
    LONG_HOLD,
    Played,
    Script,
    Stage,
    compared,
    through,
    timeline,
    unnamed,
)
from tests.acoustic.soundserver import PROMPT, SoundServer, without_sound
from tests.terminal.pseudo import Terminal, base_environment, program

pytestmark = pytest.mark.acoustic

PAUSED_FOR = 3.2
INTO_THE_HOLD = 3.0
"""Seconds after the line of the hold: between its opening bell, which has died away, and its half."""
GET_READY = 3.0


def _pause(terminal: Terminal, server: SoundServer) -> dict[str, float]:
    """Pause in the hold, go on, and later answer the alarm after its second stroke."""
    terminal.wait_for("0:02  Hold 15 s")
    time.sleep(INTO_THE_HOLD)
    paused = terminal.type(" ")
    time.sleep(PAUSED_FOR)
    resumed = terminal.type(" ")
    terminal.wait_for("y for yes", patience=60)
    time.sleep(5.6)
    return {"paused": paused, "resumed": resumed, "answered": terminal.type("y")}


def _kill(terminal: Terminal, server: SoundServer) -> dict[str, float]:
    """Let the sound server die in the second hold."""
    terminal.wait_for("Hold 4 s, right")
    time.sleep(1)
    server.kill()
    return {"killed": time.monotonic()}


SCRIPTS = {
    "miniaudio": Script(["run", str(FORTY), "--plain", "--yes", "--audio", "miniaudio"]),
    "paused": Script(["run", str(LONG_HOLD), "--plain", "--yes", "--audio", "miniaudio"], _pause),
    "killed": Script(["run", str(FORTY), "--plain", "--yes", "--audio", "miniaudio"], _kill),
    "unseen": Script(
        ["breathe", "--for", "10s", "--plain", "--audio", "miniaudio"], through=["sh", "-c", 'exec "$@" >&-', "sh"]
    ),
    # The last to start: its server opens a stream for each cue, and would wait for the starts of others.
    "simpleaudio": Script(["run", str(FORTY), "--plain", "--yes", "--audio", "simpleaudio"], latency=PROMPT),
}
SCRIPT_OF = {
    "test_through_miniaudio_each_cue_is_heard_at_its_time_and_nothing_else": "miniaudio",
    "test_through_simpleaudio_each_cue_is_heard_at_its_time_and_nothing_else": "simpleaudio",
    "test_a_pause_moves_what_is_still_to_come_by_itself_and_the_get_ready": "paused",
    "test_an_alarm_sounds_until_it_is_answered": "paused",
    "test_a_session_goes_on_when_the_sound_server_dies": "killed",
    "test_a_session_that_nobody_sees_is_still_heard": "unseen",
}
"""Which session a test listens to; those of the tests that run are played side by side."""


@pytest.fixture(scope="module")
def stage(request: pytest.FixtureRequest) -> Stage:
    names = {SCRIPT_OF.get(getattr(item, "originalname", "")) for item in request.session.items
             if item.path == request.path and not _unable(item)}  # fmt: skip
    made = Stage(SCRIPTS)
    made.begin([name for name in SCRIPTS if name in names])
    return made


def _unable(item: pytest.Item) -> bool:
    return any(mark.args[0] for mark in item.iter_markers("skipif"))


def cues_of(shown: dict[str, Any]) -> list[tuple[float, str]]:
    return [(cue["at"], cue["sound"]) for cue in shown["cues"] if cue["sound"]]


def test_through_miniaudio_each_cue_is_heard_at_its_time_and_nothing_else(stage: Stage) -> None:
    """Two holds, a side switch, a rest, a three-phase repetition and two breaths: 40 seconds, within 10 ms."""
    shown = timeline(FORTY)
    assert shown["total_seconds"] == 40

    def judge(played: Played) -> list[str]:
        return through(played, "miniaudio") + compared(played, cues_of(shown), 0.010) + unnamed(played)

    assert stage.judged("miniaudio", judge).status == 0


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="simpleaudio crashes on Python 3.12 and later")
def test_through_simpleaudio_each_cue_is_heard_at_its_time_and_nothing_else(stage: Stage) -> None:
    """The same within 20 ms. It opens a stream for each cue, whose very first frames may be cut."""
    pytest.importorskip("simpleaudio", reason="the extra simpleaudio is not installed; .ci/run installs it")
    shown = timeline(FORTY)

    def judge(played: Played) -> list[str]:
        return through(played, "simpleaudio") + compared(played, cues_of(shown), 0.020)

    assert stage.judged("simpleaudio", judge).status == 0


def test_a_pause_moves_what_is_still_to_come_by_itself_and_the_get_ready(stage: Stage) -> None:
    """The hold stands still for 3.2 s and the get-ready; then all is as it would have been, that much later.

    The pause is taken from the events, whose times are the session's own, in milliseconds; the
    keys were pressed within 20 ms of them. What was heard must fit within 10 ms.
    """
    shown = timeline(LONG_HOLD)

    def judge(played: Played) -> list[str]:
        times = {event["event"]: event["t"] for event in played.events if event["event"] in ("paused", "resumed")}
        pause = times["resumed"] - times["paused"]
        pressed = played.did["resumed"] - played.did["paused"]
        complaints = [] if abs(pause - pressed) < 0.02 else [f"paused for {pause:.3f} s, pressed for {pressed:.3f} s"]
        moved = pause + GET_READY
        wanted = [(at + moved if at > times["paused"] else at, name) for at, name in cues_of(shown)]
        wanted += [(times["resumed"] + second, "tick") for second in range(3)]
        wanted.append((times["resumed"] + GET_READY, "go"))
        return complaints + compared(played, wanted, 0.010, without=["alarm", "done", "key"]) + unnamed(played)

    assert stage.judged("paused", judge).status == 0


def test_an_alarm_sounds_until_it_is_answered(stage: Stage) -> None:
    """A stroke every 3.75 seconds; the session's closing cadence comes with the answer."""

    def judge(played: Played) -> list[str]:
        decoded = played.decoded(without=["release", "key"])  # a bell and the tick for the key sound at the same time
        if decoded.names[-3:] != ["alarm", "alarm", "done"]:
            return [f"heard was {decoded.names}"]
        first, second, done = played.moments(decoded)[-3:]
        complaints = []
        if abs(second - first - 3.75) > 0.010:
            complaints.append(f"the strokes are {second - first:.3f} s apart")
        if not 0 <= done - played.did["answered"] < 0.25:
            complaints.append(f"the end came {done - played.did['answered']:.3f} s after the answer")
        return complaints

    assert stage.judged("paused", judge).status == 0


def test_a_session_goes_on_when_the_sound_server_dies(stage: Stage) -> None:
    """It says so on a line, keeps its times and comes to its end."""
    played = stage.judged("killed", lambda played: [])
    assert played.status == 0
    assert played.events[-1]["event"] == "finished"
    assert abs(played.events[-1]["t"] - 40) < 0.2
    assert "sound" in played.output.lower()
    assert "Traceback" not in played.output
    phases = [event["t"] for event in played.events if event["event"] == "phase"]
    assert phases == pytest.approx([phase["start"] for phase in timeline(FORTY)["phases"]], abs=0.05)


def test_a_session_that_nobody_sees_is_still_heard(stage: Stage) -> None:
    """Standard output is closed: one breath, from the tap to the closing cadence, and exit status 0."""

    def judge(played: Played) -> list[str]:
        names = played.decoded().names
        return [] if names == ["prepare", "tick", "in", "top", "out", "done"] else [f"heard was {names}"]

    assert stage.judged("unseen", judge).status == 0


def test_without_any_device_a_session_plays_in_silence(tmp_path: Path) -> None:
    """No server, no ALSA, no player: exit status 0, the lines as ever, nothing on standard error."""
    routine = tmp_path / "short.yaml"
    routine.write_text("format: 1\ntitle: Short\nsteps:\n  - exercise: Stretch\n    setup: 1s\n    hold: 2s\n", "utf-8")
    environment = {**base_environment(tmp_path), **without_sound(), "PATH": "/nonexistent"}
    ended = subprocess.run(
        program("run", str(routine), "--plain", "--yes"),
        env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 0
    assert ended.stderr == ""
    assert "Hold 2 s" in ended.stdout
    assert "Well done" in ended.stdout
