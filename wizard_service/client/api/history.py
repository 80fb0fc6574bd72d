"""What has been investigated, and putting it away (contract section 9)."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from ..models import ArchivedMany, HistoryEntry, HistoryItem, State
from .base import Calls, Page, drop_none, items_of, page_of, path_of, state_of


class HistoryCalls(Calls):
    """Filters are those of `GET /history`; `since` and `until` are RFC 3339 times, its `from` and `to`."""

    def list(
        self,
        *,
        status: str | None = None,
        risk_level: str | None = None,
        entity_type: str | None = None,
        since: str | None = None,
        until: str | None = None,
        q: str | None = None,
        archived: Literal["false", "true", "all"] | None = None,
        sort: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Page[HistoryItem]:
        filters = drop_none(status=status, risk_level=risk_level, entity_type=entity_type, q=q, archived=archived)
        filters |= drop_none(**{"from": since, "to": until, "sort": sort, "limit": limit, "cursor": cursor})
        return page_of(self._read("/history", filters))

    def iterate(self, **filters: Any) -> Iterator[HistoryItem]:
        """Yield what `list` gives over all pages; its filters, without `cursor`."""
        return items_of(lambda cursor: self.list(**filters, cursor=cursor))

    def get(self, investigation_id: str) -> HistoryEntry:
        return self._read(path_of("history", investigation_id))

    def archive(self, investigation_id: str) -> State:
        """Put it away: it leaves the active lists and takes no changes until it is restored."""
        return state_of(self._transport.write("POST", path_of("history", investigation_id, "archive")))

    def restore(self, investigation_id: str) -> State:
        """Take it out of the archive again."""
        return state_of(self._transport.write("POST", path_of("history", investigation_id, "restore")))

    def archive_many(self, investigation_ids: Sequence[str]) -> ArchivedMany:
        """Put at most 100 away; those that cannot be are named, the others are archived."""
        return self._write("POST", "/history/archive", {"investigation_ids": [*investigation_ids]})
