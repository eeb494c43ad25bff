"""The voice: texts rendered to samples ahead of time, so that words go through the mixer like cues.

Start at `unclench.voice.voice_choice`. Nothing here knows about sessions or routines, and no engine is
loaded before the first text is asked for.
"""
