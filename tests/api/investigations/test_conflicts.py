"""412 and 409 carry the members that a person needs to resolve the conflict (contract section 3)."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.support.api.client import Api, ApiFor, Document, document, event, merged, problem, without_lines

# The two ways to name the version that the writer has seen, and the status and code of each refusal.
Write = Callable[[Api, str, str], TestResponse]
STALE: dict[str, tuple[int, str, Write]] = {
    "If-Match of a put": (
        412,
        "precondition_failed",
        lambda api, investigation_id, etag: api.put(investigation_id, {}, {"If-Match": etag}),
    ),
    "If-Match of a patch": (
        412,
        "precondition_failed",
        lambda api, investigation_id, etag: api.patch(investigation_id, {}, {"If-Match": etag}),
    ),
    "If-Match of a delete": (
        412,
        "precondition_failed",
        lambda api, investigation_id, etag: api.delete(investigation_id, {"If-Match": etag}),
    ),
    "version in a put": (
        409,
        "version_conflict",
        lambda api, investigation_id, _: api.put(investigation_id, {"version": 1}),
    ),
    "version in a patch": (
        409,
        "version_conflict",
        lambda api, investigation_id, _: api.patch(investigation_id, {"version": 1}),
    ),
}


@pytest.mark.parametrize("how", STALE)
def test_stale_write_receives_the_state_and_the_actor_time_and_changes(
    api: Api, api_for: ApiFor, settings: Document, how: str
) -> None:
    status, code, write = STALE[how]
    investigation_id = api.created(settings=settings)
    seen = api.get(investigation_id)
    admin = api_for(None, "wizard:admin")
    admin.changed(investigation_id, settings={"name": "new"})
    admin.changed(investigation_id, wizard_step="PROGRESS")
    current = api.get(investigation_id)

    response = write(api, investigation_id, seen.headers["ETag"])

    details = problem(response, status, code)
    assert (details["current_version"], details["actor"]) == (3, admin.user_id)
    assert (details["etag"], details["state"]) == (current.headers["ETag"], current.json)
    assert details["changed_at"] == document(current)["updated_at"]
    assert details["changes"]["settings"] == {"name": "new"}
    assert response.headers["ETag"] == current.headers["ETag"]
    assert api.get(investigation_id).data == current.data


def test_changes_lead_from_the_seen_version_to_the_current_one(api: Api, settings: Document, results: Document) -> None:
    investigation_id = api.running(settings | {"description": "d"})
    api.changed(investigation_id, progress={"overall_progress": 10, "current_phase": "a", "logs": ["1"]})
    seen = api.state(investigation_id)
    api.reported(
        investigation_id,
        event("phase_changed", from_phase="a", to_phase="b"),
        event("log_appended", lines=[{"message": "2"}]),
    )
    api.changed(investigation_id, progress={"current_phase": None, "overall_progress": 20}, results=results)
    current = api.state(investigation_id)

    changes = problem(api.put(investigation_id, {"version": seen["version"]}), 409, "version_conflict")["changes"]

    bookkeeping = {name: current[name] for name in ("version", "updated_at")}
    assert merged(without_lines(seen), changes) | bookkeeping == without_lines(current)


@pytest.mark.parametrize("etag", ['"other.1"', '"never"', '"{epoch}.99"', '"{epoch}.1", "{epoch}.2"'])
def test_changes_are_null_when_the_tag_names_no_known_version(api: Api, etag: str) -> None:
    investigation_id = api.created()
    api.changed(investigation_id, progress={"overall_progress": 1})
    api.changed(investigation_id, progress={"overall_progress": 2})
    epoch = api.cursor(investigation_id).rpartition("-")[0]

    response = api.put(investigation_id, {}, {"If-Match": etag.format(epoch=epoch)})

    details = problem(response, 412, "precondition_failed")
    assert (details["current_version"], details["changes"]) == (3, None)


def test_state_of_a_conflict_can_be_written_with_its_etag(api: Api) -> None:
    investigation_id = api.created()
    api.changed(investigation_id, progress={"overall_progress": 1})
    details = problem(api.put(investigation_id, {"version": 1}), 409, "version_conflict")

    progress = details["state"]["progress"] | {"overall_progress": 2}
    response = api.put(investigation_id, {"progress": progress}, {"If-Match": details["etag"]})

    assert document(response)["version"] == 3
