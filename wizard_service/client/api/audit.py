"""The audit trail of an investigation, and the check that it is complete (contract section 9)."""

from collections.abc import AsyncGenerator
from typing import Any, Literal, NotRequired, TypedDict

from ..endpoint import AnyNetwork, endpoint, iterated
from ..models import Document
from ..network.requests import url_path
from .base import ApiGroup, Page, drop_none, iterate_pages, parse_page

Source = Literal["USER", "WEBSOCKET", "POLLING", "SYSTEM"]


class AuditItem(TypedDict):
    """One entry of the audit trail.

    action_types: everything that the write did; action_type is the first of them. trace_id: of the caller's
    `traceparent`, absent without one.
    previous_state, new_state: without log lines; None where there is none. changes: the merge patch between them.
    """

    entry_id: str
    investigation_id: str
    user_id: str
    actor: str
    action_type: str
    action_types: list[str]
    source: Source
    version: int
    previous_state: Document | None
    new_state: Document | None
    changes: Document
    timestamp: str
    request_id: str
    trace_id: NotRequired[str]


class RefusedAttempt(TypedDict):
    """An attempt to change the investigation that the service refused.

    code, detail: those of the problem document that the caller received.
    """

    investigation_id: str
    actor: str
    source: Source
    attempted: str
    code: str
    detail: str
    version: int
    timestamp: str
    request_id: str


class AuditVerdict(TypedDict):
    """The result of checking the hash chain.

    first_invalid: the id of the first entry that cannot be trusted; absent when the chain is valid.
    """

    valid: bool
    entries: int
    first_invalid: NotRequired[str | None]
    reason: NotRequired[str]


def audit_filters(since: str | None = None, until: str | None = None, **filters: Any) -> dict[str, Any]:
    """Return the query of a trail; since, until: RFC 3339 times."""
    return drop_none(**filters, **{"from": since, "to": until})


class AuditApi(ApiGroup[AnyNetwork]):
    """Reads and verifies the audit trail. Entries come newest first; `since` and `until` are RFC 3339 times."""

    @endpoint
    async def list(
        self,
        investigation_id: str,
        *,
        action_type: str | None = None,
        source: str | None = None,
        actor: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Page[AuditItem]:
        filters = audit_filters(since, until, action_type=action_type, source=source, actor=actor)
        filters |= drop_none(limit=limit, cursor=cursor)
        return parse_page(await self._read(url_path(investigation_id, "audit"), filters))

    @iterated
    def iterate(self, /, investigation_id: str, **options: Any) -> AsyncGenerator[AuditItem, None]:
        """Yield the entries of all pages; options: the arguments of `list` except `cursor`."""
        return iterate_pages(lambda cursor: AuditApi.list(self, investigation_id, **options, cursor=cursor))

    @endpoint
    async def refused(
        self, investigation_id: str, *, actor: str | None = None, limit: int | None = None, cursor: str | None = None
    ) -> Page[RefusedAttempt]:
        """Return the newest refused attempts to change the investigation."""
        filters = drop_none(actor=actor, limit=limit, cursor=cursor)
        return parse_page(await self._read(url_path(investigation_id, "audit", "refused"), filters))

    @endpoint
    async def verify(self, investigation_id: str) -> AuditVerdict:
        """Let the service recompute the hash chain and compare it with the stored one."""
        return await self._read(url_path(investigation_id, "audit", "verify"))

    @endpoint
    async def export(self, investigation_id: str) -> bytes:
        """Return the whole trail as JSON lines."""
        response = await self._http.read(url_path(investigation_id, "audit", "export"))
        return bytes(response.content)
