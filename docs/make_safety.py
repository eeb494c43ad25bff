"""Writes docs/safety.md: every rule of `unclench.safety` with its value, what is done, where, and its tests.

`python docs/make_safety.py` writes it; the unit tests look that it is up to date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from unclench.safety import LIMITS, Limit
from unclench.safety.flags import FLAGS, Flag
from unclench.safety.screening import QUESTIONS, SKIN, Question

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "safety.md"
DONE = {
    "refuse": "refused or enforced",
    "override": "refused; a typed reason goes past it and is kept",
    "warn": "warned or asked",
    "inform": "said",
}
THROUGH_DATA = {
    "C1.1": r"LONGEST\[|too_long\(", "C1.2": "DEFAULT_APPLICATION =", "C1.6": r"PER_DAY\[",
    "C1.8": r"LONGEST\[|too_long\(", "C1.10": r"PER_DAY\[",
    "C2.1": r"check_times\(", "C2.2": "UNANSWERED_AFTER", "C2.3": r"off_question\(",
    "C2.4": r"overdue\(", "C2.5": "IS_IT_OFF", "C2.6": r"BEFORE\[", "C2.7": r"BEFORE\[", "C2.8": r"BEFORE\[",
    "C1.3": r"CAUTIONS\[", "C1.14": r"CAUTIONS\[", "C1.15": r"CAUTIONS\[", "C2.9": r"CAUTIONS\[",
    "C2.11": r"CAUTIONS\[",
    "C2.10": r"puts_to_sleep\(", "C1.11": r"fitting\.skin\(", "C1.17": "WALKS =",
}  # fmt: skip
"""How code reaches a rule, where it does not name the id."""
SIGNS = r"flags\.SIGNS|flags\.action\(|data\.FLAGS"
"""How code reaches the warning signs: where they are asked, and where it is said what to do."""
IN_A_SESSION = r"ends_session\(|\bstops\("
"""How it reaches what ends a session."""


def page() -> str:
    """The page's text."""
    sources = {path: path.read_text("utf-8") for path in sorted((ROOT / "src" / "unclench").rglob("*.py"))}
    tests = list(_tests())
    lines = [
        "# The rules that keep a person safe",
        "",
        "Made by docs/make_safety.py from `unclench.safety`; the numbers are shared/clinical/safety.md's.",
        "",
        "| id | rule | done | where | tests |",
        "|---|---|---|---|---|",
    ]
    for limit in LIMITS.values():
        where = _places(_reaching(limit), sources)
        lines.append(f"| {limit.id} | {limit.sentence} | {DONE[limit.action]} | {where} | {_named(limit.id, tests)} |")
    lines += ["", "## C3: questions before the first use", ""]
    lines += ["| id | question | where | source |", "|---|---|---|---|"]
    for question in QUESTIONS:
        where = _places(_effects_of(question), sources)
        lines.append(f"| {question.id} | {question.text} | {where} | {question.source} |")
    lines += ["", f"Tests: {_named('C3', tests)}", "", "## C4: red flags", ""]
    lines += ["| id | sign | done | where |", "|---|---|---|---|"]
    lines += [f"| {flag.id} | {flag.question} | {flag.urgency} | {_places(_ending(flag), sources)} |" for flag in FLAGS]
    lines += ["", f"Tests: {_named('C4', tests)}", "", "## C5: cold or heat", "", f"Tests: {_named('C5', tests)}", ""]
    return "\n".join(lines)


def _reaching(limit: Limit) -> str:
    return rf"LIMITS\[\"{re.escape(limit.id)}\"\]|{THROUGH_DATA.get(limit.id, '(?!)')}"


def _effects_of(question: Question) -> str:
    """Cold and heat are not begun; other steps are left out."""
    kinds = {effect.kind in SKIN for effect in question.effects}
    return "|".join(r"fitting\.skin\(" if skin else r"fitting\.concerns\(" for skin in sorted(kinds))


def _ending(flag: Flag) -> str:
    return IN_A_SESSION if flag.urgency == "end" else SIGNS


def _places(pattern: str, sources: dict[Path, str]) -> str:
    """The modules in which code that matches stands, but for those that only hold the data."""
    found = [path for path, text in sources.items() if re.search(pattern, text) and path.parent.name != "safety"]
    return ", ".join(f"{path.relative_to(ROOT / 'src' / 'unclench')}" for path in found) or "-"


def _tests() -> Iterator[str]:
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        yield from re.findall(r"^(?:async )?def (test_c\d\w*)\(", path.read_text("utf-8"), re.MULTILINE)


def _named(id: str, tests: list[str]) -> str:
    part = id.lower().replace(".", "_")
    return "; ".join(f"`{name}`" for name in tests if re.search(rf"_{part}(?!\d)(_|$)", name)) or "-"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
