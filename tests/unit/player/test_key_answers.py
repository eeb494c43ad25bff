"""Keys are answered by ear: a tick for one that did something, another for one that did not, and a word."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from unclench.care.asks import ENTER, SETTLE, Ask, Begin, Choose, Fill, Rate, Reply, Tick
from unclench.cues import Sound
from unclench.player import controller
from unclench.player.controller import SessionController
from unclench.player.playback import KeyTick
from unclench.player.speech import RESTED, STALE, Talk
from unclench.routine.model import ApplyStep, ConfirmStep, Exact
from unclench.session.end_reason import EndReason
from unclench.testing import FakeVoice, ManualClock, RecordingPlayer, Rig, hold

Key = Callable[[SessionController], None]

TAKEN: dict[str, Key] = {
    "space pauses": lambda c: c.answer_or_pause(),
    "next": lambda c: c.next(),
    "back": lambda c: c.back(),
    "again": lambda c: c.again(),
    "jump": lambda c: c.jump(1),
    "ten seconds more": lambda c: c.adjust(10_000),
    "ten seconds less": lambda c: c.adjust(-10_000),
    "louder": lambda c: c.change_volume(1),
    "mute": lambda c: c.mute(),
    "voice": lambda c: c.talk(),
    "easier": lambda c: c.ease(),
}


def speaking(talk: Talk = Talk.FULL) -> Rig:
    return Rig(hold(60, name="A"), hold(60, name="B"), voice=FakeVoice(), talk=talk)


def ticks(rig: Rig) -> list[tuple[Sound, int]]:
    return [(each.sound, each.at) for each in rig.player.answered]


@pytest.mark.parametrize("key", TAKEN.values(), ids=TAKEN)
def test_a_key_that_did_something_is_answered_at_once(key: Key) -> None:
    rig = speaking()
    rig.run(20)
    key(rig.controller)
    assert ticks(rig) == [(Sound.KEY, rig.clock.now())]


@pytest.mark.parametrize("yes", [True, False])
def test_an_answer_where_nothing_is_asked_is_refused_by_ear(yes) -> None:
    rig = speaking()
    rig.run(20)
    rig.controller.answer(yes=yes)
    assert ticks(rig) == [(Sound.REFUSED, rig.clock.now())]


def test_a_key_that_may_not_be_used_now_is_refused_by_ear_and_it_is_said_why() -> None:
    rig = Rig(ApplyStep(kind="cold", lasting=Exact(600_000), setup=Exact(0)), voice=FakeVoice())
    rig.run(5)
    rig.controller.answer(yes=True)
    rig.run(60)
    rig.player.answered.clear()
    rig.controller.back()
    assert ticks(rig) == [(Sound.REFUSED, rig.clock.now())]
    said = rig.controller.said
    rig.run(3)
    assert rig.voice.said[-1] == said


def test_a_key_that_comes_too_soon_for_a_question_is_refused_by_ear() -> None:
    rig = Rig(ApplyStep(kind="cold", lasting=Exact(600_000), setup=Exact(0)))
    rig.run(0.1)
    rig.controller.answer_or_pause()
    assert [sound for sound, _ in ticks(rig)] == [Sound.REFUSED]


def test_when_a_session_is_over_no_key_is_answered() -> None:
    rig = Rig(hold(5))
    rig.run(10)
    assert rig.controller.finished
    rig.controller.next()
    assert ticks(rig) == []


def test_a_key_that_is_held_down_does_not_rattle() -> None:
    rig = speaking()
    rig.run(20)
    for _ in range(30):
        rig.controller.change_volume(-1)
        rig.clock.advance(33)
    at = [at for _, at in ticks(rig)]
    assert len(at) > 3
    assert all(later - earlier >= KeyTick.APART for earlier, later in pairwise(at))


def test_a_key_opens_no_device() -> None:
    KeyTick(lambda: None, ManualClock()).answer(taken=True)


def test_a_device_that_fails_costs_the_tick_and_nothing_else() -> None:
    player = RecordingPlayer()
    player.failing = True
    KeyTick(lambda: player, ManualClock()).answer(taken=True)
    assert player.answered == []


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("space pauses", "Paused. Space to go on."),
        ("ten seconds more", "10 seconds more."),
        ("ten seconds less", "10 seconds less."),
        ("louder", "Volume 100 percent."),
        ("voice", "Voice: brief."),
    ],
)
def test_what_a_key_did_is_said_when_no_other_follows(key: str, said: str) -> None:
    rig = speaking()
    rig.run(20)
    rig.voice.said.clear()
    TAKEN[key](rig.controller)
    rig.run(RESTED / 1000 - 0.01)
    assert rig.voice.said == []
    rig.run(1)
    assert rig.voice.said == [said]


def test_of_several_keys_only_the_last_is_said() -> None:
    rig = speaking()
    rig.run(20)
    rig.voice.said.clear()
    for _ in range(3):
        rig.controller.change_volume(-1)
        rig.run(0.1)
    rig.run(3)
    assert rig.voice.said == ["Volume 25 percent."]


def test_with_the_voice_off_a_key_has_its_tick_and_no_word() -> None:
    rig = speaking(talk=Talk.OFF)
    rig.run(20)
    rig.controller.answer_or_pause()
    rig.run(5)
    assert (ticks(rig)[0][0], rig.voice.said) == (Sound.KEY, [])


@pytest.mark.parametrize("after", range(0, 9_000, 450))
def test_the_word_for_a_key_never_lies_over_other_words(after: int) -> None:
    """Pressed at any moment of a setup and a hold with their words, also while they are being said."""
    rig = Rig(hold(20, setup=6, name="Child's pose"), hold(20, setup=6), voice=FakeVoice(), lead=3_000)
    rig.clock.advance(after)
    rig.controller.tick()
    rig.controller.change_volume(1)
    rig.run(40)
    spoken = sorted((at, at + samples * 1000 // 44_100) for at, samples in rig.player.spoken)
    assert all(end <= begin for (_, end), (begin, _) in pairwise(spoken))


def test_a_word_that_finds_no_silence_is_dropped() -> None:
    rig = speaking()
    rig.run(20)
    rig.voice.said.clear()
    rig.voice.ready = False
    rig.controller.change_volume(1)
    rig.run(STALE / 1000 + 1)
    rig.voice.ready = True
    rig.run(3)
    assert "Volume 100 percent." not in rig.voice.said


def test_a_pack_that_was_taken_off_in_another_window_is_said_without_a_tick() -> None:
    rig = Rig(ApplyStep(kind="cold", lasting=Exact(600_000), setup=Exact(0)))
    rig.run(5)
    rig.controller.answer(yes=True)
    rig.run(60)
    rig.player.answered.clear()
    rig.controller.pack_removal.off_early(rig.clock.now(), "You said in another window that it is off.")
    assert ticks(rig) == []


QUESTION = Choose(heading="?", options=("yes", "no"), first=1)
LIST = Tick(heading="?", items=(("a", "A"), ("b", "B")))


@pytest.mark.parametrize(
    ("ask", "key", "did"),
    [
        (QUESTION, "1", True), (QUESTION, "z", False), (LIST, "1", True), (LIST, "n", True), (LIST, ENTER, False),
        (Rate(heading="?"), "7", True), (Rate(heading="?"), "x", False), (Begin(heading="?"), "4", True),
        (Fill(heading="?", read=str), "a", True),
    ],
)  # fmt: skip
def test_a_question_knows_whether_a_key_did_something(ask: Ask, key: str, did) -> None:
    reply = Reply(ask)
    reply.press(key, SETTLE)
    assert reply.did is did


REPLY = "Volume 100 percent."
OPENS = {Sound.PREPARE, Sound.GO, Sound.RELEASE, Sound.REST, Sound.ALARM, Sound.CHECK}


def clear_of_cues(rig: Rig, after: int) -> bool:
    """Whether the word for a key, pressed after so many ms, is said, if at all, where no cue begins or ends a phase."""
    rig.clock.advance(after)
    rig.controller.tick()
    rig.controller.change_volume(1)
    rig.run(6)
    said = [(at, at + FakeVoice.length(REPLY)) for at, samples in rig.player.spoken if samples == LENGTH]
    cues = [each.at for each in rig.player.played if each.sound in OPENS]
    return not any(begin <= cue < end for begin, end in said for cue in cues)


LENGTH = 441 * FakeVoice.length(REPLY) // 10


@pytest.mark.parametrize("lead", [0, 3_000])
@pytest.mark.parametrize("after", range(4_000, 27_000, 650))
def test_the_word_for_a_key_never_lies_over_what_begins_or_ends_a_phase(after: int, lead: int) -> None:
    rig = Rig(hold(20, setup=6, name="Child's pose"), hold(20, setup=6), voice=FakeVoice(), lead=lead)
    assert clear_of_cues(rig, after)


@pytest.mark.parametrize("after", range(60_000, 75_000, 650))
def test_the_word_for_a_key_never_lies_over_a_stroke_of_the_alarm(after: int) -> None:
    rig = Rig(ConfirmStep(question="Is it off?", alarm=True), hold(9), voice=FakeVoice(), lead=3_000)
    assert clear_of_cues(rig, after)


def test_back_from_a_breath_it_is_said_that_the_session_is_paused_once_the_breath_has_said_its_last() -> None:
    rig, breath = speaking(), Rig(hold(6, name="Breathing"), voice=FakeVoice(), lead=3_000)
    rig.run(6)
    controller.pause_for_breath(rig.controller)
    breath.run(6)
    assert breath.controller.ended is EndReason.FINISHED
    rig.voice.said.clear()
    controller.return_from_breath(rig.controller, breath.controller)
    rig.run(8)
    assert rig.voice.said == ["Paused. Space to go on."]
    last, samples = breath.player.spoken[-1]
    assert rig.player.spoken[-1][0] >= last + samples * 10 // 441


def test_where_no_breath_may_be_breathed_the_key_is_refused_by_ear_and_it_is_said_why() -> None:
    rig = Rig(ApplyStep(kind="cold", lasting=Exact(600_000), setup=Exact(0)), voice=FakeVoice())
    rig.run(1)
    rig.controller.answer_or_pause()
    rig.run(30)
    rig.voice.said.clear()
    rig.player.answered.clear()
    assert not controller.pause_for_breath(rig.controller)
    rig.run(5)
    assert [sound for sound, _ in ticks(rig)] == [Sound.REFUSED]
    assert rig.voice.said == ["Not with the pack on: you might doze off. Take it off first."]
