"""Scopes limit what a token allows, and other users' investigations stay invisible (contract section 2)."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.api.client import Api, ApiFor, Document, document, event, problem, rules_under

REPORT = event("progress_updated", percent_complete=10)
# Valid bodies by route; a new route with a required body goes here.
BODIES: dict[str, Document] = {
    "events": REPORT,
    "access/<path:user_id>": {"role": "viewer"},
    "navigation": {"step": "SETTINGS"},
    "restore": {"version": 1},
}


def every_route(api: Api, investigation_id: str) -> dict[tuple[str, str], TestResponse]:
    """Call every route of one investigation with a valid request."""
    prefix = f"{api.base}/<investigation_id>/"
    answers = {}
    for method, rule in rules_under(api.client.application, prefix):
        action = rule.rule.removeprefix(prefix)
        body = {"json": BODIES.get(action, {})} if method in ("POST", "PUT", "PATCH") else {}
        path = f"/{investigation_id}/{action}".replace("<path:user_id>", "someone")
        answers[method, action] = api.call(method, path, {"If-Match": "*"}, **body)
    return answers


def test_another_users_investigation_is_not_found_on_any_route(api: Api, api_for: ApiFor, settings: Document) -> None:
    stranger, theirs = api_for(), api.created(settings=settings)

    answers = every_route(stranger, theirs)

    assert {where: answer.status_code for where, answer in answers.items() if answer.status_code != 404} == {}
    assert ("GET", "state") in answers
    assert api.state(theirs)["version"] == 1


def test_another_users_investigation_is_indistinguishable_from_a_missing_one(api: Api, api_for: ApiFor) -> None:
    stranger, theirs = api_for(), api.created()
    headers = {"X-Request-ID": "same"}

    existing = stranger.get(theirs, headers)
    missing = stranger.get("missing", headers)

    assert existing.text.replace(theirs, "missing") == missing.text
    assert "ETag" not in existing.headers


def test_another_users_etag_gives_no_access(api: Api, api_for: ApiFor) -> None:
    theirs = api.created()
    etag = api.get(theirs).headers["ETag"]

    problem(api_for().get(theirs, {"If-None-Match": etag}), 404, "not_found")
    problem(api_for().get(theirs, {"If-None-Match": "*"}), 404, "not_found")


def test_only_the_audit_routes_of_a_deleted_investigation_are_found(api: Api) -> None:
    investigation_id = api.created()
    api.delete(investigation_id, {"If-Match": "*"})

    answers = every_route(api, investigation_id)

    existing = {action for (_, action), answer in answers.items() if answer.status_code != 404}
    assert existing == {"audit", "audit/verify", "audit/refused", "audit/export"}


def test_read_scope_reads_and_does_not_write(api: Api, api_for: ApiFor) -> None:
    reader, investigation_id = api_for(api.user_id, "wizard:read"), api.created()

    assert (reader.get(investigation_id).status_code, reader.poll(investigation_id).status_code) == (200, 200)
    for refused in (
        reader.create(),
        reader.put(investigation_id, {}, {"If-Match": "*"}),
        reader.patch(investigation_id, {}, {"If-Match": "*"}),
        reader.delete(investigation_id, {"If-Match": "*"}),
        reader.report(investigation_id, REPORT),
    ):
        problem(refused, 403, "forbidden")
    assert api.state(investigation_id)["version"] == 1


def test_write_scope_alone_does_not_read(api: Api, api_for: ApiFor) -> None:
    writer, investigation_id = api_for(api.user_id, "wizard:write"), api.created()

    problem(writer.get(investigation_id), 403, "forbidden")
    problem(writer.poll(investigation_id), 403, "forbidden")
    assert writer.put(investigation_id, {"version": 1}).status_code == 200


@pytest.mark.parametrize("scope", [" ", "openid", "wizard", "wizard:READ", "wizard:read,wizard:write", "wizard:*"])
def test_unknown_scope_allows_nothing(api: Api, api_for: ApiFor, scope: str) -> None:
    unscoped, investigation_id = api_for(api.user_id, scope), api.created()

    answers = [
        unscoped.get(investigation_id),
        unscoped.create(),
        unscoped.report(investigation_id, REPORT),
        unscoped.delete(investigation_id, {"If-Match": "*"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4


def test_executor_reads_and_reports_on_any_investigation(api: Api, api_for: ApiFor, settings: Document) -> None:
    executor, theirs = api_for(None, "wizard:run"), api.running(settings)

    response = executor.report(theirs, REPORT)

    envelope = document(response)["events"][0]
    assert (envelope["actor"], envelope["user_id"]) == (executor.user_id, api.user_id)
    assert executor.state(theirs) == api.state(theirs)
    assert executor.poll(theirs).status_code == 200


def test_executor_changes_progress_results_status_and_step_of_any_investigation(
    api: Api, api_for: ApiFor, settings: Document, results: Document
) -> None:
    executor, theirs = api_for(None, "wizard:run"), api.running(settings)

    executor.changed(theirs, progress={"overall_progress": 100}, status="COMPLETED")
    executor.changed(theirs, results=results, wizard_step="RESULTS")

    state = api.state(theirs)
    assert (state["user_id"], state["wizard_step"], state["version"]) == (api.user_id, "RESULTS", 3)


@pytest.mark.parametrize("scopes", [("wizard:run",), ("wizard:run", "wizard:read", "wizard:write")])
def test_executor_neither_changes_settings_nor_deletes_for_others(
    api: Api, api_for: ApiFor, settings: Document, scopes: tuple[str, ...]
) -> None:
    executor, theirs = api_for(None, *scopes), api.created(settings=settings)

    problem(executor.change(theirs, settings={"name": "mine"}), 403, "forbidden")
    problem(executor.put(theirs, {"settings": None, "version": 1}), 403, "forbidden")
    problem(executor.delete(theirs, {"If-Match": "*"}), 403, "forbidden")
    assert api.state(theirs)["version"] == 1


def test_executor_without_write_scope_creates_no_investigation(api_for: ApiFor) -> None:
    problem(api_for(None, "wizard:run").create(), 403, "forbidden")


def test_admin_may_do_everything_for_other_users_who_remain_the_owners(
    api: Api, api_for: ApiFor, settings: Document
) -> None:
    admin, theirs = api_for(None, "wizard:admin"), api.created(settings=settings)

    assert admin.changed(theirs, settings={"name": "by admin"})["user_id"] == api.user_id
    assert admin.changed(theirs, wizard_step="PROGRESS")["user_id"] == api.user_id
    assert admin.report(theirs, REPORT).status_code == 200
    assert admin.create().status_code == 201
    assert admin.delete(theirs, {"If-Match": "*"}).status_code == 204
    problem(api.get(theirs), 404, "not_found")


def test_encoded_slash_in_a_path_does_not_widen_access(service: Flask, api: Api, api_for: ApiFor) -> None:
    theirs = api.created()

    for path in (f"/{theirs}%2Fstate", f"/%2e%2e/wizard/{theirs}/state", f"/{theirs}/../{theirs}/state"):
        assert api_for().call("GET", path).status_code == 404
