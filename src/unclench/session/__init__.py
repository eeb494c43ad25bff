"""What will happen in time, and where we are: a routine compiled to a timeline, and the session that plays it. Pure.

Before it starts: `choices` holds what was chosen, `compiler` makes a `timeline` of it, and `edits` changes one.
While it plays: a `session` follows its `playhead`, sounds its `cue_queue`, and asks its `questions`.
What it says: `cue_rules` decide when, `sentences` and `wording` decide in which words.
"""
