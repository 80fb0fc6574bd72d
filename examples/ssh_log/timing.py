"""The tool that finds bursts: more guesses in a short time than a person can type."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .finding import EVIDENCE_ITEMS, Finding, ToolResult, confidence_of, evidence
from .records import Record
from .stamps import rfc3339
from .tally import address_of, failed_guesses

WINDOW_S = 60
# One guess every 6 s for a minute: a person takes longer to type a password and wait for the delay of sshd.
MIN_ATTEMPTS_IN_WINDOW = 10
FAST_ATTEMPTS_IN_WINDOW = 20
FINDINGS = 5


@dataclass(frozen=True)
class Peak:
    attempts: int
    start: datetime
    end: datetime
    newest: tuple[Record, ...]


@dataclass
class SlidingWindow:
    """The failed attempts of one address in the last WINDOW_S seconds, and the highest number in any window."""

    peak: Peak | None = None
    attempts: int = 0
    inside: deque[Record] = field(default_factory=deque)

    def add(self, record: Record) -> None:
        self.inside.append(record)
        self.attempts += record.failed_attempts
        # A clock that was set back starts a new window too.
        while abs(record.timestamp - self.inside[0].timestamp) >= timedelta(seconds=WINDOW_S):
            self.attempts -= self.inside.popleft().failed_attempts
        if self.peak is None or self.attempts > self.peak.attempts:
            newest = tuple(self.inside)[-EVIDENCE_ITEMS:]
            self.peak = Peak(self.attempts, self.inside[0].timestamp, record.timestamp, newest)


def bursts_over_time(records: Iterable[Record]) -> ToolResult:
    windows: dict[str, SlidingWindow] = {}
    for record in failed_guesses(records):
        windows.setdefault(address_of(record), SlidingWindow()).add(record)
    peaks = {address: window.peak for address, window in windows.items() if window.peak}
    fastest = sorted(peaks.items(), key=lambda item: (-item[1].attempts, item[0]))
    bursts = [item for item in fastest if item[1].attempts >= MIN_ATTEMPTS_IN_WINDOW]
    most = fastest[0][1].attempts if fastest else 0
    summary = f"{len(bursts)} addresses guess in bursts; most attempts from one address in {WINDOW_S} s: {most}"
    return ToolResult(summary, tuple(_burst(*item) for item in bursts[:FINDINGS]))


def _burst(address: str, peak: Peak) -> Finding:
    figures = {"address": address, "attempts": peak.attempts, "window_s": WINDOW_S}
    figures |= {"first_seen": rfc3339(peak.start), "last_seen": rfc3339(peak.end)}
    return Finding(
        title=f"Burst of {peak.attempts} attempts in {WINDOW_S} s from {address}",
        description=f"The busiest {WINDOW_S} s of this address began at {rfc3339(peak.start)}; a program is guessing.",
        severity="high" if peak.attempts >= FAST_ATTEMPTS_IN_WINDOW else "medium",
        confidence=confidence_of(2 * peak.attempts),
        evidence=evidence(figures, peak.newest),
    )
