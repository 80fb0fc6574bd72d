"""What the service may answer instead of what was asked for.

WizardError               any refusal, and any answer that is not the service's
  Unauthorized        401 no token, or one that has expired
  NotFound            404 unknown, deleted, or somebody else's
  AlreadyExists       409 code already_exists
  VersionConflict     409 code version_conflict: `version` is not the current one
  InvalidTransition   409 code invalid_transition: the step or status forbids it
  PreconditionFailed  412 the ETag is not the current one
  ValidationFailed    422 `errors` names the fields
  ServiceUnavailable      no usable answer in all attempts
Stopped                   told to an executor: the investigation has ended without it
"""

from typing import Any

import httpx2

# A proxy's error page may be long; this much is enough to recognise whose it is.
FOREIGN_BODY_CHARS = 200


class WizardError(Exception):
    """A refused request; `problem` is the whole problem document, {} when the answer was not one.

    status: HTTP status, 0 when there was no answer at all.
    code: the stable code of the problem, `http_<status>` when the answer had none.
    """

    def __init__(self, status: int, code: str, detail: str, problem: dict[str, Any]) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.problem = problem


class Unauthorized(WizardError):
    """The token is missing, wrong or expired."""


class NotFound(WizardError):
    """The investigation is unknown, deleted or somebody else's: the service does not say which."""


class AlreadyExists(WizardError):
    """An investigation of this id exists; `problem` does not say whose."""


class VersionConflict(WizardError):
    """Changed meanwhile; `problem` carries current_version, etag, state, actor, changed_at and changes."""


class InvalidTransition(WizardError):
    """The step or status of the investigation forbids it; `problem` names what is allowed."""


class PreconditionFailed(WizardError):
    """Changed meanwhile; `problem` carries the same members as that of `VersionConflict`."""


class ValidationFailed(WizardError):
    """Well-formed but not valid."""

    @property
    def errors(self) -> list[dict[str, str]]:
        """The faults, each `{"field": "settings.entities.0.entity_id", "message": "..."}`."""
        return list(self.problem.get("errors", []))


class ServiceUnavailable(WizardError):
    """All attempts failed; the same call may be made again later."""


class Stopped(Exception):
    """The investigation has ended without us: cancelled, deleted, or finished by another executor."""


BY_CODE: dict[str, type[WizardError]] = {
    "already_exists": AlreadyExists,
    "version_conflict": VersionConflict,
    "invalid_transition": InvalidTransition,
}
BY_STATUS: dict[int, type[WizardError]] = {
    401: Unauthorized,
    404: NotFound,
    412: PreconditionFailed,
    422: ValidationFailed,
}


def error_from(response: httpx2.Response, kind: type[WizardError] | None = None) -> WizardError:
    """Return the exception that stands for a refusal, of the given kind or of the one its code names."""
    problem = json_object(response) or {}
    status = response.status_code
    code = str(problem.get("code") or f"http_{status}")
    detail = str(problem.get("detail") or problem.get("title") or response.text[:FOREIGN_BODY_CHARS])
    kind = kind or BY_CODE.get(code) or BY_STATUS.get(status) or WizardError
    return kind(status, code, detail, problem)


def json_object(response: httpx2.Response) -> dict[str, Any] | None:
    """Return the body, None when it is not a JSON object: a proxy answers in HTML."""
    try:
        body = response.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
