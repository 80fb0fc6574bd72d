"""Decides whether a poll has anything new, for the view and for the middleware that answers before Flask runs."""

import math
import random
from datetime import datetime
from typing import NamedTuple

from ...domain.identity.principal import Principal
from ...domain.investigations.state import Row, etag_of
from ...feed import polling
from ...feed.cursor import Cursor, check_cursor
from ...feed.poll_intervals import Activity, next_poll_interval_ms
from ...feed.presence import Poller
from ...store.repositories.events import FeedBounds
from ...timestamps import CLOCK_TOLERANCE
from ..conditional import matches_etag, validator_headers
from ..service import Service

# `FastPolls` stores its PollCheck under this key of the WSGI environ. When the view must answer the poll after
# all, it uses this one instead of checking the poll a second time.
CHECK_KEY = "wizard.poll_check"


class PollCheck(NamedTuple):
    """The result of checking one poll.

    poller: the client and what it polls. cursor: the last event that the client has received, None when it sent no
    cursor.
    row: the columns of `feed.polling.read_poll_head`, among them the head of the feed.
    unchanged: whether the caller has the current state and all events, so that the response is a 304.
    """

    poller: Poller
    cursor: Cursor | None
    row: Row
    etag: str
    unchanged: bool


def check_poll(
    service: Service, principal: Principal, poller: Poller, if_none_match: str, cursor: Cursor | None
) -> PollCheck:
    """Find out whether a poll has anything new. Raises NotFound, Forbidden and CursorExpired.

    The check reads one row by its primary key, two for a poll of everything that the caller owns.
    """
    row = polling.read_poll_head(service.store, principal, poller.investigation_id)
    if cursor is not None:
        require_current(service, cursor, row)
    etag = weak_etag(service, row)
    unchanged = matches_etag(if_none_match, etag)
    if unchanged and cursor is not None:
        # A client that has used another transport may have the current state and still lack events.
        unchanged = not polling.is_behind(service.store, row, poller.investigation_id, cursor.offset)
    return PollCheck(poller, cursor, row, etag, unchanged)


def require_current(service: Service, cursor: Cursor, row: Row) -> None:
    """Raise CursorExpired when the feed of `row` cannot be followed from the cursor."""
    check_cursor(cursor, service.store.epoch, FeedBounds(row["pruned"], row["head"]))


def weak_etag(service: Service, row: Row) -> str:
    """Return the entity tag of a poll. It is weak, because the body carries the time of the response."""
    return "W/" + etag_of(row, service.store.epoch)


def advised_interval_ms(service: Service, investigation_id: str | None, row: Row, now: datetime) -> int | None:
    """Return the time after which the client should poll again, None for never."""
    idle = now - datetime.fromisoformat(row["updated_at"])
    # A change that a clock ahead has dated may have been at any time before that clock was set back.
    idle_s = math.inf if idle < -CLOCK_TOLERANCE else idle.total_seconds()
    feed, settings = service.feed, service.config.polling
    events_per_min = feed.activity.events_per_min(investigation_id) if investigation_id else 0.0
    activity = Activity(row["wizard_step"], row["status"], row["archived_at"] is not None, idle_s, events_per_min)
    return next_poll_interval_ms(activity, settings, random.random(), feed.load.interval_factor())  # noqa: S311 - spreads load


def poll_headers(etag: str, interval_ms: int | None) -> dict[str, str]:
    """Return the headers of a poll's response, with a body and without."""
    headers = validator_headers(etag)
    if interval_ms is not None:
        headers["X-Recommended-Interval"] = str(interval_ms)
    return headers


def unchanged_headers(service: Service, check: PollCheck, transport: str = "poll") -> dict[str, str]:
    """Record a poll that found nothing new, and return the headers of its 304."""
    poller, row = check.poller, check.row
    service.feed.presence.polled(poller, row["user_id"], row["head"], unchanged=True, transport=transport)
    interval_ms = advised_interval_ms(service, poller.investigation_id, row, service.store.clock())
    return poll_headers(check.etag, interval_ms)
