"""When a sound server is asked where it is in our stream, and when it counts as dead. Pure."""

from __future__ import annotations

LOOK = 397
"""Ms between two looks where the server is: with a second in the queue, no less than half of one is ever left. It is
a multiple of no step in which servers work, so that in some looks all parts of a step are seen."""
SOON = (5, 9, 17)
"""Ms from a question to the next until it is known well where the server is, over and over; and then, if an answer came
late, as often at most. PipeWire tells where it was when its cycle of 5 to 43 ms began. In such uneven steps some
question soon meets the beginning of one; even steps of nearly a cycle may miss it for seconds."""

UNANSWERED = 250
"""Ms that are waited for an answer, twice; then the server hangs."""
DOUBTFUL = 100
"""Ms to the next look where it is no longer sure that the server is where it should be: if it has taken no frame for so
long, or is behind."""
STILL = 500
"""Ms without a frame taken after which the sink counts as dead or suspended..."""
STARTING = 2_500
"""...but so many while it starts: an idle sink may need a moment to get going."""


class ServerWatch:
    """Plans the questions. All times are ms without the time asleep: what slept with the machine is not dead."""

    def __init__(self) -> None:
        self._begun_at: int | None = None
        self.moved_at = 0
        """When the server last took a frame, as far as is known."""
        self._taken = 0
        self._look_at = 0
        self._question_at: int | None = None
        """When a question was asked that is not answered yet."""
        self._unanswered = 0
        self._tries = 0
        """How many answers this look has had."""

    @property
    def begun(self) -> bool:
        """Whether the stream has been started."""
        return self._begun_at is not None

    @property
    def has_played(self) -> bool:
        """Whether the server has taken anything."""
        return self._taken > 0

    def begin(self, now: int) -> None:
        """The stream was started now."""
        self._begun_at = self.moved_at = now

    def hurry(self, at: int) -> None:
        """Plan the next question for this time, if it would come later."""
        self._look_at = min(self._look_at, at)

    def pop_question(self, now: int) -> bool:
        """Whether to ask now; if so, that counts as done."""
        due = self._question_at is None and now >= self._look_at
        if due:
            self._question_at = now
        return due

    def answered(self, now: int, taken: int) -> int:
        """The server has answered that it has taken so many frames. Returns the ms since it was asked."""
        waited = 0 if self._question_at is None else now - self._question_at
        self._question_at, self._unanswered = None, 0
        if taken > self._taken:
            self._taken, self.moved_at = taken, now
        self._look_at = now + SOON[self._tries % len(SOON)]
        self._tries += 1
        return waited

    def waited_in_vain(self) -> None:
        """It did not answer within `UNANSWERED` ms, though this process was awake."""
        if self._question_at is not None:
            self._unanswered += 1

    def plan(self, now: int, *, late: bool) -> bool:
        """Plan the next question, since it is known well where the server is; `late`: the answer was of a while ago.

        Returns whether this look is over.
        """
        if now - self.moved_at >= DOUBTFUL:
            self._look_at = now + DOUBTFUL
            return False
        over = not late or self._tries > len(SOON)
        if over:
            self._look_at = now + LOOK
            self._tries = 0
        return over

    def is_dead(self, now: int) -> bool:
        """Whether the server no longer answers, or no longer plays what it has."""
        if self._begun_at is None:
            return False
        patience = STILL if now - self._begun_at > STARTING else STARTING
        return self._unanswered >= 2 or (self._question_at is None and now - self.moved_at >= patience)

    def wait(self, now: int) -> int:
        """Ms to wait for an answer, or until the next question."""
        return UNANSWERED if self._question_at is not None else max(self._look_at - now, 1)
