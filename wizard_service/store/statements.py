"""Statement texts: INSERT, UPDATE and DELETE by column names, and the named text that differs between databases.

Peewee builds the same statement again each time, which is most of the cost of a write: 180 us a row against 12 us.
"""

import re
from functools import cache, lru_cache
from pathlib import Path

from peewee import Model


@lru_cache(maxsize=128)
def insert_statement(model: type[Model], columns: tuple[str, ...]) -> str:
    _check_columns(model, columns)
    return f"INSERT INTO {_table(model)} ({', '.join(columns)}) VALUES ({', '.join('?' for _ in columns)})"  # noqa: S608


@lru_cache(maxsize=128)
def update_statement(model: type[Model], columns: tuple[str, ...], where: tuple[str, ...]) -> str:
    _check_columns(model, (*columns, *where))
    changes = ", ".join(f"{column} = ?" for column in columns)
    return f"UPDATE {_table(model)} SET {changes} WHERE {_condition(where)}"  # noqa: S608


@lru_cache(maxsize=128)
def delete_statement(model: type[Model], where: tuple[str, ...]) -> str:
    _check_columns(model, where)
    return f"DELETE FROM {_table(model)} WHERE {_condition(where)}"  # noqa: S608


def _table(model: type[Model]) -> str:
    name: str = model._meta.table_name
    return name


def _condition(where: tuple[str, ...]) -> str:
    return " AND ".join(f"{column} = ?" for column in where)


def _check_columns(model: type[Model], columns: tuple[str, ...]) -> None:
    # Column names come from this program, never from a client; the check finds a misspelt one before the database does.
    unknown = set(columns) - {field.column_name for field in model._meta.sorted_fields}
    if unknown:
        raise ValueError(f"{model.__name__} has no column {', '.join(sorted(unknown))}")


_PACKAGE = Path(__file__).resolve().parents[1]
# Inside the wheel `sql/` is a separate package; in a checkout it is next to the package.
_FOLDERS = (_PACKAGE / "sql", _PACKAGE.parent / "sql")
_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


def sql_folder(database: str) -> Path:
    """Return the folder of a database's SQL files, for example of `sqlite`."""
    return next(folder for folder in _FOLDERS if folder.is_dir()) / database


@cache
def named_queries(database: str) -> dict[str, str]:
    """Return every statement in the database's `queries/` folder, as `<file>.<name>` -> text."""
    return {
        f"{path.stem}.{name}": text
        for path in sorted((sql_folder(database) / "queries").glob("*.sql"))
        for name, text in _statements(path.read_text())
    }


def _statements(script: str) -> list[tuple[str, str]]:
    _, *parts = _NAME.split(script)
    return [(name, text.strip().removesuffix(";")) for name, text in zip(parts[::2], parts[1::2], strict=True)]
