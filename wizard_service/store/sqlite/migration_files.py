"""The SQL files of `sql/` and their checksums."""

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[2]
# Inside the wheel `sql/` is a separate package; in a checkout it is next to the package.
_FOLDERS = (_PACKAGE / "sql" / "sqlite", _PACKAGE.parent / "sql" / "sqlite")


@dataclass(frozen=True)
class Migration:
    """One file of `sql/`; `sha256` is of its text with LF line ends."""

    name: str
    script: str
    sha256: str

    def is_applied_as(self, sha256: str) -> bool:
        """Return whether a recorded checksum is of this file; a checkout may have LF or CRLF line ends."""
        return sha256 in (self.sha256, _sha256(self.script.replace("\n", "\r\n")))

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
    folder = next(folder for folder in _FOLDERS if folder.is_dir())
    paths = sorted(folder.glob("*.sql"))
    # Reading as text turns CRLF into LF.
    scripts = {path.name: path.read_text(encoding="utf-8") for path in paths}
    return [Migration(name, script, _sha256(script)) for name, script in scripts.items()]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
