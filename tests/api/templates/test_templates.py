"""Templates: creating them, their names and their limits (contract section 9)."""

import pytest
from werkzeug.test import TestResponse

from tests.support.api.client import Api, ApiFor, Document, ServiceWith, document, problem, version_of, wrong_fields
from tests.support.api.templates import drop, keep, kept, listed, put, read_etag, restore
from wizard_service.config import FeatureFlags, StateSettings


@pytest.fixture
def with_placeholders(settings: Document) -> Document:
    return settings | {
        "entities": [{"entity_type": "ip", "entity_id": "{{ip}}", "name": "{{who}} at {{ip}}"}],
        "tools": [{"tool_name": "t", "parameters": {"deep": [{"limit": "{{limit}}"}]}}],
    }


def test_a_template_is_stored_and_read_as_it_was_sent(api: Api, settings: Document) -> None:
    response = keep(api, settings, "SSH", description="d")
    created = document(response, 201)

    again = api.client.get(response.headers["Location"], headers={"Authorization": f"Bearer {api.token}"})
    assert again.data == response.data
    assert again.headers["ETag"] == response.headers["ETag"]
    assert (created["name"], created["description"], created["version"]) == ("SSH", "d", 1)
    assert (created["entity_count"], created["usage_count"], created["placeholders"]) == (1, 0, [])
    assert created["user_id"] == api.user_id
    assert created["settings"]["entities"] == settings["entities"]


def test_the_settings_of_an_investigation_become_a_template(api: Api, settings: Document) -> None:
    investigation_id = api.created(settings=settings)

    created = document(api.call("POST", "/templates", json={"name": "n", "from_investigation": investigation_id}), 201)

    assert created["settings"] == api.state(investigation_id)["settings"]


def test_the_settings_of_an_earlier_version_become_a_template(api: Api, settings: Document) -> None:
    investigation_id = api.created(settings=settings)
    api.changed(investigation_id, settings={"name": "changed"})

    kept = document(
        api.call("POST", "/templates", json={"name": "n", "from_investigation": investigation_id, "version": 1}), 201
    )

    assert kept["settings"]["name"] == settings["name"] != api.state(investigation_id)["settings"]["name"]
    missing = api.call("POST", "/templates", json={"name": "m", "from_investigation": investigation_id, "version": 9})
    problem(missing, 404, "not_found")
    alone = api.call("POST", "/templates", json={"name": "m", "settings": settings, "version": 1})
    assert wrong_fields(alone) == {"version"}


def test_an_invalid_template_is_refused(api: Api, api_for: ApiFor, settings: Document) -> None:
    other, bare = api_for().created(settings=settings), api.created()

    def post(**members: object) -> TestResponse:
        return api.call("POST", "/templates", json={"name": "n"} | members)

    problem(post(from_investigation=other), 404, "not_found")
    assert wrong_fields(post(from_investigation=bare)) == {"from_investigation"}
    assert wrong_fields(post()) == {"settings"}
    assert wrong_fields(post(settings=settings, from_investigation=bare)) == {"settings"}
    assert wrong_fields(post(settings=settings | {"entities": []})) == {"settings.entities"}
    assert wrong_fields(keep(api, settings, " ")) == {"name"}
    assert listed(api) == []


def test_placeholders_are_listed_and_checked(api: Api, with_placeholders: Document, settings: Document) -> None:
    assert kept(api, with_placeholders)["placeholders"] == ["ip", "who", "limit"]
    entity = {"entity_type": "ip", "entity_id": "{{1st}}", "name": "{{ }}"}
    tool = {"tool_name": "t", "parameters": {"a": ["x", "{{b"]}}

    wrong = keep(api, settings | {"name": "{{ok}} {{n-o}}", "entities": [entity], "tools": [tool]}, "other")

    assert wrong_fields(wrong) == {
        "settings.name",
        "settings.entities.0.entity_id",
        "settings.entities.0.name",
        "settings.tools.0.parameters.a.1",
    }


def test_a_name_is_unique_among_the_templates_of_a_user(api: Api, api_for: ApiFor, settings: Document) -> None:
    first = kept(api, settings)

    refused = problem(keep(api, settings), 409, "name_taken")

    assert refused["template_id"] == first["template_id"]
    kept(api_for(), settings)
    drop(api, first["template_id"])
    kept(api, settings)


def test_overwriting_is_a_new_version_of_the_template_that_has_the_name(api: Api, settings: Document) -> None:
    first = kept(api, settings, description="old")

    response = api.call(
        "POST", "/templates?on_conflict=overwrite", json={"name": "SSH", "settings": settings | {"name": "new"}}
    )

    second = document(response, 200)
    assert (second["template_id"], second["version"], second["description"]) == (first["template_id"], 2, None)
    assert second["settings"]["name"] == "new"
    assert "Location" not in response.headers
    assert listed(api) == ["SSH"]


def test_the_number_of_templates_is_limited(service_with: ServiceWith, api_for: ApiFor, settings: Document) -> None:
    api = api_for(app=service_with(state=StateSettings(template_max_count_per_user=10)))
    first, *_ = [kept(api, settings, str(number))["template_id"] for number in range(10)]

    assert problem(keep(api, settings, "more"), 409, "limit_reached")["limit"] == 10

    document(api.call("POST", "/templates?on_conflict=overwrite", json={"name": "2", "settings": settings}))
    drop(api, first)
    kept(api, settings, "more")
    problem(restore(api, first), 409, "limit_reached")


def test_the_size_of_a_template_is_limited(service_with: ServiceWith, api_for: ApiFor, settings: Document) -> None:
    api = api_for(app=service_with(state=StateSettings(template_max_size_kb=1)))
    template_id = kept(api, settings)["template_id"]

    for refused in (
        keep(api, settings | {"description": "x" * 1024}, "n"),
        put(api, template_id, {"settings": settings | {"description": "x" * 1024}}),
    ):
        assert problem(refused, 413, "too_large")["field"] == "template"
    assert listed(api) == ["SSH"]


def test_a_request_repeated_under_one_key_is_executed_once(api: Api, settings: Document) -> None:
    first, again = (
        api.call("POST", "/templates", {"Idempotency-Key": "k"}, json={"name": "n", "settings": settings})
        for _ in range(2)
    )

    assert (first.status_code, first.data, first.headers["Location"]) == (
        again.status_code,
        again.data,
        again.headers["Location"],
    )
    template_id = document(first, 201)["template_id"]
    for _ in range(2):
        assert put(api, template_id, {"name": "m"}, {"Idempotency-Key": "k2"}).data
        assert drop(api, template_id, {"Idempotency-Key": "k3"}).status_code == 204
        assert api.call("POST", f"/templates/{template_id}/restore", {"Idempotency-Key": "k4"}).status_code == 200
    assert version_of(read_etag(api, template_id).rpartition(".")[0] + '"') == 4
    problem(
        api.call("POST", "/templates", {"Idempotency-Key": "k"}, json={"name": "o", "settings": settings}),
        409,
        "idempotency_mismatch",
    )


def test_disabled_templates_are_not_found(service_with: ServiceWith, api_for: ApiFor, settings: Document) -> None:
    api = api_for(app=service_with(features=FeatureFlags(templates=False)))

    problem(keep(api, settings), 404, "feature_disabled")
    problem(api.call("GET", "/templates"), 404, "feature_disabled")
    problem(api.call("POST", "/templates/x/apply", json={}), 404, "feature_disabled")
    assert api.create(settings=settings).status_code == 201


def test_many_wrong_placeholders_below_a_long_name_have_a_short_answer(api: Api, settings: Document) -> None:
    parameters = {"k" * 40_000: ["{{"] * 2000}

    refusal = keep(api, settings | {"tools": [{"tool_name": "t", "parameters": parameters}]})

    problem(refusal, 422, "validation_error")
    assert len(refusal.data) < 64 * 1024
