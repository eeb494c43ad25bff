"""The budget of the benchmarks: what counts as worse than in the last release, and what is only noise."""

from __future__ import annotations

import random
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.benchmarks import budget
from tests.benchmarks.budget import FILE, TOLERATED, Kept, Ratios, Release, here, last_release, verdicts, with_release

PLACE = {"python": "3.13", "system": "Linux x86_64"}
TEXT = """
["0.9.0"]
python = "3.13"
system = "Linux x86_64"
ratios = {list = {usual = 4.0, most = 4.2}, screen = {usual = 1.5, most = 1.6}}

["0.10.0"]
python = "3.13"
system = "Linux x86_64"
ratios = {list = {usual = 5.0, most = 5.5}}

["0.11.0"]
python = "3.14"
system = "Linux x86_64"
ratios = {list = {usual = 1.0, most = 1.0}}
"""


def noisy(times: float, spread: float, seed: int, pairs: int = 21) -> Ratios:
    """Ratios that are `times` as high as usual, spread as those of a busy runner: some far above, none far below."""
    dice = random.Random(seed)
    return Ratios("list", [times * (1 + dice.expovariate(1 / spread)) for _ in range(pairs)])


def kept(row: Ratios) -> Kept:
    return Kept(row.usual, row.most)


def test_the_last_release_is_the_highest_version_that_was_measured_in_such_a_place():
    assert last_release(TEXT, PLACE) == Release("0.10.0", {"list": Kept(5.0, 5.5)})
    assert last_release(TEXT, {**PLACE, "python": "3.12"}) is None
    assert last_release("", PLACE) is None


@pytest.mark.parametrize(("pairs", "place"), [(6, 1), (8, 1), (9, 2), (15, 4), (21, 6), (101, 41)])
def test_the_median_lies_between_the_pairs_at_the_places_of_the_sign_test(pairs, place):
    ratios = Ratios("list", [float(number) for number in range(1, pairs + 1)][::-1])
    assert (ratios.least, ratios.most) == (place, pairs + 1 - place)


@pytest.mark.parametrize("pairs", [1, 5])
def test_with_too_few_pairs_nothing_is_sure_and_nobody_is_blamed(pairs):
    assert not Ratios("list", [9.0] * pairs).worse_than(Kept(1.0, 1.0))
    assert not Ratios("list", [9.0] * 21).worse_than(kept(Ratios("list", [1.0] * pairs)))
    assert Ratios("list", [9.0] * 6).worse_than(Kept(1.0, 1.0))


some_pairs = st.lists(st.floats(0.1, 100), min_size=6, max_size=60)


@given(some_pairs, some_pairs)
def test_what_is_no_more_than_a_tenth_above_is_never_worse_and_nothing_is_worse_than_itself(pairs, before):
    row, then = Ratios("list", pairs), Ratios("list", before)
    assert not row.worse_than(kept(row))
    if row.usual <= then.usual * (1 + TOLERATED):
        assert not row.worse_than(kept(then))


@given(some_pairs, some_pairs, st.floats(1, 5))
def test_what_is_worse_stays_worse_when_it_gets_slower(pairs, before, slower):
    then = kept(Ratios("list", before))
    if Ratios("list", pairs).worse_than(then):
        assert Ratios("list", [each * slower for each in pairs]).worse_than(then)


def test_a_quarter_of_the_pairs_that_were_held_up_change_nothing():
    assert not Ratios("list", [1.0] * 16 + [5.0] * 5).worse_than(Kept(1.0, 1.0))


def test_the_same_code_does_not_trip_it_on_a_busy_runner_and_a_fifth_more_mostly_does():
    before = [kept(noisy(1, 0.1, seed + 1_000)) for seed in range(300)]
    assert not any(noisy(1, 0.1, seed).worse_than(then) for seed, then in enumerate(before))
    assert sum(noisy(1.2, 0.1, seed).worse_than(then) for seed, then in enumerate(before)) > 200


def test_each_row_has_a_line_and_only_one_that_is_worse_says_so():
    rows = [Ratios("list", [6.0] * 21), Ratios("screen", [1.5] * 21)]
    told = list(verdicts(rows, Release("0.10.0", {"list": Kept(5.0, 5.5)})))
    assert told == [
        ("list: 6.00 times its peer (6.00 to 6.00, 21 pairs); WORSE than in 0.10.0, where it was 5.00", True),
        ("screen: 1.50 times its peer (1.50 to 1.50, 21 pairs); not measured before", False),
    ]


def test_what_is_kept_is_read_again_and_other_releases_and_comments_stay():
    text = with_release("# By hand.\n" + TEXT, "0.12.0", PLACE, [Ratios("list", [4.0, 4.5, 4.5, 4.5, 4.5, 6.0])])
    assert last_release(text, PLACE) == Release("0.12.0", {"list": Kept(4.5, 6.0)})
    assert text.startswith("# By hand.\n")
    assert list(tomllib.loads(text)) == ["0.9.0", "0.10.0", "0.11.0", "0.12.0"]
    again = with_release(text, "0.12.0", PLACE, [Ratios("list", [3.0] * 6)])
    assert last_release(again, PLACE) == Release("0.12.0", {"list": Kept(3.0, 3.0)})


def test_a_row_that_is_worse_is_the_exit_status(tmp_path, monkeypatch, capsys):
    file = tmp_path / "budget.toml"
    file.write_text(with_release("", "0.1.0", here(), [Ratios("list", [2.0] * 9)]), "utf-8")
    monkeypatch.setattr(budget, "FILE", file)
    for now, status in ((2.1, 0), (2.3, 1)):
        monkeypatch.setattr(budget, "measured", lambda names, pairs, now=now: [Ratios(names[0], [now] * pairs)])
        assert budget.main(["list", "--pairs", "9"]) == status
    assert "WORSE than in 0.1.0" in capsys.readouterr().out
    assert budget.main(["list", "--pairs", "9", "--keep", "0.2.0"]) == 1
    assert last_release(file.read_text("utf-8"), here()) == Release("0.2.0", {"list": Kept(2.3, 2.3)})


def test_the_file_can_be_read():
    last_release(FILE.read_text("utf-8"), here())
