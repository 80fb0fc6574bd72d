"""Who changed what, and whether that record is whole (contract section 9)."""

from collections.abc import Iterator
from typing import Any

from ..models import AuditEntry, Verified
from .base import Calls, Page, drop_none, items_of, page_of, path_of


class AuditCalls(Calls):
    """Entries come newest first; `since` and `until` are RFC 3339 times."""

    def list(
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
    ) -> Page[AuditEntry]:
        filters = drop_none(action_type=action_type, source=source, actor=actor, limit=limit, cursor=cursor)
        filters |= drop_none(**{"from": since, "to": until})
        return page_of(self._read(path_of(investigation_id, "audit"), filters))

    def iterate(self, investigation_id: str, **filters: Any) -> Iterator[AuditEntry]:
        """Yield what `list` gives over all pages; its filters, without `cursor`."""
        return items_of(lambda cursor: self.list(investigation_id, **filters, cursor=cursor))

    def refused(
        self, investigation_id: str, *, actor: str | None = None, limit: int | None = None, cursor: str | None = None
    ) -> Page[dict[str, Any]]:
        """Return the newest attempts to change the investigation that were refused."""
        filters = drop_none(actor=actor, limit=limit, cursor=cursor)
        return page_of(self._read(path_of(investigation_id, "audit", "refused"), filters))

    def verify(self, investigation_id: str) -> Verified:
        """Compute the chain of hashes anew and compare."""
        return self._read(path_of(investigation_id, "audit", "verify"))

    def export(self, investigation_id: str) -> bytes:
        """Return the whole trail as the service exports it."""
        return bytes(self._transport.read(path_of(investigation_id, "audit", "export")).content)
