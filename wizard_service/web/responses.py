"""Responses made of JSON that is already encoded."""

from typing import NamedTuple

import orjson
from flask import Response, request

from ..domain.identity.caller import Outcome
from .service import current_service

JSON = "application/json"


class EncodedResponse(NamedTuple):
    """A response that a view and the middleware in front of Flask both can send."""

    status: int
    headers: dict[str, str]
    body: bytes = b""

    def with_headers(self, headers: dict[str, str]) -> "EncodedResponse":
        return EncodedResponse(self.status, self.headers | headers, self.body)

    def to_flask(self) -> Response:
        return Response(self.body, self.status, self.headers)


def encoded_json(value: object, headers: dict[str, str]) -> EncodedResponse:
    """Return a 200 with `value` as JSON; fragments of stored JSON in it are inserted as they are."""
    return EncodedResponse(200, {"Content-Type": JSON} | headers, orjson.dumps(value))


def outcome_response(outcome: Outcome, status: int = 200) -> Response:
    """Return the outcome of a change: its body and the entity tag of the state after it."""
    response = Response(outcome.body, status=status, content_type=JSON)
    response.headers["ETag"] = outcome.etag
    if status == 201:
        base_path = request.script_root + current_service().config.server.base_path
        response.headers["Location"] = f"{base_path}/{outcome.investigation_id}/state"
    return response


def json_response(value: object, status: int = 200) -> Response:
    """Return `value` as JSON; fragments of stored JSON in it are inserted as they are."""
    return Response(orjson.dumps(value), status=status, content_type=JSON)


def no_content() -> Response:
    """Return a 204 without a Content-Type; Flask would call the missing body HTML."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response


def poll_response(value: object | None, headers: dict[str, str]) -> Response:
    """Return a 200 with `value`, or a 304 when it is None because the caller has the current value."""
    return (EncodedResponse(304, headers) if value is None else encoded_json(value, headers)).to_flask()
