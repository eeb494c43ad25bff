"""The bed in a session: handed over ahead of time, taken back by keys, and never in the way of a cue."""

from __future__ import annotations

from pathlib import Path

from unclench.audio.cue_bank import BedSounds
from unclench.routine.model import ApplyStep, Exact
from unclench.testing import FakeVoice, Rig, hold

BED = BedSounds(Path(__file__).resolve().parents[3] / "sounds")


def laid(rig: Rig) -> list[float]:
    """When each piece was to begin, in seconds since the session did."""
    return [(at - rig.began) / 1000 for at, _ in rig.player.laid]


def test_nobody_who_has_not_asked_for_it_has_one():
    rig = Rig(hold(20), lead=3_000)
    rig.run(20)
    assert rig.player.laid == []


def test_its_pieces_come_ahead_of_time_each_once():
    rig = Rig(hold(20), lead=3_000, bed=lambda: BED)
    rig.run(2)
    assert laid(rig) == [0.7, 4.7]
    rig.run(18)
    assert laid(rig) == [0.7, 4.7, 8.7, 12.7, 16.7, 17.0]


def test_a_pause_takes_it_back_and_going_on_begins_where_it_was():
    rig = Rig(hold(20), lead=3_000, bed=lambda: BED)
    rig.run(6)
    rig.controller.answer_or_pause()
    withdrawn = rig.player.withdrawn
    rig.run(60)
    assert laid(rig) == [0.7, 4.7, 8.7]
    rig.controller.answer_or_pause()
    rig.run(20)
    assert withdrawn == 1
    assert laid(rig)[3:] == [69.0, 71.7, 75.7, 79.7, 80.0]  # after three seconds to get ready, six seconds in


def test_a_longer_hold_opens_later():
    rig = Rig(hold(20), lead=3_000, bed=lambda: BED)
    rig.run(16)
    rig.controller.adjust(10_000)
    rig.run(20)
    assert laid(rig)[-1] == 27.0
    assert 17.0 not in laid(rig)[laid(rig).index(16.0) :]


def test_a_player_that_fails_fails_for_the_cue_and_not_for_the_bed():
    rig = Rig(hold(20), lead=3_000, bed=lambda: BED)
    rig.run(8)
    rig.player.failing = True
    rig.run(0.9)
    rig.player.failing = False
    rig.run(12)
    assert rig.controller.finished


def test_nothing_lies_under_a_pack_or_its_alarm():
    rig = Rig(
        ApplyStep(kind="cold", lasting=Exact(60_000), setup=Exact(0)), lead=3_000, bed=lambda: BED, voice=FakeVoice()
    )
    rig.press(rig.controller.answer_or_pause)  # the cloth
    rig.run(200)
    assert ("alarm" in [sound for _, sound in rig.sounded], rig.player.laid) == (True, [])
