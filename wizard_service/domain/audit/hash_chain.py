"""The hash chain of the audit trail: the members that a hash covers, and the verification of a chain."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from ...process.cooperative import yield_between_batches
from ...store import Reader, Row
from ...store.repositories import audit, audit_chain

# The `previous_hash` of the first entry of an investigation.
CHAIN_START = "0" * 64


# The hash rule for new entries. The `hash_version` of an entry names the rule by which it was hashed.
HASH_VERSION = 4
# The members that the hash of an entry covers, in this order.
HASHED = (
    "hash_version",
    "entry_seq",
    "entry_id",
    "investigation_id",
    "incarnation",
    "user_id",
    "actor",
    "action_type",
    "source",
    "version",
    "previous_state",
    "changes",
    "timestamp",
    "request_id",
    "previous_hash",
    "action_types",
    "trace_id",
)
_HASHED_BY_VERSION = {1: HASHED[2:-2], 2: HASHED[:-2], 3: HASHED[:-1], HASH_VERSION: HASHED}
# Columns that are newer than the first hash version; in an entry whose hash does not cover them they are NULL.
_NEWER = ("action_types", "trace_id")


def entry_hash(entry: dict[str, Any]) -> str:
    """Return the SHA-256 of an entry in hexadecimal; it covers the hash of the previous entry as well.

    Raises ValueError for an unknown hash version, TypeError for a member that is neither text nor number.
    """
    covered = _HASHED_BY_VERSION.get(entry["hash_version"])
    if covered is None:
        raise ValueError(f"unknown hash_version {entry['hash_version']!r}")
    uncovered = [name for name in _NEWER if name not in covered and entry[name] is not None]
    if uncovered:
        raise ValueError(f"no hash of this version covers {uncovered[0]}")
    return hashlib.sha256(orjson.dumps([entry[name] for name in covered])).hexdigest()


_TEMPLATE_ACTIONS = frozenset({"TEMPLATE_CREATED", "TEMPLATE_UPDATED", "TEMPLATE_DELETED", "TEMPLATE_RESTORED"})

NOT_FOLLOWING = "It does not follow the entry before it: one was changed, dropped or moved."
CHANGED = "It was changed: its hash is of something else."

Anchor = tuple[str, int]
StateVersion = tuple[int, int]


@dataclass(frozen=True)
class Verdict:
    """The result of checking a hash chain.

    entries: how many entries were counted. first_invalid: the entry_id of the first entry that cannot be trusted; when
    entries are missing at the end, the last remaining entry, None without one. reason: why the chain is invalid.
    """

    entries: int
    first_invalid: str | None = None
    reason: str | None = None

    @property
    def valid(self) -> bool:
        return self.reason is None


def chain_ids(reader: Reader) -> Iterator[str]:
    """Yield the id of every chain that exists or should exist."""
    last = ""
    while (investigation_id := audit_chain.next_chain(reader, last)) is not None:
        yield investigation_id
        last = investigation_id


def verify_chain(reader: Reader, investigation_id: str, owner: str | None = None) -> Verdict:
    """Check every retained entry of an investigation, and that the newest entry belongs to the current state.

    owner: count only this owner's entries, None counts all. Every entry is checked, because a reused id has one chain.

    Purged entries are not a fault, because the anchor holds the hash that the first retained entry continues. Only a
    few entries are in memory at a time, and other greenlets run between two reads.
    """
    while True:
        anchor = audit_chain.find_anchor(reader, investigation_id)
        verdict = _verify(reader, investigation_id, anchor, owner)
        # A purge that deleted entries between two reads has moved the anchor, so the chain is checked again.
        if verdict.valid or anchor == audit_chain.find_anchor(reader, investigation_id):
            return verdict


def _verify(reader: Reader, investigation_id: str, anchor: Anchor | None, owner: str | None) -> Verdict:
    # The state is read before the entries. A change committed in between then only adds an entry after the state's.
    state = audit_chain.state_version(reader, investigation_id)
    previous, after = anchor or (CHAIN_START, 0)
    checked = 0
    newest: Row | None = None
    for before, last in audit.entry_ranges(reader, investigation_id, after):
        entries = audit_chain.chain_entries(reader, investigation_id, before, last)
        fault = _first_fault(entries, previous)
        if fault is not None:
            return Verdict(audit_chain.count_entries(reader, investigation_id, owner), *fault)
        checked += sum(owner in (None, entry["user_id"]) for entry in entries)
        newest = entries[-1] if entries else newest
        previous = newest["hash"] if newest else previous
        yield_between_batches()
    state = state or audit_chain.state_version(reader, investigation_id)
    if _is_cut_short(state, newest, is_anchored=anchor is not None):
        last_id = _printable(newest["entry_id"]) if newest else None
        return Verdict(checked, last_id, "The entries after this one are missing.")
    return Verdict(checked)


def _first_fault(entries: list[Row], previous: str) -> tuple[str, str] | None:
    """Return the id of the first invalid entry and the reason. previous: the hash that the first entry continues."""
    for entry in entries:
        if entry["previous_hash"] != previous:
            return _printable(entry["entry_id"]), NOT_FOLLOWING
        if not has_its_hash(entry):
            return _printable(entry["entry_id"]), CHANGED
        previous = entry["hash"]
    return None


def has_its_hash(entry: Row) -> bool:
    """Return whether an entry is unchanged. entry: the columns of a chain, see `chain_entries`."""
    try:
        return bool(entry["hash"] == entry_hash(entry))
    except (TypeError, ValueError):
        # The entry holds text that is not UTF-8, a column that no hash covers, or an unknown hash version.
        return False


def _printable(text: object) -> str:
    return str(text).encode(errors="backslashreplace").decode()


def _is_cut_short(state: StateVersion | None, newest: Row | None, *, is_anchored: bool) -> bool:
    if newest is None:
        return state is not None and not is_anchored
    if state is None:
        return newest["action_type"] != "STATE_DELETED" and newest["action_type"] not in _TEMPLATE_ACTIONS
    return (newest["incarnation"], newest["version"]) < state
