"""Sizes and ages of what an investigation stores."""

from dataclasses import dataclass

from .setting_field import setting


@dataclass(frozen=True)
class StateSettings:
    cache_ttl_s: int = setting(
        "WIZARD_STATE_CACHE_TTL_SECONDS",
        604800,
        "seconds for which a client may cache a state, in /client-config",
        minimum=0,
        maximum=31536000,
    )
    max_size_kb: int = setting(
        "WIZARD_STATE_MAX_SIZE_KB", 500, "maximum size of a whole state", minimum=100, maximum=5000
    )
    settings_max_size_kb: int = setting(
        "WIZARD_SETTINGS_MAX_SIZE_KB", 50, "maximum size of the settings section", minimum=1, maximum=5000
    )
    results_max_size_kb: int = setting(
        "WIZARD_RESULTS_MAX_SIZE_KB", 500, "maximum size of the results section", minimum=1, maximum=5000
    )
    event_max_size_kb: int = setting(
        "WIZARD_EVENT_MAX_SIZE_KB", 256, "maximum size of one reported event", minimum=1, maximum=8000
    )
    report_max_size_kb: int = setting(
        "WIZARD_REPORT_MAX_SIZE_KB", 1000, "maximum size of the events of one report", minimum=1, maximum=8000
    )
    template_max_size_kb: int = setting(
        "WIZARD_TEMPLATE_MAX_SIZE_KB", 100, "maximum size of a template", minimum=1, maximum=5000
    )
    template_max_count_per_user: int = setting(
        "WIZARD_TEMPLATE_MAX_COUNT_PER_USER", 50, "maximum number of a user's templates", minimum=10, maximum=200
    )
    history_max_age_days: int = setting(
        "WIZARD_HISTORY_MAX_AGE_DAYS", 90, "retention of the audit trail", minimum=7, maximum=365
    )
    stale_after_days: int = setting(
        "WIZARD_STALE_AFTER_DAYS", 7, "age from which a checkpoint recommends to start over", minimum=1, maximum=365
    )
