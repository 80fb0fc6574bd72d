"""The SQL files of `sql/sqlite/`, split into statements."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from ..migration_files import MigrationFile, read_migrations

_PACKAGE = Path(__file__).resolve().parents[2]
# Inside the wheel `sql/` is a separate package; in a checkout it is next to the package.
_FOLDERS = (_PACKAGE / "sql" / "sqlite", _PACKAGE.parent / "sql" / "sqlite")


class Migration(MigrationFile):
    """One file of `sql/sqlite/`."""

    def statements(self) -> Iterator[str]:
        """Split the script into statements; a trigger's body stays in one piece."""
        statement = ""
        for line in self.script.splitlines(keepends=True):
            statement += line
            if sqlite3.complete_statement(statement):
                yield statement
                statement = ""
        if statement.strip():
            # SQLite reports an unfinished statement; it ignores comments at the end.
            yield statement


def available_migrations() -> list[Migration]:
    return read_migrations(next(folder for folder in _FOLDERS if folder.is_dir()), Migration)
