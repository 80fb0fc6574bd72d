"""The page that shows and tries all calls and events; it works without any other network than this service."""

from pathlib import Path

from flask import Blueprint, Response, send_from_directory

FOLDER = Path(__file__).parents[1] / "static" / "docs"
blueprint = Blueprint("docs", __name__)
# Nothing but this service's own files runs in the page, and nobody frames it.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


@blueprint.route("/docs", methods=["GET"])
def page() -> Response:
    """Answer the page; it finds its parts and the documents beside itself."""
    return _file("index.html")


@blueprint.route("/docs/<path:name>", methods=["GET"])
def part(name: str) -> Response:
    """Answer a script or style sheet of the page."""
    return _file(name)


def _file(name: str) -> Response:
    response = send_from_directory(FOLDER, name, max_age=0)
    response.headers |= {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"}
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
