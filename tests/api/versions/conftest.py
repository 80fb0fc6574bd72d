"""An investigation with several versions."""

import pytest

from tests.support.api.client import Api, Document, event


@pytest.fixture
def states(api: Api, settings: Document, results: Document) -> list[Document]:
    """Return every state that an investigation went through; all its log lines are from version 3."""
    mine = api.created(settings=settings)
    line = event("log_appended", lines=[{"message": "m", "agent_name": "a"}, {"message": "line"}])
    return [
        api.state(mine),
        api.changed(mine, wizard_step="PROGRESS"),
        api.reported(mine, line, event("progress_updated", percent_complete=40)),
        api.changed(mine, status="COMPLETED", results=results, wizard_step="RESULTS"),
        api.changed(mine, wizard_step="SETTINGS", settings={"name": "again"}),
    ]


@pytest.fixture
def mine(states: list[Document]) -> str:
    return str(states[0]["investigation_id"])
