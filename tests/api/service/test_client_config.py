"""The configuration that clients read without a token (contract section 10)."""

from dataclasses import replace

from tests.support.api.client import ApiFor, ServiceWith, document
from wizard_service.config import FeatureFlags, PollingSettings, QuotaSettings, StateSettings, StreamSettings

POLLING = PollingSettings(
    fast_interval_ms=600,
    normal_interval_ms=2100,
    slow_interval_ms=4200,
    max_retries=7,
    backoff_multiplier=3,
    max_backoff_ms=33_000,
    rate_limit_per_s=11,
)
STATE = StateSettings(
    cache_ttl_s=123,
    max_size_kb=901,
    settings_max_size_kb=51,
    results_max_size_kb=402,
    event_max_size_kb=203,
    report_max_size_kb=704,
    template_max_size_kb=55,
    template_max_count_per_user=16,
)
QUOTAS = QuotaSettings(
    investigations_per_user=7,
    stored_mb_per_user=8,
    reported_events_per_hour=900,
    writes_per_s=10,
    writes_burst=21,
    tickets_per_minute=12,
)
LIMITS = {
    "max_entities": 10,
    "max_tools": 20,
    "max_templates_per_user": 16,
    "max_state_kb": 901,
    "max_settings_kb": 51,
    "max_results_kb": 402,
    "max_template_kb": 55,
    "max_event_kb": 203,
    "max_report_kb": 704,
    "max_streams_per_user": 9,
    "max_investigations_per_user": 7,
    "max_stored_mb_per_user": 8,
    "max_reported_events_per_hour": 900,
    "writes_per_s": 10,
    "writes_burst": 21,
    "tickets_per_minute": 12,
    "state_cache_ttl_s": 123,
}


def test_client_config_holds_the_settings_that_clients_need_and_is_revalidated(
    service_with: ServiceWith, api_for: ApiFor
) -> None:
    streams = replace(StreamSettings(), ws_heartbeat_s=17, ws_idle_timeout_s=71, per_user=9)
    features = FeatureFlags(polling=False, audit_logging=False)
    api = api_for(app=service_with(polling=POLLING, state=STATE, quotas=QUOTAS, streams=streams, features=features))

    response = api.call("GET", "/client-config", {"Authorization": ""})

    assert document(response) == {
        "api_base_url": "http://localhost" + api.base,
        "ws_base_url": "ws://localhost" + api.base + "/ws",
        "polling": {
            "fast_interval_ms": 600,
            "normal_interval_ms": 2100,
            "slow_interval_ms": 4200,
            "max_retries": 7,
            "backoff_multiplier": 3,
            "max_backoff_ms": 33_000,
            "rate_limit_per_s": 11,
        },
        "websocket": {"heartbeat_interval_ms": 17_000, "idle_timeout_ms": 71_000},
        "features": {
            "polling": False,
            "templates": True,
            "state_recovery": True,
            "audit_logging": False,
            "executor_tokens": True,
            "local_example": False,
        },
        "limits": LIMITS,
    }
    again = api.call("GET", "/client-config", {"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
