"""docs/safety.md says what the rules and their tests are now."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from tests import pages

from unclench.safety.red_flags import FLAGS
from unclench.safety.screening import QUESTIONS

ROOT = Path(__file__).parents[2]


def test_docs_safety_is_what_the_rules_and_the_tests_are_now():
    made = pages.maker("make_safety")
    page = made.page()
    assert made.PAGE.read_text("utf-8") == page, "python docs/make_safety.py"
    rows = [row.split(" | ") for row in page.splitlines() if row.startswith(("| C1.", "| C2."))]
    enforced = [row for row in rows if len(row) == 4 and row[2].startswith("refused")]
    assert len(enforced) == 15
    assert [row[0] for row in rows if len(row) == 4 and row[3].rstrip(" |") == "-"] == []
    asked = [row.split(" | ") for row in page.splitlines() if row.startswith(("| C3.", "| C4."))]
    assert len(asked) == len(QUESTIONS) + len(FLAGS)


def test_every_test_that_docs_safety_names_is_one_that_is_run():
    named = set(re.findall(r"`(test_\w+)(?:\[[^`]+\])?`", (ROOT / "docs" / "safety.md").read_text("utf-8")))
    defined = Counter(
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)\(", path.read_text("utf-8"), re.MULTILINE)
    )
    assert {name: defined[name] for name in named} == dict.fromkeys(named, 1)
    assert len(named) > 60
