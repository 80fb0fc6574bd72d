"""Earlier versions of an investigation: shown, compared, restored as a new version, forked into a new investigation.

The trail holds no log lines, so earlier versions have none. A version can be reached as long as its own entry is kept.
"""

import uuid
from dataclasses import dataclass
from functools import partial

import orjson

from ...config import StateSettings
from ...errors import CursorExpired, Forbidden, NotFound
from ...store import Backend, Transaction
from ...store.models import AuditEntry
from ..events.log_lines import apply_changes, without_lines
from ..identity.caller import Caller, Outcome
from ..identity.principal import WRITE, Principal
from ..investigations import access, recorder
from ..investigations.delta import NewEvent
from ..investigations.editing import check_id, store_new
from ..investigations.idempotency import Mutation, earlier_outcome
from ..investigations.preconditions import Precondition, compare_and_swap, concurrent_access
from ..investigations.state import Document, Row, check_sizes, document_of, etag_of, state_json
from ..merge_patch import diff
from ..vocabulary import SECTIONS
from .past_states import past_state, recorded_at, shown

# What makes a version; who owns it, its id and its place in the archive are the investigation's own.
CONTENT = ("wizard_step", "status", *SECTIONS)
_GLANCE = ("investigation_id", "user_id", "version", "incarnation")


@dataclass(frozen=True)
class EarlierState:
    """body: a `State` without log lines, as JSON. etag: strong and for ever, but no precondition of a write."""

    body: bytes
    etag: str


def at_version(store: Backend, principal: Principal, investigation_id: str, version: int) -> EarlierState:
    """Return the state as it was. Raises NotFound for a version to come, CursorExpired for one no longer kept."""
    row = access.get_readable(store, principal, investigation_id, _GLANCE)
    etag = etag_of(row | {"version": version}, store.epoch)
    return EarlierState(orjson.dumps(_earlier(store, row, version)), f'{etag[:-1]}.past"')


def settings_at(store: Backend, principal: Principal, investigation_id: str, version: int) -> Document | None:
    """Return the settings as they were, None when there were none. Raises like `at_version`."""
    row = access.get_readable(store, principal, investigation_id, _GLANCE)
    return _earlier(store, row, version).get("settings")


def difference(
    store: Backend, principal: Principal, investigation_id: str, old: int | None = None, new: int | None = None
) -> Document:
    """Return the merge patch from one version to another, forward or back. Raises like `at_version`.

    new: the present version when None. old: the one before `new` when None.
    """
    row = access.get_readable(store, principal, investigation_id, _GLANCE)
    new = new or row["version"]
    old = old or max(1, new - 1)
    return diff(_earlier(store, row, old), _earlier(store, row, new))


def restore(
    store: Backend, limits: StateSettings, caller: Caller, investigation_id: str, version: int, seen: Precondition
) -> Outcome:
    """Make an earlier version's step, status, settings, progress and results the next version.

    A transition of its own: any step and status lead back to those of any version. Log lines stay, as far as what they
    belong to is there again. For those who may change the settings, which an executor may not.
    """

    def find() -> Row:
        return access.get_editable(store, caller.principal, investigation_id)

    def prepare(row: Row) -> Mutation:
        if not access.may_change_settings(row, caller.principal):
            raise Forbidden("An executor does not restore versions of somebody else's investigation.")
        before = document_of(row)
        changes = diff(_content(without_lines(before)), _content(_earlier(store, row, version)))
        after = apply_changes(before, changes)
        announced = [concurrent_access(store, caller, row)] if seen.any_version else []
        return partial(_restore, limits, caller, row, before, after, announced)

    return compare_and_swap(store, caller, seen, find, prepare)


def fork(store: Backend, limits: StateSettings, caller: Caller, investigation_id: str, members: Document) -> Outcome:
    """Begin a new investigation of the caller with the content of `version`, the present one when absent.

    members: of `{version?, investigation_id?}`. It begins in the step and status that the version had.
    Raises NotFound, CursorExpired, AlreadyExists, ValidationError for an id that is none.
    """
    caller.principal.require(WRITE)
    earlier = earlier_outcome(store, caller)
    if earlier is not None:
        return earlier
    new_id = members.get("investigation_id", str(uuid.uuid4()))
    check_id(new_id)
    row = access.get_readable(store, caller.principal, investigation_id)
    forked = _earlier(store, row, members["version"]) if "version" in members else without_lines(document_of(row))
    document = apply_changes({}, _content(forked)) | {"investigation_id": new_id, "user_id": caller.user_id}
    return store_new(store, limits, caller, document, check=lambda stamped, _: stamped)


def _earlier(store: Backend, row: Row, version: int) -> Document:
    """Return a version in the shape of a `State`. row: the present one."""
    if version > row["version"]:
        raise NotFound(f"There is no version {version} of {row['investigation_id']} yet.")
    which = (row["investigation_id"], row["incarnation"], version)
    timestamp = recorded_at(store.reader, *which)
    state = shown(past_state(store.reader, *which), updated_at=timestamp) if timestamp else None
    if state is None:
        kept = {"earliest": _oldest_kept(store, row), "latest": row["version"]}
        raise CursorExpired(f"Version {version} is no longer kept.", **kept)
    return state


def _oldest_kept(store: Backend, row: Row) -> int:
    mine = (AuditEntry.investigation_id == row["investigation_id"]) & (AuditEntry.incarnation == row["incarnation"])
    query = AuditEntry.select(AuditEntry.version).where(mine).order_by(AuditEntry.version)
    return query.limit(1).scalar(store.reader) or row["version"]


def _content(document: Document) -> Document:
    return {name: document[name] for name in CONTENT if document.get(name) is not None}


def _restore(
    limits: StateSettings,
    caller: Caller,
    row: Row,
    before: Document,
    after: Document,
    more_events: list[NewEvent],
    tx: Transaction,
) -> Outcome:
    change = recorder.Change(after, action_type="RESTORED", more_events=more_events)
    written, stored = recorder.record_changed(tx, caller, row, before, change)
    check_sizes(written, limits)
    return recorder.outcome_of(tx, written, stored, state_json(written))
