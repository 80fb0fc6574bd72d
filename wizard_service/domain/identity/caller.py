"""The caller of a change and the change's outcome."""

from dataclasses import dataclass, replace

from ...config import QuotaSettings
from .principal import Principal


@dataclass(frozen=True)
class IdempotencyKey:
    """A caller's key for one request. request_sha256: distinguishes the request from others under the same key."""

    key: str
    request_sha256: str


@dataclass(frozen=True)
class Caller:
    """The principal that makes a change, and how the change reached the service.

    source: USER, WEBSOCKET, POLLING or SYSTEM (contract section 4).
    trace_id: of the trace that the caller's request belongs to, None without one.
    quotas: the limits that apply to this caller's changes; None for the service itself, which has no limits.
    lease_id: the lease under which an executor makes the change, None without one.
    """

    principal: Principal
    source: str
    request_id: str
    idempotency: IdempotencyKey | None = None
    quotas: QuotaSettings | None = None
    trace_id: str | None = None
    lease_id: str | None = None

    @property
    def user_id(self) -> str:
        return self.principal.user_id

    def without_quotas(self) -> "Caller":
        """Return the caller without quotas, for a change that no quota may refuse because it stops or removes."""
        return replace(self, quotas=None)


@dataclass(frozen=True)
class Outcome:
    """The result of a change, stored under its idempotency key and returned for every repetition.

    etag: of the state after the change, quoted. body: JSON text of the response, empty for a deletion.
    is_new: whether the change created the template in the body; a template that was overwritten by name is not new.
    """

    investigation_id: str
    version: int
    etag: str
    body: str
    event_ids: tuple[str, ...] = ()
    is_new: bool = False


def source_of(transport: str | None) -> str:
    """Return the source of a change by REST. transport: by which the caller says that it follows its feed."""
    return "POLLING" if transport == "polling" else "USER"
