"""The service parses JSON strictly and refuses ambiguous documents without a 5xx (contract section 1)."""

import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.support.api.client import JSON, Api, Document, document, event, problem, wrong_fields
from tests.support.api.templates import kept

WRITES = [("POST", "/investigations"), ("PUT", "/{id}/state"), ("PATCH", "/{id}/state"), ("POST", "/{id}/events")]
BODILESS = [
    ("POST", "/{id}/retry"),
    ("POST", "/{id}/cancel"),
    ("POST", "/history/{id}/archive"),
    ("POST", "/history/{id}/restore"),
    ("POST", "/templates/{template}/restore"),
    ("DELETE", "/{id}/access/x"),
    ("DELETE", "/templates/{template}"),
    ("POST", "/session"),
    ("DELETE", "/session"),
    ("POST", "/tickets"),
]
NOT_JSON = {
    "one brace": b"{",
    "a word": b"nonsense",
    "trailing comma": b'{"wizard_step":"SETTINGS",}',
    "single quotes": b"{'wizard_step':'SETTINGS'}",
    "comment": b"{} // done",
    "two documents": b"{}{}",
    "NaN": b'{"progress":{"overall_progress":NaN}}',
    "Infinity": b'{"progress":{"overall_progress":Infinity}}',
    "-Infinity": b'{"progress":{"overall_progress":-Infinity}}',
    "1e999": b'{"progress":{"overall_progress":1e999}}',
    "-1e999": b'{"progress":{"overall_progress":-1e999}}',
    "leading zero": b'{"version":01}',
    "lone high surrogate": b'{"wizard_step":"\\ud800"}',
    "lone low surrogate": b'{"wizard_step":"\\udc00"}',
    "surrogates in the wrong order": b'{"wizard_step":"\\udc00\\ud800"}',
    "lone surrogate in a name": b'{"\\udfff":1}',
    "bad UTF-8": b'{"wizard_step":"\xff"}',
    "overlong UTF-8": b'{"wizard_step":"\xc0\x80"}',
    "surrogate in UTF-8": b'{"wizard_step":"\xed\xa0\x80"}',
    "UTF-16": '{"version":1}'.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf{}",
    "raw NUL": b'{"wizard_step":"\x00"}',
    "raw line end in a string": b'{"wizard_step":"a\nb"}',
}
NOT_THE_SAME_EVERYWHERE = {
    "a name twice": b'{"version":1,"version":2}',
    "a name twice, once escaped": b'{"version":1,"\\u0076ersion":1}',
    "a name twice, deep inside": b'{"settings":{"tools":[{"parameters":{"a":{"b":1,"b":1}}}]}}',
    "2^53": b'{"version":9007199254740992}',
    "-2^53": b'{"settings":{"a":-9007199254740992}}',
    "2^64": b'{"version":18446744073709551616}',
    "300 digits": b'{"version":' + b"9" * 300 + b"}",
    "5000 digits": b'{"version":' + b"9" * 5000 + b"}",
    "-5000 digits": b'{"version":-' + b"9" * 5000 + b"}",
    "34 lists": b"[" * 34 + b"]" * 34,
    "34 objects": b'{"a":' * 34 + b"1" + b"}" * 34,
    "100,000 lists": b"[" * 100_000 + b"]" * 100_000,
    "100,000 objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "100,000 lists, not closed": b"[" * 100_000,
}
REFUSED = NOT_JSON | NOT_THE_SAME_EVERYWHERE


def send(api: Api, method: str, path: str, body: bytes) -> TestResponse:
    return api.call(method, path, {"If-Match": "*", "Content-Type": JSON}, data=body)


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_unreadable_body_is_a_bad_request_on_every_route(api: Api, body: bytes) -> None:
    investigation_id = api.created()

    for method, path in WRITES:
        problem(send(api, method, path.format(id=investigation_id), body), 400, "bad_request")


@pytest.mark.parametrize("body", [b"null", b"true", b"0", b"1.5", b'"{}"', b"[]", b"[1]", b"[[]]", b"[{}]"])
def test_json_other_than_an_object_is_refused_on_every_route(api: Api, body: bytes) -> None:
    investigation_id = api.created()

    for method, path in WRITES:
        problem(send(api, method, path.format(id=investigation_id), body), 422, "validation_error")


@pytest.mark.parametrize(("method", "path"), BODILESS)
def test_command_without_members_refuses_a_body_with_members_and_changes_nothing(
    api: Api, settings: Document, method: str, path: str
) -> None:
    investigation_id = api.running(settings)
    path = path.format(id=investigation_id, template=kept(api, settings)["template_id"])

    problem(send(api, method, path, b"{"), 400, "bad_request")
    assert wrong_fields(send(api, method, path, b'{"nonsense":1}')) == {"nonsense"}
    problem(send(api, method, path, b"[]"), 422, "validation_error")
    problem(api.call(method, path, {"Content-Type": "text/plain"}, data=b"{}"), 415, "unsupported_media_type")
    assert api.state(investigation_id)["version"] == 1


@pytest.mark.parametrize("body", [b"", b"{}"])
def test_command_without_members_accepts_an_absent_and_an_empty_body(api: Api, settings: Document, body: bytes) -> None:
    assert document(send(api, "POST", f"/{api.running(settings)}/cancel", body))["status"] == "CANCELLED"


@pytest.mark.parametrize("section", ["settings", "progress", "results"])
@pytest.mark.parametrize("value", [[], [{}], "x", 1, True])
def test_section_other_than_an_object_is_refused(api: Api, section: str, value: Any) -> None:
    investigation_id = api.created()

    problem(api.put(investigation_id, {section: value}, {"If-Match": "*"}), 422, "validation_error")
    problem(api.patch(investigation_id, {section: value}, {"If-Match": "*"}), 422, "validation_error")


def test_report_without_a_body_is_not_valid(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)

    problem(api.call("POST", f"/{investigation_id}/events"), 422, "validation_error")


def test_create_without_a_body_creates_with_all_defaults(api: Api) -> None:
    response = api.call("POST", "/investigations")

    assert response.status_code == 201
    assert response.json is not None
    assert (response.json["wizard_step"], response.json["settings"]) == ("SETTINGS", None)


def nested(settings: Document, depth: int, innermost: str) -> bytes:
    """Return a creation whose body is nested `depth` deep; `innermost` counts as one level."""
    # Five levels enclose a parameter: the body, settings, tools, a tool, its parameters.
    lists = depth - 6
    settings = settings | {"tools": [{"tool_name": "t", "parameters": {"deep": "HERE"}}]}
    return json.dumps({"settings": settings}).replace('"HERE"', "[" * lists + innermost + "]" * lists).encode()


@pytest.mark.parametrize("innermost", ["[]", "{}", "[1]", '{"a":1}'])
def test_body_nested_32_deep_is_accepted_and_33_deep_is_refused(api: Api, settings: Document, innermost: str) -> None:
    taken = send(api, "POST", "/investigations", nested(settings, 32, innermost))
    refused = send(api, "POST", "/investigations", nested(settings, 33, innermost))

    assert taken.status_code == 201
    problem(refused, 400, "bad_request")


@pytest.mark.parametrize(
    "value", [2**53 - 1, 1 - 2**53, 1e308, -0.1, 0, "\U0001f600", "\u0000", "\u2028\u2029", "\x7f", "'\"\\", ""]
)
def test_unusual_values_come_back_as_they_were_sent(api: Api, settings: Document, value: Any) -> None:
    parameters = {"value": value, f"name {value}": [value]}
    settings = settings | {"tools": [{"tool_name": "t", "parameters": parameters}]}

    investigation_id = api.created(settings=settings)

    assert api.state(investigation_id)["settings"]["tools"][0]["parameters"] == parameters


def test_nul_in_log_lines_and_results_comes_back(api: Api, settings: Document, results: Document) -> None:
    investigation_id = api.running(settings | {"description": "a\u0000b"})
    api.reported(investigation_id, event("log_appended", lines=[{"message": "\u0000x"}]))
    results["findings"][0]["title"] = "\u0000"

    state = api.changed(investigation_id, status="COMPLETED", results=results)

    assert (state["settings"]["description"], state["progress"]["logs"]) == ("a\u0000b", ["\u0000x"])
    assert state["results"]["findings"][0]["title"] == "\u0000"
