"""Polling: the state, or what came after a cursor, with an entity tag and advice (contract section 6)."""

from tests.support.api.client import Api, ApiFor, Document, ServiceWith, document, event, problem
from wizard_service.config import FeatureFlags

ALWAYS = {"investigation_id", "timestamp", "version", "has_changes", "cursor", "next_poll_interval"}
REPORT = event("progress_updated", percent_complete=10)


def test_poll_without_a_cursor_tells_the_whole_state(api: Api, settings: Document) -> None:
    mine = api.created(settings=settings)

    told = document(api.poll(mine))

    assert told.keys() == ALWAYS | {"state"}
    assert (told["investigation_id"], told["version"], told["has_changes"]) == (mine, 1, True)
    assert told["state"] == api.state(mine)


def test_poll_with_a_cursor_tells_the_events_after_it(api: Api, settings: Document) -> None:
    mine = api.running(settings)
    cursor = api.cursor(mine)
    stored = document(api.report(mine, [REPORT, event("phase_changed", to_phase="a")]))["events"]

    told = document(api.poll(mine, after=cursor))

    assert told.keys() == ALWAYS | {"events", "changes"}
    assert (told["events"], told["version"], told["has_changes"]) == (stored, 2, True)
    assert told["cursor"] == stored[-1]["id"]


def test_poll_with_the_newest_cursor_has_nothing_to_tell(api: Api, settings: Document) -> None:
    mine = api.running(settings)
    cursor = api.cursor(mine)

    told = document(api.poll(mine, after=cursor))

    assert (told["events"], told["has_changes"], told["cursor"]) == ([], False, cursor)
    assert not told.get("changes")


def test_include_state_adds_the_state_to_the_events(api: Api, settings: Document) -> None:
    mine = api.running(settings)
    cursor = api.cursor(mine)
    api.report(mine, REPORT)

    told = document(api.poll(mine, after=cursor, include="state"))

    assert told.keys() == ALWAYS | {"events", "changes", "state"}
    assert told["state"] == api.state(mine)


def test_unchanged_poll_is_answered_304_with_the_headers_of_a_200(api: Api) -> None:
    mine = api.created()
    full = api.poll(mine)

    response = api.poll(mine, {"If-None-Match": full.headers["ETag"]})

    assert (response.status_code, response.data) == (304, b"")
    assert full.headers["ETag"].startswith('W/"')
    for answer in (full, response):
        assert answer.headers["ETag"] == full.headers["ETag"]
        assert set(answer.headers["Cache-Control"].split(", ")) == {"private", "no-cache"}
        assert int(answer.headers["X-Recommended-Interval"]) > 0


def test_changed_poll_is_answered_200_whatever_tag_is_sent(api: Api) -> None:
    mine = api.created()
    etag = api.poll(mine).headers["ETag"]
    api.changed(mine, progress={"overall_progress": 1})

    response = api.poll(mine, {"If-None-Match": etag})

    assert document(response)["version"] == 2
    assert response.headers["ETag"] != etag


def test_other_investigations_of_the_user_are_not_told(api: Api, settings: Document) -> None:
    mine, other = api.running(settings), api.running(settings)
    cursor = api.cursor(mine)
    api.report(other, REPORT)
    api.report(mine, REPORT)

    assert {each["investigation_id"] for each in api.events(mine, after=cursor)} == {mine}


def test_polling_that_is_switched_off_breaks_nothing_else(
    service_with: ServiceWith, api_for: ApiFor, settings: Document
) -> None:
    api = api_for(app=service_with(features=FeatureFlags(polling=False)))
    mine = api.running(settings)

    problem(api.poll(mine), 404, "feature_disabled")
    problem(api.poll("unknown"), 404, "feature_disabled")
    assert api.report(mine, REPORT).status_code == 200
    assert api.state(mine)["version"] == 2


def test_an_id_that_another_user_had_before_is_told_from_its_owners_feed_alone(
    api_for: ApiFor, settings: Document
) -> None:
    """The first owner's feed ends with the deletion, which is number 3 there and version 3 of what it had."""
    first, second = api_for(), api_for()
    mine = first.created()
    first.report(mine, REPORT)
    etag = first.get(mine).headers["ETag"]
    first.delete(mine, {"If-Match": etag})
    second.created(investigation_id=mine, settings=settings)
    second.report(mine, REPORT)
    at_version_2 = second.cursor(mine)
    second.created()
    after_another = second.cursor(mine)

    nothing = second.poll(mine, {"If-None-Match": second.poll(mine).headers["ETag"]}, after=at_version_2)
    second.changed(mine, settings={"name": "new"})
    second.changed(mine, settings={"description": "told as well"})
    told = document(second.poll(mine, after=after_another))

    assert after_another.endswith("-3")
    assert nothing.status_code == 304
    assert told["changes"]["settings"] == {"name": "new", "description": "told as well"}
