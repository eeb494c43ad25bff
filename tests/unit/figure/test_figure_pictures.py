"""Scenes over a phase's time, and pictures of them at any size."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.figure.figure import BREATH, BREATH_STEPS, DATA, KEPT, Figure, of_kind
from unclench.figure.kinematics import FRAME, Tween, move_of, picture_times, tween_at
from unclench.figure.loader import read
from unclench.figure.model import Keyframe
from unclench.figure.render import Picture, Style, Viewport, fit, paint
from unclench.figure.shapes import Role, Stroke
from unclench.routine import Catalogue

CATALOGUE = Catalogue(Path(__file__).parents[3] / "routines" / "exercises")
FIGURES = {id: Figure.of(movement.figure) for id in CATALOGUE.ids if (movement := CATALOGUE.get(id))}


def figure(id: str) -> Figure:
    found = FIGURES[id]
    assert found is not None
    return found


def tween(id: str, *moment, **where) -> tuple[str, str, float]:
    found: Tween = tween_at(figure(id).spec, *moment, **where)
    return found.start.pose, found.end.pose, round(found.part, 2)


def test_a_movement_takes_the_whole_of_its_phase_easing_in_and_out():
    assert [tween("cat-cow", "round", at, 4_000)[2] for at in (0, 1_000, 2_000, 3_000, 4_000)] == [
        0,
        0.15,
        0.5,
        0.85,
        1,
    ]


def test_a_movement_starts_where_the_phase_before_it_ended():
    assert tween("cat-cow", "round", 0, 5_000)[:2] == ("flat", "round")
    assert tween("cat-cow", "round", 0, 5_000, "sag")[:2] == ("sag", "round")


def test_a_hold_is_reached_soon_and_then_kept():
    assert tween("childs-pose", "hold", 2_500, 30_000) == ("kneeling", "folded", 1)
    assert tween("childs-pose", "hold", 29_000, 30_000) == ("kneeling", "folded", 1)


def test_moves_into_a_hold_follow_straight_on_each_other():
    moments = [tween("double-knee-to-chest", "hold", at, 30_000) for at in (1_500, 3_000, 20_000)]
    assert moments == [("one", "both", 0), ("one", "both", 1), ("one", "both", 1)]


def test_an_open_hold_never_runs_out():
    assert tween("childs-pose", "hold", 3_600_000, None) == ("kneeling", "folded", 1)


def test_the_setup_shows_how_to_get_into_position():
    moments = [tween("hamstring-stretch", "setup", at, 10_000) for at in (0, 1_900, 5_000, 10_000)]
    assert moments == [("lying", "held", 0), ("lying", "held", 0), ("lying", "held", 1), ("lying", "held", 1)]


def test_a_rest_goes_back_to_where_the_next_repetition_starts():
    assert tween("childs-pose", "rest", 0, 10_000, "hold") == ("folded", "kneeling", 0)
    assert tween("childs-pose", "rest", 2_000, 10_000, "hold") == ("folded", "kneeling", 1)


def test_a_round_goes_on_for_as_long_as_it_lasts():
    seen = [tween("walk", "go", at, 60_000)[1] for at in range(100, 2_000, 450)]
    assert seen == ["stride", "passing", "stride", "passing", "stride"]


@pytest.mark.parametrize(
    ("called", "pose"),
    [("HOLD", "up"), ("slowly up", "up"), ("down again", "down"), ("whatever", "up"), ("rest", "down")],
)
def test_phases_of_other_names_find_the_move_that_fits(called, pose):
    assert tween("hip-lift", called, 4_000, 4_000)[1] == pose


def mirror(strokes: tuple[Stroke, ...]) -> list[tuple[float, ...]]:
    return [(-s.x0, s.y0, -s.x1, s.y1) for s in strokes]


def test_the_left_side_is_the_picture_turned_round():
    right, left = (figure("bird-dog").at("hold", 900, 1_000, side=side) for side in ("right", "left"))
    assert mirror(left.strokes) == [(s.x0, s.y0, s.x1, s.y1) for s in right.strokes]


def test_from_above_the_head_stays_where_it_is():
    right, left = (figure("knee-roll").at("hold", 9_000, 10_000, side=side) for side in ("right", "left"))
    assert {(s.x0, -s.y0) for s in left.strokes} == {(s.x0, s.y0) for s in right.strokes}


def test_the_other_phase_of_a_roll_mirrors_the_pose():
    rolls = figure("knee-roll")
    to_right, to_left = (rolls.at(phase, 2_000, 2_000) for phase in ("right", "left"))
    lowest, highest = min(s.y0 for s in to_right.strokes), max(s.y0 for s in to_left.strokes)
    assert highest == pytest.approx(-lowest)


def test_a_change_of_sides_first_leaves_the_one_and_then_shows_the_other():
    where = {"side": "right", "before": "hold", "before_side": "left"}
    stretch = figure("hamstring-stretch")
    scenes = [stretch.at("switch", at, 5_000, **where) for at in (0, 1_000, 2_001, 4_999)]
    assert [(scene.turned, scene.moving) for scene in scenes] == [
        (True, False), (True, True), (False, False), (False, False),
    ]  # fmt: skip


def roles(id: str, **moment) -> set[Role]:
    return {stroke.role for stroke in figure(id).at("hold", 9_999, 10_000, **moment).strokes}


def test_the_working_limbs_are_marked():
    assert Role.WORKING in roles("single-knee-to-chest")
    assert Role.WORKING not in roles("childs-pose")


def test_a_step_marks_its_own_part_only_while_it_is_tense():
    group = figure("muscle-group")
    marked = {
        phase: sum(s.role is Role.WORKING for s in group.at(phase, 4_000, 5_000, part="Calves").strokes)
        for phase in ("tense", "let go")
    }
    assert marked["tense"] > 0
    assert marked["let go"] == 0


def test_a_hold_breathes_so_slightly_that_most_pictures_are_equal():
    childs = figure("childs-pose")
    pictures = [childs.draw(childs.at("hold", 10_000 + at, 60_000), 60, 16) for at in range(0, BREATH, 83)]
    changes = sum(one != other for one, other in pairwise(pictures))
    assert 2 <= changes <= 12
    assert childs.changes_in("hold", 10_000, 60_000) > 300


def test_a_movement_asks_for_twelve_pictures_a_second_or_more():
    assert figure("cat-cow").changes_in("round", 1_000, 5_000) <= 1_000 // 12
    assert figure("walk").changes_in("go", 100_000, None) <= 1_000 // 12


def test_a_movement_that_comes_again_comes_in_the_same_pictures():
    """Whenever the program wakes up between pictures, none is drawn twice."""
    cat = figure("cat-cow")

    def film(late: int) -> list[Picture]:
        return [
            cat.show("round", at + late, 5_000, (60, 16), Style.BRAILLE, before="sag") for at in range(0, 5_000, FRAME)
        ]

    first = film(0)
    assert all(one is other for one, other in zip(first, film(FRAME - 1), strict=True))
    assert len({id(picture) for picture in first}) > 40
    assert first[30] == cat.draw(cat.at("round", 30 * FRAME, 5_000, before="sag"), 60, 16)


def test_a_round_is_a_whole_number_of_pictures():
    """Otherwise a walk would never repeat the same pictures."""
    walk = figure("walk")
    made = [walk.show("go", at, None, (60, 16), Style.BRAILLE) for at in range(1_800, 61_800)]
    assert len({id(picture) for picture in made}) <= 22 * (BREATH_STEPS + 1)
    move = move_of(walk.spec, "go")
    assert all(0 < picture_times(move, at)[1] - at <= FRAME for at in range(2_000))
    assert all(picture_times(move, at)[0] <= at for at in range(2_000))
    assert len({picture_times(move, at)[0] % 1_800 for at in range(10_000)}) == 22


def test_only_so_many_pictures_are_kept():
    cat = figure("cat-cow")
    for rows in range(2, 12):
        for at in range(0, 5_000, FRAME):
            cat.show("round", at, 5_000, (40, rows), Style.BRAILLE)
    assert len(cat._pictures) <= KEPT


def test_pictures_of_one_figure_share_one_scale():
    cat = figure("cat-cow")
    assert cat.viewport(120, 64) is cat.viewport(120, 64)


sizes = st.tuples(st.integers(4, 130), st.integers(2, 45))


@given(st.sampled_from(CATALOGUE.ids), sizes, st.sampled_from(Style), st.sampled_from([None, "left"]))
def test_a_picture_has_the_size_that_was_asked_for(id, size, style, side):
    one = figure(id)
    columns, rows = size
    pictures = [one.draw(one.at("hold", 2_000, 5_000, side=side), columns, rows, style)]
    pictures.append(one.still(columns, rows, style, side=side))
    for picture in pictures:
        assert [len(row) for row in picture.rows] == [columns] * rows
        assert [len(row) for row in picture.roles] == [columns] * rows
        for row, owners in zip(picture.rows, picture.roles, strict=True):
            assert all((char == " ") == (owner == Role.NOTHING) for char, owner in zip(row, owners, strict=True))
            if style is Style.ASCII:
                assert row.isascii()


@given(st.sampled_from(CATALOGUE.ids), st.sampled_from([(24, 6), (60, 16), (120, 40)]))
def test_nothing_of_a_figure_is_cut_off(id, size):
    one = figure(id)
    x0, y0, x1, y1 = one.box
    frame = one.viewport(size[0] * 2, size[1] * 4)
    assert frame.left + frame.scale * x0 > -0.51
    assert frame.left + frame.scale * x1 < frame.width + 0.01
    assert frame.base - frame.scale * y1 > -0.51
    assert frame.base - frame.scale * y0 < frame.height + 0.01


def square() -> Viewport:
    return fit(20, 20, (0.0, 0.0, 10.0, 10.0), floor=False)


def test_a_dot_belongs_to_one_role_only():
    strokes = [Stroke(2, 5, 2, 8, 5, 2, Role.BODY), Stroke(5, 2, 1, 5, 8, 1, Role.WORKING, gap=True)]
    layers = paint(strokes, square())
    assert all(a & b == 0 for a, b in zip(layers[Role.BODY], layers[Role.WORKING], strict=True))


def test_a_gap_keeps_what_is_in_front_apart_from_what_is_behind():
    plain, gapped = (
        paint([Stroke(2, 5, 2, 8, 5, 2, Role.BODY), Stroke(5, 2, 1, 5, 8, 1, Role.WORKING, gap=gap)], square())
        for gap in (False, True)
    )
    count = [sum(row.bit_count() for row in layers[Role.BODY]) for layers in (plain, gapped)]
    assert count[1] < count[0]


def test_a_stroke_covers_about_its_area():
    layers = paint([Stroke(2, 5, 2, 8, 5, 2, Role.BODY)], fit(100, 100, (0.0, 0.0, 10.0, 10.0), floor=False))
    dots = sum(row.bit_count() for row in layers[Role.BODY])
    assert dots / 99.0**2 * 100 == pytest.approx(3.1416 * 4 + 6 * 4, rel=0.05)


def test_runs_give_back_every_row():
    picture = figure("plank").draw(figure("plank").at("hold", 5_000, 5_000), 40, 12)
    assert tuple("".join(text for text, _ in row) for row in picture.runs()) == picture.rows


def test_only_rows_that_changed_have_to_be_painted_anew():
    one = figure("bird-dog")
    first, second = (one.draw(one.at("reach", at, 4_000), 60, 16) for at in (1_000, 1_100))
    changed = second.changed(first)
    assert 0 < len(changed) < 16
    assert all((first.rows[at] == second.rows[at]) == (at not in changed) for at in range(16))
    assert second.changed(None) == list(range(16))
    assert second.changed(second) == []


def test_equal_scenes_make_equal_pictures():
    one = figure("plank")
    first, second = (one.draw(one.at("hold", 5_000, 5_000), 40, 12) for _ in "ab")
    assert isinstance(first, Picture)
    assert first == second


def test_key_poses_come_once_each_and_begin_at_the_start():
    assert figure("cat-cow").key_poses() == [
        ("setup", Keyframe("flat")), ("round", Keyframe("round")), ("sag", Keyframe("sag")),
    ]  # fmt: skip


def test_the_start_is_where_the_setup_ends():
    lift = figure("hip-lift")
    assert lift.starting_scene().strokes == lift.scene_of(Keyframe("down")).strokes


def dots(picture: Picture) -> set[tuple[int, int, int]]:
    """Row, column and bit of every dot, without the floor."""
    return {
        (y, x, bit)
        for y, (row, roles) in enumerate(zip(picture.rows, picture.roles, strict=True))
        for x, (char, role) in enumerate(zip(row, roles, strict=True))
        if role > Role.FLOOR
        for bit in range(8)
        if ord(char) >> bit & 1
    }


def test_no_two_exercises_look_the_same():
    """Each has a key pose that differs in many dots from every pose of every other exercise."""
    looks = {
        id: [dots(one.draw(one.scene_of(pose, phase=phase), 60, 16)) for phase, pose in one.key_poses()]
        for id in FIGURES
        if (one := figure(id))
    }
    for id, own in looks.items():
        for other, theirs in looks.items():
            if id < other:
                pairs = (own, theirs), (theirs, own)
                apart = [max(min(len(a ^ b) / len(a | b) for b in these) for a in those) for those, these in pairs]
                assert max(apart) > 0.3, (id, other, apart)


@pytest.mark.parametrize("kind", sorted(DATA))
def test_steps_without_an_exercise_have_figures_without_mistakes(kind):
    assert read(DATA[kind])[1] == ()
    assert of_kind(kind) is of_kind(kind)


def test_a_pack_lies_on_the_back_and_not_below_it():
    cold = of_kind("cold")
    assert cold is not None
    (pack,) = [s for s in cold.at("cold", 0, None).strokes if s.role is Role.WORKING]
    assert min(pack.y0, pack.y1) > 8
    assert of_kind("confirm") is None
