"""Polling everything that the caller owns: the list, or what came after a cursor (contract sections 6 and 7)."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from test_web_hot_poll import by_view, entries, told
from test_web_long_poll import wait_for_pollers
from test_web_storage_trouble import is_stale, unreadable
from web_api import Api, ApiFor, Document, ServiceWith, document, event, problem
from werkzeug.test import TestResponse

from wizard_service.config import FeatureFlags, PollingSettings

ALWAYS = {"user_id", "timestamp", "has_changes", "cursor", "next_poll_interval"}
REPORT = event("progress_updated", percent_complete=10)
MOST_EVENTS = 500


def poll(api: Api, headers: dict[str, str] | None = None, **query: str) -> TestResponse:
    return api.call("GET", "/poll", headers, query_string=query)


def cursor_of(api: Api) -> str:
    return str(document(poll(api))["cursor"])


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
        assert len(answer["events"]) <= MOST_EVENTS
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


@pytest.mark.parametrize("has_cursor", [False, True])
def test_304_as_long_as_the_feed_stands_still(has_cursor: bool, api: Api, api_for: ApiFor, settings: Document) -> None:
    mine = api.running(settings)
    full = poll(api)
    query = {"after": document(full)["cursor"]} if has_cursor else {}
    known = {"If-None-Match": full.headers["ETag"]}
    api_for().created()

    unchanged = poll(api, known, **query)
    api.report(mine, REPORT)
    changed = poll(api, known, **query)

    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert unchanged.headers["ETag"] == full.headers["ETag"]
    assert int(unchanged.headers["X-Recommended-Interval"]) > 0
    assert document(changed)["has_changes"]
    assert changed.headers["ETag"] != full.headers["ETag"]


def test_who_knows_the_list_and_lacks_events_is_told_them(api: Api, settings: Document) -> None:
    mine, cursor = api.running(settings), cursor_of(api)
    stored = document(api.report(mine, REPORT))["events"]
    known = {"If-None-Match": poll(api).headers["ETag"]}

    assert document(poll(api, known, after=cursor))["events"] == stored


def test_304_is_answered_before_flask_as_by_the_view(service_with: ServiceWith, api_for: ApiFor) -> None:
    app = service_with(polling=PollingSettings(rate_limit_per_s=1000))
    api = api_for(app=app)
    api.created()
    known = {"If-None-Match": poll(api).headers["ETag"]}

    with entries(app) as entered:
        hot = poll(api, known)

    assert entered == []
    assert hot.status_code == 304
    assert told(hot) == told(by_view(app, api, "/poll", known))


def test_waiting_poll_answers_at_the_first_change_of_any(service: Flask, api: Api, settings: Document) -> None:
    api.running(settings)
    mine, cursor = api.running(settings), cursor_of(api)
    with ThreadPoolExecutor(1) as background:
        waiting = background.submit(poll, api, None, after=cursor, wait="30")
        wait_for_pollers(service, 1)

        stored = document(api.report(mine, REPORT))["events"]

        assert document(waiting.result(10))["events"] == stored


def test_advice_is_fast_while_anything_changes_and_slow_where_nothing_is(api: Api, settings: Document) -> None:
    nothing = document(poll(api))["next_poll_interval"]
    api.running(settings)

    assert 4500 <= nothing <= 5500
    assert 450 <= document(poll(api))["next_poll_interval"] <= 550


def test_polls_of_everything_count_against_the_limit(service_with: ServiceWith, api_for: ApiFor) -> None:
    api = api_for(app=service_with(polling=PollingSettings(rate_limit_per_s=1)))

    assert poll(api).headers["RateLimit"] == '"poll";r=0;t=1'
    problem(poll(api), 429, "rate_limited")
    problem(poll(api, {"If-None-Match": "*"}), 429, "rate_limited")


def test_polling_that_is_switched_off_is_so_for_everything(service_with: ServiceWith, api_for: ApiFor) -> None:
    problem(poll(api_for(app=service_with(features=FeatureFlags(polling=False)))), 404, "feature_disabled")


def test_the_owner_sees_who_polls_everything_beside_who_polls_this(api: Api, settings: Document) -> None:
    mine, other = api.running(settings), api.running(settings)
    poll(api, {"If-None-Match": poll(api).headers["ETag"]})
    api.poll(mine)
    api.report(other, REPORT)

    listed = document(api.call("GET", f"/{mine}/connections"))["connections"]

    shown = {each["follows"]: (each["polls"], each["behind_events"], each["unchanged_share"]) for each in listed}
    assert shown == {"everything": (2, 1, 0.5), "investigation": (1, 0, 0.0)}


def test_while_the_database_cannot_be_read_the_list_is_the_one_read_last(
    service_with: ServiceWith, api_for: ApiFor, tmp_path: Path
) -> None:
    app = service_with()
    api, stranger = api_for(app=app), api_for(app=app)
    api.created()
    before = document(poll(api))

    with unreadable(app, tmp_path):
        whole, after, unknown = poll(api), poll(api, after=before["cursor"]), poll(stranger)

    assert document(whole)["state"] == before["state"]
    assert (document(after)["events"], document(after)["cursor"]) == ([], before["cursor"])
    assert is_stale(whole)
    assert is_stale(after)
    problem(unknown, 503, "storage_unavailable")
