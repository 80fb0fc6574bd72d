"""The history of steps a person goes back and forward in, like a browser's; kept beside the state, no part of it.

What a page needs that is opened again: where to go on, and what can be done (contract section 3).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from ...errors import InvalidTransition
from ...store import Backend
from ..events.types import event_id
from ..identity.principal import WRITE, Principal
from ..vocabulary import COMPLETED, ERROR, IN_PROGRESS, PROGRESS, RESULTS
from . import access
from .state import Document, Row

BACK, FORWARD = DIRECTIONS = ("back", "forward")
MAX_ENTRIES = 50


@dataclass(frozen=True)
class Navigation:
    """entries: the steps visited, oldest first. position: the index of the present one."""

    entries: tuple[str, ...]
    position: int

    def visited(self, step: str) -> "Navigation":
        """Return the history after a step of its own: what lay ahead is forgotten, and the oldest beyond the limit."""
        entries = (*self.entries[: self.position + 1], step)[-MAX_ENTRIES:]
        return Navigation(entries, len(entries) - 1)

    def moved(self, direction: str) -> "Navigation":
        """Return the history one entry `back` or `forward`. Raises InvalidTransition past its ends."""
        position = self.position + (1 if direction == FORWARD else -1)
        if not 0 <= position < len(self.entries):
            allowed = [other for other in DIRECTIONS if other != direction and len(self.entries) > 1]
            ends = {"field": "direction", "from_value": self.step, "to_value": direction, "allowed": allowed}
            raise InvalidTransition(f"There is nothing to go {direction} to from {self.step}.", **ends)
        return Navigation(self.entries, position)

    @property
    def step(self) -> str:
        """The present step, which is always that of the state."""
        return self.entries[self.position]

    def columns(self) -> Row:
        return {"navigation_json": orjson.dumps({"entries": self.entries, "position": self.position}).decode()}


def navigation_of(row: Row) -> Navigation:
    """Return the history stored with a state; one that never moved has its present step alone."""
    if row["navigation_json"] is None:
        return Navigation((row["wizard_step"],), 0)
    stored = orjson.loads(row["navigation_json"])
    return Navigation(tuple(stored["entries"]), stored["position"])


def columns_of(row: Row, before: Document, after: Document) -> Row:
    """Return the column to write when a change of the state moved its step, whoever moved it."""
    if after["wizard_step"] == before["wizard_step"]:
        return {}
    return navigation_of(row).visited(after["wizard_step"]).columns()


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


def checkpoint(store: Backend, principal: Principal, investigation_id: str, stale_after_days: int) -> dict[str, Any]:
    """Return the checkpoint of an investigation. Raises NotFound."""
    row = access.get_readable(store.reader, principal, investigation_id, _COLUMNS)
    history = navigation_of(row)
    age = store.clock() - datetime.fromisoformat(row["updated_at"])
    stale = age > timedelta(days=stale_after_days)
    return {name: row[name] for name in _SHOWN} | {
        "cursor": event_id(store.epoch, row["head"]),
        "resume_step": resume_step(row),
        "navigation": {"entries": history.entries, "position": history.position},
        "stale": stale,
        # Who opens an archived one looks at it; it is restored in the history.
        "actions": [each for each in actions(row, principal, is_stale=stale) if each != "restore"],
    }


def resume_step(row: Row) -> str:
    """Return the step a page opens at: the results once completed, the progress of what runs again."""
    if row["status"] == COMPLETED:
        return RESULTS
    if row["status"] == IN_PROGRESS and row["wizard_step"] == RESULTS:
        return PROGRESS
    return str(row["wizard_step"])


def actions(row: Row, principal: Principal, *, is_stale: bool) -> list[str]:
    """Return what the caller can do, best first: a viewer looks on, only the owner or an admin archives.

    left_alone: offer also what is done with investigations that nobody goes on with.
    """
    status, archived = row["status"], row["archived_at"] is not None
    runs, rests = status == IN_PROGRESS and not archived, is_stale or archived or status != IN_PROGRESS
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
