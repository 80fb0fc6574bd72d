"""The configuration of this installation that a frontend needs (contract section 10), the same for every caller."""

import hashlib
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import orjson

from ..config import Config
from ..domain.executors.tokens import are_issued
from ..domain.investigations.sections import MAX_ENTITIES, MAX_TOOLS


def client_config(config: Config, host_url: str, script_root: str) -> bytes:
    """Return the document as JSON. host_url: the scheme and host that the caller used."""
    base_url = host_url.rstrip("/") + script_root + config.server.base_path
    scheme, *rest = urlsplit(base_url)
    document = {
        "api_base_url": base_url,
        "ws_base_url": urlunsplit(("wss" if scheme == "https" else "ws", *rest)) + "/ws",
        "polling": _polling(config),
        "websocket": {
            "heartbeat_interval_ms": config.streams.ws_heartbeat_s * 1000,
            "idle_timeout_ms": config.streams.ws_idle_timeout_s * 1000,
        },
        "features": {
            "polling": config.features.polling,
            "templates": config.features.templates,
            "state_recovery": config.features.state_recovery,
            "audit_logging": config.features.audit_logging,
            "executor_tokens": are_issued(config.auth),
            "local_example": bool(config.server.example_command),
        },
        "limits": _limits(config),
    }
    return orjson.dumps(document)


def client_config_etag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _polling(config: Config) -> dict[str, Any]:
    polling = config.polling
    return {
        "fast_interval_ms": polling.fast_interval_ms,
        "normal_interval_ms": polling.normal_interval_ms,
        "slow_interval_ms": polling.slow_interval_ms,
        "max_retries": polling.max_retries,
        "backoff_multiplier": polling.backoff_multiplier,
        "max_backoff_ms": polling.max_backoff_ms,
        "rate_limit_per_s": polling.rate_limit_per_s,
    }


def _limits(config: Config) -> dict[str, Any]:
    """Return the limits by name; 0 means no limit, as in the settings."""
    state, quotas = config.state, config.quotas
    return {
        "max_entities": MAX_ENTITIES,
        "max_tools": MAX_TOOLS,
        "max_templates_per_user": state.template_max_count_per_user,
        "max_state_kb": state.max_size_kb,
        "max_settings_kb": state.settings_max_size_kb,
        "max_results_kb": state.results_max_size_kb,
        "max_template_kb": state.template_max_size_kb,
        "max_event_kb": state.event_max_size_kb,
        "max_report_kb": state.report_max_size_kb,
        "max_streams_per_user": config.streams.per_user,
        "max_investigations_per_user": quotas.investigations_per_user,
        "max_stored_mb_per_user": quotas.stored_mb_per_user,
        "max_reported_events_per_hour": quotas.reported_events_per_hour,
        "writes_per_s": quotas.writes_per_s,
        "writes_burst": quotas.writes_burst,
        "tickets_per_minute": quotas.tickets_per_minute,
        "state_cache_ttl_s": state.cache_ttl_s,
    }
