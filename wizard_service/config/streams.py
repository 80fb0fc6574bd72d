"""Streams, sockets and long polls: heartbeats, lifetimes, limits."""

from collections.abc import Iterator
from dataclasses import dataclass

from .setting_field import setting


@dataclass(frozen=True)
class StreamSettings:
    sse_heartbeat_s: int = setting("WIZARD_SSE_HEARTBEAT_S", 15, "heartbeat interval of SSE", minimum=1, maximum=300)
    ws_heartbeat_s: int = setting(
        "WIZARD_WS_HEARTBEAT_S", 30, "heartbeat interval of WebSocket", minimum=1, maximum=300
    )
    lifetime_s: int = setting(
        "WIZARD_STREAM_LIFETIME_S", 600, "age at which an SSE stream ends, +-20 %", minimum=1, maximum=86400
    )
    per_user: int = setting(
        "WIZARD_STREAMS_PER_USER", 20, "streams, sockets and waiting polls per user", minimum=1, maximum=10000
    )
    per_worker: int = setting(
        "WIZARD_STREAMS_PER_WORKER", 1600, "streams, sockets and waiting polls per worker", minimum=1, maximum=100000
    )
    write_timeout_s: int = setting("WIZARD_STREAM_WRITE_TIMEOUT_S", 10, "stream write timeout", minimum=1, maximum=60)
    ws_idle_timeout_s: int = setting("WIZARD_WS_IDLE_TIMEOUT_S", 60, "WebSocket idle timeout", minimum=3, maximum=3600)
    ws_resend_s: int = setting(
        "WIZARD_WS_RESEND_S", 10, "wait for an acknowledgement before an event is resent", minimum=1, maximum=300
    )
    ticket_ttl_s: int = setting("WIZARD_TICKET_TTL_S", 30, "lifetime of a one-time ticket", minimum=1, maximum=30)
    queue_events: int = setting(
        "WIZARD_STREAM_QUEUE_EVENTS", 256, "queued events before the log is read again", minimum=1, maximum=100000
    )
    long_poll_max_s: int = setting("WIZARD_LONG_POLL_MAX_S", 30, "maximum `wait` of a poll", minimum=1, maximum=300)


def stream_errors(streams: StreamSettings) -> Iterator[str]:
    if streams.ws_idle_timeout_s <= streams.ws_heartbeat_s:
        yield (
            f"WIZARD_WS_IDLE_TIMEOUT_S={streams.ws_idle_timeout_s}: more than "
            f"WIZARD_WS_HEARTBEAT_S={streams.ws_heartbeat_s} is required, or clients are disconnected before a ping"
        )
