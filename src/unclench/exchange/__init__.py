"""Routines from and for other people: what is taken in, made of other programs' files, and handed on."""
