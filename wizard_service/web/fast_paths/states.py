"""Reads of the current state that are answered before Flask runs: 200 and 304, for requests without parameters."""

import re
from functools import partial

from ...process.cooperative import enter_flow
from ..auth import PRINCIPAL_KEY, token_of_header, verify_token
from ..conditional import matches_etag
from ..reads.state import read_state
from ..request_id import identifying_headers
from ..responses import EncodedResponse
from ..service import Service
from .middleware import ANY_INVESTIGATION, Environ, request_id_of


class FastStates:
    """The `FastPath` of reads of a state."""

    method = "GET"
    path = f"{ANY_INVESTIGATION}/state"

    def __init__(self, service: Service) -> None:
        self._service = service

    def is_eligible(self, environ: Environ) -> bool:
        return "HTTP_IF_MATCH" not in environ and not environ.get("QUERY_STRING")

    def respond(self, environ: Environ, address: re.Match[str]) -> EncodedResponse | None:
        """Read the state. Raises Unauthorized, NotFound and Forbidden."""
        service, if_none_match = self._service, environ.get("HTTP_IF_NONE_MATCH")
        principal = environ[PRINCIPAL_KEY] = verify_token(service, token_of_header(environ["HTTP_AUTHORIZATION"]))
        enter_flow(principal.user_id)
        is_unchanged = None if if_none_match is None else partial(matches_etag, if_none_match)
        response = read_state(service, principal, address[1], is_unchanged)
        return response.with_headers(identifying_headers(request_id_of(environ)))
