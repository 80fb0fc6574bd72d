"""The caller of a change, the way the change came in, and its outcome."""

from dataclasses import dataclass

from .principal import Principal


@dataclass(frozen=True)
class IdempotencyKey:
    """A caller's name for one request; request_sha256 identifies the request."""

    key: str
    request_sha256: str


@dataclass(frozen=True)
class Caller:
    """source: USER, WEBSOCKET, POLLING or SYSTEM (contract section 4)."""

    principal: Principal
    source: str
    request_id: str
    idempotency: IdempotencyKey | None = None

    @property
    def user_id(self) -> str:
        return self.principal.user_id


@dataclass(frozen=True)
class Outcome:
    """The answer to a change, and to every repetition of it under its key.

    etag: of the state after it, with quotes. body: JSON text to show, empty for a deletion.
    """

    investigation_id: str
    version: int
    etag: str
    body: str
    event_ids: tuple[str, ...] = ()
