"""The pages and host names that may use the service from a browser.

Pages of WIZARD_ALLOWED_ORIGINS may call the API (CORS: Fetch standard, section 3.3). Requests that name a host outside
WIZARD_ALLOWED_HOSTS are refused, as a protection against DNS rebinding.
"""

import ipaddress
from urllib.parse import urlsplit

from flask import Request, Response, request
from werkzeug.sansio.utils import host_is_trusted

from ..config import ServerSettings
from ..errors import BadRequest, OriginRefused

# The request headers that a preflight allows when it asks for none, and the response headers that a page may read.
_REQUEST_HEADERS = (
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, Wizard-Transport, "
    "X-Request-ID"
)
_RESPONSE_HEADERS = (
    "ETag, Location, RateLimit, RateLimit-Policy, Retry-After, Warning, X-Recommended-Interval, X-Request-ID, "
    "X-State-Source"
)
# Values of Sec-Fetch-Site for requests that a page of another origin has caused (Fetch Metadata, section 2.4).
_FOREIGN_SITES = ("cross-site", "same-site")
# Probes address a worker by its IP address, and these answers reveal nothing that a foreign page could use.
_ANY_HOST = ("/healthz", "/readyz", "/metrics")

_PROXY_HEADERS = (
    "Forwarded",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Prefix",
    "X-Forwarded-Proto",
    "X-Real-IP",
)


def preflight_response(request: Request, allowed_origins: tuple[str, ...]) -> Response | None:
    """Return the response to a preflight of an allowed page, None for every other request.

    A preflight carries no credentials, so it must be answered before the request is authenticated. It allows all the
    headers that it asks for: tracing adds headers that no list can name in advance, and none of them grants anything.
    """
    if request.method != "OPTIONS" or "Access-Control-Request-Method" not in request.headers:
        return None
    if request.headers.get("Origin", "").lower() not in allowed_origins:
        return None
    response = Response(status=204)
    del response.headers["Content-Type"]
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, PUT, PATCH, DELETE"
    requested = request.headers.get("Access-Control-Request-Headers", "")
    response.headers["Access-Control-Allow-Headers"] = requested.strip() or _REQUEST_HEADERS
    # The longest time that any browser accepts.
    response.headers["Access-Control-Max-Age"] = "7200"
    response.vary.add("Access-Control-Request-Headers")
    return response


def add_cors_headers(request: Request, response: Response, allowed_origins: tuple[str, ...]) -> None:
    """Let an allowed page read the response, and make caches store the responses for different pages separately."""
    response.vary.add("Origin")
    origin = request.headers.get("Origin", "")
    if origin.lower() in allowed_origins:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Credentials"] = "true"
        response.headers["Access-Control-Expose-Headers"] = _RESPONSE_HEADERS


def check_origin(server: ServerSettings) -> None:
    """Raise OriginRefused for a foreign page. Programs send no Origin, and need a token instead of a cookie."""
    origin = request.headers.get("Origin")
    if origin is None:
        return
    if origin.lower() not in (*server.allowed_origins, f"{request.scheme}://{request.host}".lower()):
        raise OriginRefused("This Origin is not allowed here; see WIZARD_ALLOWED_ORIGINS.")


def check_site(server: ServerSettings) -> None:
    """Raise OriginRefused when a foreign page has caused the request, also where browsers send no Origin.

    A page of another port or subdomain is "same-site": browsers send it cookies that are SameSite=Strict.
    """
    if "Origin" not in request.headers and request.headers.get("Sec-Fetch-Site") in _FOREIGN_SITES:
        raise OriginRefused("Another site's page has caused this request.")
    check_origin(server)


def check_host(request: Request, server: ServerSettings) -> None:
    """Raise BadRequest when the request names a host that WIZARD_ALLOWED_HOSTS does not list."""
    if server.allowed_hosts and not is_allowed_host(request.host, server) and not request.path.endswith(_ANY_HOST):
        raise BadRequest("This Host is not served here; see WIZARD_ALLOWED_HOSTS.")


def is_allowed_host(host: str, server: ServerSettings) -> bool:
    """Return whether WIZARD_ALLOWED_HOSTS admits a Host header; its port and its case do not matter."""
    return not server.allowed_hosts or host_is_trusted(host.lower(), server.allowed_hosts)


def is_from_this_machine() -> bool:
    """Return whether the client runs on this machine, addresses it by a loopback name, and came by no proxy.

    The `Host` is compared as well, because a page of another site can make its own name resolve to 127.0.0.1.
    """
    is_local = _is_loopback(request.remote_addr) and not _came_by_proxy()
    return is_local and _is_loopback(urlsplit(f"//{request.host}").hostname)


def _came_by_proxy() -> bool:
    # A proxy on this machine makes every client look local. Browsers speak HTTP/1.1 and add none of these headers.
    return request.environ["SERVER_PROTOCOL"] == "HTTP/1.0" or any(name in request.headers for name in _PROXY_HEADERS)


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
