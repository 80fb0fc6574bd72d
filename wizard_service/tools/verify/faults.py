"""The comparison of received events with the feed. Pure functions, without network and clock."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from ...client.feed.base import Event

# A report lists the kinds of faults in this order.
KINDS = ("lost", "repeated", "misordered", "unexpected", "altered")


@dataclass(frozen=True)
class Received:
    """One event as it was received. content: equal for equal events."""

    id: str
    content: int
    transport: str

    @classmethod
    def from_event(cls, event: Event, transport: str) -> Self:
        return cls(event["id"], hash(json.dumps(event, sort_keys=True)), transport)


@dataclass(frozen=True)
class Fault:
    """One difference between received events and the feed.

    transport: the one that delivered the event; for a lost event, the one that delivered the next.
    """

    kind: str
    event_id: str
    transport: str


def find_faults(feed: Sequence[Received], received: Iterable[Received]) -> list[Fault]:
    """Compare the received events, in the order of their arrival, with the whole feed over the same range.

    lost: never received; repeated: received again; misordered: received for the first time after a later one;
    unexpected: not in the feed; altered: received with another content.
    """
    position_of = {event.id: position for position, event in enumerate(feed)}
    transport_of: dict[str, str] = {}
    faults: list[Fault] = []
    furthest = -1
    for event in received:
        position = position_of.get(event.id)
        if position is None:
            faults.append(Fault("unexpected", event.id, event.transport))
            continue
        if event.content != feed[position].content:
            faults.append(Fault("altered", event.id, event.transport))
        if event.id in transport_of:
            faults.append(Fault("repeated", event.id, event.transport))
        elif position < furthest:
            faults.append(Fault("misordered", event.id, event.transport))
        transport_of.setdefault(event.id, event.transport)
        furthest = max(furthest, position)
    return [*_lost(feed, transport_of), *faults]


def find_write_faults(acknowledged: Mapping[str, str], feed: Mapping[str, str]) -> list[Fault]:
    """Compare the acknowledged writes with the feed; both map event ids to log lines.

    lost: acknowledged but not in the feed; repeated: a line that the feed has twice, because a retry was stored again.
    """
    faults = [Fault("lost", event_id, "write") for event_id, line in acknowledged.items() if feed.get(event_id) != line]
    seen: set[str] = set()
    for event_id, line in feed.items():
        faults += [Fault("repeated", event_id, "write")] if line in seen else []
        seen.add(line)
    return faults


def _lost(feed: Sequence[Received], transport_of: Mapping[str, str]) -> list[Fault]:
    faults: list[Fault] = []
    next_transport = "the end"
    for event in reversed(feed):
        next_transport = transport_of.get(event.id, next_transport)
        if event.id not in transport_of:
            faults.append(Fault("lost", event.id, next_transport))
    return faults[::-1]
