"""Sound: a bank of cues, a mixer that places them to the sample, and the ways out to a speaker.

Start at `unclench.audio.choice`. Nothing here knows about sessions or routines.
"""
