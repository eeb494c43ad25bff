"""The guard against held keys, which lines of text share with the screens."""

from unclench.guard import QUIET, REPEAT_DELAY, Guard

__all__ = ["QUIET", "REPEAT_DELAY", "Guard"]
