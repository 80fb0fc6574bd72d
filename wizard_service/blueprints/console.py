"""Files for browsers: the JavaScript client, elements and pages. They ship with the package and need no build."""

from pathlib import Path

from flask import Blueprint, Response, send_from_directory

blueprint = Blueprint("console", __name__)
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


@blueprint.route("/static/<path:name>", methods=["GET"])
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
