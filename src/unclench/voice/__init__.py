"""The voice: text made into samples ahead of time, so that words go through the mixer like tones.

Start at `unclench.voice.selection`. Nothing here knows about sessions or routines, and nothing is
loaded before the first text is asked for.
"""
