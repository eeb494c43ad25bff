"""The cue bank: built-in sounds, the user's own, and breaths fitted to their phase."""

from __future__ import annotations

import math
import struct
import wave
from array import array
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from unclench.application import Application
from unclench.audio import cue_bank, soundfile
from unclench.audio.cue_bank import FADE, SETS, Bank
from unclench.config.settings import Settings
from unclench.cues import Sound
from unclench.media import pcm
from unclench.media.pcm import frames
from unclench.ports import PlayerFailed

SOUNDS = Path(__file__).resolve().parents[3] / "sounds"
OWN = Path(__file__).resolve().parents[1] / "own"
HOSTILE = sorted((OWN / "hostile").iterdir())
"""Good ones, a few of whose bytes were changed until the decoder crashed, filled the memory, or never came back."""


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
    first = bank.clip(Sound.GO)
    assert first is not None
    assert list(first.samples) == [1, 2, 3]
    (tmp_path / "go.wav").unlink()
    assert bank.clip(Sound.GO) is first


def test_a_missing_built_in_sound_is_a_failure_that_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(PlayerFailed, match=r"go\.wav"):
        Bank(tmp_path).clip(Sound.GO)


def test_a_sound_of_ones_own_is_made_mono_and_resampled(tmp_path: Path) -> None:
    """Stereo at 22,050 Hz becomes mono at 44,100."""
    path = save(tmp_path / "mine.wav", [0, 2_000] * 1_000, rate=22_050, channels=2)
    clip = Bank(SOUNDS, {Sound.GO: path}).clip(Sound.GO)
    assert clip is not None
    assert len(clip.samples) == pytest.approx(2_000, abs=4)
    assert set(clip.samples[100:1_900]) <= {999, 1_000}


def flac(samples: list[int]) -> bytes:
    """A FLAC file of one block that compresses nothing: 44.1 kHz, mono, 16 bit."""

    def bits(*fields: tuple[int, int]) -> bytes:
        text = "".join(format(value & (1 << width) - 1, f"0{width}b") for value, width in fields)
        return int(text, 2).to_bytes(len(text) // 8, "big")

    def crc(data: bytes, poly: int, width: int) -> int:
        rest = 0
        for byte in data:
            rest ^= byte << (width - 8)
            for _ in range(8):
                rest = (rest << 1) ^ (poly if rest >> (width - 1) else 0)
                rest &= (1 << width) - 1
        return rest

    size = len(samples)
    info = bits((size, 16), (size, 16), (0, 24), (0, 24), (44_100, 20), (0, 3), (15, 5), (size, 36), (0, 128))
    head = bits((0x3FFE, 14), (0, 2), (7, 4), (9, 4), (0, 4), (4, 3), (0, 1), (0, 8), (size - 1, 16))
    head += bytes([crc(head, 0x07, 8)])
    frame = head + bits((1 << 1, 8), *((x, 16) for x in samples))
    return b"fLaC" + bits((1, 1), (0, 7), (len(info), 24)) + info + frame + crc(frame, 0x8005, 16).to_bytes(2, "big")


def test_a_sound_of_ones_own_may_be_flac_or_a_wav_of_24_bits(tmp_path: Path) -> None:
    """The name's ending does not matter."""
    values = [round(8_000 * ((i % 100) / 50 - 1)) for i in range(2_000)]
    (tmp_path / "mine.flac").write_bytes(flac(values))
    clip = Bank(SOUNDS, {Sound.GO: tmp_path / "mine.flac"}).clip(Sound.GO)
    assert clip is not None
    assert list(clip.samples) == values
    with wave.open(str(tmp_path / "deep"), "wb") as file:
        file.setparams((1, 3, 44_100, 0, "NONE", ""))
        file.writeframes(b"".join((x << 8).to_bytes(3, "little", signed=True) for x in values))
    deep = Bank(SOUNDS, {Sound.GO: tmp_path / "deep"}).clip(Sound.GO)
    assert deep is not None
    assert list(deep.samples) == values


@pytest.mark.parametrize("name", ["tone.ogg", "tone.mp3"])
def test_a_sound_of_ones_own_may_be_ogg_or_mp3(name: str) -> None:
    """A fifth of a second of A, made with oggenc and lame: it crosses zero 880 times a second."""
    bank = Bank(SOUNDS, {Sound.GO: OWN / name})
    clip = bank.clip(Sound.GO)
    assert clip is not None
    assert bank.problems == []
    assert abs(len(clip.samples) - frames(200)) <= frames(60)
    middle = clip.samples[frames(50) : frames(150)]
    assert 8_000 < max(middle) < 11_500
    assert abs(sum((a < 0) != (b < 0) for a, b in pairwise(middle)) - 88) <= 1


def test_a_cue_can_be_silenced() -> None:
    assert Bank(SOUNDS, {Sound.TICK: None}).clip(Sound.TICK) is None


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: save(path, []), "no sound"),
        (lambda path: save(path, [0] * 4_000 * 31, rate=4_000), "is longer than 30 s"),
        (lambda path: path.write_bytes(bytes(20_000_001)), "larger than 20 MB"),
        (lambda path: path.write_bytes(b"not a sound file at all"), "not a sound file"),
        (lambda path: path.write_bytes(b""), "not a sound file"),
        (lambda path: path.mkdir(), "it is not a file"),
        (lambda path: None, "there is no such file"),
    ],
)
def test_an_unusable_file_is_named_once_and_the_built_in_cue_plays(
    tmp_path: Path, make: Callable[[Path], object], says: str
) -> None:
    path = tmp_path / "mine.wav"
    make(path)
    bank = Bank(SOUNDS, {Sound.GO: path})
    clip = bank.clip(Sound.GO)
    assert clip is not None
    assert clip.samples == pcm.read_wav(SOUNDS / "go.wav")
    [problem] = bank.check()
    assert says in problem
    assert str(path) in problem


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.name)
def test_a_sound_that_crashes_its_decoder_or_never_ends_costs_a_sentence_and_the_built_in_cue_plays(path: Path) -> None:
    bank = Bank(SOUNDS, {Sound.GO: path})
    bank.replace({Sound.DONE: OWN / "tone.ogg"})
    [problem] = bank.check()
    assert problem.startswith(f"unclench can't use your sound for go: {path} ")
    go, done = bank.clip(Sound.GO), bank.clip(Sound.DONE)
    assert go is not None
    assert go.samples == pcm.read_wav(SOUNDS / "go.wav")
    assert done is not None
    assert bank.replaced(Sound.DONE)  # the bad one has not taken the good one with it


def test_a_bad_sound_in_the_settings_is_told_of_and_nothing_else(own_home: Path) -> None:
    program = Application(settings=Settings(cues={"go": "crash.ogg"}))
    program.home.sounds.mkdir(parents=True)
    (program.home.sounds / "crash.ogg").write_bytes((OWN / "hostile" / "crash.ogg").read_bytes())
    [problem] = program.sound.bank.check()
    assert problem.startswith("unclench can't use your sound for go: ")


def test_a_routines_sounds_stand_above_the_users_and_go_with_it(tmp_path: Path) -> None:
    mine, its = save(tmp_path / "mine.wav", [1, 2]), save(tmp_path / "its.wav", [3, 4])
    bank = Bank(SOUNDS, {Sound.GO: mine, Sound.TICK: None})

    def go() -> list[int]:
        clip = bank.clip(Sound.GO)
        assert clip is not None
        return list(clip.samples)

    assert go() == [1, 2]
    bank.replace({Sound.GO: its})
    assert go() == [3, 4]
    assert bank.clip(Sound.TICK) is None
    bank.replace({Sound.GO: tmp_path / "missing.wav"})
    assert go() == [1, 2]
    assert len(bank.check()) == 1
    bank.replace({})
    assert go() == [1, 2]
    assert bank.check() == []


def test_the_alarm_cannot_be_silenced() -> None:
    bank = Bank(SOUNDS, {Sound.ALARM: None})
    bank.replace({Sound.ALARM: None})
    assert bank.clip(Sound.ALARM) is not None


def tone(hertz: float, decibels: float, ms: int = 1_000) -> list[int]:
    """A sine whose RMS is so many dB below full scale."""
    peak = min(32_768 * 10 ** (decibels / 20) * math.sqrt(2), 32_767)
    return [round(peak * math.sin(2 * math.pi * hertz * i / 44_100)) for i in range(frames(ms))]


UNHEARD = {
    "nothing": [0] * 44_100,
    "the last bit": [1, -1] * 22_050,
    "constant": [20_000] * 44_100,
    "one step": [20_000] * 22_050 + [-20_000] * 22_050,
    "22 kHz": [20_000, -20_000] * 22_050,
    "15 kHz": tone(15_000, -3),
    "30 Hz": tone(30, -3),
    "one sample": [32_767],
    "one click": [0] * 20_000 + [32_767] + [0] * 20_000,
    "too short": tone(1_000, -6, 90),
    "too faint": tone(1_000, -32),
    "too late": [0] * frames(2_000) + tone(1_000, -6),
}


@pytest.mark.parametrize("cue", [Sound.ALARM, Sound.CHECK])
@pytest.mark.parametrize("values", UNHEARD.values(), ids=UNHEARD)
def test_c2_3_a_file_that_nobody_would_hear_silences_neither_the_alarm_nor_the_check(
    cue: Sound, values: list[int], tmp_path: Path
) -> None:
    path = save(tmp_path / "quiet.wav", values)
    users, routines = Bank(SOUNDS, {cue: path, Sound.GO: path}), Bank(SOUNDS)
    routines.replace({cue: path, Sound.GO: path})
    for bank in (users, routines):
        [problem] = bank.check()
        assert problem.startswith(f"unclench can't use your sound for {cue.value}: {path} is too quiet or too short")
        clip = bank.clip(cue)
        assert clip is not None
        assert clip.samples == pcm.read_wav(SOUNDS / f"{cue.value}.wav")
        assert bank.replaced(Sound.GO)  # what keeps nobody from harm may be as quiet as it likes


@pytest.mark.parametrize("cue", [Sound.ALARM, Sound.CHECK])
@pytest.mark.parametrize(
    "values",
    [tone(440, -28), tone(3_000, -26), tone(1_000, -6, 120), [9_000] * 4_410 + tone(700, -20)],
    ids=["faint", "high", "short", "after a while"],
)
def test_an_alarm_and_a_check_of_ones_own_that_can_be_heard_are_played(
    cue: Sound, values: list[int], tmp_path: Path
) -> None:
    bank = Bank(SOUNDS, {cue: save(tmp_path / "mine.wav", values)})
    clip = bank.clip(cue)
    assert clip is not None
    assert (bank.problems, list(clip.samples)) == ([], values)


def test_every_alarm_and_check_of_the_program_would_do_as_ones_own() -> None:
    for cue in soundfile.MUST_BE:
        assert soundfile.trouble(cue, pcm.read_wav(SOUNDS / f"{cue.value}.wav")) == ""


def test_a_breath_in_the_background_is_the_very_one_that_the_script_would_make() -> None:
    bank = Bank(SOUNDS, start=lambda work: work())
    for sound, length in cue_bank.BREATHS.items():
        breath, whole = bank.clip(sound, 3_000), cue_bank.fitted_breath(sound, frames(length))
        assert breath is not None
        assert breath.samples == cue_bank.fitted_breath(sound, frames(3_000))
        assert whole == pcm.read_wav(SOUNDS / f"{sound.value}.wav")


def test_the_minimal_set_tells_what_begins_what_ends_and_that_it_is_about_to_and_all_about_safety(
    tmp_path: Path,
) -> None:
    """A cue that it leaves out sounds when the user has chosen a sound for it."""
    bank = Bank(SOUNDS, sounds=SETS["minimal"])
    heard = {sound.value for sound in Sound if bank.clip(sound) is not None}
    assert heard == {
        "go",
        "tick",
        "release",
        "rest",
        "switch",
        "done",
        "in",
        "out",
        "check",
        "alarm",
        "minute",
        "key",
        "refused",
    }
    bank.replace({Sound.HALF: save(tmp_path / "half.wav", [5])})
    assert bank.clip(Sound.HALF) is not None


def test_every_set_has_a_sentence_and_sounds_the_alarm_and_the_check() -> None:
    for id, one in SETS.items():
        assert one.id == id
        assert one.about.endswith(".")
        assert {Sound.ALARM, Sound.CHECK} <= one.sounds


def test_another_set_can_be_taken_while_playing() -> None:
    bank = Bank(SOUNDS, {Sound.TICK: None})
    assert bank.clip(Sound.PREPARE) is not None
    bank.use(SETS["minimal"])
    assert bank.clip(Sound.PREPARE) is None
    assert bank.clip(Sound.TICK) is not None


def test_breaths_can_be_rendered_before_they_are_due() -> None:
    waiting: list[Callable[[], None]] = []
    bank = Bank(SOUNDS, start=waiting.append)
    bank.prepare([(Sound.IN, 4_000), (Sound.OUT, 8_000), (Sound.TOP, 7_000), (Sound.GO, None)])
    assert len(waiting) == 2


def test_a_breath_of_the_files_length_is_the_file() -> None:
    bank = Bank(SOUNDS)
    assert bank.clip(Sound.IN, 5_000) is bank.clip(Sound.IN)
    assert bank.clip(Sound.GO, 1_234) is bank.clip(Sound.GO)


def test_another_length_is_the_file_cut_until_the_fitted_breath_has_come() -> None:
    waiting: list[Callable[[], None]] = []
    bank = Bank(SOUNDS, start=waiting.append)
    clip, whole = bank.clip(Sound.IN, 3_000), bank.clip(Sound.IN)
    assert clip is not None
    assert whole is not None
    assert len(clip.samples) == frames(3_000)
    assert clip.samples[:-FADE] == whole.samples[: frames(3_000) - FADE]
    [render] = waiting
    render()
    assert len(clip.samples) == frames(3_000)
    assert clip.samples[:-FADE] != whole.samples[: frames(3_000) - FADE]
    assert bank.clip(Sound.IN, 3_000) is clip
    assert len(waiting) == 1


def test_only_so_many_fitted_breaths_are_kept() -> None:
    waiting: list[Callable[[], None]] = []
    bank = Bank(SOUNDS, start=waiting.append)
    clips = [bank.clip(Sound.OUT, 1_000 + i) for i in range(20)]
    assert bank.clip(Sound.OUT, 1_019) is clips[-1]
    assert bank.clip(Sound.OUT, 1_000) is not clips[0]


def test_a_breath_of_ones_own_is_cut_and_never_replaced(tmp_path: Path) -> None:
    waiting: list[Callable[[], None]] = []
    path = save(tmp_path / "mine.wav", [100] * 44_100)
    clip = Bank(SOUNDS, {Sound.IN: path}, waiting.append).clip(Sound.IN, 500)
    assert clip is not None
    assert len(clip.samples) == 22_050
    assert waiting == []


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    pcm.write_wav(tmp_path / "a.wav", array("h", [1, -2, 3]))
    assert list(pcm.read_wav(tmp_path / "a.wav")) == [1, -2, 3]


def test_a_built_in_file_of_another_form_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlayerFailed, match=r"go\.wav is not 44\.1 kHz"):
        Bank(save(tmp_path / "go.wav", [1], rate=8_000).parent).clip(Sound.GO)
