"""What a zip from a stranger can't do, whatever is in it."""

from __future__ import annotations

import contextlib
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.unit.exchange.handed_over import SHEET, entry, with_flag, zipped

from unclench.exchange import archive
from unclench.exchange.archive import NotTaken

ODDLY_PACKED = "is packed in a way that unclench doesn't read. Pack it again as an ordinary zip."
LINK, PIPE = stat.S_IFLNK | 0o777, stat.S_IFIFO | 0o644


def refused(content: bytes, tmp_path: Path) -> list[str]:
    """What is said of a zip that is not taken; nothing of it may have been written."""
    with pytest.raises(NotTaken) as caught:
        archive.unpack(content, "a.zip", tmp_path / "into")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    return list(caught.value.problems)


def test_an_ordinary_zip_is_unpacked_whole_without_what_computers_put_beside(tmp_path):
    made = zipped(
        (entry("pack/", mode=stat.S_IFDIR | 0o755), ""), ("pack/a.yaml", SHEET), ("pack/b.png", b"\x89PNG"),
        ("__MACOSX/pack/._a.yaml", "x"), ("pack/.DS_Store", "x"),
    )  # fmt: skip
    files = archive.unpack(made, "a.zip", tmp_path / "into")
    assert [path.relative_to(tmp_path / "into").as_posix() for path in files] == ["pack/a.yaml", "pack/b.png"]
    assert files[0].read_text("utf-8") == SHEET


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../a.yaml", "leads out of its folder."),
        ("pack/../../a.yaml", "leads out of its folder."),
        ("/etc/a.yaml", "leads out of its folder."),
        ("~/a.yaml", "leads out of its folder."),
        ("C:/a.yaml", "leads out of its folder."),
        ("C:a.yaml", "leads out of its folder."),
        ("..\\a.yaml", "leads out of its folder."),
        ("pack\\a.yaml", "leads out of its folder."),
        ("a//b.yaml", "is not the name of a file."),
        ("./a.yaml", "is not the name of a file."),
        ("a/" * 20 + "a.yaml", "is not the name of a file."),
        ("x" * 300 + ".yaml", "has too long a name."),
        ("\u0436" * 120 + ".yaml", "has too long a name."),
        ("aux.yaml", "has a name that Windows doesn't take. Give it another one."),
        ("NUL/a.yaml", "has a name that Windows doesn't take. Give it another one."),
        ("a.yaml.", "has a name that Windows doesn't take. Give it another one."),
        ("a\x1b[2J.yaml", "has letters in its name that can't be seen."),
        ("a\u202eyaml.exe", "has letters in its name that can't be seen."),
        ("more.zip", "is a zip inside the zip. Unpack it, and add what is in it."),
    ],
)
def test_a_name_that_leads_elsewhere_or_nowhere_is_refused_and_said(tmp_path, name, why):
    (said,) = refused(zipped(("ok.yaml", SHEET), (name, SHEET)), tmp_path)
    assert said.startswith("a.zip: “")
    assert said.endswith(f"” {why}")
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (entry("a.png", mode=LINK), "is a link. Put the file itself into the zip."),
        (entry("a.png", mode=PIPE), "is not a file."),
        (entry("a.png", mode=stat.S_IFCHR | 0o666), "is not a file."),
        (entry("a.png", packed=zipfile.ZIP_BZIP2), ODDLY_PACKED),
        (entry("a.png", packed=zipfile.ZIP_LZMA), ODDLY_PACKED),
    ],
)  # fmt: skip
def test_what_is_no_plain_file_is_refused_and_said(tmp_path, bad, why):
    assert refused(zipped(("ok.yaml", SHEET), (bad, "/etc/passwd")), tmp_path) == [f"a.zip: “a.png” {why}"]


@pytest.mark.parametrize("flag", [0x1, 0x40])
def test_a_password_is_refused_and_said(tmp_path, flag):
    said = refused(with_flag(zipped(("a.yaml", SHEET)), flag), tmp_path)
    assert said == ["a.zip: “a.yaml” has a password. Pack it again without one."]


def test_a_bomb_is_refused_by_what_it_would_grow_to(tmp_path):
    said = refused(zipped(("a.yaml", SHEET), ("b.png", bytes(100 * 2**20))), tmp_path)
    assert said == [
        "a.zip: “b.png” would grow to 100 MB when unpacked, as no sound, picture or text does.",
        "a.zip: unpacked it would be larger than 64 MB, so it was left alone.",
    ]


def test_a_bomb_that_says_it_is_small_is_read_no_further_than_it_says(tmp_path):
    made = bytearray(zipped(("b.png", bytes(8 * 2**20))))
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = made.find(signature) + at
        made[place : place + 4] = (1000).to_bytes(4, "little")
    assert refused(bytes(made), tmp_path) == [
        "a.zip: this zip is damaged, so nothing of it was taken. Ask for it once more."
    ]


def test_entries_that_share_their_bytes_count_each_for_itself(tmp_path):
    """One megabyte of packed bytes, listed a hundred times: the bomb that needs no nesting."""
    noise = bytes(range(256)) * 4096
    one = zipped((entry("0.png", packed=zipfile.ZIP_STORED), noise))
    start, end = one.find(b"PK\x01\x02"), one.rfind(b"PK\x05\x06")
    listed = b"".join(one[start:end].replace(b"0.png", b"%05d" % n) for n in range(100))
    tail = bytearray(one[end:])
    tail[8:10] = tail[10:12] = (100).to_bytes(2, "little")
    tail[12:16] = len(listed).to_bytes(4, "little")
    assert refused(one[:start] + listed + bytes(tail), tmp_path)[-1].endswith(
        "larger than 64 MB, so it was left alone."
    )


@pytest.mark.parametrize("count", [archive.MOST_ENTRIES + 1, 5_000])
def test_more_entries_than_any_routine_needs_are_not_looked_at(tmp_path, count):
    made = zipped(*((f"{n}.png", "") for n in range(count)))
    assert refused(made, tmp_path) == ["a.zip: there are more than 200 files in it, so it was left alone."]


def test_of_a_zip_with_far_too_many_entries_not_even_the_list_is_read(tmp_path, monkeypatch):
    made = zipped(*((f"{n}.png", "") for n in range(1_001)))
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("the list was read"))
    assert refused(made, tmp_path) == ["a.zip: there are more than 200 files in it, so it was left alone."]


@pytest.mark.parametrize(("one", "other"), [("a.yaml", "A.YAML"), ("\u00e4.png", "a\u0308.png"), ("a.png", "a.png")])
def test_two_names_that_some_computers_take_for_one_are_refused(tmp_path, one, other):
    with pytest.warns(UserWarning, match="Duplicate") if one == other else contextlib.nullcontext():
        made = zipped(("s.yaml", SHEET), (one, "1"), (other, "2"))
    assert refused(made, tmp_path) == [f"a.zip: “{other}” has the same name as “{one}”, as far as some computers go."]


def test_a_file_that_is_also_a_folder_is_refused(tmp_path):
    said = refused(zipped(("a", "1"), ("a/b.yaml", SHEET)), tmp_path)
    assert said == ["a.zip: “a/b.yaml” is a file and a folder at once."]


def test_everything_wrong_is_said_at_once(tmp_path):
    said = refused(zipped(("../a.yaml", SHEET), ("b.zip", ""), (entry("c.png", mode=LINK), "x")), tmp_path)
    assert len(said) == 3


@pytest.mark.parametrize("cut", [5, 40, -30, -10])
def test_a_zip_that_is_cut_off_is_said_to_be_damaged(tmp_path, cut):
    assert "damaged" in refused(zipped(("a.yaml", SHEET))[:cut], tmp_path)[0]


def test_a_name_in_utf_8_is_read_as_such_even_where_the_zip_does_not_say_so(tmp_path):
    made = bytearray(zipped(("\u00fcben.png", "1")))
    for signature, at in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        made[made.find(signature) + at] &= 0xF7
    (file,) = archive.unpack(bytes(made), "a.zip", tmp_path)
    assert file.name == "\u00fcben.png"


NAMES = st.text(st.sampled_from("ab./\\:~ \x00\u0436") | st.characters(), min_size=1, max_size=30).filter(
    lambda name: not any("\ud800" <= letter <= "\udfff" for letter in name)
)


@given(st.lists(NAMES, max_size=5, unique=True))
@example(["..", "a"])
@example(["a\x00b"])
def test_whatever_the_names_nothing_is_written_outside(tmp_path_factory, names):
    around = tmp_path_factory.mktemp("around")
    try:
        files = archive.unpack(zipped(*((name, name) for name in names)), "a.zip", around / "into")
    except NotTaken:
        files = []
    written = [path for path in around.rglob("*") if path.is_file()]
    assert sorted(written) == sorted(files)
    assert all(path.resolve().is_relative_to((around / "into").resolve()) for path in written)


@given(st.binary(max_size=200).map(lambda noise: b"PK\x03\x04" + noise), st.integers(0, 400))
def test_no_bytes_raise_anything_else(tmp_path_factory, noise, at):
    good = zipped(("a.yaml", SHEET))
    for content in (noise, good[:at] + noise[4:8] + good[at + 4 :]):
        try:
            archive.unpack(content, "a.zip", tmp_path_factory.mktemp("into"))
        except NotTaken:
            continue
