"""The first outcome of a request is given again under its Idempotency-Key (contract section 3)."""

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
# Each is sent twice in the same words, with what was true only the first time.
WRITES: dict[str, Write] = {
    "create": lambda api, mine, key: api.call("POST", "/investigations", key, json={"investigation_id": f"{mine}-2"}),
    "create with a server-made id": lambda api, _, key: api.call("POST", "/investigations", key, json={}),
    "put, version": lambda api, mine, key: api.put(mine, {"progress": {"overall_progress": 1}, "version": 1}, key),
    "put, If-Match": lambda api, mine, key: api.put(mine, {"status": "ERROR"}, key | {"If-Match": etag_of(api, mine)}),
    "put, any version": lambda api, mine, key: api.put(mine, {"status": "ERROR"}, key | {"If-Match": "*"}),
    "patch, version": lambda api, mine, key: api.patch(mine, {"status": "COMPLETED", "version": 1}, key),
    "patch of the step": lambda api, mine, key: api.patch(mine, {"wizard_step": "SETTINGS", "version": 1}, key),
    "events": lambda api, mine, key: api.report(mine, [REPORT, REPORT], key),
    "events that end it": lambda api, mine, key: api.report(mine, event("error_occurred", error_message="m"), key),
}
# Of version 2, because sharing is a change as well.
BY_GUESTS: dict[str, Write] = {
    "put": lambda api, mine, key: api.put(mine, {"status": "ERROR", "version": 2}, key),
    "put, any version": lambda api, mine, key: api.put(mine, {"status": "ERROR"}, key | ANY),
    "patch": lambda api, mine, key: api.patch(mine, {"status": "ERROR", "version": 2}, key),
    "events": lambda api, mine, key: api.report(mine, REPORT, key),
    "cancel": lambda api, mine, key: api.call("POST", f"/{mine}/cancel", key),
    "restore": lambda api, mine, key: api.call("POST", f"/{mine}/restore", key | ANY, json={"version": 1}),
}


def etag_of(api: Api, mine: str) -> str:
    return api.get(mine).headers["ETag"].rpartition(".")[0] + '.1"'


@pytest.mark.parametrize("name", WRITES)
def test_repeated_request_changes_nothing_and_is_answered_as_the_first(api: Api, settings: Document, name: str) -> None:
    mine, write = api.running(settings), WRITES[name]
    cursor = api.cursor(mine)
    first = write(api, mine, KEY)
    assert first.status_code == (201 if name.startswith("create") else 200), first.text
    state, told = api.get(mine).data, api.events(mine, after=cursor)

    again = write(api, mine, KEY)

    assert same(first, again)
    assert api.get(mine).data == state
    assert api.events(mine, after=cursor) == told


def test_repeated_request_is_answered_as_the_first_after_later_changes(api: Api, settings: Document) -> None:
    mine = api.running(settings)
    sent = {"progress": {"overall_progress": 1}, "version": 1}
    first = api.put(mine, sent, KEY)
    api.changed(mine, status="COMPLETED")

    assert same(first, api.put(mine, sent, KEY))
    assert api.state(mine)["version"] == 3


def test_repeated_request_is_answered_as_the_first_after_the_deletion(api: Api) -> None:
    first = api.call("POST", "/investigations", KEY, json={})
    mine = document(first, 201)["investigation_id"]
    api.delete(mine, {"If-Match": "*"})

    assert same(first, api.call("POST", "/investigations", KEY, json={}))
    problem(api.get(mine), 404, "not_found")


def test_repeated_request_is_answered_as_the_first_by_a_service_that_never_saw_it(
    service_with: ServiceWith, api_for: ApiFor
) -> None:
    api = api_for(app=service_with())
    mine = api.created()
    first = api.report(mine, REPORT, KEY)

    # Nothing was shut down: what the second one knows is what a crash would have left.
    other = api_for(api.user_id, app=service_with())

    assert same(first, other.report(mine, REPORT, KEY))
    assert other.state(mine)["version"] == 2


@pytest.mark.parametrize("write", BY_GUESTS.values(), ids=BY_GUESTS)
def test_repeated_request_is_refused_once_its_user_may_not_send_it_any_more(
    api: Api, api_for: ApiFor, settings: Document, write: Write
) -> None:
    mine, guest = api.running(settings), api_for()
    api.share(mine, guest.user_id, "editor")
    assert write(guest, mine, KEY).status_code == 200

    api.share(mine, guest.user_id, "viewer")
    problem(write(guest, mine, KEY), 403, "forbidden")
    api.call("DELETE", f"/{mine}/access/{guest.user_id}")
    problem(write(guest, mine, KEY), 404, "not_found")


def test_repeated_request_is_refused_to_a_token_that_may_only_read(
    api: Api, api_for: ApiFor, settings: Document
) -> None:
    mine = api.running(settings)
    document(api.report(mine, REPORT, KEY))

    problem(api_for(api.user_id, "wizard:read").report(mine, REPORT, KEY), 403, "forbidden")


def test_repeated_request_is_answered_as_the_first_after_archiving(api: Api, settings: Document) -> None:
    mine = api.running(settings)
    first = api.report(mine, REPORT, KEY)
    document(api.call("POST", f"/history/{mine}/archive"))

    assert same(first, api.report(mine, REPORT, KEY))


@pytest.mark.parametrize("name", ["put, version", "events", "create"])
def test_requests_repeated_at_the_same_time_are_all_answered_alike(
    api: Api, api_for: ApiFor, settings: Document, name: str
) -> None:
    clients = [api_for(api.user_id) for _ in range(8)]
    start = Barrier(len(clients))

    def write(n: int, mine: str) -> TestResponse:
        start.wait()
        # Each comes a little later, so that some come while the first one is being committed.
        sleep(n * 0.0006)
        return WRITES[name](clients[n], mine, {"Idempotency-Key": mine})

    for _ in range(12):
        mine = api.running(settings)
        with ThreadPoolExecutor(len(clients)) as pool:
            answers = list(pool.map(write, range(len(clients)), [mine] * len(clients)))
        assert all(same(answers[0], each) for each in answers), [each.status_code for each in answers]
