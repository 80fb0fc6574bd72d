"""The reasons for which streams end, the deadlines of a session, and the staggered end of all streams at shutdown."""

import math
import time
from enum import Enum

# A stopping process ends this many streams per second, if its time allows.
STREAMS_ENDED_PER_S = 100


class CloseReason(Enum):
    """The reason in `connection_closed` and `auth_expired`."""

    RESTART = "restart"
    TOKEN_EXPIRED = "token_expired"  # noqa: S105 - a reason, not a password
    TOKEN_REVOKED = "token_revoked"  # noqa: S105
    ACCESS_REVOKED = "access_revoked"
    DELETED = "deleted"
    COMPLETED = "completed"
    LIFETIME = "lifetime"


# After these reasons the client may reconnect with another token.
TOKEN_ENDED = (CloseReason.TOKEN_EXPIRED, CloseReason.TOKEN_REVOKED)


class Shutdown:
    """Ends the streams of a process, spread over time so that their clients do not all reconnect at once."""

    def __init__(self) -> None:
        self.has_begun = False
        self._began_at = 0.0
        self._spread_s = 0.0

    def begin(self, open_streams: int, within_s: float) -> None:
        """End all streams within `within_s`, and sooner when few are open."""
        self._spread_s = min(within_s, open_streams / STREAMS_ENDED_PER_S)
        self._began_at = time.monotonic()
        self.has_begun = True

    def has_reached(self, position: float) -> bool:
        """Return whether a stream must end. position: where the stream is in the order of closing, from 0 to 1."""
        return self.has_begun and time.monotonic() >= self._began_at + position * self._spread_s


class SessionTimer:
    """The deadlines of one session: its next heartbeat and the end of its lifetime.

    lifetime_s: None sets no limit.
    """

    def __init__(self, heartbeat_s: float, lifetime_s: float | None) -> None:
        now = time.monotonic()
        self._heartbeat_s = heartbeat_s
        self._heartbeat_at = now + heartbeat_s
        self._ends_at = now + lifetime_s if lifetime_s else math.inf

    def take_heartbeat(self) -> bool:
        """Return whether a heartbeat is due, and schedule the next one if it is."""
        is_due = time.monotonic() >= self._heartbeat_at
        self._heartbeat_at += self._heartbeat_s if is_due else 0
        return is_due

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._ends_at

    def wait_s(self, expires_at: float) -> float:
        """Return how long the session may wait for events. expires_at: Unix time at which its token expires."""
        until_deadline_s = min(self._heartbeat_at, self._ends_at) - time.monotonic()
        return max(0.0, min(until_deadline_s, expires_at - time.time()))
