"""The client sends the documented request for each call, and returns or raises what the response means."""

import pytest

from tests.support.client.scripted_server import Response, ScriptedServer, problem
from wizard_service.client import (
    AlreadyExists,
    InvalidTransition,
    LimitReached,
    NotFound,
    PreconditionFailed,
    Unauthorized,
    ValidationFailed,
    VersionConflict,
    WizardClient,
    WizardError,
)


def test_create_posts_only_the_given_members_and_returns_the_state_with_its_etag(
    client: WizardClient, server: ScriptedServer
) -> None:
    server.script(Response(201, headers={"ETag": '"k7f3.7"'}))

    state = client.create(investigation_id="inv_1")

    request = server.requests[0]
    assert (request.method, request.path, request.json()) == (
        "POST",
        "/api/v1/wizard/investigations",
        {"investigation_id": "inv_1"},
    )
    assert request.headers["Authorization"] == "Bearer t0ken"
    assert (state.investigation_id, state.version, state.status, state.wizard_step, state.etag) == (
        "inv_1",
        7,
        "IN_PROGRESS",
        "PROGRESS",
        '"k7f3.7"',
    )


def test_update_sends_known_etag_as_if_match_and_no_version(client: WizardClient, server: ScriptedServer) -> None:
    client.update("inv_1", {"status": "COMPLETED"}, version=7, etag='"k7f3.7"')

    request = server.requests[0]
    assert (request.method, request.path) == ("PATCH", "/api/v1/wizard/inv_1/state")
    assert request.headers["Content-Type"] == "application/merge-patch+json"
    assert request.headers["If-Match"] == '"k7f3.7"'
    assert request.json() == {"status": "COMPLETED"}


def test_update_without_etag_sends_version_in_the_body_and_does_not_change_the_callers_dictionary(
    client: WizardClient, server: ScriptedServer
) -> None:
    changes = {"status": "COMPLETED"}

    client.update("inv_1", changes, version=7)

    assert "If-Match" not in server.requests[0].headers
    assert server.requests[0].json() == {"status": "COMPLETED", "version": 7}
    assert changes == {"status": "COMPLETED"}


def test_replace_puts_json(client: WizardClient, server: ScriptedServer) -> None:
    client.replace("inv_1", {"progress": None}, version=7)

    request = server.requests[0]
    assert (request.method, request.path) == ("PUT", "/api/v1/wizard/inv_1/state")
    assert request.headers["Content-Type"] == "application/json"
    assert request.json() == {"progress": None, "version": 7}


def test_delete_sends_if_match(client: WizardClient, server: ScriptedServer) -> None:
    server.script(Response(204))

    client.delete("inv_1", etag='"k7f3.7"')

    assert (server.requests[0].method, server.requests[0].headers["If-Match"]) == ("DELETE", '"k7f3.7"')


def test_report_posts_the_list_and_returns_the_stored_events(client: WizardClient, server: ScriptedServer) -> None:
    server.script(Response(200, {"version": 8, "events": [{"id": "k7f3-9"}]}))
    events = [{"event_type": "log_appended", "data": {"lines": [{"message": "Grüße"}]}}]

    stored = client.report("inv_1", events)

    assert (server.requests[0].path, server.requests[0].json()) == ("/api/v1/wizard/inv_1/events", events)
    assert stored == {"version": 8, "events": [{"id": "k7f3-9"}]}


def test_reads_carry_no_idempotency_key(client: WizardClient, server: ScriptedServer) -> None:
    client.get("inv_1")

    assert "Idempotency-Key" not in server.requests[0].headers


def test_precondition_failed_carries_the_whole_problem(client: WizardClient, server: ScriptedServer) -> None:
    server.script(problem(412, "precondition_failed", current_version=9, etag='"k7f3.9"', actor="u2"))

    with pytest.raises(PreconditionFailed) as refused:
        client.update("inv_1", {"status": "COMPLETED"}, etag='"k7f3.7"')

    assert (refused.value.status, refused.value.code) == (412, "precondition_failed")
    assert refused.value.detail == "precondition_failed it is"
    assert refused.value.problem["current_version"] == 9
    assert len(server.requests) == 1


def test_validation_failed_lists_the_fields(client: WizardClient, server: ScriptedServer) -> None:
    faults = [{"field": "settings.name", "message": "too long"}]
    server.script(problem(422, "validation_error", errors=faults))

    with pytest.raises(ValidationFailed) as refused:
        client.create(settings={"name": "x" * 300})

    assert refused.value.errors == faults


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, "token_expired", Unauthorized),
        (404, "not_found", NotFound),
        (409, "already_exists", AlreadyExists),
        (409, "version_conflict", VersionConflict),
        (409, "invalid_transition", InvalidTransition),
        (409, "limit_reached", LimitReached),
        (428, "precondition_required", WizardError),
        (500, "internal", WizardError),
    ],
)
def test_a_refusal_raises_its_class_and_is_not_retried(
    client: WizardClient, server: ScriptedServer, status: int, code: str, kind: type[WizardError]
) -> None:
    server.script(problem(status, code))

    with pytest.raises(WizardError) as refused:
        client.get("inv_1")

    assert type(refused.value) is kind
    assert (refused.value.status, refused.value.code) == (status, code)
    assert len(server.requests) == 1


def test_a_refusal_without_a_problem_document_has_the_body_as_detail(
    client: WizardClient, server: ScriptedServer
) -> None:
    server.script(Response(403, "<h1>Not here</h1>", {"Content-Type": "text/html"}))

    with pytest.raises(WizardError, match="Not here") as refused:
        client.get("inv_1")

    assert (refused.value.code, refused.value.problem) == ("http_403", {})


def test_a_successful_response_without_a_json_object_is_an_error(client: WizardClient, server: ScriptedServer) -> None:
    server.script(Response(200, "<h1>Sign in</h1>", {"Content-Type": "text/html"}))

    with pytest.raises(WizardError) as refused:
        client.get("inv_1")

    assert refused.value.code == "not_the_service"
