"""Odd arguments, names and files get a sentence and an exit status; never a wait, a traceback or an escape sequence."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unclench.cli import COMMANDS, run
from unclench.cli.common import has_screen
from unclench.plain import LineWriter
from unclench.plain.session import headline
from unclench.player.event_log import EventFile
from unclench.routine.model import BreathPattern
from unclench.routine.problems import Collector, LoadError
from unclench.routine.source import read_bytes
from unclench.session.choices import breathing_routine, unusual_breath
from unclench.session.compiler import compile_routine
from unclench.system import safe_text
from unclench.system.files import NotAFile, TooLarge, read_regular

SHORT = "format: 1\ntitle: Short\nsteps:\n  - rest: 0.2s\n"
QUIET = ["--plain", "--yes", "--audio", "none", "--talk", "off"]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="pipes with a name, and names of any bytes")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, machine_left_alone: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder, a working folder, and a computer that nothing changes."""
    monkeypatch.setenv("UNCLENCH_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail instead of waiting for ever where somebody opens a pipe without O_NONBLOCK."""
    there = os.open

    def looked_at(path, flags, *more, **how):
        assert flags & os.O_NONBLOCK or not Path(path).is_fifo(), f"opening {path} may wait for ever"
        return there(path, flags, *more, **how)

    monkeypatch.setattr(os, "open", looked_at)


# -- what a terminal or a pipe cannot show ----------------------------------------------


def test_a_letter_that_a_stream_cannot_encode_ends_no_session(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    out = LineWriter(stream)
    out.line("Растяжка, café")
    assert out.open
    assert stream.buffer.getvalue().decode("cp1252").strip() == "????????, café"


@pytest.mark.parametrize("arguments", [["show", "s.yaml"], ["run", "s.yaml", *QUIET], ["check", "Жаль.yaml"], ["list"]])
def test_so_it_is_with_every_command(arguments, tmp_path, home, monkeypatch):
    sheet = "format: 1\ntitle: Растяжка\nsteps:\n  - do: Растяжка\n    setup: 0s\n    for: 0.2s\n"
    (home / "data" / "routines").mkdir(parents=True)
    for path in (tmp_path / "s.yaml", tmp_path / "Жаль.yaml", home / "data" / "routines" / "Жаль.yaml"):
        path.write_text(sheet, "utf-8")
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="cp1252") for _ in range(2))
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setattr("sys.stderr", err)
    assert run(arguments) == 0
    out.flush()
    assert b"????" in out.buffer.getvalue()
    assert err.buffer.getvalue() == b""


def test_json_is_exact_whatever_the_encoding(tmp_path, monkeypatch):
    (tmp_path / "s.yaml").write_text("format: 1\ntitle: Растяжка\nsteps:\n  - rest: 2s\n", "utf-8")
    out = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr("sys.stdout", out)
    assert run(["show", "s.yaml", "--json"]) == 0
    out.flush()
    assert json.loads(out.buffer.getvalue())["title"] == "Растяжка"


@POSIX
@pytest.mark.parametrize("name", ["\x1b]0;PWNED\x07 x.yaml", "a\u202eb.yaml", "c\x9bd.yaml", "lat\udce9.yaml"])
def test_no_name_of_a_file_reaches_a_terminal_as_a_command(name, home, tmp_path, capsys):
    folder = home / "data" / "routines"
    folder.mkdir(parents=True)
    (folder / name).write_text(SHORT, "utf-8")
    (folder / f"broken{name}").write_text("format: 1\n", "utf-8")
    for arguments in (
        ["list"], ["list", "--json"], ["check", str(folder / name), str(folder / f"broken{name}")],
        ["show", f"{name}x"],
        ["show", str(folder / name)], ["show", str(folder / name), "--json"], [name[:-5]], ["--folder", name, "list"],
        ["show", str(folder / f"broken{name}")], ["run", str(folder / name), *QUIET], ["figure", name],
        ["figure", str(folder / f"broken{name}")], [f"--{name}"], ["show", "cat", f"--{name}"], ["doctor", "--silent"],
        ["doctor", "--json"],
    ):  # fmt: skip
        run(arguments)
        told = "".join(capsys.readouterr())
        assert all(char.isprintable() or char == "\n" for char in told), (arguments, told)


@POSIX
def test_a_name_that_is_no_utf8_is_played_and_kept(tmp_path, capsys):
    name = os.fsdecode(b"lat\xe9.yaml")
    (tmp_path / name).write_text(SHORT, "utf-8")
    assert run(["run", name, *QUIET, "--events", "e.jsonl"]) == 0
    began = json.loads((tmp_path / "e.jsonl").read_text("utf-8").splitlines()[0])
    assert began["event"] == "started"
    capsys.readouterr()
    assert run(["history", "--json"]) == 0
    assert "lat\ufffd" in capsys.readouterr().out


@POSIX
def test_it_is_found_by_its_id_too(home, capsys):
    (home / "data" / "routines").mkdir(parents=True)
    (home / "data" / "routines" / os.fsdecode(b"lat\xe9.yaml")).write_text(SHORT, "utf-8")
    assert run(["show", os.fsdecode(b"lat\xe9")]) == 0
    assert run(["show", "lat\ufffd"]) == 0


def test_what_is_harmless_already_stays_as_it_is():
    assert safe_text.lines("größer 更好 — 1\n2") == "größer 更好 — 1\n2"
    assert safe_text.lines("a\x1b[2J\x9bb\u202e") == "a<1b>[2J<9b>b<202e>"


def test_where_the_screen_could_not_be_drawn_there_is_none(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    for name in ("stdin", "stdout", "__stderr__"):
        monkeypatch.setattr(sys, name, Terminal())
    assert has_screen()
    for name in ("stdin", "stdout", "__stderr__"):
        for gone in (None, io.StringIO()):
            with monkeypatch.context() as context:
                context.setattr(sys, name, gone)
                assert not has_screen(), name


# -- arguments --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["breathe", "--for", "10h"], "It would have more than"),
        (["breathe", "--for", "25h"], "longer than a day"),
        (["breathe", "0.1-0-0.1", "--for", "9h"], ""),
        (["figure", "cat-cow", "--at", "NaN"], "'NaN' is not a number from 0 to 1"),
        (["figure", "cat-cow", "--at", "inf"], "inf"),
        (["pain", "0000000051"], "is not a whole number from 0 to 10"),
        (["pain", "9" * 5_000], "is not a whole number from 0 to 10"),
        (["run", "gentle-stretch", "--from", "9" * 5_000], "There is no step"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_an_odd_argument_is_refused_in_a_sentence(arguments, said, capsys):
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert said in err
    assert len(err) < 3_000
    assert "Traceback" not in out + err


ODD = [
    "", "-", "--", "²", "\ufffd", "\x1b[2J", "\udce9", "NaN", "-1", "9" * 400, "2:3", "é" * 300, "~nobody/x",
    "/dev/null", "1e999", "*", "--json", "--at", "--for", "--from", "--step", "--size", "--days", "--yes", "--all",
]  # fmt: skip
WORDS = st.sampled_from([*COMMANDS, *ODD])
"""None of these starts a sound or a question: there is no terminal, and no --audio that works."""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, max_size=4))
def test_no_command_line_ends_with_a_traceback(monkeypatch, words):
    monkeypatch.setattr(sys, "stdin", io.StringIO())  # what reads a text finds none
    if words[:1] == ["serve"]:
        words = [*words, "--port", "none"]  # refused before anything is served
    if {"run", "breathe", "cold", "heat", "doctor", "sounds", "say"} & set(words[:1]):
        words = [*words, "--audio", "nothing"]  # refused before anything sounds
    assert run(words) in (0, 1, 2)


# -- a home that cannot be --------------------------------------------------------------


@pytest.mark.parametrize(
    "own", ["~nobody-is-called-so/x", "x" * 300, "~nobody-is-called-so"], ids=["nobody", "too long", "nobody alone"]
)
def test_a_home_that_cannot_be_is_said_and_a_session_plays_all_the_same(own, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("UNCLENCH_HOME", own)
    (tmp_path / "short.yaml").write_text(SHORT)
    for arguments in (["run", "short.yaml", *QUIET], ["list"], ["flags"], ["show", "short.yaml"]):
        assert run(arguments) == 0, arguments
        assert "UNCLENCH_HOME" in capsys.readouterr().err
    for arguments in (["pain", "3"], ["history"], ["next"], ["off"], ["forget", "--all", "--yes"], ["new", "x"]):
        assert run(arguments) == 2, arguments
        assert "UNCLENCH_HOME" in capsys.readouterr().err
    assert run(["dance"]) == 2
    assert list(tmp_path.iterdir()) == [tmp_path / "short.yaml"], "nothing is put anywhere else"


def test_a_folder_that_may_not_be_read_ends_no_command_with_a_traceback(home, tmp_path, monkeypatch, capsys):
    (tmp_path / "short.yaml").write_text(SHORT)
    look = Path.stat

    def refused(path, **how):
        if home / "data" in path.parents:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return look(path, **how)

    monkeypatch.setattr(Path, "stat", refused)
    for arguments in (["run", "short.yaml", *QUIET], ["list"], ["flags"], ["doctor", "--silent"]):
        assert run(arguments) == 0, arguments
    for arguments in (["next"], ["new", "x"], ["off"]):
        assert run(arguments) in (0, 2)


# -- files ------------------------------------------------------------------------------


@POSIX
@pytest.mark.usefixtures("in_time")
def test_nothing_waits_for_a_pipe_in_the_place_of_a_file(tmp_path, home, capsys):
    (home / "data" / "routines").mkdir(parents=True)
    for path in (tmp_path / "p.yaml", home / "data" / "routines" / "order.txt", home / "data" / "on-skin.json"):
        os.mkfifo(path)
    assert run(["figure", "p.yaml"]) == 2
    assert "this is a pipe, not a file" in capsys.readouterr().err
    assert run(["list"]) == 0
    assert run(["check", "p.yaml"]) == 2
    assert run(["next"]) == 0


@POSIX
@pytest.mark.usefixtures("in_time")
def test_a_pipe_put_in_the_place_of_a_file_meanwhile_is_not_waited_for(tmp_path, monkeypatch):
    path, look = tmp_path / "r.yaml", Path.stat
    path.write_text(SHORT)

    def swapped(looked_at, **how):
        status = look(looked_at, **how)
        path.unlink()
        os.mkfifo(path)
        return status

    monkeypatch.setattr(Path, "stat", swapped)
    with pytest.raises(LoadError, match="this is a pipe, not a file"):
        read_bytes(path, Collector("r.yaml"))


@POSIX
def test_what_never_ends_is_not_read(tmp_path, capsys):
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    assert run(["figure", "zero.yaml"]) == 2
    assert "this is a device" in capsys.readouterr().err


def test_of_a_file_no_more_is_read_than_is_allowed(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"1" * 10)
    assert read_regular(path, 10) == b"1" * 10
    with pytest.raises(TooLarge):
        read_regular(path, 9)
    with pytest.raises(NotAFile, match="a folder"):
        read_regular(tmp_path, 9)


@POSIX
def test_events_are_their_owners_alone_and_are_appended(tmp_path):
    before = os.umask(0)
    try:
        for number in range(2):
            sink = EventFile(tmp_path / "e.jsonl", pytest.fail)
            sink.write({"event": number, "name": "\udce9"})
            sink.close()
    finally:
        os.umask(before)
    assert (tmp_path / "e.jsonl").stat().st_mode & 0o777 == 0o600
    lines = (tmp_path / "e.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [{"event": number, "name": "\udce9"} for number in range(2)]


@POSIX
@pytest.mark.usefixtures("in_time")
def test_events_into_a_pipe_that_nobody_reads_are_refused_before_anything_sounds(tmp_path, capsys):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "short.yaml").write_text(SHORT)
    assert run(["run", "short.yaml", *QUIET, "--events", "pipe"]) == 2
    assert "nobody reads from this pipe" in capsys.readouterr().err


@POSIX
def test_a_pipe_whose_reader_sleeps_ends_the_record_and_not_the_session(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    told: list[str] = []
    sink = EventFile(tmp_path / "pipe", told.append)
    for _ in range(1_000):
        sink.write({"event": "x" * 1_000})
    os.close(reader)
    sink.close()
    assert len(told) == 1
    assert "no longer be written" in told[0]


# -- a routine of one's own -------------------------------------------------------------


def test_titles_without_a_letter_for_a_file_name_are_numbered(home, capsys):
    for title in ("שלום", "伸展", "Растяжка"):
        assert run(["new", title]) == 0
    folder = home / "data" / "routines"
    assert sorted(path.name for path in folder.iterdir()) == [
        "my-routine-2.yaml",
        "my-routine-3.yaml",
        "my-routine.yaml",
    ]
    capsys.readouterr()
    assert run(["list"]) == 0
    assert "伸展" in capsys.readouterr().out


def test_a_full_disk_names_where_it_could_not_write(home, monkeypatch, capsys):
    def full(name: str) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("unclench.routine.template.starter_text", full)
    assert run(["new", "sheet"]) == 2
    err = capsys.readouterr().err
    assert "None" not in err
    assert str(home / "data" / "routines") in err
    assert not list((home / "data" / "routines").iterdir()), "half a starter is of no use"


# -- breathing that is unusual ----------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "minutes", "said"),
    [
        (BreathPattern(5_000, 1_000, 4_000), 10, []),
        (BreathPattern(4_000, 7_000, 8_000), 5, []),
        (BreathPattern(5_000, 1_000, 4_000), 60, ["1 hour of breathing is unusual"]),
        (BreathPattern(4_000, 60_000, 8_000), 5, ["Holding your breath for 1 minute is unusual"]),
        (BreathPattern(4_000, 0, 4_000, 7_100), 11, ["11 minutes of", "Holding your breath for 7.1 seconds"]),
    ],
)
def test_long_breathing_and_long_holding_are_warned_of_before_they_begin(pattern, minutes, said):
    """C1.19 warns and doesn't refuse: the sentence is shown and spoken with the step, with time to hear it."""
    sentences = unusual_breath(pattern, minutes * 60_000)
    assert len(sentences) == len(said)
    routine = breathing_routine(pattern, minutes * 60_000)
    timeline = compile_routine(routine)
    shown = headline(timeline.steps[0], 1)
    for sentence, begins in zip(sentences, said, strict=True):
        assert sentence.startswith(begins)
        assert sentence in shown
    assert timeline.segments[0].width == (10_000 if said else 2_000)


def test_the_command_says_it_on_standard_error(monkeypatch, capsys):
    monkeypatch.setattr("unclench.cli.plain_home.plain_session", lambda *_: 0)
    for arguments in (["breathe", "--for", "60m"], ["breathe", "4-60-8"]):
        assert run([*arguments, "--plain", "--audio", "none"]) == 0
        assert "unusual" in capsys.readouterr().err
    assert run(["breathe", "--plain", "--audio", "none"]) == 0
    assert capsys.readouterr().err == ""
