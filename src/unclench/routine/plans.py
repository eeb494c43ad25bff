"""Plans in their folders: loads one, lists them all, finds one by its id, and knows a plan's file from a routine's."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from pathlib import Path

from unclench.errors import UnclenchError
from unclench.language import tr
from unclench.routine.library import NEAR, in_order, routine_id, yaml_files
from unclench.routine.model import Plan
from unclench.routine.parser import parse_plan
from unclench.routine.problems import Collector, LoadError, Problem, quoted
from unclench.routine.source import START, decode, read_bytes

FOLDER = "plans"
"""Plans are in this folder beside the routines."""
ORDER = "order.txt"
_OF_A_PLAN = re.compile(r"^routines *:", re.MULTILINE)
_OF_A_ROUTINE = re.compile(r"^steps *:", re.MULTILINE)


class PlanNotFound(UnclenchError, LookupError):
    """No plan has the id `wanted`."""

    def __init__(self, wanted: str, known: Sequence[str]) -> None:
        self.wanted = wanted
        near = get_close_matches(wanted[:60].lower(), known, 1, NEAR)
        hint = tr("Did you mean {near}?", near=near[0]) if near else tr("`unclench plan` shows them all.")
        super().__init__(tr("There is no plan called {name}. {hint}", name=quoted(wanted), hint=hint))


def load_plan(path: Path) -> Plan:
    """The plan in the file at `path`. Raises LoadError with everything that is wrong, and nothing else."""
    problems = Collector(str(path))
    plan = parse_plan(decode(read_bytes(path, problems), problems), routine_id(path), problems, path=path)
    if plan is None:
        raise LoadError(problems.problems)
    return plan


def is_plan(path: Path) -> bool:
    """Whether a file is a plan rather than a routine, judging by a quick look at its lines."""
    try:
        text = read_bytes(path, Collector(str(path))).decode("utf-8", "replace")
    except LoadError:
        return False  # the loader of routines says what is wrong with it
    return is_of_plan(text)


def is_of_plan(text: str) -> bool:
    """The same for the text of a file."""
    return _OF_A_PLAN.search(text) is not None and _OF_A_ROUTINE.search(text) is None


def doubts(plan: Plan, routines: Collection[str], plans: Collection[str]) -> list[Problem]:
    """What a plan names that isn't there, as warnings; without it the plan still says the rest."""
    problems = Collector(str(plan.path))
    for part in plan.parts:
        for id in part.routines:
            if id not in routines:
                near = get_close_matches(id[:60].lower(), routines, 1, NEAR)
                mend = tr("Did you mean {near}?", near=near[0]) if near else tr("`unclench list` shows them all.")
                problems.warn(part.mark, ("routines",), tr("there is no routine called {id}", id=quoted(id)), mend)
    if plan.then is not None and plan.then not in plans:
        what = tr("there is no plan called {id}", id=quoted(plan.then))
        problems.warn(START, ("then",), what, tr("`unclench plan` shows them all."))
    return list(problems.problems)


class Plans:
    """Folders of plans. Where two have the same id, the earlier folder wins; a broken file is passed over."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)

    def all(self) -> list[Plan]:
        """Every plan that can be read, folder by folder in each folder's order."""
        found: dict[str, Plan] = {}
        for path in self._paths():
            try:
                plan = load_plan(path)
            except LoadError:
                continue
            found.setdefault(plan.id, plan)
        return list(found.values())

    def ids(self) -> list[str]:
        """The ids of all, of broken ones too."""
        return list(dict.fromkeys(map(routine_id, self._paths())))

    def get(self, id: str) -> Plan:
        """The plan with this id. Raises PlanNotFound, or LoadError for one with mistakes."""
        for path in self._paths():
            if routine_id(path) == id:
                return load_plan(path)
        raise PlanNotFound(id, self.ids())

    def _paths(self) -> list[Path]:
        return [path for folder in self._folders for path in in_order(yaml_files(folder), folder / ORDER)]
