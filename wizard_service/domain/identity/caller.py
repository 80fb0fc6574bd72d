"""The caller of a change, the way the change came in, and its outcome."""

from dataclasses import dataclass, replace

from ...config import QuotaSettings
from .principal import Principal


@dataclass(frozen=True)
class IdempotencyKey:
    """A caller's name for one request; request_sha256 identifies the request."""

    key: str
    request_sha256: str


@dataclass(frozen=True)
class Caller:
    """The principal that makes a change, and how the change came in.

    source: USER, WEBSOCKET, POLLING or SYSTEM (contract section 4).

    quotas: the limits that refuse this caller's changes; None for the service itself, which is never refused.
    """

    principal: Principal
    source: str
    request_id: str
    idempotency: IdempotencyKey | None = None
    quotas: QuotaSettings | None = None

    @property
    def user_id(self) -> str:
        return self.principal.user_id

    def without_quotas(self) -> "Caller":
        """Return the caller for a change that stops or removes something, which no quota may refuse."""
        return replace(self, quotas=None)


@dataclass(frozen=True)
class Outcome:
    """The answer to a change, and to every repetition of it under its key.

    etag: of the state after it, with quotes. body: JSON text to show, empty for a deletion. is_new: whether the change
    created the template in the body; one that a confirmed name replaces is not new.
    """

    investigation_id: str
    version: int
    etag: str
    body: str
    event_ids: tuple[str, ...] = ()
    is_new: bool = False
