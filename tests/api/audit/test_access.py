"""Access to the audit trail, its lifetime, and its export (contract section 9)."""

import json

import pytest

from tests.support.api.audit import bare, items
from tests.support.api.client import Api, ApiFor, Document, ServiceWith, document, event, merged, problem
from wizard_service.config import FeatureFlags


def test_the_audit_trail_of_a_deleted_investigation_is_readable_by_its_owner_and_admins(
    api: Api, api_for: ApiFor, states: list[Document]
) -> None:
    investigation_id = states[0]["investigation_id"]
    api.delete(investigation_id, {"If-Match": "*"})

    for reader in (api, api_for(None, "wizard:admin")):
        listed = items(reader, investigation_id, limit=3)
        assert [item["version"] for item in listed] == list(range(9, 0, -1))
        assert (listed[0]["action_type"], listed[0]["new_state"]) == ("STATE_DELETED", None)
        assert bare(listed[0]["previous_state"]) == bare(states[-1])
        assert [bare(item["new_state"]) for item in reversed(listed[1:])] == [bare(state) for state in states]
        assert document(reader.audit(investigation_id, "/verify")) == {"valid": True, "entries": 9}
    problem(api_for().audit(investigation_id), 404, "not_found")


def test_an_id_that_was_used_again_has_one_chain_and_one_trail(
    api: Api, api_for: ApiFor, settings: Document, states: list[Document]
) -> None:
    investigation_id = states[0]["investigation_id"]
    api.delete(investigation_id, {"If-Match": "*"})
    problem(api_for().create(investigation_id=investigation_id, settings=settings), 409, "already_exists")
    api.create(investigation_id=investigation_id, settings=settings)
    second = api.changed(investigation_id, wizard_step="PROGRESS")

    assert [item["version"] for item in items(api, investigation_id)] == [2, 1, *range(9, 0, -1)]
    assert bare(items(api, investigation_id)[0]["new_state"]) == bare(second)
    everything = items(api_for(None, "wizard:admin"), investigation_id, limit=4)
    assert [item["version"] for item in everything] == [2, 1, *range(9, 0, -1)]
    assert bare(everything[3]["new_state"]) == bare(states[-1])
    assert everything[1]["previous_state"] is None
    for reader in (api, api_for(None, "wizard:admin")):
        assert document(reader.audit(investigation_id, "/verify")) == {"valid": True, "entries": 11}


@pytest.mark.parametrize("part", ["", "/verify", "/export", "/refused"])
def test_only_the_owner_and_admins_read_the_audit_trail(
    api: Api, api_for: ApiFor, states: list[Document], part: str
) -> None:
    investigation_id = states[0]["investigation_id"]
    viewer, editor, executor = api_for(), api_for(), api_for(None, "wizard:run", "wizard:read")
    api.share(investigation_id, viewer.user_id, "viewer")
    api.share(investigation_id, editor.user_id, "editor")

    for refused in (viewer, editor, executor):
        problem(refused.audit(investigation_id, part), 403, "forbidden")
    problem(api_for(api.user_id, "wizard:write").audit(investigation_id, part), 403, "forbidden")
    problem(api_for().audit(investigation_id, part), 404, "not_found")
    problem(api_for(None, "wizard:admin").audit("no-such", part), 404, "not_found")
    assert api_for(api.user_id, "wizard:read").audit(investigation_id, part).status_code == 200
    assert api_for(None, "wizard:admin").audit(investigation_id, part).status_code == 200


def test_an_export_holds_all_stored_entries_oldest_first(api: Api, states: list[Document]) -> None:
    investigation_id = states[0]["investigation_id"]

    answer = api.audit(investigation_id, "/export")

    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.mimetype == "application/x-ndjson"
    assert [line["version"] for line in lines] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [line["entry_id"] for line in reversed(lines)] == [item["entry_id"] for item in items(api, investigation_id)]
    assert [line["previous_hash"] for line in lines[1:]] == [line["hash"] for line in lines[:-1]]
    state: Document = {}
    for line, after in zip(lines, states, strict=True):
        state = merged(state, line["changes"])
        assert state | {"version": line["version"]} == bare(after)
    for line in reversed(lines):
        state = merged(state, line["reverse"])
    assert state | {"version": 1} == bare(states[0])


def test_an_export_is_not_limited_to_a_page(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    for _ in range(120):
        api.report(investigation_id, event("progress_updated", percent_complete=1))

    assert len(api.audit(investigation_id, "/export").text.splitlines()) == 121


def test_the_audit_trail_is_written_even_while_its_endpoints_are_disabled(
    service_with: ServiceWith, api_for: ApiFor
) -> None:
    off, on = service_with(features=FeatureFlags(audit_logging=False)), service_with()
    investigation_id = api_for("u1", app=off).created()

    for part in ("", "/verify", "/export", "/refused"):
        problem(api_for("u1", app=off).audit(investigation_id, part), 404, "feature_disabled")
    assert len(items(api_for("u1", app=on), investigation_id)) == 1
