"""The history of investigations, and archiving them (contract section 9)."""

from collections.abc import AsyncGenerator, Sequence
from typing import Any, Literal, NotRequired, TypedDict

from ..endpoint import AnyNetwork, endpoint, iterated
from ..models import InvestigationSummary, State
from ..network.requests import url_path
from .base import ApiGroup, Page, drop_none, iterate_pages, parse_page


class HistoryItem(InvestigationSummary):
    """An investigation in a list of the history."""

    duration_ms: int | None
    last_accessed: str | None
    archived_at: str | None
    template_id: str | None
    template_version: int | None


class HistoryEntry(HistoryItem):
    """One investigation of the history, read by its id. actions: what the caller may do with it now."""

    actions: list[str]


class ArchivedOne(TypedDict):
    """The outcome for one id of `archive_many`. code, detail: why it was not archived, when `archived` is false."""

    investigation_id: str
    archived: bool
    version: NotRequired[int]
    archived_at: NotRequired[str]
    code: NotRequired[str]
    detail: NotRequired[str]


class ArchivedMany(TypedDict):
    """The outcome of `archive_many`. results: one item for each id. archived, failed: how many of each there are."""

    results: list[ArchivedOne]
    archived: int
    failed: int


BulkActionName = Literal["archive", "restore", "cancel", "retry", "delete"]


class BulkResult(TypedDict):
    """The outcome for one id of `run_bulk`. code, detail: why the action was refused, when `done` is false."""

    investigation_id: str
    done: bool
    version: NotRequired[int]
    code: NotRequired[str]
    detail: NotRequired[str]


class BulkOutcome(TypedDict):
    """The outcome of `run_bulk`. results: one item for each id. done, failed: how many of each there are."""

    action: BulkActionName
    results: list[BulkResult]
    done: int
    failed: int


class ToolFigures(TypedDict):
    """How long one tool took. runs: those with a known duration."""

    tool_name: str
    runs: int
    errors: int
    average_ms: int
    longest_ms: int


class OverviewDay(TypedDict):
    date: str
    statuses: dict[str, int]


class Overview(TypedDict):
    """Figures of the investigations of the last days. examined: how many `severities` and `tools` were taken from."""

    days: list[OverviewDay]
    total: int
    is_complete: bool
    statuses: dict[str, int]
    risk_levels: dict[str, int]
    examined: int
    severities: dict[str, int]
    tools: list[ToolFigures]


class UserFigures(TypedDict):
    """A user with investigations. investigations: without archived ones."""

    user_id: str
    investigations: int
    archived: int
    in_progress: int
    in_error: int


class UserList(TypedDict):
    users: list[UserFigures]
    next_cursor: str | None


class HistoryApi(ApiGroup[AnyNetwork]):
    """Lists and archives investigations.

    The arguments of `list` are the query parameters of `GET /history`, but `from` and `to` are called `since` and
    `until`, because `from` is a keyword of Python.
    """

    @endpoint
    async def list(
        self,
        *,
        status: str | None = None,
        risk_level: str | None = None,
        entity_type: str | None = None,
        since: str | None = None,
        until: str | None = None,
        q: str | None = None,
        waiting: bool | None = None,
        archived: Literal["false", "true", "all"] | None = None,
        sort: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        user_id: str | None = None,
    ) -> Page[HistoryItem]:
        query = drop_none(status=status, risk_level=risk_level, entity_type=entity_type, q=q, archived=archived)
        query |= {"waiting": "true"} if waiting else {}
        query |= drop_none(user_id=user_id)
        query |= drop_none(**{"from": since, "to": until, "sort": sort, "limit": limit, "cursor": cursor})
        return parse_page(await self._read("/history", query))

    @iterated
    def iterate(self, /, **options: Any) -> AsyncGenerator[HistoryItem, None]:
        """Yield the items of all pages. options: the arguments of `list` except `cursor`."""
        return iterate_pages(lambda cursor: HistoryApi.list(self, **options, cursor=cursor))

    @endpoint
    async def get(self, investigation_id: str) -> HistoryEntry:
        return await self._read(url_path("history", investigation_id))

    @endpoint
    async def archive(self, investigation_id: str) -> State:
        """Archive an investigation: it leaves the active list and accepts no changes until it is restored."""
        return await self._command("history", investigation_id, "archive")

    @endpoint
    async def restore(self, investigation_id: str) -> State:
        """Take an investigation out of the archive."""
        return await self._command("history", investigation_id, "restore")

    @endpoint
    async def archive_many(self, investigation_ids: Sequence[str]) -> ArchivedMany:
        """Archive at most 100 investigations. The result names those that could not be archived, and why."""
        return await self._write("POST", "/history/archive", {"investigation_ids": [*investigation_ids]})

    @endpoint
    async def run_bulk(self, action: BulkActionName, investigation_ids: Sequence[str]) -> BulkOutcome:
        """Run an action on at most 100 investigations, each on its own. The result names those that refused it."""
        members = {"action": action, "investigation_ids": [*investigation_ids]}
        return await self._write("POST", "/history/bulk", members)

    @endpoint
    async def overview(
        self, *, days: int | None = None, utc_offset: int | None = None, user_id: str | None = None
    ) -> Overview:
        """Count the investigations created in the last days. utc_offset: minutes that the days begin before UTC's."""
        return await self._read("/overview", drop_none(days=days, utc_offset=utc_offset, user_id=user_id))

    @endpoint
    async def users(self, *, limit: int | None = None, cursor: str | None = None) -> UserList:
        """List the users that have investigations; for admins."""
        return await self._read("/users", drop_none(limit=limit, cursor=cursor))
