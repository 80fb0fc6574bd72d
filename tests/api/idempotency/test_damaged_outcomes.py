"""A stored outcome whose bytes have changed is never replayed, and its request is not carried out again."""

import sqlite3
from contextlib import closing

import pytest
from flask import Flask

from tests.support.api.client import Api, Document, problem
from tests.support.api.idempotency import KEY, REPORT
from wizard_service.store.sqlite.connection import database_path

DAMAGE = {
    "outcome": "replace(outcome, '\"version\":2', '\"version\":3')",
    "request_sha256": "iif(request_sha256 LIKE '0%', '1', '0') || substr(request_sha256, 2)",
    "created_at": "'2020' || substr(created_at, 5)",
    "row_checksum": "row_checksum + 1",
}


@pytest.mark.parametrize("column", DAMAGE)
def test_a_damaged_outcome_is_an_error_and_no_answer(service: Flask, api: Api, settings: Document, column: str) -> None:
    investigation_id = api.running(settings)
    # The digest begins with another digit than the damaged one.
    requests = [REPORT, REPORT | {"data": {"percent_complete": 11}}]
    api.report(investigation_id, requests, KEY)
    with closing(sqlite3.connect(database_path(service.extensions["wizard"].config.database))) as connection:
        statement = f"UPDATE idempotency_keys SET {column} = {DAMAGE[column]} WHERE user_id = ?"
        assert connection.execute(statement, (api.user_id,)).rowcount == 1
        connection.commit()
    before = api.state(investigation_id)

    answers = [api.report(investigation_id, requests, KEY) for _ in range(2)]

    assert ["damaged" in problem(answer, 500, "internal")["detail"] for answer in answers] == [True, True]
    assert api.state(investigation_id) == before
