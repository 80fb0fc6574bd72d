"""How far behind its feed a follower of an investigation is."""

from ..store import Store
from ..store.event_log import count_events_after
from . import access
from .states import Row
from .tokens import READ, Principal


def followed_state(store: Store, principal: Principal, investigation_id: str) -> Row:
    """Return owner and feed of an investigation whose followers the principal may see: its owner, or an admin.

    Raises NotFound and Forbidden.
    """
    return access.owned_state(store.reader, principal, investigation_id, READ, ("user_id",))


def events_behind(store: Store, row: Row, investigation_id: str | None, n: int) -> int:
    """Return how many events come after number `n`: of an investigation, or with None of its owner's whole feed."""
    if investigation_id is None:
        return max(0, int(row["head"]) - n)
    return 0 if n >= row["head"] else count_events_after(store.reader, row["user_id"], investigation_id, n)
