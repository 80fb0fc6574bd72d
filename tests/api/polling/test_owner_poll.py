"""Polling everything that the caller owns: the list, or what came after a cursor (contract sections 6 and 7)."""

import pytest

from tests.support.api.client import Api, ApiFor, Document, document, problem
from tests.support.api.polling.owner_polls import REPORT, cursor_of, poll

ALWAYS = {"user_id", "timestamp", "has_changes", "cursor", "next_poll_interval"}
MAX_EVENTS = 500


def test_poll_without_a_cursor_lists_what_is_active_and_owned(api: Api, api_for: ApiFor, settings: Document) -> None:
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


def test_poll_with_a_cursor_tells_the_events_of_all_in_the_order_of_the_feed(api: Api, settings: Document) -> None:
    one, two = api.running(settings), api.running(settings)
    cursor = cursor_of(api)
    stored = [document(api.report(each, REPORT))["events"][0] for each in (one, two, one)]

    answer = document(poll(api, after=cursor))

    assert answer.keys() == ALWAYS | {"events"}
    assert (answer["events"], answer["has_changes"], answer["cursor"]) == (stored, True, stored[-1]["id"])


def test_what_was_deleted_is_told_like_everything_else(api: Api) -> None:
    mine, cursor = api.created(), cursor_of(api)
    api.delete(mine, {"If-Match": "*"})

    (last,) = document(poll(api, after=cursor))["events"]

    assert (last["event_type"], last["investigation_id"]) == ("investigation_deleted", mine)


def test_what_others_share_is_in_their_feeds(api: Api, api_for: ApiFor) -> None:
    other, cursor = api_for(), cursor_of(api)
    shared = other.created()
    other.share(shared, api.user_id, "editor")
    api.changed(shared, progress={"overall_progress": 1})

    answer = document(poll(api, after=cursor))

    assert (answer["events"], answer["has_changes"], answer["cursor"]) == ([], False, cursor)


def test_include_state_adds_the_list_to_the_events(api: Api, settings: Document) -> None:
    mine, cursor = api.running(settings), cursor_of(api)
    api.report(mine, REPORT)

    answer = document(poll(api, after=cursor, include="state"))

    assert answer.keys() == ALWAYS | {"events", "state"}
    assert answer["state"] == document(poll(api))["state"]


def test_more_events_than_one_answer_holds_are_told_by_the_next(api: Api, settings: Document) -> None:
    one, two, cursor = api.running(settings), api.running(settings), cursor_of(api)
    for each in (one, two, one):
        for _ in range(2):
            document(api.report(each, [REPORT] * 100))
    heard: list[str] = []

    while (answer := document(poll(api, after=cursor)))["has_changes"]:
        assert len(answer["events"]) <= MAX_EVENTS
        heard += [each["id"] for each in answer["events"]]
        cursor = answer["cursor"]

    epoch, _, newest = cursor_of(api).rpartition("-")
    assert heard == [f"{epoch}-{n}" for n in range(int(newest) - len(heard) + 1, int(newest) + 1)]
    assert len(heard) >= 600


@pytest.mark.parametrize("name", ["last_event_id", "lastEventId", "last_seen", "after", "Last-Event-ID"])
def test_a_cursor_means_the_same_in_every_spelling(name: str, api: Api, settings: Document) -> None:
    mine, cursor = api.running(settings), cursor_of(api)
    stored = document(api.report(mine, REPORT))["events"]

    answer = poll(api, {name: cursor}) if name == "Last-Event-ID" else poll(api, **{name: cursor})

    assert document(answer)["events"] == stored


def test_a_cursor_that_cannot_be_followed_is_told_from_where_one_can(api: Api) -> None:
    api.created()
    epoch, _, newest = cursor_of(api).rpartition("-")

    for cursor in (f"{epoch}-{int(newest) + 1}", f"other-{newest}"):
        told = problem(poll(api, after=cursor), 410, "cursor_expired")
        assert (told["earliest"], told["latest"]) == (f"{epoch}-0", f"{epoch}-{newest}")
    problem(poll(api, after="nonsense"), 400, "bad_cursor")


def test_nobody_elses_feed_is_told_by_a_cursor(api: Api, api_for: ApiFor) -> None:
    api_for().created()

    answer = document(poll(api, after=f"{cursor_of(api).rpartition('-')[0]}-0"))

    assert answer["events"] == []
