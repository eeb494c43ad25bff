"""What is asked of the person before, in and after a session, and what the answers change.

`intake` decides every question, once for all front ends; `asks` says what a question looks like and
what a key does to it. The screens and the plain front end only render.
"""
