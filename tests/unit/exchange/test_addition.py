"""A routine from elsewhere is added whole, over nothing, or not at all."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.pictures import bomb
from tests.unit.exchange.handed_over import CATALOGUE, NOW, SHEET, WITH_FILES, files, library, zipped

from unclench.config import paths
from unclench.exchange import addition
from unclench.exchange.archive import NotTaken
from unclench.reports import attachment_check
from unclench.routine import load_file


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def large(path: Path) -> None:
    path.touch()
    os.truncate(path, 65 * 2**20)


def test_a_folder_is_added_with_the_files_that_its_routine_names_and_no_others(given, own, adding):
    (added,) = adding(given)
    assert (added.id, added.title, added.renamed, added.doubts) == ("heel-slides", "Heel slides", "", ())
    assert files(own) == {
        f"heel-slides/{name}": (given / name).read_bytes() for name in ("heel-slides.yaml", "cat.png", "bells/go.wav")
    }
    entry = library(own).find("heel-slides")
    assert entry.problems == ()
    assert entry.routine is not None


@pytest.mark.parametrize("top", ["", "pack/"])
def test_a_file_a_folder_and_a_zip_of_it_give_the_same(given, own, adding, tmp_path, top):
    adding(given)
    before = files(own)
    packed = tmp_path / "a.zip"
    packed.write_bytes(zipped(*((top + name, content) for name, content in files(given).items())))
    for source in (given / "heel-slides.yaml", given, packed):
        assert [each.already for each in adding(source)] == [True]
    assert files(own) == before


def test_a_routine_of_the_same_name_is_left_alone_and_the_new_one_gets_a_number(given, own, adding):
    own.mkdir()
    (own / "heel-slides.yaml").write_text("title: Mine\nsteps: [{rest: 5s}]\n")
    (added,) = adding(given)
    assert (added.id, added.renamed) == ("heel-slides-2", "There is another heel-slides already, which was left alone.")
    assert (own / "heel-slides.yaml").read_text() == "title: Mine\nsteps: [{rest: 5s}]\n"
    (given / "heel-slides.yaml").write_text(WITH_FILES.replace("5", "6"))
    assert adding(given)[0].id == "heel-slides-3"


@pytest.mark.parametrize("name", ["Heel-Slides.yaml", "HEEL-SLIDES.yml"])
def test_a_name_that_some_computers_take_for_the_same_is_taken_too(given, own, adding, name):
    own.mkdir()
    (own / name).write_text("title: Mine\nsteps: [{rest: 5s}]\n")
    assert adding(given)[0].id == "heel-slides-2"


@pytest.mark.parametrize("make", [
    lambda path: path.mkdir(),
    lambda path: path.symlink_to("nowhere"),
    lambda path: path.write_text("Dear diary"),
])  # fmt: skip
def test_what_is_there_by_its_name_is_left_alone_even_if_it_is_no_routine(given, own, adding, make):
    own.mkdir()
    make(own / "heel-slides")
    before = (own / "heel-slides").lstat()
    assert adding(given)[0].id == "heel-slides-2"
    assert (own / "heel-slides").lstat() == before


def test_the_same_sheet_twice_in_a_zip_is_added_once(own, adding, tmp_path):
    packed = tmp_path / "two.zip"
    packed.write_bytes(zipped(("a/same.yaml", SHEET), ("b/same.yaml", SHEET)))
    assert [(each.id, each.already) for each in adding(packed)] == [("same", False), ("same", True)]


def test_a_sheet_with_another_picture_is_another_routine(given, own, adding):
    adding(given)
    (given / "cat.png").write_bytes((given / "cat.png").read_bytes() + b"\0")
    assert adding(given)[0].id == "heel-slides-2"


def test_nothing_takes_the_place_of_a_bundled_routine(own, adding, tmp_path):
    (tmp_path / "spasm-first-minutes.yaml").write_text(SHEET)
    assert adding(tmp_path / "spasm-first-minutes.yaml")[0].id == "spasm-first-minutes-2"
    same = paths.shipped("routines") / "gentle-stretch.yaml"
    assert adding(same)[0].already
    assert library(own).find("spasm-first-minutes").source == "bundled"


@pytest.mark.parametrize(
    ("name", "title", "id"),
    [
        ("Mein Blatt", "Heel slides", "mein-blatt"),
        ("\u0420\u0430\u0441\u0442\u044f\u0436\u043a\u0430", "Heel slides", "heel-slides"),
        ("\u80cc\u4e2d", "\u80cc\u4e2d", "my-routine"),
        ("gentle-stret\u0441h", "Heel slides", "gentle-streth"),
        ("con", "Heel slides", "con-routine"),
        ("-rf", "Heel slides", "rf"),
        ("\u202eabc", "Heel slides", "abc"),
    ],
)
def test_a_name_that_not_everybody_can_type_is_replaced_and_that_is_said(adding, tmp_path, name, title, id):
    """Among them one with a Cyrillic letter, which looks just like a bundled routine."""
    (tmp_path / f"{name}.yaml").write_text(SHEET.replace("Heel slides", title), "utf-8")
    (added,) = adding(tmp_path / f"{name}.yaml")
    assert added.id == id
    assert added.renamed.endswith("here a name has letters from a to z, digits and hyphens.")
    assert "\u202e" not in added.renamed


def test_all_mistakes_of_all_files_are_told_and_nothing_is_added(given, own, adding):
    (given / "bad.yaml").write_text("title: Bad\nsteps:\n  - exercise: a\n    hold: fast\n    reps: many\n")
    (given / "worse.yml").write_bytes(b"\xff\xff")
    (given / "days.yaml").write_text("title: Days\nroutines:\n  - routine: cat\n    per_day: 1\n")
    with pytest.raises(NotTaken) as caught:
        adding(given)
    said = caught.value.problems
    assert [line.split(":")[0].rsplit("/", 1)[1] for line in said] == ["bad.yaml", "bad.yaml", "days.yaml", "worse.yml"]
    assert f"Put it into {own}/plans yourself" in said[2]
    assert files(own) == {}


def test_what_can_be_played_but_breaks_a_limit_is_not_added(own, adding, tmp_path):
    (tmp_path / "a.yaml").write_text("title: A\nsteps:\n  - cold: 10m\n  - cold: 10m\n")
    with pytest.raises(NotTaken, match="safety limit"):
        adding(tmp_path / "a.yaml")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda path: path.unlink(), "is not beside the routine"),
        (lambda path: path.write_bytes(b"GIF88a"), "isn't a PNG, JPEG, GIF or WebP inside"),
        (pipe, "is not beside the routine"),
        (lambda path: (path.unlink(), path.symlink_to("/etc/passwd")), "is a link out of the routine's own folder"),
        (lambda path: (path.unlink(), path.symlink_to("../given/bells/../letter.txt")), "isn't a PNG, JPEG"),
        (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(20_000_000)), "is larger than 20 MB"),
    ],
)
def test_a_picture_that_cannot_be_used_is_left_out_and_said(given, own, adding, spoil, why):
    spoil(given / "cat.png")
    (added,) = adding(given)
    assert [why in doubt.what for doubt in added.doubts] == [True]
    assert added.doubts[0].path == str(given / "heel-slides.yaml")
    assert set(files(own)) == {"heel-slides/heel-slides.yaml", "heel-slides/bells/go.wav"}


@pytest.mark.usefixtures("really_decoded")
def test_a_picture_that_would_fill_the_memory_is_tried_in_the_decoder_and_left_out(given, own, adding):
    pytest.importorskip("PIL")
    bomb(given / "cat.png")
    (added,) = adding(given)
    assert "has more than 40 megapixels" in added.doubts[0].what
    assert "heel-slides/cat.png" not in files(own)


@pytest.mark.usefixtures("really_decoded")
def test_a_sound_that_cannot_be_decoded_is_left_out_and_said(given, own, adding):
    (given / "bells" / "go.wav").write_bytes(b"RIFF" + bytes(100))
    (added,) = adding(given)
    assert "is not a sound file unclench can read" in added.doubts[0].what
    assert "heel-slides/bells/go.wav" not in files(own)


def test_a_sound_of_ones_own_that_a_strangers_routine_names_is_not_touched(own, tmp_path, monkeypatch):
    """Not even where it can't be decoded: only copies are thrown away."""
    monkeypatch.setattr(attachment_check.TrialDecoder, "sound", lambda *_: "is damaged")
    mine = tmp_path / "sounds" / "mine.wav"
    mine.parent.mkdir()
    mine.write_bytes(b"RIFF")
    (tmp_path / "a.yaml").write_text(SHEET + "sounds: {go: mine.wav}\n")
    (added,) = addition.add(tmp_path / "a.yaml", addition.Shelf(own, {}, CATALOGUE, (mine.parent,)), NOW)
    assert [doubt.what for doubt in added.doubts] == ["“mine.wav” is damaged"]
    assert mine.read_bytes() == b"RIFF"
    assert set(files(own)) == {"a/a.yaml"}


def test_a_link_among_the_routines_of_a_folder_is_not_followed(given, own, adding):
    (given / "z.yaml").symlink_to("/etc/passwd")
    with pytest.raises(NotTaken) as caught:
        adding(given)
    assert caught.value.problems == (f"{given}/z.yaml: cannot be read (it is a link).",)


def test_a_file_that_some_computers_could_not_keep_is_refused_by_its_name(adding, given):
    (given / "heel-slides.yaml").write_text(SHEET + "    picture: aux.png\n")
    with pytest.raises(NotTaken, match="has a name that Windows doesn't take"):
        adding(given)


def test_a_sound_that_some_computers_could_not_keep_is_refused_by_its_name(adding, given):
    (given / "heel-slides.yaml").write_text(SHEET + "sounds: {go: aux.wav}\n")
    with pytest.raises(NotTaken, match="has a name that Windows doesn't take"):
        adding(given)


def test_more_routines_than_anybody_hands_on_are_not_added(own, adding, given):
    for number in range(50):
        (given / f"{number}.yaml").write_text(SHEET)
    with pytest.raises(NotTaken, match="there are more than 50 routines in it, so none was taken"):
        adding(given)
    assert files(own) == {}


def test_sounds_and_pictures_together_have_a_bound(own, adding, given, monkeypatch):
    monkeypatch.setattr(addition, "LARGEST_ZIP", 5_000)
    with pytest.raises(NotTaken, match="its sounds and pictures have more than"):
        adding(given)
    assert files(own) == {}


def test_what_cannot_be_read_is_not_taken_for_the_same(own, adding, given):
    own.mkdir()
    (own / "heel-slides.yaml").write_text("title: [\n")
    assert [(each.id, each.already) for each in adding(given)] == [("heel-slides-2", False)]
    assert (own / "heel-slides.yaml").read_text() == "title: [\n"
    gone = {"heel-slides": own / "removed-in-the-meantime.yaml"}
    (added,) = addition.add(given, addition.Shelf(own, gone, CATALOGUE), NOW)
    assert (added.id, added.already) == ("heel-slides-3", False)


def test_every_file_is_on_the_disk_before_the_routine_has_its_name(own, adding, given, monkeypatch):
    happened = list[str]()
    fsync, rename = os.fsync, Path.rename

    def written(handle: int) -> None:
        happened.append("written")
        fsync(handle)

    def named(self: Path, target: Path) -> Path:
        if target == own / "heel-slides":
            happened.append("named")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", written)
    monkeypatch.setattr(Path, "rename", named)
    adding(given)
    assert happened[: happened.index("named") + 1] == ["written"] * 3 + ["named"]


@pytest.mark.parametrize(("make", "why"), [
    (lambda path: None, "it can't be read: No such file or directory."),
    (os.mkfifo, "this is a pipe, not a file."),
    (large, "this is larger than 64 MB, as no routine is."),
    (lambda path: path.mkdir(), "there is no routine in this folder: no file ends in .yaml."),
    (lambda path: path.write_bytes(zipped(("a.txt", "x"))), "there is no routine in this zip: no file ends in .yaml."),
])  # fmt: skip
def test_what_is_no_routine_is_said_to_be_none(own, adding, tmp_path, make, why):
    make(tmp_path / "x")
    with pytest.raises(NotTaken) as caught:
        adding(tmp_path / "x")
    assert caught.value.problems == (f"{tmp_path}/x: {why}",)
    assert files(own) == {}


def test_what_a_killed_program_left_behind_is_cleared_away_a_day_later(given, own, adding):
    for name, age in (("old", 90_000), ("new", 60)):
        left = own / f"{addition.IN_THE_MAKING}{name}"
        left.mkdir(parents=True)
        os.utime(left, (NOW - age, NOW - age))
    adding(given)
    assert sorted(path.name for path in own.iterdir()) == [".adding-new", "heel-slides"]


TRYING = """
import errno, json, os, sys
from pathlib import Path
from unclench.config import paths
from unclench.exchange.addition import Shelf, add
from unclench.reports import attachment_check
from unclench.routine import Catalogue
attachment_check.TrialDecoder.sound = attachment_check.TrialDecoder.picture = lambda *_: ""
mode, given, around = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
catalogue = Catalogue(paths.shipped("routines") / "exercises")
left, own = -1, None
WRITES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.truncate"}
def hook(event, args):
    global left
    writes = event in WRITES or (event == "open" and (args[2] or 0) & (os.O_WRONLY | os.O_RDWR))
    if left < 0 or not writes or not str(args[0]).startswith(str(own)):
        return
    left -= 1
    if left < 0:
        if mode == "kill":
            os._exit(9)
        raise OSError(errno.ENOSPC, "No space left on device", str(args[0]))
sys.addaudithook(hook)
for step in range(200):
    own = around / str(step)
    child = os.fork()
    if not child:
        left = step
        try:
            add(given, Shelf(own, {}, catalogue), 0.0)
        except OSError as error:
            os._exit(2 if error.errno == errno.ENOSPC else 3)
        os._exit(0 if left >= 0 else 4)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(json.dumps([step, status]))
    if status == 0:
        break
"""
"""Adds a folder again and again, into a new place each time, and stops the first writing, then the second, and so on.

It prints how each ended: 9 killed, 2 told that the disk is full, 4 done all the same, 0 nothing was left to stop. No
file is decoded, which would take most of the time.
"""


@pytest.mark.parametrize("mode", ["kill", "full"])
def test_wherever_it_is_stopped_a_routine_is_there_whole_or_not_at_all(given, tmp_path, mode):
    (given / "other.yaml").write_text(SHEET)
    whole = {"heel-slides": {"heel-slides.yaml", "cat.png", "bells/go.wav"}, "other": {"other.yaml"}}
    ran = subprocess.run(
        [sys.executable, "-c", TRYING, mode, str(given), str(tmp_path)], capture_output=True, text=True, check=True
    )
    ends = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ends[-1][1] == 0
    assert len(ends) > 12
    for step, status in ends:
        own = tmp_path / str(step)
        found = (
            {} if not own.exists() else {entry.id: entry for entry in library(own).entries() if entry.source == "own"}
        )
        for id, entry in found.items():
            assert entry.problems == (), (step, status)
            assert set(files(own / id)) == whole[id], (step, status)
        if status == 0:
            assert set(found) == set(whole)
        elif mode == "full":
            assert status in {2, 4}
            assert set(found) == (set() if status == 2 else set(whole)), (step, status)
            assert status == 4 or not own.exists() or not files(own), step


def test_a_full_disk_in_the_middle_of_two_takes_back_the_first(given, own, adding, monkeypatch):
    (given / "other.yaml").write_text(SHEET)
    rename = Path.rename

    def full(self: Path, target: Path) -> Path:
        if target == own / "other":
            raise OSError(errno.ENOSPC, "No space left on device", str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(OSError, match="No space"):
        adding(given)
    assert files(own) == {}


def test_two_routines_of_one_name_in_a_zip_are_both_added(own, adding, tmp_path):
    packed = tmp_path / "two.zip"
    packed.write_bytes(zipped(("a/same.yaml", SHEET), ("b/same.yaml", SHEET.replace("5", "6"))))
    assert [each.id for each in adding(packed)] == ["same", "same-2"]
    assert [load_file(own / id / f"{id}.yaml").problems for id in ("same", "same-2")] == [(), ()]


def test_whatever_ends_the_putting_in_place_the_first_of_two_is_taken_back(own, adding, tmp_path, monkeypatch):
    packed = tmp_path / "two.zip"
    packed.write_bytes(zipped(("a.yaml", SHEET), ("b.yaml", SHEET.replace("Heel", "Toe"))))
    place, calls = addition._Placed.place, list[str]()

    def placed(self, ready):
        calls.append(ready.offer.stem)
        if len(calls) == 2:
            raise SystemExit(143)  # what a signal comes to
        return place(self, ready)

    monkeypatch.setattr(addition._Placed, "place", placed)
    with pytest.raises(SystemExit):
        adding(packed)
    assert len(calls) == 2
    assert files(own) == {}
