"""Lists of investigations, from columns that every write keeps; no document is ever parsed for one."""

from typing import Any

from ..store import Store
from ..store.event_log import feed_bounds
from ..store.models import State
from .tokens import READ, RUN, Principal

# What a listener on everything is told first; more investigations than this are for the list with its pages.
MAX_LISTED = 500
_COLUMNS = (
    State.investigation_id,
    State.user_id,
    State.name,
    State.wizard_step,
    State.status,
    State.version,
    State.risk_score,
    State.risk_level,
    State.entity_count,
    State.created_at,
    State.updated_at,
    State.started_at,
    State.completed_at,
)


def active_investigations(store: Store, principal: Principal) -> tuple[list[dict[str, Any]], int]:
    """Return what the caller owns and has not archived, newest first, and its feed's head, from one read."""
    principal.require(READ, RUN)
    mine = (State.user_id == principal.user_id) & State.archived_at.is_null()
    query = State.select(*_COLUMNS).where(mine).order_by(State.updated_at.desc()).limit(MAX_LISTED)
    with store.reader.atomic():
        return store.read(query), feed_bounds(store.reader, principal.user_id).head
