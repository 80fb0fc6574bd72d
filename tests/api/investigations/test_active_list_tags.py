"""The entity tag of the list of active investigations changes with the rows of the page (contract section 6)."""

from collections.abc import Callable

import pytest

from tests.support.api.active_list import active, listed, share
from tests.support.api.client import Api, ApiFor, Document, document, event

ANY = {"If-Match": "*"}
SETTINGS: Document = {
    "name": "n",
    "entities": [{"entity_type": "ip_address", "entity_id": "10.0.0.1"}],
    "time_range": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"},
    "tools": [{"tool_name": "t"}],
}


def test_unchanged_list_is_answered_304_with_the_headers_of_a_200(api: Api) -> None:
    api.created()
    full = active(api)

    again = active(api, full.headers["ETag"])

    assert (again.status_code, again.data) == (304, b"")
    assert full.headers["ETag"].startswith('W/"')
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again.headers[name] == full.headers[name]
    assert {"private", "no-cache"} == set(full.headers["Cache-Control"].split(", "))
    assert all(int(response.headers["X-Recommended-Interval"]) > 0 for response in (full, again))


Change = Callable[[Api, Api, str], object]
# Changes to a list, filtered by step, of one running investigation that `api` owns and shares with `other`.
VISIBLE: dict[str, Change] = {
    "a patch": lambda api, _, investigation_id: api.changed(investigation_id, progress={"overall_progress": 1}),
    "a report": lambda api, _, investigation_id: api.reported(
        investigation_id, event("progress_updated", percent_complete=1)
    ),
    "a log line": lambda api, _, investigation_id: api.reported(
        investigation_id, event("log_appended", lines=[{"message": "m"}])
    ),
    "the editor's change": lambda _, other, investigation_id: other.changed(
        investigation_id, progress={"overall_progress": 2}
    ),
    "another role": lambda api, other, investigation_id: share(api, investigation_id, other, "viewer"),
    "leaving the filter": lambda api, _, investigation_id: api.changed(investigation_id, wizard_step="SETTINGS"),
    "a deletion": lambda api, _, investigation_id: api.delete(investigation_id, ANY),
    "a new one": lambda api, other, _: share(api, api.running(SETTINGS), other, "viewer"),
}
INVISIBLE: dict[str, Change] = {
    "nothing": lambda *_: None,
    "a new one that the filter leaves out": lambda api, other, _: share(api, api.created(), other, "viewer"),
    "another user's": lambda api, other, investigation_id: (api.poll(investigation_id), other.get(investigation_id)),
    "a refused change": lambda api, _, investigation_id: api.patch(
        investigation_id, {"status": "ERROR", "version": 99}
    ),
}


@pytest.mark.parametrize("role", ["owner", "editor"])
@pytest.mark.parametrize("name", [*VISIBLE, *INVISIBLE])
def test_the_tag_changes_exactly_when_a_row_of_the_page_does(api: Api, api_for: ApiFor, name: str, role: str) -> None:
    other, investigation_id = api_for(), api.running(SETTINGS)
    share(api, investigation_id, other, "editor")
    caller = api if role == "owner" else other
    before = active(caller, wizard_step="PROGRESS")

    (VISIBLE | INVISIBLE)[name](api, other, investigation_id)

    after = active(caller, before.headers["ETag"], wizard_step="PROGRESS")
    assert after.status_code == (200 if name in VISIBLE else 304)
    assert (after.headers["ETag"] == before.headers["ETag"]) == (name in INVISIBLE)


def test_revoking_a_share_changes_the_tag_of_its_user(api: Api, api_for: ApiFor) -> None:
    other, investigation_id = api_for(), api.created()
    share(api, investigation_id, other, "viewer")
    before = active(other)

    api.call("DELETE", f"/{investigation_id}/access/{other.user_id}")

    after = active(other, before.headers["ETag"])
    assert (after.status_code, document(after)["total"]) == (200, 0)


def test_a_change_outside_the_page_keeps_its_tag(api: Api) -> None:
    for _ in range(3):
        api.created()
    oldest = listed(api)[-1]
    second_page = active(api, limit=1, offset=1)
    last_page = active(api, limit=1, offset=2)

    # The newest stays the newest, so that no row moves to another page.
    newest = listed(api)[0]
    api.changed(newest, progress={"overall_progress": 1})

    assert active(api, second_page.headers["ETag"], limit=1, offset=1).status_code == 304
    assert active(api, last_page.headers["ETag"], limit=1, offset=2).status_code == 304
    assert listed(api, limit=1, offset=2) == [oldest]


def test_a_reused_id_changes_the_tag(api: Api) -> None:
    investigation_id = api.created()
    before = active(api)
    api.delete(investigation_id, ANY)
    api.create(investigation_id=investigation_id)

    assert active(api, before.headers["ETag"]).status_code == 200


def test_two_users_who_see_different_rows_have_different_tags(api: Api, api_for: ApiFor) -> None:
    other, investigation_id = api_for(), api.created()
    share(api, investigation_id, other, "viewer")

    answer = active(other, active(api).headers["ETag"])

    assert document(answer)["investigations"][0]["role"] == "viewer"
    assert {"Authorization", "Cookie"} <= set(answer.headers["Vary"].split(", "))
