"""Sound: the cues' samples, a mixer that places them to the sample, and the backends that reach a speaker.

Start at `unclench.audio.player_choice`. Nothing here knows about sessions or routines.
"""
