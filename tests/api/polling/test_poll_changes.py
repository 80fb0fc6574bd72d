"""The `changes` of a poll: one merge patch from what a cursor knows to the present (contract section 6)."""

from itertools import pairwise

from flask import Flask

from tests.support.api.client import Api, Document, document, event, merged, without_lines
from wizard_service.store import Transaction
from wizard_service.store.models import EventRow, Feed

REPORT = event("progress_updated", percent_complete=10)


def change_everything(api: Api, mine: str, results: Document) -> None:
    api.changed(mine, settings={"description": None, "name": "new"})
    api.changed(mine, wizard_step="PROGRESS")
    api.report(mine, [event("phase_changed", to_phase="a"), event("log_appended", lines=[{"message": "1"}]), REPORT])
    api.changed(mine, progress={"current_phase": None, "overall_progress": 100}, status="COMPLETED", results=results)


def test_changes_turn_the_old_state_into_the_new_one(api: Api, settings: Document, results: Document) -> None:
    mine = api.created(settings=settings | {"description": "d"})
    old, cursor = api.state(mine), api.cursor(mine)
    change_everything(api, mine, results)
    new = api.state(mine)

    changes = document(api.poll(mine, after=cursor))["changes"]

    bookkeeping = {name: new[name] for name in ("version", "updated_at")}
    assert merged(without_lines(old), changes) | bookkeeping == without_lines(new)


def test_changes_bring_version_and_updated_at_along(api: Api) -> None:
    mine = api.created()
    old, cursor = api.state(mine), api.cursor(mine)
    new = api.changed(mine, progress={"overall_progress": 1})

    changes = document(api.poll(mine, after=cursor))["changes"]

    assert merged(without_lines(old), changes) == without_lines(new)


def test_changes_from_before_the_creation_are_the_whole_state(api: Api, settings: Document) -> None:
    beginning = api.cursor(api.created())
    mine = api.created(settings=settings)
    new = api.changed(mine, progress={"overall_progress": 1})

    changes = document(api.poll(mine, after=beginning))["changes"]

    bookkeeping = {name: new[name] for name in ("version", "updated_at")}
    assert merged({}, changes) | bookkeeping == without_lines(new)


def test_changes_of_an_id_used_again_do_not_begin_with_the_deleted_one(api: Api, settings: Document) -> None:
    other, mine = api.created(), api.created(settings=settings)
    api.delete(mine, {"If-Match": "*"})
    after_the_deletion = api.cursor(other)
    api.create(investigation_id=mine, settings=settings)
    api.changed(mine, progress={"overall_progress": 1})
    new = api.changed(mine, progress={"overall_progress": 2})

    changes = document(api.poll(mine, after=after_the_deletion)).get("changes")

    bookkeeping = {name: new[name] for name in ("version", "updated_at")}
    assert changes is None or merged({}, changes) | bookkeeping == without_lines(new)


def test_changes_after_an_event_in_the_midst_of_a_version_are_the_rest_of_it(api: Api, settings: Document) -> None:
    mine = api.running(settings)
    old = api.state(mine)
    first, *_ = document(api.report(mine, [REPORT, event("tool_execution_started", tool_name="t")]))["events"]

    changes = document(api.poll(mine, after=first["id"]))["changes"]

    assert merged(without_lines(old), changes) == without_lines(api.state(mine))


def test_changes_after_an_event_in_the_midst_of_a_version_take_back_what_it_told(
    api: Api, settings: Document, results: Document
) -> None:
    mine = api.running(settings)
    failed, _ = document(api.report(mine, event("error_occurred", error_message="m", recoverable=False)))["events"]
    told = api.state(mine)
    document(api.call("POST", f"/{mine}/retry"))
    api.changed(mine, results=results)

    changes = document(api.poll(mine, after=failed["id"]))["changes"]

    assert changes["status"] == "IN_PROGRESS"
    assert merged(without_lines(told), changes) == without_lines(api.state(mine))


def test_changes_are_told_when_no_older_event_of_the_investigation_is_kept(
    service: Flask, api: Api, settings: Document
) -> None:
    mine = api.running(settings)
    old, cursor = api.state(mine), api.cursor(mine)
    new = api.reported(mine, REPORT)
    drop_events(service, api.user_id, int(cursor.rpartition("-")[2]))

    changes = document(api.poll(mine, after=cursor))["changes"]

    assert merged(without_lines(old), changes) == without_lines(new)


def drop_events(service: Flask, owner: str, n: int) -> None:
    """Drop the owner's events up to number n, as retention does."""

    def change(tx: Transaction) -> None:
        for number in range(1, n + 1):
            tx.delete(EventRow, {"owner": owner, "feed_offset": number})
        tx.update(Feed, {"pruned": n}, {"owner": owner})

    service.extensions["wizard"].store.write(change)


def test_large_events_are_told_in_parts_of_whole_versions_that_lead_to_the_state(api: Api, settings: Document) -> None:
    mine = api.running(settings)
    known, cursor = api.state(mine), api.cursor(mine)
    large = event("log_appended", lines=[{"message": "x" * 9_990}] * 10)
    for percent in range(10):
        document(api.report(mine, [large, event("progress_updated", percent_complete=percent), large]))
    parts: list[Document] = []

    while (told := document(api.poll(mine, after=cursor)))["has_changes"]:
        parts.append(told)
        known, cursor = merged(without_lines(known), told["changes"]), told["cursor"]

    versions = [[each["version"] for each in part["events"]] for part in parts]
    assert len(parts) > 1
    assert all(earlier[-1] < later[0] for earlier, later in pairwise(versions))
    assert [each for part in versions for each in part] == sorted([*range(2, 12)] * 3)
    assert known == without_lines(api.state(mine))
