"""Requests that no decent client sends, made up from a seed: bad JSON, odd paths, methods, headers and sizes."""

import json
from dataclasses import dataclass
from random import Random
from typing import Any

BASE = "/api/v1/wizard"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
ODD_METHODS = ["TRACE", "CONNECT", "get", "G\x00T", "PROPFIND", "X" * 30, "", "GET GET", "\xe9"]
PATHS = ["/investigations", "/{}/state", "/{}/events", "/{}/poll", "/{}/changes", "/{}/access", "/{}/access/someone"]
PATHS += ["/active", "/session", "/tickets", "/healthz", "/openapi.json", "/{}/stream", "/ws/investigation/{}"]
SEGMENTS = [
    "",
    "/",
    "//",
    "..",
    ".",
    "%",
    "%00",
    "%2f",
    "%c3%28",
    "\xff",
    "x" * 300,
    "x" * 5000,
    "a b",
    "{}",
    "*",
    "\x7f",
]
SEGMENTS += ["..%2f..%2fetc%2fpasswd", "%25", "?", "#", ";a=b", "state", "\\", "%u0041", "'", '"', "\x00", "\t"]
QUERIES = [
    "after={}",
    "last_seen={}",
    "wait={}",
    "include={}",
    "limit={}",
    "offset={}",
    "status={}",
    "since_version={}",
]
QUERIES += ["include_snapshot={}", "version={}", "wizard_step={}", "ticket={}", "events={}", "until={}", "{}"]
VALUES = ["", "1", "-1", "0.001", "9" * 400, "NaN", "x-0", "-0", "%00", "%ff", "\xff", "true", "a&a", "[]", "null", "%"]
VALUES += ["%F0%9F%94%8D", "SETTINGS", "completed", "1e999", "x" * 3000, "e-" + "9" * 16, "%ed%a0%80"]
HEADERS = ["If-Match", "If-None-Match", "Idempotency-Key", "Last-Event-ID", "X-Request-ID", "Content-Type", "Accept"]
HEADERS += ["Content-Encoding", "Expect", "Origin", "Cookie", "Upgrade", "Connection", "Sec-WebSocket-Key", "Range"]
HEADERS += ["Sec-WebSocket-Version", "Transfer-Encoding", "X-Forwarded-For", "Forwarded", "Host", "Te", "Trailer"]
HEADER_VALUES = ["", "*", '"a"', 'W/"a", "b"', '"', ",,,,", "\xff\xfe", "x" * 9000, "a\tb", "a\x00b", "100-continue"]
HEADER_VALUES += ["chunked", "gzip", "gzip, chunked", "identity", "websocket", "Upgrade", "close", "keep-alive", "13"]
HEADER_VALUES += ["application/json", "application/merge-patch+json", "text/plain", "application/json; charset=x"]
HEADER_VALUES += [
    "dGhlIHNhbXBsZSBub25jZQ==",
    "null",
    "http://evil.example",
    "wizard_session=x",
    "e-1",
    "bytes=0-1",
    " ",
]
BODIES = [b"", b"{", b"[]", b"null", b"1", b'"x"', b"{}", b"\xff", b"\x00", b'{"a":NaN}', b'{"a":Infinity}', b"[1,]"]
BODIES += [b'{"a":1,"a":2}', b'{"a":"\\ud800"}', b'{"version":' + b"9" * 5000 + b"}", b"[" * 40 + b"]" * 40, b"{'a':1}"]
BODIES += [b"[" * 100_000, b'{"a":' * 5000, b'{"version":1e400}', b'{"version":9007199254740993}', b"\xef\xbb\xbf{}"]
BODIES += [b'{"settings":null,"version":1}', b'{"version":1.5}', b'{"role":"viewer"}', b'{"investigation_id":"../x"}']
BODIES += [
    b'{"a":"' + b"x" * 200_000 + b'"}',
    b'{"event_type":"log_appended","data":{"lines":[{"message":"\\u0000"}]}}',
]
BODIES += [json.dumps({"settings": {"name": "n", "entities": [{}] * 11, "tools": [[]], "time_range": 1}}).encode()]
SOUND = [b'{"version":1}', b'{"version":2,"status":"ERROR"}', b'{"progress":{"overall_progress":5}}', b"{}"]
SOUND += [
    b'{"role":"viewer"}',
    b'{"event_type":"progress_updated","data":{"percent_complete":1}}',
    b'{"progress":null}',
]
FRAMINGS = ["none", "short", "long", "negative", "words", "twice", "chunked", "bad chunks", "both"]


@dataclass(frozen=True)
class Target:
    """Valid values that a request may use: investigations and a bearer token."""

    investigation_ids: list[str]
    token: str


def raw_request(random: Random, target: Target) -> bytes:
    """Return one request, most of it sound so that the rest is looked at, with a few bytes broken now and then."""
    body = random.choice(BODIES if random.random() < 0.5 else SOUND)
    framed, sent_body = _framed(random, body)
    line = f"{_method(random)} {_address(random, target)} {_version(random)}"
    fields = ["Host: 127.0.0.1", *_authorization(random, target), *framed, *_headers(random)]
    head = "\r\n".join([line, *fields, "", ""]).encode("latin-1", "replace")
    return _broken(random, head + sent_body)


def _method(random: Random) -> str:
    return random.choice(METHODS if random.random() < 0.9 else ODD_METHODS)


def _version(random: Random) -> str:
    return random.choice(
        ["HTTP/1.1"] * 20 + ["HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/9.9", "http/1.1", "", "HTTP/1.1 x"]
    )


def _address(random: Random, target: Target) -> str:
    path = random.choice(PATHS)
    if random.random() < 0.3:
        parts = path.split("/")
        parts[random.randrange(len(parts))] = random.choice(SEGMENTS)
        path = "/".join(parts)
    base = (
        BASE
        if random.random() < 0.9
        else random.choice(["", "/", "//" + BASE, "http://elsewhere" + BASE, "*", BASE * 2])
    )
    query = f"?{_query(random)}" if random.random() < 0.4 else ""
    return base + path.replace("{}", random.choice(target.investigation_ids)) + query


def _query(random: Random) -> str:
    chosen = random.choices(QUERIES, k=random.randint(1, 3))
    return "&".join(parameter.replace("{}", random.choice(VALUES)) for parameter in chosen)


def _authorization(random: Random, target: Target) -> list[str]:
    if random.random() < 0.85:
        return [f"Authorization: Bearer {target.token}"]
    broken = [
        "",
        "Bearer",
        "Basic eDp5",
        f"Bearer {target.token}x",
        "Bearer \xff",
        f"bearer  {target.token}",
        "Bearer .",
    ]
    return [f"Authorization: {random.choice(broken)}"]


def _headers(random: Random) -> list[str]:
    count = random.choice([0, 0, 0, 1, 1, 2, 4])
    fields = [f"{random.choice(HEADERS)}: {random.choice(HEADER_VALUES)}" for _ in range(count)]
    odd = ["", "no colon", ": no name", " folded: x", "a b: c", "x" * 9000 + ": y", "\xff: y", "X-Y:\x01", "A_B: c"]
    rolled = random.random()
    if rolled < 0.05:
        fields.append(random.choice(odd))
    elif rolled < 0.06:
        fields += ["X-Many: y"] * 100
    elif rolled < 0.3:
        fields.append("If-Match: *")
    elif rolled < 0.4:
        fields.append("If-None-Match: *")
    return fields


def _framed(random: Random, body: bytes) -> tuple[list[str], bytes]:
    """Return the header fields that declare a body's length, correctly or not, and the bytes of the body."""
    framing = random.choice(FRAMINGS) if random.random() < 0.2 else "right"
    length = len(body)
    media_type = [f"Content-Type: {random.choice(['application/json'] * 4 + ['application/merge-patch+json', 'x'])}"]
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (length, body) if body else b"0\r\n\r\n"
    bad_chunks = random.choice(
        [b"zz\r\n", b"-1\r\n", b"ffffffffff\r\nx", chunks[:-3], b"1;x=\r\ny\r\n0\r\n", b"1\r\nxyz"]
    )
    framings: dict[str, tuple[list[str], bytes]] = {
        "none": ([], body),
        "right": ([f"Content-Length: {length}"], body),
        "short": ([f"Content-Length: {length // 2}"], body),
        "long": ([f"Content-Length: {length + 10}"], body),
        "negative": (["Content-Length: -1"], body),
        "words": (["Content-Length: many"], body),
        "twice": (["Content-Length: 1", f"Content-Length: {length}"], body),
        "chunked": (["Transfer-Encoding: chunked"], chunks),
        "bad chunks": (["Transfer-Encoding: chunked"], bad_chunks),
        "both": (["Transfer-Encoding: chunked", f"Content-Length: {length}"], chunks),
    }
    fields, sent = framings[framing]
    return media_type + fields, sent


def _broken(random: Random, request: bytes) -> bytes:
    kind: Any = random.random()
    if kind > 0.12:
        return request
    cut = random.randrange(len(request))
    if kind < 0.04:
        return request[:cut]
    if kind < 0.07:
        return request.replace(b"\r\n", b"\n")
    junk = random.randbytes(random.randint(1, 8))
    return request[:cut] + junk + request[cut + (len(junk) if kind < 0.1 else 0) :]
