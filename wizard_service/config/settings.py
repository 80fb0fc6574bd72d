"""The settings, grouped by what they configure. A new one is a field here and a line in `.env.example`."""

from dataclasses import dataclass

from .setting import setting

SYMMETRIC_ALGORITHMS = ("HS256", "HS384", "HS512")
ASYMMETRIC_ALGORITHMS = ("RS256", "ES256", "EdDSA")


@dataclass(frozen=True)
class DatabaseSettings:
    url: str = setting(
        "DATABASE_URL", "sqlite:///wizard.db", "sqlite:///relative.db or sqlite:////absolute.db", secret=True
    )
    pool_size: int = setting(
        "DB_POOL_SIZE",
        5,
        "connections of a pool, for programs that have one; the service does not use it",
        minimum=1,
        maximum=20,
    )
    pool_timeout_s: int = setting(
        "DB_POOL_TIMEOUT",
        30,
        "seconds to wait for a connection of a pool; the service does not use it",
        minimum=10,
        maximum=60,
    )
    retry_attempts: int = setting(
        "DB_CONNECTION_RETRY_ATTEMPTS", 3, "tries of a write before 503", minimum=1, maximum=10
    )
    retry_delay_ms: int = setting(
        "DB_CONNECTION_RETRY_DELAY_MS", 1000, "wait before the second try, doubled each time", minimum=100, maximum=5000
    )
    statement_timeout_ms: int = setting(
        "DB_STATEMENT_TIMEOUT_MS", 30000, "longest time one statement may take", minimum=1000, maximum=60000
    )
    write_timeout_ms: int = setting(
        "WIZARD_WRITE_TIMEOUT_MS", 5000, "longest wait of a write for its turn, then 503", minimum=100, maximum=30000
    )


@dataclass(frozen=True)
class PollingSettings:
    fast_interval_ms: int = setting(
        "WIZARD_POLLING_FAST_INTERVAL_MS", 500, "advice while events arrive", minimum=100, maximum=1000
    )
    normal_interval_ms: int = setting(
        "WIZARD_POLLING_NORMAL_INTERVAL_MS", 2000, "advice at moderate activity", minimum=1000, maximum=5000
    )
    slow_interval_ms: int = setting(
        "WIZARD_POLLING_SLOW_INTERVAL_MS", 5000, "advice when idle or finished", minimum=3000, maximum=10000
    )
    max_retries: int = setting(
        "WIZARD_POLLING_MAX_RETRIES",
        3,
        "errors to bear silently, for programs that poll; the service does not use it",
        minimum=1,
        maximum=10,
    )
    backoff_multiplier: int = setting(
        "WIZARD_POLLING_BACKOFF_MULTIPLIER",
        2,
        "growth of the wait after errors, for programs that poll; the service does not use it",
        minimum=2,
        maximum=5,
    )
    max_backoff_ms: int = setting(
        "WIZARD_POLLING_MAX_BACKOFF_MS", 30000, "longest advice", minimum=10000, maximum=60000
    )
    rate_limit_per_s: int = setting(
        "WIZARD_POLLING_RATE_LIMIT_PER_S", 10, "polls per second and user, 0 = unlimited", minimum=0, maximum=10000
    )


@dataclass(frozen=True)
class StateSettings:
    cache_ttl_s: int = setting(
        "WIZARD_STATE_CACHE_TTL_SECONDS",
        604800,
        "how long to cache a state, for programs that show it; the service does not use it",
        minimum=0,
        maximum=31536000,
    )
    max_size_kb: int = setting("WIZARD_STATE_MAX_SIZE_KB", 500, "largest whole state", minimum=100, maximum=5000)
    settings_max_size_kb: int = setting(
        "WIZARD_SETTINGS_MAX_SIZE_KB", 50, "largest settings section", minimum=1, maximum=5000
    )
    results_max_size_kb: int = setting(
        "WIZARD_RESULTS_MAX_SIZE_KB", 500, "largest results section", minimum=1, maximum=5000
    )
    template_max_size_kb: int = setting("WIZARD_TEMPLATE_MAX_SIZE_KB", 100, "largest template", minimum=1, maximum=5000)
    template_max_count_per_user: int = setting(
        "WIZARD_TEMPLATE_MAX_COUNT_PER_USER", 50, "templates one user may have", minimum=10, maximum=200
    )
    history_max_age_days: int = setting(
        "WIZARD_HISTORY_MAX_AGE_DAYS", 90, "retention of the audit trail", minimum=7, maximum=365
    )
    stale_after_days: int = setting(
        "WIZARD_STALE_AFTER_DAYS", 7, "age at which a checkpoint advises to begin anew", minimum=1, maximum=365
    )


@dataclass(frozen=True)
class RetentionSettings:
    events_max_age_h: int = setting("WIZARD_EVENTS_MAX_AGE_HOURS", 24, "retention of events", minimum=1, maximum=8760)
    events_kept_per_feed: int = setting(
        "WIZARD_EVENTS_KEPT_PER_FEED", 1000, "newest events of a feed kept at any age", minimum=1000, maximum=1_000_000
    )
    archived_max_age_days: int = setting(
        "WIZARD_ARCHIVED_MAX_AGE_DAYS", 0, "retention of archived investigations, 0 = for ever", minimum=0, maximum=3650
    )
    purge_interval_s: int = setting(
        "WIZARD_PURGE_INTERVAL_S", 3600, "how often the service purges, 0 = never", minimum=0, maximum=86400
    )
    clock_jump_limit_h: int = setting(
        "WIZARD_PURGE_CLOCK_JUMP_LIMIT_HOURS",
        48,
        "largest step of the clock a purge believes",
        minimum=1,
        maximum=8760,
    )


@dataclass(frozen=True)
class FeatureFlags:
    sqlite_persistence: bool = setting("FEATURE_WIZARD_SQLITE_PERSISTENCE", True, "all endpoints that need a token")
    polling: bool = setting("FEATURE_WIZARD_POLLING_ENABLED", True, "polling endpoints")
    templates: bool = setting("FEATURE_WIZARD_TEMPLATES_ENABLED", True, "template endpoints")
    state_recovery: bool = setting("FEATURE_WIZARD_STATE_RECOVERY", True, "checkpoint and navigation endpoints")
    audit_logging: bool = setting("FEATURE_WIZARD_AUDIT_LOGGING", True, "audit endpoints")


@dataclass(frozen=True)
class AuthSettings:
    secret: str = setting("WIZARD_JWT_SECRET", "", "key for HS256, at least 32 bytes", secret=True)
    public_key_file: str = setting("WIZARD_JWT_PUBLIC_KEY_FILE", "", "PEM file for RS256, ES256 or EdDSA")
    jwks_url: str = setting("WIZARD_JWT_JWKS_URL", "", "key set of the issuer, https")
    algorithm: str = setting(
        "WIZARD_JWT_ALGORITHM",
        "HS256",
        "signature of the tokens",
        choices=SYMMETRIC_ALGORITHMS + ASYMMETRIC_ALGORITHMS,
    )
    audience: str = setting("WIZARD_JWT_AUDIENCE", "wizard", "required `aud` claim")
    issuer: str = setting("WIZARD_JWT_ISSUER", "", "required `iss` claim, empty = any")


@dataclass(frozen=True)
class ServerSettings:
    bind: str = setting("WIZARD_BIND", "127.0.0.1:8000", "HOST:PORT or unix:PATH to listen on")
    workers: int = setting("WIZARD_WORKERS", 3, "worker processes", minimum=1, maximum=64)
    base_path: str = setting("WIZARD_BASE_PATH", "/api/v1/wizard", "where the API is mounted")
    allowed_origins: tuple[str, ...] = setting(
        "WIZARD_ALLOWED_ORIGINS", (), "origins whose pages may use the API from a browser, comma separated"
    )
    trusted_proxies: tuple[str, ...] = setting(
        "WIZARD_TRUSTED_PROXIES", (), "addresses or networks whose X-Forwarded-Proto is believed, comma separated"
    )
    login_links: bool = setting(
        "WIZARD_LOGIN_LINKS", False, "one-time links that log in at the own machine; needs a loopback WIZARD_BIND"
    )
    graceful_timeout_s: int = setting(
        "WIZARD_GRACEFUL_TIMEOUT_S", 20, "seconds a stopping worker has to end its streams", minimum=1, maximum=300
    )


@dataclass(frozen=True)
class StreamSettings:
    sse_heartbeat_s: int = setting(
        "WIZARD_SSE_HEARTBEAT_S", 15, "silence before a heartbeat, SSE", minimum=1, maximum=300
    )
    ws_heartbeat_s: int = setting(
        "WIZARD_WS_HEARTBEAT_S", 30, "silence before a heartbeat, socket", minimum=1, maximum=300
    )
    lifetime_s: int = setting(
        "WIZARD_STREAM_LIFETIME_S", 600, "age at which an SSE stream ends, +-20 %", minimum=1, maximum=86400
    )
    per_user: int = setting("WIZARD_STREAMS_PER_USER", 20, "streams and sockets of one user", minimum=1, maximum=10000)
    per_worker: int = setting(
        "WIZARD_STREAMS_PER_WORKER", 1600, "streams and sockets of one worker", minimum=1, maximum=100000
    )
    write_timeout_s: int = setting(
        "WIZARD_STREAM_WRITE_TIMEOUT_S", 10, "how long a listener may refuse to read", minimum=1, maximum=60
    )
    ws_silence_s: int = setting(
        "WIZARD_WS_SILENCE_S", 60, "silence after which a socket is dropped", minimum=3, maximum=3600
    )
    ws_resend_s: int = setting(
        "WIZARD_WS_RESEND_S",
        10,
        "wait for an acknowledgement before a critical event is sent again",
        minimum=1,
        maximum=300,
    )
    ticket_ttl_s: int = setting("WIZARD_TICKET_TTL_S", 30, "how long a one-time ticket is good", minimum=1, maximum=30)
    queue_events: int = setting(
        "WIZARD_STREAM_QUEUE_EVENTS",
        256,
        "events queued per listener before it re-reads the log",
        minimum=1,
        maximum=100000,
    )
    long_poll_max_s: int = setting("WIZARD_LONG_POLL_MAX_S", 30, "longest `wait` of a poll", minimum=1, maximum=300)
