"""What is told is heard, too: each sentence has its words, or a reason why it has none."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import unclench.care

SILENT = {
    "f'{NOT_ASKED} {IN_A_TERMINAL}'": "nobody is there",
    "tr('Left out: {title}. {why}', title=each.title, why=each.why)": "nobody is there",
    "SIGNS_NOT_ASKED": "nobody is there",
    "limit.sentence": "nobody is there",
    "f'{said} {then}'": "nobody is there",
    "in_sight": "the sound is not heard: that is what it says",
    "said": "said already, as the answer to the key",
    "pain_rules.WITHOUT_MOVEMENT": "in a session the step that follows begins with its own words",
}
"""The headings of what is told in silence, as the code has them, and why."""


def told() -> Iterator[tuple[str, bool]]:
    """The heading of each sentence that is told, as the code has it, and whether it has words."""
    for path in sorted(Path(unclench.care.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Tell":
                given = {each.arg: ast.unparse(each.value) for each in node.keywords}
                yield given["heading"], "spoken" in given


def test_what_is_told_is_said_unless_there_is_a_reason() -> None:
    found = list(told())
    assert {heading for heading, spoken in found if not spoken} == set(SILENT)
    assert sum(spoken for _, spoken in found) >= 7
