"""The command line as a user types it: what it prints, and its exit status."""

from __future__ import annotations

import json
import time
import tomllib
from array import array
from pathlib import Path

import pytest
from broken_files import broken_files
from tests.answered import well
from tests.pictures import bomb

from unclench import __version__
from unclench.care.asks import Ready
from unclench.cli import COMMANDS, run
from unclench.config import paths
from unclench.media import pcm
from unclench.session.choices import Choices
from unclench.session.compiler import compile_routine
from unclench.testing import hold, routine

SHORT = "format: 1\ntitle: Short\nsteps:\n  - rest: 2s\n"
COLD = "format: 1\ntitle: Cold\nsteps:\n  - cold: 5m\n"
pytestmark = pytest.mark.usefixtures("machine_left_alone")


def lines(capsys) -> tuple[list[str], list[str]]:
    out, err = capsys.readouterr()
    return out.splitlines(), err.splitlines()


def test_version_is_the_packages_own(capsys):
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"unclench {__version__}\n"
    with (Path(__file__).parents[3] / "pyproject.toml").open("rb") as file:
        assert tomllib.load(file)["project"]["version"] == __version__


@pytest.mark.usefixtures("home")
def test_list_names_the_twenty_four_with_their_lengths(capsys):
    assert run(["list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [entry["total_seconds"] for entry in listed] == [
        407, 310, 420, 655, 279, 234, 230, 375, 575, 463, 1177, 621, 295, 600, 120, 990, 3690, 1020, 3750, 571,
        1230, 315, 295, 90,
    ]  # fmt: skip


def test_own_routines_come_first_and_stand_in_front_of_bundled_ones(own, capsys):
    (own / "gentle-stretch.yaml").write_text(SHORT)
    run(["list", "--json"])
    first = json.loads(capsys.readouterr().out)[0]
    assert (first["id"], first["from"], first["title"]) == ("gentle-stretch", "own", "Short")
    assert first["shadows"] == str(paths.shipped("routines") / "gentle-stretch.yaml")
    run(["list"])
    assert "replaces the bundled one" in capsys.readouterr().out


def test_a_folder_on_the_command_line_comes_before_all_others(own, tmp_path, capsys):
    (own / "a.yaml").write_text(SHORT)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "z.yaml").write_text(SHORT)
    run(["--folder", str(tmp_path / "mine"), "list", "--json"])
    assert [entry["id"] for entry in json.loads(capsys.readouterr().out)[:2]] == ["z", "a"]


def test_a_broken_file_is_listed_with_its_problems_beside_the_good_ones(own, capsys):
    (own / "bad.yaml").write_text("format: 1\ntitle: Bad\nsteps:\n  - hold: 10s\n")
    assert run(["list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert len(listed) == 25
    assert listed[0]["id"] == "bad"
    assert "bad.yaml:4:5" in listed[0]["problems"][0]


def test_lengths_are_as_written_and_beside_them_as_they_are_with_the_voice(capsys, home):
    assert run(["list", "--json"]) == 0
    heard = {each["id"]: each for each in json.loads(capsys.readouterr().out)}
    assert heard["gentle-stretch"]["spoken_seconds"] > heard["gentle-stretch"]["total_seconds"] == 420
    assert run(["list"]) == 0
    assert "7:00  Gentle stretch  (9:" in capsys.readouterr().out
    (home / "config").mkdir(parents=True)
    (home / "config" / "settings.toml").write_text('talk = "off"\n')
    assert run(["list", "--json"]) == 0
    silent = json.loads(capsys.readouterr().out)
    assert all(each["spoken_seconds"] == each["total_seconds"] for each in silent)
    assert [each["total_seconds"] for each in silent] == [each["total_seconds"] for each in heard.values()]


@pytest.mark.usefixtures("home")
def test_show_says_how_each_exercise_is_done_and_how_to_come_out_of_it(capsys):
    assert run(["show", "gentle-stretch"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Gentle stretch  7:00  (9:")
    for said in ("Have a towel at hand.", "Send each breath into your lower back.", "Come up slowly, onto your hands"):
        assert said in shown
    assert run(["show", "gentle-stretch", "--json"]) == 0
    first, *_ = json.loads(capsys.readouterr().out)["steps"]
    assert first["instructions"].startswith("Let your hips drift back")
    assert first["come_out"] == "Come up slowly, onto your hands and knees."


@pytest.mark.usefixtures("home")
def test_show_gives_every_phase_and_cue(capsys):
    assert run(["show", "gentle-stretch", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["id"], shown["total_seconds"], shown["at_least"], len(shown["steps"])) == (
        "gentle-stretch",
        420,
        False,
        6,
    )
    assert shown["phases"][0] == {
        "index": 0, "start": 0, "duration": 15, "kind": "setup", "label": "get ready", "step": 1,
        "exercise": "childs-pose", "side": None, "rep": None, "reps": None, "set": None, "sets": None,
        "spoken_seconds": 51,
    }  # fmt: skip
    assert shown["spoken_seconds"] == 420 + sum(
        each["spoken_seconds"] - each["duration"] for each in shown["phases"] if "spoken_seconds" in each
    )
    assert shown["cues"][-1] == {"at": 420, "sound": "done", "say": "All done. Well done."}
    assert sum(phase["duration"] for phase in shown["phases"]) == 420


@pytest.mark.usefixtures("home")
def test_show_says_how_often_which_edition_and_what_to_look_out_for_in_each_step(tmp_path, capsys):
    path = tmp_path / "sheet.yaml"
    path.write_text(
        'title: Sheet\nedition: "2024"\nfrequency: {per_day: 2}\nsteps:\n  - exercise: Lean\n    hold: 5s\n'
        "    cautions: [Not on ice.]\n",
        "utf-8",
    )
    assert run(["show", str(path)]) == 0
    told = lines(capsys)[0]
    assert told[1:3] == ["Edition: 2024.", "Twice a day."]
    assert told[-1] == "         ! Not on ice."
    assert run(["show", str(path), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["edition"], shown["how_often"], shown["steps"][0]["cautions"]) == (
        "2024", "twice a day", ["Not on ice."],
    )  # fmt: skip


@pytest.mark.usefixtures("home")
def test_show_names_what_may_be_chosen_in_place_of_a_step(capsys):
    assert run(["show", "propped-rest"]) == 0
    assert "In place of Lie propped up: Lie on your side; you choose at the start." in capsys.readouterr().out
    assert run(["show", "gentle-stretch"]) == 0
    assert "In place of" not in capsys.readouterr().out


def test_an_unknown_routine_is_answered_with_the_nearest_one(capsys):
    assert run(["run", "gentle-strech"]) == 2
    assert "Did you mean gentle-stretch" in capsys.readouterr().err


@pytest.mark.usefixtures("home")
def test_running_a_file_in_plain_text_ends_with_status_zero(tmp_path, capsys):
    (tmp_path / "short.yaml").write_text(SHORT.replace("2s", "0.5s"))
    assert run(["run", "short.yaml", "--audio", "none", "--talk", "off", "--events", "log.jsonl"]) == 0
    out, err = lines(capsys)
    keys = "        Space pauses, and goes on. Press x if it hurts."  # it is the first session
    assert (out, err) == (
        ["1 of 1  Rest. 0.5 seconds.", keys, "  0:00  Rest 0.5 s", "        All done. Well done."],
        [],
    )
    events = [json.loads(line)["event"] for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert events == ["started", "phase", "cue", "cue", "finished"]


@pytest.mark.usefixtures("home")
def test_what_needs_an_answer_is_not_begun_where_nobody_can_give_one(tmp_path, capsys):
    (tmp_path / "cold.yaml").write_text(COLD)
    well(paths.home().journal)
    assert run(["run", "cold.yaml", "--yes", "--audio", "none"]) == 2
    assert "there is no keyboard here" in capsys.readouterr().err


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("kind", ["cold", "heat"])
def test_more_than_twenty_minutes_on_the_skin_are_refused(kind, capsys):
    """Limits C1.1 and C1.8."""
    assert run([kind, "21m"]) == 2
    said = capsys.readouterr().err
    assert "at most 20 minutes" in said
    assert "Choose 5, 10, 15 or 20 minutes." in said, "before anything else is asked"


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["breathe", "5-x"], "breath pattern"),
        (["breathe", "--for", "soon"], "length of time"),
        (["run", "gentle-stretch", "--from", "yoga"], "There is no step"),
        (["run", "gentle-stretch", "--volume", "200"], "volume"),
        (["run", "missing.yaml"], "missing.yaml"),
        (["check"], "FILE"),
        (["dance"], "There is no command called “dance”"),
        (["brethe"], "Did you mean `breathe`?"),
        (["gentle-stretch"], "unclench run gentle-stretch"),
    ],
)
def test_slips_of_the_pen_are_status_two_with_a_sentence(arguments, words, capsys):
    assert run(arguments) == 2
    assert words in capsys.readouterr().err


@pytest.mark.usefixtures("home")
def test_help_names_every_command_and_first_those_for_a_spasm(capsys):
    assert run(["--help"]) == 0
    out = capsys.readouterr().out
    places = [out.index(f"\n  {name} ") for name in COMMANDS]
    assert places == sorted(places)
    assert list(COMMANDS)[:2] == ["run", "breathe"]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("wanted", ["4", "Hamstring stretch", "hamstring"])
def test_from_takes_a_number_a_name_or_a_part_of_one(wanted, capsys):
    from unclench.application import Application
    from unclench.cli.common import step_named
    from unclench.session.compiler import compile_routine

    routine = Application().library.find("gentle-stretch").routine
    assert routine is not None
    timeline = compile_routine(routine)
    assert step_named(timeline, wanted) == 3


def test_new_writes_a_starter_that_loads_and_never_over_a_file(home, capsys):
    assert run(["new", "My sheet"]) == 0
    path = Path(capsys.readouterr().out.splitlines()[0])
    assert path.parent == home / "data" / "routines"
    assert run(["check", str(path)]) == 0
    before = path.read_bytes()
    assert run(["new", "My sheet"]) == 2
    assert "left alone" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_new_says_when_the_title_is_too_long_to_be_kept_whole(home, capsys):
    assert run(["new", "long " * 25]) == 0
    assert lines(capsys)[0][0] == "The title was too long: its first 120 characters are there."
    assert run(["new", "short " * 20]) == 0
    assert "too long" not in capsys.readouterr().out


@pytest.mark.usefixtures("home")
def test_check_names_each_bad_file_at_its_line_together_with_everything_else(tmp_path, capsys):
    pytest.importorskip("PIL")
    bad = sorted((Path(__file__).parents[1] / "own" / "hostile").iterdir())
    for path in bad[:2]:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    bomb(tmp_path / "bomb.png")
    routine = tmp_path / "mine.yaml"
    text = (
        f"title: T\nsounds:\n  go: {bad[0].name}\n  done: {bad[1].name}\n"
        "steps:\n  - do: x\n    for: 5s\n    picture: bomb.png\n  - rest: 5 bananas\n"
    )
    routine.write_text(text, "utf-8")
    assert run(["check", str(routine)]) == 2
    said = [line.removeprefix(f"{routine}:").split(": ", 2) for line in capsys.readouterr().err.splitlines()]
    assert [place for place, *_ in said] == ["3:7", "4:9", "8:14", "9:11"]
    assert "“bomb.png” has more than 40 megapixels" in said[2][-1]
    routine.write_text(text.replace("bananas", "s"), "utf-8")
    assert run(["check", str(routine)]) == 0
    assert capsys.readouterr().out == f"{routine}: can be played, but see above.\n"


@pytest.mark.usefixtures("home")
def test_c2_3_check_names_a_sound_that_nobody_would_hear_where_it_is_to_be_the_alarm_or_the_check(tmp_path, capsys):
    pcm.write_wav(tmp_path / "quiet.wav", array("h", bytes(100_000)))
    routine = tmp_path / "mine.yaml"
    text = "title: T\nsounds:\n  go: quiet.wav\n  alarm: quiet.wav\n  check: quiet.wav\nsteps:\n  - rest: 5 s\n"
    routine.write_text(text, "utf-8")
    assert run(["check", str(routine)]) == 0
    out, err = lines(capsys)
    assert out == [f"{routine}: can be played, but see above."]
    assert [line.removeprefix(f"{routine}:").split(": ", 2)[0] for line in err] == ["4:10", "5:10"]
    assert all("“quiet.wav” is too quiet or too short" in line for line in err)
    assert all(line.endswith("unclench's own sound plays instead.") for line in err)


PROCESSOR = 1.0
"""Seconds for which one broken file may keep the processor; waiting for a busy machine is not its fault."""


@pytest.mark.usefixtures("home", "machine_left_alone")
@pytest.mark.parametrize(
    ("command", "every"), [(["check"], 1), (["run", "--plain", "--audio", "none", "--yes"], 4)], ids=["check", "run"]
)
def test_every_broken_file_is_status_two_with_its_place_and_no_traceback(tmp_path, capsys, command, every):
    """`run` reads as `check` does: every fourth file is enough for it."""
    for name, content in list(broken_files())[::every]:
        path = tmp_path / name
        path.write_bytes(content)
        began = time.process_time()
        status = run([*command, str(path)])
        took = time.process_time() - began
        out, err = lines(capsys)
        assert status == 2, name
        assert err, name
        for line in err:
            place = line.removeprefix(f"{path}:").split(":")
            assert [part.isdigit() for part in place[:2]] == [True, True], f"{name}: {line}"
            assert all(char.isprintable() for char in line), name
        assert "Traceback" not in "".join([*out, *err])
        assert took < PROCESSOR, name


def test_settings_with_mistakes_are_named_all_at_once(home, capsys):
    (home / "config").mkdir(parents=True)
    (home / "config" / "settings.toml").write_text('volume = "loud"\nvolum = 3\n')
    assert run(["list"]) == 2
    err = capsys.readouterr().err
    assert "settings.toml:1: volume is 'loud'. Write a whole number from 0 to 100." in err
    assert "settings.toml:2: 'volum' is not a setting. Did you mean volume?" in err


def test_a_broken_settings_file_does_not_keep_anyone_from_a_session(home, tmp_path, capsys):
    (home / "config").mkdir(parents=True)
    (home / "config" / "settings.toml").write_text("volume = ")
    (tmp_path / "short.yaml").write_text(SHORT.replace("2s", "0.5s"))
    assert run(["run", "short.yaml", "--audio", "none"]) == 0
    assert "ignored for now" in capsys.readouterr().err


def test_a_setting_that_is_refused_leaves_the_others_to_whoever_begins_at_once(home, tmp_path, capsys):
    (home / "config").mkdir(parents=True)
    (home / "config" / "settings.toml").write_text('volume = 200\naudio = "none"\n')
    (tmp_path / "short.yaml").write_text(SHORT.replace("2s", "0.5s"))
    events = tmp_path / "events.jsonl"
    assert run(["run", "short.yaml", "--events", str(events)]) == 0
    assert capsys.readouterr().err.endswith("Write a whole number from 0 to 100.\nYour other settings apply.\n")
    assert json.loads(events.read_text().splitlines()[0])["audio"] == "none"


def test_the_dose_and_breath_of_the_settings_hold(home, tmp_path, capsys):
    (home / "config").mkdir(parents=True)
    (home / "config" / "settings.toml").write_text('dose = "high"\nbreath = "4-7-8"\n')
    (tmp_path / "r.yaml").write_text(
        "format: 1\ntitle: R\nsteps:\n  - rest: 5-9s\n  - do: lie\n    setup: 0s\n    for: 2 breaths\n"
    )
    run(["show", "r.yaml", "--json"])
    assert json.loads(capsys.readouterr().out)["total_seconds"] == 9 + 2 * 19


def test_the_schema_is_json(capsys):
    assert run(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"].startswith("https://json-schema.org/draft/2020-12")


def test_what_is_played_more_gently_is_said_also_where_it_begins_at_once(monkeypatch, capsys):
    made = routine(hold(20, name="Cat-cow"))
    ready = Ready(made, Choices(), compile_routine(made), notes=("Cat-cow: only as far as it is easy.",))
    monkeypatch.setattr("unclench.cli.plain_home.PlainSeat.begun", lambda *_, **__: ready)
    monkeypatch.setattr("unclench.cli.common.has_screen", lambda: True)
    monkeypatch.setattr("unclench.cli.play._sounding", lambda *_, **__: 0)
    assert run(["run", "gentle-stretch", "--yes", "--audio", "none"]) == 0
    assert "Cat-cow: only as far as it is easy.\n" in capsys.readouterr().out
