"""Investigation states: one row per investigation, its documents and the columns that lists and checks need."""

from collections.abc import Iterable
from functools import lru_cache

from ..backend import Reader, Row, Transaction
from ..checksums import renewed_checksums
from ..models import EntityType, State
from ..statements import update_statement
from . import audit
from .executors import leases

COLUMNS: tuple[str, ...] = tuple(field.column_name for field in State._meta.sorted_fields)
_VISIBLE = """
SELECT {columns}, a.role AS role, coalesce(f.pruned, 0) AS pruned, coalesce(f.head, 0) AS head
FROM investigation_states AS s
LEFT JOIN investigation_access AS a ON a.investigation_id = s.investigation_id AND a.user_id = ?
    AND a.accepted_at IS NOT NULL
LEFT JOIN feeds AS f ON f.owner = s.user_id
{joins}WHERE s.investigation_id = ? AND (s.user_id = ? OR a.role IS NOT NULL OR ? = 1)
"""
_LEASE_COLUMNS, _LEASE_JOIN = leases.deciding_join("s.investigation_id")
_FIND = f"SELECT {', '.join(COLUMNS)} FROM investigation_states WHERE investigation_id = ?"  # noqa: S608 - our columns
_OWNER = "SELECT user_id FROM investigation_states WHERE investigation_id = ?"
_EXISTS = "SELECT 1 FROM investigation_states WHERE investigation_id = ?"
_TOUCH = """
UPDATE investigation_states SET last_accessed = ?
WHERE investigation_id = ? AND (last_accessed IS NULL OR last_accessed <= ? OR last_accessed > ?)
"""


def find_visible(
    reader: Reader, investigation_id: str, user_id: str, *, sees_all: bool, columns: tuple[str, ...] = COLUMNS
) -> Row | None:
    """Return a state that the user can see, else None. sees_all: whether the user can see every state.

    A user sees what it owns, and what is shared with it once it has accepted.
    The row also has the `role` of the user's share, None without one, and `pruned` and `head` of the owner's feed.
    """
    values = (user_id, investigation_id, user_id, 1 if sees_all else 0)
    return reader.select_one(_visible_statement(columns), values)


def find_visible_with_lease(
    reader: Reader,
    investigation_id: str,
    user_id: str,
    lease_id: str | None,
    *,
    sees_all: bool,
    columns: tuple[str, ...] = COLUMNS,
) -> tuple[Row, Row | None] | None:
    """Like `find_visible`, but also return the lease that `leases.find_deciding` returns."""
    values = (user_id, lease_id, investigation_id, user_id, 1 if sees_all else 0)
    row = reader.select_one(_visible_statement(columns, with_lease=True), values)
    return None if row is None else leases.split_joined(row)


@lru_cache(maxsize=16)
def _visible_statement(columns: tuple[str, ...], *, with_lease: bool = False) -> str:
    listed = ", ".join(f"s.{column}" for column in columns)
    if with_lease:
        return _VISIBLE.format(columns=f"{listed}, {_LEASE_COLUMNS}", joins=f"{_LEASE_JOIN}\n")
    return _VISIBLE.format(columns=listed, joins="")


def find(reader: Reader, investigation_id: str) -> Row | None:
    """Return a state of any owner, None when there is none."""
    return reader.select_one(_FIND, (investigation_id,))


def exists(reader: Reader, investigation_id: str, owner: str | None = None) -> bool:
    """Return whether the investigation exists and, if an owner is given, belongs to that owner."""
    if owner is None:
        return bool(reader.select_tuples(_EXISTS, (investigation_id,)))
    return bool(reader.select_tuples(f"{_EXISTS} AND user_id = ?", (investigation_id, owner)))


def owner(reader: Reader, investigation_id: str) -> str:
    """Return the owner's user id, "" when there is no such investigation."""
    rows = reader.select_tuples(_OWNER, (investigation_id,))
    return str(rows[0][0]) if rows else ""


def insert(tx: Transaction, row: Row) -> None:
    """Store a new investigation. Raises UniqueViolation when its id is in use."""
    tx.insert(State, [row])


def update(tx: Transaction, row: Row, changes: Row) -> audit.ChainEnd | None:
    """Change columns of a state, and return where the audit entry of the change is appended.

    row: the state with `COLUMNS`. Returns None, without a change, when the stored row has a newer version.
    """
    changes, where = changes | renewed_checksums(State, row, changes), identity_and_version(row)
    statement = update_statement(State, tuple(changes), tuple(where))
    returning = audit.chain_end_columns(tx, "investigation_states.investigation_id")
    rows = tx.select_tuples(f"{statement} RETURNING {returning}", [*changes.values(), *where.values()])
    return audit.ChainEnd(*rows[0]) if rows else None


def delete(tx: Transaction, row: Row) -> bool:
    """Delete the state in `row`. Returns False when the stored row has a newer version."""
    return tx.delete(State, identity_and_version(row)) == 1


def identity_and_version(row: Row) -> Row:
    """Return the columns that identify a version. A change, deletion or re-creation alters at least one of them."""
    return {name: row[name] for name in ("investigation_id", "incarnation", "version")}


def touch(tx: Transaction, investigation_id: str, not_after: str) -> None:
    """Set `last_accessed` to now unless it lies between `not_after` and now."""
    tx.execute(_TOUCH, (tx.now, investigation_id, not_after, tx.now))


def replace_entity_types(tx: Transaction, investigation_id: str, entity_types: Iterable[str]) -> None:
    """Store the entity types in the settings, which the history filters by."""
    tx.delete(EntityType, {"investigation_id": investigation_id})
    rows = [{"investigation_id": investigation_id, "entity_type": name} for name in sorted(entity_types)]
    if rows:
        tx.insert(EntityType, rows)
