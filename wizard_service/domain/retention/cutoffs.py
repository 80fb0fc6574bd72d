"""The moments before which rows are too old to keep."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ...config import RetentionSettings
from ...timestamps import timestamp
from ..investigations import idempotency
from .clock_guard import UNDETECTED_JUMP

IDEMPOTENCY_MAX_AGE = idempotency.RETENTION + UNDETECTED_JUMP


@dataclass(frozen=True)
class Cutoffs:
    """The moments before which rows of each kind are too old. archived: None keeps archived investigations."""

    now: str
    revocations: str
    events: str
    idempotency_keys: str
    audit: str
    archived: str | None


def cutoffs_at(now: datetime, settings: RetentionSettings, audit_max_age: timedelta) -> Cutoffs:
    """Return the moments before which rows are too old at `now`."""
    archived_days = settings.archived_max_age_days
    return Cutoffs(
        now=timestamp(now),
        revocations=_cutoff(now, UNDETECTED_JUMP),
        events=_cutoff(now, timedelta(hours=settings.events_max_age_h)),
        idempotency_keys=_cutoff(now, IDEMPOTENCY_MAX_AGE),
        audit=_cutoff(now, audit_max_age),
        archived=_cutoff(now, timedelta(days=archived_days)) if archived_days else None,
    )


def _cutoff(now: datetime, age: timedelta) -> str:
    return timestamp(now - age)
