"""What a page needs that is opened again: where to go on, and what can be done (contract section 3)."""

from datetime import datetime, timedelta
from typing import Any

from ..store import Store
from . import access
from .events.envelope import event_id
from .navigation import navigation_of
from .states import Row
from .tokens import WRITE, Principal
from .vocabulary import COMPLETED, ERROR, IN_PROGRESS, PROGRESS, RESULTS

# Not the sections: a page that opens reads the state by its entity tag, which it may still have.
_COLUMNS = (
    "investigation_id",
    "user_id",
    "wizard_step",
    "status",
    "version",
    "risk_level",
    "archived_at",
    "last_accessed",
    "updated_at",
    "navigation_json",
)
_SHOWN = ("investigation_id", "wizard_step", "status", "version", "last_accessed", "updated_at")


def checkpoint(store: Store, principal: Principal, investigation_id: str, stale_after_days: int) -> dict[str, Any]:
    """Return the checkpoint of an investigation. Raises NotFound."""
    row = access.visible_state(store.reader, principal, investigation_id, _COLUMNS)
    history = navigation_of(row)
    age = store.clock() - datetime.fromisoformat(row["updated_at"])
    stale = age > timedelta(days=stale_after_days)
    return {name: row[name] for name in _SHOWN} | {
        "cursor": event_id(store.epoch, row["head"]),
        "resume_step": resume_step(row),
        "navigation": {"entries": history.entries, "position": history.position},
        "stale": stale,
        # Who opens an archived one looks at it; it is restored in the history.
        "actions": [each for each in actions(row, principal, left_alone=stale) if each != "restore"],
    }


def resume_step(row: Row) -> str:
    """Return the step a page opens at: the results once completed, the progress of what runs again."""
    if row["status"] == COMPLETED:
        return RESULTS
    if row["status"] == IN_PROGRESS and row["wizard_step"] == RESULTS:
        return PROGRESS
    return str(row["wizard_step"])


def actions(row: Row, principal: Principal, *, left_alone: bool) -> list[str]:
    """Return what the caller can do, best first: a viewer looks on, only the owner or an admin archives.

    left_alone: offer also what is done with investigations that nobody goes on with.
    """
    status, archived = row["status"], row["archived_at"] is not None
    runs, rests = status == IN_PROGRESS and not archived, left_alone or archived or status != IN_PROGRESS
    is_owner = row["user_id"] == principal.user_id
    edits = WRITE in principal.scopes and (is_owner or row["role"] == "editor")
    keeps = principal.is_admin or (edits and is_owner)
    possible = {
        "resume": runs,
        "view_results": status == COMPLETED or row["risk_level"] is not None,
        "retry": status == ERROR and (edits or principal.sees_all),
        "cancel": runs and (edits or principal.sees_all),
        "archive": rests and not archived and keeps,
        "start_fresh": rests and (principal.is_admin or edits),
        "restore": archived and keeps,
    }
    return [action for action, is_possible in possible.items() if is_possible]
