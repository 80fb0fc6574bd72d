"""Every error that a caller can receive, each with a stable code.

WizardError
  BadRequest: BadCursor, UpgradeRequired
  Unauthorized: TokenExpired; Forbidden: OriginRefused; NotFound: FeatureDisabled
  Conflict: AlreadyExists, VersionConflict, InvalidTransition, IdempotencyMismatch, NameTaken, LimitReached,
    LeaseHeld, LeaseLost, AlreadyAnswered, InputExpired
  CursorExpired, PreconditionFailed, PreconditionRequired, TooLarge, UnsupportedMediaType, ValidationError
  RetryableError: RequestTimeout, RateLimited (TooManyStreams), StorageUnavailable, KeysUnavailable
StorageError: TransientStorageError (DatabaseLocked), ConstraintViolation (UniqueViolation); ConfigError, SchemaError

Contract section 1 says when a caller receives which code; `web.problems` holds the table of HTTP statuses by code.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from .startup import ConfigError as ConfigError
from .startup import SchemaError as SchemaError
from .storage import ConstraintViolation as ConstraintViolation
from .storage import DatabaseLocked as DatabaseLocked
from .storage import StorageError as StorageError
from .storage import TransientStorageError as TransientStorageError
from .storage import UniqueViolation as UniqueViolation

# A problem lists so many wrong fields. Texts that may quote a caller are cut after so many characters.
MAX_ERRORS, MAX_FIELD, MAX_DETAIL = 20, 300, 2000


class WizardError(Exception):
    """Base of all errors meant for callers; `members` are added to the problem document."""

    code, title = "internal", "Internal error"

    def __init__(self, detail: str, **members: Any) -> None:
        super().__init__(detail)
        self.detail = detail[:MAX_DETAIL]
        self.members: Mapping[str, Any] = members


class BadRequest(WizardError):
    code, title = "bad_request", "Bad request"


class BadCursor(BadRequest):
    code, title = "bad_cursor", "Malformed cursor"


class UpgradeRequired(BadRequest):
    code, title = "upgrade_required", "Not a WebSocket handshake"


class Unauthorized(WizardError):
    code, title = "unauthorized", "Authentication required"


class TokenExpired(Unauthorized):
    code, title = "token_expired", "Token expired"


class Forbidden(WizardError):
    code, title = "forbidden", "Not allowed"


class OriginRefused(Forbidden):
    code, title = "origin_refused", "Origin not allowed"


class NotFound(WizardError):
    code, title = "not_found", "Not found"


class FeatureDisabled(NotFound):
    code, title = "feature_disabled", "Feature disabled"


class Conflict(WizardError):
    code, title = "conflict", "Conflict"


class AlreadyExists(Conflict):
    # `etag` is given only when the existing investigation is the caller's own.
    code, title = "already_exists", "Already exists"

    def __init__(self, detail: str, etag: str | None = None) -> None:
        super().__init__(detail)
        self.etag = etag


class VersionConflict(Conflict):
    """Members, as of PreconditionFailed: current_version, etag, state, actor, changed_at, changes."""

    code, title = "version_conflict", "Version conflict"


class InvalidTransition(Conflict):
    # Members: `field`, `from_value`, `to_value` and `allowed`; `errors` when settings do not allow to start.
    code, title = "invalid_transition", "Transition not allowed"


class IdempotencyMismatch(Conflict):
    code, title = "idempotency_mismatch", "Idempotency key used for another request"


class NameTaken(Conflict):
    code, title = "name_taken", "Name taken"


class LimitReached(Conflict):
    # Members: `limit`; of a quota also `quota`, and for its owner `used` and `remaining`.
    code, title = "limit_reached", "Limit reached"


class LeaseHeld(Conflict):
    # Members: `executor` and `expires_at` of the living lease.
    code, title = "lease_held", "Another executor holds the lease"


class LeaseLost(Conflict):
    code, title = "lease_lost", "The lease has ended"


class AlreadyAnswered(Conflict):
    # Members: `answer`, `actor` (who gave it) and `answered_at`.
    code, title = "already_answered", "Already answered"


class InputExpired(Conflict):
    # Members: `expires_at`.
    code, title = "input_expired", "Input expired"


class CursorExpired(WizardError):
    # Members: `earliest` and `latest`, the cursors or versions that may be used.
    code, title = "cursor_expired", "Cursor expired"


class PreconditionFailed(WizardError):
    code, title = "precondition_failed", "Precondition failed"


class PreconditionRequired(WizardError):
    code, title = "precondition_required", "Precondition required"


class TooLarge(WizardError):
    code, title = "too_large", "Too large"


class UnsupportedMediaType(WizardError):
    code, title = "unsupported_media_type", "Unsupported media type"


class ValidationError(WizardError):
    """Members: the first `errors`, (field path, message) pairs; `more_errors`, how many more were found, if any."""

    code, title = "validation_error", "Validation failed"

    def __init__(self, errors: Sequence[tuple[str, str]]) -> None:
        listed = [{"field": field[:MAX_FIELD], "message": message} for field, message in errors[:MAX_ERRORS]]
        more = {"more_errors": len(errors) - MAX_ERRORS} if len(errors) > MAX_ERRORS else {}
        super().__init__("; ".join("{field}: {message}".format(**error) for error in listed[:5]), errors=listed, **more)


class RetryableError(WizardError):
    """Nothing was done; the same request may be sent again after `retry_after_s`."""

    retry_after_s: int = 1


class RequestTimeout(RetryableError):
    code, title = "request_timeout", "Request timeout"


class RateLimited(RetryableError):
    """Members: `quota`, `limit` (in `window_s`), `remaining`, `retry_after_s`, and `scope` of a quota per host."""

    code, title = "rate_limited", "Too many requests"

    def __init__(self, detail: str, retry_after_s: int | None = None, **members: Any) -> None:
        super().__init__(detail, **members | ({"retry_after_s": retry_after_s} if retry_after_s else {}))
        self.retry_after_s = retry_after_s or self.retry_after_s


class TooManyStreams(RateLimited):
    title, retry_after_s = "Too many streams", 30


class StorageUnavailable(RetryableError):
    code, title = "storage_unavailable", "Storage unavailable"


class KeysUnavailable(RetryableError):
    code, title = "keys_unavailable", "Keys unavailable"
