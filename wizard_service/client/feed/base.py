"""What the transports of the feed have in common: a session begins after a cursor and ends for a reason."""

from collections.abc import Generator
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any, Protocol
from urllib.parse import quote

import httpx2

from ..errors import WizardError, error_from
from ..http import retry_after_s

Event = dict[str, Any]
Session = Generator[list[Event], None, None]

# How much is asked of the connection at a time.
READ_BYTES = 65536
# A connection is given up when nothing has come for so many heartbeats.
HEARTBEATS_OF_SILENCE = 2.5

# Refusals that no repetition mends.
_FINAL_STATUSES = frozenset({400, 401, 403, 404, 422})
# A transport that is switched off, and a proxy that knows nothing of WebSockets: the next transport may do.
_PASSING_CODES = frozenset({"feature_disabled", "http_400"})


class End(Enum):
    """Why a session is over."""

    ANSWERED = auto()  # a poll is, each time
    BROKEN = auto()  # ended by the service or the network: come back
    UNREACHABLE = auto()  # nobody to talk to, by any transport
    UNFIT = auto()  # this transport does not get through
    NO_ROOM = auto()  # for one more by this transport: use another meanwhile


class SessionEnded(Exception):
    """wait_s: when to come back, as the service asked for; None when it did not say.

    cursor: how far a poll has told; further than its last event, when what followed was not for us.
    """

    def __init__(self, why: str, end: End = End.BROKEN, wait_s: float | None = None, cursor: str | None = None) -> None:
        super().__init__(why)
        self.end = end
        self.wait_s = wait_s
        self.cursor = cursor


class FeedTransport(Protocol):
    """One way to hear the feed of one investigation, or of everything the caller owns."""

    def session(self, cursor: str | None) -> Session:
        """Yield what follows `cursor`, unstored events included; [] for bytes that complete none.

        Without a cursor the first is a `state_sync`. Raises SessionEnded, and WizardError for what is final.
        """


def refusal(response: httpx2.Response) -> WizardError | SessionEnded:
    """Return what an answer that is not a feed means; its body has been read."""
    error = error_from(response)
    if error.status in _FINAL_STATUSES and error.code not in _PASSING_CODES:
        return error
    return SessionEnded(f"{error}", End.UNFIT, retry_after_s(response.headers.get("Retry-After"), datetime.now(UTC)))


def silence_s(events: list[Event], known_s: float) -> float:
    """Return how long the connection may be silent: as its `connection_established` says, else what was known."""
    for event in events:
        if event["event_type"] == "connection_established":
            return float(event["data"]["heartbeat_interval_ms"]) / 1000 * HEARTBEATS_OF_SILENCE
    return known_s


def quoted(investigation_id: str) -> str:
    return quote(investigation_id, safe="")
