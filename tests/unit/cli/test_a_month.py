"""`unclench next --json` over a month of three routines and a plan. What is due was worked out by hand, day by day.

Each row is a day: what was done in its afternoon; of each routine what stands at noon and at night, which is how much
was done (times today, or days of seven), with a `!` where it is due; and which routines the plan asks for, at noon and
at night.

* stretch (S): twice a day in the first week, on 3 days a week in the next two, then once a day
* strong (T): on 3 or more days a week
* walk (W): once or twice a day, on 5 days a week
* the plan: S once a day up to day 7, T on 3 to 4 days a week from day 8, W or S once a day from day 15 to 21
"""

from __future__ import annotations

import json
from contextlib import closing
from functools import partial
from typing import Any

import pytest

from unclench.application import Application
from unclench.cli import run
from unclench.config.paths import Home
from unclench.config.paths import home as home_here
from unclench.journal.database import Journal
from unclench.journal.queries import plan_begun_record, plan_left_record
from unclench.journal.records import SessionRecord, new_id
from unclench.safety.exposure import Moment
from unclench.safety.limits import DAY, MINUTE
from unclench.system.local_time import midnight

HOUR = 60 * MINUTE
FIRST = midnight(1_799_500_000_000)
"""The first day, in January 2027, when no clock is changed."""
ROUTINES = {
    "stretch": "{per_day: 2, weeks: 1, then: {days_a_week: 3, weeks: 2, then: {per_day: 1}}}",
    "strong": "{days_a_week: '>=3'}",
    "walk": "{per_day: 1-2, days_a_week: 5}",
}
LETTERS = {"S": "stretch", "T": "strong", "W": "walk"}
PLAN = """\
title: Mine
days: 28
routines:
  - {routine: stretch, per_day: 1, to: 7}
  - {routine: strong, days_a_week: 3-4, from: 8}
  - {routine: [walk, stretch], per_day: 1, from: 15, to: 21}
"""
MONTH = """
 1  S S T W   stretch -  2     strong -  1     walk -  1     plan S    .
 2  S W       stretch 0! 1!    strong 1! 1!    walk 0! 1     plan S    .
 3  S S T W   stretch 0! 2     strong 1! 2     walk 0! 1     plan S    .
 4  .         stretch 0! 0!    strong 2! 2!    walk 0! 0!    plan S    S
 5  S S W     stretch 0! 2     strong 2! 2!    walk 0! 1     plan S    .
 6  T W       stretch 0! 0!    strong 2! 3     walk 0! 1     plan S    S
 7  S S       stretch 0! 2     strong 3  3     walk 5  5     plan S    .
 8  W         stretch 4  4     strong 2! 2!    walk 0! 1     plan T    T
 9  S T       stretch 3  4     strong 2! 3     walk 0! 0!    plan T    .
10  W         stretch 3  3     strong 2! 2!    walk 0! 1     plan T    T
11  S         stretch 3  4     strong 2! 2!    walk 0! 0!    plan T    T
12  T W       stretch 3  3     strong 2! 3     walk 0! 1     plan T    .
13  .         stretch 3  3     strong 2! 2!    walk 0! 0!    plan T    T
14  S         stretch 2! 3     strong 2! 2!    walk 0! 0!    plan T    T
15  S T       stretch 3  4     strong 2! 3     walk 0! 0!    plan T,WS .
16  .         stretch 3  3     strong 2! 2!    walk 0! 0!    plan T,WS T,WS
17  W         stretch 3  3     strong 2! 2!    walk 0! 1     plan T,WS T
18  T         stretch 2! 2!    strong 2! 3     walk 0! 0!    plan T,WS WS
19  S         stretch 2! 3     strong 2! 2!    walk 0! 0!    plan T,WS T
20  W         stretch 3  3     strong 2! 2!    walk 0! 1     plan T,WS T
21  S T       stretch 2! 3     strong 2! 3     walk 0! 0!    plan T,WS .
22  .         stretch 0! 0!    strong 2! 2!    walk 0! 0!    plan T    T
23  .         stretch 0! 0!    strong 2! 2!    walk 0! 0!    plan T    T
24  T         stretch 0! 0!    strong 2! 3     walk 0! 0!    plan T    .
25  S         stretch 0! 1     strong 2! 2!    walk 0! 0!    plan T    T
26  .         stretch 0! 0!    strong 2! 2!    walk 0! 0!    plan T    T
27  W         stretch 0! 0!    strong 2! 2!    walk 0! 1     plan T    T
28  S T       stretch 0! 1     strong 1! 2     walk 0! 0!    plan T    .
29  .         stretch 0! 0!    strong 2! 2!    walk 0! 0!    plan .    .
"""


def rows() -> list[list[str]]:
    return [line.split() for line in MONTH.strip().splitlines()]


def done_on(row: list[str]) -> list[str]:
    return [LETTERS[each] for each in row[1 : row.index("stretch")] if each != "."]


@pytest.fixture
def home(own_home: Any, machine_left_alone: None) -> Home:
    home = home_here()
    (home.routines / "plans").mkdir(parents=True)
    for id, often in ROUTINES.items():
        sheet = f"title: {id}\nfrequency: {often}\nsteps: [{{rest: 5s}}]\n"
        (home.routines / f"{id}.yaml").write_text(sheet, "utf-8")
    (home.routines / "plans" / "mine.yaml").write_text(PLAN, "utf-8")
    with closing(Journal(home.journal)) as journal:
        journal.add(plan_begun_record("mine", FIRST + 8 * HOUR))
    return home


def told(at: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What `next --json` says at a time."""
    monkeypatch.setattr("unclench.cli.Application", partial(Application, moment=lambda: Moment("boot", at, at)))
    assert run(["next", "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def standing(said: dict[str, Any], id: str) -> str:
    """`2!`: how much was done, and whether it is due; `-` where it is not said."""
    found = [each for each in said["due"] if each["id"] == id]
    return "-" if not found else f"{found[0]['done']}{'' if found[0]['enough'] else '!'}"


def asked_for(said: dict[str, Any]) -> str:
    """The letters of the routines that the plan asks for."""
    letters = {id: letter for letter, id in LETTERS.items()}
    due = ["".join(letters[id] for id in line["ids"]) for line in said["plan"]["routines"] if line["due"]]
    return ",".join(due) or "."


def test_what_is_due_each_day_of_a_month_is_what_was_worked_out_by_hand(home, monkeypatch, capsys):
    seen = []
    for number, row in enumerate(rows()):
        noon = FIRST + number * DAY + 12 * HOUR
        before = told(noon, monkeypatch, capsys)
        with closing(Journal(home.journal)) as journal:
            for place, id in enumerate(done_on(row)):
                at = noon + (3 + place) * HOUR
                journal.add(SessionRecord(id=new_id(), routine=id, title=id, began=at, why="finished"))
        after = told(noon + 9 * HOUR, monkeypatch, capsys)
        line = [row[0], *row[1 : row.index("stretch")]]
        for id in ROUTINES:
            line += [id, standing(before, id), standing(after, id)]
        seen.append([*line, "plan", asked_for(before), asked_for(after)])
    assert seen == rows()


def test_after_its_last_day_the_plan_is_over(home, monkeypatch, capsys):
    assert not told(FIRST + 27 * DAY + 12 * HOUR, monkeypatch, capsys)["plan"]["over"]
    plan = told(FIRST + 28 * DAY + 12 * HOUR, monkeypatch, capsys)["plan"]
    assert (plan["over"], plan["routines"]) == (True, [])


def test_three_or_more_days_are_called_so(home, monkeypatch, capsys):
    with closing(Journal(home.journal)) as journal:
        journal.add(SessionRecord(id=new_id(), routine="strong", title="strong", began=FIRST, why="finished"))
        journal.add(plan_left_record("mine", FIRST + DAY))
    at = FIRST + DAY + HOUR
    monkeypatch.setattr("unclench.cli.Application", partial(Application, moment=lambda: Moment("boot", at, at)))
    assert run(["next"]) == 0
    assert "strong: due today (3 or more days a week)." in capsys.readouterr().out
