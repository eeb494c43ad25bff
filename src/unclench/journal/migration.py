"""Which version of the journal a file is, and how an older one is brought up to date."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from unclench.journal.errors import Damaged, Unavailable
from unclench.journal.records import TABLES
from unclench.journal.rows import seal
from unclench.journal.schema import MIGRATIONS, SHAPES, VERSION, statements
from unclench.system import safe_text


class FileVersion(Struct, frozen=True):
    """`actual` is the version that the tables belong to, 0 without tables; `stated` is the number in the file."""

    actual: int
    stated: int


class Schema(Struct, frozen=True):
    """The version that this program writes, and the statements that lead from each older one to the next."""

    version: int = VERSION
    migrations: Mapping[int, Sequence[str]] = field(default_factory=lambda: MIGRATIONS)

    def version_of(self, connection: sqlite3.Connection, path: Path) -> FileVersion:
        """The version of an open file. Raises Damaged, and Unavailable where a newer program wrote it.

        The tables are believed before the number: one flipped bit would make the file a newer one for good.
        """
        stated = connection.execute("PRAGMA user_version").fetchone()[0]
        if stated == self.version:
            return FileVersion(stated, stated)
        columns = connection.execute(
            "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'"
        )
        shape: dict[str, tuple[str, ...]] = {}
        for table, column in columns:
            if table in TABLES:
                shape[table] = (*shape.get(table, ()), column)
        if not shape and stated == 0:
            return FileVersion(0, 0)
        for version, known in SHAPES.items():
            if shape == known:
                return FileVersion(version, stated)
        if stated > self.version:
            name = safe_text.line(str(path))
            raise Unavailable(f"The journal {name} was written by a newer unclench, and is left as it is.")
        raise Damaged("its tables are not those of a journal")

    def bring_up_to_date(self, connection: sqlite3.Connection, path: Path) -> Path | None:
        """Make the file one of this version, and correct a wrong number in it.

        Returns the copy that was made of an older file, None where there was no need for one.
        """
        found = self.version_of(connection, path)
        if found.actual < self.version:
            connection.execute("PRAGMA journal_mode = WAL")
            copy = _copied(connection, path, found.actual) if found.actual else None
            self._migrate(connection, path)
            return copy
        if found.stated != found.actual:
            connection.execute(f"PRAGMA user_version = {found.actual}")
        return None

    def _migrate(self, connection: sqlite3.Connection, path: Path) -> None:
        run = connection.execute
        connection.create_function("seal_of", -1, lambda table, *values: seal(table, values), deterministic=True)
        run("BEGIN IMMEDIATE")
        try:
            # Asked again inside the transaction: another program may have been quicker.
            version = self.version_of(connection, path).actual
            needed = statements() if version == 0 else []
            version = version or VERSION
            while version < self.version:
                needed += self.migrations[version]
                version += 1
            for statement in needed:
                run(statement)
            run(f"PRAGMA user_version = {version}")
            run("COMMIT")
        except BaseException:
            if connection.in_transaction:
                run("ROLLBACK")
            raise


def _copied(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    """A complete copy of an older file, beside it; where that fails, no part of it is left."""
    to = path.with_name(f"{path.stem}.version-{version}.db")
    try:
        os.close(os.open(to, os.O_CREAT | os.O_RDWR, 0o600))
        with contextlib.closing(sqlite3.connect(to)) as copy:
            connection.backup(copy)
    except BaseException:
        with contextlib.suppress(OSError):
            to.unlink()
        raise
    return to
