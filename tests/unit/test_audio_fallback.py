"""Which backend plays, and what happens when it dies."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from unclench.audio.backend import NotHere, OnDeath
from unclench.audio.choice import NAMES, choose, order
from unclench.audio.fallback import FallbackPlayer
from unclench.audio.ladder import Option
from unclench.cues import Sound
from unclench.ports import PlayerFailed
from unclench.testing import ManualClock, Played, RecordingPlayer

SOUNDS = Path(__file__).resolve().parents[2] / "sounds"


class FakeBackend(RecordingPlayer):
    """A recording player that can refuse to open."""

    def __init__(self, name: str, refusal: PlayerFailed | None = None) -> None:
        super().__init__(lead=len(name))
        self.name = name
        self.description = f"Sound through {name}."
        self.on_death: OnDeath | None = None
        self.refusal = refusal

    def open(self) -> None:
        if self.refusal is not None:
            raise self.refusal
        super().open()


class World:
    """A chain of fakes, what has been said about it, and what waits to run in the background."""

    def __init__(self, *names: str) -> None:
        self.clock = ManualClock()
        self.refusals: dict[str, PlayerFailed | None] = dict.fromkeys(names)
        self.made: list[FakeBackend] = []
        self.said: list[tuple[str, str, str]] = []
        self.background: list[Callable[[], None]] = []
        options = [Option(name, self.maker(name)) for name in names]
        self.player = FallbackPlayer(options, self.clock, lambda *what: self.said.append(what), self.background.append)

    def maker(self, name: str) -> Callable[[], FakeBackend]:
        def make() -> FakeBackend:
            self.made.append(FakeBackend(name, self.refusals[name]))
            return self.made[-1]

        return make


def test_the_first_that_opens_plays_and_the_others_say_why_not() -> None:
    world = World("a", "bb", "ccc")
    world.refusals["a"] = PlayerFailed("a is broken.")
    world.player.open()
    world.player.play(Sound.GO, 5, level=0.5, lasting=7)
    first, second = world.made
    assert first.closed
    assert second.played == [Played(Sound.GO, 5, 0.5, 7)]
    assert (world.player.name, world.player.lead) == ("bb", 2)
    assert world.player.reasons == [("a", "a is broken.")]
    assert world.said == []


def test_a_chain_without_any_way_out_fails_with_all_reasons() -> None:
    world = World("a", "b")
    world.refusals |= {"a": PlayerFailed("a is broken."), "b": NotHere("b is missing.")}
    with pytest.raises(PlayerFailed, match=r"a is broken\. b is missing\."):
        world.player.open()


def test_when_the_player_dies_the_next_plays_that_very_cue() -> None:
    world = World("a", "b")
    world.player.open()
    world.player.set_volume(40)
    world.made[0].failing = True
    now = world.clock.now()
    world.player.play(Sound.GO, now)
    world.player.play(Sound.TICK, now + 100)
    assert len(world.background) == 1, "opening the next one is left to the background"
    assert len(world.made) == 1
    world.player.replace()
    old, new = world.made
    assert new.played == [Played(Sound.GO, now), Played(Sound.TICK, now + 100)]
    assert new.volume == 40
    assert old.closed
    assert world.said == [("a", "b", "The recording player was told to fail.")]
    assert world.player.name == "b"


def test_cues_that_have_become_late_meanwhile_are_left_out() -> None:
    world = World("a", "b")
    world.player.open()
    world.made[0].failing = True
    now = world.clock.now()
    world.player.play(Sound.GO, now)
    world.player.play(Sound.RELEASE, now + 300)
    world.clock.advance(500)
    world.player.replace()
    assert world.made[1].played == [Played(Sound.RELEASE, now + 300)]


def test_withdrawing_also_forgets_the_cues_kept() -> None:
    world = World("a", "b")
    world.player.open()
    world.made[0].failing = True
    world.player.play(Sound.GO, world.clock.now())
    world.player.withdraw()
    world.player.replace()
    assert world.made[1].played == []


def test_a_death_between_cues_is_dealt_with_before_the_next() -> None:
    world = World("a", "b")
    world.player.open()
    died = world.made[0].on_death
    assert died is not None
    died(PlayerFailed("Gone."), None)
    world.player.replace()
    world.player.play(Sound.GO, 1)
    assert world.made[1].played == [Played(Sound.GO, 1)]
    assert world.said == [("a", "b", "Gone.")]


def test_sound_comes_back_through_the_better_backend_when_that_works_again() -> None:
    world = World("a", "b")
    world.player.open()
    world.made[0].failing = True
    world.player.play(Sound.GO, world.clock.now())
    world.refusals["a"] = PlayerFailed("Still broken.")
    world.player.replace()
    assert not world.player.improve()
    assert world.player.reasons == [], "trying again in vain is no news"
    world.refusals["a"] = None
    assert world.player.improve()
    world.player.play(Sound.REST, 9)
    assert world.made[-1].played == [Played(Sound.REST, 9)]
    assert world.player.name == "a"
    assert world.said[-1] == ("b", "a", "Sound works again: Sound through a.")
    assert world.made[1].closed


def test_what_can_never_work_here_is_not_tried_again() -> None:
    world = World("a", "b")
    world.refusals["a"] = NotHere("Not installed.")
    world.player.open()
    assert world.background == []
    assert not world.player.improve()
    assert [backend.name for backend in world.made] == ["a", "b"]


def test_the_end_of_the_chain_raises() -> None:
    world = World("a")
    world.player.open()
    world.made[0].failing = True
    with pytest.raises(PlayerFailed):
        world.player.play(Sound.GO, 1)
    died = world.made[0].on_death
    assert died is not None
    died(PlayerFailed("Gone."), None)


def test_closing_while_a_replacement_opens_leaves_nothing_open() -> None:
    world = World("a", "b")
    world.player.open()
    world.made[0].failing = True
    world.player.play(Sound.GO, world.clock.now())
    world.player.close()
    world.player.replace()
    world.player.close()
    assert all(backend.closed for backend in world.made)


def test_the_background_work_ends_by_itself_when_nothing_is_left_to_do() -> None:
    """After the fall to a backend with nothing better that may work again."""
    world = World("a", "b")
    world.refusals["a"] = None
    world.player.open()
    world.made[0].failing = True
    world.player.play(Sound.GO, world.clock.now())
    world.refusals["a"] = NotHere("Uninstalled.")
    world.player._ladder._hopeless.add("a")
    [look_after] = world.background
    look_after()
    assert world.player.name == "b"


def test_preferences_come_first_and_silence_is_never_left() -> None:
    assert order(None) == order("auto") == NAMES
    assert order("system") == ("system", "simpleaudio", "miniaudio", "bell", "none")
    assert order("bell") == ("bell", "none")
    assert order("none") == ("none",)


def test_an_unknown_backend_is_answered_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="Did you mean miniaudio"):
        choose("minaudio", ManualClock(), SOUNDS)


def test_silence_can_be_chosen_and_plays() -> None:
    player = choose("none", ManualClock(), SOUNDS)
    player.open()
    player.play(Sound.GO, 0)
    assert player.name == "none"
    player.close()


def test_choosing_loads_no_sound_library() -> None:
    """Start-up pays for a backend only when it is opened."""
    code = "import sys, unclench.audio.choice; print({'miniaudio', 'wave', 'subprocess', 'ctypes'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
