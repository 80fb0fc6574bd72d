"""Checksums of rows: each covers columns of one row, so that a byte that damage changes in the file is noticed.

A checksum is the first 64 bits of a SHA-256, stored as a signed integer. The process that writes a row computes it over
logical values, so it is the same in every database. The input is a compact JSON array of the covered values in the
order of the table. NULL values at the end are left out: a nullable column that is added later keeps older checksums
valid. The length of a large text follows the other values. A migration that adds any other column to a table, or
changes values, sets the checksums of its rows to NULL. A NULL checksum covers nothing: the row was written before
checksums existed.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any

import orjson
from peewee import AutoField, FloatField, Model

from .backend import Row

_SUFFIX = "_checksum"
# The checksum of all columns that have no checksum of their own.
_WHOLE_ROW = "row_checksum"
# The large text of a row is hashed as it is, because escaping it in JSON would take twice as long as its hash.
_BODIES = frozenset({"data", "state", "outcome", "template_json", "settings_json", "progress_json", "results_json"})
# `last_accessed` is set without reading the row; verification compares it with the history. `head` is compared with the
# events of the feed; its checksum would need the owner's row to be read before every append. `name_key` is compared
# with the name that it is made of. The times of a lease are set by renewals, which write nothing else.
_NOT_COVERED = {
    ("investigation_states", "last_accessed"),
    ("investigation_states", "name_key"),
    ("feeds", "head"),
    ("executor_leases", "last_seen_at"),
    ("executor_leases", "expires_at"),
}


@dataclass(frozen=True)
class Checksum:
    """One checksum column of a table.

    column: holds the checksum. columns: the covered ones. body: the covered large text, the last of them.
    """

    column: str
    columns: tuple[str, ...]
    floats: frozenset[str]
    body: str | None

    def of(self, row: Row) -> int:
        """Return the checksum of a row; columns that it lacks are NULL."""
        values = self._values(row)
        while values and values[-1] is None:
            values.pop()
        body = row.get(self.body) if self.body else None
        if body is not None:
            values.append(len(body))
        hashed = hashlib.sha256(orjson.dumps(values))
        if body is not None:
            hashed.update(body.encode())
        return int.from_bytes(hashed.digest()[:8], "big", signed=True)

    def is_broken(self, row: Row) -> bool:
        """Return whether a row does not match its checksum; a row without one cannot be checked."""
        stored = row[self.column]
        if stored is None:
            return False
        try:
            return bool(stored != self.of(row))
        except (TypeError, ValueError, AttributeError):
            # Damage has left a value of another type, or text that is not UTF-8.
            return True

    def _values(self, row: Row) -> list[Any]:
        try:
            values = list(self._get(row))
        except KeyError:
            values = [row.get(name) for name in self._plain]
        if self.floats:
            # A caller may write a whole number, which a database returns as a float.
            pairs = zip(self._plain, values, strict=True)
            values = [float(value) if name in self.floats and value is not None else value for name, value in pairs]
        return values

    @cached_property
    def _plain(self) -> tuple[str, ...]:
        return tuple(name for name in self.columns if name != self.body)

    @cached_property
    def _get(self) -> Callable[[Row], tuple[Any, ...]]:
        first, *others = self._plain
        # `itemgetter` of one name returns no tuple.
        return itemgetter(first, *others) if others else lambda row: (row[first],)


@dataclass(frozen=True)
class RowFault:
    """A checksum that a row does not match. checksum: its column, which names what it covers."""

    table: str
    key: str
    checksum: str

    def __str__(self) -> str:
        return f"{self.table} {self.key}: {self.checksum} does not match"


@lru_cache(maxsize=64)
def checksums_of(model: type[Model]) -> tuple[Checksum, ...]:
    """Return the checksums that the rows of a table have, none for a table without them."""
    names = [field.column_name for field in model._meta.sorted_fields]
    of_sections = {name: name.removesuffix(_SUFFIX) + "_json" for name in names if name.endswith(_SUFFIX)}
    if of_sections.pop(_WHOLE_ROW, None) is None:
        return ()
    key = key_columns(model)
    apart = {*of_sections, *of_sections.values(), _WHOLE_ROW, *_uncovered(model)}
    whole = _checksum(model, _WHOLE_ROW, [name for name in names if name not in apart])
    return (whole, *(_checksum(model, column, [*key, section]) for column, section in of_sections.items()))


def key_columns(model: type[Model]) -> tuple[str, ...]:
    """Return the columns of a table's primary key."""
    return tuple(field.column_name for field in model._meta.get_primary_keys())


def with_checksums(model: type[Model], row: Row) -> Row:
    """Return a new row with its checksums; columns that it lacks are NULL."""
    checksums = checksums_of(model)
    return row | {checksum.column: checksum.of(row) for checksum in checksums} if checksums else row


def renewed_checksums(model: type[Model], row: Row, changes: Row) -> Row:
    """Return the checksums to write along with changes of a row that was read whole.

    A checksum that the row does not match stays as it is, so that a change of one column never hides the damage of
    another. A section that the changes do not name keeps its checksum.
    """
    after = row | changes
    return {
        checksum.column: checksum.of(after)
        for checksum in checksums_of(model)
        if _is_due(checksum, row, changes) and not checksum.is_broken(row)
    }


def find_faults(model: type[Model], row: Row) -> list[RowFault]:
    """Return the checksums that a whole row does not match."""
    broken = [checksum.column for checksum in checksums_of(model) if checksum.is_broken(row)]
    return [RowFault(model._meta.table_name, describe_key(model, row), column) for column in broken]


def is_covered(model: type[Model], row: Row) -> bool:
    """Return whether a whole row has all of its checksums."""
    return all(row[checksum.column] is not None for checksum in checksums_of(model))


def describe_key(model: type[Model], row: Row) -> str:
    """Return the primary key of a row as printable text, for example `owner='u1'`."""
    return ", ".join(f"{name}={row[name]!r}" for name in key_columns(model))


def _is_due(checksum: Checksum, row: Row, changes: Row) -> bool:
    return row[checksum.column] is None or any(name in changes for name in checksum.columns)


def _checksum(model: type[Model], column: str, columns: list[str]) -> Checksum:
    floats = frozenset(field.column_name for field in model._meta.sorted_fields if isinstance(field, FloatField))
    body = next((name for name in columns if name in _BODIES), None)
    return Checksum(column, tuple(columns), floats.intersection(columns), body)


def _uncovered(model: type[Model]) -> set[str]:
    """Return the columns without a checksum; a number that the database assigns is stored by its indexes as well."""
    table = model._meta.table_name
    numbers = {field.column_name for field in model._meta.sorted_fields if isinstance(field, AutoField)}
    return numbers | {column for owner, column in _NOT_COVERED if owner == table}
