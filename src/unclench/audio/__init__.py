"""Sound: a bank of cues, a mixer that places them to the sample, and the ways out to a speaker.

Start at `unclench.audio.selection`. Nothing here knows about sessions or routines.
"""
