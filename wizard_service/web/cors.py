"""Pages of WIZARD_ALLOWED_ORIGINS may call the API from a browser (CORS: Fetch standard, section 3.3)."""

from flask import Request, Response

# Request headers such a page may send and response headers it may read, in addition to those every page may.
_REQUEST_HEADERS = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-Request-ID"
_RESPONSE_HEADERS = (
    "ETag, Location, RateLimit, RateLimit-Policy, Retry-After, Warning, X-Recommended-Interval, X-Request-ID, "
    "X-State-Source"
)
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE",
    "Access-Control-Allow-Headers": _REQUEST_HEADERS,
    # The longest time that any browser accepts.
    "Access-Control-Max-Age": "7200",
}


def preflight_response(request: Request, allowed_origins: tuple[str, ...]) -> Response | None:
    """Return the response to a preflight of an allowed page, None for every other request.

    A preflight carries no credentials, so it must be answered before the request is authenticated.
    """
    if request.method != "OPTIONS" or "Access-Control-Request-Method" not in request.headers:
        return None
    if request.headers.get("Origin") not in allowed_origins:
        return None
    response = Response(status=204, headers=_PREFLIGHT)
    del response.headers["Content-Type"]
    return response


def add_cors_headers(request: Request, response: Response, allowed_origins: tuple[str, ...]) -> None:
    """Let an allowed page read the response, and caches keep the responses of different pages apart."""
    response.vary.add("Origin")
    origin = request.headers.get("Origin")
    if origin in allowed_origins:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Credentials"] = "true"
        response.headers["Access-Control-Expose-Headers"] = _RESPONSE_HEADERS
