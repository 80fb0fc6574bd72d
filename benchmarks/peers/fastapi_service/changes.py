"""The transaction of a write: the state's new version, its audit entry and its events."""

from typing import Any

from fastapi import HTTPException
from sqlalchemy.orm import Session

from .database import AuditEntry, FeedEvent, InvestigationState, now
from .documents import Patch, Report


def owned(session: Session, investigation_id: str, user_id: str) -> InvestigationState:
    state = session.get(InvestigationState, investigation_id)
    if state is None or state.user_id != user_id:
        raise HTTPException(404, "not found")
    return state


def apply_patch(session: Session, state: InvestigationState, patch: Patch) -> None:
    changes = patch.model_dump(mode="json", exclude_unset=True)
    before = {name: getattr(state, name) for name in changes}
    for name, value in changes.items():
        setattr(state, name, value)
    _commit(session, state, [Report(event_type="state_updated", data=changes)], "STATE_UPDATED", before)


def apply_reports(session: Session, state: InvestigationState, reports: list[Report]) -> list[FeedEvent]:
    before = state.progress
    for report in reports:
        state.progress = changed(state.progress, report)
    return _commit(session, state, reports, "PROGRESS_UPDATED", before)


def _commit(
    session: Session, state: InvestigationState, reports: list[Report], action: str, before: Any
) -> list[FeedEvent]:
    state.version += 1
    state.updated_at = now()
    entry = AuditEntry(
        investigation_id=state.investigation_id,
        user_id=state.user_id,
        action_type=action,
        from_version=state.version - 1,
        to_version=state.version,
        changes={"before": before, "after": [report.data for report in reports]},
        created_at=state.updated_at,
    )
    events = [
        FeedEvent(
            investigation_id=state.investigation_id,
            version=state.version,
            event_type=report.event_type,
            data=report.data,
            created_at=state.updated_at,
        )
        for report in reports
    ]
    session.add_all([entry, *events])
    session.commit()
    return events


def changed(progress: dict[str, Any], report: Report) -> dict[str, Any]:
    if report.event_type == "log_appended":
        return progress
    percent = report.data.get("percent_complete", progress.get("overall_progress", 0))
    return {**progress, "overall_progress": percent}
