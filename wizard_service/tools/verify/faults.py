"""What is wrong with what a listener was told, against the feed as it is. Pure: knows no network and no clock."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from ...client.feed.base import Event

# In the order in which they are reported.
KINDS = ("lost", "repeated", "misordered", "unexpected", "altered")


@dataclass(frozen=True)
class Told:
    """One event as it was told. content: equal for equal events. by: the transport."""

    id: str
    content: int
    by: str

    @classmethod
    def of(cls, event: Event, by: str) -> Self:
        return cls(event["id"], hash(json.dumps(event, sort_keys=True)), by)


@dataclass(frozen=True)
class Fault:
    """by: the transport that told the event; of a lost one, the transport that went on after it."""

    kind: str
    event_id: str
    by: str


def find_faults(feed: Sequence[Told], told: Iterable[Told]) -> list[Fault]:
    """Compare what was told, in the order of telling, with the whole feed over the same range.

    lost: never told; repeated: told again; misordered: told for the first time after a later one;
    unexpected: not in the feed; altered: told with another content.
    """
    places = {event.id: place for place, event in enumerate(feed)}
    first_by: dict[str, str] = {}
    faults: list[Fault] = []
    furthest = -1
    for event in told:
        place = places.get(event.id)
        if place is None:
            faults.append(Fault("unexpected", event.id, event.by))
            continue
        if event.content != feed[place].content:
            faults.append(Fault("altered", event.id, event.by))
        if event.id in first_by:
            faults.append(Fault("repeated", event.id, event.by))
        elif place < furthest:
            faults.append(Fault("misordered", event.id, event.by))
        first_by.setdefault(event.id, event.by)
        furthest = max(furthest, place)
    return [*_lost(feed, first_by), *faults]


def find_write_faults(acknowledged: Mapping[str, str], feed: Mapping[str, str]) -> list[Fault]:
    """Compare what writers were promised with what is in the feed; both map event ids to lines of a log.

    lost: acknowledged but not in the feed; repeated: a line that the feed has twice, so a retry was done again.
    """
    faults = [Fault("lost", event_id, "write") for event_id, line in acknowledged.items() if feed.get(event_id) != line]
    seen: set[str] = set()
    for event_id, line in feed.items():
        faults += [Fault("repeated", event_id, "write")] if line in seen else []
        seen.add(line)
    return faults


def _lost(feed: Sequence[Told], first_by: Mapping[str, str]) -> list[Fault]:
    faults: list[Fault] = []
    next_by = "the end"
    for event in reversed(feed):
        next_by = first_by.get(event.id, next_by)
        if event.id not in first_by:
            faults.append(Fault("lost", event.id, next_by))
    return faults[::-1]
