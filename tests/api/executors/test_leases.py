"""Only one executor works on an investigation at a time (contract section 11)."""

import uuid

import pytest

from tests.support.api.client import Api, ApiFor, Document, document, event, problem, version_of, wrong_fields
from tests.support.api.executors.leases import holder, take

PROGRESS = event("progress_updated", percent_complete=10)


def test_lease_has_an_id_a_fence_and_an_end(api: Api, investigation_id: str) -> None:
    cursor = api.cursor(investigation_id)

    response = take(api, investigation_id, "worker-1")

    lease = document(response, 201)
    assert lease.keys() == {"lease_id", "executor", "fence", "expires_at"}
    assert (lease["executor"], lease["fence"]) == ("worker-1", 1)
    uuid.UUID(lease["lease_id"])
    (attached,) = api.events(investigation_id, after=cursor)
    assert (attached["event_type"], attached["data"]) == (
        "executor_attached",
        {"executor": "worker-1", "fence": 1},
    )
    assert version_of(response.headers["ETag"]) == attached["version"] == 2
    assert api.state(investigation_id)["progress"]["executor"] == {
        "executor": "worker-1",
        "status": "ATTACHED",
        "since": attached["timestamp"],
        "last_seen_at": attached["timestamp"],
    }


def test_second_executor_learns_who_works_and_until_when(api: Api, investigation_id: str) -> None:
    lease = holder(api, investigation_id, "first").lease

    for members in ({}, {"takeover": True}):
        refused = problem(take(api, investigation_id, "second", **members), 409, "lease_held")
        assert (refused["executor"], refused["expires_at"]) == ("first", lease["expires_at"])
    problem(take(api, investigation_id, "first"), 409, "lease_held")


def test_executor_takes_over_from_its_own_former_run(api: Api, investigation_id: str) -> None:
    former = holder(api, investigation_id)
    cursor = api.cursor(investigation_id)

    new = holder(api, investigation_id, takeover=True)

    assert new.lease["fence"] == 2
    (attached,) = api.events(investigation_id, after=cursor)
    assert (attached["event_type"], attached["data"]["takeover"]) == ("executor_attached", True)
    problem(former.report(), 409, "lease_lost")
    assert document(former.renew()).items() >= {"proceed": False, "reason": "taken_over"}.items()
    problem(former.release(), 409, "lease_lost")
    assert new.report().status_code == 200


def test_old_lease_stays_fenced_when_the_lease_is_free_again(api: Api, investigation_id: str) -> None:
    former = holder(api, investigation_id)
    new = holder(api, investigation_id, takeover=True)
    assert new.release().status_code == 204

    problem(former.report(), 409, "lease_lost")
    problem(new.report(), 409, "lease_lost")
    assert api.report(investigation_id, PROGRESS).status_code == 200


def test_fence_grows_after_a_release(api: Api, investigation_id: str) -> None:
    assert holder(api, investigation_id, "a").release().status_code == 204

    assert holder(api, investigation_id, "b").lease["fence"] == 2


def test_completed_investigation_gives_no_lease(api: Api, investigation_id: str, results: Document) -> None:
    worker = holder(api, investigation_id)
    finished = {"status": "COMPLETED", "results": results, "version": 2}
    document(api.patch(investigation_id, finished, worker.headers))

    assert document(worker.renew())["reason"] == "completed"
    problem(take(api, investigation_id, "another"), 409, "invalid_transition")


def test_archived_investigation_gives_no_lease(api: Api, investigation_id: str) -> None:
    document(api.call("POST", f"/history/{investigation_id}/archive"))

    problem(take(api, investigation_id), 409, "invalid_transition")


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_renewal_and_release_need_a_lease(api: Api, investigation_id: str, method: str) -> None:
    path = f"/{investigation_id}/lease"
    problem(api.call(method, path), 409, "lease_lost")
    problem(api.call(method, path, {"Wizard-Lease": str(uuid.uuid4())}), 409, "lease_lost")

    holder(api, investigation_id)

    problem(api.call(method, path), 409, "lease_held")


def test_lease_is_shown_without_its_id(api: Api, api_for: ApiFor, investigation_id: str) -> None:
    problem(api.call("GET", f"/{investigation_id}/lease"), 404, "not_found")
    worker = holder(api, investigation_id)
    document(worker.renew())

    shown = document(api.call("GET", f"/{investigation_id}/lease"))

    assert worker.lease["lease_id"] not in str(shown)
    assert (shown["executor"], shown["fence"], shown["ended_at"], shown["end_reason"]) == ("worker", 1, None, None)
    problem(api_for().call("GET", f"/{investigation_id}/lease"), 404, "not_found")


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"executor": ""}, "executor"),
        ({"executor": "x" * 256}, "executor"),
        ({"executor": "a\0"}, "executor"),
        ({"ttl_s": 4}, "ttl_s"),
        ({"ttl_s": 601}, "ttl_s"),
        ({"takeover": "yes"}, "takeover"),
        ({"fence": 1}, "fence"),
    ],
)
def test_invalid_claim_names_the_field(api: Api, investigation_id: str, members: Document, field: str) -> None:
    assert wrong_fields(api.call("POST", f"/{investigation_id}/lease", json={"executor": "a"} | members)) == {field}


def test_viewer_takes_no_lease_and_another_user_sees_nothing(api: Api, api_for: ApiFor, investigation_id: str) -> None:
    viewer = api_for()
    api.share(investigation_id, viewer.user_id, "viewer")

    problem(take(viewer, investigation_id), 403, "forbidden")
    problem(take(api_for(), investigation_id), 404, "not_found")
    problem(take(api_for(None, "wizard:read"), investigation_id), 403, "forbidden")
    assert take(api_for(None, "wizard:run"), investigation_id).status_code == 201
