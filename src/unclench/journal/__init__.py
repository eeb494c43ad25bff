"""The user's journal: sessions, exposures, pain, notes and answers, in a SQLite file that only its owner can read.

From the inside out: `records` defines what is stored, `schema` the tables and rows it is stored in. `file` is the open
file, in its folder; `database` opens it, repairs it where necessary, and reads and writes records; `queries` answers
questions about them, `erasure` deletes them for good, and `transfer` exports and imports them. `recovery` repairs a
damaged file, with what `raw_sqlite` still finds in it.

A run of the program uses the `logbook`: the journal, what is on the skin and what is locked out, and the `slips`, small
files that stand in for the journal where it fails. Nothing here knows how a session works, or asks what time it is.
"""
