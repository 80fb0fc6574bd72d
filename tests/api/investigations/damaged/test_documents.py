"""A stored document that no write can have stored is never served: the answer is an error that names the row."""

import sqlite3
from contextlib import closing

import pytest
from flask import Flask

from tests.support.api.client import Api, ApiFor, Document, document, event, problem
from wizard_service.store.sqlite.connection import database_path

DAMAGE = {
    "no JSON": "settings_json = '{'",
    "no object": "settings_json = '[]'",
    "a member is missing": "settings_json = '{}'",
    "a member of another type": "settings_json = json_set(settings_json, '$.tools', 'a')",
    "progress that is a list": "progress_json = '[]'",
    "agents that are no list": "progress_json = '{\"agents\":5}'",
    "null in a list of objects": "progress_json = '{\"phases\":[null]}'",
    "another section": "results_json = settings_json",
    "an unknown status": "status = 'COMPLETEE'",
}


def damage(service: Flask, investigation_id: str, assignment: str) -> None:
    with closing(sqlite3.connect(database_path(service.extensions["wizard"].config.database))) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        # A checkpoint by another program would look like a replaced file.
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        statement = f"UPDATE investigation_states SET {assignment} WHERE investigation_id = ?"
        connection.execute(statement, (investigation_id,))
        connection.commit()


# PostgreSQL has no switch for its CHECK constraints.
@pytest.mark.sqlite
@pytest.mark.parametrize("assignment", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_document_is_an_error_that_names_the_row(
    service: Flask, api: Api, settings: Document, caplog: pytest.LogCaptureFixture, assignment: str
) -> None:
    intact, damaged = (api.created(settings=settings) for _ in range(2))
    damage(service, damaged, assignment)

    answers = [api.get(damaged), api.call("GET", f"/{damaged}/changes?since_version=0&include_snapshot=true")]

    for answer in answers:
        assert damaged in problem(answer, 500, "internal")["detail"]
    assert f"investigation_states investigation_id='{damaged}'" in caplog.text
    assert api.state(intact)["settings"]["name"] == settings["name"]


@pytest.mark.sqlite
@pytest.mark.parametrize("assignment", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_document_can_be_deleted(service: Flask, api: Api, settings: Document, assignment: str) -> None:
    damaged = api.created(settings=settings)
    damage(service, damaged, assignment)

    assert api.delete(damaged, {"If-Match": "*"}).status_code == 204
    problem(api.get(damaged), 404, "not_found")
    newest = document(api.audit(damaged))["items"][0]
    assert newest["action_type"] == "STATE_DELETED"
    assert newest["previous_state"]["investigation_id"] == damaged
    assert document(api.audit(damaged, "/verify"))["valid"]


@pytest.mark.sqlite
@pytest.mark.parametrize("assignment", DAMAGE.values(), ids=DAMAGE)
def test_no_change_is_made_to_a_damaged_document(
    service: Flask, api: Api, api_for: ApiFor, settings: Document, assignment: str
) -> None:
    damaged = api.created(settings=settings)
    template = document(api.call("POST", "/templates", json={"name": damaged, "settings": settings}), 201)
    before = document(api.audit(damaged))["items"]
    damage(service, damaged, assignment)

    any_version = {"If-Match": "*"}
    answers = [
        api.patch(damaged, {"settings": {"name": "renamed"}}, any_version),
        api.put(damaged, {"settings": settings}, any_version),
        api.report(damaged, event("progress_updated", percent_complete=1)),
        api_for(None, "wizard:run").report(damaged, event("error_occurred", error_message="m")),
        api.call("POST", f"/{damaged}/navigation", json={"step": "PROGRESS"}),
        api.call("POST", f"/{damaged}/cancel"),
        api.call("PUT", f"/{damaged}/access/guest", json={"role": "viewer"}),
        api.call("POST", f"/history/{damaged}/archive"),
        api.call("POST", f"/{damaged}/fork"),
        api.call("POST", f"/{damaged}/restore", any_version, json={"version": 1}),
        api.call(
            "POST", f"/templates/{template['template_id']}/apply", any_version, json={"investigation_id": damaged}
        ),
    ]

    for answer in answers:
        assert damaged in problem(answer, 500, "internal")["detail"]
    lines = api.audit(damaged, "/export").text.splitlines()
    assert len(lines) == len(before)


@pytest.mark.sqlite
def test_a_damaged_document_that_is_read_again_and_again_is_logged_once(
    service: Flask, api: Api, settings: Document, caplog: pytest.LogCaptureFixture
) -> None:
    damaged = api.created(settings=settings)
    damage(service, damaged, "settings_json = '{}'")

    for _ in range(5):
        problem(api.get(damaged), 500, "internal")

    assert caplog.text.count(f"investigation_states investigation_id='{damaged}'") == 1
