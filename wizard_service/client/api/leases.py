"""Leases: which executor works on an investigation (contract section 11)."""

from typing import Any, NotRequired, TypedDict

from ..endpoint import AnyNetwork, endpoint
from ..models import Document
from ..network.requests import url_path
from .base import ApiGroup, drop_none


class TakenLease(TypedDict):
    """A lease that the caller holds. fence: grows with each new holder."""

    lease_id: str
    executor: str
    fence: int
    expires_at: str


class RenewedLease(TypedDict):
    """The outcome of a renewal. proceed: whether to go on. reason: why not."""

    expires_at: str
    proceed: bool
    reason: NotRequired[str]


class Lease(TypedDict):
    """The newest lease of an investigation. ended_at, end_reason: None while it has not ended."""

    executor: str
    fence: int
    taken_at: str
    last_seen_at: str
    expires_at: str
    ended_at: str | None
    end_reason: str | None


class ExecutorToken(TypedDict):
    """A token for an executor of one investigation."""

    token: str
    scope: str
    expires_at: str


class Example(TypedDict):
    """How the example executor runs on the machine of the service, and settings that fit its data."""

    command: list[str]
    settings: Document


class LeaseApi(ApiGroup[AnyNetwork]):
    """Taking, renewing and releasing the lease of an investigation."""

    @endpoint
    async def take(
        self, investigation_id: str, executor: str, *, ttl_s: int | None = None, takeover: bool = False
    ) -> TakenLease:
        """Take the lease. takeover: also from a former run of the executor with this name.

        Raises LeaseHeld while another executor has it, InvalidTransition when the investigation has ended.
        """
        body = drop_none(executor=executor, ttl_s=ttl_s, takeover=takeover or None)
        taken: Any = await self._write("POST", url_path(investigation_id, "lease"), body)
        return taken

    @endpoint
    async def renew(self, investigation_id: str, lease_id: str) -> RenewedLease:
        """Renew the lease, and learn whether to go on. Raises LeaseLost when it has ended."""
        renewed: Any = await self._write("PUT", url_path(investigation_id, "lease"), lease_id=lease_id)
        return renewed

    @endpoint
    async def release(self, investigation_id: str, lease_id: str) -> None:
        """Give the lease back. Raises LeaseLost when it was lost or taken over."""
        await self._http.write("DELETE", url_path(investigation_id, "lease"), lease_id=lease_id)

    @endpoint
    async def read(self, investigation_id: str) -> Lease:
        """Return the newest lease. Raises NotFound when there was none."""
        lease: Any = await self._read(url_path(investigation_id, "lease"))
        return lease

    @endpoint
    async def issue_token(self, investigation_id: str) -> ExecutorToken:
        """Return a token for an executor of this investigation alone, valid for an hour.

        Raises NotFound where tokens come from another issuer than the service.
        """
        issued: Any = await self._write("POST", url_path(investigation_id, "executor-token"))
        return issued

    @endpoint
    async def example(self, investigation_id: str) -> Example:
        """Return how the example executor runs for this investigation. Raises NotFound where there is none."""
        example: Any = await self._read(url_path(investigation_id, "example"))
        return example

    @endpoint
    async def start_example(self, investigation_id: str) -> None:
        """Start the example executor on the machine of the service. Raises NotFound where there is none."""
        await self._http.write("POST", url_path(investigation_id, "example"))
