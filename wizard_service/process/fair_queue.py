"""A queue that serves the users of a service in rotation, so that one with many requests does not delay the others.

Requests wait in it for their turn in a worker (`cooperative`), writes for that of SQLite's writer (`write_queue`), and
everything that needs a connection to PostgreSQL for that connection (`connections`).
"""

from collections import deque
from typing import Generic, TypeVar

Item = TypeVar("Item")


class FairQueue(Generic[Item]):
    """A queue whose items belong to flows: flows are served in rotation, the items of a flow in the order of arrival.

    The name is that of fair queuing, in which a flow is everything that one sender sends. Only one thread at a time may
    use a queue.
    """

    def __init__(self) -> None:
        # The flow that is served next is the first one.
        self._flows: dict[str, deque[Item]] = {}

    def __bool__(self) -> bool:
        return bool(self._flows)

    def __len__(self) -> int:
        return sum(map(len, self._flows.values()))

    def add(self, flow: str, item: Item) -> None:
        self._flows.setdefault(flow, deque()).append(item)

    def pop(self) -> Item:
        """Remove and return the next item. Raises StopIteration when there is none."""
        flow = next(iter(self._flows))
        items = self._flows.pop(flow)
        item = items.popleft()
        if items:
            self._flows[flow] = items
        return item

    def remove(self, flow: str, item: Item) -> None:
        """Remove an item that is in the queue."""
        self._flows[flow].remove(item)
        if not self._flows[flow]:
            del self._flows[flow]
