"""What a listener may still be told of events after which it may have lost its right to listen."""

from ..domain.access import visible_state
from ..domain.tokens import Principal
from ..errors import Forbidden, NotFound
from ..store import Store
from .ending import Ending
from .message import Message

ACCESS_EVENTS = frozenset({"access_changed", "investigation_deleted"})


def judged(
    store: Store, principal: Principal, investigation_id: str, messages: list[Message]
) -> tuple[list[Message], Ending | None]:
    """Return the messages up to the one that ends the principal's right, and why the stream ends, if it does."""
    types = [message.event_type for message in messages]
    if "investigation_deleted" in types:
        # Also when the id is in use again: that is another investigation, perhaps another user's.
        return messages[: types.index("investigation_deleted") + 1], Ending.DELETED
    try:
        visible_state(store.reader, principal, investigation_id, ("version",))
    except (NotFound, Forbidden):
        return messages[: types.index("access_changed") + 1], Ending.ACCESS_REVOKED
    return messages, None
