"""The plain-text front end: one line per phase, for screen readers, logs and pipes."""

from unclench.plain.intake import LineWriter
from unclench.plain.session import PlainRunner

__all__ = ["LineWriter", "PlainRunner"]
