"""Copies the readable rows of a damaged database into a new database, skipping the unreadable ones."""

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

Rows = Iterator[tuple[Any, ...]]

# `migrate` fills the first two tables; triggers fill the others while the states are copied.
_NOT_COPIED = ("schema_migrations", "database_identity", "investigation_history", "investigation_history_counts")
# When neither an index nor a sequence shows how many rows there were, a scan ends after this many unreadable rowids.
MAX_BLIND_ROWIDS = 10_000


@dataclass
class Salvaged:
    """The counts of one table.

    lost: rows that could not be read or stored, None when they cannot be counted. is_damaged: whether any row was
    unreadable or broke a constraint; an index alone may be damaged as well.
    """

    table: str
    rows: int = 0
    lost: int | None = 0
    is_damaged: bool = False

    @property
    def losses(self) -> str:
        if self.lost is None:
            return ", an unknown number lost"
        return f", {self.lost} lost" if self.lost else ""


def salvage(damaged: sqlite3.Connection, rebuilt: sqlite3.Connection) -> list[Salvaged]:
    """Copy every readable and valid row of `damaged` to `rebuilt`, including rows that refer to a lost row.

    Both connections are put into autocommit mode. Raises sqlite3.DatabaseError when the schema has lost a
    table: the rows of the table may be intact, but without the schema they cannot be found.
    """
    damaged.isolation_level = rebuilt.isolation_level = None
    readable = {name for name, _ in _tables(damaged)}
    rebuilt.execute("PRAGMA foreign_keys = 0")
    rebuilt.execute("BEGIN IMMEDIATE")
    tables = [(name, has_rowid) for name, has_rowid in _tables(rebuilt) if name not in _NOT_COPIED]
    unreachable = sorted(name for name, _ in tables if name not in readable)
    if unreachable:
        raise sqlite3.DatabaseError(f"the schema has lost {', '.join(unreachable)}")
    salvaged = [_salvage_table(damaged, rebuilt, name, has_rowid) for name, has_rowid in tables]
    with suppress(sqlite3.DatabaseError):
        _copy_sequences(damaged, rebuilt)
    rebuilt.execute("COMMIT")
    return salvaged


def _tables(connection: sqlite3.Connection) -> list[tuple[str, bool]]:
    listed = connection.execute("SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    return [(name, not without_rowid) for name, without_rowid in listed if not name.startswith("sqlite_")]


def _salvage_table(damaged: sqlite3.Connection, rebuilt: sqlite3.Connection, table: str, has_rowid: bool) -> Salvaged:
    columns = [column for column in _columns(rebuilt, table) if column in _columns(damaged, table)]
    result, invalid = Salvaged(table), 0
    scan = _by_rowid if has_rowid else _scan_both_directions
    insert = _insertion(rebuilt, table, columns)
    for row in scan(damaged, table, columns, result):
        try:
            rebuilt.execute(insert, row)
        except sqlite3.IntegrityError:
            # The row can be read, but it breaks a constraint of its table.
            invalid += 1
            result.is_damaged = True
    (result.rows,) = rebuilt.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
    result.lost = None if result.lost is None else result.lost + invalid
    return result


def _insertion(rebuilt: sqlite3.Connection, table: str, columns: list[str]) -> str:
    # A row of the damaged file replaces the row that `migrate` made under the same key. Of two rows of the damaged file
    # with the same key the first is kept, because damage may have given the second one a wrong key.
    (is_filled,) = rebuilt.execute(f"SELECT EXISTS (SELECT 1 FROM {table})").fetchone()  # noqa: S608 - names from `sql/`
    conflict = "REPLACE" if is_filled else "ABORT"
    marks = ", ".join("?" for _ in columns)
    return f"INSERT OR {conflict} INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608


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
                # A damaged page may hold any rowid. The scan never goes back, or it might not end.
                at, read, failed = max(at, rowid + 1), read + 1, 0
                yield tuple(row)
            at, step = upper + 1, step * 4
        except sqlite3.DatabaseError:
            # The next row cannot be read. The scan takes single steps, and growing ones once they succeed again.
            at, failed = (at + 1, failed + 1) if step == 1 else (at, failed)
            step = 1
            result.is_damaged = True
    result.lost = (None if failed else 0) if count is None else max(0, count - read)


def _expected(damaged: sqlite3.Connection, table: str) -> tuple[int | None, int | None]:
    """Return how many rows the table had and its highest rowid, None for each that cannot be read."""
    # Each index holds the rowid of every row; the first readable one is enough.
    for (index,) in _indexes(damaged, table):
        with suppress(sqlite3.DatabaseError):
            row = damaged.execute(f"SELECT count(*), max(rowid) FROM {table} INDEXED BY {index}").fetchone()  # noqa: S608
            return row[0], row[1] or 0
    with suppress(sqlite3.DatabaseError):
        row = damaged.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
        return None, row[0] if row else None
    return None, None


def _indexes(damaged: sqlite3.Connection, table: str) -> list[tuple[str]]:
    return damaged.execute("SELECT name FROM pragma_index_list(?) WHERE NOT partial", (table,)).fetchall()


def _scan_both_directions(damaged: sqlite3.Connection, table: str, columns: list[str], result: Salvaged) -> Rows:
    # Without a rowid the scan cannot step over an unreadable row. A row that both directions read replaces itself.
    key = [name for (name,) in damaged.execute("SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", (table,))]
    try:
        yield from damaged.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {', '.join(key)}")  # noqa: S608
    except sqlite3.DatabaseError:
        result.lost, result.is_damaged = None, True
        backwards = ", ".join(f"{name} DESC" for name in key)
        with suppress(sqlite3.DatabaseError):
            yield from damaged.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {backwards}")  # noqa: S608


def _copy_sequences(damaged: sqlite3.Connection, rebuilt: sqlite3.Connection) -> None:
    # The numbers of deleted and lost rows must not be reused.
    for name, seq in damaged.execute("SELECT name, seq FROM sqlite_sequence").fetchall():
        raised = rebuilt.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (seq, name))
        if raised.rowcount == 0:
            rebuilt.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, seq))
