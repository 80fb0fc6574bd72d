"""The usage row of each owner: how many investigations and bytes are stored. Every change updates it.

The size of a row is ROW_BYTES plus the bytes of its documents. To avoid deadlocks, a transaction goes through owners in
their order, and updates the usage row of each before the counter row of its feed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..backend import Reader, Transaction

# The estimated size of the identifiers, timestamps, hashes and index entries of a row in any table.
ROW_BYTES = 400

_STATE_TEXTS = ("settings_json", "progress_json", "results_json")
_ENTRY_TEXTS = ("previous_state", "changes")
_TEMPLATE_TEXTS = ("template_json", "description")


@dataclass(frozen=True)
class Source:
    """A table whose rows count. owner: an SQL expression for a row's owner. texts: the columns to measure."""

    table: str
    owner: str
    texts: tuple[str, ...]

    def measured(self, reader: Reader) -> str:
        """Return the SQL for owner and bytes of a row, for a SELECT or a RETURNING."""
        return f"{self.owner} AS owner, {self.size(reader)} AS bytes"

    def size(self, reader: Reader) -> str:
        """Return the SQL for the bytes of a row."""
        octets = reader.sql("usage.octets")
        return " + ".join([str(ROW_BYTES), *(octets.format(column=text) for text in self.texts)])


STATES = Source("investigation_states", "user_id", _STATE_TEXTS)
EVENTS = Source("events", "owner", ("data",))
ENTRIES = Source("investigation_audit_log", "user_id", _ENTRY_TEXTS)
# An incarnation never changes its owner, and as long as a snapshot exists, so does an entry or the state.
SNAPSHOTS = Source(
    "audit_snapshots",
    """coalesce(
    (SELECT user_id FROM investigation_audit_log AS entry
        WHERE entry.investigation_id = audit_snapshots.investigation_id
        AND entry.incarnation = audit_snapshots.incarnation LIMIT 1),
    (SELECT user_id FROM investigation_states AS state
        WHERE state.investigation_id = audit_snapshots.investigation_id))""",
    ("state",),
)
TEMPLATES = Source("investigation_templates", "user_id", _TEMPLATE_TEXTS)
TEMPLATE_VERSIONS = Source(
    "investigation_template_versions",
    """(SELECT user_id FROM investigation_templates AS template
    WHERE template.template_id = investigation_template_versions.template_id)""",
    _TEMPLATE_TEXTS,
)
OUTCOMES = Source("idempotency_keys", "user_id", ("outcome",))
SOURCES = (STATES, EVENTS, ENTRIES, SNAPSHOTS, TEMPLATES, TEMPLATE_VERSIONS, OUTCOMES)

_ADD = """
INSERT INTO usage (owner, investigations, stored_bytes) VALUES (?, ?, ?)
ON CONFLICT (owner) DO UPDATE SET
    investigations = usage.investigations + excluded.investigations,
    stored_bytes = usage.stored_bytes + excluded.stored_bytes
RETURNING investigations, stored_bytes
"""
_FIND = "SELECT investigations, stored_bytes FROM usage WHERE owner = ?"
_COUNTED = "SELECT owner, investigations, stored_bytes, corrections FROM usage"
_CORRECT = """
UPDATE usage SET investigations = investigations + ?, stored_bytes = stored_bytes + ?, corrections = corrections + 1
WHERE owner = ? AND corrections = ?
"""
_CREATE_MISSING = "INSERT INTO usage (owner) VALUES (?) ON CONFLICT (owner) DO NOTHING"


@dataclass(frozen=True)
class Amount:
    """The usage of an owner, or the amount that a change adds to it. reported_events: set only for changes."""

    investigations: int = 0
    stored_bytes: int = 0
    reported_events: int = 0


@dataclass(frozen=True)
class Drift:
    """An owner whose usage row differs from the stored rows. corrections: the row's counter when it was compared."""

    owner: str
    counted: Amount
    stored: Amount
    corrections: int


def text_bytes(row: Mapping[str, Any], texts: Iterable[str]) -> int:
    """Return the bytes of the texts of a row, without ROW_BYTES. Missing texts count 0."""
    return sum(_octets(row.get(text)) for text in texts)


def row_bytes(row: Mapping[str, Any], source: Source) -> int:
    """Return the size of a row before it is stored."""
    return ROW_BYTES + text_bytes(row, source.texts)


def _octets(text: str | None) -> int:
    if not text:
        return 0
    return len(text) if text.isascii() else len(text.encode())


def add(tx: Transaction, owner: str, amount: Amount) -> Amount:
    """Add to the usage of an owner and return the new usage. The row stays locked until the transaction ends."""
    ((investigations, stored_bytes),) = tx.select_tuples(_ADD, (owner, amount.investigations, amount.stored_bytes))
    return Amount(investigations, stored_bytes)


def release(tx: Transaction, deleted: Iterable[tuple[Any, ...]]) -> int:
    """Subtract deleted rows from the usage of their owners, and return the number of rows.

    deleted: (owner, bytes) per row, the columns of `Source.measured`.
    """
    freed: Counter[str] = Counter()
    count = 0
    for owner, size in deleted:
        freed[owner] += size
        count += 1
    for owner in sorted(owner for owner in freed if owner is not None):
        add(tx, owner, Amount(stored_bytes=-freed[owner]))
    return count


def find(reader: Reader, owner: str) -> Amount:
    """Return the usage of an owner."""
    rows = reader.select_tuples(_FIND, (owner,))
    return Amount(*rows[0]) if rows else Amount()


def find_drift(reader: Reader) -> Iterator[Drift]:
    """Measure all stored rows, and yield the owners whose usage rows differ. The reader must be a snapshot."""
    counted = {owner: (Amount(*amount), corrections) for owner, *amount, corrections in reader.select_tuples(_COUNTED)}
    stored = _measure(reader)
    for owner in sorted({*counted, *stored}):
        amount, corrections = counted.get(owner, (Amount(), 0))
        if amount != stored.get(owner, Amount()):
            yield Drift(owner, amount, stored.get(owner, Amount()), corrections)


def correct(tx: Transaction, drift: Drift) -> bool:
    """Add the missing amounts to a usage row. Returns False when another process has corrected it meanwhile.

    Changes since the measurement do not matter, because each adds the same amount to the usage row and the stored rows.
    """
    tx.execute(_CREATE_MISSING, (drift.owner,))
    investigations = drift.stored.investigations - drift.counted.investigations
    stored_bytes = drift.stored.stored_bytes - drift.counted.stored_bytes
    return tx.execute(_CORRECT, (investigations, stored_bytes, drift.owner, drift.corrections)) == 1


def _measure(reader: Reader) -> dict[str, Amount]:
    investigations: Counter[str] = Counter()
    stored_bytes: Counter[str] = Counter()
    for source in SOURCES:
        sizes = f"SELECT {source.measured(reader)} FROM {source.table}"  # noqa: S608 - our own names
        statement = f"SELECT owner, count(*), sum(bytes) FROM ({sizes}) AS sizes WHERE owner IS NOT NULL GROUP BY owner"  # noqa: S608
        for owner, rows, size in reader.select_tuples(statement):
            stored_bytes[owner] += int(size)
            investigations[owner] += rows if source is STATES else 0
    return {owner: Amount(investigations[owner], size) for owner, size in stored_bytes.items()}
