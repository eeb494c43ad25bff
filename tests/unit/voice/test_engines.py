"""The engines that are programs, with scripts in their place that write down what they are given."""

from __future__ import annotations

import stat
import struct
import sys
import tempfile
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest

from unclench.voice import engine, samples
from unclench.voice.engine import Engine, EngineFailed, EngineNotHere, VoiceWish
from unclench.voice.espeak import EspeakCommandEngine
from unclench.voice.programs import (
    PiperEngine,
    SapiEngine,
    SayEngine,
    language_of,
    listed_voices,
    notches,
    suited_voice,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are scripts with a #! line")

HEAD = f"""#!{sys.executable} -S
import base64, struct, sys
def wav(samples, rate=22050, size=None):
    data = struct.pack(f"<{{len(samples)}}h", *samples)
    size = len(data) if size is None else size
    return b"RIFF\\0\\0\\0\\0WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, rate, rate * 2, 2, 16) + (
        b"data" + struct.pack("<I", size) + data)
log = open(__file__ + ".log", "a")
print(sys.argv[1:], file=log, flush=True)
"""
VOICES = (
    "Albert  en_US  # Hi\nBad News   en_US   # Hi\nAnna   de_DE  # Hallo\nSamantha  en_US # Hi\nDaniel en_GB # Hi\n"
)


class Scripts:
    def __init__(self, folder: Path):
        self.folder = folder

    def add(self, name: str, body: str) -> None:
        path = self.folder / name
        path.write_text(HEAD + body)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()


@pytest.fixture
def scripts(tmp_path, monkeypatch) -> Scripts:
    folder, temporary = tmp_path / "bin", tmp_path / "tmp"
    folder.mkdir()
    temporary.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return Scripts(folder)


def test_the_espeak_program_gets_the_text_to_read_not_to_obey(scripts):
    scripts.add("espeak-ng", "print(sys.stdin.read(), file=log)\nsys.stdout.buffer.write(wav([1, 2], size=0x7ffff000))")
    engine = EspeakCommandEngine(VoiceWish(language="en-gb", rate=100, pitch=100))
    engine.open()
    assert engine.render("v $(id)") == (array("h", [1, 2]), 22_050)
    args, text = scripts.log("espeak-ng").split("\n\n")[-2].splitlines()
    assert args == str(["--stdin", "--stdout", "-b", "1", "-v", "en-gb", "-s", "175", "-p", "50"])
    assert text == "v $(id)"


def test_an_espeak_voice_that_is_not_there_is_replaced_and_named(scripts):
    scripts.add("espeak-ng", "if 'Nobody' in sys.argv: sys.exit('no such voice')\nsys.stdout.buffer.write(wav([1, 2]))")
    engine = EspeakCommandEngine(VoiceWish(voice="Nobody"))
    engine.open()
    assert "'Nobody'" in engine.remark


def test_a_program_that_is_not_there_is_named(scripts):
    with pytest.raises(EngineNotHere, match="espeak-ng or espeak"):
        EspeakCommandEngine(VoiceWish()).open()


def test_a_failing_program_is_quoted_in_safety(scripts):
    scripts.add("broken", "sys.exit('first line\\nno \\x1b[2J voice')")
    with pytest.raises(EngineFailed, match=r"failed \(no \[2J voice\)"):
        engine.Command().run([engine.find("broken")], "hello")


def test_a_program_that_hangs_is_ended(scripts):
    scripts.add("slow", "sys.stdin.read()\nimport time\ntime.sleep(60)")
    with pytest.raises(EngineFailed, match="did not answer"):
        engine.Command().run([engine.find("slow")], "hello", patience=0.01)


def test_a_stopped_command_starts_nothing_that_lasts(scripts):
    scripts.add("slow", "import time\ntime.sleep(60)")
    running = engine.Command()
    running.stop()
    with pytest.raises(EngineFailed):
        running.run([engine.find("slow")], "hello")


def test_say_writes_to_a_private_file_that_is_gone_afterwards(scripts, tmp_path):
    scripts.add(
        "say",
        f"if '--voice=?' in sys.argv: print({VOICES!r}); sys.exit()\n"
        "path = next(a for a in sys.argv if a.startswith('--output-file=')).partition('=')[2]\n"
        "print(sys.stdin.read(), file=log)\nopen(path, 'wb').write(wav([5, 6, 7]))",
    )
    engine = SayEngine(VoiceWish(language="en-gb", rate=100), "darwin", {"LANG": "de_DE.UTF-8"})
    engine.open()
    assert engine.render("hello there") == (array("h", [5, 6, 7]), 22_050)
    assert engine.description == "The voice is the one of macOS: Daniel."
    assert "hello there" in scripts.log("say")
    assert "--rate=175" in scripts.log("say")
    assert list((tmp_path / "tmp").iterdir()) == []


def test_say_that_writes_nothing_has_failed(scripts, tmp_path):
    scripts.add("say", "")
    engine = SayEngine(VoiceWish(), "darwin", {})
    engine.open()
    with pytest.raises(EngineFailed, match="no sound"):
        engine.render("hello")
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize(
    ("language", "locale", "voice"),
    [
        ("en", "en_US", None),
        ("en", "de_DE", "Samantha"),
        ("en-gb", "", "Daniel"),
        ("de", "en_US", "Anna"),
        ("fr", "", None),
    ],
)
def test_macos_speaks_with_the_users_own_voice_or_a_plain_one(language: str, locale: str, voice: str | None):
    voices = listed_voices(VOICES)
    assert voices["Bad News"] == "en-us"
    assert suited_voice(voices, language, locale) == voice


@pytest.fixture
def german(scripts, tmp_path) -> Callable[[str], list[Engine]]:
    """Each engine that is a program, with German voices, for the words of a sheet in some language."""
    model = tmp_path / "de_DE-thorsten-low.onnx"
    model.touch()
    scripts.add("piper", "")
    scripts.add("say", f"print({VOICES!r})")
    scripts.add("powershell", SPEAKER.replace("en-US Zira", "de-DE Hedda"))
    only_german = "if sys.argv[sys.argv.index('-v') + 1][:2] != 'de': sys.exit('no such voice')\n"
    scripts.add("espeak-ng", only_german + "sys.stdout.buffer.write(wav([1, 2]))")

    def engines(tag: str) -> list[Engine]:
        wish = VoiceWish(voice="Samantha", language="en", piper_model=model).in_language(tag)
        return [
            SapiEngine(wish, "win32"), PiperEngine(wish), EspeakCommandEngine(wish),
            SayEngine(wish, "darwin", {"LANG": f"{tag[:2]}_XX.UTF-8"}),
        ]  # fmt: skip

    return engines


@pytest.mark.parametrize("tag", ["de", "de-AT"])
def test_an_engine_with_a_voice_for_the_sheet_takes_that_and_none_by_its_name(german, tag: str):
    for each in german(tag):
        each.open()
        assert each.description.endswith(("Hedda.", "thorsten-low.", "espeak-ng.", "Anna."))
        assert each.remark == ""
        each.close()


@pytest.mark.parametrize("tag", ["fr", "pt-BR"])
def test_an_engine_without_a_voice_for_the_sheet_refuses(german, tag: str):
    """What the voice of the macOS settings speaks nobody knows, so that is not taken either."""
    for each in german(tag):
        with pytest.raises(EngineNotHere, match="It has no voice for "):
            each.open()
        each.close()


def test_the_language_of_a_piper_voice_is_in_its_description_or_else_in_its_name(tmp_path):
    model = tmp_path / "pt_BR-faber-medium.onnx"
    assert language_of(model) == "pt-BR"
    model.with_name(f"{model.name}.json").write_text('{"language": {"code": "de_DE"}}')
    assert language_of(model) == "de-DE"


def test_system_voices_are_left_alone_elsewhere():
    with pytest.raises(EngineNotHere):
        SayEngine(VoiceWish(), "linux").open()
    with pytest.raises(EngineNotHere):
        SapiEngine(VoiceWish(), "linux").open()


SPEAKER = """
def heard(): return base64.b64decode(sys.stdin.readline()).decode()
def tell(data): sys.stdout.write(base64.b64encode(data).decode() + "\\n"); sys.stdout.flush()
print([heard(), heard(), heard()], file=log, flush=True)
tell(b"en-US Zira")
for line in sys.stdin:
    text = base64.b64decode(line).decode()
    print(text, file=log, flush=True)
    if text == "die": sys.exit(1)
    tell(struct.pack("<3h", 1, 2, 3))
"""


def test_windows_words_cross_over_as_base64_lines(scripts):
    scripts.add("powershell", SPEAKER)
    engine = SapiEngine(VoiceWish(language="en-us", voice="David", rate=100), "win32")
    engine.open()
    assert engine.render('"; Remove-Item ü') == (array("h", [1, 2, 3]), 44_100)
    engine.close()
    engine.close()
    assert engine.description == "The voice is one of Windows: Zira."
    assert "'David'" in engine.remark
    assert scripts.log("powershell").splitlines()[1:] == ["['David', 'en', '0']", '"; Remove-Item ü']
    assert "Remove-Item" not in scripts.log("powershell").splitlines()[0]


def test_a_powershell_that_dies_is_an_engine_that_failed(scripts):
    scripts.add("powershell", SPEAKER)
    engine = SapiEngine(VoiceWish(), "win32")
    engine.open()
    with pytest.raises(EngineFailed):
        engine.render("die")
    engine.close()


def test_rates_in_the_measure_of_windows():
    assert [notches(percent) for percent in (50, 90, 100, 200)] == [-6, -1, 0, 6]


def test_piper_speaks_with_the_voice_that_was_set_up(scripts, tmp_path):
    model = tmp_path / "amy.onnx"
    model.touch()
    model.with_name("amy.onnx.json").write_text('{"audio": {"sample_rate": 16000}}')
    scripts.add("piper", "print(sys.stdin.read(), file=log)\nsys.stdout.buffer.write(struct.pack('<2h', 8, 9))")
    engine = PiperEngine(VoiceWish(piper_model=model, rate=50))
    engine.open()
    assert engine.render("hello") == (array("h", [8, 9]), 16_000)
    assert "'--length-scale', '2.000'" in scripts.log("piper")
    assert "hello" in scripts.log("piper").splitlines()[1]


def test_piper_without_a_voice_is_not_tried(scripts, tmp_path):
    scripts.add("piper", "")
    with pytest.raises(EngineNotHere, match=r"You have not set a piper voice"):
        PiperEngine(VoiceWish()).open()
    with pytest.raises(EngineNotHere, match="There is no piper voice"):
        PiperEngine(VoiceWish(piper_model=tmp_path / "gone.onnx")).open()


def riff(*, form: int = 1, channels: int = 1, bits: int = 16, rate: int = 22_050) -> bytes:
    head = struct.pack("<HHIIHH", form, channels, rate, rate * 2, 2, bits)
    return b"RIFF\0\0\0\0WAVE" + b"FLLR\x03\0\0\0abc\0" + b"fmt \x10\0\0\0" + head + b"data\x08\0\0\0" + b"\2\0\4\0" * 2


def test_wav_data_may_have_other_chunks_and_two_channels():
    assert samples.read(riff(), "x").samples == array("h", [2, 4, 2, 4])
    assert samples.read(riff(channels=2), "x").samples == array("h", [3, 3])


@pytest.mark.parametrize(
    "data", [b"", b"RIFF", riff(form=3), riff(bits=8), riff(channels=6), riff(rate=1), riff()[:40]]
)
def test_what_is_no_sound_is_refused(data: bytes):
    with pytest.raises(EngineFailed):
        samples.read(data, "x")
