"""Something is on the skin, and nobody can answer any more: what rings, from when on, and what ends it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.audio.player_choice import choose
from unclench.audio.process.watchman import EVERY
from unclench.cues import Sound
from unclench.player import headless, packs
from unclench.ports import Reach
from unclench.routine.model import ApplyStep, Exact
from unclench.session.end_reason import EndReason
from unclench.session.questions import FRESH
from unclench.testing import ManualClock, RecordingPlayer, Rig, hold

MIN = 60_000
FIRST_CHECK = 5 * MIN
UNANSWERED = 30_000
SOUNDS = Path(__file__).resolve().parents[3] / "sounds"


class Watched(Rig):
    """A cold pack that has just gone on, and a window that is gone."""

    def __init__(self, lasting: int, slip: Path, lead: int = 0) -> None:
        super().__init__(ApplyStep(kind="cold", lasting=Exact(lasting), setup=Exact(0)), lead=lead)
        self.slip = slip
        slip.write_text("{}", "utf-8")
        self.press(self.controller.answer_or_pause)  # the cloth is in place
        self.began = self.clock.now()
        self.sleeps: list[float] = []

    def keep(self, until: int, then: Callable[[], object] | None = None) -> None:
        """Run on without a window; after `until` ms somebody says elsewhere that it is off."""

        def sleep(seconds: float) -> None:
            self.sleeps.append(seconds)
            self.clock.advance(max(1, round(seconds * 1000)))
            assert self.clock.now() < self.began + until + 10 * MIN, "it never ended"
            if self.clock.now() >= self.began + until:
                (then or self.slip.unlink)()

        headless.run(self.controller, self.clock, self.slip, sleep)

    @property
    def alarms(self) -> list[int]:
        return [played.at - self.began for played in self.player.played if played.sound is Sound.ALARM]


@pytest.fixture
def slip(tmp_path: Path) -> Path:
    return tmp_path / "on-skin.json"


def test_c2_3_the_vigil_rings_until_it_is_said_to_be_off_elsewhere_however_long_that_takes(slip):
    rig = Watched(4 * MIN, slip)
    rig.keep(until=3 * 60 * MIN)
    assert rig.alarms[0] == 4 * MIN
    assert all(b - a == EVERY for a, b in itertools.pairwise(rig.alarms))
    assert 3 * 60 * MIN - EVERY <= rig.alarms[-1] <= 3 * 60 * MIN + EVERY
    assert rig.controller.ended is EndReason.TERMINAL_GONE


def test_a_session_that_was_left_without_a_word_rings_all_the_same(slip):
    """The session was left, and then the window was closed: nobody has said that it is off."""
    rig = Watched(4 * MIN, slip)
    rig.controller.abandon(EndReason.INTERRUPTED)
    rig.keep(until=20 * MIN)
    assert 4 * MIN <= rig.alarms[0] <= 4 * MIN + 1_000
    assert 20 * MIN - EVERY - 1_000 <= rig.alarms[-1] <= 20 * MIN + EVERY


def test_a_session_that_was_left_with_the_word_that_it_is_off_is_not_watched(slip):
    rig = Watched(4 * MIN, slip)
    rig.controller.end(EndReason.USER)
    rig.clock.advance(FRESH)
    rig.controller.answer(yes=True)
    assert rig.controller.ended is EndReason.USER
    rig.keep(until=1 * MIN)
    assert rig.sleeps == []


@pytest.mark.parametrize("left", [False, True])
@pytest.mark.parametrize("lead", [0, 3_000])
def test_whoever_keeps_watch_sleeps(slip, left, lead):
    """It must not spin: it wakes twice for each second that is counted down, and once for each stroke."""
    rig = Watched(15 * MIN, slip, lead)
    if left:
        rig.controller.abandon(EndReason.INTERRUPTED)
    rig.keep(until=10 * MIN)
    assert len(rig.sleeps) <= 2 * 10 * 60
    assert min(rig.sleeps) > 0


def test_what_is_on_the_skin_has_an_alarm_that_is_known_beforehand_and_ends_with_the_word(slip):
    """First that of a check that nobody answers; then the one at the end. The player is told each time."""
    rig = Watched(7 * MIN, slip)
    alarms = [rig.controller.alarm.due_at]
    rig.clock.advance(FIRST_CHECK + 1_000)
    rig.controller.tick()
    rig.clock.advance(FRESH)
    rig.controller.answer_or_pause()
    alarms.append(rig.controller.alarm.due_at)
    rig.clock.advance(3 * MIN)
    rig.controller.tick()
    rig.clock.advance(FRESH)
    rig.controller.answer(yes=True)
    rig.controller.tick()
    alarms.append(rig.controller.alarm.due_at)
    assert alarms == [rig.began + FIRST_CHECK + UNANSWERED, rig.began + 7 * MIN, None]
    assert rig.player.alarms == alarms


def test_a_session_with_nothing_on_the_skin_has_no_alarm_to_see_to():
    rig = Rig(hold(9))
    rig.controller.end(EndReason.USER)
    assert (rig.controller.alarm.due_at, rig.player.alarms) == (None, [])


KEYS = ("answer_or_pause", "next", "back", "again", "hold_still", "mute", "yes", "no", "longer", "leave")


@given(
    st.lists(st.one_of(st.sampled_from(KEYS), st.integers(1, 40_000)), max_size=60),
    st.sampled_from([0, 120, 3_000]),
    st.sampled_from([0, 243]),
)
def test_a_session_never_wants_to_be_woken_at_once_for_ever(script, lead, delay):
    """Whatever was pressed, and also once it has been left: whoever sleeps so long does not spin."""
    pack = ApplyStep(kind="cold", lasting=Exact(20_000), setup=Exact(0))
    rig = Rig(hold(5, setup=1), pack, hold(5), lead=lead, delay=delay)
    controller = rig.controller
    press = {
        "yes": lambda: controller.answer(yes=True), "no": lambda: controller.answer(yes=False),
        "longer": lambda: controller.adjust(10_000), "leave": lambda: controller.end(EndReason.USER),
    }  # fmt: skip
    for each in script:
        if isinstance(each, int):
            rig.clock.advance(each)
        else:
            press.get(each, getattr(controller, each, lambda: None))()
        controller.tick()
        assert controller.sleep_for() > 0


def test_an_alarm_that_nobody_would_hear_is_said_beforehand():
    """C2.3, with `audio = "none"` in the settings, or where only the bell is left."""
    silent, bell = (choose(name, ManualClock(), SOUNDS, ring=lambda: None) for name in ("none", "bell"))
    assert silent.reach is Reach.NOTHING  # before it is open, too
    for player in (silent, bell):
        player.open()
    assert (silent.reach, bell.reach) == (Reach.NOTHING, Reach.BELL)
    assert "NO ALARM" in packs.silent_alarm(silent)
    assert "--audio auto" in packs.silent_alarm(silent)
    assert "kitchen timer" in packs.silent_alarm(bell)
    assert packs.silent_alarm(RecordingPlayer()) == ""
    assert not silent.rings_on
    assert not bell.rings_on
    for player in (silent, bell):
        player.close()
