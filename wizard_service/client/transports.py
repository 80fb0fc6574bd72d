"""The transports by name."""

from collections.abc import Sequence

import httpx2

from .feed_transport import READ_BYTES, FeedTransport
from .poll_transport import PollTransport
from .sse_transport import SseTransport
from .websocket_transport import WebSocketTransport

TRANSPORTS = ("websocket", "sse", "long_poll", "poll")
# These can tell of everything the caller owns, not only of one investigation.
OF_EVERYTHING = frozenset({"websocket", "sse"})
# Below the 30 s after which many proxies lose patience.
LONG_POLL_S = 25


def make_transports(http: httpx2.Client, investigation_id: str | None, names: Sequence[str]) -> list[FeedTransport]:
    """Return the named transports, in this order; without an investigation only those that can tell of everything.

    Raises ValueError for an unknown name, and when none is left.
    """
    usable = [name for name in names if investigation_id is not None or name in OF_EVERYTHING]
    if not usable or not set(names) <= set(TRANSPORTS):
        raise ValueError(f"No usable transports: {', '.join(names) or 'none given'}.")
    return [make_transport(name, http, investigation_id) for name in usable]


def make_transport(
    name: str, http: httpx2.Client, investigation_id: str | None, read_bytes: int = READ_BYTES
) -> FeedTransport:
    """Return one transport; read_bytes: how much it asks of its connection at a time."""
    if name == "websocket":
        return WebSocketTransport(http, investigation_id, read_bytes)
    if name == "sse":
        return SseTransport(http, investigation_id, read_bytes)
    return PollTransport(http, investigation_id or "", LONG_POLL_S if name == "long_poll" else 0, read_bytes)
