"""An investigation with several versions."""

import pytest

from tests.support.api.client import Api, Document, event


@pytest.fixture
def states(api: Api, settings: Document, results: Document) -> list[Document]:
    """Return every state that an investigation went through; all its log lines are from version 3."""
    investigation_id = api.created(settings=settings)
    line = event("log_appended", lines=[{"message": "m", "agent_name": "a"}, {"message": "line"}])
    return [
        api.state(investigation_id),
        api.changed(investigation_id, wizard_step="PROGRESS"),
        api.reported(investigation_id, line, event("progress_updated", percent_complete=40)),
        api.changed(investigation_id, status="COMPLETED", results=results, wizard_step="RESULTS"),
        api.changed(investigation_id, wizard_step="SETTINGS", settings={"name": "again"}),
    ]


@pytest.fixture
def investigation_id(states: list[Document]) -> str:
    return str(states[0]["investigation_id"])
