"""Well-formed but not valid: 422 with the path of each wrong field; wrong media types: 415 (contract section 1)."""

from typing import Any

import pytest

from tests.support.api.client import JSON, MERGE_PATCH, Api, Document, event, problem, wrong_fields

OTHER_MEDIA_TYPES = [
    *("text/plain", "text/json", "application/xml", "application/octet-stream", "application/x-www-form-urlencoded"),
    *("multipart/form-data; boundary=x", "", "json", "application/", "application/jsonp"),
]
WRONG_SETTINGS: list[tuple[dict[str, Any], set[str]]] = [
    ({"name": ""}, {"settings.name"}),
    ({"name": "x" * 256}, {"settings.name"}),
    ({"name": 5}, {"settings.name"}),
    ({"entities": []}, {"settings.entities"}),
    ({"entities": [{"entity_type": "ip"}]}, {"settings.entities.0.entity_id"}),
    ({"entities": [{"entity_type": "ip", "entity_id": str(n)} for n in range(11)]}, {"settings.entities"}),
    ({"entities": [{"entity_type": "ip", "entity_id": "1", "colour": "red"}]}, {"settings.entities.0.colour"}),
    ({"time_range": {"start": "2026-01-02T00:00:00Z", "end": "2026-01-01T00:00:00Z"}}, {"settings.time_range.end"}),
    ({"time_range": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-01T00:00:00Z"}}, {"settings.time_range.end"}),
    ({"time_range": {"start": "yesterday", "end": "2026-01-01T00:00:00Z"}}, {"settings.time_range.start"}),
    ({"tools": []}, {"settings.tools"}),
    ({"tools": [{"tool_name": f"t{n}"} for n in range(21)]}, {"settings.tools"}),
    ({"tools": [{"tool_name": "t", "enabled": "yes"}]}, {"settings.tools.0.enabled"}),
    ({"tools": [{"tool_name": "t"}, {"enabled": True}]}, {"settings.tools.1.tool_name"}),
    ({"correlation_mode": "XOR"}, {"settings.correlation_mode"}),
    ({"execution_mode": 1, "name": None}, {"settings.execution_mode", "settings.name"}),
    ({"nonsense": 1}, {"settings.nonsense"}),
]
WRONG_SECTIONS: list[tuple[dict[str, Any], set[str]]] = [
    ({"progress": {"overall_progress": 101}}, {"progress.overall_progress"}),
    ({"progress": {"overall_progress": "50"}}, {"progress.overall_progress"}),
    ({"progress": {"phases": [{"phase_name": "a", "status": "asleep"}]}}, {"progress.phases.0.status"}),
    ({"progress": {"phases": [{"status": "running"}]}}, {"progress.phases.0.phase_name"}),
    ({"progress": {"agents": [{"status": "running"}]}}, {"progress.agents.0.agent_name"}),
    ({"progress": {"tools_executed": [{"status": "PENDING"}]}}, {"progress.tools_executed.0.tool_name"}),
    ({"progress": {"phases": [7]}}, {"progress.phases.0"}),
    ({"progress": {"tools_executed": [{"tool_name": "t", "status": "x"}]}}, {"progress.tools_executed.0.status"}),
    ({"progress": {"logs": [1]}}, {"progress.logs"}),
    ({"progress": {"nonsense": 1}}, {"progress.nonsense"}),
    ({"results": {"completed_at": "2026-01-01T00:00:00Z"}}, {"results.risk_score"}),
    ({"progress": [], "results": "x"}, {"progress", "results"}),
    ({"wizard_step": "DONE", "status": None}, {"wizard_step", "status"}),
    ({"version": 0}, {"version"}),
    ({"version": True}, {"version"}),
    ({"version": "1"}, {"version"}),
    ({"user_id": "someone"}, {"user_id"}),
    ({"created_at": "2026-01-01T00:00:00Z", "archived_at": None}, {"created_at", "archived_at"}),
]
WRONG_REPORTS: list[tuple[Any, set[str]]] = [
    ([], {"events"}),
    ([7], {"events.0"}),
    ({"event_type": "state_updated", "data": {}}, {"events.0.event_type"}),
    ({"event_type": "invented", "data": {}}, {"events.0.event_type"}),
    ({"data": {}}, {"events.0.event_type"}),
    (event("progress_updated", percent_complete=1) | {"actor": "me"}, {"events.0.actor"}),
    (event("progress_updated", percent_complete=-1), {"events.0.data.percent_complete"}),
    (
        [event("progress_updated", percent_complete=1), event("log_appended", lines=[{}])],
        {"events.1.data.lines.0.message"},
    ),
    (event("tool_execution_started"), {"events.0.data.tool_name"}),
    (event("progress_updated", "2026-01-15 10:06", percent_complete=1), {"events.0.timestamp"}),
    (event("progress_updated", percent_complete=1, nonsense=1), {"events.0.data.nonsense"}),
]


def names_of(cases: list[tuple[Any, set[str]]]) -> list[str]:
    return [min(fields) for _, fields in cases]


@pytest.mark.parametrize(("wrong", "fields"), WRONG_SETTINGS, ids=names_of(WRONG_SETTINGS))
def test_wrong_settings_are_refused_by_create_with_the_path_of_each_field(
    api: Api, settings: Document, wrong: Document, fields: set[str]
) -> None:
    assert wrong_fields(api.create(settings=settings | wrong)) == fields


@pytest.mark.parametrize(("wrong", "fields"), WRONG_SETTINGS[:8], ids=names_of(WRONG_SETTINGS[:8]))
def test_patch_that_would_leave_invalid_settings_is_refused(
    api: Api, settings: Document, wrong: Document, fields: set[str]
) -> None:
    investigation_id = api.created(settings=settings)

    assert wrong_fields(api.change(investigation_id, settings=wrong)) == fields
    assert api.state(investigation_id)["version"] == 1


@pytest.mark.parametrize(("wrong", "fields"), WRONG_SECTIONS, ids=names_of(WRONG_SECTIONS))
def test_wrong_members_are_refused_by_put_with_the_path_of_each_field(
    api: Api, wrong: Document, fields: set[str]
) -> None:
    investigation_id = api.created()

    assert wrong_fields(api.put(investigation_id, wrong, {"If-Match": "*"})) == fields
    assert api.state(investigation_id)["version"] == 1


@pytest.mark.parametrize(("wrong", "fields"), WRONG_REPORTS, ids=names_of(WRONG_REPORTS))
def test_wrong_report_is_refused_with_its_place_in_the_list(
    api: Api, settings: Document, wrong: Any, fields: set[str]
) -> None:
    investigation_id = api.running(settings)

    assert wrong_fields(api.report(investigation_id, wrong)) == fields


@pytest.mark.parametrize("media_type", OTHER_MEDIA_TYPES)
def test_other_media_types_are_refused_on_every_route(api: Api, media_type: str) -> None:
    investigation_id = api.created()

    for method, path in (
        ("POST", "/investigations"),
        ("PUT", f"/{investigation_id}/state"),
        ("PATCH", f"/{investigation_id}/state"),
        ("POST", f"/{investigation_id}/events"),
    ):
        response = api.call(method, path, {"If-Match": "*", "Content-Type": media_type}, data="{}")
        problem(response, 415, "unsupported_media_type")
        assert JSON in response.headers["Accept-Patch" if method == "PATCH" else "Accept"]


def test_encoded_body_is_refused(api: Api) -> None:
    sent = {"Content-Encoding": "gzip", "Content-Type": JSON}

    response = api.call("POST", "/investigations", sent, data=b"\x1f\x8b")

    problem(response, 415, "unsupported_media_type")
    assert response.headers["Accept-Encoding"] == "identity"


def test_the_name_of_a_content_coding_has_no_case(api: Api) -> None:
    assert api.call("POST", "/investigations", {"Content-Encoding": "Identity"}, json={}).status_code == 201


def test_json_patch_is_not_accepted_as_a_merge_patch(api: Api) -> None:
    investigation_id = api.created()

    response = api.patch(investigation_id, {"version": 1}, {"Content-Type": "application/json-patch+json"})

    problem(response, 415, "unsupported_media_type")
    assert response.headers["Accept-Patch"] == "application/json, application/merge-patch+json"


@pytest.mark.parametrize("media_type", [MERGE_PATCH, JSON, f"{MERGE_PATCH}; charset=utf-8", MERGE_PATCH.upper()])
def test_patch_takes_merge_patch_and_plain_json(api: Api, media_type: str) -> None:
    investigation_id = api.created()

    assert api.patch(investigation_id, {"version": 1}, {"Content-Type": media_type}).status_code == 200


@pytest.mark.parametrize(
    ("link", "is_taken"),
    [
        ("https://reports.example/1", True),
        ("http://10.0.0.1:8000/x", True),
        ("/reports/1", True),
        ("https://[2001:db8::1]:8443?id=1#top", True),
        ("/\n/evil.example", False),
        ("/\x85/evil.example", False),
        ("https:\\\\evil.example", False),
        ("https://reports.example\\@evil.example", False),
        ("https://reports.example@evil.example", False),
        ("https://\uff45vil.example", False),
        ("https://evil\u3002example", False),
        ("https://%65vil.example", False),
        ("https://0x7f000001/", False),
        ("https://127.1", False),
        ("https://reports.example:99999/", False),
        ("https:evil.example", False),
        ("javascript:alert(1)", False),
        ("/\t/evil.example", False),
        ("https://a.example/\x00", False),
        ("data:text/html,x", False),
        ("//elsewhere.example", False),
        ("/\\elsewhere.example", False),
        (" https://reports.example", False),
        ("https://", False),
    ],
)
def test_report_url_is_an_address_or_a_path_and_never_a_script(
    api: Api, settings: Document, results: Document, link: str, is_taken: bool
) -> None:
    investigation_id = api.running(settings)

    answer = api.change(investigation_id, results=results | {"report_url": link})

    assert answer.status_code == (200 if is_taken else 422)
    assert is_taken or wrong_fields(answer) == {"results.report_url"}
