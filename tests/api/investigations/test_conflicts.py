"""412 and 409 carry what a person needs to decide (contract section 3)."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.support.api.client import Api, ApiFor, Document, document, event, merged, problem, without_lines

# The two ways of saying which version was seen, and how each is refused.
Write = Callable[[Api, str, str], TestResponse]
STALE: dict[str, tuple[int, str, Write]] = {
    "If-Match of a put": (412, "precondition_failed", lambda api, mine, etag: api.put(mine, {}, {"If-Match": etag})),
    "If-Match of a patch": (
        412,
        "precondition_failed",
        lambda api, mine, etag: api.patch(mine, {}, {"If-Match": etag}),
    ),
    "If-Match of a delete": (412, "precondition_failed", lambda api, mine, etag: api.delete(mine, {"If-Match": etag})),
    "version in a put": (409, "version_conflict", lambda api, mine, _: api.put(mine, {"version": 1})),
    "version in a patch": (409, "version_conflict", lambda api, mine, _: api.patch(mine, {"version": 1})),
}


@pytest.mark.parametrize("how", STALE)
def test_stale_write_is_told_the_state_and_who_changed_it_when_and_how(
    api: Api, api_for: ApiFor, settings: Document, how: str
) -> None:
    status, code, write = STALE[how]
    mine = api.created(settings=settings)
    seen = api.get(mine)
    admin = api_for(None, "wizard:admin")
    admin.changed(mine, settings={"name": "new"})
    admin.changed(mine, wizard_step="PROGRESS")
    current = api.get(mine)

    response = write(api, mine, seen.headers["ETag"])

    told = problem(response, status, code)
    assert (told["current_version"], told["actor"]) == (3, admin.user_id)
    assert (told["etag"], told["state"]) == (current.headers["ETag"], current.json)
    assert told["changed_at"] == document(current)["updated_at"]
    assert told["changes"]["settings"] == {"name": "new"}
    assert response.headers["ETag"] == current.headers["ETag"]
    assert api.get(mine).data == current.data


def test_changes_lead_from_the_seen_version_to_the_current_one(api: Api, settings: Document, results: Document) -> None:
    mine = api.running(settings | {"description": "d"})
    api.changed(mine, progress={"overall_progress": 10, "current_phase": "a", "logs": ["1"]})
    seen = api.state(mine)
    api.reported(
        mine, event("phase_changed", from_phase="a", to_phase="b"), event("log_appended", lines=[{"message": "2"}])
    )
    api.changed(mine, progress={"current_phase": None, "overall_progress": 20}, results=results)
    current = api.state(mine)

    changes = problem(api.put(mine, {"version": seen["version"]}), 409, "version_conflict")["changes"]

    bookkeeping = {name: current[name] for name in ("version", "updated_at")}
    assert merged(without_lines(seen), changes) | bookkeeping == without_lines(current)


@pytest.mark.parametrize("etag", ['"other.1"', '"never"', '"{epoch}.99"', '"{epoch}.1", "{epoch}.2"'])
def test_changes_are_null_when_it_is_unknown_what_was_seen(api: Api, etag: str) -> None:
    mine = api.created()
    api.changed(mine, progress={"overall_progress": 1})
    api.changed(mine, progress={"overall_progress": 2})
    epoch = api.cursor(mine).rpartition("-")[0]

    response = api.put(mine, {}, {"If-Match": etag.format(epoch=epoch)})

    told = problem(response, 412, "precondition_failed")
    assert (told["current_version"], told["changes"]) == (3, None)


def test_state_of_a_conflict_can_be_written_with_its_etag(api: Api) -> None:
    mine = api.created()
    api.changed(mine, progress={"overall_progress": 1})
    told = problem(api.put(mine, {"version": 1}), 409, "version_conflict")

    response = api.put(mine, {"progress": told["state"]["progress"]}, {"If-Match": told["etag"]})

    assert document(response)["version"] == 3
