"""Rules between settings, and rules for single settings that a range cannot express."""

import re
from collections.abc import Iterator
from ipaddress import ip_network

from .quotas import MAX_EVENTS_PER_REPORT, QuotaSettings
from .settings import DatabaseSettings, PollingSettings, ServerSettings, StreamSettings

MAX_PORT = 65535
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")
_LOOPBACK = re.compile(r"(127\.\d+\.\d+\.\d+|localhost|\[::1\]):\d+")
_ADDRESS = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]]*):(\d{1,5})")
# Browsers send scheme, host in lower case and ASCII, and the port unless it is the scheme's default.
_ORIGIN = re.compile(r"(?:http(?!.*:80$)|https(?!.*:443$))://(?:\[[0-9a-f:.]+\]|[0-9a-z._-]+)(?::(\d{1,5}))?")
_BASE_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+")


def polling_problems(polling: PollingSettings) -> Iterator[str]:
    intervals = (polling.fast_interval_ms, polling.normal_interval_ms, polling.slow_interval_ms)
    if not intervals[0] < intervals[1] < intervals[2]:
        yield f"WIZARD_POLLING_*_INTERVAL_MS={intervals}: fast < normal < slow is required"


def database_problems(database: DatabaseSettings) -> Iterator[str]:
    if not database.url.startswith("sqlite:///") or len(database.url) == len("sqlite:///"):
        # Only the scheme is shown: the rest of the value may hold a password.
        scheme = _SCHEME.match(database.url)
        shown = f"{scheme[0]}..." if scheme else "not an address"
        yield f"DATABASE_URL is {shown}: allowed is sqlite:///relative.db or sqlite:////absolute.db"


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
    """Return whether a server can listen there: HOST:PORT or unix:PATH."""
    address = _ADDRESS.fullmatch(bind)
    return int(address[1]) <= MAX_PORT if address else bind.removeprefix("unix:") not in ("", bind)


def _is_origin(text: str) -> bool:
    origin = _ORIGIN.fullmatch(text)
    return origin is not None and int(origin[1] or 0) <= MAX_PORT


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def is_loopback(bind: str) -> bool:
    """Return whether HOST:PORT can be reached from this machine only."""
    return _LOOPBACK.fullmatch(bind) is not None


def stream_problems(streams: StreamSettings) -> Iterator[str]:
    if streams.ws_idle_timeout_s <= streams.ws_heartbeat_s:
        yield (
            f"WIZARD_WS_IDLE_TIMEOUT_S={streams.ws_idle_timeout_s}: more than "
            f"WIZARD_WS_HEARTBEAT_S={streams.ws_heartbeat_s} is required, or clients are disconnected before a ping"
        )


def quota_problems(quotas: QuotaSettings) -> Iterator[str]:
    if 0 < quotas.reported_events_per_hour < MAX_EVENTS_PER_REPORT:
        yield (
            f"WIZARD_REPORTED_EVENTS_PER_HOUR={quotas.reported_events_per_hour}: 0 or at least {MAX_EVENTS_PER_REPORT} "
            "is required, or a full report is never accepted"
        )
