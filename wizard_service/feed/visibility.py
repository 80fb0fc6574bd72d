"""The part of a feed that a principal may see: the initial state, and the events until the principal loses access."""

from dataclasses import dataclass
from typing import Any

import orjson

from ..domain.identity.principal import Principal
from ..domain.investigations import active_list
from ..domain.investigations.access import exists_for_owner, get_readable
from ..domain.investigations.state import Row, state_json
from ..domain.vocabulary import FINAL_STATUSES
from ..errors import Forbidden, NotFound
from ..store import Backend
from .closing import CloseReason
from .frames import Message

# Events that may end a principal's access.
ACCESS_EVENTS = frozenset({"access_changed", "investigation_deleted"})


def filter_after_access_change(
    store: Backend, principal: Principal, owner: str, investigation_id: str, messages: list[Message]
) -> tuple[list[Message], CloseReason | None]:
    """Return the messages that the principal may still receive, and the reason when the stream must end, else None.

    They include the message that ended the access. When the principal has lost access but none of the messages ended
    it, no message is returned.
    """
    types = [message.event_type for message in messages]
    if "investigation_deleted" in types:
        # The id may have been reused, but for another investigation, which may belong to another user.
        return messages[: types.index("investigation_deleted") + 1], CloseReason.DELETED
    try:
        get_readable(store, principal, investigation_id, ("version",))
    except (NotFound, Forbidden):
        if not exists_for_owner(store, owner, investigation_id):
            # The investigation was deleted, but the event that reports it has not been read yet.
            return messages, None
        ends = (number for number, message in enumerate(messages, 1) if _ends_access(message, principal))
        return messages[: next(ends, 0)], CloseReason.ACCESS_REVOKED
    return messages, None


def _ends_access(message: Message, principal: Principal) -> bool:
    """Return whether the event took the share of this user away."""
    if message.event_type != "access_changed":
        return False
    data = orjson.loads(message.json)["data"]
    return data["user_id"] == principal.user_id and "role" not in data


def reason_of_lost_access(store: Backend, owner: str, investigation_id: str | None) -> CloseReason:
    """Return why a stream ends whose principal does not find the investigation any more."""
    is_deleted = investigation_id is not None and not exists_for_owner(store, owner, investigation_id)
    return CloseReason.DELETED if is_deleted else CloseReason.ACCESS_REVOKED


@dataclass(frozen=True)
class Snapshot:
    """The state of one investigation or the list of active ones, and the head of the feed at the same moment.

    state: ready to be encoded as JSON. row: None for the list.
    """

    owner: str
    head: int
    state: Any
    row: Row | None

    @property
    def is_final(self) -> bool:
        return self.row is not None and self.row["status"] in FINAL_STATUSES


def read_snapshot(store: Backend, principal: Principal, investigation_id: str | None) -> Snapshot:
    """Read one investigation or, for None, the list of the principal's own. Raises NotFound and Forbidden."""
    if investigation_id is None:
        with store.snapshot() as reader:
            listed, head = active_list.list_owned_active(reader, principal)
        return Snapshot(principal.user_id, head, listed, None)
    row = get_readable(store, principal, investigation_id)
    return Snapshot(row["user_id"], row["head"], orjson.Fragment(state_json(row)), row)


def current_state(row: Row) -> dict[str, Any]:
    """Return the short form of a state in `connection_established`."""
    progress = orjson.loads(row["progress_json"] or "{}")
    current = {"wizard_step": row["wizard_step"], "status": row["status"], "last_updated": row["updated_at"]}
    optional = {"progress_percent": progress.get("overall_progress"), "risk_score": row["risk_score"]}
    return current | {name: value for name, value in optional.items() if value is not None}
