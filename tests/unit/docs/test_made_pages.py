"""docs/reference.md and docs/examples.md say what the format and the files are now."""

from __future__ import annotations

import pytest
from tests import pages

from unclench.routine.format import ValueKind
from unclench.routine.values import Form

make = pages.maker("make_reference")
MADE_BY = "run: python docs/make_reference.py"


def test_the_reference_has_every_key_as_the_format_has_it():
    assert make.REFERENCE.read_text("utf-8") == make.reference(), MADE_BY


def test_the_examples_page_has_every_file_of_the_examples_with_its_length():
    assert make.EXAMPLES.read_text("utf-8") == make.examples(), MADE_BY
    for path in (pages.DOCS / "examples").iterdir():
        assert f"examples/{path.name}" in make.EXAMPLES.read_text("utf-8")


@pytest.mark.parametrize("kind", ValueKind)
def test_every_kind_of_value_is_put_into_words(kind: ValueKind):
    assert make.WRITTEN[kind]


@pytest.mark.parametrize("form", Form)
def test_every_form_of_an_amount_is_put_into_words(form: Form):
    assert make.FORMS[form]
