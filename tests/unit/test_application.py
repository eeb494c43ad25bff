"""The program put together: a routine's own sounds, and who is told about trouble."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from unclench.application import Application
from unclench.cli import doctor
from unclench.config import paths
from unclench.config.paths import Home
from unclench.config.settings import FIVE_ONE_FOUR, Settings, load
from unclench.cues import VOCABULARY, Sound
from unclench.journal.logbook import Logbook
from unclench.routine.model import Routine
from unclench.session.choices import UnsafeCombination, breathing_routine
from unclench.session.compiler import compile_routine
from unclench.session.end_reason import EndReason
from unclench.testing import FakeVoice, ManualClock, ManualMoments, RecordingPlayer, hold, routine


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Application]:
    """One with the real cues, but no sound device and no voice."""
    made = Application(
        home=Home(tmp_path / "c", tmp_path / "d", tmp_path / "s"), audio="none", make_voice=lambda notice: None
    )
    yield made
    made.close()


def with_sounds(folder: Path, **sounds: str | None) -> Routine:
    return Routine(id="r", title="R", steps=(hold(5),), path=folder / "r.yaml", sounds=sounds)


def test_a_routine_may_bring_a_sound_or_silence_one(program, tmp_path):
    shutil.copy(paths.shipped("sounds") / "tick.wav", tmp_path / "mine.wav")
    made = with_sounds(tmp_path, go="mine.wav", rest=None)
    program.start_session(made, compile_routine(made))
    tick = program.sound.bank.clip(Sound.TICK)
    go = program.sound.bank.clip(Sound.GO)
    assert go.samples == tick.samples
    assert program.sound.bank.clip(Sound.REST) is None


def test_the_next_routine_has_the_built_in_sounds_again(program, tmp_path):
    made = with_sounds(tmp_path, go=None)
    program.start_session(made, compile_routine(made))
    assert program.sound.bank.clip(Sound.GO) is None
    plain = routine(hold(5))
    program.start_session(plain, compile_routine(plain))
    assert program.sound.bank.clip(Sound.GO) is not None


def test_a_sound_that_is_none_is_named_and_the_built_in_one_plays(program, tmp_path):
    (tmp_path / "mine.wav").write_bytes(b"RIFF nothing")
    made = with_sounds(tmp_path, go="mine.wav")
    controller = program.start_session(made, compile_routine(made))
    controller.tick()
    assert "mine.wav" in controller.said
    assert program.sound.bank.clip(Sound.GO) is not None


def test_a_change_of_the_way_out_is_told_to_whoever_plays():
    players = []

    def make(notice):
        players.append(notice)
        return RecordingPlayer()

    program = Application(make_player=make)
    made = routine(hold(5))
    controller = program.start_session(made, compile_routine(made))
    players[0]("The sound server went away.")
    controller.tick()
    assert controller.said == "The sound server went away."


def test_a_volume_set_by_keys_is_kept_and_one_of_the_command_line_is_not(tmp_path):
    home = Home(tmp_path / "c", tmp_path / "d", tmp_path / "s")
    made = routine(hold(5))
    program = Application(home=home, make_player=lambda notice: RecordingPlayer(), volume=20)
    program.start_session(made, compile_routine(made))
    program.close()
    assert not home.settings.exists()
    controller = program.start_session(made, compile_routine(made))
    controller.change_volume(1)
    controller.talk()
    program.close()
    assert (load(home.settings).volume, load(home.settings).talk) == (25, "short")


def test_a_folder_that_cannot_be_written_keeps_nobody_from_ending(tmp_path):
    (tmp_path / "c").write_text("a file where the folder should be")
    home = Home(tmp_path / "c", tmp_path / "d", tmp_path / "s")
    made = routine(hold(5))
    program = Application(home=home, make_player=lambda notice: RecordingPlayer())
    program.start_session(made, compile_routine(made)).change_volume(1)
    program.close()
    assert program.settings.volume == 100


def test_c2_10_no_front_end_begins_what_puts_to_sleep_beside_a_cold_pack_of_another_window(program):
    program.book.start("cold", 15 * 60_000, "single")
    long = breathing_routine(FIVE_ONE_FOUR, 6 * 60_000)
    with pytest.raises(UnsafeCombination, match=r"C2\.10"):
        program.start_session(long, compile_routine(long))
    short = breathing_routine(FIVE_ONE_FOUR)
    assert program.start_session(short, compile_routine(short)) is program.running


def test_the_device_is_opened_once_and_given_back():
    player = RecordingPlayer()
    program = Application(make_player=lambda notice: player, volume=35)
    assert not player.opened
    for _ in range(2):
        program.start_session(routine(hold(5)), compile_routine(routine(hold(5))))
    assert (player.opened, player.volume, player.closed) == (True, 35, False)
    program.close()
    assert player.closed


def test_say_says_what_can_be_said_and_why_not_where_it_cannot(program, tmp_path):
    told: list[str] = []
    assert doctor.utter(program, "\U0001f600", told.append) == 2
    assert doctor.utter(program, "Hello", told.append) == 2
    assert [sentence.split(":")[0] for sentence in told] == [
        "There is nothing to say in this text",
        "There is no voice yet. Get one with",
    ]
    speaking = Application(home=program.home, audio="none", make_voice=lambda notice: FakeVoice())
    assert doctor.utter(speaking, "Hello", told.append) == 0
    speaking.settings = Settings(voice="none")
    assert doctor.utter(speaking, "Hello", told.append) == 2
    speaking.close()
    assert told[2:] == ['The voice is off: your settings say voice = "none".']


def test_the_audition_names_what_is_heard_and_begins_the_alarm_softly(program, tmp_path, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    program.home.sounds.mkdir(parents=True)
    shutil.copy(paths.shipped("sounds") / "tick.wav", program.home.sounds / "mine.wav")
    program.settings = Settings(sounds="minimal", cues={"go": "mine.wav"})
    player = RecordingPlayer()
    told: list[str] = []
    program.make_player = lambda notice: player
    doctor.audition(program, told.append)
    assert [played.sound for played in player.played] == [
        Sound.GO, Sound.TICK, Sound.RELEASE, Sound.REST, Sound.SWITCH, Sound.IN, Sound.OUT, Sound.CHECK, Sound.ALARM,
        Sound.DONE, Sound.MINUTE,
    ]  # fmt: skip
    assert [played.sound for played in player.answered] == [Sound.KEY, Sound.REFUSED]
    assert {played.level for played in player.played if played.sound is Sound.ALARM} == {0.25}
    lines = {line.split(":")[0].strip(): line for line in told}
    assert lines["go"].endswith("Your own sound.")
    assert lines["half"].endswith("Silent with your settings.")
    assert lines["done"].endswith(VOCABULARY[Sound.DONE].character)


def played(program: Application, text: str, seconds: float) -> Routine:
    """Play a routine of the user's own, and leave it after that many seconds."""
    program.home.routines.mkdir(parents=True, exist_ok=True)
    (program.home.routines / "mine.yaml").write_text(f"format: 1\ntitle: Mine\n{text}", "utf-8")
    made = program.library.find("mine").routine
    assert made is not None
    controller = program.start_session(made, compile_routine(made))
    controller.settle()
    assert isinstance(program.clock, ManualClock)
    for _ in range(round(seconds)):
        program.clock.advance(1_000)
        controller.tick()
        if controller.view().asking == "cloth":
            controller.answer_or_pause()
    controller.abandon(EndReason.INTERRUPTED)
    return made


@pytest.fixture
def timed(tmp_path: Path) -> Iterator[Application]:
    """One with a clock that the test moves."""
    clock = ManualClock()
    made = Application(
        home=Home(tmp_path / "c", tmp_path / "d", tmp_path / "s"), clock=clock, moment=ManualMoments(clock),
        make_player=lambda notice: RecordingPlayer(),
    )  # fmt: skip
    yield made
    made.close()


def test_what_is_gone_on_with_has_its_own_sounds_and_lies_where_its_pictures_are(timed):
    text = "sounds: {go: none}\nsteps:\n  - exercise: Cat\n    hold: 40s\n"
    made = played(timed, text, 20)
    found = timed.interrupted_session()
    assert found is not None
    assert (found.routine.sounds, found.routine.path, found.routine.title) == (made.sounds, made.path, "Mine")
    assert made.sounds


def test_what_has_nothing_left_but_a_pack_is_not_gone_on_with(timed):
    played(timed, "steps:\n  - cold: 5m\n    setup: 0s\n", 60)
    assert timed.book.exposures.waiting()
    assert timed.interrupted_session() is None


@pytest.mark.parametrize(("beside", "breaths"), [(False, 31), (True, 30)])
def test_c2_10_plus_makes_no_long_breathing_of_a_short_one_beside_a_pack(timed, tmp_path, beside, breaths):
    other = Logbook(timed.home, lambda _: None, timed.moment)
    if beside:
        other.start("cold", 600_000, "single")
    made = breathing_routine(FIVE_ONE_FOUR)
    controller = timed.start_session(made, compile_routine(made))
    controller.settle()
    timed.clock.advance(20_000)
    controller.adjust(10_000)
    segment = controller.view().segment
    assert segment is not None
    assert segment.reps == breaths
    assert ("C2.10" in controller.said) == beside
    other.close()


def test_a_breath_in_between_knows_what_waits_behind_it(timed):
    made = routine(hold(30, name="Cat-cow"))
    timed.start_session(made, compile_routine(made))
    behind = timed.start_breathing_break().view().waiting_behind
    assert behind is not None
    assert behind.name == "Cat-cow"
