"""SQLite connections to a journal's file: one that may write, and one that leaves no trace."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from unclench.journal import folder, wal

BUSY = 2_000
"""How long (ms) to wait while another program writes; its transactions are as short as ours."""


def connect(path: Path, parameters: str = "") -> sqlite3.Connection:
    """A connection without implicit transactions; `parameters` are those of SQLite's file URI, such as `?mode=ro`."""
    uri = f"{path.absolute().as_uri()}{parameters}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY / 1000, check_same_thread=False)


def connect_to_read(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing, not even the index of the log that SQLite wants beside the file.

    Where that index can be neither found nor made, a file without a log is opened as immutable,
    and a file with one is read into memory together with its log.
    """
    for parameters in ("?mode=ro",) if folder.has_log(path) else ("?mode=ro", "?mode=ro&immutable=1"):
        connection = connect(path, parameters)
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except sqlite3.OperationalError:
            connection.close()
        except BaseException:
            connection.close()
            raise
        else:
            return connection
    connection = wal.in_memory(wal.image(path))
    connection.execute("PRAGMA query_only = ON")
    return connection
