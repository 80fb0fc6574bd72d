"""One action on many investigations (contract section 9): each succeeds or is refused on its own."""

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.support.api.client import Api, ApiFor, ServiceWith, document, problem, wrong_fields
from wizard_service.store.sqlite.connection import database_path


def run_bulk(api: Api, action: str, *ids: Any, headers: dict[str, str] | None = None) -> TestResponse:
    return api.call("POST", "/history/bulk", headers, json={"action": action, "investigation_ids": list(ids)})


def statuses(api: Api, *ids: str) -> list[str]:
    return [api.state(investigation_id)["status"] for investigation_id in ids]


def test_each_action_changes_the_investigations_that_allow_it(api: Api) -> None:
    running, failed = api.created(), api.created()
    api.changed(failed, status="ERROR")

    retried = document(run_bulk(api, "retry", running, failed))
    assert [(result["done"], result.get("code")) for result in retried["results"]] == [
        (False, "invalid_transition"),
        (True, None),
    ]
    assert statuses(api, running, failed) == ["IN_PROGRESS", "IN_PROGRESS"]
    assert document(run_bulk(api, "cancel", running, failed))["done"] == 2
    assert statuses(api, running, failed) == ["CANCELLED", "CANCELLED"]
    archived = document(run_bulk(api, "archive", running, failed))
    versions = [result["version"] for result in archived["results"]]
    assert versions == [api.state(investigation_id)["version"] for investigation_id in (running, failed)]
    assert document(run_bulk(api, "restore", running))["done"] == 1
    assert (api.state(running)["archived_at"], bool(api.state(failed)["archived_at"])) == (None, True)
    assert document(run_bulk(api, "delete", running, failed, running)) == {
        "action": "delete",
        "results": [
            {"investigation_id": running, "done": True, "version": 5},
            {"investigation_id": failed, "done": True, "version": 6},
        ],
        "done": 2,
        "failed": 0,
    }
    problem(api.get(running), 404, "not_found")


@pytest.mark.parametrize("action", ["archive", "restore", "cancel", "retry", "delete"])
def test_no_action_reaches_investigations_of_others(api: Api, api_for: ApiFor, action: str) -> None:
    other = api_for()
    theirs, shared = other.created(), other.created()
    other.share(shared, api.user_id, "viewer")

    outcome = document(run_bulk(api, action, theirs, shared, "unknown"))

    assert [result["code"] for result in outcome["results"]] == ["not_found", "forbidden", "not_found"]
    assert (outcome["done"], outcome["failed"]) == (0, 3)
    assert other.state(theirs)["version"] == 1
    assert (other.state(shared)["status"], other.state(shared)["archived_at"]) == ("IN_PROGRESS", None)


def test_a_repeated_request_answers_as_the_first_and_acts_once(api: Api) -> None:
    investigation_id = api.created()
    first = run_bulk(api, "archive", investigation_id, headers={"Idempotency-Key": "bulk"})
    assert api.call("POST", f"/history/{investigation_id}/restore").status_code == 200

    assert run_bulk(api, "archive", investigation_id, headers={"Idempotency-Key": "bulk"}).data == first.data
    assert api.state(investigation_id)["archived_at"] is None


def test_the_action_and_the_number_of_ids_are_checked(api: Api, api_for: ApiFor) -> None:
    assert wrong_fields(run_bulk(api, "explode", "x")) == {"action"}
    assert wrong_fields(run_bulk(api, "cancel")) == {"investigation_ids"}
    assert wrong_fields(run_bulk(api, "cancel", *map(str, range(101)))) == {"investigation_ids"}
    problem(run_bulk(api_for(None, "wizard:read"), "cancel", "x"), 403, "forbidden")


@pytest.mark.sqlite
def test_a_database_that_fails_is_503_and_no_refusal(service_with: ServiceWith, api_for: ApiFor) -> None:
    app = service_with(storage={"retry_attempts": 1, "retry_delay_ms": 100, "write_timeout_ms": 100})
    api = api_for(app=app)
    investigation_id = api.created()
    with closing(sqlite3.connect(database_path(app.extensions["wizard"].config.database))) as other_program:
        other_program.execute("BEGIN IMMEDIATE")
        problem(run_bulk(api, "cancel", investigation_id), 503, "storage_unavailable")

    assert document(run_bulk(api, "cancel", investigation_id))["done"] == 1
