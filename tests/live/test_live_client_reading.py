"""The client's lists and changes against a running service."""

import uuid
from typing import Any

import pytest
from live_server import LiveServer

from wizard_service.client import WizardClient

pytest_plugins = ["live_fixtures"]
pytestmark = pytest.mark.live


@pytest.fixture
def server(service: LiveServer) -> LiveServer:
    return service


@pytest.fixture
def mine(wizard: WizardClient, settings: dict[str, Any]) -> str:
    return wizard.create(investigation_id=f"library-{uuid.uuid4()}", settings=settings).investigation_id


def test_changes_are_told(wizard: WizardClient, mine: str) -> None:
    wizard.update(mine, {"settings": {"name": "second"}}, version=1)

    changes = wizard.changes(mine, 1, include_snapshot=True)

    assert [each["version"] for each in changes["changes"]] == [2]
    assert (changes["current_snapshot"] or {})["settings"]["name"] == "second"
    assert wizard.changes(mine, 2)["changes"] == []


def test_active_investigations_are_told(wizard: WizardClient, mine: str) -> None:
    active = wizard.active(wizard_step="SETTINGS", limit=5)

    assert ([each["investigation_id"] for each in active["investigations"]], active["total"]) == ([mine], 1)


def test_health_is_told(wizard: WizardClient) -> None:
    assert wizard.health()["status"] == "healthy"
