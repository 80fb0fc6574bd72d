"""Pages for browsers: the console, the documentation of the API, and the static files of both.

They ship with the package and load nothing from any other server. An installed package has one script and one style
sheet for each page, compressed, which browsers keep indefinitely; a checkout serves its modules as they are.
"""

import gzip
import re
from functools import cache
from html import escape
from mimetypes import guess_type
from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory

from ..web.service import current_service

blueprint = Blueprint("pages", __name__)
# The path is absolute, because Flask resolves a relative one against the folder of the host application.
STATIC = Path(__file__).parents[1] / "static"
# The folders whose modules the console loads.
CONSOLE_FOLDERS = ("console", "elements", "client", "lib", "texts")
# The build of a wheel writes it (`wizard_service/tools/bundle`). Names of scripts and styles contain a digest.
BUILT = STATIC / "pages"
BUILT_SUFFIX = ".gz"
FOR_EVER = "public, max-age=31536000, immutable"
# Only the service's own files run in its pages, and no page may frame them.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        # The console shows reports in a frame.
        "frame-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_HOST = re.compile(r"[\w.:\[\]-]+")


@blueprint.route("/", methods=["GET"])
def console() -> Response:
    """Return the console with the base path of the API written into it."""
    base_path = request.script_root + current_service().config.server.base_path
    html = _console_html().replace("BASE_PATH", escape(base_path))
    response = Response(html, content_type="text/html; charset=utf-8")
    response.headers |= {
        "Content-Security-Policy": POLICY.replace("connect-src 'self'", f"connect-src {_connect_sources()}"),
        "Cache-Control": "no-cache",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.route("/docs", methods=["GET"])
def docs() -> Response:
    """Return the page that shows and tries all calls and events; its modules are static files."""
    return _static_file("pages/docs.html" if (BUILT / "docs.html").exists() else "docs/index.html")


@blueprint.route("/static/<path:name>", methods=["GET"])
def static(name: str) -> Response:
    """Return a file below `static/`."""
    if name in _built_files():
        return _built_file(name)
    return _static_file(name)


@cache
def _built_files() -> frozenset[str]:
    """Return the addresses of the built files, which are stored compressed; empty in a checkout."""
    paths = (path.relative_to(STATIC).as_posix() for path in BUILT.glob(f"*{BUILT_SUFFIX}"))
    return frozenset(path.removesuffix(BUILT_SUFFIX) for path in paths)


def _built_file(name: str) -> Response:
    """Return a file as it is stored, or decompressed for a client that does not accept gzip."""
    response = _static_file(name + BUILT_SUFFIX)
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["Content-Type"] = _content_type(name)
    response.vary.add("Accept-Encoding")
    # Flask has derived the Content-Encoding from the name of the stored file.
    if request.accept_encodings.quality("gzip") > 0:
        return response
    del response.headers["Content-Encoding"]
    response.direct_passthrough = False
    response.set_data(gzip.decompress(response.get_data()))
    response.set_etag(f"{response.get_etag()[0]}-identity")
    return response


def _content_type(name: str) -> str:
    media_type = guess_type(name)[0] or "application/octet-stream"
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _static_file(name: str) -> Response:
    """Return a file with an ETag; a browser revalidates it before each use. Raises NotFound."""
    response = send_from_directory(STATIC, name)
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _connect_sources() -> str:
    # Browsers differ on whether 'self' includes WebSockets.
    host = request.host
    return f"'self' ws://{host} wss://{host}" if _HOST.fullmatch(host) else "'self'"


@cache
def _console_html() -> str:
    if (BUILT / "console.html").exists():
        return (BUILT / "console.html").read_text()
    # A browser discovers modules by reading modules. Preload links for all of them save those round trips.
    files = (path for folder in CONSOLE_FOLDERS for path in (STATIC / folder).rglob("*.js"))
    modules = sorted(path.relative_to(STATIC.parent) for path in files)
    links = "\n    ".join(f'<link rel="modulepreload" href="{path.as_posix()}">' for path in modules)
    return (STATIC / "console" / "index.html").read_text().replace("<!-- modules -->", links)
