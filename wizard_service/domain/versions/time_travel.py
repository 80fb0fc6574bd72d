"""Operations on earlier versions: read, compare, restore as a new version, fork into a new investigation.

Earlier versions have no log lines, because the audit trail holds none. A version can be read as long as its own audit
entry is retained.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import orjson

from ...config import StateSettings
from ...errors import CursorExpired, Forbidden, NotFound
from ...store import Backend, Transaction
from ...store.repositories import versions
from ..events.kept_members import keep_members
from ..events.log_lines import apply_changes, without_lines
from ..executors import fencing
from ..executors.presence import without_executor
from ..identity.caller import Caller, Outcome
from ..identity.principal import WRITE, Principal
from ..inputs.documents import without_open_inputs
from ..investigations import access, recorder
from ..investigations.delta import NewEvent
from ..investigations.editing import check_id, store_new
from ..investigations.idempotency import Mutation, earlier_outcome
from ..investigations.preconditions import Precondition, compare_and_swap, concurrent_access
from ..investigations.state import Document, Row, check_new_sizes, document_of, etag_of, state_json
from ..merge_patch import diff
from ..vocabulary import FINAL_STATUSES, SECTIONS
from .past_states import past_state, to_document

# These members make up a version. Owner, id and archiving belong to the investigation and are never restored.
CONTENT = ("wizard_step", "status", *SECTIONS)
_HEAD_COLUMNS = ("investigation_id", "user_id", "version", "incarnation")


@dataclass(frozen=True)
class EarlierState:
    """An earlier state, ready for a response.

    body: a `State` without log lines, as JSON. etag: strong and constant; it never matches the precondition of a write.
    """

    body: bytes
    etag: str


def at_version(store: Backend, principal: Principal, investigation_id: str, version: int) -> EarlierState:
    """Return the state at a version. Raises NotFound for a future version, CursorExpired for one no longer kept."""
    row = access.get_readable(store, principal, investigation_id, _HEAD_COLUMNS)
    etag = etag_of(row | {"version": version}, store.epoch)
    return EarlierState(orjson.dumps(_earlier(store, row, version)), f'{etag[:-1]}.past"')


def settings_at(store: Backend, principal: Principal, investigation_id: str, version: int) -> Document | None:
    """Return the settings at a version, None when there were none. Raises like `at_version`."""
    row = access.get_readable(store, principal, investigation_id, _HEAD_COLUMNS)
    return _earlier(store, row, version).get("settings")


def difference(
    store: Backend, principal: Principal, investigation_id: str, old: int | None = None, new: int | None = None
) -> Document:
    """Return the merge patch from one version to another, forward or back. Raises like `at_version`.

    new: the current version when None. old: the one before `new` when None.
    """
    row = access.get_readable(store, principal, investigation_id, _HEAD_COLUMNS)
    new = new or row["version"]
    old = old or max(1, new - 1)
    return diff(_earlier(store, row, old), _earlier(store, row, new))


def restore(
    store: Backend,
    limits: StateSettings,
    caller: Caller,
    investigation_id: str,
    version: int,
    precondition: Precondition,
) -> Outcome:
    """Store an earlier version's step, status, settings, progress and results as the next version.

    Nothing is stored when they equal the current ones. The rules for transitions do not apply. Log lines are kept,
    except those of agents that the restored version does not have. So are the inputs and their answers.
    Raises Forbidden for a caller that must not change the settings, such as an executor.
    """

    def prepare(row: Row) -> Mutation:
        if not access.may_change_settings(row, caller.principal):
            raise Forbidden("An executor must not restore versions of another user's investigation.")
        before = document_of(row)
        changes = diff(_content(without_lines(before)), _content(_earlier(store, row, version)))
        after = keep_members(before, apply_changes(before, changes))
        after = without_open_inputs(after) if after["status"] in FINAL_STATUSES else after
        check_new_sizes(after, before, row, limits)
        overwritten = [concurrent_access(store, caller, row)] if precondition.any_version else []
        return partial(_restore, caller, row, before, after, overwritten)

    find = partial(access.get_editable, store, caller.principal, investigation_id)
    return compare_and_swap(store, caller, precondition, find, prepare)


def fork(store: Backend, limits: StateSettings, caller: Caller, investigation_id: str, members: Document) -> Outcome:
    """Create an investigation owned by the caller from a version of another, by default its current version.

    members: `{version?, investigation_id?}`. The new investigation has the step and the status of that version.
    Its open inputs are withdrawn, because no executor waits for them.
    Raises NotFound, CursorExpired, AlreadyExists, ValidationError for a malformed id.
    """
    caller.principal.require(WRITE)
    earlier = earlier_outcome(store, caller)
    if earlier is not None:
        return earlier
    new_id = members.get("investigation_id", str(uuid.uuid4()))
    check_id(new_id)
    row = access.get_readable(store, caller.principal, investigation_id)
    forked = _earlier(store, row, members["version"]) if "version" in members else without_lines(document_of(row))
    content = without_open_inputs(without_executor(apply_changes({}, _content(forked))))
    document = content | {"investigation_id": new_id, "user_id": caller.user_id}
    return store_new(store, limits, caller, document, check=lambda stamped, _: stamped)


def _earlier(store: Backend, row: Row, version: int) -> Document:
    """Return a version in the shape of a `State`. row: the current state."""
    if version > row["version"]:
        raise NotFound(f"There is no version {version} of {row['investigation_id']} yet.")
    identity = (row["investigation_id"], row["incarnation"])
    written_at = versions.recorded_at(store, *identity, version)
    state = to_document(past_state(store, *identity, version), updated_at=written_at) if written_at else None
    if state is None:
        oldest = versions.oldest_version(store, *identity) or row["version"]
        raise CursorExpired(f"Version {version} is no longer kept.", earliest=oldest, latest=row["version"])
    return state


def _content(document: Document) -> Document:
    return {name: document[name] for name in CONTENT if document.get(name) is not None}


def _restore(
    caller: Caller,
    row: Row,
    before: Document,
    after: Document,
    more_events: Sequence[NewEvent],
    tx: Transaction,
) -> Outcome:
    if fencing.concerns_lease(caller, before, after):
        fencing.find_and_renew(tx, caller, row["investigation_id"])
    change = recorder.Change(after, action_type="RESTORED", more_events=more_events)
    written, stored = recorder.record_changed(tx, caller, row, before, change)
    return recorder.outcome_of(tx, written, stored, state_json(written))
