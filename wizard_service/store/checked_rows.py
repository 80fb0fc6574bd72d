"""Whole rows of every table that has checksums, and the database's check of its own structures."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

from peewee import Model

from .audit_models import AuditAnchor, AuditPurge, AuditSnapshot, DeniedAttempt, UnfinishedDeletion
from .backend import Reader, Row, Transaction
from .checksums import key_columns, with_checksums
from .lease_models import ExecutorLease, Lease
from .models import (
    Access,
    AppliedMigration,
    EventRow,
    Feed,
    IdempotencyKey,
    Meta,
    Revocation,
    State,
    Template,
    TemplateVersion,
    Ticket,
)

Table = type[Model]

# The tables whose rows have checksums.
CHECKED_TABLES: tuple[Table, ...] = (
    State,
    Access,
    Feed,
    EventRow,
    Template,
    TemplateVersion,
    IdempotencyKey,
    AuditSnapshot,
    AuditAnchor,
    AuditPurge,
    DeniedAttempt,
    UnfinishedDeletion,
    Ticket,
    Revocation,
    Lease,
    ExecutorLease,
    Meta,
    AppliedMigration,
)


def table_name(table: Table) -> str:
    name: str = table._meta.table_name
    return name


@contextmanager
def rows_of(reader: Reader, table: Table) -> Iterator[Iterator[Row]]:
    """Open all rows of a table, in no order, as of one moment, read from the table itself and not from an index."""
    columns = _columns(table)
    with reader.iterate(f"SELECT {', '.join(columns)} FROM {table_name(table)}") as rows:  # noqa: S608 - our names
        yield (dict(zip(columns, row, strict=True)) for row in rows)


def key_of(table: Table, row: Row) -> list[str | int]:
    """Return the primary key of a row, as `rows_after` takes it."""
    return [row[name] for name in key_columns(table)]


def renew_checksums(tx: Transaction, table: Table, row: Row) -> None:
    """Compute the checksums of a row as it is stored now, damaged or not, and store them."""
    checksums = {name: value for name, value in with_checksums(table, row).items() if value != row[name]}
    tx.update(table, checksums, {name: row[name] for name in key_columns(table)})


def rows_after(reader: Reader, table: Table, key: Sequence[str | int], limit: int) -> list[Row]:
    """Return the next rows of a table after a primary key, the first ones when the key is empty."""
    return reader.select(_rows_after(table, is_first=not key), [*key, limit])


@lru_cache(maxsize=64)
def _rows_after(table: Table, *, is_first: bool) -> str:
    key = key_columns(table)
    names, marks = ", ".join(key), ", ".join("?" for _ in key)
    condition = "" if is_first else f" WHERE ({names}) > ({marks})"
    return f"SELECT {', '.join(_columns(table))} FROM {table_name(table)}{condition} ORDER BY {names} LIMIT ?"  # noqa: S608


def _columns(table: Table) -> tuple[str, ...]:
    return tuple(field.column_name for field in table._meta.sorted_fields)


def structure_faults(reader: Reader) -> list[str]:
    """Return the faults that the database finds in its own structures, such as an index that differs from its table."""
    return [text for (text,) in reader.select_tuples(reader.sql("meta.integrity")) if text != "ok"]
