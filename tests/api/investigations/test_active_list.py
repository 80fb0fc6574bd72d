"""The list of active investigations: filtered and paged (contract section 6)."""

import pytest

from tests.support.api.active_list import active, listed, share
from tests.support.api.client import Api, ApiFor, Document, ServiceWith, document, event, problem, wrong_fields
from wizard_service.config import FeatureFlags

ROW = {"investigation_id", "user_id", "role", "name", "wizard_step", "status", "version", "risk_score", "risk_level"}
ROW |= {"entity_count", "created_at", "updated_at", "started_at", "completed_at", "open_inputs", "executor_status"}
INVALID: list[tuple[str, object]] = [("status", "x"), ("status", ""), ("wizard_step", "results"), ("page", 1)]
INVALID += [("limit", 0), ("limit", 201), ("limit", "a"), ("offset", -1), ("offset", 2**53), ("offset", "9" * 400)]


def newest_first(rows: list[Document]) -> list[Document]:
    by_id = sorted(rows, key=lambda row: str(row["investigation_id"]))
    return sorted(by_id, key=lambda row: str(row["updated_at"]), reverse=True)


def test_a_row_has_the_listed_columns_of_its_state(api: Api, settings: Document, results: Document) -> None:
    investigation_id = api.running(settings)
    state = api.changed(investigation_id, status="COMPLETED", results=results)

    (row,) = document(active(api))["investigations"]

    assert row.keys() == ROW
    assert {name: row[name] for name in row.keys() & state.keys()} == {
        name: state[name] for name in row if name in state
    }
    summary = (row["role"], row["name"], row["entity_count"], row["risk_score"], row["risk_level"])
    assert summary == ("owner", settings["name"], 1, 72.5, "high")
    assert row["started_at"] <= row["completed_at"]


def test_the_newest_change_comes_first_regardless_of_the_owner(api: Api, api_for: ApiFor) -> None:
    other = api_for()
    first, second, theirs = api.created(), api.created(), other.created()
    share(other, theirs, api, "viewer")
    share(api, first, other, "editor")

    rows = document(active(api))["investigations"]
    assert {row["investigation_id"]: row["role"] for row in rows} == {
        first: "owner",
        second: "owner",
        theirs: "viewer",
    }
    assert rows == newest_first(rows)
    assert document(active(other))["investigations"] == newest_first(document(active(other))["investigations"])
    assert set(listed(other)) == {first, theirs}


def test_an_admins_list_omits_investigations_neither_owned_nor_shared(api: Api, api_for: ApiFor) -> None:
    api.created()

    for scope in ("wizard:admin", "wizard:run", "wizard:read"):
        assert listed(api_for(None, scope)) == []


def test_list_needs_a_reading_scope(api_for: ApiFor) -> None:
    problem(active(api_for(None, "wizard:write")), 403, "forbidden")


def test_pages_are_consecutive_and_have_the_total(api: Api) -> None:
    ids = {api.created() for _ in range(5)}
    whole = listed(api)

    pages = [document(active(api, limit=2, offset=offset)) for offset in (0, 2, 4, 6)]

    assert [row["investigation_id"] for page in pages for row in page["investigations"]] == whole
    assert set(whole) == ids
    assert [(page["total"], page["limit"], page["offset"]) for page in pages] == [(5, 2, n) for n in (0, 2, 4, 6)]


def test_filters_by_status_and_step(api: Api, api_for: ApiFor, settings: Document) -> None:
    other, new, running, failed = api_for(), api.created(), api.running(settings), api.running(settings)
    api.report(failed, event("error_occurred", error_message="m"))
    theirs = other.running(settings)
    share(other, theirs, api, "viewer")

    assert listed(api, wizard_step="SETTINGS") == [new]
    assert listed(api, status="ERROR") == [failed]
    assert set(listed(api, status="IN_PROGRESS", wizard_step="PROGRESS")) == {theirs, running}
    assert document(active(api, status="IN_PROGRESS", wizard_step="PROGRESS", limit=1))["total"] == 2
    assert listed(api, status="COMPLETED") == []


@pytest.mark.parametrize(("name", "value"), INVALID)
def test_an_invalid_query_is_refused(api: Api, name: str, value: object) -> None:
    assert wrong_fields(active(api, **{name: value})) == {name}


def test_an_empty_list_has_all_members(api: Api) -> None:
    body = document(active(api))

    assert body.keys() == {"investigations", "total", "waiting", "limit", "offset", "timestamp", "cursor"}
    assert (body["investigations"], body["total"], body["offset"]) == ([], 0, 0)
    assert body["cursor"].endswith("-0")


def test_the_cursor_is_the_end_of_the_callers_own_feed(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    cursor = document(active(api))["cursor"]
    stored = document(api.report(investigation_id, event("progress_updated", percent_complete=1)))["events"]

    assert api.events(investigation_id, after=cursor) == stored
    assert document(active(api))["cursor"] == stored[-1]["id"]


def test_the_list_is_disabled_together_with_polling(service_with: ServiceWith, api_for: ApiFor) -> None:
    api = api_for(app=service_with(features=FeatureFlags(polling=False)))

    problem(active(api), 404, "feature_disabled")
    problem(api.call("GET", "/x/changes?since_version=0"), 404, "feature_disabled")
