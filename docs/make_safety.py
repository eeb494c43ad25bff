"""Writes docs/safety.md: every rule in `unclench.safety`, what is done about it, and the tests that check it.

Run it with `python docs/make_safety.py`; a unit test checks that the page is up to date.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path

from unclench.safety.limits import LIMITS
from unclench.safety.red_flags import AT_THE_END, DOCTOR_GROUP, EMERGENCY, FLAGS, Flag
from unclench.safety.screening import QUESTIONS, Consequence, ScreeningQuestion

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # for the list of decisions, which the mutants share

from tests.mutants.decisions import DECISIONS, Decision  # noqa: E402

PAGE = ROOT / "docs" / "safety.md"
DONE = {
    "refuse": "refused or enforced",
    "override": "refused; a typed reason overrides it and is recorded",
    "warn": "warned or asked",
    "inform": "said",
}
MADE = (
    "Written by docs/make_safety.py from `unclench.safety`. The sources are listed in [sources.md](sources.md). No "
    "clinician has reviewed this page."
)
BROKEN = (
    "What the numbers leave open. `python tests/run.py --mutants` breaks every rule and every decision on this page "
    "with small edits, one at a time; one of the tests named here has to notice each of them."
)
EFFECT = {
    "no": "left out",
    "ask": "left out until a doctor or midwife has said yes",
    "adapt": "played in an easier way",
}


def page() -> str:
    """The page's text."""
    tests = [name for name in _defined() if re.match(r"test_c\d", name)]
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
    """Its tests, for a cell of the table. Raises ValueError for a test that does not exist."""
    for name in decision.names:
        if name.partition("[")[0] not in _defined():
            raise ValueError(f"{decision.id}: there is no {name}")
    return "; ".join(f"`{name}`" for name in decision.names)


def _yes(question: ScreeningQuestion) -> str:
    return "; ".join(_one(effect) for effect in question.effects)


def _one(effect: Consequence) -> str:
    of = f" ({', '.join(sorted(effect.tags))})" if effect.tags else ""
    return f"{effect.kind}{of}: {EFFECT[effect.effect]}"


def _again(question: ScreeningQuestion) -> str:
    return "never" if question.days is None else f"after {question.days} days"


def _when(flag: Flag) -> str:
    if flag in EMERGENCY:
        return "in one short question before every routine for a spasm, and once in 24 hours before others"
    if flag in DOCTOR_GROUP:
        return "after the first breaths of a routine for a spasm"
    return "at the end" if flag in AT_THE_END else "in a session"


@cache
def _defined() -> dict[str, None]:
    """The names of all tests, file by file and in the order of each."""
    texts = (path.read_text("utf-8") for path in sorted((ROOT / "tests").rglob("test_*.py")))
    return dict.fromkeys(
        name for text in texts for name in re.findall(r"^(?:async )?def (test_\w+)\(", text, re.MULTILINE)
    )


def _named(id: str, tests: list[str]) -> str:
    part = id.lower().replace(".", "_")
    return "; ".join(f"`{name}`" for name in tests if re.search(rf"_{part}(?!\d)(_|$)", name)) or "-"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
