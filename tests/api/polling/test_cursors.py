"""Cursors: a poll returns the events after its cursor, in order, each once (contract sections 5 and 6)."""

from typing import Any

import pytest

from tests.support.api.client import Api, ApiFor, Document, document, event, merged, problem, without_lines

REPORT = event("progress_updated", percent_complete=10)
SPELLINGS: list[tuple[str, str]] = [
    ("header", "Last-Event-ID"),
    ("query", "last_event_id"),
    ("query", "lastEventId"),
    ("query", "last_seen"),
    ("query", "after"),
]


def poll_after(api: Api, investigation_id: str, where: str, name: str, cursor: str) -> Any:
    return (
        api.poll(investigation_id, {name: cursor})
        if where == "header"
        else api.poll(investigation_id, None, **{name: cursor})
    )


@pytest.mark.parametrize(("where", "name"), SPELLINGS)
def test_all_spellings_of_a_cursor_mean_the_same(api: Api, investigation_id: str, where: str, name: str) -> None:
    cursor = api.cursor(investigation_id)
    stored = document(api.report(investigation_id, REPORT))["events"]

    assert document(poll_after(api, investigation_id, where, name, cursor))["events"] == stored


@pytest.mark.parametrize("cursor", ["x", "-1", "a-", "a--1", "a-01", "a-1.0", "a-+1", "a-1 b", "a-²", "é-1", "a-1;--"])
def test_malformed_cursor_is_refused_in_every_spelling(api: Api, investigation_id: str, cursor: str) -> None:
    for where, name in SPELLINGS:
        problem(poll_after(api, investigation_id, where, name, cursor), 400, "bad_cursor")


@pytest.mark.parametrize("cursor", ["a" * 100_000, "a-" + "9" * 5000, "\u0000", "a-1\n", "%ff", "'"])
def test_an_implausible_cursor_is_refused(api: Api, investigation_id: str, cursor: str) -> None:
    problem(api.poll(investigation_id, after=cursor), 400, "bad_cursor")


def test_unusable_cursor_is_gone_and_the_problem_names_usable_cursors(api: Api, investigation_id: str) -> None:
    epoch, _, n = api.cursor(investigation_id).rpartition("-")

    for cursor in (f"{epoch}-{int(n) + 1}", f"{epoch}-999999999999999", "other-0", f"other-{n}", f"{epoch}x-{n}"):
        details = problem(api.poll(investigation_id, after=cursor), 410, "cursor_expired")
        assert (details["earliest"], details["latest"]) == (f"{epoch}-0", f"{epoch}-{n}")


@pytest.mark.parametrize("end", ["earliest", "latest"])
def test_cursors_named_by_a_410_can_be_used(api: Api, investigation_id: str, end: str) -> None:
    details = problem(api.poll(investigation_id, after="other-0"), 410, "cursor_expired")

    assert api.poll(investigation_id, after=details[end]).status_code == 200


def test_start_of_the_feed_returns_every_event_since_the_creation(api: Api, settings: Document) -> None:
    investigation_id = api.created(settings=settings)
    api.changed(investigation_id, wizard_step="PROGRESS")
    api.report(investigation_id, REPORT)
    epoch = api.cursor(investigation_id).rpartition("-")[0]

    events = api.events(investigation_id, after=f"{epoch}-0")

    assert [(envelope["event_type"], envelope["version"]) for envelope in events] == [
        ("state_updated", 1),
        ("state_updated", 2),
        ("step_changed", 2),
        ("progress_updated", 3),
    ]


def test_every_event_is_a_cursor(api: Api, investigation_id: str) -> None:
    start = api.cursor(investigation_id)
    api.report(investigation_id, [REPORT] * 5)
    events = api.events(investigation_id, after=start)

    for n, envelope in enumerate(events, 1):
        assert api.events(investigation_id, after=envelope["id"]) == events[n:]


def test_numbers_of_a_feed_have_no_gaps_over_all_investigations(api: Api, settings: Document) -> None:
    several = [api.running(settings) for _ in range(3)]
    for investigation_id in several * 2:
        api.report(investigation_id, [REPORT, event("phase_changed", to_phase="a")])
        api.put(investigation_id, {"version": 99})
    epoch = api.cursor(several[0]).rpartition("-")[0]

    ids = [
        envelope["id"] for investigation_id in several for envelope in api.events(investigation_id, after=f"{epoch}-0")
    ]

    assert sorted(int(event_id.rpartition("-")[2]) for event_id in ids) == list(range(1, len(ids) + 1))


def report_many(api: Api, investigation_id: str) -> list[str]:
    """Report more events than one answer holds; return their ids."""
    answers = [document(api.report(investigation_id, [REPORT] * 100)) for _ in range(7)]
    return [envelope["id"] for answer in answers for envelope in answer["events"]]


def test_several_polls_return_each_event_of_a_long_feed_once(api: Api, investigation_id: str) -> None:
    cursor = api.cursor(investigation_id)
    stored, received = report_many(api, investigation_id), []

    while events := (answer := document(api.poll(investigation_id, after=cursor)))["events"]:
        received += [envelope["id"] for envelope in events]
        cursor = answer["cursor"]

    assert received == stored


def test_changes_of_each_poll_lead_to_the_state_at_its_last_event(api: Api, investigation_id: str) -> None:
    cursor, followed = api.cursor(investigation_id), without_lines(api.state(investigation_id))
    for percent in range(1, 8):
        report = [event("progress_updated", percent_complete=percent, current_phase=str(n)) for n in range(100)]
        document(api.report(investigation_id, report))

    polls = 0
    while (answer := document(api.poll(investigation_id, after=cursor)))["has_changes"]:
        followed = merged(followed, answer["changes"])
        assert followed["version"] == answer["events"][-1]["version"]
        assert followed["progress"]["overall_progress"] == answer["events"][-1]["data"]["percent_complete"]
        cursor, polls = answer["cursor"], polls + 1

    assert polls > 1
    assert followed == without_lines(api.state(investigation_id))


def test_changes_of_several_polls_from_the_start_add_up_to_the_whole_state(api: Api, investigation_id: str) -> None:
    report_many(api, investigation_id)
    cursor, followed = api.cursor(investigation_id).rpartition("-")[0] + "-0", {}

    while (answer := document(api.poll(investigation_id, after=cursor)))["has_changes"]:
        followed, cursor = merged(followed, answer["changes"]), answer["cursor"]

    assert followed == without_lines(api.state(investigation_id))


def test_unchanged_state_is_not_answered_304_while_events_remain(api: Api, investigation_id: str) -> None:
    cursor = api.cursor(investigation_id)
    stored, received = report_many(api, investigation_id), []
    etag = ""

    while (response := api.poll(investigation_id, {"If-None-Match": etag}, after=cursor)).status_code == 200:
        answer = document(response)
        received += [envelope["id"] for envelope in answer["events"]]
        cursor, etag = answer["cursor"], response.headers["ETag"]

    assert response.status_code == 304
    assert received == stored


def test_executor_follows_the_feed_of_the_owner(api: Api, api_for: ApiFor, investigation_id: str) -> None:
    executor = api_for(None, "wizard:run")
    cursor = executor.cursor(investigation_id)

    stored = document(executor.report(investigation_id, REPORT))["events"]

    assert executor.events(investigation_id, after=cursor) == api.events(investigation_id, after=cursor) == stored
