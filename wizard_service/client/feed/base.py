"""The interface that the transports of the feed share: a session starts after a cursor and ends for a reason."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any, Protocol

import httpx2
from wsproto.utilities import LocalProtocolError

from ..errors import WizardError, error_from
from ..retries import retry_after_s

Event = dict[str, Any]
Session = AsyncGenerator[list[Event], None]

# Bytes requested from the connection at a time.
READ_BYTES = 65536
# A connection is given up when it has been idle for this many heartbeat intervals.
IDLE_HEARTBEATS = 2.5

# Refusals that a retry does not change.
_FINAL_STATUSES = frozenset({400, 401, 403, 404, 422})
# The transport is disabled, or a proxy rejects WebSockets: another transport may work.
_UNSUPPORTED_CODES = frozenset({"feature_disabled", "http_400"})


class End(Enum):
    """The reason why a session is over."""

    COMPLETED = auto()  # a poll got its response
    INTERRUPTED = auto()  # the service or the network closed the connection: reconnect
    UNREACHABLE = auto()  # the service cannot be reached, whatever the transport
    UNSUPPORTED = auto()  # the service or a proxy does not allow this transport
    OVER_CAPACITY = auto()  # the service accepts no more streams: use another transport for now


class SessionEnded(Exception):
    """Ends a session.

    wait_s: when to reconnect, as the service requested; None when it did not.
    cursor: the cursor of a poll response; later than its last event when events after it are not for this user.
    """

    def __init__(
        self, why: str, end: End = End.INTERRUPTED, wait_s: float | None = None, cursor: str | None = None
    ) -> None:
        super().__init__(why, end, wait_s, cursor)
        self.end = end
        self.wait_s = wait_s
        self.cursor = cursor

    def __str__(self) -> str:
        return str(self.args[0])


class FeedTransport(Protocol):
    """One way to receive the feed of one investigation, or of everything the caller owns.

    polls: whether it sends requests again and again.
    """

    polls: bool

    def session(self, cursor: str | None) -> Session:
        """Yield the events after `cursor`, control events included; [] for bytes that complete no event.

        Without a cursor the first event is a `state_sync`. Raises SessionEnded, and WizardError for final refusals.
        """


@contextmanager
def session_failures(on_idle: End = End.UNSUPPORTED) -> Iterator[None]:
    """Raise the failures of a connection as the end of a session.

    on_idle: the reason for a timeout. A proxy that holds a stream back looks like this; another transport may work.
    """
    try:
        yield
    except (httpx2.ConnectError, httpx2.ConnectTimeout) as failure:
        raise SessionEnded(f"{failure}", End.UNREACHABLE) from failure
    except httpx2.TimeoutException as failure:
        raise SessionEnded("idle timeout", on_idle) from failure
    except (httpx2.TransportError, LocalProtocolError, ValueError) as failure:
        raise SessionEnded(f"{type(failure).__name__}: {failure}") from failure


def refusal_error(response: httpx2.Response) -> WizardError | SessionEnded:
    """Return the exception for a response that is not a feed; its body has been read."""
    error = error_from(response)
    if error.status in _FINAL_STATUSES and error.code not in _UNSUPPORTED_CODES:
        return error
    wait_s = retry_after_s(response.headers.get("Retry-After"), datetime.now(UTC))
    return SessionEnded(f"{error}", End.UNSUPPORTED, wait_s)


def idle_timeout_s(events: list[Event], current_s: float) -> float:
    """Return the idle timeout that a `connection_established` event among these sets, or else the current one."""
    for event in events:
        if event["event_type"] == "connection_established":
            return float(event["data"]["heartbeat_interval_ms"]) / 1000 * IDLE_HEARTBEATS
    return current_s
