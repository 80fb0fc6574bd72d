"""The rows of a copy: pages of a table in the order of its key, the numbers that a database assigns, and digests."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import orjson
from peewee import AutoField

from ...errors import StorageError
from ..backend import Backend, Reader, Row, Transaction
from ..checked_rows import Table, key_of, rows_after, table_name
from ..checksums import key_columns
from .tables import COPIED_TABLES

# A row may hold two states of 1 MB each; most rows have a few KB.
_ROWS_PER_PAGE = 100
_CHECKSUM = "_checksum"


@dataclass(frozen=True)
class Digest:
    """The content of a table. sha256: of its rows in the order of their keys, without their checksums."""

    rows: int
    sha256: str


def copy_table(source: Reader, target: Backend, table: Table) -> int:
    """Copy the rows after the last one that the target has, and return how many there were.

    Raises StorageError that names the table. The pages before the failed one are stored.
    """
    copied = 0
    for rows in _pages(source, table, _last_key(target, table)):
        try:
            target.write(partial(_insert, table, rows))
        except StorageError as error:
            names = f"{table_name(table)} from {key_of(table, rows[0])} to {key_of(table, rows[-1])}"
            raise StorageError(f"{names} cannot be stored: {error}") from error
        copied += len(rows)
    return copied


def copy_numbers(source: Reader, target: Backend) -> None:
    """Let the target continue with the numbers after those that the source has assigned, also to deleted rows."""
    for table in COPIED_TABLES:
        column = _assigned_column(table)
        if column is not None:
            names = {"table": table_name(table), "column": column}
            ((number,),) = source.select_tuples(source.sql("copying.last_number").format(**names))
            target.write(partial(_set_number, names, int(number)))


def digest(reader: Reader, table: Table) -> Digest:
    """Return the digest of a table. Equal rows have equal digests in every kind of database."""
    hashed, count = hashlib.sha256(), 0
    for rows in _pages(reader, table, []):
        count += len(rows)
        for row in rows:
            hashed.update(orjson.dumps([value for name, value in row.items() if not name.endswith(_CHECKSUM)]))
    return Digest(count, hashed.hexdigest())


def filled_tables(reader: Reader) -> list[str]:
    """Return the names of the tables of a copy that hold rows."""
    return [table_name(table) for table in COPIED_TABLES if rows_after(reader, table, [], 1)]


def _pages(reader: Reader, table: Table, key: list[str | int]) -> Iterator[list[Row]]:
    while rows := rows_after(reader, table, key, _ROWS_PER_PAGE):
        yield rows
        key = key_of(table, rows[-1])


def _last_key(reader: Reader, table: Table) -> list[str | int]:
    names = key_columns(table)
    order = ", ".join(f"{name} DESC" for name in names)
    statement = f"SELECT {', '.join(names)} FROM {table_name(table)} ORDER BY {order} LIMIT 1"  # noqa: S608 - our names
    return [value for row in reader.select_tuples(statement) for value in row]


def _insert(table: Table, rows: list[Row], tx: Transaction) -> None:
    tx.insert(table, rows)


def _assigned_column(table: Table) -> str | None:
    return next((field.column_name for field in table._meta.sorted_fields if isinstance(field, AutoField)), None)


def _set_number(names: dict[str, str], number: int, tx: Transaction) -> None:
    if number and not tx.execute(tx.sql("copying.set_number").format(**names), (number,)):
        # SQLite has no row for a table that never had one.
        tx.execute(tx.sql("copying.insert_number").format(**names), (number,))
