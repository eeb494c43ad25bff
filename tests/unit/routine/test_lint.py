"""What can be read in a routine file and still makes no sense, or isn't safe."""

from __future__ import annotations

from unclench.routine import LoadError, load_text


def test_notes_for_repetitions_are_warned_of_where_there_are_none():
    assert "only an exercise has repetitions" in problems("{rest: 5s, notes: {1: Softly}}")


def test_what_cannot_grow_is_said():
    grow = "progress: {reps: 1-5, by: 1, every: 3 days}"
    assert "only an exercise can grow" in problems(f"{{rest: 5s, {grow}}}")
    assert problems(f"{{exercise: Lean, hold: 5s, {grow}}}") == ""
    hold = "progress: {hold: 1-5s, by: 1s, every: 3 days}"
    assert "no hold that could grow" in problems(f"{{exercise: Lean, phases: [{{up: 2s}}], {hold}}}")


def problems(step: str) -> str:
    """Everything that is said about a routine with this one step."""
    try:
        loaded = load_text(f"format: 1\ntitle: One\nsteps:\n  - {step}\n", "one.yaml")
    except LoadError as error:
        return "\n".join(f"error {problem}" for problem in error.problems)
    return "\n".join(f"warning {problem}" for problem in loaded.problems)


def test_c1_16_a_press_of_more_than_sixty_seconds_is_an_error():
    press = "{{exercise: Press a point, tags: [massage], hold: {}s}}"
    assert "C1.16" in problems(press.format(61))
    assert problems(press.format(60)) == ""


def test_c1_18_a_hold_of_more_than_sixty_seconds_is_warned_of():
    assert problems("{exercise: Lean, hold: 61s}").startswith("warning")
    assert problems("{exercise: Lean, hold: 60s}") == ""


def test_c1_19_breathing_of_more_than_ten_minutes_is_warned_of():
    assert problems("{breathe: 5-1-4, for: 601s}").startswith("warning")
    assert problems("{breathe: 5-1-4, for: 600s}") == ""
