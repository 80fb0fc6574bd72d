"""A template in an investigation that exists, what fits into a template, and its audit trail (contract section 9)."""

from tests.support.api.client import Api, ApiFor, Document, document, problem, wrong_fields
from tests.support.api.templates import VALUES, apply, row_of, usage
from wizard_service.store import Backend


def test_a_template_fills_an_investigation_that_is_open_in_settings(
    api: Api, store: Backend, template_id: str, settings: Document
) -> None:
    investigation_id = api.created(settings=settings)
    etag, cursor = api.get(investigation_id).headers["ETag"], api.cursor(investigation_id)

    response = apply(api, template_id, {"If-Match": etag}, investigation_id=investigation_id, values=VALUES)

    state = document(response)
    assert (state["version"], state["wizard_step"], state["created_at"] < state["updated_at"]) == (2, "SETTINGS", True)
    assert (state["settings"]["name"], state["settings"]["tools"][0]["parameters"]) == (
        "10.0.0.1 at most 3",
        {"limit": 3},
    )
    assert (api.state(investigation_id), api.get(investigation_id).headers["ETag"]) == (state, response.headers["ETag"])
    row = row_of(store, investigation_id)
    assert (row["template_id"], row["template_version"], usage(api, template_id)) == (template_id, 1, 1)
    events = api.events(investigation_id, after=cursor)
    assert [event["event_type"] for event in events] == ["state_updated", "template_applied"]
    assert events[1]["data"]["template_id"] == template_id
    (newest, _) = document(api.audit(investigation_id))["items"]
    assert (newest["action_type"], newest["new_state"]["settings"]) == ("TEMPLATE_APPLIED", state["settings"])
    shown = document(api.call("GET", f"/history/{investigation_id}"))
    assert (shown["name"], shown["template_id"]) == ("10.0.0.1 at most 3", template_id)


def test_filling_needs_an_investigation_in_settings_that_has_not_changed(
    api: Api, template_id: str, settings: Document
) -> None:
    investigation_id, started = api.created(settings=settings), api.running(settings)

    stale = apply(api, template_id, investigation_id=investigation_id, values=VALUES, version=9)
    assert problem(stale, 409, "version_conflict")["current_version"] == 1
    stale = apply(api, template_id, {"If-Match": '"x.9"'}, investigation_id=investigation_id, values=VALUES)
    assert problem(stale, 412, "precondition_failed")["state"] == api.state(investigation_id)
    late = apply(api, template_id, {"If-Match": "*"}, investigation_id=started, values=VALUES)
    assert problem(late, 409, "invalid_transition")["allowed"] == ["SETTINGS"]
    missing = apply(api, template_id, investigation_id=investigation_id, version=1)
    assert wrong_fields(missing) == {"values.ip", "values.limit"}
    assert wrong_fields(apply(api, template_id, values=VALUES, version=1)) == {"investigation_id"}
    problem(apply(api, template_id, {"If-Match": "*"}, investigation_id="unknown", values=VALUES), 404, "not_found")
    assert (api.state(investigation_id)["version"], usage(api, template_id)) == (1, 0)


def test_filling_is_for_owner_and_editors(api: Api, api_for: ApiFor, template_id: str, settings: Document) -> None:
    friend = api_for()
    investigation_id = friend.created(settings=settings)
    friend.share(investigation_id, api.user_id, "viewer")
    sent = {"investigation_id": investigation_id, "values": VALUES}

    problem(apply(api, template_id, {"If-Match": "*"}, **sent), 403, "forbidden")
    friend.share(investigation_id, api.user_id, "editor")
    assert document(apply(api, template_id, {"If-Match": "*"}, **sent))["settings"]["name"] == "10.0.0.1 at most 3"
    problem(apply(friend, template_id, {"If-Match": "*"}, **sent), 404, "not_found")


def test_every_template_that_is_stored_can_be_applied(api: Api, settings: Document) -> None:
    large = settings | {"description": "x" * 49_000}
    sent = {"name": "large", "description": "y" * 11_000, "settings": large}

    kept = document(api.call("POST", "/templates", json=sent), 201)

    investigation_id = document(apply(api, kept["template_id"]), 201)["investigation_id"]
    filled = apply(api, kept["template_id"], {"If-Match": "*"}, investigation_id=investigation_id)
    assert document(filled)["settings"]["description"] == large["description"]
    sent |= {"name": "too large", "settings": settings | {"description": "x" * 60_000}}
    refused = api.call("POST", "/templates", json=sent)
    assert problem(refused, 413, "too_large")["field"] == "settings"
    refused = api.call("PUT", f"/templates/{kept['template_id']}", json={"settings": sent["settings"]})
    assert problem(refused, 413, "too_large")["field"] == "settings"


def test_the_audit_trail_of_a_template_has_its_own_path(api: Api, api_for: ApiFor, template_id: str) -> None:
    api.call("PUT", f"/templates/{template_id}", json={"name": "renamed"})
    api.call("DELETE", f"/templates/{template_id}")

    deleted, renamed, _ = document(api.call("GET", f"/templates/{template_id}/audit"))["items"]

    assert (renamed["action_type"], renamed["changes"]) == ("TEMPLATE_UPDATED", {"name": "renamed"})
    filtered = api.call("GET", f"/templates/{template_id}/audit", query_string={"action_type": "TEMPLATE_DELETED"})
    assert document(filtered)["items"] == [deleted]
    verdict = document(api.call("GET", f"/templates/{template_id}/audit/verify"))
    assert verdict == {"valid": True, "entries": 3}
    export = api.call("GET", f"/templates/{template_id}/audit/export")
    assert len(export.data.splitlines()) == 3
    problem(api_for().call("GET", f"/templates/{template_id}/audit"), 404, "not_found")
    for path in ("", "/verify", "/export"):
        problem(api.call("GET", f"/template:{template_id}/audit{path}"), 404, "not_found")
