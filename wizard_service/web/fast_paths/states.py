"""Reads of the current state that are answered before Flask runs: 200 and 304, for requests without parameters."""

from functools import partial

from ..conditional import matches_etag
from ..reads.state import read_state
from ..responses import EncodedResponse
from ..service import Service
from .middleware import ANY_INVESTIGATION, Environ, FastRequest


class FastStates:
    """The `FastPath` of reads of a state."""

    method = "GET"
    path = f"{ANY_INVESTIGATION}/state"

    def __init__(self, service: Service) -> None:
        self._service = service

    def is_eligible(self, environ: Environ) -> bool:
        return "HTTP_IF_MATCH" not in environ and not environ.get("QUERY_STRING")

    def respond(self, request: FastRequest) -> EncodedResponse | None:
        """Read the state. Raises NotFound and Forbidden."""
        if_none_match = request.environ.get("HTTP_IF_NONE_MATCH")
        condition = None if if_none_match is None else partial(matches_etag, if_none_match)
        return read_state(self._service, request.principal, request.investigation_id, condition)
