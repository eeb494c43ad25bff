"""A timer of the user's own shows a notification, starts nothing else, and goes when it is told to."""

from __future__ import annotations

import plistlib
from collections.abc import Callable, Sequence
from datetime import time
from pathlib import Path

import pytest

from unclench.system import user_timers
from unclench.system.user_timers import LaunchdTimer, NoTimer, SystemdTimer, ran, timer_here

TIMES = {time(18, 30): (0, 2, 4), time(8): (0, 1, 2, 3, 4, 5, 6)}
WORDS = 'Time "for" it: 100 % \\ $HOME'


class Recorded:
    """Commands that are only written down; those that begin with a word in `failing` fail."""

    def __init__(self, *failing: str) -> None:
        self.commands: list[list[str]] = []
        self._failing = failing

    def __call__(self, command: Sequence[str]) -> int:
        self.commands.append(list(command))
        return int(any(word in command for word in self._failing))


def systemd(folder: Path, run: Callable[[Sequence[str]], int]) -> SystemdTimer:
    return SystemdTimer(folder, run, lambda name: f"/usr/bin/{name}")


def test_systemd_is_given_a_timer_that_only_notifies(tmp_path):
    run = Recorded()
    systemd(tmp_path / "user", run).install(TIMES, WORDS)
    assert (tmp_path / "user" / "unclench-reminder.timer").read_text().splitlines()[3:6] == [
        "[Timer]",
        "OnCalendar=Mon,Tue,Wed,Thu,Fri,Sat,Sun *-*-* 08:00:00",
        "OnCalendar=Mon,Wed,Fri *-*-* 18:30:00",
    ]
    (start,) = [
        line for line in (tmp_path / "user" / "unclench-reminder.service").read_text().splitlines() if "Exec" in line
    ]
    assert start == (
        'ExecStart="/usr/bin/notify-send" "--app-name=unclench" "unclench" '
        '"Time \\"for\\" it: 100 %% \\\\ $$HOME"'
    )  # fmt: skip
    assert run.commands == [
        ["systemctl", "--user", "daemon-reload"],
        ["systemctl", "--user", "enable", "unclench-reminder.timer"],
        ["systemctl", "--user", "restart", "unclench-reminder.timer"],
    ]


def test_a_second_timer_takes_the_place_of_the_first(tmp_path):
    timer = systemd(tmp_path, Recorded())
    timer.install(TIMES, WORDS)
    timer.install({time(9): (0,)}, WORDS)
    assert (tmp_path / "unclench-reminder.timer").read_text().count("OnCalendar") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["unclench-reminder.service", "unclench-reminder.timer"]


@pytest.mark.parametrize("failing", ["daemon-reload", "enable", "restart"])
def test_what_systemd_does_not_take_is_removed_again(tmp_path, failing):
    with pytest.raises(NoTimer, match="did not take"):
        systemd(tmp_path, Recorded(failing)).install(TIMES, WORDS)
    assert list(tmp_path.iterdir()) == []


def test_without_a_program_that_notifies_nothing_is_written(tmp_path):
    with pytest.raises(NoTimer, match="notify-send"):
        SystemdTimer(tmp_path, Recorded(), lambda _: None).install(TIMES, WORDS)
    assert list(tmp_path.iterdir()) == []


def test_launchd_is_given_an_agent_that_only_notifies(tmp_path):
    run = Recorded()
    LaunchdTimer(tmp_path, run).install(TIMES, WORDS)
    agent = plistlib.loads((tmp_path / "org.unclench-reminder.plist").read_bytes())
    assert set(agent) == {"Label", "ProgramArguments", "StartCalendarInterval"}
    assert (agent["ProgramArguments"][0], agent["ProgramArguments"][-1]) == ("/usr/bin/osascript", WORDS)
    assert agent["StartCalendarInterval"][-1] == {"Weekday": 5, "Hour": 18, "Minute": 30}
    assert len(agent["StartCalendarInterval"]) == 10
    assert [command[1] for command in run.commands] == ["bootstrap"]


def test_what_launchd_does_not_take_is_removed_again(tmp_path):
    with pytest.raises(NoTimer, match="did not take"):
        LaunchdTimer(tmp_path, Recorded("bootstrap")).install(TIMES, WORDS)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("make", [systemd, LaunchdTimer])
def test_a_timer_is_removed_once_and_where_there_is_none_nothing_is_asked(tmp_path, make):
    run = Recorded()
    timer = make(tmp_path, run)
    assert not timer.remove()
    assert run.commands == []
    timer.install(TIMES, WORDS)
    assert timer.remove()
    assert list(tmp_path.iterdir()) == []
    assert not timer.remove()


def test_a_file_that_cannot_be_written_leaves_nothing_half(tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OSError, match="No space"):
        systemd(tmp_path, Recorded()).install(TIMES, WORDS)
    assert list(tmp_path.iterdir()) == []


def test_each_system_has_its_own_and_the_others_are_told_that_there_is_none(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert isinstance(timer_here(Recorded(), "darwin"), LaunchdTimer)
    assert isinstance(timer_here(Recorded(), "linux"), SystemdTimer)

    def missing(_: Sequence[str]) -> int:
        raise FileNotFoundError

    for run, platform in ((Recorded("show-environment"), "linux"), (missing, "win32")):
        with pytest.raises(NoTimer, match="Neither systemd nor launchd"):
            timer_here(run, platform)


def test_a_command_is_run_in_silence_and_not_waited_for_without_end(monkeypatch, capfd):
    assert ran(["sh", "-c", "echo loud; exit 3"]) == 3
    monkeypatch.setattr(user_timers, "PATIENCE", 0.2)
    assert ran(["sleep", "30"]) == 124
    assert capfd.readouterr() == ("", "")
