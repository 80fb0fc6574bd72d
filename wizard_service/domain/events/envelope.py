"""An event as every client sees it (contract section 4)."""

import orjson

from ...store.event_log import StoredEvent


def event_id(epoch: str, n: int) -> str:
    """Return `<epoch>-<n>`, the same id on every transport."""
    return f"{epoch}-{n}"


def event_json(event: StoredEvent, epoch: str) -> bytes:
    """Encode the envelope; the stored data is spliced in as it is."""
    return orjson.dumps(
        {
            "id": event_id(epoch, event.n),
            "event_type": event.event_type,
            "investigation_id": event.investigation_id,
            "user_id": event.owner,
            "version": event.version,
            "timestamp": event.timestamp,
            "actor": event.actor,
            "source": event.source,
            "request_id": event.request_id,
            "data": orjson.Fragment(event.data),
        }
    )
