"""What can be read off a session without changing it. Pure."""

from __future__ import annotations

from unclench.session import alarm, questions
from unclench.session.open_questions import OpenQuestions
from unclench.session.playhead import Playhead, Status
from unclench.session.refusals import answer_first
from unclench.session.timeline import Segment, StepInfo, Timeline
from unclench.session.view import View, view_at


class SessionState:
    """Where a session is, what it asks, and when something will happen by itself."""

    playhead: Playhead
    questions: OpenQuestions
    waiting_behind: StepInfo | None = None
    """During a breathing break, the step of the other session that waits for its end."""

    @property
    def timeline(self) -> Timeline:
        """What is played; keys such as plus ten seconds put an edited one in its place."""
        return self.playhead.timeline

    def where(self, now: int) -> tuple[int, int]:
        """Returns (segment index, ms since its start); once the session is over, (number of segments, 0)."""
        return self.playhead.where(now)

    def status(self, now: int) -> Status:
        """Running, paused, getting ready or finished."""
        return self.playhead.status(now)

    def view(self, now: int) -> View:
        """Everything a front end shows."""
        return view_at(now, self.playhead, self.questions, self.waiting_behind)

    def next_change_at(self, now: int) -> int | None:
        """When the seconds on screen will next be different; None while they won't change."""
        wait = self.view(now).changes_in
        return None if wait is None else now + wait

    def next_gate_at(self) -> int | None:
        """The clock time from which only a key goes on; None while paused, or if no gate comes."""
        gate = self.playhead.next_gate()
        return None if gate is None else gate[1]

    def over_at(self, now: int) -> int:
        """When a session that is over by `now` came to its end."""
        return min(now, self.playhead.time_of(self.timeline.total))

    def on_skin(self, index: int) -> bool:
        """Whether something is, or may still be, on the skin in segment `index`."""
        return self.timeline.segments[index].on_skin

    def asked_since(self, now: int) -> int | None:
        """The clock time at which the question being asked now began; None if nothing is asked."""
        return self.questions.asked_since(self.playhead, now)

    def check_since(self, now: int) -> int | None:
        """When the first unanswered skin check came due; None if none is due."""
        return self.questions.check_since(self.playhead, now)

    def alarm_at(self, now: int) -> int | None:
        """When the alarm for what is on the skin begins unless a key is pressed first; None if nothing is on it."""
        return alarm.alarm_at(self.playhead, self.questions, now)

    def about_to(self, now: int) -> Segment | None:
        """The application that a yes to the question being asked now would begin, if it would."""
        segment = self.playhead.segment_at(now)
        if segment is None or not self.playhead.has_begun(now):
            return None
        begins = questions.begins_application(self.timeline, segment.index)
        return self.timeline.segments[segment.index + 1] if begins else None

    def answer_first(self, index: int) -> str:
        """What to press at the question of segment `index`, which no other key can leave."""
        return answer_first(self.timeline, index)
