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
    ServiceWith,
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


def test_every_version_is_readable_without_its_log_lines(
    api: Api, investigation_id: str, states: list[Document]
) -> None:
    for version, state in enumerate(states, 1):
        shown = document(at(api, investigation_id, version))

        assert shown.keys() == state.keys()
        assert without_lines(shown) == without_lines(state)
        assert "logs" not in (shown["progress"] or {})


def test_the_tag_of_an_earlier_version_is_constant_and_no_precondition(api: Api, investigation_id: str) -> None:
    present = api.get(investigation_id).headers["ETag"]
    first = at(api, investigation_id, 5)
    tag = first.headers["ETag"]
    api.changed(investigation_id, settings={"name": "later"})

    again = at(api, investigation_id, 5)

    assert tag not in (present, api.get(investigation_id).headers["ETag"])
    assert (again.headers["ETag"], again.data) == (tag, first.data)
    assert at(api, investigation_id, 5, {"If-None-Match": tag}).status_code == 304
    assert at(api, investigation_id, 4, {"If-None-Match": tag}).status_code == 200
    problem(
        api.put(investigation_id, {}, {"If-Match": at(api, investigation_id, 6).headers["ETag"]}),
        412,
        "precondition_failed",
    )


@pytest.mark.parametrize("version", [6, 7, 2**53, 10**30])
def test_a_future_version_is_not_found(api: Api, investigation_id: str, version: int) -> None:
    problem(at(api, investigation_id, version), 404, "not_found")
    problem(diff(api, investigation_id, 1, version), 404, "not_found")
    problem(diff(api, investigation_id, version, 1), 404, "not_found")
    problem(restore(api, investigation_id, min(version, 2**53 - 1)), 404, "not_found")
    problem(fork(api, investigation_id, version=min(version, 2**53 - 1)), 404, "not_found")


@pytest.mark.parametrize("version", ["0", "-1", "x", "", "1.5"])
def test_a_malformed_version_is_rejected(api: Api, investigation_id: str, version: str) -> None:
    assert wrong_fields(at(api, investigation_id, version)) == {"at_version"}
    assert wrong_fields(diff(api, investigation_id, version, 1)) == {"from"}
    assert wrong_fields(restore(api, investigation_id, version)) == {"version"}


def test_a_diff_leads_from_any_version_to_any_other(api: Api, investigation_id: str, states: list[Document]) -> None:
    shown = [without_lines(document(at(api, investigation_id, version))) for version in range(1, len(states) + 1)]

    for old in range(1, len(states) + 1):
        for new in range(1, len(states) + 1):
            answer = diff(api, investigation_id, old, new)
            assert answer.mimetype == MERGE_PATCH
            assert merged(shown[old - 1], document(answer)) == shown[new - 1]
            assert (document(answer) == {}) == (old == new)


def test_a_diff_without_versions_is_the_last_change(api: Api, investigation_id: str) -> None:
    assert document(api.call("GET", f"/{investigation_id}/diff")) == document(diff(api, investigation_id, 4, 5))
    assert document(api.call("GET", f"/{investigation_id}/diff?to=3")) == document(diff(api, investigation_id, 2, 3))
    assert document(api.call("GET", f"/{investigation_id}/diff?from=2")) == document(diff(api, investigation_id, 2, 5))
    assert document(api.call("GET", f"/{investigation_id}/diff?to=1")) == {}


def test_a_viewer_compares_and_must_not_restore(api: Api, api_for: ApiFor, investigation_id: str) -> None:
    viewer, reader = api_for(), api_for(None, "wizard:read")
    for other in (viewer, reader):
        api.share(investigation_id, other.user_id, "viewer")
        assert at(other, investigation_id, 1).data == at(api, investigation_id, 1).data
        assert diff(other, investigation_id, 1, 2).data == diff(api, investigation_id, 1, 2).data
        problem(restore(other, investigation_id, 1), 403, "forbidden")
    problem(fork(reader, investigation_id), 403, "forbidden")


def test_an_executor_reads_versions_and_must_not_restore(api: Api, api_for: ApiFor, investigation_id: str) -> None:
    executor = api_for(None, "wizard:run")

    assert at(executor, investigation_id, 1).status_code == 200
    problem(restore(executor, investigation_id, 1), 403, "forbidden")
    problem(fork(executor, investigation_id), 403, "forbidden")
    assert restore(api_for(None, "wizard:admin"), investigation_id, 1).status_code == 200


def test_versions_from_an_earlier_use_of_an_id_are_not_readable(api: Api, investigation_id: str) -> None:
    api.delete(investigation_id, ANY)
    api.create(investigation_id=investigation_id)

    assert document(at(api, investigation_id, 1))["settings"] is None
    problem(at(api, investigation_id, 3), 404, "not_found")


def test_a_purged_version_has_expired(app: Flask, database_file: Path, token_for: object, settings: Document) -> None:
    api = Api(app.test_client(), "u1", token_for("u1"))  # type: ignore[operator]
    investigation_id = api.running(settings)
    for _ in range(4):
        api.reported(investigation_id, event("progress_updated", percent_complete=1))
    with closing(sqlite3.connect(database_file, isolation_level=None)) as retention:
        retention.execute("INSERT INTO meta (key, value) VALUES ('audit_purge', '')")
        retention.execute("DELETE FROM investigation_audit_log WHERE version <= 2")

    for refused in (
        at(api, investigation_id, 2),
        diff(api, investigation_id, 2, 4),
        restore(api, investigation_id, 1),
        fork(api, investigation_id, version=2),
    ):
        expired = problem(refused, 410, "cursor_expired")
        assert (expired["earliest"], expired["latest"]) == (3, 5)
    assert document(at(api, investigation_id, 3))["version"] == 3


def test_a_version_behind_large_patches_is_as_it_was(service_with: ServiceWith, api_for: ApiFor) -> None:
    # A garbage collection of the many tests of this process counts as time of the change in which it happens.
    api = api_for(app=service_with(storage={"change_time_ms": 10_000}))
    investigation_id = api.created()
    for number in range(18):
        agents = [{"agent_name": f"a{name}", "status": f"s{number}"} for name in range(2000)]
        assert api.patch(investigation_id, {"progress": {"agents": agents}}, ANY).status_code == 200

    for number in range(18):
        state = document(api.call("GET", f"/{investigation_id}/state?at_version={number + 2}"))
        assert {agent["status"] for agent in state["progress"]["agents"]} == {f"s{number}"}
