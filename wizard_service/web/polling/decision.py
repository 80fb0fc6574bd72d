"""What decides a poll, the same for one answered by a view and one answered before Flask is entered."""

import random
from dataclasses import dataclass
from datetime import datetime

from ...domain.identity.principal import Principal
from ...domain.investigations.state import Row, etag_of
from ...feed import polling
from ...feed.cursor import Cursor, check_cursor
from ...feed.poll_intervals import Activity, next_poll_interval_ms
from ...feed.presence import Poller
from ...store.events import FeedBounds
from ..conditional import names_tag, revalidation_headers
from ..service import Service


@dataclass(frozen=True)
class PollCheck:
    """One look at an investigation, or with None at everything that the caller owns.

    unchanged: there is nothing that the caller does not have.
    """

    row: Row
    etag: str
    unchanged: bool


def evaluate(
    service: Service, principal: Principal, investigation_id: str | None, if_none_match: str, cursor: Cursor | None
) -> PollCheck:
    """Look by one read of a primary key; everything takes two. Raises NotFound, Forbidden, CursorExpired."""
    row = polling.read_poll_head(service.store, principal, investigation_id)
    if cursor is not None:
        check_cursor(cursor, service.store.epoch, FeedBounds(row["pruned"], row["head"]))
    etag = weak_etag(service, row)
    unchanged = names_tag(if_none_match, etag)
    if unchanged and cursor is not None:
        # A listener that comes from another transport may know the state and still lack events.
        unchanged = not polling.is_behind(service.store, row, investigation_id, cursor.offset)
    return PollCheck(row, etag, unchanged)


def weak_etag(service: Service, row: Row) -> str:
    # Weak, because the body carries the time of the answer.
    return "W/" + etag_of(row, service.store.epoch)


def interval_ms(service: Service, investigation_id: str | None, row: Row) -> int | None:
    """Return when the caller is advised to come back, None for never."""
    idle_s = (service.store.clock() - datetime.fromisoformat(row["updated_at"])).total_seconds()
    feed, settings = service.feed, service.config.polling
    events_per_min = feed.activity.events_per_min(investigation_id) if investigation_id else 0.0
    activity = Activity(row["wizard_step"], row["status"], row["archived_at"] is not None, idle_s, events_per_min)
    return next_poll_interval_ms(activity, settings, random.random(), feed.load.interval_factor())  # noqa: S311 - spreads load


def headers(etag: str, advised_ms: int | None) -> dict[str, str]:
    """Return the headers that a poll has with and without a body."""
    advice = {} if advised_ms is None else {"X-Recommended-Interval": str(advised_ms)}
    return revalidation_headers(etag) | advice


def unchanged_headers(service: Service, poller: Poller, seen: PollCheck, transport: str = "poll") -> dict[str, str]:
    """Note that a poller was told nothing, and return the headers that it is told."""
    row = seen.row
    service.feed.presence.polled(poller, row["user_id"], row["head"], unchanged=True, transport=transport)
    return headers(seen.etag, interval_ms(service, poller.investigation_id, row))
