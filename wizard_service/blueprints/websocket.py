"""WebSockets (contract section 8): the handshake as plain HTTP, then a session of frames."""

import logging
import uuid
from collections.abc import Generator

from flask import Blueprint, g, request
from flask_sock import Sock

from ..errors import TooManyStreams
from ..feed.limits.stream_quota import QuotaExceeded
from ..feed.presence import Connection, client_id
from ..feed.session import FeedSession
from ..feed.subscription import Subscription
from ..web.auth import principal, require_stream_principal
from ..web.query_params import CURSOR_SPELLINGS, requested_cursor, require_known_query, require_text_query
from ..web.request_id import request_id, trace_id
from ..web.service import Service, current_service
from ..web.streaming.close_codes import INTERNAL_ERROR, TOO_MANY
from ..web.streaming.handshake import check_handshake
from ..web.streaming.parked import Steps, taken
from ..web.streaming.websocket import ConnectionClosed, Server, WebSocketConnection
from ..web.streaming.websocket_session import ProtocolError, WebSocketSession

_log = logging.getLogger(__name__)

SUBPROTOCOL = "wizard.v1"
blueprint = Blueprint("socket", __name__)
_sock = Sock()


@blueprint.before_request
def accept_handshake() -> None:
    """Check everything that can fail, while the response can still be plain HTTP."""
    service = current_service()
    require_text_query()
    check_handshake(service)
    require_stream_principal(service)
    require_known_query(("ticket", *CURSOR_SPELLINGS))
    _begin_session(service)


@_sock.route("/ws/investigation/<investigation_id>", bp=blueprint)
def socket_one(server: Server, investigation_id: str) -> None:
    """Follow one investigation."""
    current_service().last_accessed.record(investigation_id)
    _serve(server)


@_sock.route("/ws/investigations", bp=blueprint)
def socket_all(server: Server) -> None:
    """Follow everything the caller owns."""
    _serve(server)


def _begin_session(service: Service) -> None:
    """Open the feed session. Raises NotFound, BadCursor and TooManyStreams."""
    settings, user_id = service.config.streams, principal().user_id
    connection = Connection(
        connection_id=str(uuid.uuid4()),
        transport="websocket",
        user_id=user_id,
        investigation_id=(request.view_args or {}).get("investigation_id"),
        request_id=request_id(),
        heartbeat_s=settings.ws_heartbeat_s,
        client_id=client_id(request.environ),
        trace_id=trace_id(),
    )
    cursor = requested_cursor()
    g.wizard_feed_session = FeedSession(service.store, service.feed, principal(), connection)
    if service.feed.stream_quota.is_exhausted(user_id):
        raise TooManyStreams("Stream limit reached; fall back to polling.", limit=settings.per_user, scope="host")
    g.wizard_opening = g.wizard_feed_session.opening(cursor)


def _serve(server: Server) -> None:
    """Serve a socket to its end, or until it has nothing to do and the connection can be taken from the server."""
    service, feed_session = current_service(), g.wizard_feed_session
    connection = WebSocketConnection(server, service.config.streams.write_timeout_s)
    steps = _steps(service, connection, feed_session)
    if subscription := next(steps, None):
        raise taken(steps, subscription, connection, request_id())


def _steps(service: Service, connection: WebSocketConnection, feed_session: FeedSession) -> Steps:
    try:
        with service.feed.stream_quota.acquire(feed_session.principal.user_id):
            code = yield from _exchange(service, connection, feed_session)
    except (ConnectionClosed, OSError):
        connection.finish()
        return
    except QuotaExceeded:
        code = TOO_MANY
    except ProtocolError as error:
        code = error.code
    except Exception:  # noqa: BLE001 - logged, and reported by the close code
        # Flask would write an HTTP error response into the WebSocket.
        _log.exception("WebSocket session failed (request %s)", feed_session.connection.request_id)
        code = INTERNAL_ERROR
    connection.close(code)


def _exchange(
    service: Service, connection: WebSocketConnection, feed_session: FeedSession
) -> Generator[Subscription, None, int]:
    """Run the session to its end and return the close code."""
    # `opening` may hold the whole state, and the session may last for hours.
    opening, after = g.pop("wizard_opening")
    topic = feed_session.owner, feed_session.investigation_id
    with (
        service.feed.follow(*topic, after, feed_session.connection) as subscription,
        connection.wakes(subscription),
    ):
        session = WebSocketSession(service, connection, feed_session, subscription)
        session.send(list(opening))
        del opening
        return (yield from session.run())
