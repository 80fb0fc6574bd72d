"""The exceptions that the client raises.

WizardError               any refused request, and any response that does not come from the service
  Unauthorized        401 the token is missing, wrong or expired
  NotFound            404 the investigation is unknown, deleted or not visible to this user
  AlreadyExists       409 code already_exists
  VersionConflict     409 code version_conflict: `version` is not the current one
  InvalidTransition   409 code invalid_transition: the step or status forbids the change
  LeaseHeld           409 code lease_held: another executor works on the investigation
  LeaseLost           409 code lease_lost: the lease of this executor has ended
  LimitReached        409 code limit_reached: a quota is used up; the same call fails until something is deleted
  AlreadyAnswered     409 code already_answered: another answer to the executor came first
  InputExpired        409 code input_expired: the time to answer is over
  PreconditionFailed  412 the ETag is not the current one
  ValidationFailed    422 `errors` names the fields
  ServiceUnavailable      no attempt got a usable response
Stopped                   raised by `executor`: another client has ended the investigation
"""

from typing import Any

import httpx2

# A proxy's error page may be long; its first characters are enough to recognise the proxy.
MAX_FOREIGN_BODY_CHARS = 200


class WizardError(Exception):
    """A refused request.

    status: HTTP status, 0 when there was no response at all.
    code: the stable code of the problem document, `http_<status>` when the response had none.
    problem: the whole problem document, {} when the response was not one.
    """

    def __init__(self, status: int, code: str, detail: str, problem: dict[str, Any]) -> None:
        # All four are passed on, because pickle and copy call the class with `args`.
        super().__init__(status, code, detail, problem)
        self.status = status
        self.code = code
        self.detail = detail
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.status} {self.code}: {self.detail}"

    def __repr__(self) -> str:
        # The problem document is left out, because it would fill a log.
        return f"{type(self).__name__}({str(self)!r})"


class Unauthorized(WizardError):
    """The token is missing, wrong or expired."""


class NotFound(WizardError):
    """The investigation is unknown, deleted or not visible to this user: the service does not say which."""


class AlreadyExists(WizardError):
    """An investigation with this id exists; `problem` does not name its owner."""


class VersionConflict(WizardError):
    """The state has changed since it was read.

    `problem` has current_version, etag, state, actor, changed_at and changes.
    """


class InvalidTransition(WizardError):
    """The step or status of the investigation forbids the change; `problem` names what is allowed."""


class LeaseHeld(WizardError):
    """Another executor has the lease; `problem` has its name, `executor`, and `expires_at`."""


class LeaseLost(WizardError):
    """The lease has ended; `problem` may have the `reason`."""


class LimitReached(WizardError):
    """A quota is used up; `problem` has `quota` and `limit`, for the owner also `used` and `remaining`."""


class AlreadyAnswered(WizardError):
    """Another answer came first; `problem` has it as `answer`, and `actor` and `answered_at`."""


class InputExpired(WizardError):
    """The time to answer is over; `problem` has `expires_at`."""


class PreconditionFailed(WizardError):
    """The state has changed since; `problem` has the same members as that of `VersionConflict`."""


class ValidationFailed(WizardError):
    """The body or the query is well-formed but invalid."""

    @property
    def errors(self) -> list[dict[str, str]]:
        """The invalid fields, each as `{"field": "settings.entities.0.entity_id", "message": "..."}`."""
        return list(self.problem.get("errors", []))


class ServiceUnavailable(WizardError):
    """All attempts failed; the same call may be repeated later."""


class Stopped(Exception):
    """The investigation has ended elsewhere: cancelled, deleted, or completed by another executor."""


ERROR_BY_CODE: dict[str, type[WizardError]] = {
    "already_exists": AlreadyExists,
    "version_conflict": VersionConflict,
    "invalid_transition": InvalidTransition,
    "lease_held": LeaseHeld,
    "lease_lost": LeaseLost,
    "limit_reached": LimitReached,
    "already_answered": AlreadyAnswered,
    "input_expired": InputExpired,
}
ERROR_BY_STATUS: dict[int, type[WizardError]] = {
    401: Unauthorized,
    404: NotFound,
    412: PreconditionFailed,
    422: ValidationFailed,
}


def error_from(response: httpx2.Response, kind: type[WizardError] | None = None) -> WizardError:
    """Return the exception for a refused request; kind: its class, by default the one that code and status name."""
    problem = parse_json_object(response) or {}
    status = response.status_code
    code = str(problem.get("code") or f"http_{status}")
    detail = str(problem.get("detail") or problem.get("title") or response.text[:MAX_FOREIGN_BODY_CHARS])
    kind = kind or ERROR_BY_CODE.get(code) or ERROR_BY_STATUS.get(status) or WizardError
    return kind(status, code, detail, problem)


def require_json_object(response: httpx2.Response) -> dict[str, Any]:
    """Return the body of a success; raise WizardError when it is not a JSON object but a login page, for example."""
    document = parse_json_object(response)
    if document is None:
        raise WizardError(response.status_code, "not_the_service", "The response is not a JSON object.", {})
    return document


def parse_json_object(response: httpx2.Response) -> dict[str, Any] | None:
    """Return the body, None when it is not a JSON object: a proxy sends HTML."""
    try:
        body = response.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
