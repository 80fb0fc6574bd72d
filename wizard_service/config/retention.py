"""The ages at which the purge deletes, and how often it runs."""

from dataclasses import dataclass

from .setting_field import setting


@dataclass(frozen=True)
class RetentionSettings:
    events_max_age_h: int = setting("WIZARD_EVENTS_MAX_AGE_HOURS", 24, "retention of events", minimum=1, maximum=8760)
    events_kept_per_feed: int = setting(
        "WIZARD_EVENTS_KEPT_PER_FEED", 1000, "newest events of a feed kept at any age", minimum=1000, maximum=1_000_000
    )
    archived_max_age_days: int = setting(
        "WIZARD_ARCHIVED_MAX_AGE_DAYS", 0, "retention of archived investigations, 0 = no limit", minimum=0, maximum=3650
    )
    purge_interval_s: int = setting(
        "WIZARD_PURGE_INTERVAL_S", 3600, "interval between purges, 0 = never", minimum=0, maximum=86400
    )
    clock_jump_limit_h: int = setting(
        "WIZARD_PURGE_CLOCK_JUMP_LIMIT_HOURS", 48, "clock jump that aborts a purge", minimum=1, maximum=8760
    )
