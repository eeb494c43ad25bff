"""Writes docs/safety.md: every rule of `unclench.safety` with its value, what is done, and its tests.

`python docs/make_safety.py` writes it; the unit tests look that it is up to date.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from unclench.safety.limits import LIMITS
from unclench.safety.red_flags import AT_THE_END, DOCTOR_GROUP, EMERGENCY, FLAGS, Flag
from unclench.safety.screening import QUESTIONS, Effects, ScreeningQuestion

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # for the tests' own list of what was decided

from tests.mutants.decisions import DECISIONS, Decision  # noqa: E402

PAGE = ROOT / "docs" / "safety.md"
DONE = {
    "refuse": "refused or enforced",
    "override": "refused; a typed reason goes past it and is kept",
    "warn": "warned or asked",
    "inform": "said",
}
MADE = (
    "Made by docs/make_safety.py from `unclench.safety`; the numbers are shared/clinical/safety.md's. No clinician has "
    "read it."
)
BROKEN = (
    "What no number says. `python tests/run.py --mutants` breaks every rule and every decision of this page by small "
    "edits, one at a time, and wants one of the tests that are named here to notice each."
)
EFFECT = {"no": "left out", "ask": "left out until a doctor or midwife has said yes", "adapt": "played easier"}


def page() -> str:
    """The page's text."""
    tests = list(_tests())
    lines = [
        "# The rules that keep a person safe",
        "",
        MADE,
        "",
        "| id | rule | done | tests |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {limit.id} | {limit.sentence} | {DONE[limit.action]} | {_named(limit.id, tests)} |"
        for limit in LIMITS.values()
    ]
    lines += ["", "## C3: questions before the first use", ""]
    lines += ["| id | question | a yes | asked again | source |", "|---|---|---|---|---|"]
    lines += [f"| {each.id} | {each.text} | {_yes(each)} | {_again(each)} | {each.source} |" for each in QUESTIONS]
    lines += ["", f"Tests: {_named('C3', tests)}", "", "## C4: red flags", ""]
    lines += ["| id | sign | done | asked | source |", "|---|---|---|---|---|"]
    lines += [f"| {flag.id} | {flag.question} | {flag.urgency} | {_when(flag)} | {flag.source} |" for flag in FLAGS]
    lines += ["", f"Tests: {_named('C4', tests)}", "", "## C5: cold or heat", "", f"Tests: {_named('C5', tests)}", ""]
    lines += ["## Decisions beside the rules", "", BROKEN, "", "| decision | in a sentence | tests |", "|---|---|---|"]
    lines += [f"| {each.id} | {each.sentence} | {_all_there(each)} |" for each in DECISIONS]
    return "\n".join([*lines, ""])


def _all_there(decision: Decision) -> str:
    """Its tests. Raises ValueError for one that there is not."""
    for name in decision.names:
        if not any(re.search(rf"^(?:async )?def {name.partition('[')[0]}\(", text, re.MULTILINE) for text in _texts()):
            raise ValueError(f"{decision.id}: there is no {name}")
    return "; ".join(f"`{name}`" for name in decision.names)


def _yes(question: ScreeningQuestion) -> str:
    return "; ".join(_one(effect) for effect in question.effects)


def _one(effect: Effects) -> str:
    of = f" ({', '.join(sorted(effect.tags))})" if effect.tags else ""
    return f"{effect.kind}{of}: {EFFECT[effect.effect]}"


def _again(question: ScreeningQuestion) -> str:
    return "never" if question.days is None else f"after {question.days} days"


def _when(flag: Flag) -> str:
    if flag in EMERGENCY:
        return "in short at every start for a spasm, and once in 24 hours"
    if flag in DOCTOR_GROUP:
        return "after the first breaths of a spasm"
    return "at the end" if flag in AT_THE_END else "in a session"


def _tests() -> Iterator[str]:
    for text in _texts():
        yield from re.findall(r"^(?:async )?def (test_c\d\w*)\(", text, re.MULTILINE)


@cache
def _texts() -> tuple[str, ...]:
    return tuple(path.read_text("utf-8") for path in sorted((ROOT / "tests").rglob("test_*.py")))


def _named(id: str, tests: list[str]) -> str:
    part = id.lower().replace(".", "_")
    return "; ".join(f"`{name}`" for name in tests if re.search(rf"_{part}(?!\d)(_|$)", name)) or "-"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
