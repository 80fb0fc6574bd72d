"""The configuration that clients read without a token (contract section 10)."""

from tests.support.api.client import ApiFor, ServiceWith, document
from wizard_service.config import QuotaSettings


def test_client_config_holds_every_limit_and_is_revalidated(service_with: ServiceWith, api_for: ApiFor) -> None:
    quotas = QuotaSettings(
        investigations_per_user=7, stored_mb_per_user=8, reported_events_per_hour=900, writes_per_s=10
    )
    api = api_for(app=service_with(quotas=quotas))

    response = api.call("GET", "/client-config", {"Authorization": ""})
    config = document(response)

    assert config["api_base_url"] == "http://localhost" + api.base
    assert config["ws_base_url"] == "ws://localhost" + api.base + "/ws"
    assert (
        config["limits"]
        | {
            "max_investigations_per_user": 7,
            "max_stored_mb_per_user": 8,
            "max_reported_events_per_hour": 900,
            "writes_per_s": 10,
            "max_event_kb": 256,
            "max_report_kb": 1000,
        }
        == config["limits"]
    )
    again = api.call("GET", "/client-config", {"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
