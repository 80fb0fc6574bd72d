"""WebSockets (contract section 8): the feed as text frames, and what clients say back."""

import logging
import uuid
from typing import Any

import orjson
from flask import Blueprint, g, request
from flask_sock import Sock
from simple_websocket import ConnectionClosed, Server

from ..feed.listening import Listening, Tellable
from ..feed.unstored import Connection
from ..web.authenticate import principal, require_principal
from ..web.cursors import requested_cursor
from ..web.handshake import check_handshake
from ..web.request_id import request_id
from ..web.runtime import runtime

_log = logging.getLogger(__name__)

SUBPROTOCOL = "wizard.v1"
MAX_MESSAGE_BYTES = 64 * 1024
POLICY_VIOLATION, INTERNAL_ERROR, RESTART, TOKEN_EXPIRED = 1008, 1011, 1012, 4401

blueprint = Blueprint("socket", __name__)
blueprint.before_request(require_principal)
blueprint.before_request(check_handshake)
_sock = Sock()


@blueprint.before_request
def begin_listening() -> None:
    """Refuse what is not found, and cursors that are none, while the answer can still be plain HTTP."""
    service = runtime()
    investigation_id = (request.view_args or {}).get("investigation_id")
    heartbeat_s = service.config.streams.ws_heartbeat_s
    user_id = principal().user_id
    connection = Connection(str(uuid.uuid4()), "websocket", user_id, investigation_id, request_id(), heartbeat_s)
    g.wizard_cursor = requested_cursor()
    g.wizard_listening = Listening(service.store, service.feed, principal(), connection)


@_sock.route("/ws/investigation/<investigation_id>", bp=blueprint)
def socket_one(connection: Server, investigation_id: str) -> None:
    """Follow one investigation."""
    _serve(connection, investigation_id)


@_sock.route("/ws/investigations", bp=blueprint)
def socket_all(connection: Server) -> None:
    """Follow everything the caller owns."""
    _serve(connection, None)


def _serve(connection: Server, investigation_id: str | None) -> None:
    connection.max_message_size = MAX_MESSAGE_BYTES
    try:
        code = _converse(connection, g.wizard_listening, investigation_id)
    except (ConnectionClosed, OSError):
        return
    except Exception:  # noqa: BLE001 - logged, and told by the close code
        # Anything raised from here on would be answered with an HTTP error inside the WebSocket stream.
        _log.exception("socket failed, request %s", request_id())
        code = INTERNAL_ERROR
    if connection.connected:
        connection.close(code)


def _converse(connection: Server, listening: Listening, investigation_id: str | None) -> int:
    """Tell and listen until the conversation ends; return the close code."""
    opening, after = listening.opening(g.wizard_cursor)
    with runtime().feed.follow(listening.owner, investigation_id, after) as follower:
        # One event wakes this loop for both: news from the feed, and input that the connection's reader has queued.
        connection.event = follower.wake
        _send(connection, opening)
        for told in listening.tell(follower):
            _send(connection, told)
            if not _obey(connection, listening):
                return POLICY_VIOLATION
        return RESTART if follower.closed else TOKEN_EXPIRED


def _send(connection: Server, told: list[Any]) -> None:
    messages: list[Tellable] = told
    if messages:
        connection.sock.send(b"".join(each.websocket for each in messages))


def _obey(connection: Server, listening: Listening) -> bool:
    """Act on what the client has said meanwhile; False when it said something that has no meaning here."""
    while (said := connection.receive(timeout=0)) is not None:
        kind = _kind(said)
        if kind == "sync":
            _send(connection, [listening.sync()])
        elif kind not in ("ack", "heartbeat"):
            return False
    return True


def _kind(said: str | bytes) -> str | None:
    try:
        message = orjson.loads(said)
    except orjson.JSONDecodeError:
        return None
    kind = message.get("type") if isinstance(message, dict) else None
    return kind if isinstance(kind, str) else None
