"""Who follows what, over all workers of a host: each publishes what it knows in a part of shared memory of its own.

A poller is told from another of the same user by where it comes from and what it calls itself: the address and the
user agent, of which only a digest is kept.
"""

import mmap
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from ..process.shared_memory import WORKER_SLOTS, keyed_digest, live_slots, own_slot
from .control_events import Connection

# A poller that has not come for this long, twice the longest advice, has gone.
GONE_S = 60.0
MAX_POLLERS = 4096
PART_BYTES = 256 * 1024
# Of the smoothed interval.
_WEIGHT = 0.3
# Length and checksum: what is read while it is written does not fit them.
_HEAD = struct.Struct("<II")
_READS = 5

_parts = mmap.mmap(-1, WORKER_SLOTS * PART_BYTES)


@dataclass(slots=True)
class PresenceEntry:
    """Where one client stands. n: the number of the newest event it was sent. since and last_at: Unix times.

    interval_ms to errors: of pollers only; errors are answers of 400 and above, a refusal by the rate limit included.
    """

    investigation_id: str | None
    owner: str
    user_id: str
    transport: str
    client_id: str
    since: float
    offset: int
    last_at: float = 0.0
    interval_ms: float | None = None
    polls: int = 0
    unchanged: int = 0
    errors: int = 0


class Poller(NamedTuple):
    """One client that polls one investigation, or with None everything that the user owns."""

    investigation_id: str | None
    user_id: str
    client_id: str


class Presence:
    """The clients of this process, and through the shared parts those of all."""

    def __init__(self) -> None:
        self._pollers: dict[Poller, PresenceEntry] = {}
        self._listeners: dict[str, Callable[[], PresenceEntry]] = {}
        self._publishing = threading.Lock()
        self._published = b""

    def polled(self, poller: Poller, owner: str, offset: int, *, unchanged: bool, transport: str = "poll") -> None:
        """Note a poll that was answered, up to event number `n` of the owner's feed."""
        now, place = time.time(), self._pollers.get(poller)
        if place is None:
            place = self._begin(poller, owner, now)
        elif place.interval_ms is None:
            place.interval_ms = (now - place.last_at) * 1000
        else:
            place.interval_ms += _WEIGHT * ((now - place.last_at) * 1000 - place.interval_ms)
        place.offset, place.last_at, place.transport = offset, now, transport
        place.polls += 1
        place.unchanged += unchanged

    def failed(self, poller: Poller) -> None:
        """Note an error told to a poller; of one who was never let in nothing is kept."""
        place = self._pollers.get(poller)
        if place is not None:
            place.errors += 1
            place.last_at = time.time()

    @contextmanager
    def listening(self, connection: Connection, owner: str, offset: Callable[[], int]) -> Iterator[None]:
        """Show a stream or socket while it lasts."""
        since = time.time()

        def place() -> PresenceEntry:
            connected = (connection.user_id, connection.transport, connection.client_id)
            return PresenceEntry(connection.investigation_id, owner, *connected, since, offset())

        self._listeners[connection.connection_id] = place
        try:
            yield
        finally:
            del self._listeners[connection.connection_id]

    def publish(self) -> bytes:
        """Show the other workers what this one knows, if it has changed, and return it."""
        with self._publishing:
            encoded = _encoded(self._places())
            if encoded != self._published:
                self._published = encoded
                _write(own_slot(), encoded)
            return encoded

    def on_host(self) -> list[dict[str, Any]]:
        """Return the members of every Place of all workers; of another worker's as they were about a second ago."""
        others = [place for row in live_slots() if row != own_slot() for place in _read(row)]
        return [*orjson.loads(self.publish()), *others]

    def _begin(self, poller: Poller, owner: str, now: float) -> PresenceEntry:
        if len(self._pollers) >= MAX_POLLERS:
            self._pollers.pop(next(iter(self._pollers)), None)
        place = PresenceEntry(poller.investigation_id, owner, poller.user_id, "poll", poller.client_id, now, 0)
        self._pollers[poller] = place
        return place

    def _places(self) -> list[PresenceEntry]:
        gone = time.time() - GONE_S
        for poller, place in list(self._pollers.items()):
            if place.last_at < gone:
                self._pollers.pop(poller, None)
        return [*(place() for place in list(self._listeners.values())), *reversed(self._pollers.values())]


def client_id(environ: dict[str, Any]) -> str:
    """Return what tells the clients of one user apart; opaque, because it is shown to others."""
    return keyed_digest(f"{environ.get('REMOTE_ADDR', '')} {environ.get('HTTP_USER_AGENT', '')}")


def clear_row(row: int) -> None:
    """In the master: forget what a worker showed; it is gone."""
    _write(row, b"[]")


def _encoded(places: list[PresenceEntry]) -> bytes:
    encoded = orjson.dumps(places)
    # Streams and the pollers that came last stand first.
    while len(encoded) > PART_BYTES - _HEAD.size:
        places = places[: len(places) // 2]
        encoded = orjson.dumps(places)
    return encoded


def _write(row: int, encoded: bytes) -> None:
    begin = row * PART_BYTES
    _parts[begin : begin + _HEAD.size + len(encoded)] = _HEAD.pack(len(encoded), zlib.crc32(encoded)) + encoded


def _read(row: int) -> list[dict[str, Any]]:
    begin = row * PART_BYTES
    for _ in range(_READS):
        length, checksum = _HEAD.unpack_from(_parts, begin)
        encoded = _parts[begin + _HEAD.size : begin + _HEAD.size + min(length, PART_BYTES - _HEAD.size)]
        if length and zlib.crc32(encoded) == checksum:
            places: list[dict[str, Any]] = orjson.loads(encoded)
            return places
    return []
