"""A stored document that no write can have stored is never served: the answer is an error that names the row."""

import sqlite3
from contextlib import closing

import pytest
from flask import Flask

from tests.support.api.client import Api, Document, problem
from wizard_service.store.sqlite.connection import database_path

DAMAGE = {
    "no JSON": "settings_json = '{'",
    "no object": "settings_json = '[]'",
    "a member is missing": "settings_json = '{}'",
    "a member of another type": "settings_json = json_set(settings_json, '$.tools', 'a')",
    "null in a list of objects": "progress_json = '{\"phases\":[null]}'",
    "another section": "results_json = settings_json",
    "an unknown status": "status = 'COMPLETEE'",
}


# PostgreSQL has no switch for its CHECK constraints.
@pytest.mark.sqlite
@pytest.mark.parametrize("assignment", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_document_is_an_error_that_names_the_row(
    service: Flask, api: Api, settings: Document, caplog: pytest.LogCaptureFixture, assignment: str
) -> None:
    intact, damaged = (api.created(settings=settings) for _ in range(2))
    with closing(sqlite3.connect(database_path(service.extensions["wizard"].config.database))) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(f"UPDATE investigation_states SET {assignment} WHERE investigation_id = ?", (damaged,))
        connection.commit()

    answers = [api.get(damaged), api.call("GET", f"/{damaged}/changes?since_version=0&include_snapshot=true")]

    for answer in answers:
        assert damaged in problem(answer, 500, "internal")["detail"]
    assert f"investigation_states investigation_id='{damaged}'" in caplog.text
    assert api.state(intact)["settings"]["name"] == settings["name"]
