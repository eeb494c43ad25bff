"""The plain-text front end: one line a phase, for screen readers, logs, pipes and small needs."""

from unclench.plain.driver import Plain
from unclench.plain.output import Output

__all__ = ["Output", "Plain"]
