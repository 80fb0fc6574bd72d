"""The AsyncAPI 3.0 document: the feed on streams and sockets, with the schemas of the OpenAPI document."""

import json
import re
from typing import Any

from ... import __version__
from ...domain.events import EVENT_TYPES
from ..schemas.events import CLIENT_MESSAGES, CONTROL_EVENTS
from .document import DESCRIPTION
from .events import component_name
from .examples import example_of

Document = dict[str, Any]

CURSOR = {"type": "string", "description": "The id of the last event seen; what follows it is sent."}
TICKET = {"type": "string", "description": "A one-time ticket in place of a token."}
STREAM_QUERY = {
    "last_event_id": CURSOR,
    "events": {"type": "string", "description": "Comma separated event types; all when absent."},
    "until": {"type": "string", "enum": ["completed"], "description": "End after the final event."},
    "ticket": TICKET,
}
SOCKET_QUERY = {"last_event_id": CURSOR, "ticket": TICKET}
REFUSED = "A handshake that is refused is answered 400, 401, 403, 404, 426, 429 or 503, with a problem document."
ONE, ALL = "of one investigation", "of everything the caller owns"
# Channel -> address, summary, server.
CHANNELS = {
    "streamOne": ("/{investigation_id}/stream", f"Server-sent events {ONE}.", "streams"),
    "streamAll": ("/stream", f"Server-sent events {ALL}.", "streams"),
    "socketOne": ("/ws/investigation/{investigation_id}", f"WebSocket {ONE}.", "sockets"),
    "socketAll": ("/ws/investigations", f"WebSocket {ALL}.", "sockets"),
}
# Channel -> the operation that sends, and the one that receives.
OPERATIONS: dict[str, tuple[str, ...]] = {
    "streamOne": ("sendStreamEvents",),
    "streamAll": ("sendStreamAllEvents",),
    "socketOne": ("sendSocketEvents", "receiveSocketMessages"),
    "socketAll": ("sendSocketAllEvents", "receiveSocketAllMessages"),
}
_SECURITY = ("bearer", "cookie", "ticket")
# `with_cookie_name` names the cookie.
_SECURITY_SCHEMES: Document = {
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "cookie": {"type": "httpApiKey", "in": "cookie", "name": ""},
    "ticket": {"type": "httpApiKey", "in": "query", "name": "ticket"},
}
_CLIENT_MESSAGE_NAMES = [f"client_{name}" for name in CLIENT_MESSAGES]


def asyncapi_document(openapi: Document, base_path: str, host: str | None) -> Document:
    """Return the document. openapi: the source of the schemas. host: of the service, with its port."""
    server = {"host": host or "localhost", "pathname": base_path}
    messages = _messages(openapi["components"]["schemas"])
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "wizard_service",
            "version": __version__,
            "description": DESCRIPTION,
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "servers": {"streams": server | {"protocol": "http"}, "sockets": server | {"protocol": "ws"}},
        "channels": {name: _channel(name, *described) for name, described in CHANNELS.items()},
        "operations": {name: operation for channel in CHANNELS for name, operation in _operations(channel).items()},
        "components": {
            "schemas": _reachable(openapi["components"]["schemas"], messages),
            "messages": messages,
            "securitySchemes": _SECURITY_SCHEMES,
        },
    }


def _messages(schemas: Document) -> Document:
    summaries = {name: event_type.summary for name, event_type in EVENT_TYPES.items()}
    summaries |= {name: summary for name, (summary, _) in CONTROL_EVENTS.items()}
    events = {name: _message(name, summary, component_name(name), schemas) for name, summary in summaries.items()}
    from_client = {
        f"client_{name}": _message(name, summary, schema.__name__, schemas)
        for name, (summary, schema) in CLIENT_MESSAGES.items()
    }
    result = _message("result", "The outcome of an `update` or `auth`.", "SocketResult", schemas)
    return events | from_client | {"result": result}


def _message(name: str, summary: str, component: str, schemas: Document) -> Document:
    payload = {"$ref": f"#/components/schemas/{component}"}
    example = {"payload": example_of(payload, schemas)}
    return {"name": name, "summary": summary, "payload": payload, "examples": [example]}


def _sent_on(channel: str) -> list[str]:
    """Return the names of the messages that the service sends on a channel."""
    is_socket = channel.startswith("socket")
    control = [name for name in CONTROL_EVENTS if not (is_socket and name == "overloaded")]
    return [*EVENT_TYPES, *control, *(["result"] if is_socket else [])]


def _channel(name: str, address: str, summary: str, server: str) -> Document:
    messages = [*_sent_on(name), *(_CLIENT_MESSAGE_NAMES if server == "sockets" else [])]
    channel: Document = {
        "address": address,
        "summary": summary,
        "servers": [{"$ref": f"#/servers/{server}"}],
        "messages": {message: {"$ref": f"#/components/messages/{message}"} for message in messages},
    }
    if "{" in address:
        channel["parameters"] = {"investigation_id": {"description": "The id of the investigation."}}
    if server == "sockets":
        query = {"type": "object", "properties": SOCKET_QUERY}
        channel["description"] = REFUSED
        channel["bindings"] = {"ws": {"method": "GET", "query": query, "bindingVersion": "0.1.0"}}
    return channel


def _operations(channel: str) -> dict[str, Document]:
    """Return the operations of the service on a channel: it sends events, and on a socket it receives messages."""
    reference = {"$ref": f"#/channels/{channel}"}
    security = [{"$ref": f"#/components/securitySchemes/{scheme}"} for scheme in _SECURITY]

    def messages(names: list[str]) -> list[Document]:
        return [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in names]

    send = {"action": "send", "channel": reference, "security": security, "messages": messages(_sent_on(channel))}
    if channel.startswith("stream"):
        query = {"type": "object", "properties": STREAM_QUERY}
        send["bindings"] = {"http": {"method": "GET", "query": query, "bindingVersion": "0.3.0"}}
    receive = {"action": "receive", "channel": reference, "messages": messages(_CLIENT_MESSAGE_NAMES)}
    return dict(zip(OPERATIONS[channel], (send, receive), strict=False))


def _reachable(schemas: Document, start: Document) -> Document:
    """Return the schemas that `start` refers to, in the JSON Schema (draft 7) of AsyncAPI 3.0."""
    reached: Document = {}
    waiting = _references(start)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached[name] = {keyword: value for keyword, value in schemas[name].items() if keyword != "discriminator"}
            waiting |= _references(reached[name])
    return dict(sorted(reached.items()))


def _references(part: Document) -> set[str]:
    return set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(part)))
