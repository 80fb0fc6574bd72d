"""Responses out of JSON that is already encoded."""

import orjson
from flask import Response, request

from ..domain.identity.caller import Outcome
from .service import current_service

JSON = "application/json"


def outcome_response(outcome: Outcome, status: int = 200) -> Response:
    """Answer a change with its body and the tag of the state after it."""
    response = Response(outcome.body, status=status, content_type=JSON)
    response.headers["ETag"] = outcome.etag
    if status == 201:
        response.headers["Location"] = state_path(outcome.investigation_id)
    return response


def json_response(value: object, status: int = 200) -> Response:
    """Encode and answer; fragments of stored JSON inside are spliced in."""
    return Response(orjson.dumps(value), status=status, content_type=JSON)


def no_content() -> Response:
    """Answer that it is done; Flask would say of what is not there that it is HTML."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response


def polled_response(value: object | None, headers: dict[str, str]) -> Response:
    """Answer a poll with 200, or with 304 when there is nothing (None) that the caller does not have."""
    response = Response(status=304) if value is None else json_response(value)
    response.headers.update(headers)
    return response


def state_path(investigation_id: str) -> str:
    """Return the path of a state as the client sees it, wherever the application is mounted."""
    return f"{request.script_root}{current_service().config.server.base_path}/{investigation_id}/state"
