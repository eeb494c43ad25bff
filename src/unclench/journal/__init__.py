"""The user's journal: sessions, exposures, pain, notes and answers, in a SQLite file that only its owner can read.

From the inside out: `records` defines what is stored, and `rows` turns it into rows of tables.
`file` is the open file, with `connection`, `creation` and `migration`; `database` reads and writes
records in it, `queries` answers questions about them, `erasure` deletes them for good, and
`transfer` exports and imports them. `recovery` repairs a damaged file, with `folder`, `pages` and
`wal`; `access` opens the journal, and repairs it where necessary. `logbook` is what a run of the
program uses. Nothing here knows how a session works, or asks what time it is.
"""
