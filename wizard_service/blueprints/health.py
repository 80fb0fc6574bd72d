"""Health, metrics, and the OpenAPI and AsyncAPI documents (contract section 10)."""

from dataclasses import asdict

from flask import Response, request
from prometheus_client import CONTENT_TYPE_LATEST

from ..domain.retention.row_sampler import damaged_rows
from ..errors import SchemaError, StorageError, StorageUnavailable
from ..feed.limits.load import Load
from ..feed.poll_intervals import intervals
from ..metrics import exposition
from ..timestamps import timestamp
from ..web import schemas
from ..web.blueprint import ApiBlueprint
from ..web.openapi.document import with_cookie_name
from ..web.responses import json_response
from ..web.service import Service, current_service
from ..web.session_cookie import own_cookie_name

blueprint = ApiBlueprint("operations", __name__, description="Health and documentation; no token needed")

# The tailer reads the event log at least once a second; after ten reads that were missed it hangs.
MAX_IDLE_S = 10.0
_METRICS = {"200": {"description": "OK", "content": {"text/plain": {"schema": {"type": "string"}}}}}
_OK = {"200": {"description": "OK", "content": {"application/json": {"schema": {"type": "object"}}}}}


@blueprint.route("/healthz", methods=["GET"])
@blueprint.doc(security=[], responses=_OK)
@blueprint.problems()
def healthz() -> Response:
    """Report that this process responds."""
    return json_response({"status": "healthy"})


@blueprint.route("/readyz", methods=["GET"])
@blueprint.doc(security=[], responses=_OK)
@blueprint.problems(503)
def readyz() -> Response:
    """Report whether this process can serve: it reads the database and the log, and it is not stopping."""
    service = current_service()
    if failure := _failure(service):
        raise StorageUnavailable(failure)
    silent_ms = round(service.feed.tail_idle_s() * 1000)
    body = {"status": "ready", "epoch": service.store.epoch, "tail_silent_ms": silent_ms}
    origin, damaged = service.store.epoch_origin, len(damaged_rows(service.store))
    body |= {"epoch_origin": origin} if origin else {}
    rings = service.store.doorbell_rings
    body |= {} if rings is None else {"doorbell": "ringing" if rings else "silent"}
    return json_response(body | ({"damaged_rows": damaged} if damaged else {}))


@blueprint.route("/health", methods=["GET"])
@blueprint.doc(security=[])
@blueprint.response(200, schemas.Health)
@blueprint.alt_response(503, schema=schemas.Health, description="Unavailable; `message` says why")
def health() -> Response:
    """Report the state of the service, and how often to poll at its current load."""
    service = current_service()
    load, failure = service.feed.load.load(), _failure(service)
    message = failure or _degradation(service, load)
    body = {
        "status": "unavailable" if failure else "degraded" if message else "healthy",
        "server_time": timestamp(service.store.clock()),
        "recommended_intervals": asdict(intervals(service.config.polling, load.interval_factor)),
        "server_load": {
            "scope": "host",
            "active_connections": load.connections,
            "max_connections": load.max_connections,
            "load_percentage": load.percentage,
        },
    }
    return json_response(body | ({"message": message} if message else {}), 503 if failure else 200)


def _failure(service: Service) -> str | None:
    """Return why this process cannot serve, None when it can."""
    if service.feed.closed:
        return "This process is stopping."
    try:
        service.store.tail_end()
        service.store.verify()
    except (StorageError, SchemaError) as error:
        service.store.errors.record(error)
        refusal = service.store.refusal
        return f"The database cannot be read, or is another one than at the start{f': {refusal}' if refusal else '.'}"
    idle_s = service.feed.tail_idle_s()
    if idle_s > MAX_IDLE_S:
        return f"New events were not looked for in the last {idle_s:.0f} s."
    return None


def _degradation(service: Service, load: Load) -> str | None:
    """Return why a service that can serve is degraded, None when it is not."""
    if service.store.degraded.is_set:
        return "Changes cannot be stored at present; reads are answered."
    return "The load is high; please poll less often." if load.interval_factor > 1 else None


@blueprint.route("/metrics", methods=["GET"])
@blueprint.doc(security=[], responses=_METRICS)
@blueprint.problems()
def metrics() -> Response:
    """Return the metrics of all workers together. The path needs no token, so a proxy must not forward it."""
    store = current_service().store
    try:
        newest = store.position_number(store.tail_end())
    except StorageError:
        # Metrics matter most while the database fails, so the response must not depend on it.
        newest = 0
    return Response(exposition(newest), content_type=CONTENT_TYPE_LATEST)


@blueprint.route("/openapi.json", methods=["GET"])
@blueprint.doc(security=[], responses=_OK)
@blueprint.problems()
def openapi() -> Response:
    """Describe the API (OpenAPI 3.1)."""
    service = current_service()
    document = with_cookie_name(service.openapi(), own_cookie_name(service.config))
    # Without `servers` the paths begin at the root of the host, which is another place behind a prefix.
    return json_response(document | ({"servers": [{"url": request.script_root}]} if request.script_root else {}))


@blueprint.route("/asyncapi.json", methods=["GET"])
@blueprint.doc(security=[], responses=_OK)
@blueprint.problems()
def asyncapi() -> Response:
    """Describe the events on streams and sockets (AsyncAPI 3.0)."""
    service = current_service()
    document = with_cookie_name(service.asyncapi(), own_cookie_name(service.config))
    servers = document["servers"].items()
    prefixed = {name: server | {"pathname": request.script_root + server["pathname"]} for name, server in servers}
    return json_response(document | {"servers": prefixed})
