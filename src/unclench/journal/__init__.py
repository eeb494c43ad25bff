"""What somebody went through, kept in a file of their own: SQLite, readable by its owner only.

`records` says what is kept, `store` opens and writes it, `reading` answers questions about it,
`mending` brings over what a damaged file still holds, `carrying` takes it out and in. Names
and records only: nothing here knows a session or asks for the time.
"""
