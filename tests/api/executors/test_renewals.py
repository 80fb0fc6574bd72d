"""A renewal says whether to go on, and changes nothing (contract section 11)."""

import pytest

from tests.support.api.client import Api, ApiFor, document, event, problem
from tests.support.api.executors.leases import holder

PROGRESS = event("progress_updated", percent_complete=10)


def test_renewal_changes_nothing_that_anyone_sees(api: Api, investigation_id: str) -> None:
    worker = holder(api, investigation_id)
    cursor, etag = api.cursor(investigation_id), api.get(investigation_id).headers["ETag"]
    entries = document(api.audit(investigation_id))["items"]

    renewed = document(worker.renew())

    assert renewed.keys() == {"expires_at", "proceed"}
    assert renewed["proceed"] is True
    assert renewed["expires_at"] >= worker.lease["expires_at"]
    assert api.get(investigation_id).headers["ETag"] == etag
    assert api.events(investigation_id, after=cursor) == []
    assert document(api.audit(investigation_id))["items"] == entries


@pytest.mark.parametrize(("command", "reason"), [("cancel", "cancelled"), ("archive", "archived")])
def test_renewal_says_that_the_work_is_over(api: Api, investigation_id: str, command: str, reason: str) -> None:
    worker = holder(api, investigation_id)
    paths = {"cancel": f"/{investigation_id}/cancel", "archive": f"/history/{investigation_id}/archive"}
    cursor = api.cursor(investigation_id)

    document(api.call("POST", paths[command]))

    assert document(worker.renew()) == {
        "expires_at": worker.lease["expires_at"],
        "proceed": False,
        "reason": reason,
    }
    assert "executor_released" in [event["event_type"] for event in api.events(investigation_id, after=cursor)]
    assert api.state(investigation_id)["progress"]["executor"]["status"] == "RELEASED"
    problem(worker.report(), 409, "invalid_transition")
    assert worker.release().status_code == 204


def test_renewal_says_that_the_investigation_was_deleted(api: Api, api_for: ApiFor, investigation_id: str) -> None:
    worker = holder(api, investigation_id)
    assert api.delete(investigation_id, {"If-Match": "*"}).status_code == 204

    assert document(worker.renew()).items() >= {"proceed": False, "reason": "deleted"}.items()
    assert worker.release().status_code == 204
    problem(api_for().call("PUT", f"/{investigation_id}/lease", worker.headers), 404, "not_found")


def test_executor_waits_while_the_status_is_error(api: Api, investigation_id: str) -> None:
    worker = holder(api, investigation_id)
    api.changed(investigation_id, status="ERROR")

    assert document(worker.renew()).items() >= {"proceed": False, "reason": "error"}.items()

    document(api.call("POST", f"/{investigation_id}/retry"))
    assert document(worker.renew())["proceed"] is True


def test_reset_ends_the_lease(api: Api, investigation_id: str) -> None:
    worker = holder(api, investigation_id)
    api.navigate(investigation_id, step="SETTINGS")

    assert document(worker.renew())["reason"] == "reset"
    problem(worker.report(), 409, "lease_lost")
    assert api.state(investigation_id)["progress"] is None
