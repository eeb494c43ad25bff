"""What people are asked before, during and after a session, and what their answers change.

`intake` asks before a session, `interruptions` during it and after it. Each decides once for
all front ends: `asks` describes a question and what a key does to it, and the screens and the plain
front end only render that. What somebody has said is in the `health_record`.
"""

# Here, since `clearance` must know them without importing what takes long.
SPASM = "spasm"
"""The tag of a routine for the spasm itself."""
SIGNS = "signs"
"""Beside the kinds of routines: clear while the short question is not due and no warning sign stands."""
