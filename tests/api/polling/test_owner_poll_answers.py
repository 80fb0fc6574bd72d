"""Owner polls: 304, waits, limits, storage failures (contract section 6)."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.support.api.client import Api, ApiFor, Document, ServiceWith, document, problem
from tests.support.api.polling.fast_path import by_view, comparable, entries
from tests.support.api.polling.held import TIMEOUT_S, wait_for_pollers
from tests.support.api.polling.owner_polls import REPORT, cursor_of, poll
from tests.support.api.stale_reads import is_stale, unreadable
from wizard_service.config import FeatureFlags, PollingSettings
from wizard_service.feed import polling


@pytest.mark.parametrize("has_cursor", [False, True])
def test_poll_is_answered_304_while_the_feed_is_unchanged(
    has_cursor: bool, api: Api, api_for: ApiFor, settings: Document
) -> None:
    investigation_id = api.running(settings)
    full = poll(api)
    query = {"after": document(full)["cursor"]} if has_cursor else {}
    conditions = {"If-None-Match": full.headers["ETag"]}
    api_for().created()

    unchanged = poll(api, conditions, **query)
    api.report(investigation_id, REPORT)
    changed = poll(api, conditions, **query)

    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert unchanged.headers["ETag"] == full.headers["ETag"]
    assert int(unchanged.headers["X-Recommended-Interval"]) > 0
    assert document(changed)["has_changes"]
    assert changed.headers["ETag"] != full.headers["ETag"]


def test_current_list_tag_does_not_hide_missing_events(api: Api, settings: Document) -> None:
    investigation_id, cursor = api.running(settings), cursor_of(api)
    stored = document(api.report(investigation_id, REPORT))["events"]
    conditions = {"If-None-Match": poll(api).headers["ETag"]}

    assert document(poll(api, conditions, after=cursor))["events"] == stored


def test_a_304_before_flask_is_the_same_as_from_the_view(service_with: ServiceWith, api_for: ApiFor) -> None:
    app = service_with(polling=PollingSettings(rate_limit_per_s=1000))
    api = api_for(app=app)
    api.created()
    conditions = {"If-None-Match": poll(api).headers["ETag"]}

    with entries(app) as entered:
        hot = poll(api, conditions)

    assert entered == []
    assert hot.status_code == 304
    assert comparable(hot) == comparable(by_view(app, api, "/poll", conditions))


def test_waiting_poll_answers_at_the_first_change_of_any(service: Flask, api: Api, settings: Document) -> None:
    api.running(settings)
    investigation_id, cursor = api.running(settings), cursor_of(api)
    with ThreadPoolExecutor(1) as background:
        waiting = background.submit(poll, api, None, after=cursor, wait="30")
        wait_for_pollers(service, 1)

        stored = document(api.report(investigation_id, REPORT))["events"]

        assert document(waiting.result(TIMEOUT_S))["events"] == stored


def test_recommended_interval_is_fast_during_changes_and_slow_without_investigations(
    api: Api, settings: Document
) -> None:
    nothing = document(poll(api))["next_poll_interval"]
    api.running(settings)

    assert 4500 <= nothing <= 5500
    assert 450 <= document(poll(api))["next_poll_interval"] <= 550


@pytest.mark.parametrize("end", ["archive", "delete"])
def test_recent_archiving_or_deletion_counts_as_activity(end: str, api: Api) -> None:
    investigation_id = api.created()
    if end == "archive":
        document(api.call("POST", f"/history/{investigation_id}/archive"))
    else:
        assert api.delete(investigation_id, {"If-Match": "*"}).status_code == 204

    assert 450 <= document(poll(api))["next_poll_interval"] <= 550


def test_events_committed_between_two_reads_belong_to_the_next_poll(
    service: Flask, api: Api, settings: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    investigation_id, cursor, read_feed = api.running(settings), cursor_of(api), polling.read_feed
    first = document(api.report(investigation_id, REPORT))["events"]

    def read_late(*arguments: Any, **options: Any) -> Any:
        monkeypatch.setattr(polling, "read_feed", read_feed)
        for _ in range(6):
            document(api.report(investigation_id, [REPORT] * 100))
        return read_feed(*arguments, **options)

    monkeypatch.setattr(polling, "read_feed", read_late)
    polled = document(poll(api, after=cursor))

    assert (polled["events"], polled["cursor"], polled["has_changes"]) == (first, first[-1]["id"], True)
    assert len(document(poll(api, after=polled["cursor"]))["events"]) == polling.MAX_EVENTS


def test_polls_of_everything_count_against_the_limit(service_with: ServiceWith, api_for: ApiFor) -> None:
    api = api_for(app=service_with(polling=PollingSettings(rate_limit_per_s=1)))

    assert poll(api).headers["RateLimit"] == '"poll";r=0;t=1'
    problem(poll(api), 429, "rate_limited")
    problem(poll(api, {"If-None-Match": "*"}), 429, "rate_limited")


def test_disabled_polling_disables_the_owner_poll(service_with: ServiceWith, api_for: ApiFor) -> None:
    problem(poll(api_for(app=service_with(features=FeatureFlags(polling=False)))), 404, "feature_disabled")


def test_connections_show_owner_polls_and_polls_of_the_investigation(api: Api, settings: Document) -> None:
    investigation_id, other = api.running(settings), api.running(settings)
    poll(api, {"If-None-Match": poll(api).headers["ETag"]})
    api.poll(investigation_id)
    api.report(other, REPORT)

    listed = document(api.call("GET", f"/{investigation_id}/connections"))["connections"]

    shown = {row["follows"]: (row["polls"], row["behind_events"], row["unchanged_share"]) for row in listed}
    assert shown == {"everything": (2, 1, 0.5), "investigation": (1, 0, 0.0)}


@pytest.mark.sqlite
def test_the_last_read_list_is_served_while_the_database_cannot_be_read(
    service_with: ServiceWith, api_for: ApiFor, tmp_path: Path
) -> None:
    app = service_with()
    api, stranger = api_for(app=app), api_for(app=app)
    api.created()
    before = document(poll(api))

    with unreadable(app, tmp_path):
        whole, after, unknown = poll(api), poll(api, after=before["cursor"]), poll(stranger)
        foreign = poll(api, after="other-1")

    assert document(whole)["state"] == before["state"]
    assert (document(after)["events"], document(after)["cursor"]) == ([], before["cursor"])
    assert is_stale(whole)
    assert is_stale(after)
    assert "changes" not in document(after)
    problem(foreign, 410, "cursor_expired")
    problem(unknown, 503, "storage_unavailable")
