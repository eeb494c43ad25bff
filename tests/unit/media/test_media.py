"""Sounds and pictures from strangers: whatever is in them, the worst that happens is a sentence."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pictures import black, gif, webp

from unclench.audio import soundfile
from unclench.audio.cue_bank import Bank
from unclench.cues import Sound
from unclench.media import helper as p
from unclench.media.decoder import ChildProcess, Decoder, NoLibrary, Undecodable
from unclench.reports.attachment_check import TrialDecoder
from unclench.system.files import LARGEST, Unreadable, contents

SOUNDS = Path(__file__).resolve().parents[3] / "sounds"
OWN = Path(__file__).resolve().parents[1] / "own"
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither pipes with names nor these limits")


def wav(path: Path, *, form: int = 1, channels: int = 1, rate: int = 44_100, bits: int = 16, data: bytes = b"") -> Path:
    """A WAV file whose header claims what you like."""
    head = struct.pack(
        "<HHIIHH", form, channels, rate, rate * channels * bits // 8 % 2**32, channels * bits // 8 % 2**16, bits
    )
    chunks = b"fmt " + struct.pack("<I", len(head)) + head + b"data" + struct.pack("<I", len(data)) + data
    path.write_bytes(b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks)
    return path


class Scripted:
    """A decoding process that follows a script and then ends or, if `endless`, stays silent."""

    def __init__(self, says: bytes, *, endless: bool = False) -> None:
        self.rest = says
        self.asked = 0
        self.ended = threading.Event()
        self.endless = endless

    def write(self, data: bytes) -> None:
        """Accept and forget it."""

    def read(self, size: int) -> bytes:
        self.asked = max(self.asked, size)
        said, self.rest = self.rest[:size], self.rest[size:]
        if len(said) < size and self.endless:
            self.ended.wait()
        return said

    def end(self) -> bool:
        self.ended.set()
        return False

    def close(self) -> None:
        """Nothing is open."""


def answer(verdict: bytes, width: int = 0, height: int = 0, size: int = 0, data: bytes = b"") -> bytes:
    return p.READY + p.HEAD.pack(verdict, width, height, size) + data


def refused(decoder: Decoder, path: Path, *, picture: bool = False) -> str:
    with pytest.raises(Undecodable) as caught:
        decoder.picture(path) if picture else decoder.sound(path)
    return str(caught.value)


def test_one_process_serves_all_good_files_and_a_new_one_those_after_a_bad_one() -> None:
    begun = []

    def begin(kind: str) -> ChildProcess:
        begun.append(ChildProcess(kind))
        return begun[-1]

    with Decoder(60, begin, at_most=60) as decoder:
        for path in (OWN / "tone.ogg", OWN / "tone.mp3", SOUNDS / "go.wav"):
            assert len(decoder.sound(path)) > 4_000
        assert len(begun) == 1
        assert refused(decoder, OWN / "hostile" / "crash.ogg")
        assert len(decoder.sound(SOUNDS / "go.wav")) > 4_000
    assert len(begun) <= 3  # the bad one is tried alone, too
    assert all(process._process.poll() is not None for process in begun)


@posix
def test_a_decoding_process_can_open_nothing_write_nothing_and_take_no_more_memory(tmp_path: Path) -> None:
    """Before a stranger's first byte is there; so whatever the file makes of it is bound by that, too."""
    code = """if True:
        import os, signal, sys
        from unclench.media.helper import confine
        file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        confine("sound")
        for deed in (lambda: open(sys.executable), lambda: os.write(file, b"x"), lambda: bytearray(300_000_000)):
            try:
                deed()
            except (OSError, MemoryError) as error:
                print(type(error).__name__)
    """
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "x")], capture_output=True, text=True, check=True)
    unlimited = [] if sys.platform == "darwin" else ["MemoryError"]
    assert done.stdout.split() == ["OSError", "OSError", *unlimited]


@posix
def test_a_file_gets_so_much_processor_time_and_no_more() -> None:
    """However slow or busy the machine: a tenth of a second here, in place of one."""
    code = "from unclench.media.helper import allow\nallow(0.1)\nwhile True: pass"
    import signal

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -signal.SIGPROF


@pytest.mark.parametrize(
    "says",
    [
        b"", b"?", p.READY, p.READY + b"D", answer(b"?"), answer(p.DONE, size=3, data=b"abc"),
        answer(p.DONE, size=4, data=b"abc"), answer(p.DONE, 1, 1, 4, b"abcd"), answer(p.NOT_ONE, size=4, data=b"abcd"),
        answer(p.DONE, size=p.LARGEST_SOUND + 2, data=bytes(100)), answer(p.DONE, size=2**64 - 2),
    ],
)  # fmt: skip
def test_a_process_that_breaks_off_or_lies_is_ended_and_not_believed(says: bytes) -> None:
    process = Scripted(says)
    with Decoder(60, lambda kind: process) as decoder:
        assert refused(decoder, OWN / "tone.ogg").endswith(("decoding it failed", "ended at once"))
        assert process.ended.is_set()
    assert process.asked <= p.LARGEST_SOUND


@given(
    st.binary(max_size=60),
    st.sampled_from([b"", p.READY, answer(p.DONE, 0, 0, 8), answer(p.DONE, 1, 2, 12), answer(p.DONE, 1, 2, 24)]),
)
def test_whatever_a_process_says_there_is_a_whole_sound_and_a_whole_picture_or_a_sentence(
    more: bytes, first: bytes
) -> None:
    for kind in (p.SOUND, p.PICTURE):
        process = Scripted(first + more)
        with Decoder(60, lambda _: process) as decoder:  # noqa: B023
            try:
                if kind == p.SOUND:
                    assert 0 < len(decoder.sound(OWN / "tone.ogg")) <= p.LARGEST_SOUND // 2
                else:
                    found = decoder.picture(OWN / "tone.ogg")
                    assert found.frames
                    assert all(len(each.pixels) == 4 * found.width * found.height > 0 for each in found.frames)
            except Undecodable:
                """A sentence."""
        assert process.asked <= p.FRAME.size + 4 * p.LARGEST_SIDE**2


def test_a_good_file_is_not_blamed_for_the_harm_that_one_before_it_did() -> None:
    """A damaged heap often kills its process only later. A new process decides; there is no third."""
    good = p.HEAD.pack(p.DONE, 0, 0, 4) + b"abcd"
    scripts = [p.READY + good, p.READY + good, p.READY]
    with Decoder(60, lambda kind: Scripted(scripts.pop(0))) as decoder:
        assert len(decoder.sound(OWN / "tone.ogg")) == 2
        assert len(decoder.sound(OWN / "tone.mp3")) == 2
        assert refused(decoder, OWN / "tone.ogg") == "is damaged: decoding it failed"
    assert scripts == []


def test_a_process_that_hangs_is_ended_and_many_of_them_do_not_add_up() -> None:
    begun = []

    def begin(kind: str) -> Scripted:
        begun.append(Scripted(b"", endless=True))
        return begun[-1]

    with Decoder(0.05, begin, at_most=0.02) as decoder:
        said = [refused(decoder, OWN / "tone.ogg") for _ in range(20)]
    assert said[0] == "takes too long to decode"
    assert said[-1] == "was skipped, because the files before it took too long"
    assert len(begun) <= 4
    assert all(process.ended.is_set() for process in begun)


def test_where_no_process_can_be_begun_or_no_library_is_there_a_sentence_says_so() -> None:
    def no_more(kind: str) -> Scripted:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    with Decoder(60, no_more) as decoder:
        assert "no process can be started (Resource temporarily unavailable)" in refused(decoder, OWN / "tone.ogg")
    with (
        Decoder(60, lambda kind: Scripted(p.LACKING)) as decoder,
        pytest.raises(NoLibrary, match="neither miniaudio nor libsndfile is installed"),
    ):
        decoder.sound(OWN / "tone.ogg")
    with TrialDecoder(Decoder(60, lambda kind: Scripted(p.LACKING))) as trial:
        assert trial.picture(OWN / "tone.ogg") == ""  # the file is not to blame


@pytest.mark.parametrize(
    "form",
    [
        {"form": 3, "bits": 32, "data": struct.pack("<3f", float("nan"), float("inf"), -1e38) * 100},
        {"channels": 0, "data": bytes(200)}, {"channels": 65_535, "data": bytes(200_000)},
        {"rate": 0, "data": bytes(200)}, {"rate": 2**32 - 1, "data": bytes(200_000)}, {"rate": 1, "data": bytes(2_000)},
        {"bits": 0, "data": bytes(200)}, {"bits": 64, "form": 3, "data": struct.pack("<d", float("nan")) * 99},
        {"form": 0xFFFE, "data": bytes(200)},
    ],
    ids=["nan", "no-channel", "channels", "no-rate", "rate", "slow", "no-bits", "double", "extensible"],
)  # fmt: skip
def test_a_wav_that_says_impossible_things_of_itself_is_a_sound_within_bounds_or_refused(
    form: dict[str, int | bytes], tmp_path: Path
) -> None:
    path = wav(tmp_path / "odd.wav", **form)  # type: ignore[arg-type]
    with Decoder(60, at_most=60) as decoder:
        try:
            assert len(decoder.sound(path)) <= p.LARGEST_SOUND // 2
        except Undecodable:
            """A sentence."""


def test_a_sound_is_not_decoded_again_until_another_file_lies_there(tmp_path: Path) -> None:
    """So a session that is gone back to does not wait again for a file that cannot be decoded."""
    asked = []

    class Counting(Decoder):
        def sound(self, path: Path):
            asked.append(path.name)
            return super().sound(path)

    good, bad = tmp_path / "good.ogg", tmp_path / "bad.ogg"
    good.write_bytes((OWN / "tone.ogg").read_bytes())
    bad.write_bytes(b"nothing")
    own = soundfile.OwnFiles(Counting)
    first = own.read([good, bad])
    assert own.read([]) == {}
    assert own.read([good]) == {good: first[good]}
    assert own.read([good, bad]) == first
    assert asked == ["good.ogg", "bad.ogg"]
    bad.write_bytes((OWN / "tone.mp3").read_bytes())
    assert not isinstance(own.read([good, bad])[bad], soundfile.BadSound)
    assert asked == ["good.ogg", "bad.ogg", "bad.ogg"]


@posix
@pytest.mark.parametrize(
    ("make", "why"),
    [
        (os.mkfifo, "it is not a file"),
        (lambda path: path.symlink_to("/dev/zero"), "it is a link"),
        (lambda path: path.symlink_to(OWN / "tone.ogg"), "it is a link"),
        (Path.mkdir, "it is not a file"),
        (lambda path: None, "there is no such file"),
    ],
    ids=["pipe", "device", "link", "folder", "nothing"],
)
def test_nothing_but_a_plain_file_is_read(make: Callable[[Path], object], why: str, tmp_path: Path) -> None:
    make(tmp_path / "x.wav")
    with pytest.raises(Unreadable, match=why):
        contents(tmp_path / "x.wav")


@posix
@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")], ids=["pipe", "link"])
def test_a_file_changed_for_something_else_at_the_last_moment_is_not_read(
    make: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path / "x.wav")
    plain = (OWN / "tone.ogg").stat()
    monkeypatch.setattr("unclench.system.files.os.lstat", lambda path: plain)
    with pytest.raises(Unreadable, match=r"it is not a file|it is a link"):
        contents(tmp_path / "x.wav")


def test_a_name_that_no_system_takes_is_refused_like_any_other() -> None:
    with pytest.raises(Unreadable, match="its name is not possible"):
        contents(Path("a\0b.wav"))


def test_a_file_that_is_too_large_is_not_read_at_all(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    path.touch()
    os.truncate(path, LARGEST + 1)
    with pytest.raises(Unreadable, match="is larger than 20 MB"):
        contents(path)
    os.truncate(path, LARGEST)
    assert len(contents(path)) == LARGEST
    assert contents(path, first=4) == bytes(4)


@posix
def test_a_link_in_the_users_own_sound_folder_is_followed_wherever_it_leads(tmp_path: Path) -> None:
    (tmp_path / "mine.ogg").symlink_to(OWN / "tone.ogg")
    bank = Bank(SOUNDS, {Sound.GO: tmp_path / "mine.ogg"})
    assert bank.check() == []
    assert bank.replaced(Sound.GO)


@pytest.mark.parametrize(
    ("size", "form"), [((13_300, 13_300), {"bits": 1, "colour": 0}), ((40_001, 1_000), {"bits": 1, "colour": 0})]
)
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(
    size: tuple[int, int], form: dict[str, int], tmp_path: Path
) -> None:
    pytest.importorskip("PIL")
    with Decoder(60, at_most=60) as decoder:
        assert refused(decoder, black(tmp_path / "x.png", *size, **form), picture=True) == "has more than 40 megapixels"


@pytest.mark.parametrize(
    ("size", "colour", "shown"),
    [
        ((60, 40), 2, (60, 40)), ((3_199, 10), 6, (1_600, 5)), ((6_320, 6_320), 6, (1_600, 1_600)),
        ((20_000, 2_000), 2, (1_600, 160)), ((1, 40_000), 0, (1, 1_600)),
    ],
)  # fmt: skip
def test_a_picture_comes_back_in_the_size_in_which_it_can_be_shown(
    size: tuple[int, int], colour: int, shown: tuple[int, int], tmp_path: Path
) -> None:
    """Forty megapixels among them: the memory that a decoding process has suffices for what may be shown."""
    pytest.importorskip("PIL")
    with Decoder(60, at_most=60) as decoder:
        found = decoder.picture(black(tmp_path / "x.png", *size, colour=colour))
    assert (found.width, found.height) == shown
    (frame,) = found.frames
    assert set(frame.pixels) == ({0} if colour == 6 else {0, 255})


def test_a_photograph_is_turned_the_way_it_was_taken(tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image")
    taken = image.new("RGB", (4_000, 2_000), (255, 0, 0))
    taken.paste((0, 0, 255), (0, 0, 2_000, 2_000))
    exif = image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter, clockwise: what was left is then on top
    taken.save(tmp_path / "x.jpg", exif=exif)
    with Decoder(60, at_most=60) as decoder:
        found = decoder.picture(tmp_path / "x.jpg")
    assert (found.width, found.height) == (800, 1_600)
    (frame,) = found.frames
    first, last = frame.pixels[:4], frame.pixels[-4:]
    assert first[0] < first[2] // 20  # blue
    assert last[2] < last[0] // 20  # red


@pytest.mark.parametrize("form", ["gif", "webp"])
def test_a_picture_that_moves_comes_back_frame_by_frame_each_with_its_time(form: str, tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image")
    frames = [image.new("RGB", (960, 480), (250 - 40 * number, 0, 0)) for number in range(3)]
    path = tmp_path / f"x.{form}"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=[300, 60_000, 500])
    with Decoder(60, at_most=60) as decoder:
        found = decoder.picture(path)
    assert (found.width, found.height) == (480, 240)
    assert [frame.lasting for frame in found.frames] == [300, 5_000, 500]
    assert [abs(frame.pixels[0] - red) < 5 for frame, red in zip(found.frames, (250, 210, 170), strict=True)] == [
        True
    ] * 3


def test_a_gif_keeps_what_its_later_frames_leave_as_it_was(tmp_path: Path) -> None:
    pytest.importorskip("PIL")
    with Decoder(60, at_most=60) as decoder:
        found = decoder.picture(gif(tmp_path / "x.gif", 30, 30, 30))
    assert [bytes(frame.pixels[:8]) for frame in found.frames] == [
        b"\xff\xff\xff\xff\0\0\0\xff", b"\0\0\0\xff\0\0\0\xff", b"\xff\xff\xff\xff\0\0\0\xff",
    ]  # fmt: skip


def canvas(width: int, height: int) -> tuple[bytes, bytes]:
    return b"VP8X", b"\x02\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")


def piece(width: int, height: int) -> tuple[bytes, bytes]:
    numbers = [each.to_bytes(3, "little") for each in (0, 0, width - 1, height - 1, 0)]
    return b"ANMF", b"".join(numbers) + b"\0" + b"VP8L" + struct.pack("<I", 6) + b"\x2f" + bytes(5)


HOSTILE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a gif of four gigapixels": (lambda path: gif(path, 30, size=(65_535, 65_535)), "more than 40 megapixels"),
    "a frame of four gigapixels": (
        lambda path: gif(path, 30, 30, frame=(0, 0, 65_535, 65_535)), "more than 40 megapixels in all its frames"
    ),
    "tens of thousands of frames": (lambda path: gif(path, *[0] * 70_000), "more than 600 frames"),
    "many large frames": (lambda path: gif(path, *[30] * 41, size=(1_000, 1_000)), "in all its frames together"),
    "a webp of 281 terapixels": (
        lambda path: webp(path, canvas(2**24, 2**24), piece(1, 1)), "more than 40 megapixels"
    ),
    "a frame larger than its webp": (
        lambda path: webp(path, canvas(10, 10), piece(2**24, 2**24), piece(1, 1)), "in all its frames together"
    ),
    "a webp of many frames": (lambda path: webp(path, canvas(1, 1), *[piece(1, 1)] * 50_000), "more than 600 frames"),
    "a still webp larger than it says": (
        lambda path: webp(path, canvas(10, 10), (b"VP8L", b"\x2f" + b"\xff" * 9)), "more than 40 megapixels"
    ),
    "frames of nothing": (lambda path: webp(path, canvas(500, 500), *[piece(500, 500)] * 100), "can't be read"),
    "nothing but pieces": (lambda path: gif(path, 30, 30, more=b"!\x01\0" * 6_000_000), "can't be read"),
    "no frame at all": (gif, "can't be read"),
    "a gif of no size": (lambda path: gif(path, 30, size=(0, 0), frame=(0, 0, 0, 0)), "can't be read"),
    "an extension that hides a frame of four gigapixels": (
        lambda path: _hidden(path, 65_535), "more than 40 megapixels"
    ),
}  # fmt: skip


def _hidden(path: Path, side: int) -> Path:
    """PIL takes the byte behind an empty extension, `!`, for a length, so it sees a frame in what we pass over."""
    whole = gif(path, 30, 30, 30).read_bytes()
    at = whole.index(b"!\xf9", 30)
    frame = b"," + struct.pack("<HHHH", 0, 0, side, side) + b"\0\x02\x02\x44\x01\0"
    content = bytes(ord("!") - 2) + b"\0" + frame
    path.write_bytes(whole[:at] + b"!\x01\0" + b"!\x01" + bytes((len(content),)) + content + b"\0" + whole[at:])
    return path


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what a process has taken is read from /proc")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_picture_that_would_take_the_memory_or_for_ever_is_a_sentence_and_takes_little(
    name: str, tmp_path: Path
) -> None:
    """Less than 300 MB, and less than three seconds of a processor, however busy the machine."""
    pytest.importorskip("PIL")
    make, why = HOSTILE[name]
    path, taken = make(tmp_path / "x"), list[tuple[int, float]]()

    class Watched(ChildProcess):
        def end(self) -> bool:
            here = Path(f"/proc/{self._process.pid}")
            (peak,) = (line.split()[1] for line in (here / "status").read_text().splitlines() if "VmHWM" in line)
            ticks = (here / "stat").read_text().rpartition(")")[2].split()[11:13]
            taken.append((int(peak), sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")))
            return super().end()

    with Decoder(60, Watched, at_most=60) as decoder:
        assert why in refused(decoder, path, picture=True)
    assert taken
    assert all(kilobytes < 300_000 and seconds < 3 for kilobytes, seconds in taken)


def test_a_gif_whose_frames_last_no_time_at_all_moves_at_the_usual_pace(tmp_path: Path) -> None:
    pytest.importorskip("PIL")
    with Decoder(60, at_most=60) as decoder:
        found = decoder.picture(gif(tmp_path / "x.gif", *[0] * 600))
    assert 24 <= len(found.frames) <= 48
    assert all(250 <= frame.lasting <= 5_000 for frame in found.frames)


def test_check_names_a_picture_whose_frames_are_too_many_and_takes_one_that_is_within_bounds(tmp_path: Path) -> None:
    pytest.importorskip("PIL")
    with TrialDecoder(Decoder(60, at_most=60)) as trial:
        assert trial.picture(gif(tmp_path / "many.gif", *[10] * 601)) == "has more than 600 frames"
        assert trial.picture(gif(tmp_path / "few.gif", *[10] * 600)) == ""
