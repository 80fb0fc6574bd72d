"""Denied attempts to change an investigation, stored apart from the audit trail and bounded in number."""

from typing import Any

from ...errors import Conflict, Forbidden, PreconditionFailed, WizardError
from ...store import Backend, Row, Transaction
from ...store.repositories import denied_attempts
from ...store.repositories.states import find_visible
from ..identity.caller import Caller
from ..identity.principal import Principal
from .trail import entry_number, readable_owner

# The limits are per actor, so that a client that provokes denials neither fills the disk nor displaces the attempts of
# other actors.
MAX_PER_INVESTIGATION = 100
MAX_PER_ACTOR = 10_000
MAX_DETAIL = 500


def record_denied_attempt(
    store: Backend, caller: Caller, investigation_id: str, attempted: str, error: WizardError
) -> None:
    """Record an attempt that failed a check of permission, transition or precondition; ignore other errors.

    Only attempts by a caller that can see the investigation are recorded. The write is best-effort.
    attempted: the operation, for example `PUT state`.
    """
    if not isinstance(error, Forbidden | Conflict | PreconditionFailed):
        return
    attempt = {
        "actor": caller.user_id,
        "source": caller.source,
        "attempted": attempted,
        "code": error.code,
        "detail": error.detail[:MAX_DETAIL],
        "request_id": caller.request_id,
    }
    store.write_best_effort(lambda tx: _record(tx, caller.principal, investigation_id, attempt))


def page(
    store: Backend, principal: Principal, investigation_id: str, query: dict[str, Any]
) -> tuple[list[Row], str | None]:
    """Return a page of denied attempts, newest first, and the cursor of the next page.

    query: `limit`, and optionally `cursor` and `actor`. Raises BadCursor, NotFound, Forbidden.
    """
    owner = readable_owner(store, principal, investigation_id)
    equal = {"user_id": owner} if owner is not None else {}
    equal |= {"actor": query["actor"]} if "actor" in query else {}
    limit, before = query["limit"], entry_number(query.get("cursor"))
    rows = denied_attempts.select_page(store, investigation_id, before, limit + 1, equal)
    numbers = [row.pop("attempt_seq") for row in rows]
    return rows[:limit], str(numbers[limit - 1]) if len(rows) > limit else None


def _record(tx: Transaction, principal: Principal, investigation_id: str, attempt: Row) -> None:
    user_id, sees_all = principal.user_id, principal.sees_all
    if find_visible(tx, investigation_id, user_id, sees_all=sees_all, columns=("version",)) is None:
        return
    denied_attempts.insert_attempt(tx, investigation_id, attempt)
    denied_attempts.trim(
        tx, investigation_id, user_id, kept_per_investigation=MAX_PER_INVESTIGATION, kept=MAX_PER_ACTOR
    )
