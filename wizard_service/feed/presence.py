"""Presence: the clients that follow an investigation, across all workers of a host.

Each worker publishes its own clients in shared memory. gunicorn's master imports this module to map that memory, so the
module must import neither the store nor Flask.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from ..process.shared_hash_table import keyed_digest
from ..process.shared_memory import SlotBuffers, live_slots, own_slot

# A poller is dropped when it has not polled for twice the longest recommended interval.
POLLER_TIMEOUT_S = 60.0
MAX_POLLERS = 4096
BUFFER_BYTES = 256 * 1024
# The weight of the newest interval in the exponentially smoothed interval of a client's polls.
_NEWEST_WEIGHT = 0.3

_published = SlotBuffers(BUFFER_BYTES)


@dataclass(frozen=True)
class Connection:
    """The stream or socket of one client.

    investigation_id: None when the client follows everything that its user owns.
    client_id: distinguishes the clients of one user. trace_id: of the trace to which its request belongs.
    """

    connection_id: str
    transport: str
    user_id: str
    investigation_id: str | None
    request_id: str
    heartbeat_s: int
    client_id: str = ""
    trace_id: str | None = None


class Poller(NamedTuple):
    """A client that polls one investigation, or all that its user owns when `investigation_id` is None."""

    investigation_id: str | None
    user_id: str
    client_id: str


@dataclass(slots=True)
class PresenceEntry:
    """One client in the list. offset: of the newest event sent to the client. since, last_at: Unix times.

    seen_s: when the client polled last, by a clock that is never set.
    The members from `interval_ms` on concern pollers only. errors: the number of responses with status 400 and above,
    including those of the rate limiter.
    """

    investigation_id: str | None
    owner: str
    user_id: str
    transport: str
    client_id: str
    since: float
    offset: int
    last_at: float = 0.0
    seen_s: float = 0.0
    interval_ms: float | None = None
    polls: int = 0
    unchanged: int = 0
    errors: int = 0


class Presence:
    """The clients of this process and, read from shared memory, those of the other workers.

    clock_s: one that is never set, for the time between polls. The processes of a host share it.
    """

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._clock_s = clock_s
        self._pollers: dict[Poller, PresenceEntry] = {}
        self._connected: dict[str, Callable[[], PresenceEntry]] = {}
        self._publishing = threading.Lock()
        self._last_published = b""

    def polled(self, poller: Poller, owner: str, offset: int, *, unchanged: bool, transport: str = "poll") -> None:
        """Record a successful poll. offset: the client's position in the owner's feed after it."""
        now_s, entry = self._clock_s(), self._pollers.get(poller)
        if entry is None:
            entry = self._add(poller, owner)
        elif entry.interval_ms is None:
            entry.interval_ms = (now_s - entry.seen_s) * 1000
        else:
            entry.interval_ms += _NEWEST_WEIGHT * ((now_s - entry.seen_s) * 1000 - entry.interval_ms)
        entry.seen_s, entry.last_at = now_s, time.time()
        entry.offset, entry.transport = offset, transport
        entry.polls += 1
        entry.unchanged += unchanged

    def failed(self, poller: Poller) -> None:
        """Record an error response. A client that has never polled successfully is not listed."""
        entry = self._pollers.get(poller)
        if entry is not None:
            entry.errors += 1
            entry.seen_s, entry.last_at = self._clock_s(), time.time()

    @contextmanager
    def connected(self, connection: Connection, owner: str, offset: Callable[[], int]) -> Iterator[None]:
        """List a stream or socket during the block."""
        since = time.time()

        def entry() -> PresenceEntry:
            client = (connection.user_id, connection.transport, connection.client_id)
            return PresenceEntry(connection.investigation_id, owner, *client, since, offset())

        self._connected[connection.connection_id] = entry
        try:
            yield
        finally:
            del self._connected[connection.connection_id]

    def publish(self) -> bytes:
        """Publish this worker's entries to the other workers if they have changed, and return them encoded."""
        with self._publishing:
            encoded = _encode(self._entries())
            if encoded != self._last_published:
                self._last_published = encoded
                _published.write(own_slot(), encoded)
            return encoded

    def on_host(self) -> list[dict[str, Any]]:
        """Return the entries of all workers as dictionaries; those of other workers are about a second old."""
        others = [_published.read(slot) for slot in live_slots() if slot != own_slot()]
        return [entry for encoded in (self.publish(), *others) if encoded for entry in orjson.loads(encoded)]

    def _add(self, poller: Poller, owner: str) -> PresenceEntry:
        if len(self._pollers) >= MAX_POLLERS:
            self._pollers.pop(next(iter(self._pollers)), None)
        entry = PresenceEntry(poller.investigation_id, owner, poller.user_id, "poll", poller.client_id, time.time(), 0)
        self._pollers[poller] = entry
        return entry

    def _entries(self) -> list[PresenceEntry]:
        oldest_s = self._clock_s() - POLLER_TIMEOUT_S
        for poller, entry in list(self._pollers.items()):
            if entry.seen_s < oldest_s:
                self._pollers.pop(poller, None)
        return [*(entry() for entry in list(self._connected.values())), *reversed(self._pollers.values())]


def client_id(environ: dict[str, Any]) -> str:
    """Return a digest of address and user agent, which distinguishes a user's clients without identifying them."""
    return keyed_digest(f"{environ.get('REMOTE_ADDR', '')} {environ.get('HTTP_USER_AGENT', '')}")


def clear_slot(slot: int) -> None:
    """In the master: remove the entries of a worker that has exited."""
    _published.write(slot, b"")


def _encode(entries: list[PresenceEntry]) -> bytes:
    encoded = orjson.dumps(entries)
    # Streams and the most recent pollers come first, so halving the list drops the oldest pollers.
    while len(encoded) > _published.capacity_bytes:
        entries = entries[: len(entries) // 2]
        encoded = orjson.dumps(entries)
    return encoded
