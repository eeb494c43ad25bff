"""How long the current question has been there: a key typed before it came must not answer it."""

from __future__ import annotations

from unclench.session import questions
from unclench.session.session import Session


class QuestionTimer:
    """Remembers when the question a session is asking first appeared. Times are ms on the session's clock."""

    def __init__(self, session: Session) -> None:
        self.asked_at: int | None = None
        """When the current question first appeared; None while nothing is asked."""
        self._session = session
        self._question: tuple[str, int | None] | None = None

    def update(self, now: int, *, over: bool) -> None:
        """Look at what is asked now. Once the session is over, nothing is."""
        asking = None if over else self._session.view(now).asking
        question = None if asking is None else (asking, self._session.asked_since(now))
        if question != self._question:
            self._question, self.asked_at = question, None if question is None else now

    def fresh(self, now: int) -> bool:
        """Whether a question appeared so recently that no key can have been meant for it."""
        guarded = self._question is not None and self._question[0] in questions.GUARDED
        return guarded and self.asked_at is not None and now < self.asked_at + questions.FRESH
