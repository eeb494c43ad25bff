"""What authors write for a figure, and how mistakes in it are explained."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.figure import __doc__ as figure_docs
from unclench.figure.kinematics import body_of
from unclench.figure.loader import POSE_KEYS, PROPS, Fault, read
from unclench.figure.model import FigureSpec, Keyframe, Limb, Move
from unclench.routine import Catalogue, LoadError
from unclench.routine.json_schema import exercise_schema
from unclench.routine.library import read_exercise

STAND = {"hip": "0 52.6", "trunk": 90, "legs": "at 0", "arms": "268 276"}


def figure(**pose: Any) -> dict[str, Any]:
    return {"poses": {"stand": {**STAND, **pose}}, "phases": {"hold": "stand"}}


def score(data: Any) -> FigureSpec:
    found, faults = read(data)
    assert faults == ()
    assert found is not None
    return found


def fault(data: Any) -> Fault:
    found, (only,) = read(data)
    assert found is None
    return only


def told(data: Any) -> str:
    only = fault(data)
    return f"{' > '.join(only.path)}: {only.what}. {only.instead}"


def test_directions_become_angles_of_joints():
    pose = score(figure(legs="270 180"))  # an upright thigh, the shin bent back
    assert pose.poses["stand"].limbs["right leg"] == Limb(0.0, -90.0, 90.0)


def test_one_limb_may_differ_from_the_other():
    limbs = score(figure(**{"right arm": "0 0"})).poses["stand"].limbs
    assert (limbs["right arm"].upper, round(limbs["left arm"].upper)) == (90.0, -2)


def test_what_a_pose_rests_on_lies_on_the_floor_unless_told_how_high():
    data = {
        "poses": {
            "a": {"right knee": 10, "legs": "270 183 197", "arms": "0 0"},
            "b": {"like": "a", "right knee": "10 9"},
        },
        "phases": {"hold": "a, b"},
    }
    poses = score(data).poses
    assert [body_of(poses[name]).limbs["right leg"].middle[:2] for name in "ab"] == [
        pytest.approx((10, 3.8)),
        pytest.approx((10, 9)),
    ]


def test_like_takes_over_what_is_not_said_anew():
    data = figure()
    data["poses"]["bent"] = {"like": "stand", "bend": "30 10"}
    stand, bent = score(data).poses.values()
    assert (bent.low, bent.high, bent.trunk, bent.limbs) == (30.0, 10.0, stand.trunk, stand.limbs)


def test_both_legs_said_anew_replace_one_of_the_pose_before():
    data = figure(**{"right leg": "270 200"})
    data["poses"]["again"] = {"like": "stand", "legs": "at 0"}
    assert score(data).poses["again"].limbs["right leg"].hold == "at"


def test_lists_and_texts_of_numbers_are_the_same():
    assert score(figure(arms=[0, 10])).poses == score(figure(arms="0 10")).poses


def test_phases_go_through_poses_in_a_time_and_again():
    data = figure()
    data["phases"] = {"go": "stand, stand mirrored, in 500ms, again", "tense": "stand, marked", "x": ["stand"]}
    assert score(data).phases == {
        "go": Move((Keyframe("stand"), Keyframe("stand", mirrored=True)), 500, again=True),
        "tense": Move((Keyframe("stand"),), marked=True),
        "x": Move((Keyframe("stand"),)),
    }


def test_unknown_words_get_the_nearest_known_one():
    assert told({**figure(), "pose": {}}) == "pose: “pose” is not a key of a figure. Did you mean `poses`?"
    assert told(figure(truk=3)).endswith("“truk” is not a key of a pose. Did you mean `trunk`?")
    assert told(figure(props={"bal": 1})).endswith("unclench can draw. Did you mean `ball`?")
    assert told(figure(arms="onto right knee")).endswith("Did you mean `on`?")
    assert told(figure(arms="on right knees")).endswith("Did you mean `right knee`?")
    assert told({**figure(), "works": "right legs"}).endswith("Did you mean `right leg`?")
    assert told({**figure(), "phases": {"hold": "stnd"}}) == (
        "phases > hold: there is no pose “stnd”. Did you mean `stand`?"
    )
    assert told({**figure(), "view": "sideways"}).endswith("Did you mean `side`?")


@pytest.mark.parametrize(
    ("key", "value", "part"),
    [
        ("trunk", "up", "“up” is not a number"),
        ("trunk", "1 2", "1 number should be here, not 2"),
        ("bend", [[]], "one value should be here, not a group or list"),
        ("trunk", {}, "one value should be here, not a group or list"),
        ("trunk", 1e300, "is not a number in this range"),
        ("trunk", True, "“true” is not a number"),
        ("legs", "270", "2 or 3 directions should be here, not 1"),
        ("legs", "270 180/95", "a direction is too large"),
        ("legs", "on right knee", "a leg can't hold on to anything"),
        ("arms", "toes at 3", "is not a place for `arms`"),
        ("arms", "at 3 4 5", "1 to 2 numbers should be here, not 3"),
        ("props", 3, "props are a group of keys"),
        ("props", {"ball": "1 2"}, "3 numbers should be here, not 2"),
        ("like", "nobody", "there is no pose “nobody” before this one"),
        ("shoulder", 3, "this pose has more than one fixed point"),
    ],
)
def test_bad_values_are_told_with_the_way_to_them(key, value, part):
    _, faults = read(figure(**{key: value}))
    assert [found.path[:2] for found in faults] == [("poses", "stand")] * len(faults)
    assert any(part in found.what for found in faults)


def test_knees_and_elbows_the_wrong_way_round_are_told():
    assert "knee of the right leg is bent -90 degrees" in told(figure(**{"right leg": "270 0"}))
    assert "elbow of the left arm is bent -90 degrees" in told(figure(**{"left arm": "270 180"}))


def test_a_foot_out_of_reach_is_told():
    assert "the right leg, 49 long, is" in told(figure(**{"right leg": "at 60"}))


def test_a_joint_below_the_floor_is_told():
    _, faults = read(figure(hip="0 20", legs="270 180 180"))
    assert [found.what for found in faults][:1] == ["the right leg knee is 8 below the floor"]


def test_what_hangs_from_a_limb_needs_its_directions():
    data = figure()
    del data["poses"]["stand"]["hip"]
    data["poses"]["stand"]["right knee"] = 3
    assert "can't be held elsewhere" in told(data)


def test_all_mistakes_come_in_one_go():
    data = {"view": "x", "poses": {"a": {"trunk": "y"}, "b": 3}, "phases": {"hold": "c"}}
    assert [found.path for found in read(data)[1]] == [
        ("view",),
        ("poses", "a"),
        ("poses", "b"),
        ("phases", "hold"),
    ]


scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12))
words = st.sampled_from(
    ["at 3", "toes at 3", "on head", "0 90", "270/3 4", "you", "stand", "stand, in 2s, again", "turned", "in s", "at"]
)
WORDS = "poses phases props view works marks stand hip trunk bend like legs arms face head twist ball hold"
keys = st.one_of(st.sampled_from(WORDS.split()), st.just("left arm"), st.text(max_size=6))
values = st.recursive(
    st.one_of(scalars, words),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=5)),
    max_leaves=12,
)


@given(values)
def test_no_data_at_all_raises_anything(data):
    found, faults = read(data)
    assert (found is None) == bool(faults)


@given(st.dictionaries(keys, values, max_size=6))
def test_no_pose_at_all_raises_anything(pose):
    found, faults = read({"poses": {"stand": pose}, "phases": {"hold": "stand"}})
    assert (found is None) == bool(faults)


@given(keys, values)
def test_no_single_value_raises_anything(key, value):
    read(figure(**{key: value}))


WRONG = """name: Mine
figure:
  poses:
    stand: {hip: 0 52.6, legs: at 0}
    lean: {like: stand, trunc: 100,
           arms: 27o 270}
  phases: {hold: leen}
"""


def test_problems_of_a_file_stand_at_their_line_and_column(tmp_path: Path):
    path = tmp_path / "mine.yaml"
    path.write_text(WRONG, "utf-8")
    with pytest.raises(LoadError) as caught:
        read_exercise(path)
    assert [str(problem).removeprefix(f"{path}:") for problem in caught.value.problems] == [
        "5:25: figure > poses > lean > trunc: “trunc” is not a key of a pose. Did you mean `trunk`?",
        (
            "6:12: figure > poses > lean > arms: “27o” is neither a direction nor a known word. "
            "Write it like `arms: 270 180` or `arms: at 64`."
        ),
        "7:12: figure > phases > hold: there is no pose “leen”. Did you mean `lean`?",
    ]


def test_an_exercise_works_without_its_broken_figure(tmp_path: Path):
    (tmp_path / "mine.yaml").write_text(WRONG, "utf-8")
    catalogue = Catalogue(tmp_path)
    assert catalogue.get("mine") is not None
    assert catalogue.problems() == ()
    with pytest.raises(LoadError) as caught:
        read_exercise(tmp_path / "mine.yaml")
    assert len(caught.value.problems) == 3


def test_the_schema_takes_what_the_reader_takes():
    validator = jsonschema.Draft202012Validator(exercise_schema())
    folder = Path(__file__).parents[3] / "routines" / "exercises"
    catalogue = Catalogue(folder)
    for id in catalogue.ids:
        movement = read_exercise(folder / f"{id}.yaml")
        validator.validate({"name": id, "figure": movement.figure})


@pytest.mark.parametrize(
    "pose", [{"truk": 1}, {"trunk": "up"}, {"arms": "on right knees"}, {"props": {"bal": 1}}, {"legs": "27o 180"}]
)
def test_the_schema_refuses_what_the_reader_refuses(pose):
    validator = jsonschema.Draft202012Validator(exercise_schema())
    assert validator.is_valid({"name": "x", "figure": figure()})
    assert not validator.is_valid({"name": "x", "figure": figure(**pose)})
    assert read(figure(**pose))[1]


def test_the_example_of_the_notation_can_be_played(tmp_path: Path):
    assert figure_docs is not None
    lines = figure_docs.split("::\n", 1)[1].split("*Draw for", 1)[0]
    path = tmp_path / "mine.yaml"
    path.write_text("name: Mine\n" + dedent(lines), "utf-8")
    assert set(score(read_exercise(path).figure).phases) == {"round", "reach", "rest"}


@pytest.mark.parametrize("word", [*POSE_KEYS, *PROPS])
def test_every_word_of_the_notation_is_told(word):
    assert figure_docs is not None
    assert word.split()[-1] in figure_docs
