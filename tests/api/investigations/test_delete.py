"""Deleting, and using the id again (contract section 3)."""

import pytest

from tests.support.api.client import Api, ApiFor, Document, document, problem


def test_deleted_investigation_is_gone(api: Api) -> None:
    mine = api.created()

    response = api.delete(mine, {"If-Match": api.get(mine).headers["ETag"]})

    assert (response.status_code, response.data) == (204, b"")
    problem(api.get(mine), 404, "not_found")
    problem(api.delete(mine, {"If-Match": "*"}), 404, "not_found")
    problem(api.put(mine, {}, {"If-Match": "*"}), 404, "not_found")


def test_delete_takes_the_version_as_well(api: Api) -> None:
    mine = api.created()

    problem(api.call("DELETE", f"/{mine}/state", query_string={"version": 2}), 409, "version_conflict")
    assert api.call("DELETE", f"/{mine}/state", query_string={"version": 1}).status_code == 204


@pytest.mark.parametrize("version", ["0", "-1", "1.0", "x", "9" * 5000, ""])
def test_delete_refuses_a_version_that_is_none(api: Api, version: str) -> None:
    mine = api.created()

    problem(api.call("DELETE", f"/{mine}/state", query_string={"version": version}), 422, "validation_error")


def test_stale_delete_is_refused(api: Api, settings: Document) -> None:
    mine = api.created(settings=settings)
    stale = api.get(mine).headers["ETag"]
    api.changed(mine, settings={"name": "new"})

    problem(api.delete(mine, {"If-Match": stale}), 412, "precondition_failed")
    assert api.state(mine)["version"] == 2


def test_id_may_be_used_again_and_begins_at_version_1(api: Api, settings: Document) -> None:
    mine = api.created(settings=settings)
    api.changed(mine, settings={"name": "new"})
    api.delete(mine, {"If-Match": "*"})

    state = document(api.create(investigation_id=mine), 201)

    assert (state["version"], state["settings"], state["progress"]) == (1, None, None)


def test_etag_never_comes_back_with_another_body(api: Api, api_for: ApiFor) -> None:
    investigation_id = api.created()
    seen: dict[str, bytes] = {}

    for owner in (api, api, api_for(), api):
        owner.create(investigation_id=investigation_id)
        for _ in range(3):
            response = owner.get(investigation_id)
            assert seen.setdefault(response.headers["ETag"], response.data) == response.data
            owner.changed(investigation_id, progress={"overall_progress": len(seen)})
        assert owner.delete(investigation_id, {"If-Match": "*"}).status_code == 204

    assert len(seen) == 12


def test_etag_of_the_deleted_one_does_not_match_the_next(api: Api) -> None:
    mine = api.created()
    old = api.get(mine).headers["ETag"]
    api.delete(mine, {"If-Match": old})
    api.create(investigation_id=mine)

    assert api.get(mine, {"If-None-Match": old}).status_code == 200
    problem(api.put(mine, {}, {"If-Match": old}), 412, "precondition_failed")


def test_events_of_the_deleted_one_do_not_come_back(api: Api) -> None:
    other, mine = api.created(), api.created()
    cursor = api.cursor(other)
    api.changed(mine, progress={"overall_progress": 1})
    api.delete(mine, {"If-Match": "*"})
    api.create(investigation_id=mine)

    told = [(each["event_type"], each["version"]) for each in api.events(mine, after=cursor)]

    assert told == [("investigation_deleted", 3), ("state_updated", 1)]


def test_version_in_the_body_is_a_precondition_of_delete(api: Api, settings: Document) -> None:
    mine = api.created(settings=settings)

    stale = api.call("DELETE", f"/{mine}/state", json={"version": 2})
    current = api.call("DELETE", f"/{mine}/state", json={"version": 1})

    problem(stale, 409, "version_conflict")
    assert current.status_code == 204
