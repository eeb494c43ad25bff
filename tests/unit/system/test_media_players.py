"""Other players wait while a session plays, and their keys are its: over a bus that is a few lines of Python."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from unclench.ports import MediaKey
from unclench.system import desktop
from unclench.system.desktop import Machine
from unclench.system.media_players import MOST, OtherPlayers, Paused, no_key

WAITING = 10
"""Seconds after which something that another thread does counts as never done."""
LONG = 3_600.0


class Bus:
    """Players by name, with what each does; `told` is what they were told, and what was shown of us."""

    def __init__(self, **does: str) -> None:
        self.does = does
        self.told: list[tuple[str, str | None]] = []
        self.hanging: set[str] = set()
        self.failing = self.closed = False
        self._changed = threading.Condition()
        self._keys: deque[MediaKey | None] = deque()
        self.waits = 0

    def players(self) -> list[str]:
        return list(self.does)

    def status(self, player: str) -> str:
        if player in self.hanging:
            raise TimeoutError
        return self.does[player]

    def tell(self, player: str, what: str) -> None:
        self.told.append((player, what))
        self.does[player] = {"Pause": "Paused", "Play": "Playing"}[what]

    def show(self, status: str | None) -> None:
        if self.failing:
            raise OSError("the bus takes nobody")
        self.told.append(("unclench", status))

    def wait(self, timeout: float | None) -> MediaKey | None:
        with self._changed:
            self.waits += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: bool(self._keys), timeout)
            return self._keys.popleft() if self._keys else None

    def wake(self) -> None:
        self.press(None)

    def press(self, key: MediaKey | None) -> None:
        with self._changed:
            self._keys.append(key)
            self._changed.notify_all()

    def close(self) -> None:
        self.closed = True

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until the thread that serves it has come so far."""
        with self._changed:
            assert self._changed.wait_for(holds, WAITING), self.told


def test_those_that_play_are_paused_and_they_alone_go_on():
    bus = Bus(music="Playing", film="Paused", radio="Stopped")
    paused = Paused(bus)
    paused.pause()
    assert bus.told == [("music", "Pause")]
    bus.does["film"] = "Playing"
    paused.play_on()
    assert bus.told[1:] == [("music", "Play")]
    paused.play_on()
    assert len(bus.told) == 2, "once"


def test_what_somebody_pauses_themselves_after_one_session_does_not_go_on_after_the_next():
    bus = Bus(music="Playing")
    paused = Paused(bus)
    paused.pause()
    paused.play_on()
    bus.does["music"] = "Paused"
    paused.pause()
    paused.play_on()
    assert bus.told == [("music", "Pause"), ("music", "Play")]


def test_what_somebody_starts_in_the_middle_of_a_session_plays_on_whatever_key_is_pressed():
    bus = Bus(music="Stopped")
    others = OtherPlayers(lambda: bus, grace=0.0)
    others.come_first(True, no_key)
    bus.until(lambda: bus.told == [("unclench", "Playing")])
    bus.does["music"] = "Playing"
    others.come_first(False, no_key)
    bus.until(lambda: bus.told[-1] == ("unclench", "Paused"))
    others.close()
    assert bus.told == [("unclench", "Playing"), ("unclench", "Paused"), ("unclench", None)]


@pytest.mark.parametrize("meanwhile", ["Stopped", "Playing"])
def test_what_somebody_has_stopped_or_started_meanwhile_is_left_as_it_is(meanwhile):
    bus = Bus(music="Playing")
    paused = Paused(bus)
    paused.pause()
    bus.does["music"] = meanwhile
    paused.play_on()
    assert bus.told == [("music", "Pause")]


def test_a_player_that_hangs_or_goes_away_takes_no_other_with_it():
    bus = Bus(hung="Playing", music="Playing", gone="Playing")
    bus.hanging = {"hung"}
    paused = Paused(bus)
    paused.pause()
    del bus.does["gone"]
    paused.play_on()
    assert bus.told == [("music", "Pause"), ("gone", "Pause"), ("music", "Play")]


def test_of_endless_players_only_some_are_asked():
    bus = Bus(**{f"player{number}": "Playing" for number in range(500)})
    Paused(bus).pause()
    assert len(bus.told) == MOST


def test_they_wait_from_the_first_moment_of_a_session_to_its_end_and_it_is_shown_as_one_of_them():
    bus = Bus(music="Playing")
    others = OtherPlayers(lambda: bus, grace=0.0)
    others.come_first(True, no_key)
    bus.until(lambda: bus.told == [("music", "Pause"), ("unclench", "Playing")])
    others.come_first(False, no_key)
    bus.until(lambda: bus.told[2:] == [("unclench", "Paused")])
    others.come_first(True, no_key)
    bus.until(lambda: bus.told[3:] == [("unclench", "Playing")])
    others.come_first(None, no_key)
    bus.until(lambda: bus.told[4:] == [("music", "Play"), ("unclench", None)])
    others.close()
    assert bus.closed


def test_a_second_session_has_them_wait_again():
    bus = Bus(music="Playing")
    others = OtherPlayers(lambda: bus, grace=0.0)
    for _ in range(2):
        others.come_first(True, no_key)
        bus.until(lambda: bus.does["music"] == "Paused" and bus.told[-1] == ("unclench", "Playing"))
        others.come_first(None, no_key)
        bus.until(lambda: bus.does["music"] == "Playing" and bus.told[-1] == ("unclench", None))
    others.close()


def test_between_a_breath_and_the_session_behind_it_nobody_goes_on():
    bus = Bus(music="Playing")
    others = OtherPlayers(lambda: bus, grace=LONG)
    others.come_first(True, no_key)
    bus.until(lambda: len(bus.told) == 2)
    others.come_first(None, no_key)
    waits = bus.waits
    bus.until(lambda: bus.waits > waits)
    others.come_first(True, no_key)
    bus.until(lambda: bus.waits > waits + 1)
    assert bus.told == [("music", "Pause"), ("unclench", "Playing")]
    others.close()
    assert bus.told[2:] == [("music", "Play"), ("unclench", None)]


def test_where_the_program_ends_in_the_middle_of_a_session_they_go_on_at_once():
    bus = Bus(music="Playing")
    others = OtherPlayers(lambda: bus, grace=LONG)
    others.come_first(True, no_key)
    bus.until(lambda: len(bus.told) == 2)
    others.close()
    assert bus.told[2:] == [("music", "Play"), ("unclench", None)]


def test_keys_reach_the_session_that_plays_and_nobody_once_it_is_over():
    bus, taken = Bus(), list[MediaKey]()
    others = OtherPlayers(lambda: bus, grace=LONG)
    others.come_first(True, taken.append)
    bus.press(MediaKey.NEXT)
    bus.until(lambda: taken == [MediaKey.NEXT])
    others.come_first(None, taken.append)
    waits = bus.waits
    bus.press(MediaKey.PREVIOUS)
    bus.until(lambda: bus.waits > waits + 1)
    others.close()
    assert taken == [MediaKey.NEXT]


def test_a_front_end_that_has_just_gone_does_not_leave_the_others_paused():
    def gone(_key: MediaKey) -> None:
        raise RuntimeError("the loop is closed")

    bus = Bus(music="Playing")
    others = OtherPlayers(lambda: bus, grace=0.0)
    others.come_first(True, gone)
    bus.until(lambda: len(bus.told) == 2)
    waits = bus.waits
    bus.press(MediaKey.NEXT)
    bus.until(lambda: bus.waits > waits)
    others.come_first(None, gone)
    bus.until(lambda: bus.told[-2:] == [("music", "Play"), ("unclench", None)])
    others.close()


def test_a_bus_that_takes_no_other_player_still_has_them_pause_and_go_on():
    bus = Bus(music="Playing")
    bus.failing = True
    others = OtherPlayers(lambda: bus, grace=0.0)
    others.come_first(True, no_key)
    bus.until(lambda: bus.does["music"] == "Paused")
    others.close()
    assert bus.told == [("music", "Pause"), ("music", "Play")]


@pytest.mark.parametrize("error", [KeyError("no bus"), ImportError("no jeepney"), OSError("nobody answers")])
def test_without_a_bus_nothing_happens_and_it_is_not_tried_again(error):
    tried = []

    def connect() -> Any:
        tried.append(threading.current_thread())
        raise error

    others = OtherPlayers(connect)
    for playing in (True, False, None, True):
        others.come_first(playing, no_key)
    others.close()
    assert len(tried) == 1
    assert tried[0] is not threading.current_thread()


def test_a_bus_that_goes_away_takes_nothing_with_it():
    bus = Bus(music="Playing")

    def gone(_timeout: float | None) -> None:
        raise ConnectionResetError

    bus.wait = gone  # type: ignore[method-assign,assignment]
    others = OtherPlayers(lambda: bus)
    others.come_first(True, no_key)
    others.close()
    assert bus.closed


@pytest.mark.parametrize(
    ("platform", "wanted", "asked"),
    [("linux", True, True), ("linux", False, False), ("darwin", True, False), ("win32", True, False)],
)
def test_they_are_asked_only_where_somebody_wants_it_and_there_is_a_way(platform, wanted, asked, monkeypatch):
    bus = Bus()
    monkeypatch.setattr(desktop, "_session_bus", lambda: bus)
    monkeypatch.setattr(desktop, "sys", SimpleNamespace(platform=platform))
    machine = Machine(lambda _: None, lambda: wanted)
    machine.come_first(True, no_key)
    if asked:
        bus.until(lambda: bus.told == [("unclench", "Playing")])
    machine.close()
    assert bus.closed is asked
    machine.close()


def test_after_its_end_a_machine_serves_another_session():
    def connected() -> Bus:
        buses.append(Bus())
        return buses[-1]

    buses: list[Bus] = []
    machine = Machine(lambda _: None, lambda: True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desktop, "_session_bus", connected)
        patch.setattr(desktop, "sys", SimpleNamespace(platform="linux"))
        for number in range(2):
            machine.come_first(True, no_key)
            machine.close()
            assert len(buses) == number + 1
