"""What a listener may still be told of events after which it may have lost its right to listen."""

from ..domain.access import is_there, visible_state
from ..domain.tokens import Principal
from ..errors import Forbidden, NotFound
from ..store import Store
from .ending import Ending
from .message import Message

ACCESS_EVENTS = frozenset({"access_changed", "investigation_deleted"})


def judged(
    store: Store, principal: Principal, owner: str, investigation_id: str, messages: list[Message]
) -> tuple[list[Message], Ending | None]:
    """Return the messages up to the one that ends the principal's right, and why the stream ends, if it does.

    Of old messages none when it has ended since.
    """
    types = [message.event_type for message in messages]
    if "investigation_deleted" in types:
        # Also when the id is in use again: that is another investigation, perhaps another user's.
        return messages[: types.index("investigation_deleted") + 1], Ending.DELETED
    try:
        visible_state(store.reader, principal, investigation_id, ("version",))
    except (NotFound, Forbidden):
        if not is_there(store.reader, owner, investigation_id):
            # Its deletion is still to be told.
            return messages, None
        last = types.index("access_changed") + 1 if "access_changed" in types else 0
        return messages[:last], Ending.ACCESS_REVOKED
    return messages, None
