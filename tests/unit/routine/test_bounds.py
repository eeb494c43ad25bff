"""A small file never costs much: lists are limited, nothing is quadratic, and no letter can be hidden."""

from __future__ import annotations

import tracemalloc

import jsonschema
import pytest
import yaml

from unclench.routine import LoadError, load_text
from unclench.routine.json_schema import routine_schema
from unclench.routine.problems import visible
from unclench.session.choices import Choices, RoutineTooLong
from unclench.session.compiler import Compiler, compile_routine

VALIDATOR = jsonschema.Draft202012Validator(routine_schema())


def said(text: str) -> list[str]:
    try:
        return [str(problem) for problem in load_text(text, "a.yaml").problems]
    except LoadError as error:
        return [str(problem) for problem in error.problems]


def listed(count: int, letter: str = "t") -> str:
    return "[" + ", ".join(f"{letter}{n}" for n in range(count)) + "]"


def noted(count: int) -> str:
    return "{" + ", ".join(f"{n}: a" for n in range(1, count + 1)) + "}"


NAMES = ["tags", "cautions", "sources", "tags of a step", "cautions of a step", "sides", "notes"]
LISTS = [
    ("tags: {}\nsteps:\n  - rest: 1s\n", listed),
    ("cautions: {}\nsteps:\n  - rest: 1s\n", listed),
    ("sources: {}\nsteps:\n  - rest: 1s\n", listed),
    ("steps:\n  - rest: 1s\n    tags: {}\n", listed),
    ("steps:\n  - rest: 1s\n    cautions: {}\n", listed),
    ("steps:\n  - exercise: Lean\n    hold: 1s\n    sides: {}\n", listed),
    ("steps:\n  - exercise: Lean\n    hold: 1s\n    reps: ask\n    notes: {}\n", noted),
]


@pytest.mark.parametrize(("text", "make"), LISTS, ids=NAMES)
def test_a_list_has_at_most_a_hundred_entries_and_the_first_too_many_is_named(text, make):
    text = "title: T\n" + text
    assert said(text.format(make(100))) == []
    VALIDATOR.validate(yaml.safe_load(text.format(make(100)).replace("1s", "1.5s")) | {"steps": [{"rest": "1s"}]})
    for count in (101, 20_000):
        (problem,) = said(text.format(make(count)))
        assert f"there are {count} here; 100 is the most" in problem
        line, column = (int(part) for part in problem.split(":")[1:3])
        row = text.format(make(count)).splitlines()[line - 1][column - 1 :]
        assert row.startswith(("t100", "101: a"))


@pytest.mark.parametrize(("text", "make"), LISTS, ids=NAMES)
def test_the_schema_has_the_same_bound(text, make):
    def takes(count: int) -> bool:
        data = yaml.safe_load("title: T\n" + text.format(make(count)))
        for step in data["steps"]:
            if "notes" in step:
                step["notes"] = {str(key): note for key, note in step["notes"].items()}
        return bool(VALIDATOR.is_valid(data))

    assert takes(100)
    assert not takes(101)


@pytest.mark.parametrize(
    ("written", "good"), [("10s", True), ("5m", True), ("9.9s", False), ("0.001", False), ("9", False)]
)
def test_checks_are_at_least_ten_seconds_apart(written, good):
    problems = said(f"title: T\nsteps:\n  - {{cold: 15m, checks: {written}}}\n")
    assert problems == ([] if good else [
        f"a.yaml:3:25: step 1 > checks: “{written}” is too short. Write `checks: 10s` or more."
    ])  # fmt: skip
    if written.replace(".", "").isdigit():
        assert VALIDATOR.is_valid({"title": "T", "steps": [{"cold": "15m", "checks": float(written)}]}) is good


def nested(depth: int, tags: str) -> str:
    lines, indent = [], ""
    for number in range(depth):
        lines += [f"  {indent}- repeat: 2", f"  {indent}  tags: {tags.format(number)}", f"  {indent}  steps:"]
        indent += "    "
    return "title: T\nsteps:\n" + "\n".join(lines) + f"\n  {indent}- rest: 1s\n" * 2


BOTH = f"      - {{exercise: cat-cow, hold: 1s, setup: 0s, tags: {listed(90)}, cautions: {listed(90)}}}\n"


def compiled(text: str) -> tuple[int, int]:
    """How many steps it has, and the most bytes that compiling it took."""
    made = load_text(text, "a.yaml").routine
    tracemalloc.start()
    try:
        steps = len(compile_routine(made, Choices(optional="all")).steps)
        return steps, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "text",
    [
        "title: T\nsteps:\n  - repeat: 999\n    tags: " + listed(100) + "\n    steps:\n" + "      - rest: 1s\n" * 9,
        "title: T\nsteps:\n  - repeat: 999\n    steps:\n" + f"      - {{rest: 1s, cautions: {listed(100)}}}\n" * 9,
        "title: T\nsteps:\n  - repeat: 999\n    steps:\n" + BOTH * 9,
        nested(11, listed(100)),
    ],
    ids=["tags of a block", "cautions of steps", "both of exercises", "blocks in blocks"],
)  # fmt: skip
def test_thousands_of_rounds_share_what_a_block_says(text):
    steps, most = compiled(text)
    assert steps > 4_000
    assert most < 30_000_000


def test_tags_of_blocks_in_blocks_have_an_end_too():
    with pytest.raises(RoutineTooLong, match="more than 100 tags") as refused:
        compile_routine(load_text(nested(3, "[" + ", ".join(f"x{{0}}y{n}" for n in range(40)) + "]"), "a.yaml").routine)
    assert refused.value.mark is not None


@pytest.mark.parametrize(
    "letter", ["\u200b", "\u2060", "\u00ad", "\u2063", "\u180e", "\u3164", "\U000e0041", "\U000e007f"]
)
def test_letters_that_nobody_can_see_are_refused_and_shown_by_their_code(letter):
    (problem,) = said(f"title: Good{letter}\nsteps:\n  - rest: 1s\n")
    assert problem.startswith("a.yaml:1:12:")
    assert f"U+{ord(letter):04X}" in problem
    assert visible(f"a{letter}b") == f"a<{ord(letter):02x}>b"


@pytest.mark.parametrize("text", ["שיעור ראשון\u200f", "یک\u200cدو", "👩\u200d🦰 stretch", "Dehnübung", "伸展"])
def test_what_languages_need_is_taken(text):
    assert said(f"title: {text}\nsteps:\n  - rest: 1s\n") == []


def chained(count: int) -> str:
    """A routine in which each of `count` blocks uses the one above it, and its step the last."""
    lines = [f"  b{n}: [{{block: b{n - 1}}}]\n" for n in range(1, count)]
    return "title: T\nblocks:\n  b0: [{rest: 1s}]\n" + "".join(lines) + f"steps: [{{block: b{count - 1}}}]\n"


def test_blocks_that_use_each_other_are_not_deeper_than_what_is_written_out():
    assert said(chained(39)) == []
    assert compile_routine(load_text(chained(39), "a.yaml").routine).total == 1_000
    problems = said(chained(100))
    assert any("more than 40 blocks inside each other" in problem for problem in problems)


@pytest.mark.parametrize("letter", ["a", "abcdefgh"])
def test_names_of_blocks_are_few_and_short_so_that_a_misspelt_one_is_soon_compared_with_all(letter):
    long = (letter * 120)[:110]
    (problem,) = said("title: T\nblocks:\n" + "".join(f"  b{n}: [{{rest: 1s}}]\n" for n in range(101))
                      + "steps: [{block: b1}]\n")  # fmt: skip
    assert "there are 101 here; 100 is the most" in problem
    (problem,) = said("title: T\nblocks:\n" + f"  {long}{long}: [{{rest: 1s}}]\n" + "steps: [{rest: 1s}]\n")
    assert "this text has 220 characters; 120 is the most" in problem


def test_two_blocks_of_one_name_are_told_apart_by_nobody():
    problems = said("title: T\nblocks:\n  Warm up: [{rest: 1s}]\n  warm up: [{rest: 2s}]\nsteps: [{block: Warm Up}]\n")
    assert len(problems) == 1
    assert problems[0].startswith("a.yaml:4:3: ")
    assert "there are two blocks called “warm up”" in problems[0]


def test_rounds_of_steps_that_are_left_out_have_an_end():
    skipped = "[" + ", ".join(["{rest: 1s, optional: yes}"] * 300) + "]"
    text = f"title: T\nblocks: {{o: {skipped}}}\nsteps:\n  - repeat: 1000\n    steps: [{{rest: 1s}}, {{block: o}}]\n"
    with pytest.raises(RoutineTooLong, match="repeated too often") as refused:
        compile_routine(load_text(text, "a.yaml").routine)
    assert refused.value.mark is not None


def test_alternatives_are_asked_about_once_however_many_rounds_there_are():
    others = "[" + ", ".join(["{rest: 1s}"] * 1_000) + "]"
    text = f"title: T\nsteps:\n  - repeat: 1000\n    steps: [{{rest: 1s, alternatives: {others}}}]\n"
    assert compiled(text)[0] == 1_000
    compiler = Compiler(load_text(text, "a.yaml").routine, Choices())
    assert len(compiler.amounts.questions) == 1


@pytest.mark.parametrize(
    "ten_times",
    ["{block: b%d}", "{repeat: 2, block: b%d}", "{rest: 5s, alternatives: [{block: b%d}]}"],
    ids=["as it is", "repeated", "as an alternative"],
)
def test_blocks_of_blocks_come_to_ten_thousand_steps_at_most_wherever_they_are_used(ten_times):
    def problems(depth: int) -> list[str]:
        blocks = [f"  b{n}: [{', '.join([ten_times % (n - 1)] * 10)}]\n" for n in range(1, depth + 1)]
        return said(f"title: T\nblocks:\n  b0: [{{rest: 5s}}]\n{''.join(blocks)}steps:\n  - rest: 5s\n")

    assert problems(2) == []
    assert "more than 10,000 steps" in problems(5)[0]


def test_a_frequency_has_at_most_five_stages():
    def problems(stages: int) -> list[str]:
        often = "{per_day: 1}"
        for _ in range(stages - 1):
            often = f"{{per_day: 1, weeks: 2, then: {often}}}"
        return said(f"title: T\nfrequency: {often}\nsteps:\n  - rest: 1s\n")

    assert problems(5) == []
    assert len(problems(6)) == 1
