"""Optimistic locking: the preconditions of a write (contract section 3, RFC 9110 section 13.1.1).

A write is prepared outside any transaction, based on the version that was read beforehand.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from ...errors import PreconditionFailed, PreconditionRequired, StorageUnavailable, VersionConflict
from ...store import Backend, Reader
from ...store.backend import LockKey
from ...store.repositories import versions
from .. import merge_patch
from ..events import log_lines
from ..identity.caller import Caller, Outcome
from ..versions.past_states import PastState, read_past_state
from .delta import NewEvent, without_version_fields
from .idempotency import Mutation, earlier_outcome, write_once
from .state import Row, document_of, etag_of, state_json

# A conflict reports no `changes` to a caller that is further behind than this.
MAX_VERSIONS_BEHIND = 1000
_VERSION = re.compile(r"[1-9][0-9]{0,15}")


@dataclass(frozen=True)
class Precondition:
    """The conditions under which a write may be carried out.

    etags: the tags in `If-Match`, quoted; None when the header is absent. any_version: `If-Match: *`, last write wins.

    none_match: the tags in `If-None-Match`, which the state must not have. must_not_exist: `If-None-Match: *`.
    """

    etags: tuple[str, ...] | None = None
    any_version: bool = False
    version: int | None = None
    none_match: tuple[str, ...] = ()
    must_not_exist: bool = False

    @property
    def names_version(self) -> bool:
        """Whether the caller sent If-Match or a version."""
        return self.etags is not None or self.any_version or self.version is not None

    def require(self) -> None:
        """Raise PreconditionRequired when the caller sent neither If-Match nor a version."""
        if not self.names_version:
            raise PreconditionRequired("Send If-Match with the ETag you have seen, or `version` in the body.")

    def check(self, store: Backend, row: Row) -> None:
        """Raise PreconditionFailed for a header, VersionConflict for a version in the body; see `conflict_members`."""
        etag = etag_of(row, store.epoch)
        if self.etags is not None and etag not in self.etags:
            raise PreconditionFailed("The state has changed since you read it.", **conflict_members(store, row, self))
        if self.must_not_exist or etag in self.none_match:
            raise PreconditionFailed("The resource matches If-None-Match.", **conflict_members(store, row, self))
        if self.version is not None and self.version != row["version"]:
            raise VersionConflict("The state has changed since you read it.", **conflict_members(store, row, self))


def conflict_members(store: Backend, row: Row, precondition: Precondition) -> dict[str, Any]:
    """Return the members of a conflict: current_version, etag, state, actor, changed_at and changes.

    changes: the merge patch since the caller's version, None when it is unknown or no longer retained.
    """
    return {
        "current_version": row["version"],
        "etag": etag_of(row, store.epoch),
        "state": orjson.Fragment(state_json(row)),
        "actor": _last_actor(store, row),
        "changed_at": row["updated_at"],
        "changes": changes_since(store, row, _version_seen(precondition, row, store.epoch)),
    }


def concurrent_access(store: Backend, caller: Caller, row: Row) -> NewEvent:
    """Return the event that reports that a write with `If-Match: *` has overwritten a version unseen."""
    previous_actor = _last_actor(store, row) or row["user_id"]
    details = {"actor": caller.user_id, "previous_actor": previous_actor, "previous_version": row["version"]}
    return NewEvent("concurrent_access", details)


def changes_since(reader: Reader, row: Row, version: int | None) -> dict[str, Any] | None:
    """Return the merge patch, without log lines, from a version to the row's version; None when not retained."""
    if version is None or not 1 <= version <= row["version"] or row["version"] - version > MAX_VERSIONS_BEHIND:
        return None
    if version == row["version"]:
        return {}
    current = log_lines.without_lines(document_of(row))
    newest = PastState(row["incarnation"], row["version"], without_version_fields(current))
    earlier = read_past_state(reader, row["investigation_id"], row["incarnation"], version, newest)
    return None if earlier is None else merge_patch.diff(earlier.document, current)


def _last_actor(reader: Reader, row: Row) -> str | None:
    return versions.actor_of(reader, row["investigation_id"], row["incarnation"], row["version"])


def _version_seen(precondition: Precondition, row: Row, epoch: str) -> int | None:
    if precondition.version is not None:
        return precondition.version
    prefix = etag_of(row, epoch).rsplit(".", 1)[0] + "."
    versions = [tag[len(prefix) : -1] for tag in precondition.etags or () if tag.startswith(prefix)]
    return int(versions[0]) if len(versions) == 1 and _VERSION.fullmatch(versions[0]) else None


# A write with `If-Match: *` is retried when another write commits between its read and its write.
ATTEMPTS = 20


def compare_and_swap(
    store: Backend,
    caller: Caller,
    precondition: Precondition,
    find: Callable[[], Row],
    prepare: Callable[[Row], Mutation],
    locks: Sequence[LockKey] = (),
) -> Outcome:
    """Find the state, check the precondition, prepare the change, and write it if the state has not changed since.

    find: returns the row or raises NotFound.
    prepare: validates the change and returns the mutation to run in the transaction; the mutation raises
    VersionConflict when the row has a newer version by then.
    locks: the locks that the change needs besides that of the investigation.
    Raises StorageUnavailable for `If-Match: *` when other writers came first in every attempt.
    """
    earlier = earlier_outcome(store, caller)
    if earlier is not None:
        return earlier
    for _ in range(ATTEMPTS):
        row = find()
        earlier = _check_or_replay(store, caller, precondition, row)
        if earlier is not None:
            return earlier
        try:
            return write_once(store, caller, prepare(row), locks=[("investigation", row["investigation_id"]), *locks])
        except VersionConflict:
            # The next round reports the conflict; with `If-Match: *` it prepares the change again.
            continue
    raise StorageUnavailable("Too many other callers are changing this state at the moment.")


def _check_or_replay(store: Backend, caller: Caller, precondition: Precondition, row: Row) -> Outcome | None:
    """Check the precondition. When it fails but this request was carried out before, return the stored outcome."""
    try:
        precondition.check(store, row)
    except (PreconditionFailed, VersionConflict):
        earlier = earlier_outcome(store, caller)
        if earlier is None:
            raise
        return earlier
    precondition.require()
    return None
