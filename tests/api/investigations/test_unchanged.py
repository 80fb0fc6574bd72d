"""A write that changes nothing makes no version, no event and no audit entry (contract section 3)."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.support.api.client import Api, Document, document, event, problem
from tests.support.api.versions import restore

Write = Callable[[Api, str], TestResponse]
ANY = {"If-Match": "*"}


def _put_equal(api: Api, investigation_id: str) -> TestResponse:
    sections = ("wizard_step", "status", "settings", "progress")
    state = api.state(investigation_id)
    return api.put(investigation_id, {name: state[name] for name in sections} | {"version": state["version"]})


UNCHANGING: dict[str, Write] = {
    "empty patch": lambda api, id_: api.patch(id_, {}, ANY),
    "empty put": lambda api, id_: api.put(id_, {}, ANY),
    "equal put": _put_equal,
    "equal member": lambda api, id_: api.change(id_, settings={"name": "SSH brute force"}),
    "equal time in another zone": lambda api, id_: api.change(
        id_, settings={"time_range": {"start": "2026-01-01T01:00:00+01:00"}}
    ),
    "absent member removed": lambda api, id_: api.change(id_, results=None, progress={"error": None}),
    "same step and status": lambda api, id_: api.change(id_, wizard_step="PROGRESS", status="IN_PROGRESS"),
    "navigation": lambda api, id_: api.navigate(id_, step="PROGRESS"),
    "share": lambda api, id_: api.call("PUT", f"/{id_}/access/friend", json={"role": "viewer"}),
    "restored version": lambda api, id_: restore(api, id_, api.state(id_)["version"]),
    "archiving undone": lambda api, id_: api.call("POST", f"/history/{id_}/restore"),
}


@pytest.fixture
def investigation_id(api: Api, settings: Document) -> str:
    created = api.running(settings)
    api.share(created, "friend", "viewer")
    return created


@pytest.mark.parametrize("write", UNCHANGING.values(), ids=UNCHANGING)
def test_a_write_that_changes_nothing_is_answered_200_and_recorded_nowhere(
    api: Api, investigation_id: str, write: Write
) -> None:
    before, cursor = api.get(investigation_id), api.cursor(investigation_id)
    shares, checkpoint = api.call("GET", f"/{investigation_id}/access").data, api.checkpoint(investigation_id)
    entries = document(api.audit(investigation_id))["items"]

    answer = write(api, investigation_id)

    assert (answer.status_code, answer.headers["ETag"]) == (200, before.headers["ETag"])
    after = api.get(investigation_id)
    assert (after.headers["ETag"], after.data) == (before.headers["ETag"], before.data)
    assert api.events(investigation_id, after=cursor) == []
    assert document(api.audit(investigation_id))["items"] == entries
    assert api.call("GET", f"/{investigation_id}/access").data == shares
    assert api.checkpoint(investigation_id)["navigation"] == checkpoint["navigation"]


def test_another_editor_writes_with_the_tag_from_before_an_unchanging_write(api: Api, investigation_id: str) -> None:
    etag = api.get(investigation_id).headers["ETag"]
    document(api.patch(investigation_id, {}, ANY))

    answer = api.patch(investigation_id, {"status": "ERROR"}, {"If-Match": etag})

    assert document(answer)["version"] == 4


def test_a_stale_precondition_is_refused_although_the_write_changes_nothing(api: Api, investigation_id: str) -> None:
    etag = api.get(investigation_id).headers["ETag"]
    api.changed(investigation_id, status="ERROR")

    problem(api.patch(investigation_id, {}, {"If-Match": etag}), 412, "precondition_failed")
    problem(api.patch(investigation_id, {}), 428, "precondition_required")


def test_an_unchanging_write_is_replayed_under_its_key(api: Api, investigation_id: str) -> None:
    sent = {"Idempotency-Key": "k", "If-Match": api.get(investigation_id).headers["ETag"]}
    first = api.patch(investigation_id, {}, sent)
    api.changed(investigation_id, status="ERROR")

    again = api.patch(investigation_id, {}, sent)

    assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])


def test_a_value_of_another_json_type_is_a_change(api: Api, settings: Document) -> None:
    investigation_id = api.created(settings=settings)

    states = [
        api.changed(investigation_id, settings={"tools": [{"tool_name": "t", "parameters": {"depth": depth}}]})
        for depth in (1, True, 1.0, 1)
    ]

    assert [state["version"] for state in states] == [2, 3, 4, 5]


def test_a_reported_event_is_recorded_although_the_state_stays_the_same(api: Api, investigation_id: str) -> None:
    report = event("progress_updated", percent_complete=40)
    first, second = (document(api.report(investigation_id, report)) for _ in range(2))

    assert (first["version"], second["version"]) == (4, 5)
    assert [stored["event_type"] for stored in second["events"]] == ["progress_updated"]
    state = api.state(investigation_id)
    assert (state["version"], state["updated_at"]) == (5, second["events"][0]["committed_at"])
