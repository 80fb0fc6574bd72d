"""Only the holder of the living lease reports and writes progress and results (contract section 11)."""

import uuid

import pytest

from tests.support.api.client import Api, ApiFor, Document, document, event, problem
from tests.support.api.executors.leases import holder

PROGRESS = event("progress_updated", percent_complete=10)


@pytest.mark.parametrize("lease", [{}, {"Wizard-Lease": str(uuid.uuid4())}, {"Wizard-Lease": "\xff"}])
def test_report_without_the_living_lease_is_refused(api: Api, investigation_id: str, lease: dict[str, str]) -> None:
    holder(api, investigation_id)
    version = api.state(investigation_id)["version"]

    problem(api.report(investigation_id, PROGRESS, lease), 409, "lease_held")
    assert api.state(investigation_id)["version"] == version


@pytest.mark.parametrize("section", ["progress", "results"])
def test_progress_and_results_are_written_under_the_lease_only(
    api: Api, investigation_id: str, results: Document, section: str
) -> None:
    changes = {"progress": {"overall_progress": 5}} if section == "progress" else {"results": results}
    worker = holder(api, investigation_id)

    problem(api.change(investigation_id, **changes), 409, "lease_held")
    problem(api.put(investigation_id, changes | {"version": 2}), 409, "lease_held")
    assert api.patch(investigation_id, changes | {"version": 2}, worker.headers).status_code == 200


def test_what_a_person_does_needs_no_lease(api: Api, api_for: ApiFor, investigation_id: str) -> None:
    holder(api, investigation_id)
    guest = api_for()

    api.share(investigation_id, guest.user_id, "viewer")
    api.changed(investigation_id, status="ERROR")
    document(api.call("POST", f"/{investigation_id}/retry"))
    document(api.call("POST", f"/{investigation_id}/cancel"))


def test_write_that_names_an_old_lease_is_refused_whatever_it_changes(api: Api, investigation_id: str) -> None:
    former = holder(api, investigation_id)
    holder(api, investigation_id, takeover=True)

    problem(api.patch(investigation_id, {"status": "ERROR", "version": 3}, former.headers), 409, "lease_lost")


def test_former_executor_changes_no_results_after_a_cancel(api: Api, investigation_id: str, results: Document) -> None:
    former = holder(api, investigation_id)
    document(api.call("POST", f"/{investigation_id}/cancel"))

    late = api.patch(investigation_id, {"results": results}, former.headers | {"If-Match": "*"})

    problem(late, 409, "lease_lost")
    problem(api.report(investigation_id, PROGRESS, former.headers), 409, "invalid_transition")
    assert api.state(investigation_id)["results"] is None


def test_executor_of_the_progress_is_written_by_the_service_alone(api: Api, investigation_id: str) -> None:
    worker = holder(api, investigation_id)
    state = api.state(investigation_id)
    forged = state["progress"]["executor"] | {"executor": "another"}

    for progress in ({"overall_progress": 1}, {"overall_progress": 2, "executor": forged}):
        version = api.state(investigation_id)["version"]
        document(api.put(investigation_id, {"progress": progress, "version": version}, worker.headers))
        assert api.state(investigation_id)["progress"]["executor"] == state["progress"]["executor"]


def test_audit_trail_names_attaching_and_releasing(api: Api, investigation_id: str) -> None:
    holder(api, investigation_id).release()
    holder(api, investigation_id)
    document(api.call("POST", f"/{investigation_id}/cancel"))

    entries = document(api.audit(investigation_id))["items"]

    assert [entry["action_type"] for entry in entries[:4]] == [
        "STATUS_CHANGED",
        "EXECUTOR_ATTACHED",
        "EXECUTOR_RELEASED",
        "EXECUTOR_ATTACHED",
    ]
    assert "EXECUTOR_RELEASED" in entries[0]["action_types"]


def test_fork_and_restored_version_have_no_other_executor(api: Api, investigation_id: str) -> None:
    worker = holder(api, investigation_id)
    document(worker.report())
    worker.release()

    fork = document(api.call("POST", f"/{investigation_id}/fork", json={}), 201)
    restored = document(api.call("POST", f"/{investigation_id}/restore", {"If-Match": "*"}, json={"version": 3}))

    assert "executor" not in fork["progress"]
    assert restored["progress"]["executor"]["status"] == "RELEASED"


def test_repeated_report_is_answered_although_its_lease_has_ended(api: Api, investigation_id: str) -> None:
    worker = holder(api, investigation_id)
    key = worker.headers | {"Idempotency-Key": "once"}
    first = document(api.report(investigation_id, PROGRESS, key))
    holder(api, investigation_id, takeover=True)

    assert document(api.report(investigation_id, PROGRESS, key)) == first
    problem(api.report(investigation_id, PROGRESS, worker.headers | {"Idempotency-Key": "again"}), 409, "lease_lost")
