"""The pages of docs/: where their links lead, what commands they show, and what they say of the settings."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from tests import pages

from unclench.cli import COMMANDS, main
from unclench.config.settings import FIELDS, Settings, load

NAMES = [page.name for page in pages.ALL]
PLACEHOLDER = re.compile(r"[A-Z]+|.*\.(yaml|html|json|log)|/.*")
"""Such as FILE: it stands for what a person writes."""


@pytest.mark.parametrize("page", pages.ALL, ids=NAMES)
def test_every_link_leads_to_a_page_and_a_heading_that_are_there(page: Path):
    wrong = []
    for link in pages.links(page):
        assert "://" not in link, "nothing is published yet, and no page needs the network"
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        if not target.exists() or (anchor and anchor not in pages.anchors(target)):
            wrong.append(link)
    assert wrong == []


def test_no_heading_that_a_link_names_is_there_twice():
    for page in pages.SITE:
        named = {link.partition("#")[2] for other in pages.ALL for link in pages.links(other) if page.name in link}
        headings = re.findall(r"^#+ (.+)$", pages.prose(page), re.MULTILINE)
        slugs = [heading.lower().replace(" ", "-").replace("`", "") for heading in headings]
        assert [slug for slug in named - {""} if slugs.count(slug) > 1] == [], page.name


def test_every_page_is_in_the_navigation_once_and_nothing_else_is():
    with (pages.ROOT / "zensical.toml").open("rb") as file:
        nav = tomllib.load(file)["project"]["nav"]
    assert sorted(_leaves(nav)) == sorted(page.name for page in pages.SITE)


def _leaves(value: Any) -> Iterator[str]:
    """The pages of an entry of the navigation, which is a page, or a list of entries with a title each."""
    if isinstance(value, str):
        yield value
    else:
        for entry in value:
            for each in entry.values():
                yield from _leaves(each)


@pytest.mark.parametrize("page", pages.ALL, ids=NAMES)
def test_every_command_line_that_a_page_shows_is_one_that_the_program_takes(page: Path):
    names = {f"unclench {name}" for name in COMMANDS}
    """A sentence may speak of a command without saying what goes with it."""
    lines = set(pages.commands(page)) - names
    assert {line: fault for line in lines if (fault := refusal(line)) is not None} == {}


def test_command_lines_that_the_program_would_refuse_are_found():
    for line in (
        "unclench rnu x",
        "unclench run x --loud",
        "unclench run",
        "unclench breathe 5-1-4 box",
        "unclench run x --dose most",
    ):
        assert refusal(line) is not None, line
    for line in (
        "unclench",
        "unclench breathe [PATTERN] [--for 5m]",
        "unclench --folder DIR list",
        "unclench --log FILE …",
    ):
        assert refusal(line) is None, line


def refusal(line: str) -> str | None:
    """Why the program would not take this command line; None where it would. Brackets and … are not part of it."""
    words = [word for word in shlex.split(re.sub(r"[\[\]…]", "", line))[1:] if word]
    try:
        context = click.Context(main, info_name="unclench")
        options, words, _ = main.make_parser(context).parse_args(words)
        _check_values(main, options, context)
        if not words:
            return None
        name, *rest = words
        if name not in COMMANDS:
            return f"no command {name}"
        command = main.get_command(context, name)
        assert command is not None
        inner = click.Context(command, parent=context, info_name=name)
        options, left, _ = command.make_parser(inner).parse_args(rest)
        if left:
            return f"what is {left}?"
        _check_values(command, options, inner)
    except click.UsageError as error:
        return error.format_message()
    return None


def _check_values(command: click.Command, options: dict[str, object], context: click.Context) -> None:
    """Raises UsageError for a value that an option does not take, or a missing argument."""
    for parameter in command.params:
        value = options.get(parameter.name)
        if isinstance(value, str) and not PLACEHOLDER.fullmatch(value):
            parameter.type.convert(value, parameter, context)
        if parameter.required and not (isinstance(value, (str, tuple)) and value):
            raise click.UsageError(f"{parameter.name} is missing")


def test_the_settings_page_has_every_setting_with_its_default(tmp_path: Path):
    (block,) = pages.fences(pages.DOCS / "settings.md", "toml")
    shown = tomllib.loads(block.text)
    assert list(shown) == list(FIELDS)
    file = tmp_path / "settings.toml"
    file.write_text(block.text, "utf-8")
    read, unset = load(file), Settings()
    tables = {name for name, setting in FIELDS.items() if setting.table}
    assert {name: getattr(read, name) for name in FIELDS if name not in tables} == {
        name: getattr(unset, name) for name in FIELDS if name not in tables
    }


def test_the_sound_page_says_how_many_cues_there_are():
    from unclench.cues import Sound

    numbers = {19: "nineteen", 20: "twenty", 21: "twenty-one", 22: "twenty-two"}
    assert f"There are {numbers[len(Sound)]}" in (pages.DOCS / "sound.md").read_text("utf-8")
