"""Applying a template: one transaction makes the investigation and counts the use (contract section 9)."""

import orjson

from tests.support.api.client import Api, ApiFor, Document, document, problem, version_of, wrong_fields
from tests.support.api.templates import VALUES, apply, row_of, usage
from wizard_service.domain.events import Event, fold_all
from wizard_service.domain.investigations.state import document_of
from wizard_service.store import Backend


def test_an_applied_template_is_an_investigation_in_settings(api: Api, template_id: str) -> None:
    response = apply(api, template_id, investigation_id="from-a-template", values=VALUES)

    state = document(response, 201)
    assert (state["investigation_id"], state["wizard_step"], state["status"]) == (
        "from-a-template",
        "SETTINGS",
        "IN_PROGRESS",
    )
    assert state["settings"]["name"] == "10.0.0.1 at most 3"
    assert state["settings"]["entities"] == [{"entity_type": "ip_address", "entity_id": "10.0.0.1"}]
    assert state["settings"]["tools"][0]["parameters"] == {"limit": 3}
    again = api.client.get(response.headers["Location"], headers={"Authorization": f"Bearer {api.token}"})
    assert (again.data, again.headers["ETag"]) == (response.data, response.headers["ETag"])
    assert version_of(response.headers["ETag"]) == 1
    assert document(api.change(state["investigation_id"], wizard_step="PROGRESS"))["wizard_step"] == "PROGRESS"


def test_a_template_without_placeholders_needs_no_values(api: Api, settings: Document) -> None:
    kept = document(api.call("POST", "/templates", json={"name": "n", "settings": settings}), 201)

    state = document(apply(api, kept["template_id"]), 201)

    assert state["settings"] == kept["settings"]
    assert document(api.call("POST", f"/templates/{kept['template_id']}/apply"), 201)["settings"] == kept["settings"]


def test_missing_unknown_and_unusable_values_are_named(api: Api, template_id: str) -> None:
    assert wrong_fields(apply(api, template_id)) == {"values.ip", "values.limit"}
    wrong = apply(api, template_id, values={"ip": None, "limit": [1], "Ip": "x"})
    assert wrong_fields(wrong) == {"values.ip", "values.limit", "values.Ip"}
    assert wrong_fields(apply(api, template_id, values=VALUES | {"ip": " "})) == {"settings.entities.0.entity_id"}
    problem(apply(api, template_id, values=VALUES, investigation_id="a b"), 422, "validation_error")
    assert usage(api, template_id) == 0


def test_overrides_are_a_merge_patch_on_the_settings(api: Api, template_id: str) -> None:
    overrides = {"name": "for {{who}}", "tools": [{"tool_name": "other"}], "correlation_mode": "AND"}

    state = document(apply(api, template_id, values={"ip": "1.1.1.1", "who": "me"}, overrides=overrides), 201)

    assert (state["settings"]["name"], state["settings"]["correlation_mode"]) == ("for me", "AND")
    assert [tool["tool_name"] for tool in state["settings"]["tools"]] == ["other"]
    assert wrong_fields(apply(api, template_id, values=VALUES, overrides={"entities": []})) == {"settings.entities"}


def test_a_use_is_counted_and_its_origin_kept(api: Api, store: Backend, template_id: str) -> None:
    etag = api.call("GET", f"/templates/{template_id}").headers["ETag"]
    api.call("PUT", f"/templates/{template_id}", json={"description": "second"})
    investigation_id = document(apply(api, template_id, values=VALUES), 201)["investigation_id"]

    row = row_of(store, investigation_id)
    assert (row["template_id"], row["template_version"]) == (template_id, 2)
    assert usage(api, template_id) == 1
    assert api.call("GET", f"/templates/{template_id}", {"If-None-Match": etag}).status_code == 200


def test_a_use_in_between_does_not_conflict_with_a_change(api: Api, template_id: str) -> None:
    etag = api.call("GET", f"/templates/{template_id}").headers["ETag"]
    apply(api, template_id, values=VALUES)

    changed = api.call("PUT", f"/templates/{template_id}", {"If-Match": etag}, json={"description": "d"})

    assert document(changed)["usage_count"] == 1


def test_events_name_the_investigation_and_its_template_version(api: Api, store: Backend, template_id: str) -> None:
    investigation_id = document(apply(api, template_id, values=VALUES), 201)["investigation_id"]

    rows = store.select("SELECT * FROM events WHERE investigation_id = ? ORDER BY feed_offset", (investigation_id,))
    assert [(row["event_type"], row["version"]) for row in rows] == [("state_updated", 1), ("template_applied", 1)]
    assert orjson.loads(rows[1]["data"]) == {
        "investigation_id": investigation_id,
        "template_id": template_id,
        "template_version": 1,
    }
    events = [
        Event(row["event_type"], orjson.loads(row["data"]), row["version"], "", row["committed_at"]) for row in rows
    ]
    assert fold_all(events) == document_of(row_of(store, investigation_id))


def test_the_audit_trail_has_changes_and_uses_of_templates(api: Api, store: Backend, template_id: str) -> None:
    investigation_id = document(apply(api, template_id, values=VALUES), 201)["investigation_id"]
    api.call("PUT", f"/templates/{template_id}", json={"name": "renamed"})
    api.call("DELETE", f"/templates/{template_id}")

    def trail(chain: str) -> list[Document]:
        return store.select(
            "SELECT * FROM investigation_audit_log WHERE investigation_id = ? ORDER BY entry_seq", (chain,)
        )

    (applied,) = trail(investigation_id)
    assert (applied["action_type"], applied["version"]) == ("TEMPLATE_APPLIED", 1)
    changes = trail(f"template:{template_id}")
    assert [(entry["action_type"], entry["version"]) for entry in changes] == [
        ("TEMPLATE_CREATED", 1),
        ("TEMPLATE_UPDATED", 2),
        ("TEMPLATE_DELETED", 3),
    ]
    assert [entry["previous_hash"] for entry in changes[1:]] == [entry["hash"] for entry in changes[:-1]]
    assert orjson.loads(changes[1]["changes"]) == {"name": "renamed"}
    assert orjson.loads(changes[1]["previous_state"]) == {"name": "t"}


def test_a_refused_investigation_is_not_counted_as_a_use(
    api: Api, api_for: ApiFor, template_id: str, settings: Document
) -> None:
    investigation_id = api.created(settings=settings)

    taken = apply(api, template_id, investigation_id=investigation_id, values=VALUES)

    problem(taken, 409, "already_exists")
    assert taken.headers["ETag"] == api.get(investigation_id).headers["ETag"]
    problem(apply(api_for(api.user_id, "wizard:read"), template_id, values=VALUES), 403, "forbidden")
    assert usage(api, template_id) == 0


def test_a_use_repeated_under_one_key_is_counted_once_even_after_the_template_is_deleted(
    api: Api, template_id: str
) -> None:
    first = apply(api, template_id, {"Idempotency-Key": "once"}, values=VALUES)
    again = apply(api, template_id, {"Idempotency-Key": "once"}, values=VALUES)

    assert usage(api, template_id) == 1
    api.call("DELETE", f"/templates/{template_id}")
    late = apply(api, template_id, {"Idempotency-Key": "once"}, values=VALUES)
    assert document(first, 201) == document(again, 201) == document(late, 201)
    assert first.headers["Location"] == late.headers["Location"]


def test_null_items_that_an_earlier_version_has_stored_refuse_no_application(
    api: Api, store: Backend, settings: Document
) -> None:
    kept = document(api.call("POST", "/templates", json={"name": "n", "settings": settings}), 201)
    tools = [{"tool_name": "t", "enabled": True, "parameters": {"ports": [22, None]}}]
    template_json = orjson.dumps(kept["settings"] | {"tools": tools}).decode()
    statement = "UPDATE investigation_templates SET template_json = ?, row_checksum = NULL WHERE template_id = ?"
    store.write(lambda tx: tx.execute(statement, (template_json, kept["template_id"])))

    applied = document(apply(api, kept["template_id"], overrides={"name": "renamed"}), 201)
    filled = api.created(settings=settings)
    state = document(apply(api, kept["template_id"], {"If-Match": "*"}, investigation_id=filled))

    assert (applied["settings"]["tools"], state["settings"]["tools"]) == (tools, tools)
    assert applied["settings"]["name"] == "renamed"
    assert wrong_fields(apply(api, kept["template_id"], overrides={"tools": tools})) == {
        "settings.tools.0.parameters.ports.1"
    }
