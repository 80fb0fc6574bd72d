"""Optimistic locking: what a caller must have seen for its write to be taken (contract section 3, RFC 9110 13.1.1).

Writes that were prepared against the version read before, outside any transaction.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from ...errors import PreconditionFailed, PreconditionRequired, StorageUnavailable, VersionConflict
from ...store import Backend
from ...store.models import AuditEntry
from .. import merge_patch
from ..events import log_lines
from ..identity.caller import Caller, Outcome
from .idempotency import Mutation, earlier_outcome, write_once
from .recorder import NewEvent
from .state import Row, document_of, etag_of, state_json

# A caller further behind than this is told the state, but not the way there.
MAX_VERSIONS_BEHIND = 1000
_VERSION = re.compile(r"[1-9][0-9]{0,15}")


@dataclass(frozen=True)
class Precondition:
    """etags: of `If-Match`, quoted; None when the header is absent. any_version: `If-Match: *`, last write wins.

    unlike: of `If-None-Match`, what the state must not be. absent: `If-None-Match: *`, there must be none.
    """

    etags: tuple[str, ...] | None = None
    any_version: bool = False
    version: int | None = None
    unlike: tuple[str, ...] = ()
    absent: bool = False

    def require(self) -> None:
        """Raise PreconditionRequired when the caller said nothing about what it has seen."""
        if self.etags is None and not self.any_version and self.version is None:
            raise PreconditionRequired("Send If-Match with the ETag you have seen, or `version` in the body.")

    def check(self, store: Backend, row: Row) -> None:
        """Raise PreconditionFailed (header) or VersionConflict (body) with what a person needs to decide."""
        etag = etag_of(row, store.epoch)
        if self.etags is not None and etag not in self.etags:
            raise PreconditionFailed("The state has changed since you read it.", **conflict_members(store, row, self))
        if self.absent or etag in self.unlike:
            raise PreconditionFailed("The state is what If-None-Match names.", **conflict_members(store, row, self))
        if self.version is not None and self.version != row["version"]:
            raise VersionConflict("The state has changed since you read it.", **conflict_members(store, row, self))


def conflict_members(store: Backend, row: Row, seen: Precondition) -> dict[str, Any]:
    """Return current_version, etag, state, actor, changed_at and changes (None when no longer retained)."""
    last = _entries(store, row, row["version"] - 1)
    return {
        "current_version": row["version"],
        "etag": etag_of(row, store.epoch),
        "state": orjson.Fragment(state_json(row)),
        "actor": last[0]["actor"] if last else None,
        "changed_at": row["updated_at"],
        "changes": changes_since(store, row, _version_seen(seen, row, store.epoch)),
    }


def concurrent_access(store: Backend, caller: Caller, row: Row) -> NewEvent:
    """Return the event that tells watchers of a write that took no notice of the one before it."""
    last = _entries(store, row, row["version"] - 1)
    previous_actor = last[0]["actor"] if last else row["user_id"]
    ends = {"actor": caller.user_id, "previous_actor": previous_actor, "previous_version": row["version"]}
    return NewEvent("concurrent_access", ends)


def changes_since(store: Backend, row: Row, version: int | None) -> dict[str, Any] | None:
    """Return the merge patch (without log lines) from a version to the row's; None when the way is not known."""
    if version is None or not 1 <= version <= row["version"] or row["version"] - version > MAX_VERSIONS_BEHIND:
        return None
    entries = _entries(store, row, version)
    if len(entries) != row["version"] - version:
        return None
    current = log_lines.without_lines(document_of(row))
    earlier = current | ({"version": version, "updated_at": ""} if entries else {})
    for entry in entries:
        earlier = merge_patch.apply_patch(earlier, orjson.loads(entry["previous_state"] or "{}"))
    return merge_patch.diff(earlier, current)


def _entries(store: Backend, row: Row, after_version: int) -> list[Row]:
    mine = (AuditEntry.investigation_id == row["investigation_id"]) & (AuditEntry.incarnation == row["incarnation"])
    columns = (AuditEntry.version, AuditEntry.actor, AuditEntry.previous_state)
    newer = AuditEntry.version.between(after_version + 1, row["version"])
    return store.read(AuditEntry.select(*columns).where(mine, newer).order_by(AuditEntry.version.desc()))


def _version_seen(seen: Precondition, row: Row, epoch: str) -> int | None:
    if seen.version is not None:
        return seen.version
    prefix = etag_of(row, epoch).rsplit(".", 1)[0] + "."
    versions = [tag[len(prefix) : -1] for tag in seen.etags or () if tag.startswith(prefix)]
    return int(versions[0]) if len(versions) == 1 and _VERSION.fullmatch(versions[0]) else None


# A write that any version may precede is tried again when another one comes between reading and writing.
ATTEMPTS = 20


def compare_and_swap(
    store: Backend, caller: Caller, seen: Precondition, find: Callable[[], Row], prepare: Callable[[Row], Mutation]
) -> Outcome:
    """Find the state, check what the caller has seen of it, prepare the change and write it if the state is still that.

    find: returns the row or raises NotFound. prepare: validates, and returns the change to run in the transaction,
    which raises VersionConflict when the row has moved on.
    Raises StorageUnavailable when any version will do and others were faster each time: there is nothing to decide.
    """
    earlier = earlier_outcome(store, caller)
    if earlier is not None:
        return earlier
    for _ in range(ATTEMPTS):
        row = find()
        try:
            seen.check(store, row)
        except (PreconditionFailed, VersionConflict):
            # The same request, sent twice at once, may have made that change itself.
            earlier = earlier_outcome(store, caller)
            if earlier is None:
                raise
            return earlier
        seen.require()
        try:
            return write_once(store, caller, prepare(row))
        except VersionConflict:
            # Either the version the caller has seen is no longer current, which the next check says, or any will do.
            continue
    raise StorageUnavailable("Too many others change this state at the moment.")
