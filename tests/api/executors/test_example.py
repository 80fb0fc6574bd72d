"""The example executor is for people at the machine of the service, when a setting allows it (contract section 11)."""

import sys

import pytest

from tests.support.api.client import Api, ApiFor, Document, ServiceWith, problem
from wizard_service.config import ServerSettings
from wizard_service.errors import ConfigError

FOREIGN = [
    {"REMOTE_ADDR": "192.0.2.7"},
    {"HTTP_HOST": "rebound.example"},
    {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
    {"SERVER_PROTOCOL": "HTTP/1.0"},
]


@pytest.fixture
def local(service_with: ServiceWith, api_for: ApiFor) -> Api:
    """Return a caller of a service whose example executor ends at once."""
    return api_for(app=service_with(server=ServerSettings(example_command=f"{sys.executable} -c pass")))


def test_no_example_runs_by_default(api: Api, settings: Document) -> None:
    for method in ("GET", "POST"):
        problem(api.call(method, f"/{api.running(settings)}/example"), 404, "feature_disabled")


@pytest.mark.parametrize("environment", FOREIGN)
def test_the_example_is_disabled_for_other_machines(
    local: Api, settings: Document, environment: dict[str, str]
) -> None:
    path = f"/{local.running(settings)}/example"

    for method in ("GET", "POST"):
        problem(local.call(method, path, environ_overrides=environment), 404, "feature_disabled")


def test_owners_and_editors_start_the_example(local: Api, api_for: ApiFor, settings: Document) -> None:
    path = f"/{local.running(settings)}/example"

    problem(api_for(app=local.client.application).call("POST", path), 404, "not_found")
    problem(api_for(local.user_id, "wizard:read", app=local.client.application).call("POST", path), 403, "forbidden")
    assert local.call("POST", path).status_code == 204


def test_the_example_is_not_started_while_an_executor_works(local: Api, settings: Document) -> None:
    investigation_id = local.running(settings)
    local.call("POST", f"/{investigation_id}/lease", json={"executor": "worker"})

    problem(local.call("POST", f"/{investigation_id}/example"), 409, "lease_held")


def test_a_program_that_cannot_describe_itself_is_reported(local: Api, settings: Document) -> None:
    problem(local.call("GET", f"/{local.running(settings)}/example"), 404, "feature_disabled")


def test_a_command_that_cannot_be_split_is_refused(service_with: ServiceWith) -> None:
    with pytest.raises(ConfigError, match=r"WIZARD_EXAMPLE_COMMAND=.*No closing quotation"):
        service_with(server=ServerSettings(example_command="python 'example"))


@pytest.mark.parametrize("server", [{"bind": "0.0.0.0:8000"}, {"trusted_proxies": ("127.0.0.1",)}])
def test_the_setting_is_refused_where_other_machines_reach_the_service(
    service_with: ServiceWith, server: Document
) -> None:
    with pytest.raises(ConfigError, match="WIZARD_EXAMPLE_COMMAND"):
        service_with(server=ServerSettings(example_command="example", **server))
