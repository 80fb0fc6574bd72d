"""`/openapi.json` describes exactly the served API (contract section 10)."""

import re
from typing import Any

import pytest
from flask import Flask
from openapi_spec_validator import validate

from tests.support.api.client import BASE, PROBLEM, Api, Document, ServiceWith, rules_under
from wizard_service.config import ServerSettings

# Pages for people are not part of the API.
PAGES = ("wizard_pages.",)
METHODS = ("get", "put", "post", "delete", "patch", "options", "head", "trace")


@pytest.fixture
def described(api: Api) -> Document:
    response = api.call("GET", "/openapi.json", {"Authorization": ""})
    assert response.mimetype == "application/json"
    spec: Document = response.get_json()
    return spec


def operations(spec: Document) -> dict[tuple[str, str], Document]:
    return {
        (method.upper(), path): item[method] for path, item in spec["paths"].items() for method in METHODS & item.keys()
    }


def test_document_is_valid_openapi_3_1(described: Document) -> None:
    assert described["openapi"].startswith("3.1.")
    validate(described)


def test_exactly_the_served_routes_are_described(service: Flask, described: Document) -> None:
    served = {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for method, rule in rules_under(service, BASE)
        if method != "HEAD" and not rule.endpoint.startswith(PAGES)
    }

    assert set(operations(described)) == served


def test_every_operation_has_a_summary(described: Document) -> None:
    silent = [name for name, operation in operations(described).items() if not operation.get("summary", "").strip()]

    assert silent == []


def test_operations_have_unique_ids_or_none(described: Document) -> None:
    ids = [item["operationId"] for item in operations(described).values() if "operationId" in item]

    assert len(ids) == len(set(ids))


def test_parameters_of_a_path_are_described(described: Document) -> None:
    for path, item in described["paths"].items():
        for method in METHODS & item.keys():
            parameters: list[Any] = [*item.get("parameters", []), *item[method].get("parameters", [])]
            named = {parameter["name"] for parameter in parameters if parameter.get("in") == "path"}
            assert named == set(re.findall(r"{(\w+)}", path)), path


def test_token_is_required_in_the_document_wherever_one_is_needed(api: Api, described: Document) -> None:
    for (method, path), operation in operations(described).items():
        called = re.sub(r"{\w+}", "x", path.removeprefix(BASE))
        needs_token = api.call(method, called, {"Authorization": ""}).status_code == 401
        security = operation.get("security", described["security"])
        assert bool(security) == needs_token, (method, path)


def test_other_base_path_is_described_as_it_is_served(service_with: ServiceWith) -> None:
    app = service_with(server=ServerSettings(base_path="/elsewhere/v2"))

    spec = app.test_client().get("/elsewhere/v2/openapi.json").get_json()

    assert all(path.startswith("/elsewhere/v2/") for path in spec["paths"])


def test_second_service_in_a_process_is_described_like_the_first(service_with: ServiceWith) -> None:
    services = (service_with(server=ServerSettings(cookie_name="session")) for _ in range(2))
    first, second = (app.test_client().get(f"{BASE}/openapi.json").data for app in services)

    assert first == second


def test_errors_are_described_as_problem_documents(described: Document) -> None:
    problem = described["components"]["schemas"]["Problem"]
    assert {"type", "title", "status", "detail", "code", "request_id"} <= problem["properties"].keys()

    shared = described["components"]["responses"]
    for where, operation in operations(described).items():
        for status, response in operation["responses"].items():
            if status.startswith("4") or status == "default":
                error = shared[response["$ref"].rpartition("/")[2]] if "$ref" in response else response
                assert [*error.get("content", {PROBLEM: {}})] == [PROBLEM], (where, status)


def test_every_operation_has_an_id(described: Document) -> None:
    assert all("operationId" in operation for operation in operations(described).values())


def test_headers_are_described_wherever_they_are_accepted(described: Document) -> None:
    for (method, path), operation in operations(described).items():
        parameters = operation.get("parameters", [])
        named = {parameter.get("$ref", "").rpartition("/")[2] for parameter in parameters} - {""}
        is_exempt = path.endswith(("/session", "/tickets", "/executor-token", "/example")) or (
            method,
            path.rpartition("/")[2],
        ) == ("PUT", "lease")
        assert ("Idempotency-Key" in named) == (method != "GET" and not is_exempt), (method, path)
        tagged = {"304", "412", "428"} & operation["responses"].keys()
        assert ({"If-Match", "If-None-Match"} <= named) == bool(tagged), (method, path)
        assert bool(tagged) <= ("412" in operation["responses"]), (method, path)


def test_every_poll_documents_the_headers_of_its_response(described: Document, api: Api) -> None:
    investigation_id = api.created()
    for path in ("/poll", "/active", "/{investigation_id}/poll", "/{investigation_id}/changes"):
        answers = described["paths"][BASE + path]["get"]["responses"]
        headers = api.call("GET", path.format(investigation_id=investigation_id)).headers
        for status in ("200", "304"):
            assert set(answers[status]["headers"]) - {"RateLimit", "RateLimit-Policy"} <= set(headers.keys()), path
            assert {"ETag", "X-Recommended-Interval", "RateLimit"} <= answers[status]["headers"].keys(), path


def test_links_lead_from_a_new_investigation_to_what_can_be_done_with_it(described: Document) -> None:
    links = described["paths"][f"{BASE}/investigations"]["post"]["responses"]["201"]["links"]
    of_one = {
        operation["operationId"]
        for (_, path), operation in operations(described).items()
        if "/{investigation_id}/" in path and not path.endswith("/stream")
    }

    assert links.keys() == of_one
    assert links["put_investigation_state"]["parameters"]["header.If-Match"] == "$response.header.ETag"
