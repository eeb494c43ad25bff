"""What a session has asked and not yet heard an answer to, on the line it is playing. Pure."""

from __future__ import annotations

from msgspec import Struct

from unclench.safety.limits import UNANSWERED_AFTER, check_times
from unclench.session import questions
from unclench.session.playhead import Playhead
from unclench.session.questions import Question
from unclench.session.timeline import EXPOSURE, Gate, Timeline


class OpenQuestions(Struct):
    """The answers given so far. Moving to another line forgets them all: start with a new one."""

    answered: int = 0
    """Skin checks of the running application are answered up to this many ms after its start."""
    asked_off_at: int | None = None
    """The clock time at which we asked whether it has been taken off."""
    refused: int | None = None
    """The gate whose application may not begin."""

    def asked(self, playhead: Playhead, now: int) -> Question | None:
        """The one question being asked now. A skin check comes before "have you taken it off?"."""
        segment = playhead.segment_at(now)
        if segment is None or not playhead.has_begun(now):
            return None
        if (due := self.check_since(playhead, now)) is not None:
            return questions.check(rings=now >= due + UNANSWERED_AFTER)
        asked_off = self.asked_off_at
        if segment.kind in EXPOSURE and asked_off is not None and now < asked_off + questions.ASKED_FOR:
            return questions.TAKEN_OFF
        if segment.gate is None:
            return None
        begun = playhead.time_of(segment.start)
        rings = self.becomes_alarm(playhead.timeline, segment.index) and now >= begun + questions.ALARM_FROM
        return questions.at_gate(playhead.timeline, segment.index, rings=rings)

    def asked_since(self, playhead: Playhead, now: int) -> int | None:
        """The clock time at which the question being asked now began; None if nothing is asked."""
        segment, asked = playhead.segment_at(now), self.asked(playhead, now)
        if segment is None or asked is None:
            return None
        if asked.kind == "check":
            return self.check_since(playhead, now)
        return self.asked_off_at if asked is questions.TAKEN_OFF else playhead.time_of(segment.start)

    def check_since(self, playhead: Playhead, now: int) -> int | None:
        """When the first unanswered skin check came due; None if none is due by `now`."""
        due = self.next_check_at(playhead)
        over = playhead.where(now)[0] != playhead.index  # at the end of the pack the question is whether it is off
        return None if due is None or due > now or over else due

    def next_check_at(self, playhead: Playhead) -> int | None:
        """The clock time of the first unanswered skin check of the running application."""
        if playhead.still or playhead.past_end:
            return None
        segment = playhead.timeline.segments[playhead.index]
        if segment.kind not in EXPOSURE:
            return None  # only a key leads to an application, so the line begins in it
        to_come = (at for at in check_times(segment.width, segment.checks) if at > self.answered)
        due = next(to_come, None)
        return None if due is None else playhead.time_of(segment.start + due)

    def becomes_alarm(self, timeline: Timeline, gate: int) -> bool:
        """Whether the question at a gate turns into the alarm, because the pack may be on before it is answered."""
        answers = timeline.segments[gate].gate is Gate.ANSWER and gate != self.refused
        return answers and questions.leads_to_application(timeline, gate)
