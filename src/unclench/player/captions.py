"""The captions of a running session that are the player's own; those of the cues come with the session."""

from __future__ import annotations

from unclench.session.questions import OFF_FIRST

PAUSED, GO_ON = "Paused.", "Space to go on."
"""Said at the end of a caption, for those who do not see the screen, which shows both already."""
EASIER = "Shorter holds and fewer repetitions from here, and a smaller movement."
TAKE_IT_OFF_NOW = f"Take it off now. {OFF_FIRST}"
STILL_ON = f"Still on. {OFF_FIRST}"
IS_IT_OFF = "Have you taken it off? y yes, n not yet."
RUNS_ON = "Still on. The clock keeps running."
IT_IS_OFF = "It is off."
OFF_ELSEWHERE = "It was said to be off in another window."
SLEPT_ON, SLEPT_ONLY = "The computer slept. The clock ran on.", "The computer slept."
