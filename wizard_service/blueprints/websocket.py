"""WebSockets (contract section 8): the feed as text frames, and a conversation."""

import logging
import time
import uuid

from flask import Blueprint, g, request
from flask_sock import Sock
from simple_websocket import ConnectionClosed, Server
from wsproto.events import Ping

from ..errors import TooManyStreams
from ..feed.closing import CloseReason
from ..feed.limits.stream_quota import QuotaExceeded
from ..feed.presence import Connection, client_id
from ..feed.session import FeedSession, StreamOptions
from ..web.auth import principal, require_stream_principal
from ..web.blueprint import require_text_in_query
from ..web.cursor_params import SPELLINGS, requested_cursor
from ..web.request_id import request_id
from ..web.service import Service, current_service
from ..web.streaming.connection import DRAIN_S, AtomicWriteSocket
from ..web.streaming.websocket import BoundedReceiveBuffer, check_handshake, require_known_query
from ..web.streaming.websocket_session import MAX_MESSAGE_BYTES, ProtocolError, WebSocketSession

_log = logging.getLogger(__name__)

SUBPROTOCOL = "wizard.v1"
INTERNAL_ERROR, SILENT, TOO_MANY = 1011, 4408, 4429
CLOSE_CODES = {
    CloseReason.RESTART: 1012,
    CloseReason.TOKEN_EXPIRED: 4401,
    CloseReason.ACCESS_REVOKED: 4403,
    CloseReason.DELETED: 4404,
}
# How often a quiet socket looks for acknowledgements that are due and for silence.
TICK_S = 1.0
blueprint = Blueprint("socket", __name__)
blueprint.before_request(require_text_in_query)
blueprint.before_request(check_handshake)
blueprint.before_request(require_stream_principal)
_sock = Sock()


@blueprint.before_request
def begin_listening() -> None:
    """Refuse what is not found, and cursors that are none, while the answer can still be plain HTTP."""
    service = current_service()
    require_known_query(("ticket", *SPELLINGS))
    investigation_id = (request.view_args or {}).get("investigation_id")
    heartbeat_s = service.config.streams.ws_heartbeat_s
    user_id = principal().user_id
    client = client_id(request.environ)
    connection = Connection(
        str(uuid.uuid4()), "websocket", user_id, investigation_id, request_id(), heartbeat_s, client
    )
    g.wizard_cursor = requested_cursor()
    g.wizard_listening = FeedSession(service.store, service.feed, principal(), connection, StreamOptions(tick_s=TICK_S))
    if service.feed.stream_quota.is_exhausted(user_id):
        limit = service.config.streams.per_user
        raise TooManyStreams("There is no room for another stream; poll meanwhile.", limit=limit)


@_sock.route("/ws/investigation/<investigation_id>", bp=blueprint)
def socket_one(connection: Server, investigation_id: str) -> None:
    """Follow one investigation."""
    current_service().last_accessed.record(investigation_id)
    _serve(connection)


@_sock.route("/ws/investigations", bp=blueprint)
def socket_all(connection: Server) -> None:
    """Follow everything the caller owns."""
    _serve(connection)


def _serve(connection: Server) -> None:
    if not isinstance(connection.sock, AtomicWriteSocket):
        # Of a server that hides its sockets from `guard`.
        write_timeout_s = current_service().config.streams.write_timeout_s
        connection.sock = AtomicWriteSocket(connection.sock, write_timeout_s)
    connection.max_message_size = MAX_MESSAGE_BYTES
    connection.input_buffer = BoundedReceiveBuffer(connection.input_buffer)
    service, listening = current_service(), g.wizard_listening
    try:
        with service.feed.stream_quota.acquire(listening.principal.user_id):
            code = _converse(service, connection, listening)
    except (ConnectionClosed, OSError):
        connection.thread.join(DRAIN_S)
        return
    except QuotaExceeded:
        code = TOO_MANY
    except ProtocolError as bad:
        code = bad.code
    except Exception:  # noqa: BLE001 - logged, and told by the close code
        # Raised further, it would be answered with an HTTP error inside the WebSocket stream.
        _log.exception("socket failed, request %s", request_id())
        code = INTERNAL_ERROR
    _close(connection, code)


def _converse(service: Service, connection: Server, listening: FeedSession) -> int:
    """Tell and listen until the conversation ends; return the close code."""
    opening, after = listening.opening(g.wizard_cursor)
    pinged_at = time.monotonic()
    owner, investigation_id = listening.owner, listening.investigation_id
    with service.feed.follow(owner, investigation_id, after, listening.connection) as follower:
        # One event wakes this loop for both: news from the feed, and input that the connection's reader has queued.
        connection.event = follower.wake
        # What was said before that has set the connection's first event, which nobody looks at any more.
        follower.wake.set()
        # Only a pong that was asked for is a sign of life.
        connection.pong_received = False
        conversation = WebSocketSession(service, connection, listening, follower)
        conversation.send(list(opening))
        # It may hold the whole state, and the socket may last for long.
        del opening
        for told in listening.outgoing(follower, conversation):
            conversation.send(told)
            conversation.obey()
            conversation.send_again()
            if time.monotonic() - pinged_at >= service.config.streams.ws_heartbeat_s:
                pinged_at = time.monotonic()
                _ping(connection, conversation)
            if time.monotonic() - conversation.heard_at >= service.config.streams.ws_silence_s:
                return SILENT
    return CLOSE_CODES[listening.close_reason or CloseReason.RESTART]


def _ping(connection: Server, conversation: WebSocketSession) -> None:
    if connection.pong_received:
        conversation.heard_at = time.monotonic()
    connection.pong_received = False
    connection.sock.send(connection.ws.send(Ping()))


def _close(connection: Server, code: int) -> None:
    if not connection.connected:
        return
    try:
        connection.close(code)
    except OSError:
        return
    connection.thread.join(DRAIN_S)
