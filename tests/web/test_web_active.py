"""The list of active investigations: filtered, paged, one entity tag for all of it (contract section 6)."""

from collections.abc import Callable

import pytest
from web_api import Api, ApiFor, Document, ServiceWith, document, event, problem, wrong_fields
from werkzeug.test import TestResponse

from wizard_service.config import FeatureFlags

ROW = {"investigation_id", "user_id", "role", "name", "wizard_step", "status", "version", "risk_score", "risk_level"}
ROW |= {"entity_count", "created_at", "updated_at", "started_at", "completed_at"}
ANY = {"If-Match": "*"}
NONSENSE: list[tuple[str, object]] = [("status", "x"), ("status", ""), ("wizard_step", "results"), ("page", 1)]
NONSENSE += [("limit", 0), ("limit", 201), ("limit", "a"), ("offset", -1), ("offset", 2**53), ("offset", "9" * 400)]


def active(api: Api, etag: str | None = None, **query: object) -> TestResponse:
    return api.call("GET", "/active", {"If-None-Match": etag} if etag else None, query_string=query)


def listed(api: Api, **query: object) -> list[str]:
    return [each["investigation_id"] for each in document(active(api, **query))["investigations"]]


def share(api: Api, mine: str, other: Api, role: str) -> TestResponse:
    return api.call("PUT", f"/{mine}/access/{other.user_id}", json={"role": role})


def newest_first(rows: list[Document]) -> list[Document]:
    by_id = sorted(rows, key=lambda row: str(row["investigation_id"]))
    return sorted(by_id, key=lambda row: str(row["updated_at"]), reverse=True)


def test_row_tells_what_a_list_shows(api: Api, settings: Document, results: Document) -> None:
    mine = api.running(settings)
    state = api.changed(mine, status="COMPLETED", results=results)

    (row,) = document(active(api))["investigations"]

    assert row.keys() == ROW
    assert {name: row[name] for name in row.keys() & state.keys()} == {
        name: state[name] for name in row if name in state
    }
    told = (row["role"], row["name"], row["entity_count"], row["risk_score"], row["risk_level"])
    assert told == ("owner", settings["name"], 1, 72.5, "high")
    assert row["started_at"] <= row["completed_at"]


def test_newest_change_comes_first_whoever_owns_it(api: Api, api_for: ApiFor) -> None:
    other = api_for()
    first, second, theirs = api.created(), api.created(), other.created()
    share(other, theirs, api, "viewer")
    share(api, first, other, "editor")

    rows = document(active(api))["investigations"]
    assert {each["investigation_id"]: each["role"] for each in rows} == {
        first: "owner",
        second: "owner",
        theirs: "viewer",
    }
    assert rows == newest_first(rows)
    assert document(active(other))["investigations"] == newest_first(document(active(other))["investigations"])
    assert set(listed(other)) == {first, theirs}


def test_what_is_neither_owned_nor_shared_is_not_listed_for_an_admin_either(api: Api, api_for: ApiFor) -> None:
    api.created()

    for scope in ("wizard:admin", "wizard:run", "wizard:read"):
        assert listed(api_for(None, scope)) == []


def test_list_needs_a_reading_scope(api_for: ApiFor) -> None:
    problem(active(api_for(None, "wizard:write")), 403, "forbidden")


def test_pages_follow_each_other_and_tell_the_total(api: Api) -> None:
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


@pytest.mark.parametrize(("name", "value"), NONSENSE)
def test_query_that_means_nothing_is_refused(api: Api, name: str, value: object) -> None:
    assert wrong_fields(active(api, **{name: value})) == {name}


def test_empty_list_is_a_list(api: Api) -> None:
    told = document(active(api))

    assert told.keys() == {"investigations", "total", "limit", "offset", "timestamp", "cursor"}
    assert (told["investigations"], told["total"], told["offset"]) == ([], 0, 0)
    assert told["cursor"].endswith("-0")


def test_cursor_is_where_the_callers_own_feed_goes_on(api: Api, settings: Document) -> None:
    mine = api.running(settings)
    cursor = document(active(api))["cursor"]
    stored = document(api.report(mine, event("progress_updated", percent_complete=1)))["events"]

    assert api.events(mine, after=cursor) == stored
    assert document(active(api))["cursor"] == stored[-1]["id"]


def test_unchanged_list_is_answered_304_with_the_headers_of_a_200(api: Api) -> None:
    api.created()
    full = active(api)

    again = active(api, full.headers["ETag"])

    assert (again.status_code, again.data) == (304, b"")
    assert full.headers["ETag"].startswith('W/"')
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again.headers[name] == full.headers[name]
    assert {"private", "no-cache"} == set(full.headers["Cache-Control"].split(", "))
    assert all(int(each.headers["X-Recommended-Interval"]) > 0 for each in (full, again))


Change = Callable[[Api, Api, str], object]
# Of a list of one running investigation of `api`, shared with `other`, filtered by its step.
SEEN: dict[str, Change] = {
    "a patch": lambda api, _, mine: api.changed(mine, progress={"overall_progress": 1}),
    "a report": lambda api, _, mine: api.reported(mine, event("progress_updated", percent_complete=1)),
    "a log line": lambda api, _, mine: api.reported(mine, event("log_appended", lines=[{"message": "m"}])),
    "the editor's change": lambda _, other, mine: other.changed(mine, progress={"overall_progress": 2}),
    "another role": lambda api, other, mine: share(api, mine, other, "viewer"),
    "leaving the filter": lambda api, _, mine: api.changed(mine, wizard_step="SETTINGS"),
    "a deletion": lambda api, _, mine: api.delete(mine, ANY),
    "a new one": lambda api, other, _: share(api, api.running(SETTINGS), other, "viewer"),
}
UNSEEN: dict[str, Change] = {
    "nothing": lambda *_: None,
    "a new one that the filter leaves out": lambda api, other, _: share(api, api.created(), other, "viewer"),
    "another user's": lambda api, other, mine: (api.poll(mine), other.get(mine)),
    "a refused change": lambda api, _, mine: api.patch(mine, {"status": "ERROR", "version": 99}),
}
SETTINGS: Document = {
    "name": "n",
    "entities": [{"entity_type": "ip_address", "entity_id": "10.0.0.1"}],
    "time_range": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"},
    "tools": [{"tool_name": "t"}],
}


@pytest.mark.parametrize("who", ["owner", "editor"])
@pytest.mark.parametrize("name", [*SEEN, *UNSEEN])
def test_tag_changes_exactly_when_a_row_of_the_page_does(api: Api, api_for: ApiFor, name: str, who: str) -> None:
    other, mine = api_for(), api.running(SETTINGS)
    share(api, mine, other, "editor")
    asking = api if who == "owner" else other
    before = active(asking, wizard_step="PROGRESS")

    (SEEN | UNSEEN)[name](api, other, mine)

    after = active(asking, before.headers["ETag"], wizard_step="PROGRESS")
    assert after.status_code == (200 if name in SEEN else 304)
    assert (after.headers["ETag"] == before.headers["ETag"]) == (name in UNSEEN)


def test_taking_a_share_back_changes_the_tag_of_who_had_it(api: Api, api_for: ApiFor) -> None:
    other, mine = api_for(), api.created()
    share(api, mine, other, "viewer")
    before = active(other)

    api.call("DELETE", f"/{mine}/access/{other.user_id}")

    after = active(other, before.headers["ETag"])
    assert (after.status_code, document(after)["total"]) == (200, 0)


def test_change_outside_the_page_leaves_its_tag_alone(api: Api) -> None:
    for _ in range(3):
        api.created()
    oldest = listed(api)[-1]
    second_page = active(api, limit=1, offset=1)
    last_page = active(api, limit=1, offset=2)

    # The newest stays the newest, so that nothing moves.
    newest = listed(api)[0]
    api.changed(newest, progress={"overall_progress": 1})

    assert active(api, second_page.headers["ETag"], limit=1, offset=1).status_code == 304
    assert active(api, last_page.headers["ETag"], limit=1, offset=2).status_code == 304
    assert listed(api, limit=1, offset=2) == [oldest]


def test_id_used_again_is_another_row(api: Api) -> None:
    mine = api.created()
    before = active(api)
    api.delete(mine, ANY)
    api.create(investigation_id=mine)

    assert active(api, before.headers["ETag"]).status_code == 200


def test_list_is_part_of_polling_that_can_be_switched_off(service_with: ServiceWith, api_for: ApiFor) -> None:
    api = api_for(app=service_with(features=FeatureFlags(polling=False)))

    problem(active(api), 404, "feature_disabled")
    problem(api.call("GET", "/x/changes?since_version=0"), 404, "feature_disabled")


def test_tag_of_one_user_is_none_of_another_who_is_shown_something_else(api: Api, api_for: ApiFor) -> None:
    other, mine = api_for(), api.created()
    share(api, mine, other, "viewer")

    answer = active(other, active(api).headers["ETag"])

    assert document(answer)["investigations"][0]["role"] == "viewer"
    assert set(answer.headers["Vary"].split(", ")) == {"Authorization", "Cookie"}
