"""The page that shows and tries all calls and events; it works without any other network than this service."""

from flask import Blueprint, Response

from .console import static_file

blueprint = Blueprint("docs", __name__)


@blueprint.route("/docs", methods=["GET"])
def page() -> Response:
    """Answer the page; it finds its parts and the documents beside itself."""
    return static_file("docs/index.html")


@blueprint.route("/docs/<path:name>", methods=["GET"])
def part(name: str) -> Response:
    """Answer a script or style sheet of the page."""
    return static_file(f"docs/{name}")
