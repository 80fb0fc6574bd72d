"""Attempts to change an investigation that were refused: noted beside the trail, bounded, in nobody's way."""

from typing import Any

from ...errors import Conflict, Forbidden, PreconditionFailed, WizardError
from ...store import Backend, Transaction
from ...store.audit_models import RefusedAttempt
from ..identity.caller import Caller
from ..identity.principal import Principal
from .trail import entry_number, readable_owner

# Whoever provokes refusals fills no disk: the newest of an investigation are kept, and the newest of all.
KEPT_PER_INVESTIGATION = 1000
KEPT = 100_000
MAX_DETAIL = 500
_SHOWN = (
    RefusedAttempt.investigation_id,
    RefusedAttempt.actor,
    RefusedAttempt.source,
    RefusedAttempt.attempted,
    RefusedAttempt.code,
    RefusedAttempt.detail,
    RefusedAttempt.version,
    RefusedAttempt.timestamp,
    RefusedAttempt.request_id,
)
# Only of investigations that exist: the owner at this moment is who may read of it.
_NOTE = """
INSERT INTO refused_attempts
    (investigation_id, user_id, actor, source, attempted, code, detail, version, timestamp, request_id)
SELECT investigation_id, user_id, ?, ?, ?, ?, ?, version, ?, ? FROM investigation_states WHERE investigation_id = ?
"""
_TRIM_ONE = """
DELETE FROM refused_attempts WHERE investigation_id = ? AND attempt_seq <= (
    SELECT attempt_seq FROM refused_attempts WHERE investigation_id = ? ORDER BY attempt_seq DESC LIMIT 1 OFFSET ?)
"""
_TRIM_ALL = "DELETE FROM refused_attempts WHERE attempt_seq <= (SELECT max(attempt_seq) FROM refused_attempts) - ?"


def note_refusal(store: Backend, caller: Caller, investigation_id: str, attempted: str, error: WizardError) -> None:
    """Note an attempt that was refused for its right, its transition or its precondition; other errors are none."""
    if not isinstance(error, Forbidden | Conflict | PreconditionFailed):
        return
    noted = (caller.user_id, caller.source, attempted, error.code, error.detail[:MAX_DETAIL])
    store.write_best_effort(lambda tx: _note(tx, noted, caller.request_id, investigation_id))


def refused(
    store: Backend, principal: Principal, investigation_id: str, query: dict[str, Any]
) -> tuple[list[dict[str, Any]], str | None]:
    """Return a page of refused attempts, newest first, and the cursor of the next page.

    query: `limit`, and `cursor` and `actor` if asked for. Raises BadCursor, NotFound, Forbidden.
    """
    owner = readable_owner(store, principal, investigation_id)
    conditions = [RefusedAttempt.investigation_id == investigation_id]
    conditions += [RefusedAttempt.user_id == owner] if owner is not None else []
    conditions += [RefusedAttempt.actor == query["actor"]] if "actor" in query else []
    conditions += [RefusedAttempt.attempt_seq < entry_number(query["cursor"])] if "cursor" in query else []
    found = RefusedAttempt.select(RefusedAttempt.attempt_seq, *_SHOWN).where(*conditions)
    rows = store.read(found.order_by(RefusedAttempt.attempt_seq.desc()).limit(query["limit"] + 1))
    numbers = [row.pop("attempt_seq") for row in rows]
    has_more = len(rows) > query["limit"]
    return rows[: query["limit"]], str(numbers[query["limit"] - 1]) if has_more else None


def _note(tx: Transaction, noted: tuple[str, ...], request_id: str, investigation_id: str) -> None:
    param = tx.database.param
    tx.database.execute_sql(_NOTE.replace("?", param), (*noted, tx.now, request_id, investigation_id))
    mine = (investigation_id, investigation_id, KEPT_PER_INVESTIGATION)
    tx.database.execute_sql(_TRIM_ONE.replace("?", param), mine)
    tx.database.execute_sql(_TRIM_ALL.replace("?", param), (KEPT,))
