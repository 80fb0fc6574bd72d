"""Statements that differ between databases: named text in `sql/<database>/queries/<noun>.sql`."""

import re
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
# Inside the wheel `sql/` is a package of its own; in a checkout it lies next to the package.
_FOLDERS = (_PACKAGE / "sql", _PACKAGE.parent / "sql")
_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


def sql_folder(database: str) -> Path:
    """Return the folder of a database's SQL files, for example of `sqlite`."""
    return next(folder for folder in _FOLDERS if folder.is_dir()) / database


@cache
def named_queries(database: str) -> dict[str, str]:
    """Return `<noun>.<statement>` -> text of every statement in the database's `queries/` folder."""
    return {
        f"{path.stem}.{name}": text
        for path in sorted((sql_folder(database) / "queries").glob("*.sql"))
        for name, text in _statements(path.read_text())
    }


def _statements(script: str) -> list[tuple[str, str]]:
    _, *parts = _NAME.split(script)
    return [(name, text.strip().removesuffix(";")) for name, text in zip(parts[::2], parts[1::2], strict=True)]
