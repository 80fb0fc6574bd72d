"""How many events a subscriber of an investigation has yet to receive."""

from ..domain.identity.principal import READ, Principal
from ..domain.investigations import access
from ..domain.investigations.state import Row
from ..store import Backend
from ..store.events import count_events_after


def followed_state(store: Backend, principal: Principal, investigation_id: str) -> Row:
    """Return owner and feed of an investigation whose followers the principal may see: its owner, or an admin.

    Raises NotFound and Forbidden.
    """
    return access.get_owned(store, principal, investigation_id, READ, ("user_id",))


def lag(store: Backend, row: Row, investigation_id: str | None, offset: int) -> int:
    """Return how many events come after number `n`: of an investigation, or with None of its owner's whole feed."""
    if investigation_id is None:
        return max(0, int(row["head"]) - offset)
    return 0 if offset >= row["head"] else count_events_after(store, row["user_id"], investigation_id, offset)
