"""The phases of an investigation, in their order."""

import time
from collections.abc import Mapping
from typing import Any

from .reporter import Reporter, event

# Each phase, and how much of the whole is done when it begins.
PHASES = {"planning": 0.0, "execution": 5.0, "analysis": 85.0, "finalization": 95.0}


class Phases:
    """Knows which phase it is; after a crash it goes on from the one the service knows."""

    def __init__(self, reporter: Reporter, progress: Mapping[str, Any]) -> None:
        known = progress.get("current_phase")
        self._reporter = reporter
        self._current: str | None = known if known in PHASES else None
        self._entered_at = time.monotonic()

    def enter(self, phase: str) -> None:
        """Go on to a phase; does nothing when it has begun before a crash."""
        if self._current is not None and PHASES[self._current] >= PHASES[phase]:
            return
        progress = event("progress_updated", percent_complete=PHASES[phase], current_phase=phase)
        self._reporter.step(f"phase {phase}", *self._left(phase), progress)
        self._current, self._entered_at = phase, time.monotonic()

    def _left(self, phase: str) -> list[dict[str, Any]]:
        if self._current is None:
            return []
        duration_ms = round((time.monotonic() - self._entered_at) * 1000)
        return [event("phase_changed", from_phase=self._current, to_phase=phase, from_phase_duration_ms=duration_ms)]
