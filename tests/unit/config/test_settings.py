"""The settings file: all mistakes are reported at once, and a change loses no comment."""

from __future__ import annotations

import os
import tomllib

import pytest

from unclench.config import settings
from unclench.config.settings import Settings, SettingsError, load, store, unknown_keys
from unclench.routine.model import BreathPattern


def test_without_a_file_the_defaults_hold(tmp_path):
    assert load(tmp_path / "settings.toml") == Settings()


def test_every_field_has_a_reader_and_every_reader_a_field():
    assert set(settings.FIELDS) == set(Settings.__struct_fields__)


def test_a_full_file_is_read(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text(
        'volume = 35\nsounds = "minimal"\ntalk = "short"\nbreath = "4-7-8"\n'
        '[patterns]\ncalm = "6-0-6.5"\n[cues]\ngo = "gong.wav"\nrest = "none"\n'
        '[keys]\n"player.yes" = "j"\n"player.next" = "k,right"\n'
    )
    read = load(path)
    assert (read.volume, read.sounds, read.talk) == (35, "minimal", "short")
    assert read.breath == BreathPattern(4_000, 7_000, 8_000)
    assert read.patterns == {"calm": BreathPattern(6_000, 0, 6_500)}
    assert read.cues == {"go": "gong.wav", "rest": None}
    assert read.keys == {"player.yes": "j", "player.next": "k,right"}


@pytest.mark.parametrize("typed", ["65", " 65 "])
def test_a_number_that_is_typed_needs_no_more_than_its_digits(typed):
    assert settings.FIELDS["volume"].read_typed(typed) == 65
    assert settings.FIELDS["emergency"].read_typed("112") == "112"


@pytest.mark.parametrize("typed", ["1" * 5_000, "٦٥", "6²", "-1", "101", ""])
def test_of_anything_else_that_is_typed_for_a_number_it_is_said_what_to_type(typed):
    with pytest.raises(ValueError, match="Write a whole number from 0 to 100"):
        settings.FIELDS["volume"].read_typed(typed)


def test_a_file_with_a_set_of_cues_that_is_gone_means_the_one_that_took_its_place(tmp_path):
    """`clear` was for weak hearing."""
    path = tmp_path / "settings.toml"
    path.write_text('sounds = "clear"\n')
    assert load(path).sounds == "soft"
    store(path, "volume", 40)
    assert (load(path).sounds, load(path).volume) == ("soft", 40)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("volume = 101", "0 to 100"), ("volume = true", "0 to 100"), ('sounds = "loud"', "soft, minimal"),
        ("language = 5", "quotes"), ('breath = "5-x"', "5-1-4"), ("patterns = 3", "[patterns]"),
        ('cues = {gong = "a.wav"}', "no cue"), ('cues = {alarm = "none"}', "can't be silenced"),
        ('keys = {"player.mute" = ""}', "player.next"), ('keys = {"player.mute" = "y"}', 'Give "player.mute" another'),
        ('keys = {"player.yes" = "return"}', "cannot be a key for"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named_with_what_to_write_instead(tmp_path, line, words):
    path = tmp_path / "settings.toml"
    path.write_text(line + "\n")
    with pytest.raises(SettingsError) as caught:
        load(path)
    [problem] = caught.value.problems
    assert problem.startswith(f"{path}:1: ")
    assert words in problem


def test_a_changed_field_leaves_comments_and_all_else_as_they_were(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text('# mine\nvolume = 35 # quiet\n\n[patterns]\ncalm = "6-0-6" # for nights\n')
    store(path, "volume", 60)
    store(path, "talk", "short")
    text = path.read_text()
    assert "# mine\nvolume = 60 # quiet\n" in text
    assert 'calm = "6-0-6" # for nights' in text
    assert tomllib.loads(text)["talk"] == "short"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_no_toml_is_never_written_over(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text("volume = ")
    with pytest.raises(SettingsError):
        store(path, "volume", 60)
    assert path.read_text() == "volume = "


def test_a_pipe_in_the_files_place_is_named_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "settings.toml")
    for does in (load, lambda path: store(path, "volume", 50)):
        with pytest.raises(SettingsError, match="not an ordinary file"):
            does(tmp_path / "settings.toml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"volume = {'9' * 5000}\n", "not valid TOML"),
        (f"volume = {'[' * 9000}\n", "nested too deeply|not valid TOML"),
        ("#" * (1024 * 1024 + 1), "larger than 1024 KiB"),
    ],
)
def test_what_only_a_mistake_can_have_written_is_said_in_a_sentence(tmp_path, text, words):
    (tmp_path / "settings.toml").write_text(text)
    with pytest.raises(SettingsError, match=words):
        load(tmp_path / "settings.toml")


def test_one_setting_that_is_refused_leaves_the_others_as_they_are_written(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text('talk = "short"\nvolume = 200\nsound = "soft"\nstill = true\n')
    with pytest.raises(SettingsError) as caught:
        load(path)
    assert caught.value.good == Settings(talk="short", still=True)
    assert [problem.split(": ")[0] for problem in caught.value.problems] == [f"{path}:2", f"{path}:3"]


def test_of_a_file_that_cannot_be_read_at_all_no_setting_is_good(tmp_path):
    (tmp_path / "settings.toml").write_text("volume = ")
    with pytest.raises(SettingsError) as caught:
        load(tmp_path / "settings.toml")
    assert caught.value.good is None


def test_what_is_refused_is_repeated_only_in_part(tmp_path):
    (tmp_path / "settings.toml").write_text(f'talk = "{"x" * 5000}"\n')
    with pytest.raises(SettingsError) as caught:
        load(tmp_path / "settings.toml")
    assert len(str(caught.value)) < len(str(tmp_path)) + 200


def test_a_key_for_what_there_is_not_is_said_with_its_line_and_what_was_meant(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text('[keys]\n"player.mute" = "k"\n"player.nxt" = "l"\n"zzz" = "w"\n')
    known = {"player.next", "player.mute"}
    assert unknown_keys(path, load(path).keys, known) == [
        f"{path}:3: nothing has the id 'player.nxt'. Did you mean player.next?",
        f"{path}:4: nothing has the id 'zzz'. The ids are: player.mute, player.next.",
    ]
    assert unknown_keys(path, {"player.mute": "k"}, known) == []
