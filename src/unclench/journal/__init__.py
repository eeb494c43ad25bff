"""The user's journal: sessions, exposures, pain, notes and answers, in a SQLite file that only its owner can read.

From the inside out: `records` defines what is stored, `schema` the tables, and `rows` the rows in them.
`file` is the open file, with `connection`, `creation` and `migration`; `database` reads and writes
records in it, `queries` answers questions about them, `erasure` deletes them for good, and
`transfer` exports and imports them. `recovery` repairs a damaged file, with `folder`, `pages` and
`wal`; `access` opens the journal, and repairs it where necessary.

A run of the program uses the `logbook`: the journal through its `handle`, the `exposures` and the
`lockouts`, and the `slips`, small files that stand in for the journal where it fails. Nothing here
knows how a session works, or asks what time it is.
"""
