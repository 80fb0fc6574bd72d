"""Renewals of leases that are answered before Flask runs; a thousand executors make dozens of them each second.

Only a plain `PUT {base}/{id}/lease` without a body is answered: 200, and 503 while nothing can be stored.
"""

from ...domain.executors.renewal import renew_lease
from ...domain.identity.caller import Caller, source_of
from ...domain.identity.principal import RUN, WRITE
from ...errors import StorageUnavailable
from ..rate_limit import WRITE_COUNTED_KEY, count_write
from ..request_id import trace_id_of
from ..responses import JSON, EncodedResponse
from ..service import Service
from .middleware import ANY_INVESTIGATION, Environ, FastRequest, origin_headers, problem_response

# A request with one of these must be read or refused by the view.
_NOT_PLAIN = ("HTTP_TRANSFER_ENCODING", "HTTP_IDEMPOTENCY_KEY", "HTTP_UPGRADE")


class FastRenewals:
    """The `FastPath` of renewals."""

    method = "PUT"
    path = f"{ANY_INVESTIGATION}/lease"

    def __init__(self, service: Service) -> None:
        self._service = service

    def is_eligible(self, environ: Environ) -> bool:
        return (
            "HTTP_WIZARD_LEASE" in environ
            and environ.get("CONTENT_LENGTH") in (None, "", "0")
            and not environ.get("QUERY_STRING")
            and not any(name in environ for name in _NOT_PLAIN)
        )

    def respond(self, request: FastRequest) -> EncodedResponse | None:
        """Renew the lease. Raises RateLimited, Forbidden and NotFound, and as `renew_lease` does."""
        service, environ, principal = self._service, request.environ, request.principal
        count_write(service, principal)
        environ[WRITE_COUNTED_KEY] = True
        principal.require_on(request.investigation_id, WRITE, RUN)
        caller = Caller(
            principal,
            source_of(environ.get("HTTP_WIZARD_TRANSPORT")),
            request.request_id,
            quotas=service.config.quotas,
            trace_id=trace_id_of(environ.get("HTTP_TRACEPARENT", "")),
            lease_id=environ["HTTP_WIZARD_LEASE"],
        )
        try:
            outcome = renew_lease(service.store, caller, request.investigation_id, service.config.executors.grace_s)
        except StorageUnavailable as error:
            # The view would try for the same time again.
            return problem_response(service, error, request.request_id)
        headers = {"Content-Type": JSON, "Cache-Control": "no-store"} | origin_headers(service)
        return EncodedResponse(200, headers, outcome.body.encode())
