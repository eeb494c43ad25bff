"""Plain text as a way of life: who asks for it, home in numbered rows, the settings, and one's own text editor."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace
from tests.answered import through, well
from tests.scripted import ScriptedKeys

from unclench.care.asks import NO, YES, Choose, Fill, Flow, Tell, yes_no
from unclench.cli import plain_home, run
from unclench.config.settings import FIELDS, Settings
from unclench.config.shown import ACTS, GROUPS, listed
from unclench.journal.database import Journal
from unclench.journal.queries import answers
from unclench.plain import LineWriter
from unclench.plain.intake import settings_flow
from unclench.player.sound_system import SoundSystem
from unclench.routine.model import PATTERNS
from unclench.session.choices import breathing_routine
from unclench.system.keyboard import ENTER
from unclench.testing import Desk

pytestmark = pytest.mark.usefixtures("machine_left_alone")
BROKEN = "format: 1\ntitle: Mine\nsteps:\n  - hold: 10s\n"


# -- who asks for it -----------------------------------------------------------------------


@pytest.fixture
def opened(monkeypatch, home):
    """What `unclench` opens, on a terminal that can show screens."""
    found = list[str]()

    def opens(what: str) -> Any:
        def show(_: object) -> int:
            found.append(what)
            return 0

        return show

    monkeypatch.setattr("unclench.cli.common.has_screen", lambda: True)
    monkeypatch.setattr("unclench.tui.run_app", opens("screens"))
    monkeypatch.setattr("unclench.cli.plain_home.plain_home", opens("lines"))
    (home / "config").mkdir(parents=True)
    return found


@pytest.mark.parametrize(
    ("flags", "variable", "setting", "shown"),
    [
        ([], None, None, "screens"),
        ([], None, "true", "lines"),
        ([], "1", None, "lines"),
        ([], "yes", "false", "lines"),
        ([], "0", "true", "screens"),
        ([], "off", "true", "screens"),
        ([], "", "true", "lines"),
        (["--plain"], "0", "false", "lines"),
        (["--screen"], "1", "true", "screens"),
        (["--no-plain"], "1", "true", "screens"),
    ],
)
def test_the_option_comes_before_the_variable_and_that_before_the_setting(
    flags, variable, setting, shown, opened, home, monkeypatch
):
    if variable is not None:
        monkeypatch.setenv("UNCLENCH_PLAIN", variable)
    if setting is not None:
        (home / "config" / "settings.toml").write_text(f"plain = {setting}\n")
    assert run(flags) == 0
    assert opened == [shown]


@pytest.mark.parametrize(("options", "lines"), [([], True), (["--screen"], False), (["--plain"], True)])
def test_a_command_has_the_lines_of_the_setting_and_its_own_option_comes_first(
    options, lines, opened, home, monkeypatch
):
    (home / "config" / "settings.toml").write_text("plain = true\n")
    monkeypatch.setattr(plain_home, "plain_play", lambda *_, **__: opened.append("lines") or 0)
    monkeypatch.setattr("unclench.tui.run_app", lambda *_, **__: opened.append("screens") or 0)
    assert run(["run", "gentle-stretch", *options]) == 0
    assert opened == ["lines" if lines else "screens"]


def test_a_terminal_that_can_draw_no_screen_has_home_in_lines_and_a_pipe_has_the_help(opened, monkeypatch, capsys):
    monkeypatch.setattr("unclench.cli.common.has_screen", lambda: False)
    assert run([]) == 0
    assert opened == []
    assert "Usage: unclench" in capsys.readouterr().out
    monkeypatch.setattr("unclench.cli.at_terminal", lambda: True)
    assert run([]) == 0
    assert opened == ["lines"]


# -- home ------------------------------------------------------------------------------------


def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *keys: str, desk: Desk | None = None) -> list[str]:
    """The lines of home after these keys, two seconds apart."""
    desk, out = desk or Desk(tmp_path, make_voice=lambda _: None), io.StringIO()
    pressed = [key for each in keys for key in (each if each != ENTER else [each])]
    script = ScriptedKeys(desk.clock, {2.0 * (at + 1): key for at, key in enumerate(pressed)})
    monkeypatch.setattr(plain_home, "shared_keys", lambda: script)
    monkeypatch.setattr(plain_home, "LineWriter", lambda: LineWriter(out))
    assert plain_home.plain_home(desk.program) == 0
    desk.program.close()
    return out.getvalue().splitlines()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = Desk(tmp_path).home.routines
    folder.mkdir(parents=True)
    return folder


def test_home_ends_where_nobody_types_any_more(tmp_path, monkeypatch):
    assert at_home(tmp_path, monkeypatch)[1] == "How is your back right now?"
    lines = at_home(tmp_path, monkeypatch, "9", "6")
    assert "  4  Screen" in lines
    assert lines[-1] == "  0  Leave"


def test_a_routine_of_ones_own_that_needs_fixing_says_so_and_can_be_put_right(tmp_path, monkeypatch, own):
    (own / "mine.yaml").write_text(BROKEN)
    lines = at_home(tmp_path, monkeypatch, "8", "5", "1", "0", "0", "0", "0")
    assert "  1  mine, its file needs fixing" in lines
    assert any(line.startswith("Line 4: ") for line in lines)
    assert "  1  Put it right in your text editor" in lines


def test_where_the_gentle_stretch_is_ones_own_and_broken_home_says_so_and_asks_again(tmp_path, monkeypatch, own):
    (own / "gentle-stretch.yaml").write_text(BROKEN)
    lines = at_home(tmp_path, monkeypatch, "3", "0")
    assert f"Your own file for this needs fixing: {own / 'gentle-stretch.yaml'}" in lines
    assert "  3  It is only stiff: gentle stretch" in lines


def test_whoever_leaves_a_preview_is_where_they_chose_it(tmp_path, monkeypatch):
    lines = at_home(tmp_path, monkeypatch, "8", "4", "1", "1", "q", "0", "0", "0", "0")
    at = lines.index("0-9 t: how much it hurts, Enter: start, q: leave")
    assert lines[at + 1] == "Core strength"


def test_what_breaks_off_is_gone_on_with_from_today(tmp_path, monkeypatch):
    desk = Desk(tmp_path, make_voice=lambda _: None)
    well(desk.home.journal, at=desk.moments().wall)
    lines = at_home(
        tmp_path, monkeypatch, "3", ENTER, "q", "y", ENTER, "7", "1", ENTER, "q", "y", ENTER, "0", desk=desk
    )
    assert "  1  Go on: Gentle stretch, step 1 of 6" in lines
    assert any("Carrying on: Gentle stretch." in line for line in lines)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the program's voice says at home, and what becomes of it."""
    found = list[str]()
    monkeypatch.setattr(SoundSystem, "announce", lambda _, text, *__, **___: found.append(text))
    monkeypatch.setattr(SoundSystem, "hush", lambda _: found.append("hush"))
    monkeypatch.setattr(SoundSystem, "finish_telling", lambda _: found.append("heard to its end"))
    return found


@pytest.mark.parametrize("keys", [("9", "5"), ("9", "6", "3", "3")])
def test_health_answers_are_read_aloud_also_from_the_settings(tmp_path, monkeypatch, said, keys):
    lines = at_home(tmp_path, monkeypatch, *keys, "1", ENTER)
    assert "Your answers are saved." in lines
    assert said[0].startswith("Your health answers. Tick what applies")


def test_what_is_told_last_at_home_is_heard_to_its_end(tmp_path, monkeypatch, said):
    def telling() -> Flow[None]:
        yield Tell(heading="Noted.", spoken="Noted.")

    desk = Desk(tmp_path)
    monkeypatch.setattr(plain_home, "shared_keys", lambda: ScriptedKeys(desk.clock, {}))
    plain_home.PlainHome(desk.program).ask(telling())
    assert said == ["Noted.", "heard to its end"]


def test_the_first_five_rows_of_home_stay_where_they_are(tmp_path, monkeypatch, own):
    before = at_home(tmp_path, monkeypatch)
    (own / "spasm-first-minutes.yaml").write_text(BROKEN)
    after = at_home(tmp_path, monkeypatch)
    assert [line[:16] for line in before[2:7]] == [line[:16] for line in after[2:7]]
    assert before[-1] == after[-1] == "  0  Leave"


def test_cold_is_fetched_for_cold_and_something_warm_for_warmth(tmp_path, monkeypatch):
    desk = Desk(tmp_path, make_voice=lambda _: None)
    well(desk.home.journal, at=desk.moments().wall)
    lines = at_home(tmp_path, monkeypatch, "4", "\x1b", "5", "\x1b", "0", desk=desk)
    fetched = [line.partition(" and ")[0] for line in lines if line.startswith("Fetch")]
    assert fetched == ["Fetch a cold pack", "Fetch something warm"]


def test_a_pack_that_is_on_is_told_before_anything_else_begins_from_home(tmp_path, monkeypatch, capsys):
    desk = Desk(tmp_path, make_voice=lambda _: None)
    desk.program.book.start("cold", 600_000, "single")
    at_home(tmp_path, monkeypatch, "3", "q", "0", desk=desk)
    told = capsys.readouterr().err.splitlines()
    assert [line.partition(" at ")[0] for line in told] == ["You put cold on"]


def test_no_long_breath_begins_from_home_beside_a_pack(tmp_path, monkeypatch):
    long = breathing_routine(PATTERNS["5-1-4"], 660_000)
    monkeypatch.setattr("unclench.session.choices.breathing_routine", lambda _: long)
    desk = Desk(tmp_path, make_voice=lambda _: None)
    desk.program.book.start("cold", 600_000, "single")
    lines = at_home(tmp_path, monkeypatch, "1", "0", desk=desk)
    assert lines.count("How is your back right now?") == 2
    assert not any(line.startswith("1 of 1") for line in lines)
    assert any(line.startswith("You put cold on at") for line in lines), "and it is said what is on"


STRETCH, CORE = "gentle-stretch", "core-strength"


@pytest.mark.parametrize(
    "found",
    [
        {"due": [SimpleNamespace(id=STRETCH, enough=True), SimpleNamespace(id=CORE, enough=False)], "plan": None},
        {"due": [], "plan": SimpleNamespace(lines=[SimpleNamespace(due=False, routines=[STRETCH]),
                                                   SimpleNamespace(due=True, routines=[CORE])])},
    ],
    ids=["without a plan", "by a plan"],
)  # fmt: skip
def test_today_offers_what_is_due_and_nothing_that_was_done_often_enough(tmp_path, monkeypatch, found):
    monkeypatch.setattr("unclench.cli.journal.today_of", lambda _: SimpleNamespace(lines=list, **found))
    lines = at_home(tmp_path, monkeypatch, "7", "0", "0")
    at = lines.index("Which one?")
    assert lines[at + 1].startswith("  1  Core strength")
    assert lines[at + 2] == "  0  Back"


def test_the_warning_signs_are_asked_aloud_from_home_and_what_is_ticked_is_kept(tmp_path, monkeypatch):
    said = list[str]()
    monkeypatch.setattr(SoundSystem, "announce", lambda _, text, *__: said.append(text))
    desk = Desk(tmp_path, make_voice=lambda _: None)
    at_home(tmp_path, monkeypatch, "9", "1", "8", ENTER, "y", ENTER, "0", desk=desk)
    assert said[0].startswith("Do you have any of these?")
    assert len(said) >= 2, "and what to do about it"
    journal = Journal(desk.home.journal)
    assert answers(journal)["C4.fever"].yes
    journal.close()


def test_what_was_changed_among_the_health_answers_is_said_to_be_saved(tmp_path, monkeypatch):
    answered = list[object]()

    def review(_: object) -> Flow[bool]:
        answered.append((yield yes_no("Changed?")))
        return answered[-1] == YES

    monkeypatch.setattr("unclench.care.questionnaire.review", review)
    assert "Your answers are saved." in at_home(tmp_path, monkeypatch, "9", "5", "y", "0")
    assert "Your answers are saved." not in at_home(tmp_path, monkeypatch, "9", "5", "n", "0")
    assert answered == [YES, NO]


def test_the_hours_decide_about_the_night_again_once_its_setting_is_changed(tmp_path):
    desk = Desk(tmp_path, make_voice=lambda _: None)
    desk.program.night = True
    nights: list[bool | None] = []
    for setting, value in (("volume", 40), ("night", "off")):
        desk.program.change_setting(setting, value)
        nights.append(desk.program.night)
    assert nights == [True, None]
    desk.program.close()


# -- the settings ----------------------------------------------------------------------------


def place(id: str) -> tuple[int, int]:
    """The group of a setting and its row there, from 0; that of a table if it holds something."""
    group = next(at for at, ids in enumerate(GROUPS.values()) if id in ids)
    rows = [row for row, _ in listed(list(GROUPS)[group], Settings(), ACTS)]
    return group, rows.index(id) if id in rows else len(rows)


def changed(id: str, *answers: Any) -> dict[str, Any]:
    """What is kept after choosing a setting and giving these answers."""
    kept: dict[str, Any] = {}
    values = [Settings()]

    def keep(key: str, value: Any) -> None:
        kept[key] = value
        values.append(replace(values[-1], **{key: value}))

    group, row = place(id)
    flow = settings_flow(lambda: values[-1], "settings.toml", keep, dict.fromkeys(ACTS, list))
    through(flow, [group, row, *answers, None, None], lambda _: None, lambda _: None)
    return kept


def test_every_setting_stands_in_a_group():
    assert {id for ids in GROUPS.values() for id in ids} >= set(FIELDS)


@pytest.mark.parametrize("id", [id for id, field in FIELDS.items() if field.choices])
def test_each_choice_of_a_setting_is_a_row(id):
    choices = FIELDS[id].choices
    assert changed(id, len(choices) - 1) == {id: choices[-1]}
    assert changed(id, len(choices)) == {}
    assert changed(id, None) == {}


@pytest.mark.parametrize(("table", "name"), [("cues", "Your own sounds"), ("keys", "Your own keys")])
def test_a_table_is_listed_where_it_holds_something_and_it_is_said_in_which_file_it_is_written(table, name):
    def question(settings: Settings, *answers: int) -> Choose:
        flow = settings_flow(lambda: settings, "/mine/settings.toml", lambda *_: None, {})
        asked: Any = next(flow)
        for answer in answers:
            asked = flow.send(answer)
        assert isinstance(asked, Choose)
        return asked

    group, _ = place(table)
    assert not any(name in row for row in question(Settings(), group).options)
    some = replace(Settings(), **{table: {"go": "none"}})
    row = question(some, group).options.index(f"{name}: 1")
    assert question(some, group, row).text.endswith("You write it in /mine/settings.toml.")


@pytest.mark.parametrize(
    ("id", "typed", "value"), [("volume", "65", 65), ("voice_name", "Anna", "Anna"), ("voice_name", "-", "")]
)
def test_what_is_typed_for_a_setting_is_read_as_in_the_file(id, typed, value):
    asked = list[Fill]()
    group, row = place(id)
    flow = settings_flow(Settings, "settings.toml", lambda *_: None, dict.fromkeys(ACTS, list))
    answers = iter([group, row])
    question: Any = next(flow)
    while not isinstance(question, Fill):
        assert isinstance(question, Choose)
        question = flow.send(next(answers))
    asked.append(question)
    assert question.read(typed) == value
    with pytest.raises(ValueError, match="Write"):
        question.read("x" * 501)


def test_a_text_that_was_emptied_is_kept_empty():
    assert changed("voice_name", "") == {"voice_name": ""}


# -- one's own text editor -------------------------------------------------------------------


@pytest.fixture
def appending(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An editor that adds a step, and writes down which file it was given."""
    script, seen = tmp_path / "editor.py", tmp_path / "seen.txt"
    script.write_text(
        "import sys, pathlib\n"
        f"pathlib.Path({str(seen)!r}).write_text(sys.argv[-1])\n"
        "path = pathlib.Path(sys.argv[-1])\n"
        "path.write_text(path.read_text('utf-8') + '  - rest: ten\\n', 'utf-8')\n"
    )
    monkeypatch.setenv("EDITOR", f'"{sys.executable}" "{script}"')
    monkeypatch.delenv("VISUAL", raising=False)
    return seen


@pytest.mark.skipif(sys.platform == "win32", reason="the command is split otherwise there")
def test_a_routine_is_changed_in_ones_own_editor_and_then_checked(appending, capsys, home):
    mine = home / "data" / "routines" / "mine.yaml"
    mine.parent.mkdir(parents=True)
    mine.write_text("title: Mine\nsteps:\n  - rest: 5s\n")
    assert run(["--plain", "edit", "mine"]) == 2
    assert appending.read_text() == str(mine)
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith(f"{mine}:4:")
    assert said[-1] == f"{mine}: needs fixing."


@pytest.mark.skipif(sys.platform == "win32", reason="the command is split otherwise there")
def test_of_a_bundled_routine_a_copy_is_changed_if_that_is_wanted(tmp_path, appending, monkeypatch):
    lines = at_home(tmp_path, monkeypatch, "8", "4", "3", "3", "n", "8", "4", "3", "3", "y", "0")
    copy = Desk(tmp_path).home.routines / "desk-break.yaml"
    assert appending.read_text() == str(copy)
    assert f"{copy}: needs fixing." in lines


@pytest.mark.skipif(sys.platform == "win32", reason="the command is split otherwise there")
@pytest.mark.parametrize(
    ("editor", "said"),
    [
        (f'"{sys.executable}" -c ""', "Nothing was changed, so no copy was kept."),
        ("there-is-no-such-editor", "Your editor, “there-is-no-such-editor”, could not be started: "),
        ("", "No editor is set."),
    ],
)
def test_no_copy_of_a_bundled_routine_stays_if_nothing_was_changed_in_it(tmp_path, monkeypatch, editor, said):
    monkeypatch.setenv("EDITOR", editor)
    monkeypatch.delenv("VISUAL", raising=False)
    lines = at_home(tmp_path, monkeypatch, "8", "4", "3", "3", *(["y"] if editor else []), "0", "0", "0", "0")
    assert any(line.startswith(said) for line in lines)
    folder = Desk(tmp_path).home.routines
    assert not folder.exists() or list(folder.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="the command is split otherwise there")
def test_in_lines_what_was_edited_is_checked_as_unclench_check_does(tmp_path, monkeypatch, capsys, home):
    mine = home / "data" / "routines" / "mine.yaml"
    mine.parent.mkdir(parents=True)
    mine.write_text("title: Mine\nsounds: {go: noise.wav}\nsteps:\n  - rest: 5s\n")
    (mine.parent / "noise.wav").write_bytes(b"this is no sound")
    monkeypatch.setenv("EDITOR", f'"{sys.executable}" -c ""')
    monkeypatch.delenv("VISUAL", raising=False)
    status = run(["--plain", "edit", "mine"])
    edited = capsys.readouterr().out.splitlines()
    assert run(["check", str(mine)]) == status
    alone = capsys.readouterr()
    assert edited == [*alone.err.splitlines(), *alone.out.splitlines()]
    assert "noise.wav" in edited[0]


def test_without_an_editor_it_is_said_how_to_name_one_and_where_the_file_is(monkeypatch, capsys, home):
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    mine = home / "data" / "routines" / "mine.yaml"
    mine.parent.mkdir(parents=True)
    mine.write_text("title: Mine\nsteps:\n  - rest: 5s\n")
    assert run(["--plain", "edit", "mine"]) == 2
    said = capsys.readouterr().err
    assert "No editor is set." in said
    assert str(mine) in said
