"""A stored column that no write can have stored is never served, on either database."""

from typing import Any

import pytest
from flask import Flask

from tests.support.api.client import Api, Document, document, event, problem
from wizard_service.store import Transaction

# No CHECK constraint of either database guards these columns.
DAMAGE: dict[str, Any] = {
    "created_at": "2026-13-45",
    "updated_at": "",
    "archived_at": "yesterday",
    "last_accessed": "2026-01-15T10:06:00Z",
    "started_at": "0",
    "completed_at": "x",
    "inputs_expire_at": "soon",
    "navigation_json": '{"entries": ["NOWHERE"], "position": 0}',
    "template_version": -1,
}


@pytest.fixture(params=DAMAGE)
def column(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def damaged(service: Flask, api: Api, settings: Document, column: str) -> str:
    """Return the id of an investigation whose row has a value that no write stores."""
    investigation_id = api.created(settings=settings)
    statement = f"UPDATE investigation_states SET {column} = ? WHERE investigation_id = ?"

    def damage(tx: Transaction) -> None:
        tx.execute(statement, (DAMAGE[column], investigation_id))

    service.extensions["wizard"].store.write(damage)
    return investigation_id


def test_a_damaged_column_is_an_error_that_names_row_and_column(
    api: Api, damaged: str, column: str, caplog: pytest.LogCaptureFixture
) -> None:
    for path in (f"/{damaged}/state", f"/{damaged}/poll", f"/{damaged}/changes?since_version=0&include_snapshot=true"):
        detail = problem(api.call("GET", path), 500, "internal")["detail"]

        assert damaged in detail
        assert column in detail
    assert f"investigation_states investigation_id='{damaged}': {column} is invalid" in caplog.text


# One that seems archived is refused as archived.
@pytest.mark.parametrize("column", sorted(DAMAGE.keys() - {"archived_at"}), indirect=True)
def test_no_change_is_made_to_a_row_with_a_damaged_column(api: Api, damaged: str) -> None:
    before = api.audit(damaged, "/export").data

    answers = [
        api.patch(damaged, {"settings": {"name": "renamed"}}, {"If-Match": "*"}),
        api.report(damaged, event("progress_updated", percent_complete=1)),
    ]

    for answer in answers:
        assert damaged in problem(answer, 500, "internal")["detail"]
    assert api.audit(damaged, "/export").data == before


def test_a_row_with_a_damaged_column_can_be_deleted(api: Api, damaged: str) -> None:
    assert api.delete(damaged, {"If-Match": "*"}).status_code == 204

    problem(api.get(damaged), 404, "not_found")


@pytest.mark.parametrize("column", ["updated_at"], indirect=True)
def test_lists_leave_out_a_damaged_row_and_name_it_in_the_log(
    api: Api, damaged: str, settings: Document, caplog: pytest.LogCaptureFixture
) -> None:
    intact = api.created(settings=settings)

    active = document(api.call("GET", "/active"))["investigations"]
    history = document(api.call("GET", "/history"))["items"]
    polled = document(api.call("GET", "/poll"))["state"]

    for rows in (active, history, polled):
        assert [row["investigation_id"] for row in rows] == [intact]
    assert f"investigation_id='{damaged}'" in caplog.text


# SQLite computes the duration when the row is written, and refuses what its functions cannot read.
@pytest.mark.parametrize(("moment", "damage"), [("started_at", "0"), ("completed_at", "12:00")])
@pytest.mark.parametrize("sort", ["-updated_at", "duration_ms"])
def test_the_history_leaves_out_a_row_whose_duration_cannot_be_computed(
    service: Flask, api: Api, settings: Document, moment: str, damage: str, sort: str
) -> None:
    damaged, intact = (api.running(settings) for _ in range(2))
    api.changed(damaged, status="CANCELLED")
    statement = f"UPDATE investigation_states SET {moment} = ? WHERE investigation_id = ?"
    service.extensions["wizard"].store.write(lambda tx: tx.execute(statement, (damage, damaged)))

    items = document(api.call("GET", "/history", query_string={"sort": sort}))["items"]

    assert [item["investigation_id"] for item in items] == [intact]
