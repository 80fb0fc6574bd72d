"""Cursors: what comes after one, in order, each event once (contract sections 5 and 6)."""

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


def poll_after(api: Api, mine: str, where: str, name: str, cursor: str) -> Any:
    return api.poll(mine, {name: cursor}) if where == "header" else api.poll(mine, None, **{name: cursor})


@pytest.mark.parametrize(("where", "name"), SPELLINGS)
def test_all_spellings_of_a_cursor_mean_the_same(api: Api, mine: str, where: str, name: str) -> None:
    cursor = api.cursor(mine)
    stored = document(api.report(mine, REPORT))["events"]

    assert document(poll_after(api, mine, where, name, cursor))["events"] == stored


@pytest.mark.parametrize("cursor", ["x", "-1", "a-", "a--1", "a-01", "a-1.0", "a-+1", "a-1 b", "a-²", "é-1", "a-1;--"])
def test_malformed_cursor_is_refused_in_every_spelling(api: Api, mine: str, cursor: str) -> None:
    for where, name in SPELLINGS:
        problem(poll_after(api, mine, where, name, cursor), 400, "bad_cursor")


@pytest.mark.parametrize("cursor", ["a" * 100_000, "a-" + "9" * 5000, "\u0000", "a-1\n", "%ff", "'"])
def test_outlandish_cursor_is_refused(api: Api, mine: str, cursor: str) -> None:
    problem(api.poll(mine, after=cursor), 400, "bad_cursor")


def test_cursor_that_cannot_be_followed_is_gone_and_told_which_can(api: Api, mine: str) -> None:
    epoch, _, n = api.cursor(mine).rpartition("-")

    for cursor in (f"{epoch}-{int(n) + 1}", f"{epoch}-999999999999999", "other-0", f"other-{n}", f"{epoch}x-{n}"):
        told = problem(api.poll(mine, after=cursor), 410, "cursor_expired")
        assert (told["earliest"], told["latest"]) == (f"{epoch}-0", f"{epoch}-{n}")


@pytest.mark.parametrize("end", ["earliest", "latest"])
def test_cursors_told_by_a_410_can_be_used(api: Api, mine: str, end: str) -> None:
    told = problem(api.poll(mine, after="other-0"), 410, "cursor_expired")

    assert api.poll(mine, after=told[end]).status_code == 200


def test_beginning_of_the_feed_gives_every_event_from_the_creation_on(api: Api, settings: Document) -> None:
    mine = api.created(settings=settings)
    api.changed(mine, wizard_step="PROGRESS")
    api.report(mine, REPORT)
    epoch = api.cursor(mine).rpartition("-")[0]

    told = api.events(mine, after=f"{epoch}-0")

    assert [(each["event_type"], each["version"]) for each in told] == [
        ("state_updated", 1),
        ("state_updated", 2),
        ("step_changed", 2),
        ("progress_updated", 3),
    ]


def test_every_event_is_a_cursor(api: Api, mine: str) -> None:
    start = api.cursor(mine)
    api.report(mine, [REPORT] * 5)
    told = api.events(mine, after=start)

    for n, each in enumerate(told, 1):
        assert api.events(mine, after=each["id"]) == told[n:]


def test_numbers_of_a_feed_have_no_gaps_over_all_investigations(api: Api, settings: Document) -> None:
    several = [api.running(settings) for _ in range(3)]
    for mine in several * 2:
        api.report(mine, [REPORT, event("phase_changed", to_phase="a")])
        api.put(mine, {"version": 99})
    epoch = api.cursor(several[0]).rpartition("-")[0]

    ids = [each["id"] for mine in several for each in api.events(mine, after=f"{epoch}-0")]

    assert sorted(int(each.rpartition("-")[2]) for each in ids) == list(range(1, len(ids) + 1))


def report_many(api: Api, mine: str) -> list[str]:
    """Report more events than one answer holds; return their ids."""
    answers = [document(api.report(mine, [REPORT] * 100)) for _ in range(7)]
    return [each["id"] for answer in answers for each in answer["events"]]


def test_long_feed_is_told_by_several_polls_each_event_once(api: Api, mine: str) -> None:
    cursor = api.cursor(mine)
    stored, told = report_many(api, mine), []

    while events := (answer := document(api.poll(mine, after=cursor)))["events"]:
        told += [each["id"] for each in events]
        cursor = answer["cursor"]

    assert told == stored


def test_changes_of_several_polls_lead_to_the_state_where_their_events_do(api: Api, mine: str) -> None:
    cursor, told = api.cursor(mine), without_lines(api.state(mine))
    for percent in range(1, 8):
        report = [event("progress_updated", percent_complete=percent, current_phase=str(n)) for n in range(100)]
        document(api.report(mine, report))

    polls = 0
    while (answer := document(api.poll(mine, after=cursor)))["has_changes"]:
        told = merged(told, answer["changes"])
        assert told["version"] == answer["events"][-1]["version"]
        assert told["progress"]["overall_progress"] == answer["events"][-1]["data"]["percent_complete"]
        cursor, polls = answer["cursor"], polls + 1

    assert polls > 1
    assert told == without_lines(api.state(mine))


def test_changes_of_several_polls_from_the_beginning_are_the_whole_state(api: Api, mine: str) -> None:
    report_many(api, mine)
    cursor, told = api.cursor(mine).rpartition("-")[0] + "-0", {}

    while (answer := document(api.poll(mine, after=cursor)))["has_changes"]:
        told, cursor = merged(told, answer["changes"]), answer["cursor"]

    assert told == without_lines(api.state(mine))


def test_unchanged_state_is_no_304_while_events_are_still_to_be_told(api: Api, mine: str) -> None:
    cursor = api.cursor(mine)
    stored, told = report_many(api, mine), []
    etag = ""

    while (response := api.poll(mine, {"If-None-Match": etag}, after=cursor)).status_code == 200:
        answer = document(response)
        told += [each["id"] for each in answer["events"]]
        cursor, etag = answer["cursor"], response.headers["ETag"]

    assert response.status_code == 304
    assert told == stored


def test_executor_follows_the_feed_of_the_owner(api: Api, api_for: ApiFor, mine: str) -> None:
    executor = api_for(None, "wizard:run")
    cursor = executor.cursor(mine)

    stored = document(executor.report(mine, REPORT))["events"]

    assert executor.events(mine, after=cursor) == api.events(mine, after=cursor) == stored
