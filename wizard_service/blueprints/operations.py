"""Health of the process and of what it needs, and the OpenAPI document (contract section 10)."""

from flask import Response
from peewee import PeeweeException

from ..errors import StorageUnavailable
from ..store.event_log import newest_seq
from ..web.arguments import ApiBlueprint
from ..web.runtime import runtime
from .responses import json_response

blueprint = ApiBlueprint("operations", __name__, description="Health and documentation; no token needed")
_OK = {"200": {"description": "OK", "content": {"application/json": {"schema": {"type": "object"}}}}}


@blueprint.route("/healthz", methods=["GET"])
@blueprint.doc(security=[], responses=_OK)
@blueprint.problems()
def healthz() -> Response:
    """Say that this process answers."""
    return json_response({"status": "healthy"})


@blueprint.route("/readyz", methods=["GET"])
@blueprint.doc(security=[], responses=_OK)
@blueprint.problems(503)
def readyz() -> Response:
    """Say whether this process can serve: its database can be read and it is not about to leave."""
    service = runtime()
    if service.feed.closed:
        raise StorageUnavailable("This process is stopping.")
    try:
        newest_seq(service.store.reader)
    except PeeweeException:
        raise StorageUnavailable("The database cannot be read.") from None
    return json_response({"status": "ready", "epoch": service.store.epoch})


@blueprint.route("/openapi.json", methods=["GET"])
@blueprint.doc(security=[], responses=_OK)
@blueprint.problems()
def openapi() -> Response:
    """Describe the API (OpenAPI 3.1)."""
    return json_response(runtime().openapi)
