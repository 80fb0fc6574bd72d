"""Finishes best-effort writes, which no caller waits for, in a thread of their own."""

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, TypeVar

Item = TypeVar("Item")

# Further best-effort writes are dropped, so that no client can fill the memory of a process.
MAX_BEST_EFFORT = 256
# How long `close` waits for the writes that are pending.
CLOSE_TIMEOUT_S = 3.0


class BestEffortQueue(Generic[Item]):
    """The best-effort writes of a process that are not finished yet, oldest first.

    finish: called with one item at a time; returns when it is stored or lost. What it raises is dropped.
    """

    def __init__(self, finish: Callable[[Item], None]) -> None:
        self._finish = finish
        self._items: deque[Item] = deque()
        self._added = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False

    @property
    def accepts(self) -> bool:
        """Return whether another item may be added; its write is dropped otherwise."""
        return not self._closed and len(self._items) < MAX_BEST_EFFORT

    def add(self, item: Item) -> None:
        """Add an item without waiting for anything."""
        self._items.append(item)
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="wizard-best-effort", daemon=True)
                self._thread.start()
        self._added.set()

    def close(self) -> None:
        """Accept no further items, and wait for those that are pending."""
        self._closed = True
        self._added.set()
        if self._thread is not None:
            self._thread.join(CLOSE_TIMEOUT_S)

    def _run(self) -> None:
        while not self._closed or self._items:
            self._added.wait()
            self._added.clear()
            while self._items:
                # The write is the caller's code: whatever it raises, the next one runs.
                with suppress(Exception):
                    self._finish(self._items[0])
                # An item counts until it is finished.
                self._items.popleft()
