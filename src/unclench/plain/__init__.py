"""The plain-text front end: one line a phase, for screen readers, logs, pipes and small needs."""

from unclench.plain.prompts import Output
from unclench.plain.session import Plain

__all__ = ["Output", "Plain"]
