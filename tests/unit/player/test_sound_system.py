"""The player and the voice of one run: made when they are asked for, closed together, made anew after that."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from unclench.config.paths import Home
from unclench.config.settings import Settings
from unclench.player.sound_system import Notice, SoundSystem
from unclench.ports import Player, PlayerFailed
from unclench.testing import FakeSpeech, FakeVoice, ManualClock, RecordingPlayer


class Voice(FakeVoice):
    """A voice that one can wait for: `asked` is set with the first sentence that it is to say."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Event()

    def line(self, variants: Sequence[str], room: int | None) -> FakeSpeech | None:
        found = super().line(variants, room)
        self.asked.set()
        return found


class Rig:
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
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path, Settings(volume=35))


def test_the_player_is_opened_when_it_is_first_asked_for_and_as_loud_as_the_settings_say(rig):
    assert (rig.players, rig.sound.open_player) == ([], None)
    player = rig.sound.player
    assert (player.opened, player.volume) == (True, 35)
    assert player is rig.sound.player is rig.sound.open_player


def test_two_threads_that_ask_at_once_get_the_same_player(rig):
    found: list[Player] = []
    begun = threading.Barrier(4)

    def ask() -> None:
        begun.wait()
        found.append(rig.sound.player)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == rig.players * 4


def test_a_player_that_cannot_be_opened_is_tried_anew(rig, monkeypatch):
    def fail(self: RecordingPlayer) -> None:
        raise PlayerFailed("No device.")

    with monkeypatch.context() as broken:
        broken.setattr(RecordingPlayer, "open", fail)
        with pytest.raises(PlayerFailed):
            _ = rig.sound.player
    assert rig.sound.open_player is None
    assert rig.sound.player is rig.players[1]


def test_what_was_closed_is_made_anew(rig):
    first = rig.sound.player
    rig.sound.close()
    assert (first.closed, rig.sound.open_player) == (True, None)
    assert rig.sound.player is not first


def test_closing_what_was_never_asked_for_makes_nothing(rig):
    rig.sound.close()
    rig.sound.hush()
    rig.sound.stop_announcing()
    assert rig.players == []


def test_a_sentence_is_announced_unless_the_voice_is_off(rig, tmp_path):
    rig.sound.announce("Is it off?")
    assert rig.voice.asked.wait(10)
    rig.sound.stop_announcing()
    assert (rig.voice.said, rig.players[0].withdrawn) == (["Is it off?"], 1)
    silent = Rig(tmp_path, Settings(talk="off"))
    silent.sound.announce("Is it off?")
    silent.sound.stop_announcing()
    assert silent.players == []
