"""What a step and a phase are called in one line. Pure."""

from __future__ import annotations

from unclench.safety.limits import PUT_IT_ON
from unclench.session import wording
from unclench.session.timeline import BREATHING, Gate, Kind, Segment, StepInfo


def headline(step: StepInfo, steps: int) -> str:
    """The step's number, name, position, dose and note, and its first caution."""
    text = f"{wording.of(step.index + 1, steps)}  {wording.join(step.title, step.position, step.dose, step.note)}"
    return wording.join(text, *step.cautions[:1])


def phase_line(segment: Segment) -> str:
    """`Hold 10 s, 2 of 3, left`: a phase in one line."""
    parts = [segment.label.capitalize()]
    if segment.gate is Gate.OPEN:
        parts[0] += " as long as you like; space when done"
    elif segment.gate is Gate.READY:
        parts[0] = "Space when you are ready"
    elif segment.gate is Gate.QUESTION:
        return f"{segment.hint} y or n"
    elif segment.gate is Gate.ANSWER:
        if segment.alarm:
            return f"{segment.hint} Press y once it is so"
        return segment.hint if segment.hint.endswith(PUT_IT_ON) else f"{segment.hint} Space when it is so"
    else:
        parts[0] += f" {wording.short(segment.width)}"
    if segment.kind is Kind.WORK or segment.kind in BREATHING:
        if segment.reps and segment.reps > 1 and segment.phase == 0:
            parts.append(wording.of(segment.rep or 1, segment.reps))
        if segment.sets and segment.sets > 1 and segment.phase == 0:
            parts.append(f"set {wording.of(segment.set or 1, segment.sets)}")
    if segment.side and (segment.phase == 0 or segment.kind is Kind.SWITCH):
        parts.append(segment.side)
    text = ", ".join(parts)
    return f"{text}. {segment.hint}" if segment.hint and segment.gate is None else text
