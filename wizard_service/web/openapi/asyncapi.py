"""The AsyncAPI 3.0 document: the feed on streams and sockets, from the schemas of the OpenAPI document."""

import json
import re
from typing import Any

from ... import __version__
from ...domain.events import EVENT_TYPES
from ..auth import COOKIE
from ..schemas.events import SAID, UNSTORED
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
REFUSED = "A handshake that is refused is answered 400, 401, 403, 404, 426 or 429, with a problem document."
ONE, ALL = "of one investigation", "of everything the caller owns"
# channel: address, what it is, its server
CHANNELS = {
    "streamOne": ("/{investigation_id}/stream", f"Server-sent events {ONE}.", "streams"),
    "streamAll": ("/stream", f"Server-sent events {ALL}.", "streams"),
    "socketOne": ("/ws/investigation/{investigation_id}", f"WebSocket {ONE}.", "sockets"),
    "socketAll": ("/ws/investigations", f"WebSocket {ALL}.", "sockets"),
}


def asyncapi_document(openapi: Document, base_path: str, bind: str) -> Document:
    """Return the document. openapi: whose schemas are used. bind: where the service listens, HOST:PORT."""
    host = {"host": bind if ":" in bind and "/" not in bind else "localhost", "pathname": base_path}
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
        "servers": {"streams": host | {"protocol": "http"}, "sockets": host | {"protocol": "ws"}},
        "channels": {name: _channel(name, *each) for name, each in CHANNELS.items()},
        "operations": {name: each for channel in CHANNELS for name, each in _operations(channel)},
        "components": {
            "schemas": _reachable(openapi["components"]["schemas"], messages),
            "messages": messages,
            "securitySchemes": _SECURITY,
        },
    }


_SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "cookie": {"type": "httpApiKey", "in": "cookie", "name": COOKIE},
    "ticket": {"type": "httpApiKey", "in": "query", "name": "ticket"},
}


def _messages(schemas: Document) -> Document:
    summaries = {name: event_type.summary for name, event_type in EVENT_TYPES.items()}
    summaries |= {name: control_event[0] for name, control_event in UNSTORED.items()}
    events = {name: _message(name, summary, component_name(name), schemas) for name, summary in summaries.items()}
    said = {_said(name): _message(name, tells, schema.__name__, schemas) for name, (tells, schema) in SAID.items()}
    result = _message("result", "The outcome of an `update` or `auth`.", "SocketResult", schemas)
    return events | said | {"result": result}


def _message(name: str, tells: str, component: str, schemas: Document) -> Document:
    payload = {"$ref": f"#/components/schemas/{component}"}
    return {"name": name, "summary": tells, "payload": payload, "examples": [{"payload": example_of(payload, schemas)}]}


def _said(name: str) -> str:
    return f"client_{name}"


def _heard_on(channel: str) -> list[str]:
    is_socket = channel.startswith("socket")
    unstored = [name for name in UNSTORED if not (is_socket and name == "overloaded")]
    return [*EVENT_TYPES, *unstored, *(["result"] if is_socket else [])]


def _channel(name: str, address: str, summary: str, server: str) -> Document:
    said = [_said(each) for each in SAID] if server == "sockets" else []
    channel: Document = {
        "address": address,
        "summary": summary,
        "servers": [{"$ref": f"#/servers/{server}"}],
        "messages": {each: {"$ref": f"#/components/messages/{each}"} for each in [*_heard_on(name), *said]},
    }
    if "{" in address:
        channel["parameters"] = {"investigation_id": {"description": "The id of the investigation."}}
    if server == "sockets":
        query = {"type": "object", "properties": SOCKET_QUERY}
        channel["description"] = REFUSED
        channel["bindings"] = {"ws": {"method": "GET", "query": query, "bindingVersion": "0.1.0"}}
    return channel


def _operations(channel: str) -> list[tuple[str, Document]]:
    """Return what the service does on a channel: it tells, and on a socket it is told."""
    where = {"$ref": f"#/channels/{channel}"}
    security = [{"$ref": f"#/components/securitySchemes/{each}"} for each in _SECURITY]

    def messages(names: list[str]) -> list[Document]:
        return [{"$ref": f"#/channels/{channel}/messages/{each}"} for each in names]

    tell = {"action": "send", "channel": where, "security": security, "messages": messages(_heard_on(channel))}
    if channel.startswith("stream"):
        query = {"type": "object", "properties": STREAM_QUERY}
        tell["bindings"] = {"http": {"method": "GET", "query": query, "bindingVersion": "0.3.0"}}
        return [(f"{channel}Tell", tell)]
    obey = {"action": "receive", "channel": where, "messages": messages([_said(each) for each in SAID])}
    return [(f"{channel}Tell", tell), (f"{channel}Obey", obey)]


def _reachable(schemas: Document, start: Document) -> Document:
    """Return the schemas that are referred to, in the JSON Schema (draft 7) that AsyncAPI 3.0 knows."""
    found: Document = {}
    waiting = _references(start)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = {keyword: each for keyword, each in schemas[name].items() if keyword != "discriminator"}
            waiting |= _references(found[name])
    return dict(sorted(found.items()))


def _references(part: Document) -> set[str]:
    return set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(part)))
