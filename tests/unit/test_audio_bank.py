"""The cue bank: built-in sounds, the user's own, and breaths fitted to their phase."""

from __future__ import annotations

import struct
import wave
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest

from unclench.audio import wavfile
from unclench.audio.bank import FADE, Bank
from unclench.audio.pcm import frames
from unclench.cues import Sound
from unclench.ports import PlayerFailed

SOUNDS = Path(__file__).resolve().parents[2] / "sounds"


def save(path: Path, values: list[int], *, rate: int = 44_100, channels: int = 1, width: int = 2) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(struct.pack(f"<{len(values)}h", *values) if width == 2 else bytes(len(values) * width))
    return path


def test_a_cue_is_read_once_and_not_before_it_is_wanted(tmp_path: Path) -> None:
    bank = Bank(tmp_path)
    save(tmp_path / "go.wav", [1, 2, 3])
    first = bank.take(Sound.GO)
    assert first is not None
    assert list(first.samples) == [1, 2, 3]
    (tmp_path / "go.wav").unlink()
    assert bank.take(Sound.GO) is first


def test_a_missing_built_in_sound_is_a_failure_that_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(PlayerFailed, match=r"go\.wav"):
        Bank(tmp_path).take(Sound.GO)


def test_a_sound_of_ones_own_is_made_mono_and_resampled(tmp_path: Path) -> None:
    """Stereo at 22,050 Hz becomes mono at 44,100, straight lines in between."""
    path = save(tmp_path / "mine.wav", [0, 200, 300, 500], rate=22_050, channels=2)
    take = Bank(SOUNDS, {Sound.GO: path}).take(Sound.GO)
    assert take is not None
    assert list(take.samples) == [100, 250, 400, 400]


def test_a_cue_can_be_silenced() -> None:
    assert Bank(SOUNDS, {Sound.TICK: None}).take(Sound.TICK) is None


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: save(path, [1, 2], width=1), "8 bits"),
        (lambda path: save(path, []), "no sound"),
        (lambda path: save(path, [1] * 6, channels=3), "3 channels"),
        (lambda path: save(path, [0] * 4_000 * 31, rate=4_000), "31 s"),
        (lambda path: path.write_bytes(b"not a WAV file at all"), "not a WAV file"),
        (lambda path: path.write_bytes(b""), "not a WAV file"),
        (lambda path: path.mkdir(), "cannot be read"),
        (lambda path: None, "cannot be read"),
    ],
)
def test_an_unusable_file_is_named_once_and_the_built_in_cue_plays(
    tmp_path: Path, make: Callable[[Path], object], says: str
) -> None:
    path = tmp_path / "mine.wav"
    make(path)
    bank = Bank(SOUNDS, {Sound.GO: path})
    take = bank.take(Sound.GO)
    assert take is not None
    assert take.samples == wavfile.read(SOUNDS / "go.wav")
    [problem] = bank.check()
    assert says in problem
    assert str(path) in problem


def test_a_breath_of_the_files_length_is_the_file() -> None:
    bank = Bank(SOUNDS)
    assert bank.take(Sound.IN, 5_000) is bank.take(Sound.IN)
    assert bank.take(Sound.GO, 1_234) is bank.take(Sound.GO)


def test_another_length_is_the_file_cut_until_the_fitted_breath_has_come() -> None:
    waiting: list[Callable[[], None]] = []
    bank = Bank(SOUNDS, start=waiting.append)
    take, whole = bank.take(Sound.IN, 3_000), bank.take(Sound.IN)
    assert take is not None
    assert whole is not None
    assert len(take.samples) == frames(3_000)
    assert take.samples[:-FADE] == whole.samples[: frames(3_000) - FADE]
    [render] = waiting
    render()
    assert len(take.samples) == frames(3_000)
    assert take.samples[:-FADE] != whole.samples[: frames(3_000) - FADE]
    assert bank.take(Sound.IN, 3_000) is take
    assert len(waiting) == 1


def test_only_so_many_fitted_breaths_are_kept() -> None:
    waiting: list[Callable[[], None]] = []
    bank = Bank(SOUNDS, start=waiting.append)
    takes = [bank.take(Sound.OUT, 1_000 + i) for i in range(20)]
    assert bank.take(Sound.OUT, 1_019) is takes[-1]
    assert bank.take(Sound.OUT, 1_000) is not takes[0]


def test_a_breath_of_ones_own_is_cut_and_never_replaced(tmp_path: Path) -> None:
    waiting: list[Callable[[], None]] = []
    path = save(tmp_path / "mine.wav", [100] * 44_100)
    take = Bank(SOUNDS, {Sound.IN: path}, waiting.append).take(Sound.IN, 500)
    assert take is not None
    assert len(take.samples) == 22_050
    assert waiting == []


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    wavfile.write(tmp_path / "a.wav", array("h", [1, -2, 3]))
    assert list(wavfile.read(tmp_path / "a.wav")) == [1, -2, 3]
