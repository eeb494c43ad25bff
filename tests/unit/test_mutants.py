"""The mutants of `tests/run.py --mutants` fit the program as it is now, and leave no rule out."""

from __future__ import annotations

import pytest
from tests.mutants.decisions import DECISIONS
from tests.mutants.table import PAGE, all_mutants, faults, named_tests, node_ids, places

from unclench.safety.limits import LIMITS
from unclench.safety.red_flags import FLAGS
from unclench.safety.screening import QUESTIONS


@pytest.mark.source
def test_every_mutant_changes_one_place_that_is_there_and_has_a_test_that_docs_safety_names():
    assert list(faults(all_mutants(), named_tests(PAGE.read_text("utf-8")))) == []


def test_every_rule_every_question_every_sign_and_every_decision_is_broken_at_least_once():
    broken = {mutant.rule for mutant in all_mutants()}
    rules = {*LIMITS, *(q.id for q in QUESTIONS), *(f.id for f in FLAGS), *(d.id for d in DECISIONS), "C5"}
    assert rules - broken == set()
    assert len(all_mutants()) >= 130


def test_each_has_a_test_that_can_be_run_here():
    named, where = named_tests(PAGE.read_text("utf-8")), places()
    for mutant in all_mutants():
        assert node_ids(mutant.only or named[mutant.section], where), str(mutant)
