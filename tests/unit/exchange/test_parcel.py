"""What is shared can be added elsewhere, and is the same there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import assume, settings
from hypothesis import given as given_any
from hypothesis import strategies as st
from strategies import timed_routines
from tests.pictures import black
from tests.unit.exchange.handed_over import CATALOGUE, NOW, SHEET, WITH_FILES, files

from unclench.exchange import archive, parcel
from unclench.exchange.addition import Shelf, add
from unclench.media import pcm
from unclench.reports.routines import check
from unclench.routine import load_file
from unclench.routine.written import written


def shared(path: Path, sounds: tuple[Path, ...] = ()) -> parcel.Parcel:
    routine = load_file(path, CATALOGUE, sound_folders=sounds).routine
    return parcel.packed(routine, path.read_bytes(), path.parent, sounds)


def test_what_is_shared_and_added_is_the_same_byte_for_byte(given, own, adding, tmp_path):
    made = shared(given / "heel-slides.yaml")
    (tmp_path / "mail.zip").write_bytes(made.content)
    (added,) = adding(tmp_path / "mail.zip")
    assert (added.id, added.renamed, added.doubts) == ("heel-slides", "", ())
    assert set(made.files) == set(added.files) == {"cat.png", "bells/go.wav"}
    for name in ("heel-slides.yaml", "cat.png", "bells/go.wav"):
        assert files(own)[f"heel-slides/{name}"] == (given / name).read_bytes()
    again = shared(own / "heel-slides" / "heel-slides.yaml")
    assert again.content == made.content


@settings(max_examples=15)
@given_any(timed_routines, st.booleans(), st.booleans())
def test_any_routine_that_passes_check_comes_back_as_it_was(tmp_path_factory, routine, picture, sound):
    around = tmp_path_factory.mktemp("around")
    data = written(routine) | {"language": "pt-BR"} | ({"sounds": {"go": "go.wav"}} if sound else {})
    if picture and "exercise" in data["steps"][0]:
        data["steps"][0]["picture"] = "a.png"
    black(around / "a.png", 4, 4)
    pcm.write_wav(around / "go.wav", pcm.from_native(b"\x00\x20\x00\xe0" * 500))
    (around / "law.yaml").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    assume(not check(around / "law.yaml", CATALOGUE)[1])
    (around / "law.zip").write_bytes(shared(around / "law.yaml").content)
    (added,) = add(around / "law.zip", Shelf(around / "own", {}, CATALOGUE), NOW)
    there = around / "own" / "law" / "law.yaml"
    assert written(load_file(there, CATALOGUE).routine) == written(load_file(around / "law.yaml", CATALOGUE).routine)
    assert added.files == (*["go.wav"] * sound, *["a.png"] * ("picture" in data["steps"][0]))


def test_a_sound_from_the_sound_folder_goes_along(given, tmp_path):
    (given / "bells" / "go.wav").rename(tmp_path / "go.wav")
    (given / "heel-slides.yaml").write_text(WITH_FILES.replace("bells/go.wav", "go.wav"))
    assert set(shared(given / "heel-slides.yaml", (tmp_path,)).files) == {"cat.png", "go.wav"}


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: (folder / "cat.png").unlink(), "Left out: “cat.png” is not beside the routine."),
        (
            lambda folder: (folder / "cat.png").write_text("x"),
            "Left out: “cat.png” isn't a PNG, JPEG, GIF or WebP inside.",
        ),
        (lambda folder: (folder / "bells" / "go.wav").unlink(), "Left out: “bells/go.wav” is not beside the routine."),
    ],
)
def test_what_is_not_there_is_left_out_and_said(given, spoil, said):
    spoil(given)
    assert shared(given / "heel-slides.yaml").left_out == (said,)


@pytest.mark.parametrize(
    ("sounds", "why"),
    [
        ("{go: aux.wav}", "has a name that Windows doesn't take. Give it another one."),
        ("{go: more.zip}", "has the ending of a routine or a zip, not of a sound."),
        ("{go: a.yaml}", "has the ending of a routine or a zip, not of a sound."),
        ("{go: a.wav, tick: A.WAV}", "has the same name as another file, as far as some computers go."),
    ],
)
def test_what_add_would_refuse_is_left_out_and_said(tmp_path, sounds, why):
    (tmp_path / "t.yaml").write_text(SHEET + f"sounds: {sounds}\n")
    for name in ("aux.wav", "more.zip", "a.yaml", "a.wav", "A.WAV"):
        (tmp_path / name).write_bytes(b"x")
    (said,) = shared(tmp_path / "t.yaml").left_out
    assert said.endswith(why)
    assert archive.unpack(shared(tmp_path / "t.yaml").content, "t.zip", tmp_path / "into")


def test_more_than_a_zip_may_hold_is_left_out_and_said(given, monkeypatch):
    monkeypatch.setattr(parcel, "ROOM", (given / "bells" / "go.wav").stat().st_size + 500)
    made = shared(given / "heel-slides.yaml")
    assert made.files == ("bells/go.wav", "cat.png")[: 1 + ((given / "cat.png").stat().st_size < 300)]
    monkeypatch.setattr(parcel, "ROOM", 500)
    assert shared(given / "heel-slides.yaml").left_out[0].endswith("all together would be over 0 MB.")


def test_a_zip_says_nothing_of_when_or_by_whom_it_was_made(given, tmp_path):
    made = shared(given / "heel-slides.yaml").content
    assert str(tmp_path).encode() not in made
    (given / "cat.png").touch()
    assert shared(given / "heel-slides.yaml").content == made
