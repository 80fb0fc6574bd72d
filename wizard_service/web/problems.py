"""Errors as RFC 9457 problem documents, and the table of the HTTP status of each error code."""

import logging
from typing import Any

import orjson
from flask import Response, request
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import RequestRedirect, WebsocketMismatch

from .. import errors
from ..store.failure_log import ErrorThrottle
from .request_body import MEDIA_TYPES, UnsupportedContentCoding
from .request_id import request_id
from .responses import EncodedResponse
from .service import current_service

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

STATUS = {
    "bad_request": 400,
    "bad_cursor": 400,
    "unauthorized": 401,
    "token_expired": 401,
    "forbidden": 403,
    "origin_refused": 403,
    "not_found": 404,
    "feature_disabled": 404,
    "method_not_allowed": 405,
    "request_timeout": 408,
    "conflict": 409,
    "already_exists": 409,
    "version_conflict": 409,
    "invalid_transition": 409,
    "idempotency_mismatch": 409,
    "name_taken": 409,
    "limit_reached": 409,
    "lease_held": 409,
    "lease_lost": 409,
    "already_answered": 409,
    "input_expired": 409,
    "cursor_expired": 410,
    "precondition_failed": 412,
    "too_large": 413,
    "unsupported_media_type": 415,
    "validation_error": 422,
    "upgrade_required": 426,
    "precondition_required": 428,
    "rate_limited": 429,
    "internal": 500,
    "storage_unavailable": 503,
    "keys_unavailable": 503,
    # `wizard_service.server` sends these responses before a request reaches the application.
    "overloaded": 503,
}
# An HTTPException of Flask or of the host application has a status but no code. It gets the first code in the table
# with this status, which is the most general one.
_CODE_OF_STATUS = {status: code for code, status in reversed(STATUS.items())}
# Headers of an HTTPException's own response that the problem keeps.
_KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


def problem_document(error: errors.WizardError, for_request: str) -> dict[str, Any]:
    """Return the members of RFC 9457 section 3.1 with `code`, `request_id` and the members of the error.

    for_request: the id of the request.
    """
    return {
        "type": f"urn:wizard:problem:{error.code}",
        "title": error.title,
        "status": STATUS[error.code],
        "detail": error.detail,
        "code": error.code,
        "request_id": for_request,
        **error.members,
    }


def encoded_problem(error: errors.WizardError, for_request: str) -> EncodedResponse:
    """Return the response to an error for code that runs outside Flask's views. for_request: the id of the request."""
    return _encode(problem_document(error, for_request), _headers(error))


def response_for(error: Exception) -> Response | None:
    """Return the problem for any error, None for a redirect."""
    error = _translate(error)
    if isinstance(error, HTTPException):
        return None if (error.code or 500) < 400 else _http_problem(error)
    for_request = request_id()
    return encoded_problem(reported_error(error, current_service().store.errors, for_request), for_request).to_flask()


def reported_error(error: Exception, failures: ErrorThrottle, for_request: str) -> errors.WizardError:
    """Return the error that a caller receives for any error; the log receives what it does not contain.

    An unexpected error is reported as `internal` without any of its content.
    """
    # A ConstraintViolation that no caller has handled is an error of the program, not an outage of the database.
    if isinstance(error, errors.StorageError) and not isinstance(error, errors.ConstraintViolation):
        failures.record(error)
        return errors.StorageUnavailable("The database is not available at the moment.")
    if isinstance(error, errors.WizardError):
        return error
    _log.exception("Unexpected error (request %s)", for_request, exc_info=error)
    return errors.WizardError("Internal error; see the log for this request id.")


def _translate(error: Exception) -> Exception:
    """Return the error to report in place of a routing error of werkzeug."""
    if isinstance(error, RequestRedirect) and "//" in request.path:
        # werkzeug would redirect to the path with single slashes, which is a different path here.
        return NotFound()
    if isinstance(error, WebsocketMismatch) and not _is_websocket_request():
        return errors.UpgradeRequired("This address speaks WebSocket only.")
    return error


def _is_websocket_request() -> bool:
    return request_ctx.url_adapter is not None and request_ctx.url_adapter.websocket


def _http_problem(error: HTTPException) -> Response:
    original = error.get_response()
    status = original.status_code
    code = _CODE_OF_STATUS.get(status, "bad_request" if status < 500 else "internal")
    document = {
        "type": f"urn:wizard:problem:{code}",
        "title": error.name,
        "status": status,
        "detail": error.description or error.name,
        "code": code,
        "request_id": request_id(),
    }
    headers = {name: original.headers[name] for name in _KEPT_HEADERS if name in original.headers}
    return _encode(document, headers).to_flask()


def _headers(error: errors.WizardError) -> dict[str, str]:
    if isinstance(error, errors.Unauthorized):
        reason = ', error="invalid_token"' if "Authorization" in request.headers else ""
        return {"WWW-Authenticate": f'Bearer realm="wizard"{reason}'}
    if isinstance(error, errors.AlreadyExists) and error.etag:
        return {"ETag": error.etag}
    if isinstance(error, errors.UpgradeRequired):
        # RFC 6455 section 4.2.2 and RFC 9110 sections 7.8 and 15.5.22.
        return {"Sec-WebSocket-Version": "13", "Upgrade": "websocket", "Connection": "Upgrade"}
    if isinstance(error, errors.RetryableError):
        return {"Retry-After": str(error.retry_after_s)} | _quota_headers(error)
    if isinstance(error, errors.UnsupportedMediaType):
        return _accept_headers(error)
    return {"ETag": error.members["etag"]} if error.members.get("etag") else {}


def _accept_headers(error: errors.UnsupportedMediaType) -> dict[str, str]:
    """Return a header that names the acceptable content (RFC 9110 section 15.5.16, RFC 5789 section 2.2)."""
    if isinstance(error, UnsupportedContentCoding):
        return {"Accept-Encoding": "identity"}
    return {"Accept-Patch": ", ".join(MEDIA_TYPES)} if request.method == "PATCH" else {"Accept": MEDIA_TYPES[0]}


def _quota_headers(error: errors.RetryableError) -> dict[str, str]:
    """Return the headers of draft-ietf-httpapi-ratelimit-headers for a quota that is used up."""
    members = error.members
    if isinstance(error, errors.TooManyStreams):
        # A limit on concurrently open streams is a quota without a window.
        policy = f'"streams";q={members["limit"]};qu="concurrent-requests";scope="{members["scope"]}"'
        return {"RateLimit-Policy": policy, "RateLimit": f'"streams";r=0;t={error.retry_after_s}'}
    if "quota" not in members:
        return {}
    policy = f'"{members["quota"]}";q={members["limit"]};w={members["window_s"]}'
    policy += f';scope="{members["scope"]}"' if "scope" in members else ""
    return {
        "RateLimit-Policy": policy,
        "RateLimit": f'"{members["quota"]}";r={members["remaining"]};t={error.retry_after_s}',
    }


def _encode(document: dict[str, Any], headers: dict[str, str]) -> EncodedResponse:
    all_headers = {"Content-Type": MEDIA_TYPE, "Cache-Control": "no-store"} | headers
    return EncodedResponse(document["status"], all_headers, orjson.dumps(document))
