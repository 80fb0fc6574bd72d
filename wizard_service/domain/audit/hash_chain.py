"""The hash chain of the audit trail: what each hash covers, and the check that no entry was tampered with."""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from ...store import Reader, Row
from ...store.repositories import audit_chain

# The hash before the first entry of an investigation.
CHAIN_START = "0" * 64


# The rule that new entries are hashed by. `hash_version` of an entry names the rule of its hash.
HASH_VERSION = 2
# The members that an entry's hash covers, in this order.
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
)
_HASHED_BY_VERSION = {1: HASHED[2:], HASH_VERSION: HASHED}


def entry_hash(entry: dict[str, Any]) -> str:
    """Return the SHA-256 of an entry's members and of the entry before it, as hexadecimal.

    Raises ValueError when the version of the rule is unknown, TypeError for a member that is neither text nor number.
    """
    covered = _HASHED_BY_VERSION.get(entry["hash_version"])
    if covered is None:
        raise ValueError(f"unknown hash_version {entry['hash_version']!r}")
    return hashlib.sha256(orjson.dumps([entry[name] for name in covered])).hexdigest()


# An entry may hold two whole states: 32 entries are 32 MB at most, and a few KB as a rule.
PAGE = 32
_TEMPLATE_ACTIONS = frozenset({"TEMPLATE_CREATED", "TEMPLATE_UPDATED", "TEMPLATE_DELETED", "TEMPLATE_RESTORED"})

NOT_FOLLOWING = "It does not follow the entry before it: one was changed, dropped or moved."
CHANGED = "It was changed: its hash is of something else."

Anchor = tuple[str, int]
StateVersion = tuple[int, int]


@dataclass(frozen=True)
class Verdict:
    """The result of checking a hash chain.

    entries: how many the given owner has. first_invalid: the entry_id of the first entry that cannot be trusted.

    When entries are missing at the end, first_invalid is the last entry left, None when none is. reason: the fault.
    """

    entries: int
    first_invalid: str | None = None
    reason: str | None = None

    @property
    def valid(self) -> bool:
        return self.reason is None


def chain_ids(reader: Reader) -> Iterator[str]:
    """Yield the ids of everything that has an audit trail or must have one."""
    last = ""
    while (investigation_id := audit_chain.next_chain(reader, last)) is not None:
        yield investigation_id
        last = investigation_id


def verify_chain(reader: Reader, investigation_id: str, owner: str | None = None) -> Verdict:
    """Check every retained entry of an investigation, and that the newest one is the entry of its current state.

    owner: whose entries are counted, None for all. All are checked: an id that was used again has one chain.

    Entries that retention has purged are not a fault: the anchor holds the hash that the rest continues. Only a few
    entries are in memory at a time, and other greenlets run between two reads.
    """
    while True:
        anchor = audit_chain.find_anchor(reader, investigation_id)
        verdict = _verify(reader, investigation_id, anchor, owner)
        # A purge may have deleted entries between two reads. It has moved the anchor then.
        if verdict.valid or anchor == audit_chain.find_anchor(reader, investigation_id):
            return verdict


def _verify(reader: Reader, investigation_id: str, anchor: Anchor | None, owner: str | None) -> Verdict:
    # The state is read before the entries: a change that is committed between the reads has an entry beyond it.
    state = audit_chain.state_version(reader, investigation_id)
    previous, after = anchor or (CHAIN_START, 0)
    checked = 0
    newest: Row | None = None
    while entries := audit_chain.chain_entries(reader, investigation_id, after, PAGE):
        fault = _first_fault(entries, previous)
        if fault is not None:
            return Verdict(audit_chain.count_entries(reader, investigation_id, owner), *fault)
        checked += sum(owner in (None, entry["user_id"]) for entry in entries)
        newest = entries[-1]
        previous, after = newest["hash"], newest["entry_seq"]
        time.sleep(0)
    state = state or audit_chain.state_version(reader, investigation_id)
    if _is_cut_short(state, newest, is_anchored=anchor is not None):
        last_id = _printable(newest["entry_id"]) if newest else None
        return Verdict(checked, last_id, "The entries after this one are missing.")
    return Verdict(checked)


def _first_fault(entries: list[Row], previous: str) -> tuple[str, str] | None:
    """Return the id of the first entry that cannot be trusted, and why. previous: the hash before the first entry."""
    for entry in entries:
        if entry["previous_hash"] != previous:
            return _printable(entry["entry_id"]), NOT_FOLLOWING
        if not _has_its_hash(entry):
            return _printable(entry["entry_id"]), CHANGED
        previous = entry["hash"]
    return None


def _has_its_hash(entry: Row) -> bool:
    try:
        return bool(entry["hash"] == entry_hash(entry))
    except (TypeError, ValueError):
        # The entry holds text that is not UTF-8, or an unknown version of the hash rule.
        return False


def _printable(text: object) -> str:
    return str(text).encode(errors="backslashreplace").decode()


def _is_cut_short(state: StateVersion | None, newest: Row | None, *, is_anchored: bool) -> bool:
    if newest is None:
        return state is not None and not is_anchored
    if state is None:
        return newest["action_type"] != "STATE_DELETED" and newest["action_type"] not in _TEMPLATE_ACTIONS
    return (newest["incarnation"], newest["version"]) < state
