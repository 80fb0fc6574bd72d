"""Server-sent events (contract section 7)."""

import random
import uuid
from collections.abc import Iterator
from typing import Any

from flask import Response, request

from ..domain.events import EVENT_TYPES
from ..errors import ValidationError
from ..feed.cursor import Cursor
from ..feed.feed import Feed
from ..feed.limits.stream_quota import QuotaExceeded
from ..feed.presence import Connection, client_id
from ..feed.session import FeedSession, StreamOptions
from ..web import schemas
from ..web.auth import principal, require_stream_principal
from ..web.blueprint import ApiBlueprint
from ..web.cursor_params import requested_cursor
from ..web.request_id import request_id
from ..web.responses import no_content
from ..web.schemas.events import UNSTORED
from ..web.service import current_service
from ..web.streaming.connection import chunks, peer_closed, set_write_deadline
from ..web.streaming.sse import DirectWriter, EventStream

blueprint = ApiBlueprint(
    "stream", __name__, authenticate=require_stream_principal, description="The event feed as server-sent events"
)

# Enough for proxies and browsers that hold back the first bytes of a response.
PADDING = b":" + b" " * 2047 + b"\n"
RETRY_MS, RETRY_SPREAD_MS = 1000, 2000
# A client for whom there is no room may try a stream again after this; meanwhile it polls.
OVERLOADED_RETRY_MS = 30_000
LIFETIME_SPREAD = 0.2
HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}
_EVENT_STREAM = {"text/event-stream": {"schema": {"type": "string"}}}


@blueprint.route("/<investigation_id>/stream", methods=["GET"])
@blueprint.arguments(schemas.StreamQuery, location="query")
@blueprint.doc(responses={"200": {"description": "Events of one investigation", "content": _EVENT_STREAM}})
@blueprint.alt_response(204, description="With until=completed: there will be no more events")
@blueprint.problems(400, 404)
def stream_one(query: dict[str, Any], investigation_id: str) -> Response:
    """Stream the events of one investigation."""
    response = _stream(investigation_id, _terms(query))
    current_service().last_accessed.record(investigation_id)
    return response


@blueprint.route("/stream", methods=["GET"])
@blueprint.arguments(schemas.StreamQuery, location="query")
@blueprint.doc(responses={"200": {"description": "Events of everything the caller owns", "content": _EVENT_STREAM}})
@blueprint.problems(400)
def stream_all(query: dict[str, Any]) -> Response:
    """Stream the events of everything the caller owns."""
    return _stream(None, _terms(query))


def _stream(investigation_id: str | None, terms: StreamOptions) -> Response:
    service = current_service()
    cursor = requested_cursor()
    heartbeat_s = service.config.streams.sse_heartbeat_s
    user_id = principal().user_id
    client = client_id(request.environ)
    connection = Connection(str(uuid.uuid4()), "sse", user_id, investigation_id, request_id(), heartbeat_s, client)
    listening = FeedSession(service.store, service.feed, principal(), connection, terms)
    if listening.is_complete(cursor):
        return no_content()
    set_write_deadline(request.environ, service.config.streams.write_timeout_s)
    shortcut = DirectWriter(request.environ, service.config.streams.write_timeout_s)
    frames = _frames(service.feed, listening, cursor, request.environ, shortcut)
    return EventStream(_seated(service.feed, listening, frames), shortcut, HEADERS)


def _seated(feed: Feed, listening: FeedSession, frames: Iterator[bytes]) -> Iterator[bytes]:
    try:
        with feed.stream_quota.acquire(listening.principal.user_id):
            yield from frames
    except QuotaExceeded as taken:
        # Not an error status: EventSource would give up for ever.
        advice = {"reason": taken.scope, "retry_after_ms": OVERLOADED_RETRY_MS, "fallback": "poll"}
        yield PADDING + _retry(OVERLOADED_RETRY_MS) + listening.control_events.make("overloaded", advice).sse


def _frames(
    feed: Feed, listening: FeedSession, cursor: Cursor | None, environ: dict[str, Any], shortcut: DirectWriter
) -> Iterator[bytes]:
    opening, after = listening.opening(cursor)
    with feed.follow(listening.owner, listening.investigation_id, after, listening.connection) as follower:
        begun = PADDING + _retry() + b"".join(each.sse for each in opening)
        yield from chunks(begun)
        # The server keeps what was yielded last. It may hold the whole state, and the stream may last for long.
        yield b""
        shortcut.wake = follower.wake
        sink = shortcut if shortcut.is_open(len(begun)) else None
        del opening, begun
        for told in listening.outgoing(follower, sink):
            shortcut.finish()
            yield from chunks(b"".join(each.sse for each in told))
            if peer_closed(environ):
                return
    yield _retry()


def _terms(query: dict[str, Any]) -> StreamOptions:
    listed = [name for name in query.get("events", "").split(",") if name]
    # What is not stored is sent in any case, so asking for it as well does no harm.
    unknown = [name for name in listed if name not in EVENT_TYPES and name not in UNSTORED]
    if unknown:
        raise ValidationError([("events", f"There is no event type {name}.") for name in unknown])
    spread = random.uniform(1 - LIFETIME_SPREAD, 1 + LIFETIME_SPREAD)  # noqa: S311 - spreads load
    lifetime_s = current_service().config.streams.lifetime_s * spread
    return StreamOptions(frozenset(listed) or None, query.get("until") == "completed", lifetime_s)


def _retry(at_least_ms: int = RETRY_MS) -> bytes:
    # Spread, so that the clients of a worker that leaves do not come back all at once.
    return b"retry: %d\n\n" % (at_least_ms + random.randrange(RETRY_SPREAD_MS))  # noqa: S311
