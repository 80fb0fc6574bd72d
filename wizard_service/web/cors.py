"""Pages of WIZARD_ALLOWED_ORIGINS may call the API from a browser (CORS: Fetch standard, section 3.3)."""

from collections.abc import Callable

from flask import Flask, Response, request

from .service import current_service

# What such a page may send, and read, beside what every page may.
_SENT = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-Request-ID"
_TOLD = (
    "ETag, Location, RateLimit, RateLimit-Policy, Retry-After, Warning, X-Recommended-Interval, X-Request-ID, "
    "X-State-Source"
)
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE",
    "Access-Control-Allow-Headers": _SENT,
    # As long as any browser believes it.
    "Access-Control-Max-Age": "7200",
}


def install(app: Flask, is_ours: Callable[[str], bool]) -> None:
    """Answer preflights before anybody asks them for a token, and mark all other answers as readable."""

    def is_allowed() -> bool:
        return (
            is_ours(request.path) and request.headers.get("Origin") in current_service().config.server.allowed_origins
        )

    @app.before_request
    def answer_preflight() -> Response | None:
        is_preflight = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        if not (is_preflight and is_allowed()):
            return None
        response = Response(status=204, headers=_PREFLIGHT)
        del response.headers["Content-Type"]
        return response

    @app.after_request
    def open_to_page(response: Response) -> Response:
        if is_ours(request.path) and current_service().config.server.allowed_origins:
            response.vary.add("Origin")
        if is_allowed():
            response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
            response.headers["Access-Control-Allow-Credentials"] = "true"
            response.headers["Access-Control-Expose-Headers"] = _TOLD
        return response
