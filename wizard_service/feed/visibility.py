"""What a listener may still be told of events after which it may have lost its right to listen.

The state a listener begins with, and the cursor that belongs to it.
"""

from dataclasses import dataclass
from typing import Any

import orjson

from ..domain.identity.principal import Principal
from ..domain.investigations import active_list
from ..domain.investigations.access import exists_for_owner, get_readable
from ..domain.investigations.state import Row, state_json
from ..errors import Forbidden, NotFound
from ..store import Backend
from .control_events import CloseReason
from .message import Message

ACCESS_EVENTS = frozenset({"access_changed", "investigation_deleted"})


def filter_after_access_change(
    store: Backend, principal: Principal, owner: str, investigation_id: str, messages: list[Message]
) -> tuple[list[Message], CloseReason | None]:
    """Return the messages up to the one that ends the principal's right, and why the stream ends, if it does.

    Of old messages none when it has ended since.
    """
    types = [message.event_type for message in messages]
    if "investigation_deleted" in types:
        # Also when the id is in use again: that is another investigation, perhaps another user's.
        return messages[: types.index("investigation_deleted") + 1], CloseReason.DELETED
    try:
        get_readable(store, principal, investigation_id, ("version",))
    except (NotFound, Forbidden):
        if not exists_for_owner(store, owner, investigation_id):
            # Its deletion is still to be told.
            return messages, None
        last = types.index("access_changed") + 1 if "access_changed" in types else 0
        return messages[:last], CloseReason.ACCESS_REVOKED
    return messages, None


@dataclass(frozen=True)
class Snapshot:
    """state: JSON of one investigation, or the list of active ones; head: of the owner's feed, from the same read."""

    owner: str
    head: int
    state: Any
    row: Row | None


def read_snapshot(store: Backend, principal: Principal, investigation_id: str | None) -> Snapshot:
    """Read one investigation, or with None all that the principal owns. Raises NotFound and Forbidden."""
    if investigation_id is None:
        listed, head = active_list.list_owned_active(store, principal)
        return Snapshot(principal.user_id, head, listed, None)
    row = get_readable(store, principal, investigation_id)
    return Snapshot(row["user_id"], row["head"], orjson.Fragment(state_json(row)), row)


def current_state(row: Row) -> dict[str, Any]:
    """Return the short form of a state that `connection_established` tells."""
    progress = orjson.loads(row["progress_json"] or "{}")
    current = {"wizard_step": row["wizard_step"], "status": row["status"], "last_updated": row["updated_at"]}
    optional = {"progress_percent": progress.get("overall_progress"), "risk_score": row["risk_score"]}
    return current | {name: value for name, value in optional.items() if value is not None}
