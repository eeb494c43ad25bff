"""Sounds and pictures from strangers: decoded with care, in a process of their own.

A file of a few kilobytes can crash a decoder, keep it busy for ever or make it fill the memory. So no
decoder ever runs in the program itself, nor in the sound process. Start at `unclench.media.decoder`.
"""
