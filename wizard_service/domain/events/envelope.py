"""The JSON of an event, the same on every transport (contract section 4)."""

import orjson

from ...store import StoredEvent


def event_id(epoch: str, offset: int) -> str:
    """Return `<epoch>-<offset>`, the same id on every transport."""
    return f"{epoch}-{offset}"


def event_json(event: StoredEvent, epoch: str) -> bytes:
    """Encode the envelope. The stored data is spliced in without parsing."""
    trace = {} if event.trace_id is None else {"trace_id": event.trace_id}
    return orjson.dumps(
        {
            "id": event_id(epoch, event.offset),
            "event_type": event.event_type,
            "investigation_id": event.investigation_id,
            "user_id": event.owner,
            "version": event.version,
            "timestamp": event.timestamp,
            "committed_at": event.committed_at,
            "actor": event.actor,
            "source": event.source,
            "request_id": event.request_id,
            **trace,
            "data": orjson.Fragment(event.data),
        }
    )
