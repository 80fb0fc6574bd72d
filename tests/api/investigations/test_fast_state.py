"""The fast path answers reads of a state exactly as the view does, and leaves all others to Flask."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.api.client import Api, ApiFor, Document, ServiceWith, problem
from tests.support.api.polling.fast_path import by_view, comparable, entries
from wizard_service.config import FeatureFlags


@pytest.fixture
def app(service_with: ServiceWith) -> Flask:
    return service_with()


@pytest.fixture
def api(app: Flask, api_for: ApiFor) -> Api:
    return api_for(app=app)


def etag(api: Api, investigation_id: str) -> str:
    return api.call("GET", f"/{investigation_id}/state").headers["ETag"]


def no_condition(_: Api, __: str) -> dict[str, str]:
    return {}


def own_tag(api: Api, investigation_id: str) -> dict[str, str]:
    return {"If-None-Match": etag(api, investigation_id)}


def suffixed_tag(api: Api, investigation_id: str) -> dict[str, str]:
    return {"If-None-Match": f'W/"x", {etag(api, investigation_id)[:-1]}-gzip"'}


def other_tag(_: Api, __: str) -> dict[str, str]:
    return {"If-None-Match": '"other"'}


def empty_tag(_: Api, __: str) -> dict[str, str]:
    return {"If-None-Match": ""}


def own_request_id(_: Api, __: str) -> dict[str, str]:
    return {"X-Request-ID": "mine-1"}


CONDITIONS = [no_condition, own_tag, suffixed_tag, other_tag, empty_tag, own_request_id]


@pytest.mark.parametrize("headers_for", CONDITIONS)
def test_every_read_gets_the_same_response_as_from_the_view(
    api: Api, app: Flask, settings: Document, headers_for: Callable[[Api, str], dict[str, str]]
) -> None:
    investigation_id = api.running(settings)
    path, headers = f"/{investigation_id}/state", headers_for(api, investigation_id)

    with entries(app) as entered:
        before = api.call("GET", path, headers)

    assert entered == []
    assert comparable(before) == comparable(by_view(app, api, path, headers))


@pytest.mark.parametrize("headers", [{"If-Match": "*"}, {"If-Match": '"other"'}, {"Origin": "http://other.example"}])
def test_a_read_with_another_condition_is_left_to_the_view(api: Api, app: Flask, headers: dict[str, str]) -> None:
    investigation_id = api.created()

    with entries(app) as entered:
        before = api.call("GET", f"/{investigation_id}/state", headers)

    assert entered == ["GET"]
    assert before.status_code == (412 if headers.get("If-Match") == '"other"' else 200)


def test_a_read_of_a_past_version_is_left_to_the_view(api: Api, app: Flask) -> None:
    investigation_id = api.created()

    with entries(app) as entered:
        assert api.call("GET", f"/{investigation_id}/state?at_version=1").status_code == 200
    assert entered == ["GET"]


def test_an_unknown_parameter_is_refused(api: Api) -> None:
    problem(api.call("GET", f"/{api.created()}/state?at_versoin=1"), 422, "validation_error")


def test_access_is_checked_before_a_304(api: Api, api_for: ApiFor, app: Flask) -> None:
    investigation_id, friend = api.created(), api_for(app=app)
    path = f"/{investigation_id}/state"
    api.share(investigation_id, friend.user_id, "viewer")

    assert friend.call("GET", path, {"If-None-Match": "*"}).status_code == 304
    api.call("DELETE", f"/{investigation_id}/access/{friend.user_id}")

    problem(friend.call("GET", path, {"If-None-Match": "*"}), 404, "not_found")
    problem(api_for(api.user_id, "wizard:write", app=app).call("GET", path), 403, "forbidden")


def test_disabled_polling_leaves_reads_of_a_state(service_with: ServiceWith, api_for: ApiFor) -> None:
    app = service_with(features=FeatureFlags(polling=False))
    api = api_for(app=app)
    investigation_id = api.created()

    with entries(app) as entered:
        assert api.call("GET", f"/{investigation_id}/state").status_code == 200
        problem(api.call("GET", f"/{investigation_id}/poll"), 404, "feature_disabled")
    assert entered == ["GET"]
