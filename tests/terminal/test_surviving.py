"""What survives: kill -9 at any instant, a stopped program, a closed window, a full or a read-only disk."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.terminal.pseudo import SETTLED, Terminal, base_environment, program
from tests.terminal.test_vigil import heard

from unclench.journal.database import Journal
from unclench.journal.records import SessionRecord, StepRecord

ROUTINE = "format: 1\ntitle: Cold\ndefaults: {setup: 0s}\nsteps:\n  - cold: 3s\n"
KILLS = 200


@pytest.fixture
def cold(tmp_path: Path) -> Path:
    """A routine with a cold pack of three seconds: a limit made shorter, as only a routine can."""
    path = tmp_path / "cold.yaml"
    path.write_text(ROUTINE, "utf-8")
    return path


def command(cold: Path, events: Path, *more: str) -> list[str]:
    return program("run", str(cold), "--yes", "--plain", "--talk", "off", "--events", str(events), *more)


def put_on(terminal: Terminal, events: Path) -> None:
    terminal.wait_for("unbroken")
    time.sleep(SETTLED)
    terminal.type(" ")
    assert heard(events, "go")


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command without a terminal."""
    return subprocess.run(
        program(*arguments), env=base_environment(home), stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=30, check=False,
    )  # fmt: skip


def test_kill_9_at_two_hundred_random_instants_loses_at_most_the_step_that_ran(tmp_path):
    victim = Path(__file__).with_name("victim.py")
    done = subprocess.run(
        [sys.executable, str(victim), str(tmp_path), str(KILLS), "5"], capture_output=True, text=True, timeout=180,
        check=True, env=base_environment(tmp_path),
    )  # fmt: skip
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) == KILLS
    assert {each["integrity"] for each in told} <= {"ok", "no file yet"}
    with contextlib.closing(Journal(tmp_path / "journal.db")) as journal:
        sessions = {session.routine: session.id for session in journal.read(SessionRecord)}
        kept: dict[str, set[int]] = {}
        for step in journal.read(StepRecord):
            kept.setdefault(step.session, set()).add(step.number)
    for each in told:
        numbers = kept.get(sessions.get(each["routine"], ""), set())
        assert set(range(1, each["ended"] + 1)) <= numbers, each
    assert sum(each["ended"] for each in told) > 2 * KILLS  # they were killed in the middle, and not before


def test_c2_4_a_stopped_program_sounds_the_alarm_as_soon_as_it_can_know(cold, own_home, tmp_path):
    events = tmp_path / "events.jsonl"
    with Terminal(command(cold, events, "--audio", "none"), base_environment(own_home)) as terminal:
        terminal.fetch()
        put_on(terminal, events)
        terminal.signal(signal.SIGSTOP)
        time.sleep(4)
        assert "alarm" not in events.read_text("utf-8")
        terminal.signal(signal.SIGCONT)
        woken = time.monotonic()
        assert heard(events, "alarm")
        assert time.monotonic() - woken < 5


def test_c2_4_after_kill_9_the_next_command_sounds_the_alarm_and_asks_before_anything_else(cold, own_home, tmp_path):
    events = tmp_path / "events.jsonl"
    with Terminal(command(cold, events, "--audio", "none"), base_environment(own_home)) as terminal:
        terminal.fetch()
        put_on(terminal, events)
        terminal.signal(signal.SIGKILL)
        assert terminal.wait() == 137
    time.sleep(3)
    told = run(own_home, "breathe", "--audio", "none")
    assert told.returncode == 2
    assert told.stderr.startswith("You put cold on at ")
    with Terminal(program("--audio", "bell", "breathe", "--plain"), base_environment(own_home)) as terminal:
        terminal.wait_for("You put cold on at")
        terminal.wait_for("Is it off?")
        time.sleep(5)
        assert terminal.output.count(b"\a") >= 3
        assert "Breathing" not in terminal.text
        terminal.type("y")
        terminal.wait_for("When did it come off?")
        time.sleep(SETTLED)
        terminal.type("\r")
        terminal.wait_for("Breathing")
        terminal.type("q")
        terminal.wait_for("stop here")
        time.sleep(SETTLED)
        terminal.type("y")
        assert terminal.wait() == 1
    locked = run(own_home, "cold", "5m", "--audio", "none")
    assert locked.returncode == 2
    assert locked.stderr.startswith("Your skin needs two hours between cold packs")


def test_c2_4_a_closed_window_leaves_it_asked_about_after_the_vigil(cold, own_home, tmp_path):
    events = tmp_path / "events.jsonl"
    with Terminal(command(cold, events, "--audio", "none"), base_environment(own_home)) as terminal:
        terminal.fetch()
        put_on(terminal, events)
        terminal.hang_up()
        assert heard(events, "alarm", times=2)
        terminal.signal(signal.SIGTERM)
        assert terminal.wait(5) == 143
    assert "not said that it is off" in run(own_home, "list").stderr
    assert "Cold off at" in run(own_home, "off").stdout


def test_a_session_broken_off_goes_on_at_the_same_place_though_its_file_is_gone(own_home, tmp_path):
    path, events = tmp_path / "holds.yaml", tmp_path / "events.jsonl"
    path.write_text(
        "format: 1\ntitle: Holds\ndefaults: {setup: 0s, rest: 0s}\nsteps:\n"
        "  - exercise: Lean\n    hold: 1s\n    reps: 40\n    sides: each\n",
        "utf-8",
    )
    with Terminal(command(path, events, "--audio", "none"), base_environment(own_home)) as terminal:
        terminal.wait_for("4 of 40")
        terminal.signal(signal.SIGKILL)
        terminal.wait()
    path.unlink()
    with Terminal(program("--audio", "none", "resume", "--plain"), base_environment(own_home)) as terminal:
        terminal.wait_for("How much does it hurt")
        time.sleep(SETTLED)
        terminal.type("\r")
        terminal.wait_for("of 40")
        assert any(f"{rep} of 40, left" in terminal.text for rep in (4, 5))
        terminal.type("q")
        terminal.wait_for("stop here")
        time.sleep(SETTLED)
        terminal.type("y")
        terminal.wait_for("How much does it hurt")
        time.sleep(SETTLED)
        terminal.type("\r")
        terminal.wait()


def test_on_a_full_disk_the_session_runs_to_its_end_and_says_so_once(own_home, tmp_path):
    path = tmp_path / "short.yaml"
    path.write_text("format: 1\ntitle: Short\nsteps:\n  - rest: 1s\n  - rest: 1s\n", "utf-8")
    limited = [
        "/bin/sh",
        "-c",
        'ulimit -f 16; exec "$@"',
        "sh",
        *program("run", str(path), "--plain", "--audio", "none"),
    ]
    done = subprocess.run(
        limited, env=base_environment(own_home), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert (done.stdout + done.stderr).count("is being recorded") == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can mount a small disk")
def test_on_a_small_full_tmpfs_the_cold_pack_is_guarded_to_its_end(cold, own_home, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("this container cannot mount")
    try:
        with (disk / "ballast").open("wb", buffering=0) as ballast, contextlib.suppress(OSError):
            while ballast.write(b"x" * 4096) == 4096:
                pass
        events = tmp_path / "events.jsonl"
        with Terminal(command(cold, events, "--audio", "none"), base_environment(disk)) as terminal:
            terminal.wait_for("is being recorded")
            terminal.fetch()
            for asked in ("Esc: back", "Do any of these apply to you?"):  # what is not kept is asked each time
                terminal.wait_for(asked)
                time.sleep(SETTLED)
                terminal.type("n")
            terminal.wait_for("When did the last")
            time.sleep(SETTLED)
            terminal.type("never\r")
            put_on(terminal, events)
            assert heard(events, "alarm")
            time.sleep(SETTLED)
            terminal.type("y")
            assert terminal.wait() == 0
    finally:
        subprocess.run(["umount", str(disk)], check=True)
