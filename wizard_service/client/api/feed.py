"""Hearing of changes: polls, feeds, and who else listens (contract sections 4 to 6)."""

from collections.abc import Iterator, Sequence
from typing import Any

from ..feed.base import Event
from ..feed.follow import follow
from ..feed.transports import TRANSPORTS, make_transports
from ..http import Backoff, Transport, answered_object
from ..models import Active, Connections, Health
from .base import Calls, drop_none, path_of


class FeedApi(Calls):
    """backoff: how long to wait between attempts to follow."""

    def __init__(self, transport: Transport, backoff: Backoff) -> None:
        super().__init__(transport)
        self._backoff = backoff

    def poll(
        self, investigation_id: str | None = None, *, cursor: str | None = None, wait_s: int | None = None
    ) -> dict[str, Any]:
        """Return what happened after `cursor` (an event id), or the whole state without one.

        investigation_id: None for everything the caller owns; its state is the list of what is active.
        wait_s: the service may hold its answer back for so long (at most 30) until there is a change.
        An answer without a body (304) becomes `{"has_changes": False, "cursor": cursor}`.
        """
        params = drop_none(after=cursor, wait=wait_s)
        path = "/poll" if investigation_id is None else path_of(investigation_id, "poll")
        response = self._transport.read(path, params=params, hold_s=wait_s or 0)
        if response.status_code == 304:
            return {"has_changes": False, "cursor": cursor}
        return answered_object(response)

    def follow(
        self,
        investigation_id: str | None = None,
        *,
        cursor: str | None = None,
        transports: Sequence[str] = TRANSPORTS,
    ) -> Iterator[Event]:
        """Yield every stored event after `cursor`, once and in order, for ever: over reconnections and restarts.

        investigation_id: None for everything the caller owns.
        cursor: an event id; None to begin now.
        transports: the best first; the next one is used while one does not get through.
        A cursor that cannot be followed yields the `state_sync` that says where the feed goes on (it has no id).
        Raises Unauthorized, NotFound or another WizardError once the feed may not be followed any more.
        """
        return follow(make_transports(self._transport.http, investigation_id, transports), cursor, self._backoff)

    def active(
        self,
        *,
        status: str | None = None,
        wizard_step: str | None = None,
        limit: int | None = None,
        offset: int | None = None,
    ) -> Active:
        """Return the caller's investigations that are not archived, in brief."""
        params = drop_none(status=status, wizard_step=wizard_step, limit=limit, offset=offset)
        return self._read("/active", params)

    def health(self) -> Health:
        """Return how the service is; a degraded one answers too. Raises ServiceUnavailable."""
        return self._read("/health")

    def connections(self, investigation_id: str) -> Connections:
        """Return who polls the investigation, and the streams and sockets that follow it; for its owner."""
        return self._read(path_of(investigation_id, "connections"))
