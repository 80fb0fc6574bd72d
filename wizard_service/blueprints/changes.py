"""What happened since a version (contract section 3)."""

from typing import Any

import orjson
from flask import Response

from ..domain import changes
from ..domain.states import state_json
from ..web import poll_rules, schemas
from ..web.arguments import ApiBlueprint
from ..web.authenticate import principal
from ..web.conditional import is_unchanged
from ..web.runtime import runtime
from .polling import require_polling_principal
from .responses import polled_response

blueprint = ApiBlueprint(
    "changes", __name__, authenticate=require_polling_principal, description="Changes since a version"
)


@blueprint.route("/<investigation_id>/changes", methods=["GET"])
@blueprint.arguments(schemas.ChangesQuery, location="query")
@blueprint.response(200, schemas.Changes)
@blueprint.alt_response(304, description="Nothing is newer than `since_version`, or the ETag in If-None-Match")
@blueprint.problems(404, 410, 412, 429)
def changes_since(query: dict[str, Any], investigation_id: str) -> Response:
    """Tell each change after `since_version`, oldest first; go on from `to_version` until 304.

    One answer tells 200 changes, or 1 MB of them, at most. 410 when the trail no longer goes back that far, and for a
    version that never was: read the state anew. The same when the epoch in the ETag is not the one you know.
    """
    store, version = runtime().store, query["since_version"]
    snapshot = query["include_snapshot"]
    since = changes.look_since(store, principal(), investigation_id, version, snapshot=snapshot)
    headers = poll_rules.headers(since.etag, poll_rules.interval_ms(runtime(), investigation_id, since.row))
    if is_unchanged(since.etag) or since.to_version == version:
        return polled_response(None, headers)
    body = {
        "investigation_id": investigation_id,
        "from_version": version,
        "to_version": since.to_version,
        "changes": changes.changes_between_versions(store, since, version),
        "current_snapshot": orjson.Fragment(state_json(since.row)) if snapshot else None,
    }
    return polled_response(body, headers)
