"""Templates: kept, listed, changed, deleted, restored (contract section 9)."""

import pytest
from web_api import Api, ApiFor, Document, ServiceWith, document, problem, version_of, wrong_fields
from werkzeug.test import TestResponse

from wizard_service.config import FeatureFlags, StateSettings


def keep(api: Api, settings: Document, name: str = "SSH", **members: object) -> TestResponse:
    return api.call("POST", "/templates", json={"name": name, "settings": settings} | members)


def kept(api: Api, settings: Document, name: str = "SSH", **members: object) -> Document:
    return document(keep(api, settings, name, **members), 201)


def read(api: Api, template_id: str, query: str = "") -> Document:
    return document(api.call("GET", f"/templates/{template_id}{query}"))


def put(
    api: Api, template_id: str, body: Document, headers: dict[str, str] | None = None, query: str = ""
) -> TestResponse:
    return api.call("PUT", f"/templates/{template_id}{query}", headers, json=body)


def drop(api: Api, template_id: str, headers: dict[str, str] | None = None) -> TestResponse:
    return api.call("DELETE", f"/templates/{template_id}", headers)


def restore(api: Api, template_id: str, query: str = "") -> TestResponse:
    return api.call("POST", f"/templates/{template_id}/restore{query}")


def listed(api: Api, **query: object) -> list[str]:
    return [item["name"] for item in document(api.call("GET", "/templates", query_string=query))["items"]]


def actions(api: Api, template_id: str) -> list[tuple[int, str]]:
    told = document(api.call("GET", f"/templates/{template_id}/versions"))["versions"]
    return [(each["version"], each["action_type"]) for each in told]


@pytest.fixture
def with_placeholders(settings: Document) -> Document:
    return settings | {
        "entities": [{"entity_type": "ip", "entity_id": "{{ip}}", "name": "{{who}} at {{ip}}"}],
        "tools": [{"tool_name": "t", "parameters": {"deep": [{"limit": "{{limit}}"}]}}],
    }


def test_a_template_is_kept_and_read_as_it_was_sent(api: Api, settings: Document) -> None:
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
    mine = api.created(settings=settings)

    created = document(api.call("POST", "/templates", json={"name": "n", "from_investigation": mine}), 201)

    assert created["settings"] == api.state(mine)["settings"]


def test_the_settings_of_an_earlier_version_become_a_template(api: Api, settings: Document) -> None:
    mine = api.created(settings=settings)
    api.changed(mine, settings={"name": "changed"})

    kept = document(api.call("POST", "/templates", json={"name": "n", "from_investigation": mine, "version": 1}), 201)

    assert kept["settings"]["name"] == settings["name"] != api.state(mine)["settings"]["name"]
    missing = api.call("POST", "/templates", json={"name": "m", "from_investigation": mine, "version": 9})
    problem(missing, 404, "not_found")
    alone = api.call("POST", "/templates", json={"name": "m", "settings": settings, "version": 1})
    assert wrong_fields(alone) == {"version"}


def test_what_cannot_become_a_template_is_refused(api: Api, api_for: ApiFor, settings: Document) -> None:
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


def test_each_given_member_is_replaced_and_the_version_grows_by_one(api: Api, settings: Document) -> None:
    template_id = kept(api, settings, description="d")["template_id"]

    renamed = document(put(api, template_id, {"name": "renamed"}))
    changed = document(put(api, template_id, {"description": None, "settings": settings | {"name": "n"}}))

    assert (renamed["name"], renamed["description"], renamed["version"]) == ("renamed", "d", 2)
    assert (changed["name"], changed["description"], changed["version"]) == ("renamed", None, 3)
    assert changed["settings"]["name"] == "n"
    assert document(put(api, template_id, {"name": "renamed"}))["version"] == 3
    assert read(api, template_id) == changed


def test_a_change_may_say_what_it_has_seen(api: Api, settings: Document) -> None:
    created = keep(api, settings)
    template_id, etag = document(created, 201)["template_id"], created.headers["ETag"]

    changed = put(api, template_id, {"name": "two"}, {"If-Match": etag})

    document(changed)
    stale = put(api, template_id, {"name": "three"}, {"If-Match": etag})
    told = problem(stale, 412, "precondition_failed")
    assert (told["current_version"], told["template"]) == (2, read(api, template_id))
    assert stale.headers["ETag"] == changed.headers["ETag"]
    problem(put(api, template_id, {"name": "three", "version": 1}), 409, "version_conflict")
    problem(drop(api, template_id, {"If-Match": etag}), 412, "precondition_failed")
    problem(drop(api, template_id, {"If-None-Match": "*"}), 412, "precondition_failed")
    problem(drop(api, template_id, {"If-None-Match": read_etag(api, template_id)}), 412, "precondition_failed")
    document(put(api, template_id, {"name": "three"}, {"If-Match": "*"}))
    assert drop(api, template_id, {"If-Match": f'"x", {read_etag(api, template_id)}'}).status_code == 204


def read_etag(api: Api, template_id: str) -> str:
    return api.call("GET", f"/templates/{template_id}").headers["ETag"]


def test_reading_is_revalidated(api: Api, settings: Document) -> None:
    template_id = kept(api, settings)["template_id"]
    etag = read_etag(api, template_id)

    assert api.call("GET", f"/templates/{template_id}", {"If-None-Match": etag}).status_code == 304
    put(api, template_id, {"name": "n"})
    assert api.call("GET", f"/templates/{template_id}", {"If-None-Match": etag}).status_code == 200


def test_a_taken_name_is_given_up_only_when_confirmed(api: Api, settings: Document) -> None:
    first, second = (kept(api, settings, name)["template_id"] for name in ("one", "two"))

    assert problem(put(api, second, {"name": "one"}), 409, "name_taken")["template_id"] == first
    document(put(api, second, {"name": "one"}, query="?on_conflict=overwrite"))

    assert listed(api) == ["one"]
    problem(restore(api, first), 409, "name_taken")
    document(restore(api, first, "?on_conflict=overwrite"))
    assert read(api, first)["name"] == "one"
    problem(api.call("GET", f"/templates/{second}"), 404, "not_found")


def test_a_deleted_template_is_gone_until_it_is_restored(api: Api, settings: Document) -> None:
    created = kept(api, settings)
    template_id = created["template_id"]

    assert drop(api, template_id).status_code == 204

    for refused in (
        api.call("GET", f"/templates/{template_id}"),
        put(api, template_id, {"name": "n"}),
        drop(api, template_id),
        api.call("POST", f"/templates/{template_id}/apply", json={}),
    ):
        problem(refused, 404, "not_found")
    assert listed(api) == []
    assert read(api, template_id, "?version=1") == created
    restored = document(restore(api, template_id))
    assert restored | {"version": 1, "updated_at": ""} == created | {"updated_at": ""}
    assert document(restore(api, template_id)) == restored
    assert listed(api) == ["SSH"]


def test_every_version_is_kept(api: Api, settings: Document) -> None:
    first = kept(api, settings)
    template_id = first["template_id"]
    put(api, template_id, {"settings": settings | {"name": "second"}})
    drop(api, template_id)
    restore(api, template_id)

    assert read(api, template_id, "?version=1") == first
    assert read(api, template_id, "?version=2")["settings"]["name"] == "second"
    assert actions(api, template_id) == [
        (4, "TEMPLATE_RESTORED"),
        (3, "TEMPLATE_DELETED"),
        (2, "TEMPLATE_UPDATED"),
        (1, "TEMPLATE_CREATED"),
    ]
    problem(api.call("GET", f"/templates/{template_id}?version=5"), 404, "not_found")


@pytest.mark.parametrize("scopes", [(), ("wizard:run",), ("wizard:admin",)])
def test_templates_are_their_owners_alone(
    api: Api, api_for: ApiFor, settings: Document, scopes: tuple[str, ...]
) -> None:
    template_id, other = (
        kept(api, settings)["template_id"],
        api_for(None, *(scopes and (*scopes, "wizard:read", "wizard:write"))),
    )

    for refused in (
        other.call("GET", f"/templates/{template_id}"),
        other.call("GET", f"/templates/{template_id}?version=1"),
        other.call("GET", f"/templates/{template_id}/versions"),
        put(other, template_id, {"name": "n"}),
        drop(other, template_id),
        restore(other, template_id),
        other.call("POST", f"/templates/{template_id}/apply", json={}),
    ):
        problem(refused, 404, "not_found")
    assert listed(other) == []


def test_reading_scope_keeps_from_writing(api_for: ApiFor, api: Api, settings: Document) -> None:
    reader = api_for(api.user_id, "wizard:read")
    template_id = kept(api, settings)["template_id"]

    for refused in (keep(reader, settings, "n"), put(reader, template_id, {}), drop(reader, template_id)):
        problem(refused, 403, "forbidden")
    assert read(reader, template_id)["template_id"] == template_id
    problem(api_for(api.user_id, "wizard:write").call("GET", "/templates"), 403, "forbidden")


def test_there_are_only_so_many_templates(service_with: ServiceWith, api_for: ApiFor, settings: Document) -> None:
    api = api_for(app=service_with(state=StateSettings(template_max_count_per_user=10)))
    first, *_ = [kept(api, settings, str(number))["template_id"] for number in range(10)]

    assert problem(keep(api, settings, "more"), 409, "limit_reached")["limit"] == 10

    document(api.call("POST", "/templates?on_conflict=overwrite", json={"name": "2", "settings": settings}))
    drop(api, first)
    kept(api, settings, "more")
    problem(restore(api, first), 409, "limit_reached")


def test_a_template_is_only_so_large(service_with: ServiceWith, api_for: ApiFor, settings: Document) -> None:
    api = api_for(app=service_with(state=StateSettings(template_max_size_kb=1)))
    template_id = kept(api, settings)["template_id"]

    for refused in (
        keep(api, settings | {"description": "x" * 1024}, "n"),
        put(api, template_id, {"settings": settings | {"description": "x" * 1024}}),
    ):
        assert problem(refused, 413, "too_large")["field"] == "template"
    assert listed(api) == ["SSH"]


def test_the_same_request_under_one_key_is_done_once(api: Api, settings: Document) -> None:
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


def test_switched_off_templates_are_not_there(service_with: ServiceWith, api_for: ApiFor, settings: Document) -> None:
    api = api_for(app=service_with(features=FeatureFlags(templates=False)))

    problem(keep(api, settings), 404, "feature_disabled")
    problem(api.call("GET", "/templates"), 404, "feature_disabled")
    problem(api.call("POST", "/templates/x/apply", json={}), 404, "feature_disabled")
    assert api.create(settings=settings).status_code == 201
