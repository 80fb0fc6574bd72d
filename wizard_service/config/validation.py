"""What must hold between settings, and what a single range cannot say."""

import re
from collections.abc import Iterator
from ipaddress import ip_network

from .settings import (
    ASYMMETRIC_ALGORITHMS,
    SYMMETRIC_ALGORITHMS,
    AuthSettings,
    DatabaseSettings,
    PollingSettings,
    ServerSettings,
    StreamSettings,
)

# RFC 7518 section 3.2: an HMAC key must be as long as the hash at least.
MIN_KEY_BYTES = {"HS256": 32, "HS384": 48, "HS512": 64}
MAX_PORT = 65535
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")
_LOOPBACK = re.compile(r"(127\.\d+\.\d+\.\d+|localhost|\[::1\]):\d+")
_ADDRESS = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]]*):(\d{1,5})")
# As browsers write it: scheme, host in lower case and ASCII, and a port that is not the usual one.
_ORIGIN = re.compile(r"(?:http(?!.*:80$)|https(?!.*:443$))://(?:\[[0-9a-f:.]+\]|[0-9a-z._-]+)(?::(\d{1,5}))?")
_BASE_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+")


def polling_problems(polling: PollingSettings) -> Iterator[str]:
    intervals = (polling.fast_interval_ms, polling.normal_interval_ms, polling.slow_interval_ms)
    if not intervals[0] < intervals[1] < intervals[2]:
        yield f"WIZARD_POLLING_*_INTERVAL_MS={intervals}: fast < normal < slow is required"


def database_problems(database: DatabaseSettings) -> Iterator[str]:
    if not database.url.startswith("sqlite:///") or len(database.url) == len("sqlite:///"):
        # Of the value only the scheme: the rest may hold a password.
        scheme = _SCHEME.match(database.url)
        told = f"{scheme[0]}..." if scheme else "not an address"
        yield f"DATABASE_URL is {told}: allowed is sqlite:///relative.db or sqlite:////absolute.db"


def server_problems(server: ServerSettings) -> Iterator[str]:
    if not _BASE_PATH.fullmatch(server.base_path):
        yield f"WIZARD_BASE_PATH={server.base_path}: allowed is an absolute path without a slash at its end"
    if not is_address(server.bind):
        yield f"WIZARD_BIND={server.bind}: allowed is HOST:PORT or unix:PATH"
    for origin in server.allowed_origins:
        if not _is_origin(origin):
            yield f"WIZARD_ALLOWED_ORIGINS={origin}: allowed are origins such as https://console.example:8443, no paths"
    for proxy in server.trusted_proxies:
        if not _is_network(proxy):
            yield f"WIZARD_TRUSTED_PROXIES={proxy}: allowed are IP addresses and networks such as 10.0.0.0/8"
    if server.login_links and not is_loopback(server.bind):
        yield f"WIZARD_LOGIN_LINKS=true with WIZARD_BIND={server.bind}: login links are for a loopback address only"


def is_address(bind: str) -> bool:
    """Say whether a server can be told to listen there: HOST:PORT or unix:PATH."""
    address = _ADDRESS.fullmatch(bind)
    return int(address[1]) <= MAX_PORT if address else bind.removeprefix("unix:") not in ("", bind)


def _is_origin(text: str) -> bool:
    found = _ORIGIN.fullmatch(text)
    return found is not None and int(found[1] or 0) <= MAX_PORT


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def is_loopback(bind: str) -> bool:
    """Say whether HOST:PORT is reached from the own machine only."""
    return _LOOPBACK.fullmatch(bind) is not None


def stream_problems(streams: StreamSettings) -> Iterator[str]:
    if streams.ws_silence_s <= streams.ws_heartbeat_s:
        yield (
            f"WIZARD_WS_SILENCE_S={streams.ws_silence_s}: more than WIZARD_WS_HEARTBEAT_S={streams.ws_heartbeat_s} is "
            "required, or a listener is dropped before it was asked for a sign of life"
        )


def auth_problems(auth: AuthSettings) -> Iterator[str]:
    yield from _secret_problems(auth)
    has_key = bool(auth.public_key_file or auth.jwks_url)
    if auth.algorithm in SYMMETRIC_ALGORITHMS and has_key:
        yield f"WIZARD_JWT_ALGORITHM={auth.algorithm} takes WIZARD_JWT_SECRET only: one family of algorithms at a time"
    if auth.algorithm in ASYMMETRIC_ALGORITHMS and bool(auth.public_key_file) == bool(auth.jwks_url):
        yield (
            f"WIZARD_JWT_ALGORITHM={auth.algorithm}: needs exactly one of "
            "WIZARD_JWT_PUBLIC_KEY_FILE and WIZARD_JWT_JWKS_URL"
        )
    if auth.jwks_url and not auth.jwks_url.startswith("https://"):
        yield f"WIZARD_JWT_JWKS_URL={auth.jwks_url}: allowed is an https:// address"


def _secret_problems(auth: AuthSettings) -> Iterator[str]:
    length = len(auth.secret.encode())
    if length == 0 and auth.algorithm in SYMMETRIC_ALGORITHMS:
        yield (
            "WIZARD_JWT_SECRET is not set: tokens cannot be checked without it; make one with "
            "`python -c 'import secrets; print(secrets.token_urlsafe(48))'`"
        )
    # Whatever the algorithm, and even when there is no such: it would be told at the next start.
    taker = auth.algorithm if auth.algorithm in MIN_KEY_BYTES else "HS256"
    if 0 < length < MIN_KEY_BYTES[taker]:
        yield f"WIZARD_JWT_SECRET has {length} bytes: at least {MIN_KEY_BYTES[taker]} are required for {taker}"
