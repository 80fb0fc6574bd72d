"""A repeated request under the same Idempotency-Key returns the first outcome (contract section 3)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

import pytest
from werkzeug.test import TestResponse

from tests.support.api.client import Api, ApiFor, Document, ServiceWith, document, event, problem
from tests.support.api.idempotency import KEY, REPORT, same

ANY = {"If-Match": "*"}
Write = Callable[[Api, str, dict[str, str]], TestResponse]
# Tests send each request twice unchanged, with a precondition that holds only the first time.
WRITES: dict[str, Write] = {
    "create": lambda api, investigation_id, key: api.call(
        "POST", "/investigations", key, json={"investigation_id": f"{investigation_id}-2"}
    ),
    "create with a server-made id": lambda api, _, key: api.call("POST", "/investigations", key, json={}),
    "put, version": lambda api, investigation_id, key: api.put(
        investigation_id, {"progress": {"overall_progress": 1}, "version": 1}, key
    ),
    "put, If-Match": lambda api, investigation_id, key: api.put(
        investigation_id, {"status": "ERROR"}, key | {"If-Match": etag_of(api, investigation_id)}
    ),
    "put, any version": lambda api, investigation_id, key: api.put(
        investigation_id, {"status": "ERROR"}, key | {"If-Match": "*"}
    ),
    "patch, version": lambda api, investigation_id, key: api.patch(
        investigation_id, {"status": "COMPLETED", "version": 1}, key
    ),
    "patch of the step": lambda api, investigation_id, key: api.patch(
        investigation_id, {"wizard_step": "SETTINGS", "version": 1}, key
    ),
    "events": lambda api, investigation_id, key: api.report(investigation_id, [REPORT, REPORT], key),
    "events that end it": lambda api, investigation_id, key: api.report(
        investigation_id, event("error_occurred", error_message="m"), key
    ),
}
# The requests name version 3, because an invitation and its acceptance are changes as well.
BY_GUESTS: dict[str, Write] = {
    "put": lambda api, investigation_id, key: api.put(investigation_id, {"status": "ERROR", "version": 3}, key),
    "put, any version": lambda api, investigation_id, key: api.put(investigation_id, {"status": "ERROR"}, key | ANY),
    "patch": lambda api, investigation_id, key: api.patch(investigation_id, {"status": "ERROR", "version": 3}, key),
    "events": lambda api, investigation_id, key: api.report(investigation_id, REPORT, key),
    "cancel": lambda api, investigation_id, key: api.call("POST", f"/{investigation_id}/cancel", key),
    "restore": lambda api, investigation_id, key: api.call(
        "POST", f"/{investigation_id}/restore", key | ANY, json={"version": 1}
    ),
}


def etag_of(api: Api, investigation_id: str) -> str:
    return api.get(investigation_id).headers["ETag"].rpartition(".")[0] + '.1"'


@pytest.mark.parametrize("name", WRITES)
def test_repeated_request_changes_nothing_and_is_answered_as_the_first(api: Api, settings: Document, name: str) -> None:
    investigation_id, write = api.running(settings), WRITES[name]
    cursor = api.cursor(investigation_id)
    first = write(api, investigation_id, KEY)
    assert first.status_code == (201 if name.startswith("create") else 200), first.text
    state, events = api.get(investigation_id).data, api.events(investigation_id, after=cursor)

    again = write(api, investigation_id, KEY)

    assert same(first, again)
    assert api.get(investigation_id).data == state
    assert api.events(investigation_id, after=cursor) == events


def test_repeated_request_is_answered_as_the_first_after_later_changes(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    sent = {"progress": {"overall_progress": 1}, "version": 1}
    first = api.put(investigation_id, sent, KEY)
    api.changed(investigation_id, status="COMPLETED")

    assert same(first, api.put(investigation_id, sent, KEY))
    assert api.state(investigation_id)["version"] == 3


def test_repeated_request_is_answered_as_the_first_after_the_deletion(api: Api) -> None:
    first = api.call("POST", "/investigations", KEY, json={})
    investigation_id = document(first, 201)["investigation_id"]
    api.delete(investigation_id, {"If-Match": "*"})

    assert same(first, api.call("POST", "/investigations", KEY, json={}))
    problem(api.get(investigation_id), 404, "not_found")


def test_repeated_request_is_answered_as_the_first_by_a_service_that_never_saw_it(
    service_with: ServiceWith, api_for: ApiFor
) -> None:
    api = api_for(app=service_with())
    investigation_id = api.created()
    first = api.report(investigation_id, REPORT, KEY)

    # The first service is still open, so the second reads the files as a crash would have left them.
    other = api_for(api.user_id, app=service_with())

    assert same(first, other.report(investigation_id, REPORT, KEY))
    assert other.state(investigation_id)["version"] == 2


@pytest.mark.parametrize("write", BY_GUESTS.values(), ids=BY_GUESTS)
def test_repeated_request_is_refused_after_its_user_lost_access(
    api: Api, api_for: ApiFor, settings: Document, write: Write
) -> None:
    investigation_id, guest = api.running(settings), api_for()
    api.share(investigation_id, guest.user_id, "editor")
    assert write(guest, investigation_id, KEY).status_code == 200

    api.share(investigation_id, guest.user_id, "viewer")
    problem(write(guest, investigation_id, KEY), 403, "forbidden")
    api.call("DELETE", f"/{investigation_id}/access/{guest.user_id}")
    problem(write(guest, investigation_id, KEY), 404, "not_found")


def test_repeated_request_is_refused_to_a_token_that_may_only_read(
    api: Api, api_for: ApiFor, settings: Document
) -> None:
    investigation_id = api.running(settings)
    document(api.report(investigation_id, REPORT, KEY))

    problem(api_for(api.user_id, "wizard:read").report(investigation_id, REPORT, KEY), 403, "forbidden")


def test_repeated_request_is_answered_as_the_first_after_archiving(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    first = api.report(investigation_id, REPORT, KEY)
    document(api.call("POST", f"/history/{investigation_id}/archive"))

    assert same(first, api.report(investigation_id, REPORT, KEY))


@pytest.mark.parametrize("name", ["put, version", "events", "create"])
def test_requests_repeated_at_the_same_time_are_all_answered_alike(
    api: Api, api_for: ApiFor, settings: Document, name: str
) -> None:
    clients = [api_for(api.user_id) for _ in range(8)]
    start = Barrier(len(clients))

    def write(n: int, investigation_id: str) -> TestResponse:
        start.wait()
        # Requests start slightly staggered, so that some arrive while the first one is being committed.
        sleep(n * 0.0006)
        return WRITES[name](clients[n], investigation_id, {"Idempotency-Key": investigation_id})

    for _ in range(12):
        investigation_id = api.running(settings)
        with ThreadPoolExecutor(len(clients)) as pool:
            answers = list(pool.map(write, range(len(clients)), [investigation_id] * len(clients)))
        assert all(same(answers[0], answer) for answer in answers), [answer.status_code for answer in answers]
