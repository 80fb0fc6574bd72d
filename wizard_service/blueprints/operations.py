"""Health of the process and of what it needs, and the OpenAPI document (contract section 10)."""

from dataclasses import asdict

from flask import Response
from peewee import PeeweeException

from ..errors import StorageUnavailable
from ..feed.load import Load
from ..feed.pacing import intervals
from ..store.event_log import newest_seq
from ..store.transaction import timestamp
from ..web import schemas
from ..web.arguments import ApiBlueprint
from ..web.runtime import Runtime, runtime
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
    trouble = _trouble(service)
    if trouble:
        raise StorageUnavailable(trouble)
    return json_response({"status": "ready", "epoch": service.store.epoch})


@blueprint.route("/health", methods=["GET"])
@blueprint.doc(security=[])
@blueprint.response(200, schemas.Health)
@blueprint.alt_response(503, schema=schemas.Health, description="Unavailable; `message` says why")
def health() -> Response:
    """Tell pollers how the service is, and how often they should come at the load it has."""
    service = runtime()
    load, trouble = service.feed.load.load(), _trouble(service)
    message = trouble or _hindrance(service, load)
    told = {
        "status": "unavailable" if trouble else "degraded" if message else "healthy",
        "server_time": timestamp(service.store.clock()),
        "recommended_intervals": asdict(intervals(service.config.polling, load.slowdown)),
        "server_load": {
            "active_connections": load.connections,
            "max_connections": load.max_connections,
            "load_percentage": load.percentage,
        },
    }
    return json_response(told | ({"message": message} if message else {}), 503 if trouble else 200)


def _hindrance(service: Runtime, load: Load) -> str | None:
    """Return what makes the service less than healthy although it can serve."""
    if service.store.trouble.is_on:
        return "Changes cannot be stored at present; reads are answered."
    return "The load is high; please poll less often." if load.slowdown > 1 else None


def _trouble(service: Runtime) -> str | None:
    """Return why this process cannot serve, None when it can."""
    if service.feed.closed:
        return "This process is stopping."
    try:
        newest_seq(service.store.reader)
    except PeeweeException:
        return "The database cannot be read."
    return None


@blueprint.route("/openapi.json", methods=["GET"])
@blueprint.doc(security=[], responses=_OK)
@blueprint.problems()
def openapi() -> Response:
    """Describe the API (OpenAPI 3.1)."""
    return json_response(runtime().openapi)


@blueprint.route("/asyncapi.json", methods=["GET"])
@blueprint.doc(security=[], responses=_OK)
@blueprint.problems()
def asyncapi() -> Response:
    """Describe the events on streams and sockets (AsyncAPI 3.0)."""
    return json_response(runtime().asyncapi)
