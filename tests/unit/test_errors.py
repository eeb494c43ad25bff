"""Every error that a person may read has one base, and the tree in its docstring is the one of the code."""

from __future__ import annotations

import importlib
import pkgutil
import re

import click

import unclench
from unclench import errors
from unclench.cli.common import UserError
from unclench.errors import UnclenchError

NOT_FOR_A_PERSON = {
    "BadSeal": "msgspec's, in the middle of a row; the row is then left out",
    "LeftPrompt": "how a dialogue ends when somebody presses Escape",
    "NotAFile": "an OSError, which whoever opened the file turns into a sentence",
    "TooLarge": "an OSError, which whoever opened the file turns into a sentence",
    "NoPulseLibrary": "a NoPulse, where there is none at all",
    "NotSound": "what libsndfile can't read; the helper that decodes answers with a number",
    "TooLong": "a sound that is longer than a cue may be; likewise",
    "Outranked": "what a voice renders ahead gives way to what somebody waits to hear",
    "NoPulse": "why PulseAudio's library can't be used; the output turns it into a sentence",
}


def subclasses(of: type[BaseException]) -> set[type[BaseException]]:
    return {deeper for each in of.__subclasses__() for deeper in {each, *subclasses(each)}}


def of_the_program() -> set[type[BaseException]]:
    for module in pkgutil.walk_packages(unclench.__path__, "unclench."):
        if module.name != "unclench.__main__":
            importlib.import_module(module.name)
    return {each for each in subclasses(BaseException) if each.__module__.startswith("unclench.")}


def drawn() -> set[tuple[str, str]]:
    """The arrows of the docstring's tree, as (base, class)."""
    assert errors.__doc__ is not None
    above, arrows = {-1: "UnclenchError"}, set()
    for row in errors.__doc__.splitlines():
        if found := re.match(r"    ((?:│   |    )*)[├└]── (\w+)", row):
            depth = len(found[1]) // 4
            above[depth] = found[2]
            arrows.add((above[depth - 1], found[2]))
    return arrows


def test_the_tree_in_the_docstring_is_the_tree_of_the_code():
    public = {each for each in of_the_program() if issubclass(each, UnclenchError) and each.__name__[0] != "_"}
    found = {(base.__name__, each.__name__) for each in public for base in each.__bases__ if base in public}
    assert drawn() == found


def test_every_other_exception_is_one_that_nobody_reads():
    others = {each.__name__ for each in of_the_program() if not issubclass(each, UnclenchError)}
    assert {name for name in others if not name.startswith("_")} == set(NOT_FOR_A_PERSON)


def test_every_module_in_the_tree_is_where_the_class_is():
    assert errors.__doc__ is not None
    at = {each.__name__: each.__module__.removeprefix("unclench.") for each in of_the_program()}
    for name, module in re.findall(r"── (\w+) +([a-z_.]+): ", errors.__doc__):
        assert at[name] == module


def test_a_users_error_is_clicks_too_with_its_sentence_and_status_two(capsys):
    error = UserError("Write a number.")
    assert isinstance(error, click.ClickException)
    error.show()
    assert (capsys.readouterr().err, error.exit_code, str(error)) == ("Write a number.\n", 2, "Write a number.")
