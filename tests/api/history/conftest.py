"""A user with a history."""

import pytest

from tests.support.api.client import Api, Document, event
from tests.support.api.history import NAMES


@pytest.fixture
def owner(api: Api, settings: Document, results: Document) -> Api:
    """Return a user with 5 investigations: completed, in error, cancelled, running, and one just begun."""
    for number, name in enumerate(NAMES):
        entities = [{"entity_type": f"type {n}", "entity_id": "x"} for n in range(number + 1)]
        investigation_id = api.created(settings=settings | {"name": name, "entities": entities})
        if number < 4:
            api.changed(investigation_id, wizard_step="PROGRESS")
        if number == 0:
            api.changed(investigation_id, status="COMPLETED", results=results)
        if number == 1:
            api.reported(investigation_id, event("error_occurred", error_message="m"))
        if number == 2:
            api.changed(investigation_id, status="CANCELLED")
    return api
