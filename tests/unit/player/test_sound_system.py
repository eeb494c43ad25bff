"""The player and the voice of one run: made when they are asked for, closed together, made anew after that."""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from unclench.config.paths import Home
from unclench.config.settings import Settings
from unclench.cues import Sound, speak_after
from unclench.player.sound_system import Notice, SoundSystem
from unclench.player.speech import FINISHING, LONGEST_TOLD, Announcer
from unclench.ports import Player, PlayerFailed, Reach
from unclench.routine.model import Exact, ExerciseStep, Movement, Routine
from unclench.testing import FakeRecital, FakeVoice, ManualClock, RecordingPlayer
from unclench.voice.recorded import guess, guess_elsewhere
from unclench.voice.voice import Recitation, unspoken
from unclench.voice.voice_choice import SheetVoice


class AwaitedRecital(FakeRecital):
    """Sets `taken` once somebody has taken a sentence of it."""

    def __init__(self, samples: array[int], taken: threading.Event) -> None:
        super().__init__(samples)
        self._taken = taken

    def take(self) -> array[int] | None:
        samples = super().take()
        self._taken.set()
        return samples


class Voice(FakeVoice):
    """A voice that one can wait for: `asked` is set with the first sentence that it is to say."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Event()

    def recite(self, text: str) -> FakeRecital:
        self.said.append(text)
        return AwaitedRecital(self.samples(text), self.asked)


class Sounds:
    """A sound system over fakes; `players` are those that were made."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.players: list[RecordingPlayer] = []
        self.voice = Voice()
        self.sound = SoundSystem(
            lambda: settings, Home(folder / "c", folder / "d", folder / "s"), ManualClock(), lambda _: None,
            make_player=self._make, make_voice=lambda _: self.voice,
        )  # fmt: skip

    def _make(self, notice: Notice) -> Player:
        self.players.append(RecordingPlayer())
        return self.players[-1]


@pytest.fixture
def sounds(tmp_path: Path) -> Sounds:
    return Sounds(tmp_path, Settings(volume=35))


def test_the_player_is_opened_when_it_is_first_asked_for_and_as_loud_as_the_settings_say(sounds):
    assert (sounds.players, sounds.sound.open_player) == ([], None)
    player = sounds.sound.player
    assert (player.opened, player.volume) == (True, 35)
    assert player is sounds.sound.player is sounds.sound.open_player


def test_a_key_for_the_volume_is_answered_as_loud_as_that_is_now_and_opens_no_device(sounds):
    sounds.sound.show_volume()
    assert sounds.players == []
    player = sounds.sound.player
    player.set_volume(100)
    sounds.sound.show_volume()
    assert (player.volume, [each.sound for each in player.answered]) == (35, [Sound.KEY])


def test_two_threads_that_ask_at_once_get_the_same_player(sounds):
    found: list[Player] = []
    begun = threading.Barrier(4)

    def ask() -> None:
        begun.wait()
        found.append(sounds.sound.player)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == sounds.players * 4


def test_a_player_that_cannot_be_opened_is_tried_anew(sounds, monkeypatch):
    def fail(self: RecordingPlayer) -> None:
        raise PlayerFailed("No device.")

    with monkeypatch.context() as broken:
        broken.setattr(RecordingPlayer, "open", fail)
        with pytest.raises(PlayerFailed):
            _ = sounds.sound.player
    assert sounds.sound.open_player is None
    assert sounds.sound.player is sounds.players[1]


def sheet(language: str | None) -> Routine:
    steps = (ExerciseStep(exercise=Movement(None, "Katzenbuckel"), hold=Exact(10_000)),)
    return Routine("sheet", "Rückenschule", steps, language=language)


@pytest.fixture
def real(tmp_path: Path) -> Iterator[SoundSystem]:
    """A sound system with the voices of this machine, of which nothing is heard."""
    home = Home(tmp_path / "c", tmp_path / "d", tmp_path / "s")
    system = SoundSystem(Settings, home, ManualClock(), lambda _: None)
    yield system
    system.close()


def test_a_sheet_has_a_voice_beside_the_usual_one_only_if_it_is_in_another_language(real):
    usual = real.voice
    for tag in (None, "en", "en-US"):
        assert real.voices.speak_for(sheet(tag)) == []
        assert real.voice is usual
    real.voices.speak_for(sheet("de"))
    assert isinstance(real.voice, SheetVoice)
    real.voices.speak_for(sheet(None))
    assert real.voice is usual


def test_who_looks_at_another_sheet_meanwhile_changes_nothing_about_what_is_played(real):
    real.voices.speak_for(sheet("de"))
    playing = real.voice
    real.word_lengths(replace(sheet("fr"), title="Autre", steps=()))
    playing.prepare(["Katzenbuckel."])
    assert isinstance(real.voice, SheetVoice)
    assert real.voice.pending(["Katzenbuckel."]) or real.voice.line(["Katzenbuckel."]) is not None
    assert not real.voices.usual.pending(["Katzenbuckel."])


def test_only_the_authors_words_take_the_time_of_another_language(real):
    german, plain = real.word_lengths(sheet("de")), real.word_lengths(sheet(None))
    assert german is not None
    assert plain is not None
    assert german("Katzenbuckel. Hold 10 seconds.") == guess_elsewhere("Katzenbuckel. Hold 10 seconds.")
    assert german("Hold.") == plain("Hold.")
    assert plain("Katzenbuckel.") == guess("Katzenbuckel.")


def test_a_language_that_nobody_speaks_is_told_at_each_session_once_that_is_known_and_takes_no_time(real):
    klingon = sheet("tlh")
    assert real.voices.speak_for(klingon) == []
    voice = real.voice
    voice.prepare(["Katzenbuckel."])
    for _ in range(200):
        if not voice.pending(["Katzenbuckel."]):
            break
        time.sleep(0.05)
    assert real.voices.speak_for(klingon) == [" ".join(unspoken("tlh"))]
    assert real.word_lengths(klingon)("Katzenbuckel.") == 0
    assert real.voices.why_unspoken("tlh") == unspoken("tlh")
    assert real.voices.why_unspoken("en-GB") is None


def test_what_was_closed_is_made_anew(sounds):
    first = sounds.sound.player
    sounds.sound.close()
    assert (first.closed, sounds.sound.open_player) == (True, None)
    assert sounds.sound.player is not first


def test_closing_what_was_never_asked_for_makes_nothing(sounds):
    sounds.sound.close()
    sounds.sound.hush()
    sounds.sound.stop_announcing()
    assert sounds.players == []


def test_a_sentence_is_announced_unless_the_voice_is_off(sounds, tmp_path):
    sounds.sound.announce("Is it off?")
    assert sounds.voice.asked.wait(10)
    sounds.sound.stop_announcing()
    assert (sounds.voice.said, sounds.players[0].withdrawn) == (["Is it off?"], 1)
    silent = Sounds(tmp_path, Settings(talk="off"))
    silent.sound.announce("Is it off?")
    silent.sound.stop_announcing()
    assert silent.players == []


def test_a_cue_comes_before_the_words_and_an_answer_cuts_both_short(sounds):
    sounds.sound.announce("Do you hear it?", Sound.CHECK, 0.5)
    assert sounds.voice.asked.wait(10)
    sounds.sound.stop_announcing()
    player = sounds.players[0]
    [played], [(at, _)] = player.played, player.spoken
    assert (played.sound, played.level) == (Sound.CHECK, 0.5)
    assert at - played.at == speak_after(Sound.CHECK)
    assert player.withdrawn == 1


def test_what_somebody_should_know_before_a_session_is_said_to_its_end(sounds):
    sounds.sound.announce("Go")
    sounds.sound.finish_telling()
    assert (sounds.voice.said, sounds.players[0].withdrawn) == (["Go"], 0)


def test_what_somebody_should_know_is_waited_for_longer_than_a_question_at_the_end(sounds, monkeypatch):
    waited = list[int]()

    def finish(self: Announcer, within: int = FINISHING) -> None:
        waited.append(within)
        self.rest()

    monkeypatch.setattr(Announcer, "finish", finish)
    sounds.sound.announce("Go")
    sounds.sound.finish_telling()
    sounds.sound.announce("Go")
    sounds.sound.finish_announcing()
    assert waited == [LONGEST_TOLD, FINISHING]


def test_the_announcer_waits_as_long_as_it_is_told_to(monkeypatch):
    joined = list[float]()

    class Thread:
        def __init__(self, **_: object) -> None: ...
        def start(self) -> None: ...
        def join(self, within: float | None = None) -> None:
            joined.extend([] if within is None else [within])

    monkeypatch.setattr("unclench.player.speech.threading.Thread", Thread)
    announcer = Announcer(RecordingPlayer, FakeVoice, ManualClock())
    for within in (LONGEST_TOLD, FINISHING):
        announcer.say("Go")
        announcer.finish(within)
    assert joined == [LONGEST_TOLD / 1000, FINISHING / 1000]


def test_of_a_question_that_is_answered_nothing_more_is_said_or_rendered():
    clock, player = ManualClock(), RecordingPlayer()
    announcer = Announcer(lambda: player, FakeVoice, clock)
    recital = Recitation("Go. Stop.")
    recital.add(FakeVoice().samples("Go."))
    recital.add(FakeVoice().samples("Stop."))
    recital.end()
    announcer.hush()
    assert announcer._recited(recital, player, 0) == 0
    assert (player.spoken, recital.dropped) == ([], True)


def test_a_sentence_that_is_rendered_late_is_said_at_once_and_never_in_the_past():
    clock, player = ManualClock(), RecordingPlayer()
    clock.advance(5_000)
    recital = Recitation("Go.")
    recital.add(FakeVoice().samples("Go."))
    recital.end()
    assert Announcer(lambda: player, FakeVoice, clock)._recited(recital, player, clock.now() - 3_000) == (
        clock.now() + FakeVoice.length("Go.")
    )
    assert [at for at, _ in player.spoken] == [clock.now()]


@pytest.mark.parametrize("settings", [Settings(voice="none"), Settings(audio="bell"), Settings(audio="none")])
def test_where_the_settings_have_nothing_speak_words_take_no_time(tmp_path, settings):
    assert Sounds(tmp_path, settings).sound.word_lengths(sheet(None)) is None


def test_words_take_time_only_on_a_player_that_can_say_them(sounds):
    assert sounds.sound.word_lengths(sheet(None)) is not None
    sounds.sound.player.reach = Reach.BELL
    assert sounds.sound.word_lengths(sheet(None)) is None
    sounds.sound.player.reach = Reach.ALL
    assert sounds.sound.word_lengths(sheet(None)) is not None


def test_a_player_that_was_brought_without_a_voice_has_none(tmp_path):
    home = Home(tmp_path / "c", tmp_path / "d", tmp_path / "s")
    system = SoundSystem(Settings, home, ManualClock(), lambda _: None, make_player=lambda _: RecordingPlayer())
    assert system.voice is None
    assert system.voices.mute
    assert system.word_lengths(sheet(None)) is None


def test_every_voice_is_closed_and_made_anew(real):
    real.voices.speak_for(sheet("de"))
    assert isinstance(real.voice, SheetVoice)
    usual, german = real.voices.usual, real.voices.in_language("de")
    closed = list[object]()
    for each in (usual, german):
        each.close = lambda each=each: closed.append(each)
    real.close()
    assert closed == [usual, german]
    assert real.voices.usual is not usual
    assert real.voices.in_language("de") is not german


def test_the_words_of_another_sheet_are_not_those_of_the_one_before(real):
    first, other = sheet("de"), replace(sheet("de"), title="Anderes", steps=())
    assert real.voices.words_of(first).are_in("Katzenbuckel.")
    assert not real.voices.words_of(other).are_in("Katzenbuckel.")
    assert real.voices.words_of(other).are_in("Anderes.")


def test_a_text_in_the_usual_language_is_for_the_usual_voice(real):
    assert real.voices.in_language("en") is real.voices.in_language(None) is real.voices.usual
    assert real.voices.in_language("de") is not real.voices.usual


def test_a_voice_that_has_found_its_engine_is_not_silent(real):
    real.voices.in_language("de")
    assert not real.voices.is_silent("de")


def test_who_wishes_for_no_voice_is_not_told_that_nobody_speaks_a_language(tmp_path):
    home = Home(tmp_path / "c", tmp_path / "d", tmp_path / "s")
    system = SoundSystem(lambda: Settings(voice="none"), home, ManualClock(), lambda _: None)
    assert system.voices.why_unspoken("tlh") is None


def test_with_the_voice_off_the_cue_is_played_all_the_same(tmp_path):
    silent = Sounds(tmp_path, Settings(talk="off"))
    silent.sound.announce("Do you hear it?", Sound.ALARM)
    while not silent.players or not silent.players[0].played:
        time.sleep(0.01)
    silent.sound.stop_announcing()
    assert [played.sound for played in silent.players[0].played] == [Sound.ALARM]
    assert silent.players[0].spoken == []
