"""Polling everything that the caller owns: the list, or the events after a cursor (contract sections 6 and 7)."""

import pytest

from tests.support.api.client import Api, ApiFor, Document, document, problem
from tests.support.api.polling.owner_polls import REPORT, cursor_of, poll

ALWAYS = {"user_id", "timestamp", "has_changes", "cursor", "next_poll_interval"}
MAX_EVENTS = 500


def test_poll_without_a_cursor_lists_active_owned_investigations(api: Api, api_for: ApiFor, settings: Document) -> None:
    other = api_for()
    shared = other.created()
    other.share(shared, api.user_id, "viewer")
    older, newer = api.created(), api.running(settings)

    answer = document(poll(api))

    assert answer.keys() == ALWAYS | {"state"}
    assert (answer["user_id"], answer["has_changes"]) == (api.user_id, True)
    assert [row["investigation_id"] for row in answer["state"]] == [newer, older]
    owned = [row for row in document(api.call("GET", "/active"))["investigations"] if row["role"] == "owner"]
    assert answer["state"] == owned


def test_poll_with_a_cursor_returns_the_events_of_all_investigations_in_feed_order(
    api: Api, settings: Document
) -> None:
    one, two = api.running(settings), api.running(settings)
    cursor = cursor_of(api)
    stored = [document(api.report(target, REPORT))["events"][0] for target in (one, two, one)]

    answer = document(poll(api, after=cursor))

    assert answer.keys() == ALWAYS | {"events"}
    assert (answer["events"], answer["has_changes"], answer["cursor"]) == (stored, True, stored[-1]["id"])


def test_deletions_are_returned_like_other_events(api: Api) -> None:
    investigation_id, cursor = api.created(), cursor_of(api)
    api.delete(investigation_id, {"If-Match": "*"})

    (last,) = document(poll(api, after=cursor))["events"]

    assert (last["event_type"], last["investigation_id"]) == ("investigation_deleted", investigation_id)


def test_events_of_shared_investigations_stay_in_their_owners_feed(api: Api, api_for: ApiFor) -> None:
    other, cursor = api_for(), cursor_of(api)
    shared = other.created()
    other.share(shared, api.user_id, "editor")
    api.changed(shared, progress={"overall_progress": 1})

    answer = document(poll(api, after=cursor))

    assert (answer["events"], answer["has_changes"], answer["cursor"]) == ([], False, cursor)


def test_include_state_adds_the_list_to_the_events(api: Api, settings: Document) -> None:
    investigation_id, cursor = api.running(settings), cursor_of(api)
    api.report(investigation_id, REPORT)

    answer = document(poll(api, after=cursor, include="state"))

    assert answer.keys() == ALWAYS | {"events", "state"}
    assert answer["state"] == document(poll(api))["state"]


def test_events_beyond_one_answer_are_returned_by_the_next(api: Api, settings: Document) -> None:
    one, two, cursor = api.running(settings), api.running(settings), cursor_of(api)
    for investigation_id in (one, two, one):
        for _ in range(2):
            document(api.report(investigation_id, [REPORT] * 100))
    received: list[str] = []

    while (answer := document(poll(api, after=cursor)))["has_changes"]:
        assert len(answer["events"]) <= MAX_EVENTS
        received += [envelope["id"] for envelope in answer["events"]]
        cursor = answer["cursor"]

    epoch, _, newest = cursor_of(api).rpartition("-")
    assert received == [f"{epoch}-{n}" for n in range(int(newest) - len(received) + 1, int(newest) + 1)]
    assert len(received) >= 600


@pytest.mark.parametrize("name", ["last_event_id", "lastEventId", "last_seen", "after", "Last-Event-ID"])
def test_a_cursor_means_the_same_in_every_spelling(name: str, api: Api, settings: Document) -> None:
    investigation_id, cursor = api.running(settings), cursor_of(api)
    stored = document(api.report(investigation_id, REPORT))["events"]

    answer = poll(api, {name: cursor}) if name == "Last-Event-ID" else poll(api, **{name: cursor})

    assert document(answer)["events"] == stored


def test_an_unusable_cursor_is_answered_with_the_usable_range(api: Api) -> None:
    api.created()
    epoch, _, newest = cursor_of(api).rpartition("-")

    for cursor in (f"{epoch}-{int(newest) + 1}", f"other-{newest}"):
        details = problem(poll(api, after=cursor), 410, "cursor_expired")
        assert (details["earliest"], details["latest"]) == (f"{epoch}-0", f"{epoch}-{newest}")
    problem(poll(api, after="nonsense"), 400, "bad_cursor")


def test_a_cursor_does_not_grant_access_to_another_users_feed(api: Api, api_for: ApiFor) -> None:
    api_for().created()

    answer = document(poll(api, after=f"{cursor_of(api).rpartition('-')[0]}-0"))

    assert answer["events"] == []
