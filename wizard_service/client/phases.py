"""The phases of one run, each told once."""

import time
from typing import Any

from .outbox import Outbox
from .reports import event


class Phases:
    """progress: of the state at the beginning; a phase that it shows as completed is not told again."""

    def __init__(self, outbox: Outbox, progress: dict[str, Any]) -> None:
        statuses = {each["phase_name"]: each["status"] for each in progress.get("phases", [])}
        current = progress.get("current_phase")
        self._outbox = outbox
        self._completed = {name for name, status in statuses.items() if status == "completed"}
        # The one that was running when an earlier run was broken off runs on; how long it took is not known.
        self._running: str | None = current if statuses.get(current) == "running" else None
        self._began_at: float | None = None
        self._ended_at: float | None = None

    def begin(self, name: str, percent: float | None) -> None:
        if name in self._completed or name == self._running:
            return
        self._change(name)
        if percent is not None:
            self._outbox.put(event("progress_updated", percent_complete=percent, current_phase=name))

    def end(self) -> None:
        """Stop the clock: the phase is told to be over when the next begins."""
        self._ended_at = time.monotonic()

    def finish(self) -> None:
        """Tell the end of the last phase."""
        if self._running:
            self._change(None)

    def _change(self, name: str | None) -> None:
        now = time.monotonic()
        began_at, ended_at = self._began_at, self._ended_at or now
        duration_ms = None if began_at is None else round((ended_at - began_at) * 1000)
        changed = event("phase_changed", from_phase=self._running, to_phase=name, from_phase_duration_ms=duration_ms)
        self._outbox.put(changed)
        self._running, self._began_at, self._ended_at = name, now, None
