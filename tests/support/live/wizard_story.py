"""Starting points of the user stories: a configured wizard, and investigations at 45 %, completed or old."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.live.databases import rows_of
from tests.support.live.server import LiveServer
from tests.support.live.users import Document, Person
from wizard_service.timestamps import timestamp

# Every setting, as the service returns it: the service neither adds defaults nor changes the notation.
CONFIGURED: Document = {
    "name": "Account takeover",
    "description": "Sign-ins from two places at once",
    "entities": [
        {"entity_type": "user", "entity_id": "alice", "name": "Alice"},
        {"entity_type": "ip_address", "entity_id": "183.62.140.253", "name": "Unknown"},
    ],
    "time_range": {"start": "2026-01-01T00:00:00.000Z", "end": "2026-01-02T00:00:00.000Z"},
    "tools": [
        {"tool_name": "failed_logins", "enabled": True, "parameters": {"at_least": 5}},
        {"tool_name": "geography", "enabled": False, "parameters": {}},
    ],
    "correlation_mode": "AND",
    "execution_mode": "sequential",
}
FOUND: Document = {
    "findings": [{"title": "Guessing", "description": "d", "severity": "high", "confidence": 0.9, "evidence": []}],
    "risk_score": {"overall_score": 72.5, "category_scores": {"brute_force": 70.0}, "risk_level": "high"},
    "entity_summaries": {"alice": {"failed": 6}},
    "visualizations": {"risk_gauge": {"value": 72.5}},
    "completed_at": "2026-01-02T00:00:00.000Z",
}


def begun(person: Person, settings: Document = CONFIGURED) -> str:
    """Return the id of an investigation that has just gone to PROGRESS."""
    return person.create(settings=settings, wizard_step="PROGRESS")


def half_done(person: Person) -> str:
    """Return the id of an investigation at 45 %: one phase done, one running, an agent at work, log lines."""
    investigation_id = begun(person)
    person.report(investigation_id, "phase_changed", to_phase="collection")
    person.report(investigation_id, "phase_changed", from_phase="collection", to_phase="analysis")
    person.report(investigation_id, "agent_updated", agent_name="network", status="running", progress=60)
    person.report(investigation_id, "tool_execution_started", tool_name="failed_logins")
    person.log(investigation_id, "read 2,000 lines", "found 6 failed passwords")
    person.report(investigation_id, "progress_updated", percent_complete=45, current_phase="analysis")
    return investigation_id


def complete(person: Person, investigation_id: str, results: Document = FOUND, **members: Any) -> Document:
    """Backend results as an executor does and return the state."""
    answer = person.change(investigation_id, status="COMPLETED", results=results, **members)
    assert answer.status == 200, answer.body
    return answer.document


def checkpoint(person: Person, investigation_id: str) -> Document:
    return person.call("GET", f"/{investigation_id}/checkpoint").document


def poll(person: Person, investigation_id: str, after: str) -> Document:
    answer = person.call("GET", f"/{investigation_id}/poll?after={after}")
    assert answer.status == 200, answer.body
    return answer.document


def types_of(events: list[Document]) -> list[str]:
    return [str(event["event_type"]) for event in events]


def stored(server: LiveServer, investigation_id: str) -> Document:
    """Return the row in the database itself."""
    statement = "SELECT * FROM investigation_states WHERE investigation_id = ?"
    (row,) = rows_of(server.database_url, statement, (investigation_id,))
    return row


def let_rest(server: LiveServer, investigation_id: str, **age: float) -> None:
    """Make the last change of an investigation so old, for example `days=8`."""
    changed_at = timestamp(datetime.now(UTC) - timedelta(**age))
    statement = "UPDATE investigation_states SET updated_at = ? WHERE investigation_id = ?"
    assert server.change_rows(statement, changed_at, investigation_id) == 1


def wait_for_advice(person: Person, investigation_id: str, usual_ms: int) -> None:
    """Poll until the advice is this interval, give or take a tenth; a server under load may double it for a while."""

    def is_advised() -> bool:
        answer = person.call("GET", f"/{investigation_id}/poll")
        interval_ms = int(answer.document["next_poll_interval"])
        assert answer.headers["X-Recommended-Interval"] == str(interval_ms)
        return 0.9 * usual_ms <= interval_ms <= 1.1 * usual_ms

    person.server.wait_until(is_advised, f"the advice to poll every {usual_ms} ms")
