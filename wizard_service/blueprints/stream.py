"""Server-sent events (contract section 7)."""

import random
import uuid
from collections.abc import Iterator
from typing import Any

from flask import Response

from ..feed.follow import Feed
from ..feed.listening import Listening
from ..feed.unstored import Connection, Unstored
from ..web import schemas
from ..web.arguments import ApiBlueprint
from ..web.authenticate import principal, require_principal
from ..web.cursors import requested_cursor
from ..web.request_id import request_id
from ..web.runtime import runtime

blueprint = ApiBlueprint("stream", __name__, description="The event feed as server-sent events")
blueprint.before_request(require_principal)

# Enough for proxies and browsers that hold back the first bytes of a response.
PADDING = b":" + b" " * 2047 + b"\n"
RETRY_MS, RETRY_SPREAD_MS = 1000, 2000
HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}
_EVENT_STREAM = {"text/event-stream": {"schema": {"type": "string"}}}


@blueprint.route("/<investigation_id>/stream", methods=["GET"])
@blueprint.arguments(schemas.CursorQuery, location="query")
@blueprint.doc(responses={"200": {"description": "Events of one investigation", "content": _EVENT_STREAM}})
@blueprint.alt_response(404, schema=schemas.Problem)
def stream_one(query: dict[str, Any], investigation_id: str) -> Response:  # noqa: ARG001 - read as a cursor
    """Stream the events of one investigation."""
    return _stream(investigation_id)


@blueprint.route("/stream", methods=["GET"])
@blueprint.arguments(schemas.CursorQuery, location="query")
@blueprint.doc(responses={"200": {"description": "Events of everything the caller owns", "content": _EVENT_STREAM}})
def stream_all(query: dict[str, Any]) -> Response:  # noqa: ARG001 - read as a cursor
    """Stream the events of everything the caller owns."""
    return _stream(None)


def _stream(investigation_id: str | None) -> Response:
    service = runtime()
    cursor = requested_cursor()
    heartbeat_s = service.config.streams.sse_heartbeat_s
    user_id = principal().user_id
    connection = Connection(str(uuid.uuid4()), "sse", user_id, investigation_id, request_id(), heartbeat_s)
    listening = Listening(service.store, service.feed, principal(), connection)
    opening, after = listening.opening(cursor)
    frames = _frames(service.feed, listening, investigation_id, opening, after)
    return Response(frames, content_type="text/event-stream", headers=HEADERS)


def _frames(
    feed: Feed, listening: Listening, investigation_id: str | None, opening: list[Unstored], after: int
) -> Iterator[bytes]:
    with feed.follow(listening.owner, investigation_id, after) as follower:
        yield PADDING + _retry() + b"".join(each.sse for each in opening)
        for told in listening.tell(follower):
            if told:
                yield b"".join(each.sse for each in told)
    yield _retry()


def _retry() -> bytes:
    # Spread, so that the clients of a worker that leaves do not come back all at once.
    return b"retry: %d\n\n" % (RETRY_MS + random.randrange(RETRY_SPREAD_MS))  # noqa: S311
