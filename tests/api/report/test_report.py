"""The report of an investigation over HTTP: formats, content, readers and headers (contract section 11)."""

import json

import pytest
from werkzeug.test import TestResponse

from tests.support.api.client import Api, ApiFor, Document, document, event, problem, wrong_fields

FORMATS = {"md": "text/markdown", "html": "text/html"}
every_format = pytest.mark.parametrize("name", FORMATS)


def report(api: Api, investigation_id: str, name: str | None = None, **headers: str) -> TestResponse:
    query = {} if name is None else {"format": name}
    return api.call("GET", f"/{investigation_id}/report", headers, query_string=query)


def lines(response: TestResponse) -> list[str]:
    assert response.status_code == 200, response.text
    return response.text.splitlines()


@pytest.fixture
def completed(api: Api, api_for: ApiFor, settings: Document, results: Document) -> str:
    """Return the id of a completed investigation that its owner started and an executor carried out."""
    investigation_id = api.created(settings=settings)
    api.changed(investigation_id, wizard_step="PROGRESS")
    executor = api_for("executor-7", "wizard:run")
    times = [f"2026-01-15T10:0{minute}:00.000Z" for minute in range(4)]
    executor.reported(investigation_id, event("phase_changed", times[0], to_phase="collection"))
    executor.reported(investigation_id, event("tool_execution_started", times[1], tool_name="grep"))
    executor.reported(
        investigation_id,
        event("tool_execution_completed", times[2], tool_name="grep", duration_ms=1500, result_summary="112 lines"),
        event("agent_updated", times[2], agent_name="reader", status="done", progress=100),
    )
    findings = [results["findings"][0] | {"evidence": [{"line": "Failed password", "count": 112}]}]
    executor.changed(investigation_id, results=results | {"findings": findings}, status="COMPLETED")
    return investigation_id


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/markdown", "text/markdown"),
        ("text/html", "text/html"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("text/html;q=0.1, text/markdown;q=0.2", "text/markdown"),
        ("*/*", "text/markdown"),
        ("application/json", "text/markdown"),
    ],
)
def test_accept_selects_the_format(api: Api, accept: str, media_type: str) -> None:
    response = report(api, api.created(), Accept=accept)

    assert response.headers["Content-Type"] == f"{media_type}; charset=utf-8"
    assert "Accept" in response.headers["Vary"].split(", ")


@every_format
def test_the_parameter_format_overrides_accept(api: Api, name: str) -> None:
    response = report(api, api.created(), name, Accept="text/markdown, text/html;q=0.9")

    assert response.mimetype == FORMATS[name]


def test_an_unknown_format_is_refused(api: Api) -> None:
    investigation_id = api.created()

    assert wrong_fields(report(api, investigation_id, "pdf")) == {"format"}
    assert wrong_fields(api.call("GET", f"/{investigation_id}/report?lang=en")) == {"lang"}


def test_a_report_has_risk_findings_evidence_settings_and_timeline(api: Api, completed: str) -> None:
    written = lines(report(api, completed, "md"))

    assert written[0] == "# SSH brute force"
    for line in (
        "- Status: COMPLETED",
        "- Score: 72.5 of 100",
        "- Level: high",
        "### Guessing",
        "- Severity: high",
        "- Confidence: 90%",
        '{"line": "Failed password", "count": 112}',
        "| 183.62.140.253 | ip\\_address |  |",
        "| failed\\_logins | yes |  |",
        "| 2026-01-15T10:00:00.000Z |  |  | Phase | collection | running |  |",
        "| 2026-01-15T10:01:00.000Z | 2026-01-15T10:02:00.000Z | 1.500 s | Tool | grep | completed | 112 lines |",
        "| reader | done | 100 % |",
    ):
        assert line in written, line


def test_a_report_says_who_did_what_and_when(api: Api, completed: str) -> None:
    entries = list(reversed(document(api.audit(completed, limit=100))["items"]))

    written = lines(report(api, completed, "md"))

    reported = [entry for entry in entries if entry["action_types"] == ["PROGRESS_UPDATED"]]
    assert len(reported) == 3
    assert {entry["actor"] for entry in reported} == {"executor-7"}
    created, first, last = entries[0]["timestamp"], reported[0]["timestamp"], reported[-1]["timestamp"]
    assert f"| {created} | {created} | {api.user_id} | state created, settings modified | 1 |" in written
    assert f"| {first} | {last} | executor-7 | progress updated | 3 |" in written


@every_format
def test_a_report_ends_with_the_last_hash_of_the_audit_chain(api: Api, completed: str, name: str) -> None:
    exported = api.audit(completed, "/export").text.splitlines()

    assert json.loads(exported[-1])["hash"] in report(api, completed, name).text


@every_format
def test_the_tag_of_a_report_is_that_of_the_state(api: Api, completed: str, name: str) -> None:
    tag = api.get(completed).headers["ETag"]

    response = report(api, completed, name)

    assert response.headers["ETag"] == tag
    assert report(api, completed, name, **{"If-None-Match": tag}).status_code == 304
    api.changed(completed, wizard_step="RESULTS")
    assert report(api, completed, name, **{"If-None-Match": tag}).status_code == 200


@every_format
def test_a_refused_attempt_and_a_read_leave_a_report_and_its_tag_as_they_are(
    api: Api, api_for: ApiFor, completed: str, name: str
) -> None:
    viewer = api_for()
    api.share(completed, viewer.user_id, "viewer")
    before = report(api, completed, name)

    problem(viewer.put(completed, {"settings": {}}, {"If-Match": "*"}), 403, "forbidden")
    problem(api.put(completed, {"status": "ERROR"}, {"If-Match": '"stale"'}), 412, "precondition_failed")
    after = report(api, completed, name)

    assert document(api.audit(completed, "/refused"))["items"]
    assert (after.headers["ETag"], after.data) == (before.headers["ETag"], before.data)


@every_format
def test_head_has_the_headers_and_no_body(api: Api, completed: str, name: str) -> None:
    got = report(api, completed, name)

    head = api.call("HEAD", f"/{completed}/report", query_string={"format": name})

    assert (head.status_code, head.data) == (200, b"")
    for header in ("Content-Type", "Content-Length", "Content-Disposition", "ETag", "Content-Security-Policy"):
        assert head.headers[header] == got.headers[header]


@every_format
def test_a_report_has_a_file_name_and_a_policy(api: Api, completed: str, name: str) -> None:
    headers = report(api, completed, name).headers

    assert headers["Content-Disposition"] == f'inline; filename="{completed}-report.{name}"'
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-cache"


def test_viewers_executors_and_admins_read_a_report_and_others_do_not(
    api: Api, api_for: ApiFor, completed: str
) -> None:
    viewer = api_for()
    api.share(completed, viewer.user_id, "viewer")

    for reader in (viewer, api_for(None, "wizard:run"), api_for(None, "wizard:admin")):
        assert report(reader, completed).data == report(api, completed).data
    problem(report(api_for(), completed), 404, "not_found")
    problem(report(api_for(api.user_id, "wizard:write"), completed), 403, "forbidden")
    problem(report(api_for(), completed, **{"If-None-Match": "*"}), 404, "not_found")


def test_an_archived_investigation_has_a_report(api: Api, completed: str) -> None:
    archived = document(api.call("POST", f"/history/{completed}/archive"))

    assert f"- Archived: {archived['archived_at']}" in lines(report(api, completed, "md"))


@every_format
def test_an_investigation_without_anything_has_a_report(api: Api, name: str) -> None:
    investigation_id = api.created()

    text = report(api, investigation_id, name).text

    assert investigation_id in text
    for sentence in ("No results are stored.", "There are no findings.", "There are no settings."):
        assert sentence in text
