"""Real events, errors and examples match the schemas of `/openapi.json` and `/asyncapi.json`."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from tests.support.api.client import Api, ApiFor, Document, document, event
from wizard_service.domain.events import EVENT_TYPES, REPORTED
from wizard_service.web.problems import STATUS
from wizard_service.web.schemas.events import CLIENT_MESSAGES, CONTROL_EVENTS

ASYNCAPI_SPECS = "@asyncapi/specs@6.11.1"
METHODS = {"get", "put", "post", "delete", "patch"}
REPORTS = (
    event("progress_updated", percent_complete=10, current_phase="a", phase_details={"of": 3}),
    event("phase_changed", from_phase="a", to_phase="b", from_phase_duration_ms=12.5),
    event("tool_execution_started", tool_name="t", tool_config={"limit": 3}, estimated_duration_ms=9),
    event("tool_execution_progress", tool_name="t", percent_complete=50, message="half"),
    event("tool_execution_completed", tool_name="t", status="COMPLETED", duration_ms=3, findings_count=1),
    event("tool_execution_error", tool_name="u", error_message="gone", error_code="E1", retryable=True),
    event("agent_updated", agent_name="a", status="running", progress=5),
    event("log_appended", lines=[{"message": "m", "level": "info", "agent_name": "a"}]),
    event("error_occurred", error_message="m", error_type="timeout_error", recoverable=True),
    event(
        "input_requested", request_id="q", prompt="p", kind="choice", options=["a"], expires_at="2030-01-01T00:00:00Z"
    ),
    event("input_withdrawn", request_id="q"),
    event("finding_added", finding_id="f", title="t", description="d", severity="low", confidence=1, evidence=[{}]),
)


@pytest.fixture
def openapi(api: Api) -> Document:
    return document(api.call("GET", "/openapi.json", {"Authorization": ""}))


@pytest.fixture
def asyncapi(api: Api) -> Document:
    return document(api.call("GET", "/asyncapi.json", {"Authorization": ""}))


def operations(openapi: Document) -> Iterator[tuple[str, Document]]:
    for path, item in openapi["paths"].items():
        for method in METHODS & item.keys():
            yield f"{method} {path}", item[method]


def check(openapi: Document, name: str, value: Any) -> None:
    """Check a value against a named schema."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": openapi["components"]}
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(value)


def test_every_event_matches_the_schema_of_its_type(
    api: Api, api_for: ApiFor, openapi: Document, settings: Document, results: Document
) -> None:
    investigation_id = api.running(settings)
    beginning = api.cursor(investigation_id).rpartition("-")[0] + "-0"
    api.report(investigation_id, list(REPORTS))
    api.call("PUT", f"/{investigation_id}/access/{api_for('other').user_id}", json={"role": "viewer"})
    api.patch(
        investigation_id, {"results": results, "status": "COMPLETED", "wizard_step": "RESULTS"}, {"If-Match": "*"}
    )

    events = api.events(investigation_id, after=beginning)

    for envelope in events:
        check(openapi, "Event", envelope)
    for sent in REPORTS:
        check(openapi, "Report", sent)
    assert {reported.name for reported in REPORTED} <= {envelope["event_type"] for envelope in events}
    assert {"state_updated", "step_changed", "status_changed", "results_available", "access_changed"} <= {
        envelope["event_type"] for envelope in events
    }


def test_control_events_of_a_stream_match_their_schema(
    api: Api, openapi: Document, settings: Document, results: Document
) -> None:
    investigation_id = api.running(settings)
    api.patch(investigation_id, {"results": results, "status": "COMPLETED"}, {"If-Match": "*"})

    stream = api.call("GET", f"/{investigation_id}/stream?until=completed").get_data(as_text=True)

    received = [json.loads(line.removeprefix("data: ")) for line in stream.splitlines() if line.startswith("data: ")]
    assert [envelope["event_type"] for envelope in received] == [
        "connection_established",
        "state_sync",
        "connection_closed",
    ]
    for envelope in received:
        check(openapi, "UnstoredEvent", envelope)
        assert envelope["version"] == 2
    assert openapi["components"]["schemas"]["UnstoredEnvelope"]["required"] == [
        name for name in openapi["components"]["schemas"]["Envelope"]["required"] if name not in ("id", "committed_at")
    ]


def test_wrong_data_does_not_match_the_schema_of_its_type(openapi: Document) -> None:
    schema = {"$ref": "#/components/schemas/Report", "components": openapi["components"]}
    validator = Draft202012Validator(schema)

    assert not validator.is_valid(event("progress_updated", percent_complete=101))
    assert not validator.is_valid(event("tool_execution_started"))
    assert not validator.is_valid(event("state_updated", previous_version=1, updated_fields=[], changes={}))


def test_every_event_type_is_described_in_words(asyncapi: Document) -> None:
    messages = asyncapi["components"]["messages"]

    assert set(messages) == {*EVENT_TYPES, *CONTROL_EVENTS, *(f"client_{name}" for name in CLIENT_MESSAGES), "result"}
    assert all(message["summary"].endswith(".") for message in messages.values())


def test_every_error_code_is_described(openapi: Document) -> None:
    code = openapi["components"]["schemas"]["Problem"]["properties"]["code"]

    assert set(code["enum"]) == set(STATUS)
    assert all(f"`{name}`" in code["description"] for name in STATUS)


def test_errors_of_a_call_are_listed_by_code(openapi: Document) -> None:
    responses = openapi["paths"]["/api/v1/wizard/{investigation_id}/state"]["patch"]["responses"]

    assert "version_conflict" in responses["409"]["description"]
    assert responses["412"]["content"]["application/problem+json"]["example"]["code"] == "precondition_failed"


def test_every_body_has_an_example_that_matches_its_schema(openapi: Document) -> None:
    for where, operation in operations(openapi):
        for body in (operation.get("requestBody", {}), *operation["responses"].values()):
            for media_type in body.get("content", {}).values():
                schema = media_type["schema"] | {"components": openapi["components"]}
                violations = [
                    error.message for error in Draft202012Validator(schema).iter_errors(media_type["example"])
                ]
                assert violations == [], where


def test_example_of_creating_and_reporting_can_be_sent_as_it_is(api: Api, openapi: Document) -> None:
    paths = openapi["paths"]

    def example(path: str, method: str) -> Any:
        (media_type,) = paths[f"/api/v1/wizard{path}"][method]["requestBody"]["content"].values()
        return media_type["example"]

    assert api.call("POST", "/investigations", json=example("/investigations", "post")).status_code == 201
    assert api.call("POST", "/inv_1/events", json=example("/{investigation_id}/events", "post")).status_code == 200


def test_channels_are_those_of_the_contract(asyncapi: Document) -> None:
    addresses = {channel["address"] for channel in asyncapi["channels"].values()}

    assert asyncapi["asyncapi"] == "3.0.0"
    assert addresses == {
        "/{investigation_id}/stream",
        "/stream",
        "/ws/investigation/{investigation_id}",
        "/ws/investigations",
    }
    sockets = asyncapi["channels"]["socketOne"]["messages"]
    assert {"client_update", "result", "heartbeat"} <= sockets.keys()
    assert "client_update" not in asyncapi["channels"]["streamOne"]["messages"]


def test_examples_of_events_match_their_schemas(asyncapi: Document) -> None:
    for name, message in asyncapi["components"]["messages"].items():
        schema = message["payload"] | {"components": asyncapi["components"]}
        violations = [error.message for error in Draft7Validator(schema).iter_errors(message["examples"][0]["payload"])]
        assert violations == [], name


def test_asyncapi_document_is_valid_asyncapi_3_0(asyncapi: Document, node_package: Callable[[str], Path]) -> None:
    folder = node_package(ASYNCAPI_SPECS) / "@asyncapi" / "specs" / "schemas"
    validator = Draft7Validator(json.loads((folder / "3.0.0.json").read_text()))

    assert [error.message for error in validator.iter_errors(asyncapi)] == []
    assert not validator.is_valid(asyncapi | {"channels": {"x": {"messages": 7}}})
