"""The content of the report of an investigation (contract section 11)."""

import json

from tests.support.api.client import Api, Document, document, event
from tests.support.api.report_document import every_format, lines, report


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


def test_a_report_of_an_unfinished_run_has_its_findings_and_questions(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    found = {"title": "Early", "description": "d", "severity": "low", "confidence": 0.25}
    api.reported(investigation_id, event("finding_added", **found))
    asked = event("input_requested", request_id="q1", prompt="Block *it*?", kind="choice", options=["yes", "no"])
    api.reported(investigation_id, asked, event("input_requested", request_id="q2", prompt="Who?", kind="text"))
    answered = document(api.call("POST", f"/{investigation_id}/inputs/q1", json={"answer": "yes"}))

    written = lines(report(api, investigation_id, "md"))

    for line in ("### Early", "- Confidence: 25%", "### Block \\*it\\*?", "- Status: ANSWERED", "| no |", '"yes"'):
        assert line in written, line
    assert f"- Answered by: {api.user_id}" in written
    assert f"- Answered: {answered['progress']['inputs'][0]['answered_at']}" in written
    assert written[written.index("### Who?") + 2] == "- Status: OPEN"


def test_a_tool_that_ran_twice_is_in_the_timeline_twice(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    failed = event("tool_execution_error", "2026-01-15T10:01:00Z", tool_name="grep", error_message="no file")
    for began in ("2026-01-15T10:00:00Z", "2026-01-15T10:02:00Z"):
        api.reported(investigation_id, event("tool_execution_started", began, tool_name="grep"), failed)

    runs = [line for line in lines(report(api, investigation_id, "md")) if "| Tool | grep |" in line]

    assert [run.partition(" |")[0] for run in runs] == ["| 2026-01-15T10:00:00.000Z", "| 2026-01-15T10:02:00.000Z"]


@every_format
def test_a_report_ends_with_the_last_hash_of_the_audit_chain(api: Api, completed: str, name: str) -> None:
    exported = api.audit(completed, "/export").text.splitlines()

    assert json.loads(exported[-1])["hash"] in report(api, completed, name).text


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


def test_a_report_names_the_executor_that_holds_the_lease(api: Api, settings: Document) -> None:
    investigation_id = api.running(settings)
    document(api.call("POST", f"/{investigation_id}/lease", json={"executor": "worker <7>"}), 201)
    since = api.state(investigation_id)["progress"]["executor"]["since"]

    written = lines(report(api, investigation_id, "md"))

    for line in ("- Executor: worker \\<7\\>", "- Its status: ATTACHED", f"- Since: {since}"):
        assert line in written, line
