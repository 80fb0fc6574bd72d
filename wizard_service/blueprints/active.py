"""The list of active investigations, to be polled (contract section 6)."""

from typing import Any

from flask import Response

from ..domain import listing
from ..domain.events.envelope import event_id
from ..store.transaction import timestamp
from ..web import poll_rules, schemas
from ..web.arguments import ApiBlueprint
from ..web.authenticate import principal
from ..web.conditional import is_unchanged
from ..web.runtime import runtime
from .polling import require_polling_principal
from .responses import polled_response

blueprint = ApiBlueprint(
    "active", __name__, authenticate=require_polling_principal, description="The list of active investigations"
)


@blueprint.route("/active", methods=["GET"])
@blueprint.arguments(schemas.ActiveQuery, location="query")
@blueprint.response(200, schemas.ActiveList)
@blueprint.alt_response(304, description="No row of this page has changed since the ETag in If-None-Match")
@blueprint.problems(412, 429)
def active(query: dict[str, Any]) -> Response:
    """List what the caller owns or was given and what is not archived, newest change first.

    `cursor` is where the caller's own feed stood. The ETag stands for the rows of this page and `total`, not for
    `timestamp` and `cursor`.
    """
    store, wanted = runtime().store, listing.Wanted(**query)
    page = listing.active_page(store, principal(), wanted)
    headers = poll_rules.headers(page.etag, _interval_ms(page))
    if is_unchanged(page.etag):
        return polled_response(None, headers)
    body = {
        "investigations": page.rows,
        "total": page.total,
        "limit": wanted.limit,
        "offset": wanted.offset,
        "timestamp": timestamp(store.clock()),
        "cursor": event_id(store.epoch, page.head),
    }
    return polled_response(body, headers)


def _interval_ms(page: listing.Page) -> int:
    """Return the advice for the most active row; for an empty list that of one where nothing happens."""
    slow_ms = runtime().config.polling.slow_interval_ms
    rows = ((row["investigation_id"], row | {"archived_at": None}) for row in page.rows)
    advised = (poll_rules.interval_ms(runtime(), *row) for row in rows)
    return min((each_ms for each_ms in advised if each_ms is not None), default=slow_ms)
