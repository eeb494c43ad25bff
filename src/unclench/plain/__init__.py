"""The plain-text front end: one line per phase, for screen readers, logs and pipes."""

from unclench.plain.prompts import Output
from unclench.plain.session import PlainRunner

__all__ = ["Output", "PlainRunner"]
