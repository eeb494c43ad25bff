"""How a session ended, what that means for the person and for resuming it, and how its steps were. Pure."""

from __future__ import annotations

from enum import StrEnum

from unclench.language import tr


class EndReason(StrEnum):
    """Why a session ended. The journal stores the value, so no value may ever change its meaning.

    Journals of older versions contain a few other values; `EndReason.read` copes with them.
    """

    FINISHED = "finished"
    USER = "user"
    """They had done enough."""
    TIRED = "fatigue"
    PAIN = "pain"
    """It hurt, and they chose to stop."""
    TOO_MUCH_PAIN = "too much pain"
    """Pain of 6 or more out of ten (C4)."""
    DOWN_THE_LEG = "down the leg"
    DIZZY_OR_NUMB = "dizzy or numb"
    SKIN = "skin"
    """The skin was not fine under cold or heat (C2.1)."""
    SOMETHING_ELSE = "other"
    """Something was wrong, and we don't know what."""
    WARNING_SIGN = "warning sign"
    INTERRUPTED = "interrupted"
    """Ctrl-C, or the system asked the program to stop."""
    TERMINAL_GONE = "the terminal is gone"
    NO_KEYBOARD = "no keyboard"
    NOBODY_LISTENS = "nobody can hear or see it"
    CRASHED = "crashed"

    @classmethod
    def read(cls, kept: str | None) -> EndReason | None:
        """The reason stored in a journal; None while the session runs, or if the program was killed.

        A value this version does not know counts as "something was wrong": better not to offer a session again than to
        offer it to somebody it has hurt.
        """
        if kept is None:
            return None
        try:
            return cls(kept)
        except ValueError:
            return cls.SOMETHING_ELSE

    @property
    def sentence(self) -> str:
        """How the session ended, for history and reports: `stopped: it hurt`."""
        return _SENTENCES[self]

    @property
    def farewell(self) -> str:
        """What we say to the person when it is over."""
        if self is EndReason.FINISHED:
            return tr("All done. Well done.")
        return _FAREWELLS.get(self, tr("You stopped early, and that is fine."))

    @property
    def body(self) -> bool:
        """Whether the body ended it. Then we neither offer the session again nor say "well done"."""
        return self in _BODY

    @property
    def weight(self) -> int:
        """How much a reason weighs: if there are two before the session is over, we report the heavier one."""
        return 3 if self is EndReason.WARNING_SIGN else 1 if self in _MILD else 2 if self.body else 0

    @property
    def resumable(self) -> bool:
        """Whether the session may be resumed."""
        return self is not EndReason.FINISHED and not self.body

    @property
    def unasked(self) -> bool:
        """Whether nobody could be asked at the end, so that a pack may still be on the skin."""
        return self in _UNASKED


_SENTENCES = {
    EndReason.FINISHED: tr("done to the end"),
    EndReason.USER: tr("stopped early"),
    EndReason.TIRED: tr("stopped: tired"),
    EndReason.PAIN: tr("stopped: it hurt"),
    EndReason.TOO_MUCH_PAIN: tr("stopped: pain of 6 or more"),
    EndReason.DOWN_THE_LEG: tr("stopped: pain moved down the leg"),
    EndReason.DIZZY_OR_NUMB: tr("stopped: dizzy or newly numb"),
    EndReason.SKIN: tr("stopped: the skin was not fine"),
    EndReason.SOMETHING_ELSE: tr("stopped: something was wrong"),
    EndReason.WARNING_SIGN: tr("stopped: warning sign"),
    EndReason.INTERRUPTED: tr("interrupted"),
    EndReason.TERMINAL_GONE: tr("interrupted: the window was closed"),
    EndReason.NO_KEYBOARD: tr("interrupted: no keyboard"),
    EndReason.NOBODY_LISTENS: tr("interrupted: no screen and no sound"),
    EndReason.CRASHED: tr("interrupted by an error"),
}
_FAREWELLS = {
    EndReason.PAIN: tr("Stopped because it hurt. Rest now; lying comfortably and breathing are enough for today."),
    EndReason.TOO_MUCH_PAIN: tr("Stopped. With pain of 6 or more, rest or breathe instead."),
    EndReason.DOWN_THE_LEG: tr(
        "Stopped because it moved down a leg. Rest now; lying comfortably and breathing are enough for today."
    ),
    EndReason.DIZZY_OR_NUMB: tr("Stopped. Stay lying down until it has passed; if it does not pass, get help."),
    EndReason.SKIN: tr(
        "Stopped. Leave the skin bare. If it stays white, blistered or numb, show it to a doctor today."
    ),
    EndReason.SOMETHING_ELSE: tr("Stopped. Rest now."),
    EndReason.WARNING_SIGN: tr("Stopped. Please get help now; the stretching can wait."),
}
_BODY = frozenset({
    EndReason.PAIN, EndReason.TOO_MUCH_PAIN, EndReason.DOWN_THE_LEG, EndReason.DIZZY_OR_NUMB,
    EndReason.SKIN, EndReason.SOMETHING_ELSE, EndReason.WARNING_SIGN,
})  # fmt: skip
_MILD = frozenset({EndReason.PAIN, EndReason.SOMETHING_ELSE})
_UNASKED = frozenset({
    EndReason.INTERRUPTED, EndReason.TERMINAL_GONE, EndReason.NO_KEYBOARD, EndReason.NOBODY_LISTENS, EndReason.CRASHED,
})  # fmt: skip


class Felt(StrEnum):
    """What somebody said of a step afterwards. The journal stores the value, so none may ever change its meaning."""

    TOO_MUCH = "too much"
    RIGHT = "right"
    EASY = "easy"
