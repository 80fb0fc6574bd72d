"""Reading and comparing earlier versions (contract section 3)."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.api.client import (
    MERGE_PATCH,
    Api,
    ApiFor,
    Document,
    Headers,
    document,
    event,
    merged,
    problem,
    without_lines,
    wrong_fields,
)
from tests.support.api.versions import ANY, fork, restore


def at(api: Api, investigation_id: str, version: object, headers: Headers | None = None) -> TestResponse:
    return api.call("GET", f"/{investigation_id}/state", headers, query_string={"at_version": version})


def diff(api: Api, investigation_id: str, old: object, new: object) -> TestResponse:
    return api.call("GET", f"/{investigation_id}/diff", query_string={"from": old, "to": new})


def test_every_version_is_readable_without_its_log_lines(api: Api, mine: str, states: list[Document]) -> None:
    for version, state in enumerate(states, 1):
        shown = document(at(api, mine, version))

        assert shown.keys() == state.keys()
        assert without_lines(shown) == without_lines(state)
        assert "logs" not in (shown["progress"] or {})


def test_the_tag_of_an_earlier_version_is_constant_and_no_precondition(api: Api, mine: str) -> None:
    present = api.get(mine).headers["ETag"]
    first = at(api, mine, 5)
    tag = first.headers["ETag"]
    api.changed(mine, settings={"name": "later"})

    again = at(api, mine, 5)

    assert tag not in (present, api.get(mine).headers["ETag"])
    assert (again.headers["ETag"], again.data) == (tag, first.data)
    assert at(api, mine, 5, {"If-None-Match": tag}).status_code == 304
    assert at(api, mine, 4, {"If-None-Match": tag}).status_code == 200
    problem(api.put(mine, {}, {"If-Match": at(api, mine, 6).headers["ETag"]}), 412, "precondition_failed")


@pytest.mark.parametrize("version", [6, 7, 2**53, 10**30])
def test_a_future_version_is_not_found(api: Api, mine: str, version: int) -> None:
    problem(at(api, mine, version), 404, "not_found")
    problem(diff(api, mine, 1, version), 404, "not_found")
    problem(diff(api, mine, version, 1), 404, "not_found")
    problem(restore(api, mine, min(version, 2**53 - 1)), 404, "not_found")
    problem(fork(api, mine, version=min(version, 2**53 - 1)), 404, "not_found")


@pytest.mark.parametrize("version", ["0", "-1", "x", "", "1.5"])
def test_a_malformed_version_is_rejected(api: Api, mine: str, version: str) -> None:
    assert wrong_fields(at(api, mine, version)) == {"at_version"}
    assert wrong_fields(diff(api, mine, version, 1)) == {"from"}
    assert wrong_fields(restore(api, mine, version)) == {"version"}


def test_a_diff_leads_from_any_version_to_any_other(api: Api, mine: str, states: list[Document]) -> None:
    shown = [without_lines(document(at(api, mine, version))) for version in range(1, len(states) + 1)]

    for old in range(1, len(states) + 1):
        for new in range(1, len(states) + 1):
            answer = diff(api, mine, old, new)
            assert answer.mimetype == MERGE_PATCH
            assert merged(shown[old - 1], document(answer)) == shown[new - 1]
            assert (document(answer) == {}) == (old == new)


def test_a_diff_without_versions_is_the_last_change(api: Api, mine: str) -> None:
    assert document(api.call("GET", f"/{mine}/diff")) == document(diff(api, mine, 4, 5))
    assert document(api.call("GET", f"/{mine}/diff?to=3")) == document(diff(api, mine, 2, 3))
    assert document(api.call("GET", f"/{mine}/diff?from=2")) == document(diff(api, mine, 2, 5))
    assert document(api.call("GET", f"/{mine}/diff?to=1")) == {}


def test_a_viewer_compares_and_must_not_restore(api: Api, api_for: ApiFor, mine: str) -> None:
    viewer, reader = api_for(), api_for(None, "wizard:read")
    for other in (viewer, reader):
        api.share(mine, other.user_id, "viewer")
        assert at(other, mine, 1).data == at(api, mine, 1).data
        assert diff(other, mine, 1, 2).data == diff(api, mine, 1, 2).data
        problem(restore(other, mine, 1), 403, "forbidden")
    problem(fork(reader, mine), 403, "forbidden")


def test_an_executor_reads_versions_and_must_not_restore(api: Api, api_for: ApiFor, mine: str) -> None:
    executor = api_for(None, "wizard:run")

    assert at(executor, mine, 1).status_code == 200
    problem(restore(executor, mine, 1), 403, "forbidden")
    problem(fork(executor, mine), 403, "forbidden")
    assert restore(api_for(None, "wizard:admin"), mine, 1).status_code == 200


def test_versions_from_an_earlier_use_of_an_id_are_not_readable(api: Api, mine: str) -> None:
    api.delete(mine, ANY)
    api.create(investigation_id=mine)

    assert document(at(api, mine, 1))["settings"] is None
    problem(at(api, mine, 3), 404, "not_found")


def test_a_purged_version_has_expired(app: Flask, database_file: Path, token_for: object, settings: Document) -> None:
    api = Api(app.test_client(), "u1", token_for("u1"))  # type: ignore[operator]
    mine = api.running(settings)
    for _ in range(4):
        api.reported(mine, event("progress_updated", percent_complete=1))
    with closing(sqlite3.connect(database_file, isolation_level=None)) as retention:
        retention.execute("INSERT INTO meta VALUES ('audit_purge', '')")
        retention.execute("DELETE FROM investigation_audit_log WHERE version <= 2")

    for refused in (at(api, mine, 2), diff(api, mine, 2, 4), restore(api, mine, 1), fork(api, mine, version=2)):
        expired = problem(refused, 410, "cursor_expired")
        assert (expired["earliest"], expired["latest"]) == (3, 5)
    assert document(at(api, mine, 3))["version"] == 3
