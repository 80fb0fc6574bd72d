"""The transports by name."""

from collections.abc import Sequence

import httpx2

from .base import READ_BYTES, FeedTransport
from .polling import PollTransport
from .sse import SseTransport
from .websocket import WebSocketTransport

TRANSPORTS = ("websocket", "sse", "long_poll", "poll")
# Below the 30 s after which many proxies lose patience.
LONG_POLL_S = 25


def make_transports(http: httpx2.Client, investigation_id: str | None, names: Sequence[str]) -> list[FeedTransport]:
    """Return the named transports, in this order; without an investigation they tell of everything the caller owns.

    Raises ValueError for an unknown name, and for none.
    """
    if not names or not set(names) <= set(TRANSPORTS):
        raise ValueError(f"No such transports: {', '.join(names) or 'none given'}.")
    return [make_transport(name, http, investigation_id) for name in names]


def make_transport(
    name: str, http: httpx2.Client, investigation_id: str | None, read_bytes: int = READ_BYTES
) -> FeedTransport:
    """Return one transport; read_bytes: how much it asks of its connection at a time."""
    if name == "websocket":
        return WebSocketTransport(http, investigation_id, read_bytes)
    if name == "sse":
        return SseTransport(http, investigation_id, read_bytes)
    return PollTransport(http, investigation_id, LONG_POLL_S if name == "long_poll" else 0, read_bytes)
