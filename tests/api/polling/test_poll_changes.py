"""The `changes` of a poll: one merge patch from the state at a cursor to the present (contract section 6)."""

from itertools import pairwise

from flask import Flask

from tests.support.api.client import Api, Document, document, event, merged, without_lines
from wizard_service.store import Transaction
from wizard_service.store.models import EventRow, Feed

REPORT = event("progress_updated", percent_complete=10)


def change_everything(api: Api, investigation_id: str, results: Document) -> None:
    api.changed(investigation_id, settings={"description": None, "name": "new"})
    api.changed(investigation_id, wizard_step="PROGRESS")
    api.report(
        investigation_id,
        [event("phase_changed", to_phase="a"), event("log_appended", lines=[{"message": "1"}]), REPORT],
    )
    api.changed(
        investigation_id, progress={"current_phase": None, "overall_progress": 100}, status="COMPLETED", results=results
    )


def test_changes_turn_the_old_state_into_the_new_one(api: Api, settings: Document, results: Document) -> None:
    investigation_id = api.created(settings=settings | {"description": "d"})
    old, cursor = api.state(investigation_id), api.cursor(investigation_id)
    change_everything(api, investigation_id, results)
    new = api.state(investigation_id)

    changes = document(api.poll(investigation_id, after=cursor))["changes"]

    bookkeeping = {name: new[name] for name in ("version", "updated_at")}
    assert merged(without_lines(old), changes) | bookkeeping == without_lines(new)


def test_changes_include_version_and_updated_at(api: Api) -> None:
    investigation_id = api.created()
    old, cursor = api.state(investigation_id), api.cursor(investigation_id)
    new = api.changed(investigation_id, progress={"overall_progress": 1})

    changes = document(api.poll(investigation_id, after=cursor))["changes"]

    assert merged(without_lines(old), changes) == without_lines(new)


def test_changes_from_before_the_creation_are_the_whole_state(api: Api, settings: Document) -> None:
    beginning = api.cursor(api.created())
    investigation_id = api.created(settings=settings)
    new = api.changed(investigation_id, progress={"overall_progress": 1})

    changes = document(api.poll(investigation_id, after=beginning))["changes"]

    bookkeeping = {name: new[name] for name in ("version", "updated_at")}
    assert merged({}, changes) | bookkeeping == without_lines(new)


def test_changes_of_a_reused_id_do_not_start_from_the_deleted_investigation(api: Api, settings: Document) -> None:
    other, investigation_id = api.created(), api.created(settings=settings)
    api.delete(investigation_id, {"If-Match": "*"})
    after_the_deletion = api.cursor(other)
    api.create(investigation_id=investigation_id, settings=settings)
    api.changed(investigation_id, progress={"overall_progress": 1})
    new = api.changed(investigation_id, progress={"overall_progress": 2})

    changes = document(api.poll(investigation_id, after=after_the_deletion)).get("changes")

    bookkeeping = {name: new[name] for name in ("version", "updated_at")}
    assert changes is None or merged({}, changes) | bookkeeping == without_lines(new)


def test_changes_after_an_event_within_a_version_are_the_rest_of_it(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    old = api.state(investigation_id)
    first, *_ = document(api.report(investigation_id, [REPORT, event("tool_execution_started", tool_name="t")]))[
        "events"
    ]

    changes = document(api.poll(investigation_id, after=first["id"]))["changes"]

    assert merged(without_lines(old), changes) == without_lines(api.state(investigation_id))


def test_changes_after_an_event_within_a_version_revert_what_it_reported(
    api: Api, settings: Document, results: Document
) -> None:
    investigation_id = api.running(settings)
    failed, _ = document(api.report(investigation_id, event("error_occurred", error_message="m", recoverable=False)))[
        "events"
    ]
    reported = api.state(investigation_id)
    document(api.call("POST", f"/{investigation_id}/retry"))
    api.changed(investigation_id, results=results)

    changes = document(api.poll(investigation_id, after=failed["id"]))["changes"]

    assert changes["status"] == "IN_PROGRESS"
    assert merged(without_lines(reported), changes) == without_lines(api.state(investigation_id))


def test_changes_are_returned_when_no_older_event_of_the_investigation_is_kept(
    service: Flask, api: Api, settings: Document
) -> None:
    investigation_id = api.running(settings)
    old, cursor = api.state(investigation_id), api.cursor(investigation_id)
    new = api.reported(investigation_id, REPORT)
    drop_events(service, api.user_id, int(cursor.rpartition("-")[2]))

    changes = document(api.poll(investigation_id, after=cursor))["changes"]

    assert merged(without_lines(old), changes) == without_lines(new)


def drop_events(service: Flask, owner: str, n: int) -> None:
    """Delete the owner's events up to offset n, as retention does."""

    def change(tx: Transaction) -> None:
        for number in range(1, n + 1):
            tx.delete(EventRow, {"owner": owner, "feed_offset": number})
        tx.update(Feed, {"pruned": n}, {"owner": owner})

    service.extensions["wizard"].store.write(change)


def test_large_events_are_split_at_versions_and_lead_to_the_state(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    state, cursor = api.state(investigation_id), api.cursor(investigation_id)
    large = event("log_appended", lines=[{"message": "x" * 9_990}] * 10)
    for percent in range(10):
        document(api.report(investigation_id, [large, event("progress_updated", percent_complete=percent), large]))
    parts: list[Document] = []

    while (part := document(api.poll(investigation_id, after=cursor)))["has_changes"]:
        parts.append(part)
        state, cursor = merged(without_lines(state), part["changes"]), part["cursor"]

    versions = [[envelope["version"] for envelope in part["events"]] for part in parts]
    assert len(parts) > 1
    assert all(earlier[-1] < later[0] for earlier, later in pairwise(versions))
    assert [version for part in versions for version in part] == sorted([*range(2, 12)] * 3)
    assert state == without_lines(api.state(investigation_id))
