"""What there is to show of a session at one moment. Pure."""

from __future__ import annotations

from msgspec import Struct

from unclench.session.open_questions import OpenQuestions
from unclench.session.playhead import Playhead, Status
from unclench.session.questions import Question, QuestionKind
from unclench.session.timeline import Segment, StepInfo


class View(Struct, frozen=True):
    """What there is to show at one moment. Times are ms; `left` is None where a key decides."""

    status: Status
    segment: Segment | None
    step: StepInfo | None
    elapsed: int
    left: int | None
    total_left: int
    ready_in: int
    next_segment: Segment | None
    next_step: StepInfo | None
    asked: Question | None = None
    """The question being asked now, with its keys."""
    at_least: bool = False
    """Whether a part as long as the user likes is running or still to come: then `total_left` is a minimum."""
    waiting_behind: StepInfo | None = None
    """During a breathing break, the step you return to afterwards."""

    @property
    def asking(self) -> QuestionKind | None:
        """Which question is being asked now."""
        return None if self.asked is None else self.asked.kind

    @property
    def check_pending(self) -> bool:
        """Whether a skin check waits for its answer."""
        return self.asking == "check"

    @property
    def waiting(self) -> bool:
        """Whether only a key goes on from here."""
        return self.segment is not None and self.segment.gate is not None

    @property
    def seconds(self) -> int:
        """What the big digits show: whole seconds left, or seconds gone by where a key decides."""
        if self.status is Status.GETTING_READY:
            return -(-self.ready_in // 1000)
        return self.elapsed // 1000 if self.left is None else -(-self.left // 1000)

    @property
    def changes_in(self) -> int | None:
        """In how many ms `seconds` will be a different number; None if it won't change."""
        if self.segment is None or self.status is Status.PAUSED:
            return None
        if self.status is Status.GETTING_READY:
            return (self.ready_in - 1) % 1000 + 1
        if self.left is None:
            return 1000 - self.elapsed % 1000
        return (self.left - 1) % 1000 + 1


def view_at(now: int, playhead: Playhead, questions: OpenQuestions, waiting_behind: StepInfo | None) -> View:
    """What there is to show of a session at clock time `now`."""
    timeline = playhead.timeline
    index, elapsed = playhead.where(now)
    if index >= len(timeline.segments):
        return View(Status.FINISHED, None, None, 0, 0, 0, 0, None, None, waiting_behind=waiting_behind)
    segment = timeline.segments[index]
    after = timeline.steps[segment.step + 1 :]
    return View(
        status=playhead.status(now),
        segment=segment,
        step=timeline.steps[segment.step],
        elapsed=elapsed,
        left=None if segment.gate else segment.width - elapsed,
        total_left=timeline.total - segment.start - min(elapsed, segment.width),
        ready_in=max(0, playhead.time - now),
        next_segment=timeline.segments[index + 1] if index + 1 < len(timeline.segments) else None,
        next_step=after[0] if after else None,
        asked=questions.asked(playhead, now),
        at_least=index <= timeline.last_open,
        waiting_behind=waiting_behind,
    )
