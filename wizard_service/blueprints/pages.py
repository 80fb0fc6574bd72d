"""Files for browsers: the JavaScript client, elements and pages. They ship with the package and need no build.

The console: one page, its scripts and styles are static files beside it.

The page that shows and tries all calls and events; it works without any other network than this service.
"""

import re
from functools import cache
from html import escape
from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory

from ..web.service import current_service

console_blueprint = Blueprint("console", __name__)
# Not relative: what Flask takes as a root is the host's when there is one.
FOLDER = Path(__file__).parents[1] / "static"
# Nothing but this service's own files runs in a page of this service, and nobody frames it.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


@console_blueprint.route("/static/<path:name>", methods=["GET"])
def static(name: str) -> Response:
    """Answer one file with an ETag; a browser asks each time whether it still has the newest."""
    return static_file(name)


def static_file(name: str) -> Response:
    """Answer a file below `static/` under the policy of this service's pages. Raises NotFound."""
    response = send_from_directory(FOLDER, name)
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


console_page_blueprint = Blueprint("console_page", __name__)
PARTS = ("console", "elements", "client", "lib")
_HOST = re.compile(r"[\w.:\[\]-]+")


@console_page_blueprint.route("/", methods=["GET"])
def page() -> Response:
    """Answer the console, which finds the API by the base path written into it."""
    base_path = request.script_root + current_service().config.server.base_path
    response = Response(_page().replace("BASE_PATH", escape(base_path)), content_type="text/html; charset=utf-8")
    response.headers |= {
        "Content-Security-Policy": POLICY.replace("connect-src 'self'", f"connect-src {_connections()}"),
        "Cache-Control": "no-cache",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    response.add_etag()
    response.make_conditional(request)
    return response


def _connections() -> str:
    # Browsers differ on whether 'self' covers sockets.
    host = request.host
    return f"'self' ws://{host} wss://{host}" if _HOST.fullmatch(host) else "'self'"


@cache
def _page() -> str:
    # A browser finds modules by reading modules: told of all at once, it need not wait for one to learn of the next.
    modules = sorted(path.relative_to(FOLDER.parent) for part in PARTS for path in (FOLDER / part).rglob("*.js"))
    links = "\n    ".join(f'<link rel="modulepreload" href="{path.as_posix()}">' for path in modules)
    return (FOLDER / "console" / "index.html").read_text().replace("<!-- modules -->", links)


docs_blueprint = Blueprint("docs", __name__)


@docs_blueprint.route("/docs", methods=["GET"])
def docs_page() -> Response:
    """Answer the page; its modules are static files, its documents stand next to it."""
    return static_file("docs/index.html")
