"""The settings, grouped by what they configure. A new setting is a field here and a line in `.env.example`."""

from dataclasses import dataclass
from pathlib import Path

from .setting_field import setting


@dataclass(frozen=True)
class DatabaseSettings:
    url: str = setting(
        "DATABASE_URL",
        "sqlite:///wizard.db",
        "sqlite:///relative.db, sqlite:////absolute.db or postgresql://user@host/database",
        secret=True,
    )
    pool_size: int = setting(
        "DB_POOL_SIZE",
        5,
        "connections of each worker to a PostgreSQL server",
        minimum=1,
        maximum=20,
    )
    pool_timeout_s: int = setting(
        "DB_POOL_TIMEOUT",
        30,
        "seconds to wait for a pooled connection; not used by the service",
        minimum=10,
        maximum=60,
    )
    retry_attempts: int = setting(
        "DB_CONNECTION_RETRY_ATTEMPTS", 3, "attempts of a write before 503", minimum=1, maximum=10
    )
    retry_delay_ms: int = setting(
        "DB_CONNECTION_RETRY_DELAY_MS", 1000, "delay before the second attempt, then doubled", minimum=100, maximum=5000
    )
    statement_timeout_ms: int = setting(
        "DB_STATEMENT_TIMEOUT_MS", 30000, "time limit of one statement", minimum=1000, maximum=60000
    )
    write_timeout_ms: int = setting(
        "WIZARD_WRITE_TIMEOUT_MS", 5000, "wait for other writes before 503", minimum=100, maximum=30000
    )

    @property
    def file(self) -> Path | None:
        """The file behind `sqlite:///relative.db` or `sqlite:////absolute.db`, None for a database server."""
        name = self.url.removeprefix("sqlite:///")
        return None if name == self.url else Path(name).absolute()

    @property
    def location(self) -> str:
        """Where the database is: the absolute path of a file, or an address without its user and password."""
        if self.file is not None:
            return str(self.file)
        scheme, _, rest = self.url.partition("://")
        return f"{scheme}://{rest.rpartition('@')[2].partition('?')[0]}"


@dataclass(frozen=True)
class PollingSettings:
    fast_interval_ms: int = setting(
        "WIZARD_POLLING_FAST_INTERVAL_MS", 500, "recommended interval while events arrive", minimum=100, maximum=1000
    )
    normal_interval_ms: int = setting(
        "WIZARD_POLLING_NORMAL_INTERVAL_MS",
        2000,
        "recommended interval at moderate activity",
        minimum=1000,
        maximum=5000,
    )
    slow_interval_ms: int = setting(
        "WIZARD_POLLING_SLOW_INTERVAL_MS",
        5000,
        "recommended interval when idle or finished",
        minimum=3000,
        maximum=10000,
    )
    max_retries: int = setting(
        "WIZARD_POLLING_MAX_RETRIES",
        3,
        "retries of a client before it reports an error, in /client-config",
        minimum=1,
        maximum=10,
    )
    backoff_multiplier: int = setting(
        "WIZARD_POLLING_BACKOFF_MULTIPLIER",
        2,
        "growth of a client's interval after errors, in /client-config",
        minimum=2,
        maximum=5,
    )
    max_backoff_ms: int = setting(
        "WIZARD_POLLING_MAX_BACKOFF_MS", 30000, "upper bound of the recommended interval", minimum=10000, maximum=60000
    )
    rate_limit_per_s: int = setting(
        "WIZARD_POLLING_RATE_LIMIT_PER_S", 10, "polls per second and user, 0 = unlimited", minimum=0, maximum=10000
    )


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


@dataclass(frozen=True)
class FeatureFlags:
    sqlite_persistence: bool = setting("FEATURE_WIZARD_SQLITE_PERSISTENCE", True, "all endpoints that need a token")
    polling: bool = setting("FEATURE_WIZARD_POLLING_ENABLED", True, "polling endpoints")
    templates: bool = setting("FEATURE_WIZARD_TEMPLATES_ENABLED", True, "template endpoints")
    state_recovery: bool = setting("FEATURE_WIZARD_STATE_RECOVERY", True, "checkpoint and navigation endpoints")
    audit_logging: bool = setting("FEATURE_WIZARD_AUDIT_LOGGING", True, "audit endpoints")


@dataclass(frozen=True)
class StreamSettings:
    sse_heartbeat_s: int = setting("WIZARD_SSE_HEARTBEAT_S", 15, "heartbeat interval of SSE", minimum=1, maximum=300)
    ws_heartbeat_s: int = setting(
        "WIZARD_WS_HEARTBEAT_S", 30, "heartbeat interval of WebSocket", minimum=1, maximum=300
    )
    lifetime_s: int = setting(
        "WIZARD_STREAM_LIFETIME_S", 600, "age at which an SSE stream ends, +-20 %", minimum=1, maximum=86400
    )
    per_user: int = setting(
        "WIZARD_STREAMS_PER_USER", 20, "streams, sockets and waiting polls per user", minimum=1, maximum=10000
    )
    per_worker: int = setting(
        "WIZARD_STREAMS_PER_WORKER", 1600, "streams, sockets and waiting polls per worker", minimum=1, maximum=100000
    )
    write_timeout_s: int = setting("WIZARD_STREAM_WRITE_TIMEOUT_S", 10, "stream write timeout", minimum=1, maximum=60)
    ws_idle_timeout_s: int = setting("WIZARD_WS_IDLE_TIMEOUT_S", 60, "WebSocket idle timeout", minimum=3, maximum=3600)
    ws_resend_s: int = setting(
        "WIZARD_WS_RESEND_S", 10, "wait for an acknowledgement before an event is resent", minimum=1, maximum=300
    )
    ticket_ttl_s: int = setting("WIZARD_TICKET_TTL_S", 30, "lifetime of a one-time ticket", minimum=1, maximum=30)
    queue_events: int = setting(
        "WIZARD_STREAM_QUEUE_EVENTS", 256, "queued events before the log is read again", minimum=1, maximum=100000
    )
    long_poll_max_s: int = setting("WIZARD_LONG_POLL_MAX_S", 30, "maximum `wait` of a poll", minimum=1, maximum=300)
