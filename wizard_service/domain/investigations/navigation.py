"""The history of steps and the checkpoint of an investigation (contract section 3).

A user moves back and forward in the history of steps as in a browser. It is stored next to the state and is not part
of it. The checkpoint holds what a reopened page needs to resume.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from ...errors import InvalidTransition
from ...store import Backend
from ..events.envelope import event_id
from ..executors.presence import has_lost_executor
from ..identity.principal import WRITE, Principal
from ..vocabulary import COMPLETED, ERROR, IN_PROGRESS, PROGRESS, RESULTS
from . import access
from .state import Document, Row

BACK, FORWARD = DIRECTIONS = ("back", "forward")
MAX_ENTRIES = 50


@dataclass(frozen=True)
class Navigation:
    """The history of steps of one investigation.

    entries: the steps visited, oldest first. position: the index of the current step.
    """

    entries: tuple[str, ...]
    position: int

    def visited(self, step: str) -> "Navigation":
        """Return the history after a move to a step: drop the entries ahead, and the oldest beyond the limit."""
        entries = (*self.entries[: self.position + 1], step)[-MAX_ENTRIES:]
        return Navigation(entries, len(entries) - 1)

    def moved(self, direction: str) -> "Navigation":
        """Return the history one entry `back` or `forward`. Raises InvalidTransition at the end of the history."""
        position = self.position + (1 if direction == FORWARD else -1)
        if not 0 <= position < len(self.entries):
            allowed = [other for other in DIRECTIONS if other != direction and len(self.entries) > 1]
            details = {"field": "direction", "from_value": self.step, "to_value": direction, "allowed": allowed}
            raise InvalidTransition(f"There is nothing to go {direction} to from {self.step}.", **details)
        return Navigation(self.entries, position)

    @property
    def step(self) -> str:
        """The current step, always equal to the step of the state."""
        return self.entries[self.position]

    def columns(self) -> Row:
        return {"navigation_json": orjson.dumps({"entries": self.entries, "position": self.position}).decode()}


def navigation_of(row: Row) -> Navigation:
    """Return the history stored with a state; until the first move it holds only the current step."""
    if row["navigation_json"] is None:
        return Navigation((row["wizard_step"],), 0)
    stored = orjson.loads(row["navigation_json"])
    return Navigation(tuple(stored["entries"]), stored["position"])


def columns_of(row: Row, before: Document, after: Document) -> Row:
    """Return the column to write when a change moves the step; empty when the step stays."""
    if after["wizard_step"] == before["wizard_step"]:
        return {}
    return navigation_of(row).visited(after["wizard_step"]).columns()


# The sections are left out: the page reads the state separately, and its cached copy may still be current.
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


def checkpoint(store: Backend, principal: Principal, investigation_id: str, stale_after_days: int) -> dict[str, Any]:
    """Return the checkpoint of an investigation. Raises NotFound."""
    row = access.get_readable(store, principal, investigation_id, _COLUMNS)
    history = navigation_of(row)
    age = store.clock() - datetime.fromisoformat(row["updated_at"])
    stale = age > timedelta(days=stale_after_days)
    return {name: row[name] for name in _SHOWN} | {
        "cursor": event_id(store.epoch, row["head"]),
        "resume_step": resume_step(row),
        "navigation": {"entries": history.entries, "position": history.position},
        "stale": stale,
        "role": "owner" if row["user_id"] == principal.user_id else row["role"],
        "actions": _shown_actions(store, row, principal, is_stale=stale),
    }


def _shown_actions(store: Backend, row: Row, principal: Principal, *, is_stale: bool) -> list[str]:
    # A page offers to restore an archived investigation in the history, not on its checkpoint.
    shown = [action for action in actions(row, principal, is_stale=is_stale) if action != "restore"]
    if "cancel" in shown and row["status"] == IN_PROGRESS and has_lost_executor(store, row["investigation_id"]):
        shown.insert(shown.index("resume") + 1, "resume_executor")
    return shown


def resume_step(row: Row) -> str:
    """Return the step at which a page opens: RESULTS once completed, PROGRESS when the investigation runs again."""
    if row["status"] == COMPLETED:
        return RESULTS
    if row["status"] == IN_PROGRESS and row["wizard_step"] == RESULTS:
        return PROGRESS
    return str(row["wizard_step"])


def actions(row: Row, principal: Principal, *, is_stale: bool) -> list[str]:
    """Return the actions open to the caller, most useful first. Viewers only read; only owner and admins archive.

    is_stale: whether the investigation has made no progress for days, which permits further actions.
    """
    status, archived = row["status"], row["archived_at"] is not None
    is_active, is_idle = status == IN_PROGRESS and not archived, is_stale or archived or status != IN_PROGRESS
    has_failed = status == ERROR and not archived
    is_owner = row["user_id"] == principal.user_id
    can_edit = WRITE in principal.scopes and (is_owner or row["role"] == "editor")
    can_archive = principal.is_admin or (can_edit and is_owner)
    possible = {
        "resume": is_active,
        "view_results": status == COMPLETED or row["risk_level"] is not None,
        "retry": has_failed and (can_edit or principal.sees_all),
        "cancel": (is_active or has_failed) and (can_edit or principal.sees_all),
        "archive": is_idle and not archived and can_archive,
        "start_fresh": is_idle and (principal.is_admin or can_edit),
        "restore": archived and can_archive,
    }
    return [action for action, is_possible in possible.items() if is_possible]
