"""How large things may be (contract section 3): 413 `too_large`, and nothing is stored."""

from typing import Any

import pytest

from tests.support.api.client import Api, ApiFor, Document, ServiceWith, document, event, problem
from wizard_service.config import StateSettings
from wizard_service.web.request_body import max_separators

KB = 1024


def settings_of(settings: Document, kilobytes: float) -> Document:
    """Return settings of about this size when they are encoded."""
    padding = "x" * int(kilobytes * KB - 450)
    return settings | {"tools": [{"tool_name": "t", "parameters": {"padding": padding}}]}


def results_of(results: Document, kilobytes: float) -> Document:
    return results | {"visualizations": {"padding": "x" * int(kilobytes * KB - 450)}}


def test_a_body_of_too_many_values_is_refused_before_they_are_read(api: Api) -> None:
    body = b'{"a":[%s{}]}' % (b"{}," * (max_separators(StateSettings()) // 2))
    headers = {"If-Match": "*", "Content-Type": "application/json"}

    answer = api.call("PUT", f"/{api.created()}/state", headers, data=body)

    assert "commas" in problem(answer, 413, "too_large")["detail"]


@pytest.mark.parametrize("kilobytes", [500, 2000])
def test_results_of_single_digits_may_be_as_large_as_any(
    service_with: ServiceWith, api_for: ApiFor, settings: Document, results: Document, kilobytes: int
) -> None:
    sizes = StateSettings(results_max_size_kb=kilobytes, max_size_kb=kilobytes)
    api = api_for(app=service_with(state=sizes))
    investigation_id = api.running(settings)
    digits = [[7] * 4] * (kilobytes * KB // 11)

    answer = api.change(investigation_id, results=results | {"visualizations": {"heat": digits}})

    assert answer.status_code == 200


def test_a_report_of_the_shortest_log_lines_may_be_as_large_as_any(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    lines = [{"message": "a"}] * 600
    report = [event("log_appended", lines=lines) for _ in range(100)]

    assert api.report(investigation_id, report).status_code == 200


def test_settings_may_have_50_kb(api: Api, settings: Document) -> None:
    investigation_id = api.created(settings=settings_of(settings, 49.9))

    problem(api.create(settings=settings_of(settings, 51)), 413, "too_large")
    problem(api.put(investigation_id, {"settings": settings_of(settings, 51), "version": 1}), 413, "too_large")
    problem(api.change(investigation_id, settings=settings_of(settings, 51)), 413, "too_large")
    assert api.state(investigation_id)["version"] == 1


def test_size_is_counted_in_bytes(api: Api, settings: Document) -> None:
    problem(
        api.create(
            settings=settings
            | {"description": "€" * 10_000, "tools": [{"tool_name": "t", "parameters": {"padding": "€" * 8_000}}]}
        ),
        413,
        "too_large",
    )


def test_results_may_have_500_kb(api: Api, settings: Document, results: Document) -> None:
    investigation_id = api.running(settings)

    problem(api.change(investigation_id, results=results_of(results, 501)), 413, "too_large")
    assert api.state(investigation_id)["version"] == 1
    assert api.change(investigation_id, results=results_of(results, 490)).status_code == 200


def test_whole_state_may_have_500_kb(api: Api, settings: Document, results: Document) -> None:
    investigation_id = api.running(settings_of(settings, 45))
    api.changed(investigation_id, results=results_of(results, 400))
    phases = [{"phase_name": f"{n:0200}", "status": "pending"} for n in range(300)]

    refused = api.change(investigation_id, progress={"phases": phases})

    problem(refused, 413, "too_large")
    assert api.state(investigation_id)["version"] == 2


def test_report_that_makes_the_state_too_large_is_not_stored(api: Api, settings: Document, results: Document) -> None:
    investigation_id = api.running(settings)
    api.changed(investigation_id, results=results_of(results, 480))
    cursor = api.cursor(investigation_id)
    tools = [event("tool_execution_completed", tool_name=f"t{n}", result_summary="x" * 9_000) for n in range(5)]

    problem(api.report(investigation_id, tools), 413, "too_large")

    assert api.state(investigation_id)["version"] == 2
    assert api.events(investigation_id, after=cursor) == []


@pytest.mark.parametrize(
    ("limit", "members"),
    [
        ({"settings_max_size_kb": 1}, "settings"),
        ({"results_max_size_kb": 1}, "results"),
        ({"max_size_kb": 100}, "both"),
    ],
)
def test_each_limit_is_a_setting(
    service_with: ServiceWith,
    api_for: ApiFor,
    settings: Document,
    results: Document,
    limit: dict[str, int],
    members: str,
) -> None:
    api = api_for(app=service_with(state=StateSettings(**limit)))
    investigation_id = api.created(settings=settings)
    sent: dict[str, Any] = {
        "settings": {"settings": settings_of(settings, 2)},
        "results": {"results": results_of(results, 2)},
        "both": {"settings": settings_of(settings, 40), "results": results_of(results, 70)},
    }

    problem(api.change(investigation_id, **sent[members]), 413, "too_large")


@pytest.mark.parametrize(("tools", "status"), [(20, 201), (21, 422)])
def test_settings_may_have_20_tools(api: Api, settings: Document, tools: int, status: int) -> None:
    settings = settings | {"tools": [{"tool_name": f"t{n}"} for n in range(tools)]}

    assert document(api.create(settings=settings), status)


def test_texts_other_than_names_have_only_the_limit_of_their_document(
    api: Api, settings: Document, results: Document
) -> None:
    text = "x" * 60_000
    entities = [{"entity_type": text[:9_000], "entity_id": text[:9_000]}]
    described = settings | {"description": text[:20_000], "entities": entities}
    investigation_id = api.running(described)
    found = {"title": text, "description": text, "severity": text, "confidence": 1}
    reports = [
        event("agent_updated", agent_name="a", status=text),
        event("tool_execution_completed", tool_name="t", result_summary=text),
        event("tool_execution_error", tool_name="u", error_message=text, error_code=text),
        event("log_appended", lines=[{"message": text, "level": "l" * 21}]),
    ]

    progress = api.reported(investigation_id, *reports)["progress"]
    failure = {"error_message": "m", "error_code": text, "recovery_action": text[:30_000]}
    failed = api.reported(investigation_id, event("error_occurred", **failure))
    longest = api.running(settings)
    stored = api.changed(longest, results=results | {"findings": [found], "report_url": "/" + text})

    assert (progress["agents"][0]["status"], progress["logs"]) == (text, [text])
    assert [tool.get("result_summary", tool.get("error_code")) for tool in progress["tools_executed"]] == [text, text]
    assert failed["progress"]["error"]["recovery_action"] == failure["recovery_action"]
    assert failed["settings"]["entities"] == entities
    assert stored["results"]["findings"][0]["description"] == text
