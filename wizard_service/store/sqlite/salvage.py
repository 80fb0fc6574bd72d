"""Read what is left of a damaged database, row by row around what cannot be read, into a new one built from `sql/`."""

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

Rows = Iterator[tuple[Any, ...]]

# Written anew: the first by whoever builds the file, the others by triggers as the states are copied.
_NOT_COPIED = ("schema_migrations", "investigation_history", "investigation_history_counts")
# Rowids tried one after the other behind the last one that could be read, when nothing tells how many there were.
MAX_BLIND_ROWIDS = 10_000


@dataclass
class Salvaged:
    """What became of one table. lost: rows that were there; None when the damage does not let them be counted."""

    table: str
    rows: int = 0
    lost: int | None = 0

    @property
    def losses(self) -> str:
        if self.lost is None:
            return ", an unknown number lost"
        return f", {self.lost} lost" if self.lost else ""


def salvage(damaged: sqlite3.Connection, fresh: sqlite3.Connection) -> list[Salvaged]:
    """Copy every readable and valid row of `damaged` into the tables of `fresh`. Both are in autocommit mode.

    Rows that refer to lost ones are copied too. Raises sqlite3.DatabaseError when not even the schema can be read.
    """
    known = {name for name, _ in _tables(damaged)}
    fresh.execute("PRAGMA foreign_keys = 0")
    fresh.execute("BEGIN IMMEDIATE")
    tables = [(name, has_rowid) for name, has_rowid in _tables(fresh) if name in known and name not in _NOT_COPIED]
    salvaged = [_salvage_table(damaged, fresh, name, has_rowid) for name, has_rowid in tables]
    with suppress(sqlite3.DatabaseError):
        _copy_sequences(damaged, fresh)
    fresh.execute("COMMIT")
    return salvaged


def _tables(connection: sqlite3.Connection) -> list[tuple[str, bool]]:
    listed = connection.execute("SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    return [(name, not without_rowid) for name, without_rowid in listed if not name.startswith("sqlite_")]


def _salvage_table(damaged: sqlite3.Connection, fresh: sqlite3.Connection, table: str, has_rowid: bool) -> Salvaged:
    columns = [column for column in _columns(fresh, table) if column in _columns(damaged, table)]
    result, refused = Salvaged(table), 0
    scan = (
        _by_rowid(damaged, table, columns, result)
        if has_rowid
        else _scan_both_directions(damaged, table, columns, result)
    )
    marks = ", ".join("?" for _ in columns)
    insert = f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - names from `sql/`
    for row in scan:
        try:
            fresh.execute(insert, row)
        except sqlite3.IntegrityError:
            # Readable, but not what a row of ours can be.
            refused += 1
    (result.rows,) = fresh.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
    result.lost = None if result.lost is None else result.lost + refused
    return result


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))]


def _by_rowid(damaged: sqlite3.Connection, table: str, columns: list[str], result: Salvaged) -> Rows:
    count, highest = _expected(damaged, table)
    select = f"SELECT rowid, {', '.join(columns)} FROM {table} WHERE rowid BETWEEN ? AND ? ORDER BY rowid"  # noqa: S608
    at, step, read, failed = 1, 2**32, 0, 0
    last = 2**62 if highest is None else highest
    while at <= last and failed < (MAX_BLIND_ROWIDS if highest is None else last):
        upper = min(last, at + step - 1)
        try:
            for rowid, *row in damaged.execute(select, (at, upper)):
                at, read, failed = rowid + 1, read + 1, 0
                yield tuple(row)
            at, step = upper + 1, step * 4
        except sqlite3.DatabaseError:
            # What comes next cannot be read: go on in single steps, in growing ones once that works again.
            at, failed = (at + 1, failed + 1) if step == 1 else (at, failed)
            step = 1
    result.lost = (None if failed else 0) if count is None else max(0, count - read)


def _expected(damaged: sqlite3.Connection, table: str) -> tuple[int | None, int | None]:
    # An index holds the rowid of every row; which of them can be read is a matter of luck.
    for (index,) in _indexes(damaged, table):
        with suppress(sqlite3.DatabaseError):
            found = damaged.execute(f"SELECT count(*), max(rowid) FROM {table} INDEXED BY {index}").fetchone()  # noqa: S608
            return found[0], found[1] or 0
    with suppress(sqlite3.DatabaseError):
        found = damaged.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
        return None, found[0] if found else None
    return None, None


def _indexes(damaged: sqlite3.Connection, table: str) -> list[tuple[str]]:
    return damaged.execute("SELECT name FROM pragma_index_list(?) WHERE NOT partial", (table,)).fetchall()


def _scan_both_directions(damaged: sqlite3.Connection, table: str, columns: list[str], result: Salvaged) -> Rows:
    # Without a rowid there is no way to step over what cannot be read. What both ways read replaces itself.
    key = [name for (name,) in damaged.execute("SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", (table,))]
    try:
        yield from damaged.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {', '.join(key)}")  # noqa: S608
    except sqlite3.DatabaseError:
        result.lost = None
        backwards = ", ".join(f"{name} DESC" for name in key)
        with suppress(sqlite3.DatabaseError):
            yield from damaged.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {backwards}")  # noqa: S608


def _copy_sequences(damaged: sqlite3.Connection, fresh: sqlite3.Connection) -> None:
    # Numbers of rows that were deleted, or lost, are not given out again.
    for name, seq in damaged.execute("SELECT name, seq FROM sqlite_sequence").fetchall():
        raised = fresh.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (seq, name))
        if raised.rowcount == 0:
            fresh.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, seq))
