"""The console: one page, its scripts and styles are static files beside it."""

import re
from functools import cache
from html import escape

from flask import Blueprint, Response, request

from ..web.runtime import runtime
from .console import FOLDER, POLICY

blueprint = Blueprint("console_page", __name__)
PARTS = ("console", "elements", "client")
_HOST = re.compile(r"[\w.:\[\]-]+")


@blueprint.route("/", methods=["GET"])
def page() -> Response:
    """Answer the console, which finds the API by the base path written into it."""
    base_path = request.script_root + runtime().config.server.base_path
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
