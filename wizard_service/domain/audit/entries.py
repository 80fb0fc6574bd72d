"""Audit entries: one per change, written by its transaction, chained by hash per investigation."""

import uuid
from typing import Any

import orjson

from ...store import Transaction
from ...store.repositories import audit
from ...store.repositories.audit import ChainEnd
from ..identity.caller import Caller
from .hash_chain import CHAIN_START, HASH_VERSION, entry_hash

Document = dict[str, Any]


def append_entry(
    tx: Transaction,
    caller: Caller,
    row: Document,
    action_types: list[str],
    *,
    previous: Document,
    changes: Document,
    chain_end: ChainEnd | None = None,
) -> Document:
    """Append an entry about a change of the investigation in `row`, and return the entry.

    The change must hold the lock of the investigation.
    action_types: everything that the change did, the most significant one first.
    previous, changes: merge patches without log lines, back to the state before and forward to the state after.
    chain_end: the end of the chain when this transaction has read it already.
    """
    chain_end = chain_end or audit.find_chain_end(tx, row["investigation_id"])
    entry = _members(tx, caller, row, action_types) | {
        "previous_state": orjson.dumps(previous).decode(),
        "changes": orjson.dumps(changes).decode(),
        "entry_seq": chain_end.next_entry_seq,
        "previous_hash": chain_end.last_hash or CHAIN_START,
    }
    entry["hash"] = entry_hash(entry)
    audit.insert_entry(tx, entry)
    return entry


def action_types_of(entry: Document) -> list[str]:
    """Return everything that the change of an entry did. An older entry names one action type alone."""
    return orjson.loads(entry["action_types"]) if entry["action_types"] else [entry["action_type"]]


def _members(tx: Transaction, caller: Caller, row: Document, action_types: list[str]) -> Document:
    return {
        "hash_version": HASH_VERSION,
        "entry_id": str(uuid.uuid4()),
        "investigation_id": row["investigation_id"],
        "incarnation": row["incarnation"],
        "user_id": row["user_id"],
        "actor": caller.user_id,
        "action_type": action_types[0],
        "action_types": orjson.dumps(action_types).decode(),
        "source": caller.source,
        "version": row["version"],
        "timestamp": tx.now,
        "request_id": caller.request_id,
        "trace_id": caller.trace_id,
    }
