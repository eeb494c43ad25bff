"""What a mutant is, and all of them: small edits of rules and decisions, each of which a test has to notice."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "safety.md"
FOLDERS = ("unit", "ui")
"""Where the tests of a rule are looked for; the others need a terminal or a sound server."""
SOONEST = ("test_clinical_tables.py", "test_limits.py", "test_asks.py")
LATEST = ("test_exposure_model.py",)
"""The first are quick, the latter take minutes; those of the screens, of seconds each, come in between."""


class Mutant(NamedTuple):
    """One edit: in `path` the text `old`, which stands there once, becomes `new`.

    `rule` is an id of docs/safety.md: `C1.4`, `C3.bones`, or a decision such as `care: order`. One of
    the tests named there has to fail, or one of `only` where those are given: they are among them.
    """

    rule: str
    path: str
    old: str
    new: str
    only: tuple[str, ...] = ()

    @property
    def section(self) -> str:
        """Under which id its tests are named: those of all questions, and of all signs, are named together."""
        return self.rule.partition(".")[0] if self.rule.startswith(("C3.", "C4.")) else self.rule

    def __str__(self) -> str:
        return f"{self.rule}: {self.path}: {' '.join(self.old.split())!r} -> {' '.join(self.new.split())!r}"


def all_mutants() -> tuple[Mutant, ...]:
    """Every mutant there is."""
    from tests.mutants import care, doses, files, fronts, hearing, limits, pages, playing, screening, signs, skin

    return (
        *limits.MUTANTS, *screening.MUTANTS, *signs.MUTANTS, *care.MUTANTS, *playing.MUTANTS, *skin.MUTANTS,
        *fronts.MUTANTS, *hearing.MUTANTS, *doses.MUTANTS, *files.MUTANTS, *pages.MUTANTS,
    )  # fmt: skip


def faults(mutants: Collection[Mutant], named: Mapping[str, Collection[str]]) -> Iterator[str]:
    """What is wrong with the table, a sentence each; `named` are the tests of each rule (see `named_tests`)."""
    texts: dict[str, str] = {}
    for mutant in mutants:
        text = texts.setdefault(mutant.path, (ROOT / mutant.path).read_text("utf-8"))
        if (count := text.count(mutant.old)) != 1:
            yield f"{mutant}: the text stands there {count} times, and not once."
        if mutant.old == mutant.new:
            yield f"{mutant}: nothing is changed."
        if not _runs(mutant, text):
            yield f"{mutant}: what comes of it is no Python."
        if mutant.section not in named:
            yield f"{mutant}: docs/safety.md has no such rule."
        elif not named[mutant.section]:
            yield f"{mutant}: docs/safety.md names no test for it."
        elif strange := [name for name in mutant.only if name not in named[mutant.section]]:
            yield f"{mutant}: docs/safety.md does not name {', '.join(strange)} for it."
    for mutant in {mutant for mutant in mutants if list(mutants).count(mutant) > 1}:
        yield f"{mutant}: twice in the table."


def _runs(mutant: Mutant, text: str) -> bool:
    """Whether the file can still be read: otherwise any test would notice, and none would mean it."""
    if mutant.path.endswith(".py"):
        try:
            compile(text.replace(mutant.old, mutant.new), mutant.path, "exec", dont_inherit=True)
        except SyntaxError:
            return False
    return True


def named_tests(page: str) -> dict[str, list[str]]:
    """The tests that docs/safety.md names for each rule and decision, and for C3, C4 and C5 as a whole."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in page.splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ").partition(":")[0]
        elif line.startswith("Tests: "):
            found[section] = _names(line)
        elif line.startswith("| ") and not line.startswith("| id |"):
            cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
            if cells[-1].startswith("`test_") or cells[-1] == "-":
                found[cells[0]] = _names(cells[-1])
    return found


def _names(text: str) -> list[str]:
    return re.findall(r"`(test_[^`]+)`", text)


def places() -> dict[str, Path]:
    """In which file each test function stands."""
    found: dict[str, Path] = {}
    for folder in FOLDERS:
        for path in sorted((ROOT / "tests" / folder).rglob("test_*.py")):
            names = re.findall(r"^(?:async )?def (test_\w+)\(", path.read_text("utf-8"), re.MULTILINE)
            found |= dict.fromkeys(names, path)
    return found


def node_ids(names: Collection[str], where: Mapping[str, Path]) -> list[str]:
    """What pytest calls these tests, the quick ones first; a name may have a parameter in brackets."""
    paths = {name: where[name.partition("[")[0]] for name in names if name.partition("[")[0] in where}
    order = sorted(paths, key=lambda name: (_late(paths[name]), paths[name].name))
    return [f"{paths[name].relative_to(ROOT).as_posix()}::{name}" for name in order]


def _late(path: Path) -> int:
    if path.name in SOONEST:
        return SOONEST.index(path.name)
    return len(SOONEST) + (path.parent.name == "ui") + 2 * (path.name in LATEST)
