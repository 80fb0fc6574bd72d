"""The members of a state, and how PUT and PATCH change them (contract section 3)."""

import json
import re

import pytest
from flask import Flask

from tests.support.api.client import Api, Document, document, event, version_of, wrong_fields

TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def test_defaults_of_settings_are_filled_in(api: Api, settings: Document) -> None:
    stored = document(api.create(settings=settings), 201)["settings"]

    assert (stored["correlation_mode"], stored["execution_mode"]) == ("OR", "parallel")
    assert stored["tools"] == [{"tool_name": "failed_logins", "enabled": True}]
    assert stored["name"] == settings["name"]


def test_defaults_of_progress_and_results_are_filled_in(api: Api, settings: Document, results: Document) -> None:
    investigation_id = api.running(settings)

    state = api.changed(
        investigation_id, progress={"phases": [{"phase_name": "a", "status": "pending"}]}, results=results
    )

    assert (state["progress"]["overall_progress"], state["progress"]["agents"]) == (0, [])
    assert (state["progress"]["tools_executed"], state["progress"]["logs"]) == ([], [])
    assert state["progress"]["phases"][0]["progress"] == 0
    assert (state["results"]["entity_summaries"], state["results"]["visualizations"]) == ({}, {})


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000Z"),
        ("2026-01-01T02:30:00.5+02:30", "2026-01-01T00:00:00.500Z"),
        ("2026-01-01t00:00:00.123456z", "2026-01-01T00:00:00.123Z"),
        ("0999-12-31T00:00:00Z", "0999-12-31T00:00:00.000Z"),
    ],
)
def test_times_are_kept_in_utc_with_milliseconds(api: Api, settings: Document, sent: str, stored: str) -> None:
    settings = settings | {"time_range": {"start": sent, "end": "2026-06-01T00:00:00Z"}}

    state = document(api.create(settings=settings), 201)

    assert state["settings"]["time_range"]["start"] == stored


def test_timestamps_of_the_service_are_rfc_3339_in_utc_with_milliseconds(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    state = api.reported(investigation_id, event("phase_changed", to_phase="a"))
    poll = document(api.poll(investigation_id))

    times = [state["created_at"], state["updated_at"], poll["timestamp"]]
    times += [state["progress"]["started_at"], state["progress"]["phases"][0]["started_at"]]

    assert all(TIMESTAMP.fullmatch(time) for time in times), times


def test_put_replaces_given_sections_whole_and_leaves_absent_ones(
    api: Api, settings: Document, results: Document
) -> None:
    investigation_id = api.running(settings)
    api.changed(investigation_id, progress={"overall_progress": 10, "current_phase": "a"}, results=results)

    state = document(api.put(investigation_id, {"progress": {"overall_progress": 20}, "version": 2}))

    assert state["progress"]["overall_progress"] == 20
    assert "current_phase" not in state["progress"]
    assert "started_at" not in state["progress"]
    assert state["results"]["risk_score"] == results["risk_score"]
    assert (state["settings"]["name"], state["wizard_step"]) == (settings["name"], "PROGRESS")


def test_patch_merges_deep_and_removes_what_is_null(api: Api, settings: Document) -> None:
    investigation_id = api.created(settings=settings | {"description": "old"})

    state = api.changed(
        investigation_id, settings={"name": "new", "description": None, "time_range": {"end": "2026-03-01T00:00:00Z"}}
    )

    assert (state["settings"]["name"], state["settings"]["entities"]) == ("new", settings["entities"])
    assert "description" not in state["settings"]
    assert state["settings"]["time_range"] == {"start": "2026-01-01T00:00:00.000Z", "end": "2026-03-01T00:00:00.000Z"}


def test_patch_replaces_lists_whole(api: Api, settings: Document) -> None:
    investigation_id = api.created(settings=settings)

    state = api.changed(investigation_id, settings={"entities": [{"entity_type": "host", "entity_id": "h"}]})

    assert state["settings"]["entities"] == [{"entity_type": "host", "entity_id": "h"}]


def test_patch_with_null_removes_a_section(api: Api, settings: Document) -> None:
    investigation_id = api.created(settings=settings)
    api.changed(investigation_id, progress={"overall_progress": 1})

    state = api.changed(investigation_id, progress=None)

    assert (state["progress"], state["settings"]["name"]) == (None, settings["name"])


def test_objects_inside_lists_are_stored_without_null_members(api: Api, settings: Document) -> None:
    parameters = {"rules": [{"id": 1, "note": None, "inner": [{"a": None}]}]}

    state = document(api.create(settings=settings | {"tools": [{"tool_name": "t", "parameters": parameters}]}), 201)

    assert state["settings"]["tools"][0]["parameters"] == {"rules": [{"id": 1, "inner": [{}]}]}


def test_null_items_of_lists_are_refused_where_they_stand(api: Api, settings: Document, results: Document) -> None:
    """A list without one would be another list, and no stored document has a null."""
    tools = [{"tool_name": "t", "parameters": {"rules": [[1, None], {"a": [None]}]}}]
    reported = event("tool_execution_started", tool_name="t", tool_config={"ports": [1, None]})
    investigation_id = api.running(settings)

    assert wrong_fields(api.create(settings=settings | {"tools": tools})) == {
        "settings.tools.0.parameters.rules.0.1",
        "settings.tools.0.parameters.rules.1.a.0",
    }
    series = results | {"visualizations": {"series": [1, None, 3]}}
    assert wrong_fields(api.change(investigation_id, results=series)) == {"results.visualizations.series.1"}
    assert wrong_fields(api.report(investigation_id, [reported])) == {"events.0.data.tool_config.ports.1"}
    assert api.state(investigation_id)["version"] == 1


def test_null_items_that_an_earlier_version_has_stored_refuse_no_other_change(
    service: Flask, api: Api, settings: Document
) -> None:
    investigation_id = api.created(settings=settings)
    tools = [{"tool_name": "t", "enabled": True, "parameters": {"ports": [22, None]}}]
    stored = json.dumps(api.state(investigation_id)["settings"] | {"tools": tools})
    statement = "UPDATE investigation_states SET settings_json = ?, settings_checksum = NULL WHERE investigation_id = ?"
    service.extensions["wizard"].store.write(lambda tx: tx.execute(statement, (stored, investigation_id)))

    assert api.changed(investigation_id, settings={"name": "renamed"})["settings"]["tools"] == tools
    assert api.changed(investigation_id, wizard_step="PROGRESS")["settings"]["tools"] == tools
    assert api.reported(investigation_id, event("progress_updated", percent_complete=5))["wizard_step"] == "PROGRESS"
    assert wrong_fields(api.change(investigation_id, settings={"tools": tools})) == {
        "settings.tools.0.parameters.ports.1"
    }


def test_version_grows_by_one_with_every_change(api: Api, settings: Document) -> None:
    investigation_id = api.created(settings=settings)

    answers = [
        api.put(investigation_id, {"settings": settings | {"name": "b"}, "version": 1}),
        api.patch(investigation_id, {"settings": {"name": "c"}, "version": 2}),
        api.report(
            investigation_id, [event("phase_changed", to_phase="a"), event("progress_updated", percent_complete=1)]
        ),
        api.patch(investigation_id, {"wizard_step": "PROGRESS", "version": 4}),
        api.report(
            investigation_id,
            event("error_occurred", error_message="m", error_type="execution_error", recoverable=False),
        ),
    ]

    assert [document(answer)["version"] for answer in answers] == [2, 3, 4, 5, 6]
    assert [version_of(answer.headers["ETag"]) for answer in answers] == [2, 3, 4, 5, 6]


def test_refused_change_leaves_version_and_body_as_they_were(api: Api, settings: Document) -> None:
    investigation_id = api.created(settings=settings)
    before = api.get(investigation_id).data

    api.put(investigation_id, {"settings": {}, "version": 1})
    api.put(investigation_id, {"wizard_step": "RESULTS", "version": 1})
    api.put(investigation_id, {"progress": {"overall_progress": 1}, "version": 7})

    assert api.get(investigation_id).data == before
