"""Polling and following the feed, and the load that the service reports (contract sections 4 to 6)."""

from collections.abc import AsyncGenerator, Sequence
from typing import Literal, NotRequired, TypedDict

from ..endpoint import AnyNetwork, endpoint, iterated
from ..errors import require_json_object
from ..feed.base import Event
from ..feed.follow import follow
from ..feed.polling import PollTag, poll_tag, unchanged_poll
from ..feed.transports import TRANSPORTS, make_transports
from ..http import HttpClient
from ..models import Document, InvestigationSummary
from ..network.requests import url_path
from .base import ApiGroup, drop_none

# A program that polls more investigations than this polls some of them without If-None-Match.
MAX_POLL_TAGS = 1000


class ActiveInvestigation(InvestigationSummary):
    user_id: str
    role: Literal["owner", "editor", "viewer"]
    open_inputs: int
    executor_status: Literal["ATTACHED", "LOST", "RELEASED"] | None


class ActiveList(TypedDict):
    """The caller's investigations that are not archived.

    waiting: of all of them, how many wait for a person.
    cursor: the position in the caller's feed that the list corresponds to.
    """

    investigations: list[ActiveInvestigation]
    total: int
    waiting: int
    limit: int
    offset: int
    timestamp: str
    cursor: str


class ConnectionShown(TypedDict):
    """A client that polls or follows the investigation.

    cursor: the newest event that was sent. behind_events: how many events have yet to be sent.
    """

    user_id: str
    transport: Literal["poll", "long_poll", "sse", "websocket"]
    client_id: str
    follows: Literal["investigation", "everything"]
    since: str
    cursor: str
    behind_events: int
    last_poll_at: NotRequired[str]
    interval_ms: NotRequired[int | None]
    polls: NotRequired[int]
    errors: NotRequired[int]
    unchanged_share: NotRequired[float]


class Connections(TypedDict):
    investigation_id: str
    scope: Literal["host"]
    timestamp: str
    connections: list[ConnectionShown]


class RecommendedIntervals(TypedDict):
    fast_ms: int
    normal_ms: int
    slow_ms: int


class ServerLoad(TypedDict):
    scope: Literal["host"]
    active_connections: int
    max_connections: int
    load_percentage: int


class Health(TypedDict):
    status: Literal["healthy", "degraded", "unavailable"]
    server_time: str
    recommended_intervals: RecommendedIntervals
    server_load: ServerLoad
    message: NotRequired[str]


class FeedApi(ApiGroup[AnyNetwork]):
    """Polls and follows feeds, and reads the load that the service reports."""

    def __init__(self, http: HttpClient[AnyNetwork]) -> None:
        super().__init__(http)
        self._poll_tags: dict[str, PollTag] = {}

    @endpoint
    async def poll(
        self, investigation_id: str | None = None, *, cursor: str | None = None, wait_s: int | None = None
    ) -> Document:
        """Return the events after `cursor` (an event id), or the whole state without one.

        investigation_id: None for everything the caller owns; its state is the list of active investigations.
        wait_s: how long, up to 30 s, the service may delay its response until there is a change.
        A poll with the cursor that the previous poll returned also sends its ETag, for ten minutes. A 304 is returned
        as `{"has_changes": False, "events": [], "cursor": cursor, "next_poll_interval": ms}`.
        """
        path = "/poll" if investigation_id is None else url_path(investigation_id, "poll")
        params = drop_none(after=cursor, wait=wait_s)
        self._http.is_polling = True
        tag = self._poll_tags.get(path)
        headers = tag.headers(cursor) if tag else {}
        response = await self._http.read(path, params=params, hold_s=wait_s or 0, headers=headers)
        if response.status_code == 304:
            return unchanged_poll(response.headers, cursor)
        polled = require_json_object(response)
        self._keep_tag(path, poll_tag(response.headers, polled))
        return polled

    def _keep_tag(self, path: str, tag: PollTag) -> None:
        self._poll_tags.pop(path, None)
        if len(self._poll_tags) >= MAX_POLL_TAGS:
            self._poll_tags.pop(next(iter(self._poll_tags)), None)
        self._poll_tags[path] = tag

    @iterated
    def follow(
        self,
        investigation_id: str | None = None,
        *,
        cursor: str | None = None,
        transports: Sequence[str] = TRANSPORTS,
    ) -> AsyncGenerator[Event, None]:
        """Yield every stored event after `cursor`, once and in order, without end, across reconnections and restarts.

        investigation_id: None for everything the caller owns.
        cursor: an event id; None starts with the next event.
        transports: in order of preference; the next one is used while one fails.
        An expired cursor yields the `state_sync` that names the cursor at which the feed continues (it has no id).
        Raises Unauthorized, NotFound or another WizardError once the feed may no longer be followed.
        """
        return follow(make_transports(self._http, investigation_id, transports), cursor, self._http)

    @endpoint
    async def active(
        self,
        *,
        status: str | None = None,
        wizard_step: str | None = None,
        waiting: bool | None = None,
        limit: int | None = None,
        offset: int | None = None,
    ) -> ActiveList:
        """Return summaries of the caller's investigations that are not archived.

        waiting: True for those whose executor waits for a person's answer.
        """
        params = drop_none(status=status, wizard_step=wizard_step, limit=limit, offset=offset)
        params |= {"waiting": "true"} if waiting else {}
        return await self._read("/active", params)

    @endpoint
    async def health(self) -> Health:
        """Return the condition of the service, also when it is degraded. Raises ServiceUnavailable."""
        return await self._read("/health")

    @endpoint
    async def connections(self, investigation_id: str) -> Connections:
        """Return the pollers, streams and sockets of an investigation; only its owner may list them."""
        return await self._read(url_path(investigation_id, "connections"))
