"""Backoff for the workers that gunicorn's master forks: it pauses while workers exit before they are ready.

gunicorn itself forks a successor at once, however often that has failed, and exits when a fork fails.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from ..process import shared_memory

_log = logging.getLogger("gunicorn.error")

FIRST_PAUSE_S = 0.5
# The longest pause, and therefore the longest delay of a recovery after the cause of the failures is gone.
MAX_PAUSE_S = 10.0


class Respawner:
    """Replaces the methods of gunicorn's arbiter that fork workers."""

    def __init__(self, arbiter: Any, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._arbiter = arbiter
        self._monotonic = monotonic
        self._failed_attempts = 0
        self._resume_at = 0.0
        self._spawn_workers, self._spawn_worker = arbiter.spawn_workers, arbiter.spawn_worker
        arbiter.spawn_workers, arbiter.spawn_worker = self.spawn_workers, self.spawn_worker

    def spawn_workers(self) -> None:
        """Fork missing workers unless the backoff is pausing. The arbiter calls this at least once a second."""
        if self._monotonic() >= self._resume_at:
            self._spawn_workers()

    def spawn_worker(self) -> int | None:
        """Fork one worker and return its process id, None when the fork fails."""
        try:
            pid: int = self._spawn_worker()
        except OSError as error:
            _log.error("No worker could be forked: %s", error)
            self._free_lost_slots()
            self.pause()
            return None
        return pid

    def pause(self) -> None:
        """Delay the next fork, because a worker exited before it was ready. Consecutive failures lengthen the pause."""
        now = self._monotonic()
        if now < self._resume_at:
            # The worker was forked before the current pause, and that attempt has been counted already.
            return
        pause_s = min(MAX_PAUSE_S, FIRST_PAUSE_S * 2**self._failed_attempts)
        self._failed_attempts += 1
        self._resume_at = now + pause_s
        _log.warning("A worker exited before it was ready; the next one is forked in %.1f s.", pause_s)

    def reset(self) -> None:
        """Reset the length of the pauses, because a worker has become ready."""
        self._failed_attempts = 0

    def _free_lost_slots(self) -> None:
        # `pre_fork` has assigned a slot to the worker that could not be forked.
        used = {worker.slot for worker in self._arbiter.WORKERS.values()}
        for slot in shared_memory.assigned_slots():
            if slot not in used:
                shared_memory.free_slot(slot)
