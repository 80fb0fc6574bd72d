"""The state a listener begins with, and the cursor that belongs to it."""

from dataclasses import dataclass
from typing import Any

import orjson

from ..domain import listing
from ..domain.access import visible_state
from ..domain.states import Row, state_json
from ..domain.tokens import Principal
from ..store import Store


@dataclass(frozen=True)
class Sync:
    """state: JSON of one investigation, or the list of active ones; head: of the owner's feed, from the same read."""

    owner: str
    head: int
    state: Any
    row: Row | None


def read_sync(store: Store, principal: Principal, investigation_id: str | None) -> Sync:
    """Read one investigation, or with None all that the principal owns. Raises NotFound and Forbidden."""
    if investigation_id is None:
        listed, head = listing.active_investigations(store, principal)
        return Sync(principal.user_id, head, listed, None)
    row = visible_state(store.reader, principal, investigation_id)
    return Sync(row["user_id"], row["head"], orjson.Fragment(state_json(row)), row)


def current_state(row: Row) -> dict[str, Any]:
    """Return the short form of a state that `connection_established` tells."""
    progress = orjson.loads(row["progress_json"] or "{}")
    current = {"wizard_step": row["wizard_step"], "status": row["status"], "last_updated": row["updated_at"]}
    optional = {"progress_percent": progress.get("overall_progress"), "risk_score": row["risk_score"]}
    return current | {name: value for name, value in optional.items() if value is not None}
