"""The quotas of one user. 0 means no limit."""

from collections.abc import Iterator
from dataclasses import dataclass

from .setting_field import setting

MAX_EVENTS_PER_REPORT = 100
# An hour's allowance is counted in whole nanoseconds per event; more events would not be counted exactly.
_MAX_EVENTS_PER_HOUR = 1_000_000


@dataclass(frozen=True)
class QuotaSettings:
    investigations_per_user: int = setting(
        "WIZARD_INVESTIGATIONS_PER_USER",
        10_000,
        "investigations of a user, archived ones included, 0 = unlimited",
        minimum=0,
        maximum=100_000_000,
    )
    stored_mb_per_user: int = setting(
        "WIZARD_STORED_MB_PER_USER",
        5000,
        "MB that a user's states, versions, events, templates and audit trail take, 0 = unlimited",
        minimum=0,
        maximum=100_000_000,
    )
    reported_events_per_hour: int = setting(
        "WIZARD_REPORTED_EVENTS_PER_HOUR",
        500_000,
        "events reported per hour on the investigations of a user, 0 = unlimited",
        minimum=0,
        maximum=_MAX_EVENTS_PER_HOUR,
    )
    writes_per_s: int = setting(
        "WIZARD_WRITES_PER_S", 300, "writes per second and user, sustained, 0 = unlimited", minimum=0, maximum=100_000
    )
    writes_burst: int = setting(
        "WIZARD_WRITES_BURST",
        6000,
        "writes that a user may send at once after a pause",
        minimum=1,
        maximum=1_000_000,
    )
    tickets_per_minute: int = setting(
        "WIZARD_TICKETS_PER_MINUTE",
        600,
        "one-time tickets per minute and user, 0 = unlimited",
        minimum=0,
        maximum=60_000,
    )

    @property
    def stored_bytes(self) -> int:
        return self.stored_mb_per_user * 1024 * 1024


def quota_errors(quotas: QuotaSettings) -> Iterator[str]:
    if 0 < quotas.reported_events_per_hour < MAX_EVENTS_PER_REPORT:
        yield (
            f"WIZARD_REPORTED_EVENTS_PER_HOUR={quotas.reported_events_per_hour}: 0 or at least {MAX_EVENTS_PER_REPORT} "
            "is required, or a full report is never accepted"
        )
