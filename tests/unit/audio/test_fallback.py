"""Which backend plays, and what happens when it dies."""

from __future__ import annotations

import subprocess
import sys
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest

from unclench.audio.backend import CueSound, OnDeath, Order, SpokenSound
from unclench.audio.fallback import BACK, BRIEF, LATE, LOOKING, MISSED, FallbackPlayer, Option
from unclench.audio.player_choice import NAMES, choose, order
from unclench.cues import Sound
from unclench.media.pcm import Samples
from unclench.ports import NotHere, PlayerFailed, Reach
from unclench.testing import ManualClock, Played, RecordingPlayer

SOUNDS = Path(__file__).resolve().parents[3] / "sounds"


class FakeBackend(RecordingPlayer):
    """A recording player that can refuse to open, die, and owe what it was given."""

    def __init__(self, name: str, clock: ManualClock, refusal: PlayerFailed | None = None) -> None:
        super().__init__(lead=len(name))
        self.name = name
        self.description = f"Sound through {name}."
        self.on_death: OnDeath | None = None
        self.refusal = refusal
        self.clock = clock
        self.speeches: list[SpokenSound] = []
        self.owed: list[Order] = []
        self.naps: list[str] = []
        self.silent = False

    def open(self) -> None:
        if self.refusal is not None:
            raise self.refusal
        super().open()

    def speak(self, samples: Samples, at: int) -> None:
        self.check()
        self.speeches.append(SpokenSound(samples, at))

    def soonest(self) -> int:
        return self.clock.now() - 7

    def doze(self) -> None:
        self.naps.append("doze")

    def check(self) -> None:
        if self.failing:
            raise PlayerFailed("The recording player was told to fail.")

    def lost(self) -> list[Order]:
        return self.owed


class World:
    """A chain of fakes that has been open for a while, and what has been said about it."""

    def __init__(self, *names: str, **refusals: PlayerFailed | None) -> None:
        self.clock = ManualClock()
        self.refusals: dict[str, PlayerFailed | None] = {**dict.fromkeys(names), **refusals}
        self.made: list[FakeBackend] = []
        self.said: list[tuple[str, str, str]] = []
        self.background: list[Callable[[], None]] = []
        options = [Option(name, self.maker(name)) for name in names]
        self.player = FallbackPlayer(options, self.clock, lambda *what: self.said.append(what), self.background.append)

    def opened(self) -> World:
        self.player.open()
        self.clock.advance(BRIEF)
        return self

    def maker(self, name: str) -> Callable[[], FakeBackend]:
        def make() -> FakeBackend:
            self.made.append(FakeBackend(name, self.clock, self.refusals[name]))
            return self.made[-1]

        return make

    def lose(self, name: str, refusal: PlayerFailed | None = None) -> None:
        """The backend in use dies and cannot be opened again."""
        self.refusals[name] = refusal or PlayerFailed(f"{name} is gone.")
        self.made[-1].failing = True

    @property
    def names(self) -> list[str]:
        return [backend.name for backend in self.made]


def test_the_first_that_opens_plays_and_the_others_say_why_not() -> None:
    world = World("a", "bb", "ccc", a=PlayerFailed("a is broken.")).opened()
    world.player.play(Sound.GO, 5, level=0.5, lasting=7)
    first, second = world.made
    assert first.closed
    assert second.played == [Played(Sound.GO, 5, 0.5, 7)]
    assert (world.player.name, world.player.lead) == ("bb", 2)
    assert world.player.reasons == [("a", "a is broken.")]
    assert world.said == []


def test_a_chain_without_any_way_out_fails_with_all_reasons() -> None:
    world = World("a", "b", a=PlayerFailed("a is broken."), b=NotHere("b is missing."))
    with pytest.raises(PlayerFailed, match=r"a is broken\. b is missing\."):
        world.player.open()


def test_a_player_that_dies_is_opened_again_and_plays_that_very_cue_without_a_word() -> None:
    """The same backend may find another default device, or the same one, restarted."""
    world = World("a", "b").opened()
    world.player.set_volume(40)
    world.made[0].failing = True
    now = world.clock.now()
    world.player.play(Sound.GO, now)
    world.player.play(Sound.TICK, now + 100)
    assert world.names == ["a"], "opening it again is left to the background"
    world.player.look()
    old, new = world.made
    assert world.names == ["a", "a"]
    assert new.played == [Played(Sound.GO, now), Played(Sound.TICK, now + 100)]
    assert new.volume == 40
    assert old.closed
    assert world.said == []


def test_what_the_dead_backend_owes_is_played_by_the_next() -> None:
    world = World("a", "b").opened()
    world.made[0].failing = True
    now = world.clock.now()
    world.made[0].owed = [CueSound(Sound.GO, now - LATE), CueSound(Sound.COUNT, now + 50)]
    world.player.play(Sound.TICK, now + 100)
    world.player.look()
    assert world.made[1].played == [Played(Sound.COUNT, now + 50), Played(Sound.TICK, now + 100)]


EACH_LOOK = round(LOOKING * 1000)
"""Ms between two looks at the backend, as its own thread has them."""


def looked_at(world: World, until: Callable[[], bool]) -> int:
    """How many ms went by until that was so."""
    began = world.clock.now()
    world.player.look()
    while not until():
        world.clock.advance(EACH_LOOK)
        world.player.look()
        assert world.clock.now() - began < 600_000, "never so"
    return world.clock.now() - began


def test_one_that_does_not_come_back_has_a_second_and_then_the_next_takes_over() -> None:
    world = World("a", "b").opened()
    world.lose("a")
    assert 1_000 <= looked_at(world, lambda: world.player.name == "b") <= 1_000 + EACH_LOOK
    assert world.said == [("a", "b", "The recording player was told to fail.")]
    assert all(backend.closed for backend in world.made[:-1])


@pytest.mark.parametrize("after", range(0, 1_000, EACH_LOOK))
def test_one_that_comes_back_within_that_second_plays_at_once(after: int) -> None:
    world = World("a", "b").opened()
    world.lose("a")
    lost = world.clock.now()
    looked_at(world, lambda: world.clock.now() == lost + after)
    world.refusals["a"] = None
    assert looked_at(world, lambda: not world.made[-1].closed) <= EACH_LOOK
    world.player.play(Sound.GO, world.clock.now())
    assert (world.made[-1].name, len(world.made[-1].played)) == ("a", 1)


def test_one_that_is_back_after_half_a_second_is_told_of() -> None:
    """It was missed by then, though nothing else has taken over."""
    world = World("a", "b").opened()
    world.lose("a")
    world.player.look()
    world.clock.advance(MISSED)
    world.refusals["a"] = None
    world.player.look()
    assert world.player.name == "a"
    assert world.said == [("a", "a", BACK)]


def test_one_that_dies_at_once_is_not_opened_again_at_once() -> None:
    world = World("a", "b")
    world.player.open()
    world.made[0].failing = True
    world.player.look()
    assert world.names == ["a", "b"]


def test_a_device_that_opens_twice_and_plays_nothing_makes_way_for_the_next_so_that_an_alarm_is_heard() -> None:
    """As where the sound server answers and its sink is suspended, which shows only after some seconds."""
    world = World("a", "b").opened()
    for _ in range(2):
        world.made[-1].failing = world.made[-1].silent = True
        world.clock.advance(3 * BRIEF)
        world.player.look()
    assert world.names == ["a", "a", "b"]
    world.player.play(Sound.ALARM, world.clock.now())
    assert [played.sound for played in world.made[-1].played] == [Sound.ALARM]


def test_one_that_has_played_in_between_is_opened_again_each_time() -> None:
    world = World("a", "b").opened()
    for silent in (True, False, True):
        world.made[-1].failing, world.made[-1].silent = True, silent
        world.clock.advance(3 * BRIEF)
        world.player.look()
    assert world.names == ["a"] * 4


def test_what_has_become_late_meanwhile_is_left_out() -> None:
    world = World("a", "b").opened()
    world.made[0].failing = True
    now, words = world.clock.now(), array("h", [1])
    world.player.play(Sound.GO, now)
    world.player.speak(words, now)
    world.player.play(Sound.RELEASE, now + 300)
    world.player.speak(words, now + 300)
    world.clock.advance(500)
    world.player.look()
    assert world.made[1].played == [Played(Sound.RELEASE, now + 300)]
    assert world.made[1].speeches == [SpokenSound(words, now + 300)]


def test_withdrawing_also_forgets_the_cues_kept() -> None:
    world = World("a", "b").opened()
    world.made[0].failing = True
    world.player.play(Sound.GO, world.clock.now())
    world.player.withdraw()
    world.player.look()
    assert world.made[1].played == []


def test_a_death_between_cues_is_dealt_with_before_the_next() -> None:
    """By what the backend says, or by looking at it."""
    for announced in (True, False):
        world = World("a", "b").opened()
        died = world.made[0].on_death
        assert died is not None
        if announced:
            died(PlayerFailed("Gone."))
        else:
            world.made[0].failing = True
        world.player.look()
        world.player.play(Sound.GO, 1)
        assert world.made[1].played == [Played(Sound.GO, 1)]


def test_sound_comes_back_through_the_better_backend_when_that_works_again() -> None:
    world = World("a", "b").opened()
    world.lose("a", NotHere("For now."))
    world.refusals["a"] = PlayerFailed("Still broken.")
    while world.player.name == "a":
        world.clock.advance(250)
        world.player.look()
    world.clock.advance(1_000)
    world.player.look()
    assert world.player.name == "b"
    assert world.player.reasons == [], "trying again in vain is no news"
    world.refusals["a"] = None
    looked_at(world, lambda: world.player.name == "a")
    world.player.play(Sound.REST, 9)
    assert world.made[-1].played == [Played(Sound.REST, 9)]
    assert world.player.name == "a"
    assert world.said[-1] == ("b", "a", "Sound works again: Sound through a.")
    assert world.made[-2].closed


@pytest.mark.parametrize("gone", [300, 1_100, 3_100, 8_200, 20_000, 70_000, 500_000])
def test_the_better_one_is_back_before_it_was_missed_for_three_times_as_long_as_it_was_gone(gone: int) -> None:
    """And never more than a minute after it works again; yet it is not tried all the time while it does not."""
    world = World("a", "b").opened()
    world.lose("a", PlayerFailed("Gone."))
    looked_at(world, lambda: world.player.name == "b")
    since, tried = world.clock.now(), len(world.made)
    looked_at(world, lambda: world.clock.now() - since >= gone)
    assert len(world.made) - tried <= 4 + gone / 10_000
    world.refusals["a"] = None
    assert looked_at(world, lambda: world.player.name == "a") <= min(2 * gone + 1_000, 60_000) + EACH_LOOK


def test_what_can_never_work_here_is_not_tried_again() -> None:
    world = World("a", "b", a=NotHere("Not installed.")).opened()
    world.clock.advance(100_000)
    world.player.look()
    assert world.names == ["a", "b"]


def test_when_the_whole_chain_has_failed_playing_says_why() -> None:
    world = World("a").opened()
    world.lose("a", NotHere("Uninstalled."))
    world.player.look()
    with pytest.raises(PlayerFailed, match="told to fail"):
        world.player.play(Sound.GO, 1)


def test_closing_while_a_replacement_opens_leaves_nothing_open() -> None:
    world = World("a", "b").opened()
    world.made[0].failing = True
    world.player.play(Sound.GO, world.clock.now())
    world.player.close()
    world.player.look()
    world.player.close()
    assert all(backend.closed for backend in world.made)
    [look_after] = world.background
    look_after()


def test_dozing_is_passed_on_and_nothing_better_is_looked_for_meanwhile() -> None:
    world = World("a", "b", a=PlayerFailed("Broken.")).opened()
    world.player.doze()
    world.clock.advance(100_000)
    world.player.look()
    assert world.names == ["a", "b"]
    assert world.made[1].naps == ["doze"]
    world.player.play(Sound.GO, world.clock.now())
    world.player.look()
    assert world.names == ["a", "b", "a"]


def test_the_soonest_moment_is_the_backends() -> None:
    world = World("a")
    assert world.player.soonest() == world.clock.now()
    assert world.opened().player.soonest() == world.clock.now() - 7


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
    lazy = {"miniaudio", "wave", "subprocess", "ctypes"}
    code = f"import sys, unclench.audio.player_choice; print({lazy!r} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_what_is_heard_is_what_the_present_backend_can_do() -> None:
    world = World("a", "b")
    assert world.player.reach is Reach.NOTHING
    world.opened()
    world.made[0].reach, world.made[0].rings_on = Reach.ALL, True
    assert (world.player.reach, world.player.rings_on) == (Reach.ALL, True)
    world.lose("a", NotHere("Uninstalled."))
    world.player.look()
    world.made[-1].reach = Reach.BELL
    assert (world.player.name, world.player.reach, world.player.rings_on) == ("b", Reach.BELL, False)


def test_whoever_takes_over_sees_to_the_alarm_and_the_other_does_not_any_more() -> None:
    """Else a process that was left would ring on beside the new one."""
    world = World("a", "b").opened()
    world.player.ring_from(90_000)
    world.lose("a", NotHere("Uninstalled."))
    world.player.look()
    world.player.ring_from(80_000)
    assert [world.made[0].alarms, world.made[-1].alarms] == [[90_000, None], [90_000, 80_000]]
    world.player.ring_from(None)
    assert world.made[-1].alarms[-1] is None


def test_a_stroke_of_the_alarm_that_was_missed_is_made_up_for_at_once() -> None:
    """A frozen process is noticed after two seconds: all that was to sound in them is late, the alarm never is."""
    world = World("a", "b").opened()
    now = world.clock.now()
    strokes = [CueSound(Sound.ALARM, now + 2_000 * i, 0.5) for i in range(3)]
    world.made[0].owed = [CueSound(Sound.GO, now), *strokes]
    world.made[0].failing = True
    world.clock.advance(1_500)
    world.player.look()
    later = [Played(Sound.ALARM, now + 2_000, 0.5), Played(Sound.ALARM, now + 4_000, 0.5)]
    assert world.made[1].played == [Played(Sound.ALARM, now + 1_500, 0.5), *later]


def test_it_is_not_made_up_for_where_the_next_stroke_comes_at_once() -> None:
    world = World("a", "b").opened()
    now = world.clock.now()
    world.made[0].owed = [CueSound(Sound.ALARM, now), CueSound(Sound.ALARM, now + 2_000)]
    world.made[0].failing = True
    world.clock.advance(1_900)
    world.player.look()
    assert world.made[1].played == [Played(Sound.ALARM, now + 2_000)]
