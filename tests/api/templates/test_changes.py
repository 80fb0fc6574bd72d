"""Templates: only their owner changes, deletes and restores them (contract section 9)."""

import pytest

from tests.support.api.client import Api, ApiFor, Document, document, problem
from tests.support.api.templates import drop, keep, kept, listed, put, read_etag, restore


def read(api: Api, template_id: str, query: str = "") -> Document:
    return document(api.call("GET", f"/templates/{template_id}{query}"))


def actions(api: Api, template_id: str) -> list[tuple[int, str]]:
    versions = document(api.call("GET", f"/templates/{template_id}/versions"))["versions"]
    return [(version["version"], version["action_type"]) for version in versions]


def test_each_given_member_is_replaced_and_the_version_grows_by_one(api: Api, settings: Document) -> None:
    template_id = kept(api, settings, description="d")["template_id"]

    renamed = document(put(api, template_id, {"name": "renamed"}))
    changed = document(put(api, template_id, {"description": None, "settings": settings | {"name": "n"}}))

    assert (renamed["name"], renamed["description"], renamed["version"]) == ("renamed", "d", 2)
    assert (changed["name"], changed["description"], changed["version"]) == ("renamed", None, 3)
    assert changed["settings"]["name"] == "n"
    assert document(put(api, template_id, {"name": "renamed"}))["version"] == 3
    assert read(api, template_id) == changed


def test_a_change_can_have_a_precondition(api: Api, settings: Document) -> None:
    created = keep(api, settings)
    template_id, etag = document(created, 201)["template_id"], created.headers["ETag"]

    changed = put(api, template_id, {"name": "two"}, {"If-Match": etag})

    document(changed)
    stale = put(api, template_id, {"name": "three"}, {"If-Match": etag})
    refusal = problem(stale, 412, "precondition_failed")
    assert (refusal["current_version"], refusal["template"]) == (2, read(api, template_id))
    assert stale.headers["ETag"] == changed.headers["ETag"]
    problem(put(api, template_id, {"name": "three", "version": 1}), 409, "version_conflict")
    problem(drop(api, template_id, {"If-Match": etag}), 412, "precondition_failed")
    problem(drop(api, template_id, {"If-None-Match": "*"}), 412, "precondition_failed")
    problem(drop(api, template_id, {"If-None-Match": read_etag(api, template_id)}), 412, "precondition_failed")
    document(put(api, template_id, {"name": "three"}, {"If-Match": "*"}))
    assert drop(api, template_id, {"If-Match": f'"x", {read_etag(api, template_id)}'}).status_code == 204


def test_reading_is_revalidated(api: Api, settings: Document) -> None:
    template_id = kept(api, settings)["template_id"]
    etag = read_etag(api, template_id)

    assert api.call("GET", f"/templates/{template_id}", {"If-None-Match": etag}).status_code == 304
    put(api, template_id, {"name": "n"})
    assert api.call("GET", f"/templates/{template_id}", {"If-None-Match": etag}).status_code == 200


def test_a_write_that_changes_nothing_makes_no_version(api: Api, settings: Document) -> None:
    template = kept(api, settings)
    path = f"/templates/{template['template_id']}"
    etag = api.call("GET", path).headers["ETag"]

    confirmed = api.call(
        "POST", "/templates?on_conflict=overwrite", json={"name": template["name"], "settings": settings}
    )
    replaced = put(api, template["template_id"], {"name": template["name"], "settings": settings, "description": None})

    for answer in (confirmed, replaced, restore(api, template["template_id"])):
        assert (document(answer), answer.headers["ETag"]) == (template, etag)
    assert "Location" not in confirmed.headers
    assert len(document(api.call("GET", f"{path}/versions"))["versions"]) == 1
    assert len(document(api.call("GET", f"{path}/audit"))["items"]) == 1


def test_a_taken_name_is_replaced_only_when_confirmed(api: Api, settings: Document) -> None:
    first, second = (kept(api, settings, name)["template_id"] for name in ("one", "two"))

    assert problem(put(api, second, {"name": "one"}), 409, "name_taken")["template_id"] == first
    document(put(api, second, {"name": "one"}, query="?on_conflict=overwrite"))

    assert listed(api) == ["one"]
    problem(restore(api, first), 409, "name_taken")
    document(restore(api, first, "?on_conflict=overwrite"))
    assert read(api, first)["name"] == "one"
    problem(api.call("GET", f"/templates/{second}"), 404, "not_found")


def test_a_deleted_template_is_not_found_until_it_is_restored(api: Api, settings: Document) -> None:
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
def test_only_the_owner_finds_a_template(
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


def test_a_reading_scope_does_not_allow_writing(api_for: ApiFor, api: Api, settings: Document) -> None:
    reader = api_for(api.user_id, "wizard:read")
    template_id = kept(api, settings)["template_id"]

    for refused in (keep(reader, settings, "n"), put(reader, template_id, {}), drop(reader, template_id)):
        problem(refused, 403, "forbidden")
    assert read(reader, template_id)["template_id"] == template_id
    problem(api_for(api.user_id, "wizard:write").call("GET", "/templates"), 403, "forbidden")
