"""The rules that keep a person safe, as pure functions over plain values: the caller brings times and clocks.

`limits` has the numbers (C1, C2), `exposure` and `lockouts` what was on the skin and what may go on
next, `screening` the health questions (C3), `red_flags` the warning signs (C4).
"""
