"""What the preview lists of a routine."""

from __future__ import annotations

from unclench.routine import load_text
from unclench.session.choices import Choices
from unclench.session.compiler import choose
from unclench.session.sheet_words import WrittenSheet
from unclench.tui.viewmodels.preview import PreviewPlan

SHEET = """
title: T
steps:
  - exercise: Pose
    hold: 20-30s
    reps: ask
    rest: 5s
    only_if: Has it calmed down?
    progress: {hold: 20-60s, by: 5s, every: 2 days}
    source: NHS
    alternatives:
      - {do: Walk, for: 5m}
  - repeat: 2
    steps: [{exercise: Lean, setup: 3s}]
"""


def test_the_preview_tells_of_each_step_what_show_tells_of_its_sheet():
    chosen = choose(load_text(SHEET, "sheet.yaml").routine, Choices(optional="all"))
    sheet, planned = WrittenSheet(chosen.routine), PreviewPlan(chosen).steps()
    assert planned[0].about.sheet.splitlines() == [
        fact.text for fact in sheet.facts(planned[0].step) if fact.key != "source"
    ]
    assert "Asked first: Has it calmed down?" in planned[0].about.sheet
    assert planned[0].about.source == "NHS"
    assert [each.about.sheet for each in planned[1:]] == ["3 seconds to get into position."] * 2


def test_the_preview_says_which_level_of_what_a_step_is():
    sheet = load_text("title: T\nsteps: [{name: Lift, levels: [{rest: 5s}, {exercise: Lean}]}]", "sheet.yaml").routine
    chosen = choose(sheet, Choices(answers={("1", "level"): 2}))
    assert [each.about.sheet for each in PreviewPlan(chosen).steps()] == ["Lift: level 2 of 2."]


def test_the_preview_says_of_a_count_that_nobody_has_set_a_number():
    sheet = "title: T\nsteps: [{exercise: Curl-up, reps: open, sets: 2}]"
    planned = PreviewPlan(choose(load_text(sheet, "sheet.yaml").routine)).steps()[0]
    assert (planned.dose, planned.lasts) == ("2 \N{MULTIPLICATION SIGN} as many as you comfortably can", "0:40+")


def test_the_preview_shows_a_range_or_a_blank_of_the_sheet_beside_what_is_played():
    chosen = choose(load_text(SHEET, "sheet.yaml").routine)
    text = PreviewPlan(chosen).steps()[0].about.text
    assert "5 times: hold 20 seconds." in text
    assert "On the sheet: ___ times: hold 20 to 30 seconds." in text
