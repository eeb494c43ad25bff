"""Random routines for the laws: small numbers, every kind of step, every way of taking sides."""

from __future__ import annotations

from hypothesis import strategies as st

from unclench.routine.model import (
    AnyStep,
    ApplyStep,
    BreatheStep,
    BreathPattern,
    ConfirmStep,
    DoStep,
    Exact,
    ExerciseStep,
    Movement,
    Open,
    Phase,
    RepeatStep,
    RestStep,
    Routine,
)

MOVE = Movement(id=None, name="Pose")


def ms(low: float, high: float) -> st.SearchStrategy[Exact]:
    """Half seconds from `low` to `high` seconds, as an amount."""
    return st.integers(round(low * 2), round(high * 2)).map(lambda halves: Exact(halves * 500))


counts = st.integers(1, 4).map(Exact)
sides = st.sampled_from([(), ("left", "right"), ("right", "left", "both")])
phases = (
    st.lists(ms(0, 6), min_size=1, max_size=4)
    .filter(lambda lengths: any(n.value for n in lengths))
    .map(lambda lengths: tuple(Phase(f"phase {n}", length) for n, length in enumerate(lengths)))
)
timing = {
    "reps": counts, "sets": st.integers(1, 3).map(Exact), "sides": sides,
    "rest": ms(0, 5), "set_rest": ms(0, 5), "switch": ms(0, 5), "setup": ms(0, 12),
}  # fmt: skip
holds = st.builds(ExerciseStep, exercise=st.just(MOVE), hold=ms(0.5, 20), alternate=st.booleans(), **timing)
movements = st.builds(ExerciseStep, exercise=st.just(MOVE), phases=phases, alternate=st.booleans(), **timing)
counted = st.builds(ExerciseStep, exercise=st.just(MOVE), pace=ms(1, 5), **timing)
patterns = st.builds(
    BreathPattern,
    st.integers(2, 12).map(lambda n: n * 500), st.integers(0, 8).map(lambda n: n * 500),
    st.integers(2, 12).map(lambda n: n * 500), st.integers(0, 8).map(lambda n: n * 500),
)  # fmt: skip
breaths = st.builds(BreatheStep, pattern=patterns, cycles=counts, setup=ms(0, 12)) | st.builds(
    BreatheStep, pattern=patterns, lasting=ms(1, 40), setup=ms(0, 12)
)
rests = st.builds(RestStep, lasting=ms(0, 10))
activities = st.builds(DoStep, what=st.just(Movement(id=None, name="Walk")), lasting=ms(0, 10), setup=ms(0, 12))
timed: st.SearchStrategy[AnyStep] = st.one_of(holds, movements, counted, breaths, rests, activities)
gated: st.SearchStrategy[AnyStep] = st.one_of(
    st.builds(ExerciseStep, exercise=st.just(MOVE), hold=st.just(Open()), reps=counts, setup=ms(0, 12)),
    st.builds(
        ExerciseStep,
        exercise=st.just(MOVE),
        reps=st.just(Open()),
        **{key: value for key, value in timing.items() if key not in ("reps", "rest")},
    ),
    st.builds(ConfirmStep, question=st.just("Ready?"), alarm=st.booleans()),
    st.builds(ApplyStep, kind=st.sampled_from(["cold", "heat"]), lasting=ms(60, 1200), setup=ms(0, 12)),
    st.builds(DoStep, what=st.just(MOVE), lasting=ms(1, 5), wait=st.just(True)),
    st.builds(RestStep, lasting=ms(1, 5), only_if=st.just("Warm again?")),
)


def _blocks(inner: st.SearchStrategy[AnyStep]) -> st.SearchStrategy[AnyStep]:
    return inner | st.builds(
        RepeatStep, times=counts, rest=ms(0, 5), steps=st.lists(inner, min_size=1, max_size=3).map(tuple)
    )


def _routines(steps: st.SearchStrategy[AnyStep]) -> st.SearchStrategy[Routine]:
    return st.lists(_blocks(steps), min_size=1, max_size=4).map(
        lambda chosen: Routine(id="law", title="Law", steps=tuple(chosen))
    )


timed_routines = _routines(timed)
"""Routines that end by themselves."""
routines = _routines(timed | gated)
"""Routines that may ask for keys."""
