"""The transports of the feed by name."""

from collections.abc import Sequence

from ..http import AnyHttpClient
from .base import READ_BYTES, FeedTransport
from .polling import PollTransport
from .sse import SseTransport
from .websocket import WebSocketTransport

TRANSPORTS = ("websocket", "sse", "long_poll", "poll")
# Many proxies close a connection that has been idle for 30 s.
LONG_POLL_S = 25


def make_transports(http: AnyHttpClient, investigation_id: str | None, names: Sequence[str]) -> list[FeedTransport]:
    """Return the named transports in the given order.

    investigation_id: None for the feed of everything the caller owns.
    Raises ValueError for an unknown name, and for an empty list.
    """
    if not names or not set(names) <= set(TRANSPORTS):
        raise ValueError(f"No such transports: {', '.join(names) or 'none given'}.")
    return [make_transport(name, http, investigation_id) for name in names]


def make_transport(
    name: str, http: AnyHttpClient, investigation_id: str | None, read_bytes: int = READ_BYTES
) -> FeedTransport:
    """Return one transport; read_bytes: how many bytes it requests from its connection at a time."""
    if name == "websocket":
        return WebSocketTransport(http, investigation_id, read_bytes)
    if name == "sse":
        return SseTransport(http, investigation_id, read_bytes)
    return PollTransport(http, investigation_id, LONG_POLL_S if name == "long_poll" else 0, read_bytes)
