"""`unclench doctor --report`: complete for whoever looks into a bug, and silent about the person who sends it."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import re
import sys
import tomllib
from pathlib import Path

import click
import pytest

from unclench import __version__
from unclench.application import Application
from unclench.audio.backend import Probe
from unclench.cli import main, run
from unclench.cli.doctor import LIBRARIES, LOG_BYTES, LOG_LINES, doctor, last_lines, without_home

ROOT = Path(__file__).parents[3]


@pytest.fixture
def person(tmp_path: Path, machine_left_alone: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somebody's home folder; what this machine can play and speak is made up."""
    home = tmp_path / "ada-lovelace"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.setenv("UNCLENCH_HOME", str(home / "aches"))
    sounds = [
        Probe("miniaudio", "The default device, at 48 kHz.", available=True),
        Probe("system", "", available=False, why_not=f"{home}/bin/aplay cannot play here."),
    ]
    monkeypatch.setattr("unclench.audio.player_choice.probe_all", lambda *_: sounds)
    monkeypatch.setattr(
        "unclench.voice.voice_choice.probe_voices",
        lambda wish: [
            Probe("piper", "", available=False, why_not=f"There is no piper voice at {wish.piper_model}."),
            Probe("espeak", f"espeak-ng speaks as {wish.voice}.", available=True),
        ],
    )
    return home


def report(capsys: pytest.CaptureFixture[str], *more: str) -> str:
    capsys.readouterr()
    assert run(["doctor", "--report", *more]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


@pytest.mark.usefixtures("person")
def test_it_names_versions_system_terminal_sound_voices_and_why_not(capsys, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-kitty")
    text = report(capsys)
    assert text.startswith(f"unclench {__version__}\nPython {platform.python_version()} (")
    assert f"System: {platform.platform()}" in text
    assert f"textual {importlib.metadata.version('textual')}, pyyaml" in text
    assert "  TERM=xterm-kitty\n" in text
    assert "  miniaudio: works. The default device, at 48 kHz.\n" in text
    assert "  system: does not work. ~/bin/aplay cannot play here.\n" in text
    assert "  espeak: works. " in text


def test_every_library_of_pyproject_is_named():
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    extras = project["optional-dependencies"]
    for_users = ("simpleaudio", "voice", "espeak", "pictures", "serve")
    wanted = [*project["dependencies"], *(each for extra in for_users for each in extras[extra])]
    assert {re.match(r"[\w-]+", each)[0] for each in wanted} == set(LIBRARIES)  # type: ignore[index]
    assert set(extras) == {*for_users, "dev", "docs", "bench"}


def test_a_library_that_is_missing_is_said_to_be(person, capsys, monkeypatch):
    def version(name: str) -> str:
        if name == "wakepy":
            raise importlib.metadata.PackageNotFoundError(name)
        return "1"

    monkeypatch.setattr("importlib.metadata.version", version)
    assert "tomlkit 1, wakepy (not installed), " in report(capsys)


def test_folders_say_whether_they_can_be_written(person, capsys, monkeypatch):
    (person / "aches" / "data").mkdir(parents=True)
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "data")
    text = report(capsys)
    assert "  data: $UNCLENCH_HOME/data (NOT WRITABLE)\n" in text
    assert "  settings: $UNCLENCH_HOME/config (not there yet, can be made)\n" in text
    assert "  shipped sounds: " in text
    assert "(there)\n" in text
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert "  settings: $UNCLENCH_HOME/config (not there, CANNOT BE MADE in $UNCLENCH_HOME)\n" in report(capsys)


def test_nothing_of_the_person_is_in_it(person, tmp_path, capsys):
    home = person / "aches"
    (home / "data" / "routines").mkdir(parents=True)
    (home / "config").mkdir()
    sheet = "format: 1\ntitle: After the fall at Anna's\nsteps:\n  - do: Zappeln\n    for: 1s\n"
    sheet += "    alternatives: [{do: Schaukeln, for: 1s}]\n"
    (home / "data" / "routines" / "secret-hip.yaml").write_text(sheet, "utf-8")
    (home / "data" / "routines" / "broken-knee.yaml").write_text("format: 1\ntitle: Knees\n", "utf-8")
    model = tmp_path / "voice-of-grandmother.onnx"
    (home / "config" / "settings.toml").write_text(
        f"voice_name = 'Mathilda'\npiper_model = '{model}'\nemergency = '0123456'\n[patterns]\nweeping = '5-1-4'\n"
    )
    assert run(["pain", "9"]) == 0
    log = tmp_path / "log-of-my-hip.txt"
    log.write_text(
        f"INFO audio: started under {person}/bin\n"
        "INFO player: secret-hip began, After the fall at Anna's, step Zappeln or Schaukeln\n"
        "INFO player: gentle-stretch ended\n"
        f"ERROR routine: {home}/data/routines/broken-knee.yaml:1:1: no steps\n"
        "WARNING settings: 'weeping' is odd, so are \"0123456\" and “Mathilda”\n"
        "ERROR cli: /mnt/usb/Hexenschuss.YML can't be read\n"
        '  File "/usr/lib/python3/unclench/cli/play.py", line 9, in run\n'
        "it isn't there\n",
        "utf-8",
    )
    text = report(capsys, "--log", str(log))
    for word in (
        "ada", "lovelace", "secret", "Anna", "knee", "-hip", "Zappeln", "Schaukeln", "gentle", "grandmother",
        "Mathilda", "0123456", "weeping", "Hexenschuss", "log-of", str(tmp_path),
    ):  # fmt: skip
        assert word not in text, word
    assert "  routines found: 26, 1 of which can't be read\n" in text
    assert "  INFO audio: started under ~/bin\n" in text
    assert "  INFO player: <routine> ended\n" in text
    assert '  File "/usr/lib/python3/unclench/cli/play.py", line 9, in run\n' in text
    assert "  it isn't there\n" in text


def test_of_a_long_log_the_last_lines_are_shown_whole(tmp_path):
    log = tmp_path / "log.txt"
    log.write_text("".join(f"line {number} {'x' * 2_000}\n" for number in range(100)))
    lines = last_lines(log)
    assert len(lines) == LOG_BYTES // 2_010
    assert all(line.startswith("line ") for line in lines)
    log.write_text("short\n" * 1_000)
    assert last_lines(log) == ["short"] * LOG_LINES


@pytest.mark.usefixtures("person")
def test_a_log_that_cannot_be_read_does_not_spoil_the_report(tmp_path, capsys):
    assert "The log cannot be read: No such file or directory.\n" in report(capsys, "--log", str(tmp_path / "nowhere"))


@pytest.mark.skipif(sys.platform == "win32", reason="pipes with a name")
@pytest.mark.usefixtures("person")
def test_a_pipe_in_the_place_of_the_log_is_not_waited_for(tmp_path, capsys):
    os.mkfifo(tmp_path / "pipe")
    assert "The log cannot be read: It is a pipe, not a file.\n" in report(capsys, "--log", str(tmp_path / "pipe"))


@pytest.mark.usefixtures("person")
def test_the_log_that_the_program_writes_itself_is_read_too(tmp_path, capsys):
    (tmp_path / "log.txt").write_text("INFO unclench.audio: opened\n")
    with click.Context(main, info_name="unclench", obj=Application()) as root:
        root.params["log_file"] = tmp_path / "log.txt"
        assert doctor.main(["--report"], "doctor", standalone_mode=False, parent=root) == 0
    assert "The end of the log:\n  INFO unclench.audio: opened\n" in capsys.readouterr().out


@pytest.mark.usefixtures("person")
def test_a_log_without_a_report_is_refused(capsys):
    assert run(["doctor", "--log", "x"]) == 2
    assert capsys.readouterr().err == "--log only works together with --report.\n"


@pytest.mark.usefixtures("person")
def test_for_a_program_doctor_tells_the_same_as_json_and_plays_nothing(capsys, monkeypatch):
    monkeypatch.setattr("unclench.cli.doctor.audition", lambda *_: pytest.fail("it played"))
    assert run(["doctor", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["version"], told["python"]) == (__version__, platform.python_version())
    assert told["players"] == [
        {"name": "miniaudio", "works": True, "says": "The default device, at 48 kHz."},
        {"name": "system", "works": False, "says": f"{Path.home()}/bin/aplay cannot play here."},
    ]
    assert [voice["works"] for voice in told["voices"]] == [False, True]
    assert told["routines"] == {"found": len(Application().library.entries()), "broken": 0}
    assert set(told["folders"]) == {"settings", "routines", "sounds"}
    assert told["folders"]["routines"]["writable"]


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize("there", [True, False])
def test_where_miniaudio_is_not_installed_doctor_says_what_takes_its_place(capsys, monkeypatch, there: bool):  # noqa: FBT001  # a parameter
    monkeypatch.setattr("unclench.cli.doctor.find_spec", lambda name: there or None)
    assert run(["doctor", "--silent"]) == 0
    said = "The package miniaudio isn't installed. On Linux, “miniaudio” above then means PulseAudio's own library"
    assert (said in capsys.readouterr().out) == (not there)


def test_doctor_writes_for_programs_or_for_people_not_for_both(capsys):
    assert run(["doctor", "--json", "--report"]) == 2
    assert capsys.readouterr().err == "Choose one: --json is for programs, --report for people.\n"


@pytest.mark.parametrize(
    ("home", "text", "shown"),
    [
        ("/home/ada", "/home/ada/x, /home/adam, /home/ada", "~/x, /home/adam, ~"),
        ("/", "/usr/bin", "/usr/bin"),
        ("", "/usr/bin", "/usr/bin"),
    ],
)
def test_only_the_home_folder_itself_becomes_a_tilde(home, text, shown, monkeypatch):
    monkeypatch.delenv("UNCLENCH_HOME")
    monkeypatch.setenv("HOME", home)
    monkeypatch.setenv("USERPROFILE", home)
    assert without_home(text) == shown
