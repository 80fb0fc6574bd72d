"""Server-sent events (contract section 7)."""

import random
import uuid
from collections.abc import Generator, Iterator
from typing import Any

from flask import Response, request

from ..domain.events import EVENT_TYPES
from ..errors import ValidationError
from ..feed.control_events import ControlEvent
from ..feed.feed import Feed
from ..feed.limits.stream_options import StreamOptions
from ..feed.limits.stream_quota import QuotaExceeded
from ..feed.presence import Connection, client_id
from ..feed.session import FeedSession
from ..web import schemas
from ..web.auth import principal, require_stream_principal
from ..web.blueprint import ApiBlueprint
from ..web.query_params import requested_cursor
from ..web.request_id import request_id
from ..web.responses import no_content
from ..web.schemas.events import CONTROL_EVENTS
from ..web.service import current_service
from ..web.streaming.connection import chunks, require_acknowledgements, set_write_deadline
from ..web.streaming.parked import EventFrames, Piece
from ..web.streaming.sse import DirectWriter, EventStream

blueprint = ApiBlueprint(
    "stream", __name__, authenticate=require_stream_principal, description="The event feed as server-sent events"
)

# The padding is enough for proxies and browsers that buffer the first bytes of a response.
PADDING = b":" + b" " * 2047 + b"\n"
RETRY_MS, RETRY_SPREAD_MS = 1000, 2000
# A client over its quota may try a stream again after this time, and polls until then.
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
    response = _stream(investigation_id, _stream_options(query))
    current_service().last_accessed.record(investigation_id)
    return response


@blueprint.route("/stream", methods=["GET"])
@blueprint.arguments(schemas.StreamQuery, location="query")
@blueprint.doc(responses={"200": {"description": "Events of everything the caller owns", "content": _EVENT_STREAM}})
@blueprint.problems(400)
def stream_all(query: dict[str, Any]) -> Response:
    """Stream the events of everything the caller owns."""
    return _stream(None, _stream_options(query))


def _stream(investigation_id: str | None, options: StreamOptions) -> Response:
    service, cursor = current_service(), requested_cursor()
    environ, settings = request.environ, service.config.streams
    connection = Connection(
        connection_id=str(uuid.uuid4()),
        transport="sse",
        user_id=principal().user_id,
        investigation_id=investigation_id,
        request_id=request_id(),
        heartbeat_s=settings.sse_heartbeat_s,
        client_id=client_id(environ),
    )
    session = FeedSession(service.store, service.feed, principal(), connection, options)
    if session.is_complete(cursor):
        return no_content()
    opening = session.opening(cursor)
    set_write_deadline(environ, settings.write_timeout_s)
    require_acknowledgements(environ, settings.sse_heartbeat_s)
    writer = DirectWriter(environ, settings.write_timeout_s)
    frames = _frames(service.feed, session, opening, writer)
    pieces = _within_quota(service.feed, session, frames)
    return EventStream(EventFrames(pieces, writer, connection.request_id), writer, HEADERS)


def _within_quota(feed: Feed, session: FeedSession, frames: Iterator[Piece]) -> Generator[Piece, None, None]:
    try:
        with feed.stream_quota.acquire(session.principal.user_id):
            yield from frames
    except QuotaExceeded as error:
        # The status is 200, because EventSource would never reconnect after an error status.
        advice = {"reason": error.scope, "retry_after_ms": OVERLOADED_RETRY_MS, "fallback": "poll"}
        yield PADDING + _retry(OVERLOADED_RETRY_MS) + session.control_events.make("overloaded", advice).sse


def _frames(
    feed: Feed, session: FeedSession, opening: tuple[list[ControlEvent], int], writer: DirectWriter
) -> Iterator[Piece]:
    events, after = opening
    with (
        feed.follow(session.owner, session.investigation_id, after, session.connection) as subscription,
        writer.wakes(subscription),
    ):
        first = PADDING + _retry() + b"".join(event.sse for event in events)
        yield from chunks(first)
        # The server keeps a reference to the last piece that was yielded. An empty piece replaces `first`, which may
        # hold the whole state.
        yield b""
        is_usable = writer.is_usable(len(first))
        subscription.waits = not (is_usable and writer.may_park)
        del opening, events, first
        for outgoing in session.outgoing(subscription, writer.try_send if is_usable else None):
            writer.flush()
            yield from chunks(b"".join(event.sse for event in outgoing))
            if writer.peer_closed():
                return
            if subscription.idle_s:
                yield subscription
    # The client reconnects after this time. A worker that stops ends many streams at once.
    yield _retry()


def _stream_options(query: dict[str, Any]) -> StreamOptions:
    names = [name for name in query.get("events", "").split(",") if name]
    # Control events are sent in any case, so it does no harm to name them as well.
    unknown = [name for name in names if name not in EVENT_TYPES and name not in CONTROL_EVENTS]
    if unknown:
        raise ValidationError([("events", f"There is no event type {name}.") for name in unknown])
    spread = random.uniform(1 - LIFETIME_SPREAD, 1 + LIFETIME_SPREAD)  # noqa: S311 - spreads load
    lifetime_s = current_service().config.streams.lifetime_s * spread
    return StreamOptions(frozenset(names) or None, query.get("until") == "completed", lifetime_s)


def _retry(minimum_ms: int = RETRY_MS) -> bytes:
    # The random part keeps the clients from reconnecting all at once.
    return b"retry: %d\n\n" % (minimum_ms + random.randrange(RETRY_SPREAD_MS))  # noqa: S311
