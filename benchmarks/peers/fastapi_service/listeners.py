"""The listeners of each investigation within this process."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Listeners:
    """Gives every listener a queue; an event is serialized once for all of them."""

    def __init__(self) -> None:
        self._queues: defaultdict[str, set[asyncio.Queue[str]]] = defaultdict(set)

    @contextmanager
    def queue(self, investigation_id: str) -> Iterator[asyncio.Queue[str]]:
        queue: asyncio.Queue[str] = asyncio.Queue()
        self._queues[investigation_id].add(queue)
        try:
            yield queue
        finally:
            self._queues[investigation_id].discard(queue)

    async def publish(self, investigation_id: str, messages: list[str]) -> None:
        for queue in self._queues[investigation_id]:
            for message in messages:
                queue.put_nowait(message)


listeners = Listeners()
